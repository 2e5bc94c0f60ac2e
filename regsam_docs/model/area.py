"""An area: everything its files say, put together, with what its ids stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property, wraps
from typing import Any, TypeVar

from regsam_docs.finding import Path
from regsam_docs.model.agreement import Agreement, ReviewDay, in_force
from regsam_docs.model.catalogue import UNDONE, Catalogue, Closing, Goal, Measure, goals
from regsam_docs.model.minutes import Minutes, Point, Task, cancelled, day, file, held, planned, points
from regsam_docs.model.profile import PHASES, Chronicle, Committee, Member, PhaseId, Phases, Profile, current
from regsam_docs.repository import paths

T = TypeVar("T")

ID = re.compile(r"[a-z0-9-]+\Z")
"""The form of an id: what has it is a reference, anything else a text (docs/format.md, „Verweise“)."""


@dataclass(frozen=True)
class Area:
    """An area as far as it is known. A file that is missing gives None; one that cannot be read does too and is named in
    `unread`, so that rules keep quiet about what they cannot know."""

    slug: str
    profile: Profile | None = None
    committee: Committee | None = None
    agreement: Agreement | None = None
    phases: Phases | None = None
    catalogue: Catalogue | None = None
    minutes: tuple[Minutes, ...] = ()
    closing: Closing | None = None
    chronicle: Chronicle | None = None
    unread: frozenset[str] = frozenset()
    """Files with a finding Y or S, relative to the area."""
    drafts: frozenset[str] = frozenset()
    """Files that are not filled in yet, relative to the area: known to be there, and of nothing else."""
    files: frozenset[str] = frozenset()
    """All files below the area's folder, relative to it."""
    approved_only: bool = False
    """Whether, for the public edition, only approved minutes are here."""

    @property
    def name(self) -> str:
        """The area's name, or its folder's while that is not known."""
        return self.profile.name if self.profile else self.slug

    # What ids stand for is asked for again and again, by lists as long as those that say so.

    @cached_property
    def member_by_id(self) -> dict[str, Member]:
        """The committee's members."""
        return {member.id: member for member in self.committee.mitglieder} if self.committee else {}

    @cached_property
    def goal_by_id(self) -> dict[str, Goal]:
        """The catalogue's goals."""
        return {goal.id: goal for _, goal in goals(self.catalogue)}

    @cached_property
    def minutes_by_id(self) -> dict[str, Minutes]:
        """The readable minutes."""
        return {minutes.id: minutes for minutes in self.minutes}

    @cached_property
    def meeting_ids(self) -> frozenset[str]:
        """All meetings that have a file, readable or not."""
        unread = {paths.meeting_of(name) for name in self.unread if "/" in name}
        return frozenset(unread | self.minutes_by_id.keys())

    def __getstate__(self) -> dict[str, Any]:
        """What another process is sent: without what was worked out."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def of_area(make: Callable[[Area], T]) -> Callable[[Area], T]:
    """A fact of an area that many ask for, worked out once and kept with the area, which does not change. `make`: gives something
    that nobody can change either."""

    @wraps(make)
    def kept(area: Area) -> T:
        known: dict[str, T] = vars(area)
        name = f"{make.__module__}.{make.__name__}"
        if name not in known:
            known[name] = make(area)
        return known[name]

    return kept


def over(area: Area) -> bool:
    """Whether the work has ended, or the area was rejected before it began."""
    return rejected(area) or (area.profile is not None and area.profile.status == "beendet")


def rejected(area: Area) -> bool:
    """Whether the area was proposed and not taken."""
    return area.profile is not None and area.profile.status == "abgelehnt"


def phase_on(area: Area, day: date) -> PhaseId | None:
    """The phase an area is in on a day: the latest that has begun, or is over, and the first before any has; None while that
    cannot be known, and for an area that was rejected."""
    if rejected(area) or "phasen.yaml" in area.unread:
        return None
    return (current(area.phases, day) if area.phases else None) or PHASES[0]


def due(area: Area, measure: Measure) -> date | None:
    """The day by which a measure is still to be carried out; None where there is none, and once the work is over."""
    return measure.frist if measure.status in UNDONE and not over(area) else None


def overdue(area: Area, measure: Measure, day: date) -> bool:
    """Whether a measure should have been carried out before that day and is not."""
    until = due(area, measure)
    return until is not None and until < day


def next_review(area: Area, day: date) -> ReviewDay | None:
    """The review that is still to be held as the agreement stands on that day (`agreement.in_force`), be it late; none without
    an agreement, and none once the work is over."""
    return None if area.agreement is None or over(area) else in_force(area.agreement, day).next_review


def decided_closing(area: Area) -> Closing | None:
    """The closing, once the committee has decided on it."""
    return area.closing if area.closing is not None and area.closing.status == "beschlossen" else None


def held_meetings(area: Area) -> list[Minutes]:
    """The readable meetings that took place, oldest first."""
    return [minutes for minutes in area.minutes if held(minutes)]


@dataclass(frozen=True, slots=True)
class GivenTask:
    """A task together with the meeting that gave it and where it stands there (positions count from 0)."""

    minutes: Minutes
    task: Task
    point: Point
    index: int

    @property
    def id(self) -> str:
        """`2010-06-10/1`."""
        return f"{self.minutes.id}/{self.task.nr}"

    @property
    def file(self) -> str:
        """The file that gives the task, relative to the area."""
        return file(self.minutes)

    @property
    def path(self) -> Path:
        """Where the task stands in that file."""
        return (*self.point.path, "auftraege", self.index)


def tasks_of(minutes: Minutes) -> Iterator[GivenTask]:
    """The tasks a meeting gave, in the order of its agenda."""
    for point in points(minutes):
        for index, task in enumerate(point.item.auftraege):
            yield GivenTask(minutes, task, point, index)


@of_area
def tasks(area: Area) -> tuple[GivenTask, ...]:
    """All tasks of all readable minutes by day of meeting."""
    return tuple(given for minutes in area.minutes for given in tasks_of(minutes))


def called(area: Area, who: str) -> str:
    """How a `→member|text` is printed: the member's organisation, else the text itself."""
    member = area.member_by_id.get(who)
    return member.organisation if member else who


