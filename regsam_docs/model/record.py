"""What all records have in common.

Field names are the keys of the file format (docs/format.md), so that file, record and template speak of one thing by one word;
classes and everything derived carry the glossary's English terms. A field that a narrower edition may lack is optional even
where the schema demands it.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An immutable record made from the typed data of a file."""


class Person(Record, frozen=True, kw_only=True):
    """A person as the files name one."""

    name: str | None = None
    funktion: str | None = None
    organisation: str | None = None
    telefon: str | None = None
    email: str | None = None


class Attachment(Record, frozen=True, kw_only=True):
    """A file of the area that minutes or the chronicle list."""

    datei: str | None = None
    titel: str | None = None


class Resource(Record, frozen=True, kw_only=True):
    """Something that is needed or missing, and the group that would have to provide it."""

    titel: str
    text: str | None = None
    adressatengruppe: str | None = None


class PricedResource(Resource, frozen=True, kw_only=True):
    """A missing resource with what it would cost: Euro, for a year."""

    betrag: float | None = None
    jahr: int | None = None


R = TypeVar("R", bound=Record)


def record(kind: type[R], data: dict[str, Any]) -> R:
    """Make a record from a file's typed data. Raises msgspec.ValidationError for data no schema accepted."""
    return msgspec.convert(data, kind, strict=True)
