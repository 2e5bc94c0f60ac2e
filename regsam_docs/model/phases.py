"""`phasen.yaml`: the area's own checklist of the phase model."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from regsam_docs.model.record import Record

PhaseId = Literal["vorlauf", "diagnose", "umsetzung", "auswertung"]
StepStatus = Literal["offen", "laufend", "erledigt", "entfaellt"]

STEPS: dict[PhaseId, tuple[str, ...]] = {
    "vorlauf": (
        "gebietsauswahl",
        "schwerpunktziel",
        "gewinnung_traeger",
        "gewinnung_verwaltung",
        "datenmaterial",
        "kommunikation",
    ),
    "diagnose": ("konstituierung", "bedarfsanalyse", "bestandsaufnahme", "zielkatalog"),
    "umsetzung": ("abstimmung", "massnahmen"),
    "auswertung": ("gemeinsame_auswertung", "abschlussdokumentation"),
}
"""The steps of each phase in the order of the concept's phase model."""

PHASES: tuple[PhaseId, ...] = tuple(STEPS)


class Step(Record, frozen=True, kw_only=True):
    """State of one step."""

    status: StepStatus = "offen"
    datum: date | None = None
    beleg: str | tuple[str, ...] | None = None
    notiz: str | None = None


class Phase(Record, frozen=True, kw_only=True):
    """One phase: when it ran and how far its steps are."""

    beginn: date | None = None
    ende: date | None = None
    schritte: dict[str, Step] = msgspec.field(default_factory=dict)


class Phases(Record, frozen=True, kw_only=True):
    """All four phases; one that is not in the file has not begun."""

    vorlauf: Phase = Phase()
    diagnose: Phase = Phase()
    umsetzung: Phase = Phase()
    auswertung: Phase = Phase()


def phase(phases: Phases, id: PhaseId) -> Phase:
    """The phase of that id."""
    found: Phase = getattr(phases, id)
    return found


def step(phases: Phases, id: PhaseId, name: str) -> Step:
    """A step's state; one that is not in the file is `offen` (docs/format.md, „phasen.yaml“)."""
    return phase(phases, id).schritte.get(name, Step())


def evidence(step: Step) -> tuple[str, ...]:
    """The step's evidence as a list, however it was written."""
    if step.beleg is None:
        return ()
    return (step.beleg,) if isinstance(step.beleg, str) else step.beleg


def backwards(here: Phase) -> bool:
    """Whether a phase ends before it begins (P03): then nothing is known about what lies in it."""
    return here.beginn is not None and here.ende is not None and here.ende < here.beginn


def current(phases: Phases | None, day: date) -> PhaseId:
    """The phase an area is in on a day: the latest that has begun, or is over; `vorlauf` before any has."""
    begun = [id for id in PHASES if phases is not None and _has_begun(phase(phases, id), day)]
    return begun[-1] if begun else PHASES[0]


def _has_begun(here: Phase, day: date) -> bool:
    return (here.beginn is not None and here.beginn <= day) or (here.ende is not None and here.ende < day)


def steps_done(phases: Phases, id: PhaseId) -> tuple[int, int]:
    """How many steps of a phase are done, and how many there are without those that do not apply (`entfaellt`)."""
    states = [step(phases, id, name).status for name in STEPS[id]]
    return states.count("erledigt"), len(states) - states.count("entfaellt")
