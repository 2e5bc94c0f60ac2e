"""Everything an area has a day for, and where it stands on a day: its phase, its steps, its tasks, what comes next.

One definition for the commands, the overview pages, `termine.ics` and `daten.json`. Only what is still to be done has a
deadline: what is done, withdrawn or given up has none any more. Nothing here knows today: who asks names the day. The files are
the present; the day only decides what is due, near or put off, and whether a phase entered with a later day has begun.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from regsam_docs import german
from regsam_docs.model.area import (
    Appointment,
    Area,
    announced,
    called,
    decided_closing,
    due,
    next_review,
    phase_on,
    rejected,
    with_files,
)
from regsam_docs.model.catalogue import measures
from regsam_docs.model.minutes import cancelled, planned
from regsam_docs.model.profile import AreaStatus, PhaseId, Phases, StageState, by_id, state_on, steps_done
from regsam_docs.model.settings import WARNING_DAYS
from regsam_docs.model.tracking import TasksOnDay, TrackedTask, tasks_on, track
from regsam_docs.repository import paths

DeadlineKind = Literal["sitzung", "ueberpruefung", "auftrag", "wiedervorlage", "massnahme", "weiterer_schritt"]

WORDS: dict[DeadlineKind, str] = {
    "sitzung": "Sitzung",
    "ueberpruefung": "Überprüfung",
    "auftrag": "Auftrag",
    "wiedervorlage": "Wiedervorlage",
    "massnahme": "Maßnahme",
    "weiterer_schritt": "Weiterer Schritt",
}
"""What each kind is called; in this order they stand on one day."""


_FILES: dict[DeadlineKind, str] = {
    "ueberpruefung": "vereinbarung.yaml",
    "massnahme": "ziele.yaml",
    "weiterer_schritt": "abschluss.yaml",
}
"""Where a kind's day stands; that of the others in the minutes of a meeting."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which, or on which, something is to happen."""

    area: str
    """The area's folder."""
    kind: DeadlineKind
    id: str
    """Unique among the deadlines of its kind in its area: a meeting's or task's id, a measure's, a running number."""
    day: date
    what: str
    """In one line of German: „6. Sitzung“, „Auftrag: Hofregeln entwerfen“."""
    who: tuple[str, ...] = ()
    """Those who see to it, as printed; none where it concerns all."""
    begin: str | None = None
    """Time of a meeting, `17:00`; so with `end`."""
    end: str | None = None
    place: str | None = None
    overdue_from: date | None = None
    """The first day on which it counts as overdue; None for what simply passes with its day (a resubmission, a meeting only
    announced or called off) and for a task of whose state no later day is known."""
    first_id: str | None = None
    """Of a meeting that was moved, the id of the date it was first set for: calendars know it by that one."""
    cancelled: bool = False
    """Whether it is a meeting that was called off."""

    @property
    def file(self) -> str:
        """The file that sets the day, relative to the area; that of a meeting only announced is not there yet."""
        return _FILES.get(self.kind) or paths.minutes_file(self.id.partition("/")[0])

    def overdue(self, today: date) -> bool:
        """Whether it should have happened before that day."""
        return self.overdue_from is not None and self.overdue_from <= today

    def near(self, today: date, warning_days: int) -> bool:
        """Whether it comes up within so many days (`vorwarnung_tage`), today included."""
        return 0 <= (self.day - today).days <= warning_days

    def concerns(self, today: date, within: int | None = None) -> bool:
        """Whether it belongs on a list made that day: overdue, or still to come (within so many days)."""
        ahead = (self.day - today).days
        return self.overdue(today) or (ahead >= 0 and (within is None or ahead <= within))


def deadlines(area: Area, today: date) -> tuple[Deadline, ...]:
    """All deadlines of an area that are not settled on that day, in order. An area that was rejected has none; one that has
    ended has no review and no measures to look after any more, but what its closing handed over."""
    if rejected(area):
        return ()
    return in_order([*_planned(area), *_tasks(area), *_review(area, today), *_measures(area), *_further_steps(area)])


