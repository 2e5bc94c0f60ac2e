"""Typed data → frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from regsam_docs.model.agreement import Agreement
from regsam_docs.model.area import Area
from regsam_docs.model.catalogue import Catalogue
from regsam_docs.model.closing import Closing
from regsam_docs.model.committee import Committee
from regsam_docs.model.contacts import Contacts
from regsam_docs.model.minutes import Minutes
from regsam_docs.model.phases import Phases
from regsam_docs.model.profile import Chronicle, Profile
from regsam_docs.model.record import Record, record
from regsam_docs.model.selection import Selection
from regsam_docs.model.settings import City, Settings

__all__ = ["RECORDS", "Area", "City", "area", "record"]

RECORDS: dict[str, type[Record]] = {
    "regsam": Settings,
    "gebiet": Profile,
    "gremium": Committee,
    "vereinbarung": Agreement,
    "phasen": Phases,
    "ziele": Catalogue,
    "protokoll": Minutes,
    "abschluss": Closing,
    "chronik": Chronicle,
    "auswahl": Selection,
    "kontakte": Contacts,
}
"""Kind of file → the record it becomes."""


def area(slug: str, data: Mapping[str, Any], unread: frozenset[str] = frozenset(), files: frozenset[str] = frozenset()) -> Area:
    """Put an area together. `data`: typed data by file relative to the area (`ziele.yaml`, `protokolle/2010-06-10.yaml`)."""

    def one(name: str, kind: type[Any]) -> Any:
        return record(kind, data[name]) if name in data else None

    return Area(
        slug=slug,
        profile=one("gebiet.yaml", Profile),
        committee=one("gremium.yaml", Committee),
        agreement=one("vereinbarung.yaml", Agreement),
        phases=one("phasen.yaml", Phases),
        catalogue=one("ziele.yaml", Catalogue),
        minutes=tuple(meeting(name, data[name]) for name in sorted(data, key=meeting_id) if name.startswith("protokolle/")),
        closing=one("abschluss.yaml", Closing),
        chronicle=one("chronik.yaml", Chronicle),
        unread=unread,
        files=files,
    )


def meeting(name: str, data: dict[str, Any]) -> Minutes:
    """Minutes from their file's name and data."""
    return record(Minutes, {**data, "id": meeting_id(name)})


def meeting_id(name: str) -> str:
    """`protokolle/2010-06-10.yaml` → `2010-06-10`."""
    return PurePosixPath(name).stem
