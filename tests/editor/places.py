"""Every place the schemas know, as a small file in which an editor's cursor stands there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from regsam_docs.schema import schemas

Schema = dict[str, Any]
Path = tuple[str, ...]

ITEM = "[]"
"""Step into an item of a list; every other step is a key."""


@dataclass(frozen=True, slots=True)
class Place:
    """A key of a kind of file. `path`: the keys that lead to it, its own last; `schema`: what it may hold."""

    kind: str
    path: Path
    schema: Schema

    def __str__(self) -> str:
        return f"{self.kind}:{'.'.join(self.path)}"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A text and a place in it; both numbers count from 0."""

    text: str
    line: int
    column: int


def mappings(kind: str) -> Iterator[Place]:
    """Every mapping of a kind of file, the file itself first."""
    yield from (place for place in _all(kind, (), schemas.whole(kind)) if "properties" in place.schema)


def keys(kind: str) -> Iterator[Place]:
    """Every key of a kind of file."""
    for mapping in mappings(kind):
        for key, schema in mapping.schema["properties"].items():
            yield Place(kind, (*mapping.path, key), schema)


def _all(kind: str, path: Path, schema: Schema) -> Iterator[Place]:
    yield Place(kind, path, schema)
    for branch in branches(schema):
        if branch is not schema:
            yield from _all(kind, path, branch)
    for key, inner in schema.get("properties", {}).items():
        yield from _all(kind, (*path, key), inner)
    if "items" in schema:
        yield from _all(kind, (*path, ITEM), schema["items"])


def branches(schema: Schema) -> list[Schema]:
    """What a value may be: the schema, or those it offers."""
    return list(schema.get("anyOf", [schema]))


def words(schema: Schema) -> list[str] | None:
    """The values a place may hold if they can be listed."""
    if schema.get("type") == "boolean":
        return ["true", "false"]
    return schema.get("enum")


def value(schema: Schema) -> Any:
    """A value that fits."""
    if schema.get("examples"):
        return schema["examples"][0]
    schema = branches(schema)[0]
    if schema.get("examples"):
        return schema["examples"][0]
    if listed := words(schema):
        return listed[0] if "enum" in schema else True
    match schema["type"]:
        case "object" if "properties" in schema:
            return {key: value(schema["properties"][key]) for key in schema.get("required", list(schema["properties"])[:1])}
        case "object":
            return {"spalte": "Titel"}
        case "array":
            return [value(schema["items"])]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case _:
            return "Text"


def wrong(schema: Schema) -> Any:
    """A value that fits none of the types a place may hold, or, for a text of a certain form, not the form."""
    types = {branch["type"] for branch in branches(schema)}
    if types == {"string"}:
        return "../falsch!" if "pattern" in schema or "enum" in schema else ["eine", "Liste"]
    if "string" in types and "object" not in types:
        return {"falsch": True}  # whatever is written without quotes is a text
    if "object" in types or "array" in types:
        return True
    return "kein Wert dieser Art"


def holding(place: Place, given: Any) -> Excerpt:
    """The file in which the key, or the item of a list, has a value; the cursor stands on the key or the item."""
    text, line, column = _lines(place.path[:-1])
    begin = "- " if place.path[-1] == ITEM else f"{place.path[-1]}: "
    return Excerpt(f"{text}{begin}{json.dumps(given, ensure_ascii=False)}\n", line, column)


def asking_for_keys(place: Place) -> Excerpt:
    """The file in which the mapping is still empty; the cursor stands where its first key belongs."""
    text, line, column = _lines(place.path)
    return Excerpt(f"{text}\n", line, column)


def asking_for_values(place: Place) -> Excerpt:
    """The file in which the key has no value yet; the cursor stands behind its colon."""
    text, line, column = _lines(place.path[:-1])
    return Excerpt(f"{text}{place.path[-1]}: \n", line, column + len(place.path[-1]) + 2)


def _lines(path: Path) -> tuple[str, int, int]:
    """The text that leads to a place, and where it ends."""
    text, line, indent, begun = "", 0, 0, False
    for step in path:
        if begun:
            text, line = f"{text}\n{' ' * indent}", line + 1
        if step == ITEM:
            text, indent, begun = f"{text}- ", indent + 2, False
        else:
            text, indent, begun = f"{text}{step}:", indent + 2, True
    if begun:
        text, line = f"{text}\n{' ' * indent}", line + 1
    return text, line, indent
