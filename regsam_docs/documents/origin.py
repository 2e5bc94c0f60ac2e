"""Where a goal's result came from: the decisions and tasks of the meetings that concern it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from regsam_docs.model import Area
from regsam_docs.model.area import held_meetings
from regsam_docs.model.catalogue import Catalogue, Field, Goal
from regsam_docs.model.minutes import AgendaItem, Decision, Minutes
from regsam_docs.model.tracking import TrackedTask

_ID = re.compile(r"\b[HZM][0-9]+\b")
"""Ids of the catalogue as the minutes' texts name them: „Die Praktikumsbörse (M6) wird aufgegeben.“"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision and the meeting that took it; `item` is its number on the agenda from 1."""

    minutes: Minutes
    item: int
    decision: Decision


def tasks_for(goal: Goal, tracked: tuple[TrackedTask, ...]) -> list[TrackedTask]:
    """The tasks given for a measure of the goal."""
    measures = {measure.id for measure in goal.massnahmen}
    return [task for task in tracked if task.given.task.massnahme in measures]


def decisions_for(area: Area, field: Field, goal: Goal) -> list[Taken]:
    """The decisions that concern a goal.

    One that names goals, measures or fields of the catalogue concerns these alone; any other concerns the goals whose
    measures were given out as tasks under the same agenda item.
    """
    return [taken for taken, item in _decisions(area) if _concerns(area.catalogue, field, goal, taken.decision, item)]


def _decisions(area: Area) -> Iterator[tuple[Taken, AgendaItem]]:
    for minutes in held_meetings(area):
        for number, item in enumerate(minutes.tagesordnung, 1):
            for decision in item.beschluesse:
                yield Taken(minutes, number, decision), item


def _concerns(catalogue: Catalogue | None, field: Field, goal: Goal, decision: Decision, item: AgendaItem) -> bool:
    own = {goal.id, *(measure.id for measure in goal.massnahmen)}
    named = set(_ID.findall(decision.text)) & _ids(catalogue)
    if named:
        return bool(named & (own | {field.id}))
    return any(task.massnahme in own for task in item.auftraege)


def _ids(catalogue: Catalogue | None) -> set[str]:
    fields = catalogue.handlungsfelder if catalogue else ()
    goals = [goal for field in fields for goal in field.ziele]
    measures = [measure for goal in goals for measure in goal.massnahmen]
    return {entry.id for entries in (fields, goals, measures) for entry in entries}