# --- Meetings as appointments: what they are called, which are to come, and which one a date moved from or to belongs to.


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


def next_number(earlier: Iterable[Minutes]) -> int:
    """The number for the ordinary meeting after these: one more than the highest given to one that was not called off."""
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
    """The meetings that the newest minutes held, and after them those planned or put off, announce for a later day, by day, each
    until it has a file of its own: one of its day, or one planned under its number. None once the work is over."""
    if over(area):
        return []
    moves = moved(area)
    numbers = {minutes.sitzungsnummer for minutes in area.minutes if planned(minutes) and minutes.sitzungsnummer is not None}
    days = {known[:10] for known in (*area.meeting_ids, *moves.to)}
    found: dict[str, Appointment] = {}
    for entry in _foretold(area, moves):
        if entry.number not in numbers and entry.id not in days:
            found[entry.id] = entry
    return sorted(found.values(), key=lambda entry: entry.id)


def put_off(area: Area) -> Iterator[tuple[Minutes, date]]:
    """The meetings called off for which a new day was named, with that day, unless another has taken their place."""
    for minutes in area.minutes:
        to = minutes.abgesagt.neuer_termin if cancelled(minutes) and minutes.abgesagt else None
        if to and minutes.id not in moved(area).to:
            yield minutes, to


def _foretold(area: Area, moves: Moves) -> Iterator[Appointment]:
    """What is said of meetings to come, whether they have a file by now or not."""
    last = held_meetings(area)[-1:]
    for minutes in (*last, *filter(planned, area.minutes)):
        following = minutes.naechste_sitzung
        if following and following.datum > day(minutes):
            id, number = str(following.datum), next_number(one for one in area.minutes if one.id <= minutes.id)
            yield Appointment(id, number, following.datum, following.beginn, None, following.ort, None, id)
    for minutes, to in put_off(area):
        if to > max([day(minutes), *map(day, last)]):
            yield Appointment(str(to), minutes.sitzungsnummer, to, None, None, None, None, moves.origin(minutes.id))


def to_come(area: Area, on: date) -> list[Appointment]:
    """The meetings planned or announced for that day or later, next first; none in an area that was rejected."""
    with_file = [entry for entry in with_files(area) if entry.minutes and planned(entry.minutes) and not rejected(area)]
    return sorted((meeting for meeting in (*with_file, *announced(area)) if meeting.day >= on), key=lambda meeting: meeting.id)
