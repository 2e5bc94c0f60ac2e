"""Meetings as appointments: what they are called, which are to come, and which one a date moved from or to belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from regsam_docs.model.area import Area, held_meetings, meeting_ids, of_area, over
from regsam_docs.model.minutes import Minutes, cancelled, day, planned


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting with its day, whether it has a file or is only announced."""

    id: str
    number: int | None
    day: date
    begin: str | None
    """Time, `17:00`; so with `end`."""
    end: str | None
    place: str | None
    minutes: Minutes | None
    """Its file; None while it is only announced."""
    origin: str
    """Id of the date it was first set for: its own, or of the first of those it was moved from."""

    @property
    def title(self) -> str:
        """„6. Sitzung“, „Außerordentliche Sitzung“; „6. Sitzung (abgesagt)“."""
        if self.minutes is None:
            return _numbered(self.number)
        return f"{title(self.minutes)} (abgesagt)" if cancelled(self.minutes) else title(self.minutes)


def title(minutes: Minutes) -> str:
    """„6. Sitzung“, „Außerordentliche Sitzung“."""
    return "Außerordentliche Sitzung" if _special(minutes) else _numbered(minutes.sitzungsnummer)


def declined(minutes: Minutes) -> str:
    """The same behind an article in the genitive or dative: „(der, zur) 6. Sitzung“, „außerordentlichen Sitzung“."""
    return "außerordentlichen Sitzung" if _special(minutes) else _numbered(minutes.sitzungsnummer)


def _special(minutes: Minutes) -> bool:
    return minutes.art == "ausserordentlich" and minutes.sitzungsnummer is None


def _numbered(number: int | None) -> str:
    return "Sitzung" if number is None else f"{number}. Sitzung"


def next_number(area: Area, after: Minutes | None = None) -> int:
    """The number for the ordinary meeting after the one named, or after all that have a file: one more than the highest given to
    a meeting that was not called off."""
    earlier = [minutes for minutes in area.minutes if after is None or minutes.id <= after.id]
    return max((minutes.sitzungsnummer or 0 for minutes in earlier if not cancelled(minutes)), default=0) + 1


# ---- moved


@dataclass(frozen=True, slots=True)
class Moves:
    """Which meetings were moved, by their ids."""

    to: Mapping[str, str]
    """Date a meeting was moved from → the next one it was set for."""
    first: Mapping[str, str]
    """Date a meeting was moved to → the first one it was set for."""

    def origin(self, id: str) -> str:
        """The date a meeting was first set for: its own, if it was not moved."""
        return self.first.get(id, id)

    def dates(self, id: str) -> tuple[str, ...]:
        """All the dates a meeting was set for, from its first on."""
        start = self.origin(id)
        return (start, *_onward(self.to, start))


@of_area
def moved(area: Area) -> Moves:
    """The meetings that were moved. What cannot be true (M14) moves nothing: a date on which a meeting was held after all or
    still is to be, one moved twice, dates that lead to themselves."""
    known, to = area.minutes_by_id, dict[str, str]()
    last = dict[str, str]()  # of a row of dates the first → the last, and in `first` the other way round
    first = dict[str, str]()
    for minutes in area.minutes:
        before, id = minutes.verschoben_von, minutes.id
        if before is None or before in to or last.get(id, id) == before:
            continue
        if before not in known or cancelled(known[before]):
            to[before] = id
            start, end = first.get(before, before), last.get(id, id)
            first[end], last[start] = start, end
    return Moves(to, {id: start for start in to.keys() - set(to.values()) for id in _onward(to, start)})


def _onward(to: Mapping[str, str], id: str) -> Iterator[str]:
    """The dates that one was moved to, one after the other."""
    while id in to:
        id = to[id]
        yield id


# ---- appointments


def with_files(area: Area) -> list[Appointment]:
    """Every meeting that has a file, by day, those called off included; one that was moved is there once, on its last date."""
    moves, elsewhere = moved(area), {entry.origin for entry in announced(area)}
    found = [_appointment(moves, minutes) for minutes in area.minutes if minutes.id not in moves.to]
    return [entry for entry in found if entry.origin not in elsewhere]


def _appointment(moves: Moves, minutes: Minutes) -> Appointment:
    return Appointment(
        minutes.id,
        minutes.sitzungsnummer,
        day(minutes),
        minutes.beginn,
        minutes.ende,
        minutes.ort,
        minutes,
        moves.origin(minutes.id),
    )


def announced(area: Area) -> list[Appointment]:
    """The meetings that the newest minutes held, and after them those planned or put off, announce for a later day, each until it
    has a file of its own: one of its day, or one planned under its number. None once the work is over."""
    if over(area):
        return []
    moves = moved(area)
    numbers = {minutes.sitzungsnummer for minutes in area.minutes if planned(minutes) and minutes.sitzungsnummer is not None}
    days = {known[:10] for known in (*meeting_ids(area), *moves.to)}
    found: dict[str, Appointment] = {}
    for entry in _foretold(area, moves):
        if entry.number not in numbers and entry.id not in days:
            found[entry.id] = entry
    return list(found.values())


def _foretold(area: Area, moves: Moves) -> Iterator[Appointment]:
    """What is said of meetings to come, whether they have a file by now or not."""
    last = held_meetings(area)[-1:]
    for minutes in (*last, *filter(planned, area.minutes)):
        following = minutes.naechste_sitzung
        if following and following.datum > day(minutes):
            id, number = str(following.datum), next_number(area, minutes)
            yield Appointment(id, number, following.datum, following.beginn, None, following.ort, None, id)
    for minutes in area.minutes:
        to = minutes.abgesagt.neuer_termin if cancelled(minutes) and minutes.abgesagt else None
        if to and minutes.id not in moves.to and to > max([day(minutes), *map(day, last)]):
            yield Appointment(str(to), minutes.sitzungsnummer, to, None, None, None, None, moves.origin(minutes.id))


def to_come(area: Area, on: date) -> list[Appointment]:
    """The meetings planned or announced for that day or later, next first; none in an area that was rejected."""
    if area.profile is not None and area.profile.status == "abgelehnt":
        return []
    with_file = [entry for entry in with_files(area) if entry.minutes and planned(entry.minutes)]
    return sorted((meeting for meeting in (*with_file, *announced(area)) if meeting.day >= on), key=lambda meeting: meeting.id)
