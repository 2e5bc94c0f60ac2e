"""A file as a form: the fields its schema has, what stands in them, and how the file is written. Plain data for
`templates/skript/formular.js`, which draws it, judges it and writes the file anew."""

from __future__ import annotations

from typing import Any

from regsam_docs.fields.known import known, lost
from regsam_docs.fields.tree import field, messages
from regsam_docs.fields.written import written
from regsam_docs.model import Area
from regsam_docs.schema import store

__all__ = ["form"]


def form(kind: str, data: dict[str, Any], text: str, area: Area) -> dict[str, Any]:
    """The form of a file. `data`: typed, as its schema reads `text`, which has LF alone and no byte order mark; both empty for a
    file that is still to be made. `area`: where its references may lead to."""
    return {
        "feld": field(store.whole(kind)),
        "daten": data,
        "geschrieben": written(text),
        "bekannt": known(area),
        "meldungen": {**messages(), **lost(area)},
    }
