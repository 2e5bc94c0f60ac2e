"""Where an area stands on a day: its phase, its steps, its tasks, what comes next.

One definition for the commands, the overview pages and `daten.json`. The files are the present; the day only decides what
is due, near or put off, and whether a phase that is entered with a later day has begun.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from regsam_docs.model.area import Area
from regsam_docs.model.deadlines import Deadline, deadlines
from regsam_docs.model.phases import PHASES, Phase, PhaseId, Phases, current, phase, steps_done
from regsam_docs.model.profile import AreaStatus
from regsam_docs.model.tracking import TasksOnDay, tasks_on

WARNING_DAYS = 30
"""From when on a day counts as near while no settings say so (`vorwarnung_tage`)."""

StageState = Literal["abgeschlossen", "laufend", "ausstehend"]


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
        phase=_phase(area, today),
        tasks=tasks_on(area, today),
        late=tuple(d for d in dated if d.overdue(today)),
        coming=coming,
        near=tuple(d for d in coming if d.near(today, warning_days)),
    )


def _stages(phases: Phases, today: date) -> tuple[Stage, ...]:
    made = []
    for id in PHASES:
        here = phase(phases, id)
        done, total = steps_done(phases, id)
        made.append(Stage(id, _state(here, today), done, total, here.beginn, here.ende))
    return tuple(made)


def _state(here: Phase, today: date) -> StageState:
    if here.ende is not None and here.ende < today:
        return "abgeschlossen"
    return "laufend" if here.beginn is not None and here.beginn <= today else "ausstehend"


def _phase(area: Area, today: date) -> PhaseId | None:
    rejected = area.profile is not None and area.profile.status == "abgelehnt"
    unknown = "phasen.yaml" in area.unread or (rejected and area.phases is None)
    return None if unknown else current(area.phases, today)


def ahead(day: date, today: date) -> str:
    """How far off a day that is still to come is, in words: „heute“, „morgen“, „in 18 Tagen“."""
    days = (day - today).days
    return {0: "heute", 1: "morgen"}.get(days, f"in {days} Tagen")


def ago(day: date, today: date) -> str:
    """Since when something is overdue, in words: „seit gestern“, „seit 9 Tagen“."""
    days = (today - day).days
    return "seit gestern" if days == 1 else f"seit {days} Tagen"
