"""`chronik.yaml`: what happens between the meetings."""

from __future__ import annotations

from datetime import date

from regsam_docs.model.record import Attachment, Record


class Event(Record, frozen=True, kw_only=True):
    """A talk, a walk through the area, an event, a report in the press."""

    datum: date
    art: str
    titel: str
    text: str | None = None
    anlagen: tuple[Attachment, ...] = ()
    vertraulich: bool = False


class Chronicle(Record, frozen=True, kw_only=True):
    """The chronicle of an area."""

    eintraege: tuple[Event, ...] = ()
