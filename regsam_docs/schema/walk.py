"""Every value of a file together with what the schema says about its place."""

from __future__ import annotations

from typing import Any

import msgspec

from regsam_docs.finding import Path
from regsam_docs.repository.editions import narrowest
from regsam_docs.schema.shape import Shape, shape


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
