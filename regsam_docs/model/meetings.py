"""Which meetings are still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from regsam_docs.model.area import Area, held_meetings, meeting_ids, over
from regsam_docs.model.minutes import Minutes, day, held


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting with its day, whether it has a file or is only announced."""

    id: str
    number: int
    day: date
    begin: str | None
    """Time, `17:00`; so with `end`."""
    end: str | None
    place: str | None
    minutes: Minutes | None
    """Its file; None while it is only announced."""


def appointment(minutes: Minutes) -> Appointment:
    """A meeting that has a file."""
    when, number = day(minutes), minutes.sitzungsnummer
    return Appointment(minutes.id, number, when, minutes.beginn, minutes.ende, minutes.ort, minutes)


def announced(area: Area) -> list[Appointment]:
    """The meetings that the newest minutes held, and after them those planned, announce for a later day, each until it has a file
    of its own: one of its day, or one planned under its number. None once the work is over."""
    planned = [minutes for minutes in area.minutes if not held(minutes)]
    numbers = {minutes.sitzungsnummer for minutes in planned}
    days = {known[:10] for known in meeting_ids(area)}
    found: dict[str, Appointment] = {}
    for minutes in [] if over(area) else [*held_meetings(area)[-1:], *planned]:
        following, number = minutes.naechste_sitzung, minutes.sitzungsnummer + 1
        if following and following.datum > day(minutes) and number not in numbers and str(following.datum) not in days:
            id = str(following.datum)
            found[id] = Appointment(id, number, following.datum, following.beginn, None, following.ort, None)
    return list(found.values())


def to_come(area: Area, on: date) -> list[Appointment]:
    """The meetings planned or announced for that day or later, next first; none in an area that was rejected."""
    if area.profile is not None and area.profile.status == "abgelehnt":
        return []
    planned = [appointment(minutes) for minutes in area.minutes if not held(minutes)]
    return sorted((meeting for meeting in (*planned, *announced(area)) if meeting.day >= on), key=lambda meeting: meeting.id)
