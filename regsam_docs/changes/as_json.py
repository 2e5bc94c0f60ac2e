"""A comparison for programs."""

from __future__ import annotations

from typing import Any

from regsam_docs.changes.told import Side, Told
from regsam_docs.harmless import as_json


def json(told: Told) -> str:
    """`{"base": {"revision", "commit"}, "head": …, "notices": [text], "changes": [{"area", "file", "document", "what", "kind",
    "first", "before", "after", "words": [[op, text], …]}]}`; in the order of the other reports, ends with a line feed.

    `area` is null for the city's own files, `before` and `after` for what is not there, `commit` for the working tree; `words`
    are the runs of words of changed texts (op `same`, `deleted`, `inserted`).
    """
    whole: dict[str, Any] = {
        "base": _side(told.base),
        "head": _side(told.head),
        "notices": list(told.notices),
        "changes": [
            {
                "area": change.area or None,
                "file": change.file,
                "document": change.document,
                "what": change.what,
                "kind": change.kind,
                "first": change.first,
                "before": change.before,
                "after": change.after,
                "words": [[part.op, part.text] for part in change.parts],
            }
            for change in told.changes
        ],
    }
    return as_json(whole)


def _side(side: Side) -> dict[str, Any]:
    return {"revision": side.revision, "commit": side.commit}
