"""Where the tasks stand: what the meetings gave out, and what they heard of it later (docs/format.md, „protokolle/“).

Nothing here knows today: who asks what is due names the day. An edition calls a task overdue by what it shows: by that day or,
where it shows approved minutes alone, by the day of the newest of these if that is earlier, for of what came later they do not
know."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import Literal

from regsam_docs import german
from regsam_docs.model.area import Area, GivenTask, called, decided_closing, held_meetings, of_area, overdue, tasks
from regsam_docs.model.catalogue import Field, Goal, HandedOver, Measure, assessments, goals, placed
from regsam_docs.model.minutes import Minutes, Resolution, TaskReport, TaskStatus, addressees, by_agenda, cancelled, day

OPEN: frozenset[TaskStatus] = frozenset({"offen", "in_arbeit"})
"""States in which a task is still to be done; every other ends it."""

NEEDS_REASON: frozenset[TaskStatus] = frozenset({"abgelehnt", "zurueckgezogen"})
"""States of which a report is to say why (M12)."""

STATES: Mapping[TaskStatus, str] = {
    "offen": "offen",
    "in_arbeit": "in Arbeit",
    "erledigt": "erledigt",
    "zurueckgezogen": "zurückgezogen",
    "abgelehnt": "abgelehnt",
}
"""What commands and tables call each state."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A report on a task and where it stands: the minutes, and its position among their `rueckmeldungen` from 0."""

    minutes: Minutes
    index: int

    @property
    def report(self) -> TaskReport:
        """What the meeting heard."""
        return self.minutes.rueckmeldungen[self.index]


@dataclass(frozen=True, slots=True)
class TrackedTask:
    """A task or recommendation as it was given, and all that became of it as far as the minutes can be read."""

    given: GivenTask
    reports: tuple[Heard, ...]
    """Oldest first, by day of meeting; two meetings of one day by their ids, within one file as written."""
    who: tuple[str, ...]
    """Those it was given to, as printed: organisations of members, or free texts."""
    handed_over: HandedOver | None
    """The closing's entry about it, if it has one."""
    known_until: date = date.max
    """The last day for which its state is known (`known_until`)."""

    @property
    def id(self) -> str:
        """`2010-06-10/1`."""
        return self.given.id

    @property
    def status(self) -> TaskStatus:
        """The last report's state, also if an earlier one had closed the task; without a report `offen`."""
        return self.reports[-1].report.status if self.reports else "offen"

    @property
    def due(self) -> date | None:
        """The deadline: as the last report that names one moved it, else as the task was given."""
        moved = [heard.report.frist for heard in self.reports if heard.report.frist is not None]
        return moved[-1] if moved else self.given.task.frist

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.status in OPEN

    @property
    def done_in(self) -> Minutes | None:
        """The meeting since which it is done: the first to hear so behind which none heard otherwise; None while it is not."""
        rest = takewhile(lambda heard: heard.report.status == "erledigt", reversed(self.reports))
        return next((heard.minutes for heard in reversed(list(rest))), None)

    @property
    def confidential(self) -> bool:
        """Whether the task or its whole agenda item is confidential."""
        return self.given.task.vertraulich or self.given.point.confidential

    def listed(self, on: date) -> bool:
        """Whether it belongs to the open tasks on that day: not before its `wiedervorlage`."""
        waits = self.given.task.wiedervorlage
        return self.open and (waits is None or waits <= on)

    @property
    def overdue_from(self) -> date | None:
        """The first day on which it counts as overdue: listed as open, and its deadline gone by. None if it is settled, has no
        deadline, or its state is not known for so long."""
        late = german.day_after(self.due) if self.open and self.due else None
        first = max(late, self.given.task.wiedervorlage or late) if late else None
        return first if first and first <= self.known_until else None

    def overdue(self, on: date) -> bool:
        """Whether it is overdue on that day."""
        return self.overdue_from is not None and self.overdue_from <= on


@dataclass(frozen=True, slots=True)
class TasksOnDay:
    """All tasks and recommendations of an area, by what is to be done about them on a day: each is open, waiting or settled."""

    judged_on: date
    """See `judged_on`."""
    every: tuple[TrackedTask, ...]
    """In the order they were given."""
    open: tuple[TrackedTask, ...]
    """Listed as open, by deadline; those without one last."""
    overdue: tuple[TrackedTask, ...]
    """Those of `open` whose deadline has gone by."""
    waiting: tuple[TrackedTask, ...]
    """To be done, but put off until a later day (Wiedervorlage), by that day."""
    settled: tuple[TrackedTask, ...]
    """Done, withdrawn or refused; by the last report, newest first."""


def tasks_on(area: Area, on: date) -> TasksOnDay:
    """The tasks as they stand on a day by all the minutes that `area` holds (those its edition shows)."""
    every = track(area)
    listed = sorted((task for task in every if task.listed(on)), key=lambda task: (task.due or date.max, task.id))
    waiting = [task for task in every if task.open and not task.listed(on)]
    settled = [task for task in every if not task.open]
    return TasksOnDay(
        judged_on=judged_on(area, on),
        every=every,
        open=tuple(listed),
        overdue=tuple(task for task in listed if task.overdue(on)),
        waiting=tuple(sorted(waiting, key=lambda task: (task.given.task.wiedervorlage or date.max, task.id))),
        settled=tuple(sorted(settled, key=lambda task: task.reports[-1].minutes.id, reverse=True)),
    )


