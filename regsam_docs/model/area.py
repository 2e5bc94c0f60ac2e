"""An area: everything its files say, put together, with what its ids stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property, wraps
from typing import Any, TypeVar

from regsam_docs.finding import Path
from regsam_docs.model.agreement import Agreement, ReviewDay, in_force
from regsam_docs.model.catalogue import Catalogue, Closing, Goal, goals
from regsam_docs.model.minutes import Minutes, Point, Task, file, held, points
from regsam_docs.model.profile import Chronicle, Committee, Member, Phases, Profile

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
        unread = {name.removeprefix("protokolle/").removesuffix(".yaml") for name in self.unread if "/" in name}
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
    return area.profile is not None and area.profile.status in ("beendet", "abgelehnt")


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


def meeting_ids(area: Area) -> frozenset[str]:
    """Ids of all meetings that have a file, readable or not."""
    return area.meeting_ids


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
