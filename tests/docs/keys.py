"""Tables of keys, made of the schemas: they are the only place that says what a file may contain.

The handbook's say what a key means; those of docs/format.md what form its value has, and who may see it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from regsam_docs.schema import Shape, shape
from regsam_docs.schema.schemas import narrower

Schema = dict[str, Any]

FOLDER = Path(__file__).parents[2] / "schemas"
PERSON = "person"
"""The group that has a table of its own, because five files use it."""

PLAIN = {
    "string": "Text",
    "integer": "ganze Zahl",
    "number": "Zahl",
    "boolean": "`true` oder `false`",
    "object": "Gruppe",
}
"""JSON type → what a value of it is called."""


class Key(NamedTuple):
    """A key of a file: its path (`umgriff.karte`), its schema, and where its own keys are explained."""

    path: str
    required: bool
    place: Schema
    inner: Schema
    """The group of keys that stands there, in a list or among alternatives; the place itself if there is none."""
    shown: str | None
    """The name of the shared group, if its keys are shown elsewhere."""
    edition: str
    """The narrowest edition met on the way to it."""
    free_text: str | None
    """The edition of a text that is no id, where both may stand."""


# ---- the handbook's tables


def table(kind: str) -> str:
    """The table of all keys of one kind of file, or of persons: what each means."""
    return table_of(("Schlüssel", "Bedeutung"), [(_name(key), _meaning(key)) for key in keys(kind)])


def _meaning(key: Key) -> str:
    words = key.place.get("description") or key.inner.get("description", "")
    where = _elsewhere(key, " Angaben: siehe [Personen](datei-personen.md)", " Angaben wie bei")
    return f"{words}{where}{'.' if where else ''}"


# ---- the tables of docs/format.md


def forms(kind: str) -> str:
    """What a kind of file is, and the same keys: what form each value has, up to which edition it is shown, an example."""
    rows = [(_name(key), key.place.get("title", ""), _form(key), _edition(key), _example(key.place)) for key in keys(kind)]
    about = _shared()[PERSON]["$comment"] if kind == PERSON else _raw(kind)["description"]
    return f"{about}\n\n{table_of(('Schlüssel', 'Angabe', 'Form', 'Ausgabe', 'Beispiel'), rows)}"


def shared() -> str:
    """The table of the forms that stand in `gemeinsam.schema.json` and are no groups of keys."""
    single = {name: place for name, place in _shared().items() if "properties" not in place}
    rows = [(f"`{name}`", place["$comment"], _example(_followed(place))) for name, place in single.items()]
    return table_of(("Form", "was dort steht", "Beispiel"), rows)


def _form(key: Key) -> str:
    default = key.place.get("default")
    without = f"; ohne Angabe {_code(default)}" if default is not None else ""
    return f"{_kind_of_value(key.place)}{without}{_elsewhere(key, ', siehe [Personen](#personen)', ' wie')}"


def _edition(key: Key) -> str:
    return f"{key.edition}; freier Text: {key.free_text}" if key.free_text not in (None, key.edition) else key.edition


def _kind_of_value(place: Schema) -> str:
    """What may stand at a place, in German; a form of the table of shared ones by its name."""
    if "$ref" in place:
        name = place["$ref"].rpartition("/")[2]
        return PLAIN["object"] if "properties" in _shared()[name] else f"*{name}*"
    if "anyOf" in place or "oneOf" in place:
        return " oder ".join(_kind_of_value(one) for one in (*place.get("anyOf", ()), *place.get("oneOf", ())))
    if "enum" in place or "const" in place:
        return ", ".join(_code(value) for value in place.get("enum", (place.get("const"),)))
    if place.get("type") == "array":
        return f"Liste: {_kind_of_value(place['items'])}"
    if isinstance(place.get("additionalProperties"), dict):
        return f"Gruppe mit frei gewählten Schlüsseln: {_kind_of_value(place['additionalProperties'])}"
    return PLAIN[place["type"]] + _bounds(place)


def _bounds(place: Schema) -> str:
    words = {"minimum": "ab", "exclusiveMinimum": "über", "maximum": "bis"}
    return "".join(f" {word} {place[bound]}" for bound, word in words.items() if bound in place)


def _example(place: Schema) -> str:
    example = next(iter(place.get("examples", ())), None)
    if isinstance(example, list):
        example = example[0]
    return "" if example is None or isinstance(example, dict) else _code(example)


def _code(value: Any) -> str:
    words = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{words}`"


# ---- both


def keys(kind: str) -> Iterator[Key]:
    """All keys of one kind of file, or of persons, in the schema's order; a group that came before is not shown again."""
    if kind == PERSON:
        at = shape("gebiet").properties["ansprechpersonen"].items
        assert at is not None
        return _keys(_shared()[PERSON], "", at, "oeffentlich", {})
    return _keys(_raw(kind), "", shape(kind), "oeffentlich", {})


def _keys(here: Schema, start: str, at: Shape, edition: str, seen: dict[str, str]) -> Iterator[Key]:
    for name, place in here.get("properties", {}).items():
        path, child = f"{start}{name}", at.properties[name]
        own = narrower(edition, child, of_property=True)
        inner, group = _group(place)
        shown = PERSON if group == PERSON else seen.get(group or "")
        free_text = child.free_edition or (child.items.free_edition if child.items else None)
        yield Key(path, name in here.get("required", ()), place, inner, shown, own, free_text)
        if shown is None:
            seen |= {group: path} if group else {}
            yield from _keys(inner, f"{path}.", _of_group(child), own, seen)


def _of_group(at: Shape) -> Shape:
    while not at.properties and at.items is not None:
        at = at.items
    return at


def _group(place: Schema) -> tuple[Schema, str | None]:
    """The group of keys at a place, in a list or among alternatives, and its name if it is a shared one."""
    if "properties" in place:
        return place, None
    for inner in [place["items"]] if "items" in place else [*place.get("anyOf", ()), *place.get("oneOf", ())]:
        found = _group(inner)
        if "properties" in found[0]:
            return found
    if "$ref" in place:
        name = place["$ref"].rpartition("/")[2]
        inner, deeper = _group(_shared()[name])
        if "properties" in inner:
            return inner, deeper or name
    return place, None


def _name(key: Key) -> str:
    return f"**`{key.path}`**" if key.required else f"`{key.path}`"


def _elsewhere(key: Key, person: str, other: str) -> str:
    """Where the keys of a group are shown that has its own table (`person` is said of it), or came before."""
    if key.shown is None:
        return ""
    return person if key.shown == PERSON else f"{other} `{key.shown}`"


def _followed(place: Schema) -> Schema:
    """A shared form with what it refers to beside it."""
    return _shared()[place["$ref"].rpartition("/")[2]] | place if "$ref" in place else place


def table_of(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown; bars in its cells are escaped."""
    heads = tuple(heads)
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |" for cells in lines)


def _shared() -> dict[str, Schema]:
    found: dict[str, Schema] = _raw("gemeinsam")["$defs"]
    return found


@cache
def _raw(kind: str) -> Schema:
    found: Schema = json.loads((FOLDER / f"{kind}.schema.json").read_text("utf-8"))
    return found