def open_before(area: Area, meeting: str) -> tuple[TrackedTask, ...]:
    """The tasks of the meetings held before the one of that id that are listed as open on its day: it is to hear of them."""
    before = replace(area, minutes=tuple(minutes for minutes in held_meetings(area) if minutes.id < meeting))
    return tuple(task for task in track(before) if task.listed(german.day_of(meeting)))


def known_until(area: Area) -> date:
    """The last day for which the state of the tasks is known: without limit where all minutes are there, else (public edition)
    the day of the newest meeting shown."""
    return max(map(day, held_meetings(area)), default=date.max) if area.approved_only else date.max


def judged_on(area: Area, on: date) -> date:
    """The day by which tasks are called overdue: the one asked for, or the last for which their state is known."""
    return min(on, known_until(area))


@of_area
def track(area: Area) -> tuple[TrackedTask, ...]:
    """All tasks and recommendations of the readable minutes by day of meeting, each with its reports.

    A report from before the meeting that gave the task (R04) tells nothing about it and is left out; one in the same
    meeting counts. A meeting that was called off gave nothing out and heard nothing (M14).
    """
    every = [given for given in tasks(area) if not cancelled(given.minutes)]
    heard: dict[str, list[Heard]] = defaultdict(list)
    for minutes in area.minutes:
        for index, report in enumerate(() if cancelled(minutes) else minutes.rueckmeldungen):
            heard[report.auftrag].append(Heard(minutes, index))
    # By id, not by task: ids that are given twice share their reports.
    known = {
        given.id: tuple(h for h in heard.get(given.id, ()) if h.minutes.id >= given.minutes.id)
        for given in {given.id: given for given in every}.values()
    }
    handed = {entry.auftrag: entry for entry in (area.closing.offene_auftraege if area.closing else ())}
    until = known_until(area)
    return tuple(
        TrackedTask(
            given,
            known[given.id],
            tuple(called(area, who) for who in addressees(given.task)),
            handed.get(given.id),
            until,
        )
        for given in every
    )


# --- what leads to what: from a need by goal, measure, decision and task to a result, and where the trail breaks off (Spur)


_ID = re.compile(r"\b[HZM][0-9]+\b")
"""Ids of the catalogue as the minutes' texts name them: „Die Praktikumsbörse (M6) wird aufgegeben.“"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision or motion and the meeting it was brought to."""

    minutes: Minutes
    resolution: Resolution


def decisions_for(area: Area, field: Field, goal: Goal) -> list[Taken]:
    """The decisions that concern a goal.

    One that names goals, measures or fields of the catalogue concerns these alone; any other concerns the goals whose
    measures were given out as tasks under the same agenda item.
    """
    ids = {measure.id for measure in goal.massnahmen}
    return [taken for taken, named in _taken(area) if _concerns(taken, named, {field.id, goal.id, *ids}, ids)]


def decisions_on(area: Area, measure: Measure) -> list[Taken]:
    """The decisions that concern one measure: that name it, or name nothing and gave it out as a task under the same item."""
    return [taken for taken, named in _taken(area) if _concerns(taken, named, {measure.id}, {measure.id})]


@of_area
def _taken(area: Area) -> tuple[tuple[Taken, frozenset[str]], ...]:
    """All decisions and motions by day and place, each with the ids of the catalogue that it names."""
    known = frozenset(entry.id for _, entry in placed(area.catalogue))
    return tuple(
        (Taken(minutes, one), known.intersection(_ID.findall(one.decision.text)))
        for minutes in held_meetings(area)
        for one in by_agenda(minutes)
    )


def _concerns(taken: Taken, named: Collection[str], ids: Collection[str], given: Collection[str]) -> bool:
    if named:
        return any(id in ids for id in named)
    return any(task.massnahme in given for task in taken.resolution.point.item.auftraege)


def tasks_for(goal: Goal, tracked: tuple[TrackedTask, ...]) -> list[TrackedTask]:
    """The tasks given for a measure of the goal."""
    ids = {measure.id for measure in goal.massnahmen}
    return [task for task in tracked if task.given.task.massnahme in ids]


HoleKind = Literal["ziel_ohne_massnahme", "massnahme_ohne_auftrag", "massnahme_ueberfaellig", "ziel_ohne_ergebnis"]


@dataclass(frozen=True, slots=True)
class TrailGap:
    """Where the trail breaks off: of what kind, at which goal or measure."""

    kind: HoleKind
    id: str
    since: date | None = None
    """Of what is overdue, since when."""


def trail_gaps(area: Area, on: date) -> Iterator[TrailGap]:
    """Where the trail breaks off by a day, in the order of the catalogue. A measure that was given up needs no task."""
    given = {task.given.task.massnahme for task in track(area)}
    decided, rated = decided_closing(area) is not None, assessments(area.closing)
    for _, goal in goals(area.catalogue):
        if not goal.massnahmen:
            yield TrailGap("ziel_ohne_massnahme", goal.id)
        for measure in goal.massnahmen:
            if measure.status != "aufgegeben" and measure.id not in given:
                yield TrailGap("massnahme_ohne_auftrag", measure.id)
            if overdue(area, measure, on):
                yield TrailGap("massnahme_ueberfaellig", measure.id, measure.frist)
        if decided and goal.id not in rated:
            yield TrailGap("ziel_ohne_ergebnis", goal.id)
