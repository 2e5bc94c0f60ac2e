"""`gebiet.yaml`: what an area is; `chronik.yaml`: what happens between the meetings."""

from __future__ import annotations

from datetime import date
from typing import Literal

from regsam_docs.model.record import Attachment, Person, Record

AreaStatus = Literal["geplant", "aktiv", "ruhend", "beendet", "abgelehnt"]


class District(Record, frozen=True, kw_only=True):
    """The Stadtbezirk an area lies in."""

    nummer: int
    name: str | None = None


class Rejection(Record, frozen=True, kw_only=True):
    """Why and by whom a proposed area was not taken."""

    datum: date
    durch: str | None = None
    grund: str | None = None


class Effort(Record, frozen=True, kw_only=True):
    """Hours really spent in a year by each side (Aufwand)."""

    jahr: int
    regsam: float | None = None
    sozialreferat: float | None = None
    notiz: str | None = None


class Profile(Record, frozen=True, kw_only=True):
    """Master data of an area."""

    name: str
    stadtbezirk: District | None = None
    planungsregionen: tuple[str, ...] = ()
    viertel: tuple[str, ...] = ()
    region: str | None = None
    rags: str | None = None
    sozialbuergerhaus: str | None = None
    einwohner: int | None = None
    status: AreaStatus
    abgelehnt: Rejection | None = None
    auswahl: str | None = None
    oeffentlich: bool = False
    ansprechpersonen: tuple[Person, ...] = ()
    aufwand: tuple[Effort, ...] = ()


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
