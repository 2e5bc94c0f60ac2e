"""Where the tasks stand: what the meetings gave out, and what they heard of it later (format.md, below the minutes).

Nothing here knows today: who asks what is due names the day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from regsam_docs.model.area import Area, GivenTask, called, tasks
from regsam_docs.model.closing import HandedOver
from regsam_docs.model.minutes import Minutes, TaskReport, TaskStatus, addressees

OPEN: frozenset[TaskStatus] = frozenset({"offen", "in_arbeit"})
"""States in which a task is still to be done; every other ends it."""


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
    def confidential(self) -> bool:
        """Whether the task or its whole agenda item is confidential."""
        return self.given.task.vertraulich or self.given.minutes.tagesordnung[self.given.item].vertraulich

    def listed(self, today: date) -> bool:
        """Whether it belongs to the open tasks on that day: not before its `wiedervorlage`."""
        resubmission = self.given.task.wiedervorlage
        return self.open and (resubmission is None or resubmission <= today)

    def overdue(self, on: date) -> bool:
        """Whether it should have been done before that day and is not."""
        return self.open and self.due is not None and self.due < on


def track(area: Area) -> tuple[TrackedTask, ...]:
    """All tasks and recommendations of the readable minutes by day of meeting, each with its reports.

    A report from before the meeting that gave the task (R04) tells nothing about it and is left out; one in the same
    meeting counts.
    """
    heard: dict[str, list[Heard]] = defaultdict(list)
    for minutes in area.minutes:
        for index, report in enumerate(minutes.rueckmeldungen):
            heard[report.auftrag].append(Heard(minutes, index))
    handed = {entry.auftrag: entry for entry in (area.closing.offene_auftraege if area.closing else ())}
    return tuple(
        TrackedTask(
            given,
            tuple(h for h in heard.get(given.id, ()) if h.minutes.id >= given.minutes.id),
            tuple(called(area, who) for who in addressees(given.task)),
            handed.get(given.id),
        )
        for given in tasks(area)
    )
