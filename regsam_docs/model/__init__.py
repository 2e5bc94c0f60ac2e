"""Typed data → frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

from regsam_docs.model.area import Area
from regsam_docs.model.catalogue import Catalogue, Closing
from regsam_docs.model.minutes import Minutes
from regsam_docs.model.profile import Committee
from regsam_docs.model.record import Record, record
from regsam_docs.model.settings import City, Contacts
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import AREA_FILES, KINDS

__all__ = ["RECORDS", "Area", "City", "area", "record"]

_FIELDS = get_type_hints(Area) | get_type_hints(City)


def _record_in(field: Any) -> type[Record]:
    return next(part for part in (field, *get_args(field)) if isinstance(part, type) and issubclass(part, Record))


RECORDS = {kind.name: _record_in(_FIELDS[kind.field]) for kind in KINDS.values()}
"""Kind of file → the record it becomes."""


def area(slug: str, data: Mapping[str, Any], unread: frozenset[str] = frozenset(), files: frozenset[str] = frozenset()) -> Area:
    """Put an area together. `data`: typed data by file relative to the area (`ziele.yaml`, `protokolle/2010-06-10.yaml`)."""
    one: dict[str, Any] = {
        kind.field: record(RECORDS[kind.name], data[name]) for name, kind in AREA_FILES.items() if name in data
    }
    meetings = [meeting(name, data[name]) for name in sorted(data, key=paths.meeting_of) if name.startswith(f"{paths.MINUTES}/")]
    return Area(slug, minutes=tuple(meetings), unread=unread, files=files, **one)


def meeting(name: str, data: dict[str, Any]) -> Minutes:
    """Minutes from their file's name and data."""
    return record(Minutes, {**data, "id": paths.meeting_of(name)})