def in_order(found: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """By day, then by kind, area and id."""
    return tuple(sorted(found, key=order))


def order(deadline: Deadline) -> tuple[date, int, str, str]:
    """The sort key of every list of deadlines."""
    return (deadline.day, list(WORDS).index(deadline.kind), deadline.area, deadline.id)


# ---- meetings


def meetings(area: Area) -> Iterator[Deadline]:
    """All meetings that have a file, also those that were held or called off: a calendar keeps what has been."""
    return (_meeting(area, entry) for entry in with_files(area))


def _planned(area: Area) -> Iterator[Deadline]:
    """Meetings to come, also one only announced. One with an invitation whose day has gone by is overdue: its minutes are
    missing."""
    yield from (_meeting(area, entry) for entry in with_files(area) if entry.minutes and planned(entry.minutes))
    yield from (_meeting(area, entry) for entry in announced(area))


def _meeting(area: Area, met: Appointment) -> Deadline:
    return Deadline(
        area.slug,
        "sitzung",
        met.id,
        met.day,
        met.title,
        begin=met.begin,
        end=met.end,
        place=met.place,
        overdue_from=german.day_after(met.day) if met.minutes and planned(met.minutes) else None,
        first_id=met.origin if met.origin != met.id else None,
        cancelled=met.minutes is not None and cancelled(met.minutes),
    )


# ---- tasks


def _tasks(area: Area) -> Iterator[Deadline]:
    for task in track(area):
        if not task.open:
            continue
        word = "Empfehlung" if task.given.task.art == "empfehlung" else WORDS["auftrag"]
        title, waits = task.given.task.titel, task.given.task.wiedervorlage
        if task.due is not None:
            what, late = f"{word}: {title}", task.overdue_from
            yield Deadline(area.slug, "auftrag", task.id, task.due, what, responsible(area, task), overdue_from=late)
        if waits is not None:
            what = f"{WORDS['wiedervorlage']}: {title}"
            yield Deadline(area.slug, "wiedervorlage", task.id, waits, what, responsible(area, task))


def responsible(area: Area, task: TrackedTask) -> tuple[str, ...]:
    """Who sees to a task now: those it was given to, or whom a decided closing handed it over to."""
    if decided_closing(area) and task.handed_over is not None and task.handed_over.uebergeben_an:
        return (task.handed_over.uebergeben_an,)
    return task.who


# ---- agreement, catalogue, closing


def _review(area: Area, today: date) -> Iterator[Deadline]:
    review = next_review(area, today)
    if review is not None:
        what, late = "Überprüfung der Vereinbarung", german.day_after(review.due)
        yield Deadline(area.slug, "ueberpruefung", review.id, review.due, what, overdue_from=late)


def _measures(area: Area) -> Iterator[Deadline]:
    for _, _, measure in measures(area.catalogue):
        until = due(area, measure)
        if until is not None:
            what = f"{WORDS['massnahme']} {measure.id}: {measure.titel}"
            who, late = (called(area, measure.verantwortlich),), german.day_after(until)
            yield Deadline(area.slug, "massnahme", measure.id, until, what, who, overdue_from=late)


def _further_steps(area: Area) -> Iterator[Deadline]:
    """What a decided closing leaves to others. Its steps have no ids, so their place in the list stands for them."""
    closing = decided_closing(area)
    for number, step in enumerate(closing.weitere_schritte if closing else (), 1):
        if step.frist is not None:
            who = (called(area, step.zustaendig),) if step.zustaendig else ()
            what = f"{WORDS['weiterer_schritt']}: {step.titel}"
            late = german.day_after(step.frist)
            yield Deadline(area.slug, "weiterer_schritt", str(number), step.frist, what, who, overdue_from=late)


# --- progress


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the four phases of an area: whether it is over, runs or is still ahead, and how far its steps are."""

    id: PhaseId
    state: StageState
    done: int
    total: int
    """Steps that do not apply (`entfaellt`) are not counted."""
    begin: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """An area's state on a day, as far as its files can be read."""

    area: Area
    today: date
    stages: tuple[Stage, ...]
    """All four, in order; none while `phasen.yaml` cannot be read."""
    phase: PhaseId | None
    """The phase it is in; None while that cannot be known, and for an area that was rejected before it began."""
    tasks: TasksOnDay
    late: tuple[Deadline, ...]
    """Deadlines of all kinds that have gone by."""
    coming: tuple[Deadline, ...]
    """Deadlines from that day on, the next first."""
    near: tuple[Deadline, ...]
    """Those of `coming` that lie within the warning time."""

    @property
    def status(self) -> AreaStatus | None:
        """The area's state as `gebiet.yaml` says; None while it cannot be read."""
        return self.area.profile.status if self.area.profile else None

    @property
    def next(self) -> Deadline | None:
        """What comes next."""
        return self.coming[0] if self.coming else None

    @property
    def steps_done(self) -> int:
        """Steps of all phases that are done."""
        return sum(stage.done for stage in self.stages)

    @property
    def steps_total(self) -> int:
        """Steps of all phases that apply to this area."""
        return sum(stage.total for stage in self.stages)


def progress(area: Area, today: date, warning_days: int = WARNING_DAYS) -> Progress:
    """Where the area stands on that day. `warning_days`: `vorwarnung_tage` of the settings."""
    dated = deadlines(area, today)
    coming = tuple(d for d in dated if d.day >= today)
    return Progress(
        area=area,
        today=today,
        stages=() if "phasen.yaml" in area.unread else _stages(area.phases or Phases(), today),
        phase=phase_on(area, today),
        tasks=tasks_on(area, today),
        late=tuple(d for d in dated if d.overdue(today)),
        coming=coming,
        near=tuple(d for d in coming if d.near(today, warning_days)),
    )


def _stages(phases: Phases, today: date) -> tuple[Stage, ...]:
    return tuple(
        Stage(id, state_on(here, today), *steps_done(phases, id), here.beginn, here.ende) for id, here in by_id(phases).items()
    )


def ahead(day: date, today: date) -> str:
    """How far off a day that is still to come is, in words: „heute“, „morgen“, „in 18 Tagen“."""
    days = (day - today).days
    return {0: "heute", 1: "morgen"}.get(days, f"in {days} Tagen")


def ago(day: date, today: date) -> str:
    """Since when something is overdue, in words: „seit gestern“, „seit 9 Tagen“."""
    days = (today - day).days
    return "seit gestern" if days == 1 else f"seit {days} Tagen"
