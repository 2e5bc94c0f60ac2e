"""States of a repository in memory, and what a comparison tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from regsam_docs import check
from regsam_docs.changes import Change, Content, State, compare
from regsam_docs.history.comparison import word_lists
from regsam_docs.repository import paths
from regsam_docs.repository.digests import digest
from regsam_docs.repository.layout import layout
from regsam_docs.repository.tree import tree_of
from regsam_docs.system import disk

ROOT = Path(__file__).parents[2]

WORDS = word_lists()

SETTINGS = "format: 1\nherausgeber: {name: REGSAM}\n"


def state(files: Mapping[str, str | bytes]) -> State:
    """A state from texts by path below `areas/`."""
    tree = tree_of({f"areas/{name}": text.encode() if isinstance(text, str) else text for name, text in files.items()})
    plan = layout(tree)
    kinds = {f"areas/{slug}/{name}": kind for slug, named in plan.areas.items() for name, kind in named.items()}
    kinds |= {f"areas/_auswahl/{name}/auswahl.yaml": "auswahl" for name in plan.selections} | {"areas/regsam.yaml": "regsam"}
    contents = {}
    for path in tree.files:
        data = tree.read(path)
        kind = kinds.get(path)
        typed = check.read(tree, path, kind).data if kind else None
        contents[path] = Content(path, digest(data), len(data), kind, typed, data.decode("utf-8", "replace"))
    return State(contents, frozenset(plan.areas))


def example() -> dict[str, str | bytes]:
    """The files of the example city that a comparison sees, by path below `areas/`."""
    tree = disk.tree(ROOT)
    return {path.removeprefix("areas/"): tree.read(path) for path in tree.files if path != paths.CONTACTS}


def as_tuples(
    before: Mapping[str, str | bytes], after: Mapping[str, str | bytes]
) -> list[tuple[str, str, str | None, str | None]]:
    """What, kind, before, after of every change, in order."""
    return [(c.what, c.kind, c.before, c.after) for c in changes(before, after)]


def changes(before: Mapping[str, str | bytes], after: Mapping[str, str | bytes]) -> tuple[Change, ...]:
    """All changes from one set of files to another."""
    return compare(state(before), state(after), WORDS)
