"""The product's own schemas, read once, the only place that says what a file may contain; and a schema seen as the places it
has: what may stand there, who may see it, what it refers to; and every value of a file's data at its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

import msgspec

from regsam_docs.finding import Path
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import narrowest

Schema = dict[str, Any]

ANNOTATIONS = frozenset(
    {"$comment", "title", "description", "examples", "edition", "verweis", "contentMediaType", "freitext-edition"}
)
"""Keywords that tell readers and editors something and that no validator looks at."""


@cache
def raw(name: str) -> Schema:
    """The schema file as it is shipped. `name`: `gremium`, `gemeinsam`, `texte/phasenmodell` …"""
    path = paths.resources("schemas") / f"{name}.schema.json"
    return cast(Schema, json.loads(path.read_text("utf-8")))


@cache
def whole(name: str) -> Schema:
    """The schema with every `$ref` replaced by what it points to.

    Annotations beside a `$ref` win over the definition's, but for `edition`, of which both are kept: the narrower counts
    (docs/format.md, „Ausgaben“), so the definition's is repeated as `edition-definition`.
    """
    return cast(Schema, _inline(raw(name), name))


def _inline(schema: Any, home: str) -> Any:
    if isinstance(schema, list):
        return [_inline(entry, home) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" not in schema:
        return {key: _inline(value, home) for key, value in schema.items() if key not in ("$defs", "$schema")}
    definition, there = _target(schema["$ref"], home)
    merged = dict(_inline(definition, there))
    beside = {key: _inline(value, home) for key, value in schema.items() if key != "$ref"}
    defined = narrowest(merged.get("edition"), merged.get("edition-definition"))
    if defined is not None:
        merged["edition-definition"] = defined
    clash = set(merged) & set(beside) - ANNOTATIONS - {"edition-definition"}
    if clash:  # the place of use narrows the definition: both hold
        return {**beside, "allOf": [*beside.get("allOf", ()), merged]}
    return merged | beside


def _target(reference: str, home: str) -> tuple[Any, str]:
    file, _, pointer = reference.partition("#")
    name = file.removesuffix(".schema.json") if file else home
    if name not in ("gemeinsam", home) or "/" in file:
        raise ValueError(f"{home}: a schema may only refer to itself and to gemeinsam, not to {reference}")
    found: Any = raw(name)
    for part in filter(None, pointer.split("/")):
        found = found[part]
    return found, name


# --- the places of a schema
# The judge of a file is jsonschema; a shape answers what a validator is never asked: how a plain scalar is to be read at its
# place, which edition a value belongs to, which values are references or Markdown.


@dataclass(frozen=True, slots=True)
class Shape:
    """One place of a schema, its `$ref` followed and its `anyOf` branches laid together (they differ by JSON type)."""

    types: frozenset[str] = frozenset()
    title: str = ""
    edition: str | None = None
    free_edition: str | None = None
    reference: str | None = None
    markdown: bool = False
    free_text: bool = False
    enum: tuple[str, ...] = ()
    format: str | None = None
    properties: dict[str, Shape] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    additional: Shape | None = None
    items: Shape | None = None


@cache
def shape(kind: str) -> Shape:
    """Shape of the files of one kind (`gremium`, `protokoll` …)."""
    return of(whole(kind))


@cache
def references(kind: str) -> frozenset[str]:
    """What the files of one kind refer to (`mitglied`, `auftrag` …)."""
    return frozenset(place.reference for place in _places(shape(kind)) if place.reference is not None)


def _places(here: Shape) -> Iterator[Shape]:
    yield here
    for inner in (*here.properties.values(), here.additional, here.items):
        yield from _places(inner) if inner is not None else ()


def of(schema: Schema) -> Shape:
    """Shape of one (inlined) schema."""
    branches = [schema, *(part for key in ("anyOf", "oneOf", "allOf") for part in schema.get(key, ()))]
    types = frozenset(name for branch in branches for name in _types(branch))
    additional = schema.get("additionalProperties")
    items = [of(branch["items"]) for branch in branches if isinstance(branch.get("items"), dict)]
    constrained = any(key in branch for branch in branches for key in ("enum", "pattern", "format", "const"))
    return Shape(
        types=types,
        title=schema.get("title", ""),
        edition=narrowest(*(branch.get(key) for branch in branches for key in ("edition", "edition-definition"))),
        free_edition=_first(branches, "freitext-edition"),
        reference=_first(branches, "verweis"),
        markdown=_first(branches, "contentMediaType") == "text/markdown",
        free_text="string" in types and not constrained,
        enum=tuple(value for branch in branches for value in branch.get("enum", ())),
        format=_first(branches, "format"),
        properties={
            key: of(value)
            for branch in reversed(branches)
            for key, value in branch.get("properties", {}).items()
            if isinstance(value, dict)
        },
        required=tuple(key for branch in branches for key in branch.get("required", ())),
        additional=of(additional) if isinstance(additional, dict) else None,
        items=items[0] if items else None,
    )


def _types(schema: Schema) -> tuple[str, ...]:
    named = schema.get("type", ())
    if named:
        return (named,) if isinstance(named, str) else tuple(named)
    if "enum" in schema or "pattern" in schema:
        return ("string",)
    if "properties" in schema:
        return ("object",)
    return ()


def _first(branches: list[Schema], key: str) -> Any:
    return next((branch[key] for branch in branches if key in branch), None)


class Leaf(msgspec.Struct, frozen=True):
    """A scalar of a file: where it stands (`("mitglieder", 0, "id")`), its value, its place in the schema and the narrowest
    edition met on the way to it."""

    path: Path
    value: Any
    shape: Shape
    edition: str


def walk(kind: str, data: Any) -> list[Leaf]:
    """All scalars of a typed file in the order of the file."""
    leaves: list[Leaf] = []
    _walk(shape(kind), data, (), "oeffentlich", leaves)
    return leaves


def _walk(here: Shape, value: Any, path: Path, edition: str, leaves: list[Leaf]) -> None:
    if isinstance(value, dict):
        for key, entry in value.items():
            child = child_of(here, key)
            if child is not None:
                _walk(child, entry, (*path, key), narrower(edition, child, of_property=key in here.properties), leaves)
    elif isinstance(value, list):
        if here.items is not None:
            own = narrower(edition, here.items)
            for index, entry in enumerate(value):
                _walk(here.items, entry, (*path, index), own, leaves)
    else:
        leaves.append(Leaf(path, value, here, edition))


def child_of(here: Shape, key: str) -> Shape | None:
    """Place of a key: the property of that name, else what a map allows for all of its keys."""
    return here.properties.get(key) or here.additional


def narrower(edition: str, child: Shape, *, of_property: bool = False) -> str:
    """Edition of a value below one of `edition`. A property that says nothing is `intern`; an item of a
    list or map inherits."""
    own = child.edition or ("intern" if of_property else None)
    return narrowest(edition, own) or "intern"
