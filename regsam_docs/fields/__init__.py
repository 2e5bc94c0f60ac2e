"""A file as a form: the fields its schema has, what stands in them, and how the file is written. Plain data for
`templates/skript/formular.js`, which draws it, judges it and writes the file anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from regsam_docs import yaml
from regsam_docs.fields.known import known, lost
from regsam_docs.fields.tree import FormField, field, messages
from regsam_docs.fields.written import written
from regsam_docs.model import Area
from regsam_docs.schema import schemas, shape
from regsam_docs.schema.sheet import Sheet
from regsam_docs.schema.typed import EMPTY, Reader
from regsam_docs.yaml import Mapping, Node, Sequence

__all__ = ["data", "form", "marks"]


def form(
    kind: str, data: dict[str, Any], text: str, area: Area, selections: Iterable[str] = (), areas: Iterable[str] = ()
) -> dict[str, Any]:
    """The form of a file. `data`: typed, as its schema reads `text`, which has LF alone and no byte order mark; both empty for a
    file that is still to be made. `area`, and the names of `selections` and `areas`: where its references may lead to."""
    return {
        "feld": field(schemas.whole(kind)),
        "daten": data,
        "geschrieben": written(text),
        "bekannt": known(area, selections, areas),
        "meldungen": {**messages(), **lost(area)},
    }


def data(kind: str, content: bytes, path: str) -> dict[str, Any] | None:
    """What stands in a file, wrong values too; None if it cannot be read or holds what its form has no field for."""
    node = yaml.attempt(content, path)
    if node.node is None or any(one.is_error for one in node.findings) or not isinstance(node.node, Mapping):
        return None
    read = Reader(lambda *_: None).value(node.node, shape(kind))
    read = {} if read is EMPTY else read
    return read if _fits(field(schemas.whole(kind)), read) else None


def _fits(place: FormField, value: Any) -> bool:
    """Whether a value has the form of its field, be it right or wrong."""
    if not isinstance(value, dict | list):
        return place["art"] not in ("gruppe", "liste", "karte") or "kurz" in place
    if place["art"] == "liste" and isinstance(value, list):
        return all(_fits(place["punkt"], one) for one in value)
    if isinstance(value, dict) and place["art"] == "karte":
        return all(_fits(place["punkt"], one) for one in value.values())
    below = place["gruppe"] if place["art"] == "oder" else place
    keys = {one["schluessel"]: one for one in below.get("felder", ())}
    return isinstance(value, dict) and all(key in keys and _fits(keys[key], one) for key, one in value.items())


def marks(sheet: Sheet) -> Iterator[tuple[tuple[int, int], tuple[str | int, ...]]]:
    """Line and column of every key and value of a file, with the path that leads there."""
    if sheet.places is not None:
        yield from _marks(sheet.places.root, ())


def _marks(node: Node, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[int, int], tuple[str | int, ...]]]:
    yield (node.mark.line, node.mark.column), path
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield (entry.key_mark.line, entry.key_mark.column), (*path, entry.key)
            yield from _marks(entry.value, (*path, entry.key))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _marks(item, (*path, index))
