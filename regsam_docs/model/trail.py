"""What leads to what: from a need by goal, measure, decision and task to a result, and where the trail breaks off (Spur)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from regsam_docs.model.agenda import Resolution, resolutions
from regsam_docs.model.area import Area, decided_closing, held_meetings
from regsam_docs.model.catalogue import Catalogue, Field, Goal, Measure, goals, measures, overdue
from regsam_docs.model.closing import assessments
from regsam_docs.model.minutes import Minutes
from regsam_docs.model.tracking import TrackedTask, track

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
    return [taken for taken in _taken(area) if _concerns(area.catalogue, taken, {field.id, goal.id, *ids}, ids)]


def decisions_on(area: Area, measure: Measure) -> list[Taken]:
    """The decisions that concern one measure: that name it, or name nothing and gave it out as a task under the same item."""
    return [taken for taken in _taken(area) if _concerns(area.catalogue, taken, {measure.id}, {measure.id})]


def _taken(area: Area) -> Iterator[Taken]:
    for minutes in held_meetings(area):
        in_order = sorted(resolutions(minutes), key=lambda one: one.point.path)
        yield from (Taken(minutes, one) for one in in_order)


def _concerns(catalogue: Catalogue | None, taken: Taken, ids: Collection[str], given: Collection[str]) -> bool:
    named = set(_ID.findall(taken.resolution.decision.text)) & _ids(catalogue)
    if named:
        return not named.isdisjoint(ids)
    return any(task.massnahme in given for task in taken.resolution.point.item.auftraege)


def _ids(catalogue: Catalogue | None) -> set[str]:
    fields = {field.id for field in catalogue.handlungsfelder} if catalogue else set()
    return fields | {goal.id for _, goal in goals(catalogue)} | {measure.id for _, _, measure in measures(catalogue)}


def tasks_for(goal: Goal, tracked: tuple[TrackedTask, ...]) -> list[TrackedTask]:
    """The tasks given for a measure of the goal."""
    ids = {measure.id for measure in goal.massnahmen}
    return [task for task in tracked if task.given.task.massnahme in ids]


HoleKind = Literal["ziel_ohne_massnahme", "massnahme_ohne_auftrag", "massnahme_ueberfaellig", "ziel_ohne_ergebnis"]


@dataclass(frozen=True, slots=True)
class Hole:
    """Where the trail breaks off: of what kind, at which goal or measure."""

    kind: HoleKind
    id: str
    since: date | None = None
    """Of what is overdue, since when."""


def holes(area: Area, on: date) -> Iterator[Hole]:
    """Where the trail breaks off by a day, in the order of the catalogue. A measure that was given up needs no task."""
    given = {task.given.task.massnahme for task in track(area)}
    over, rated = decided_closing(area) is not None, assessments(area.closing)
    for _, goal in goals(area.catalogue):
        if not goal.massnahmen:
            yield Hole("ziel_ohne_massnahme", goal.id)
        for measure in goal.massnahmen:
            if measure.status != "aufgegeben" and measure.id not in given:
                yield Hole("massnahme_ohne_auftrag", measure.id)
            if not over and overdue(measure, on):
                yield Hole("massnahme_ueberfaellig", measure.id, measure.frist)
        if over and goal.id not in rated:
            yield Hole("ziel_ohne_ergebnis", goal.id)
