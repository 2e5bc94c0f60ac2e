"""What an area is and who works in it: `gebiet.yaml`, `chronik.yaml` (what happens between the meetings), `gremium.yaml` (the
committee, Kooperationsgremium) and `phasen.yaml` (the area's own checklist of the phase model)."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from typing import Literal

import msgspec

from regsam_docs.model.record import Attachment, Person, Record

AreaStatus = Literal["geplant", "aktiv", "ruhend", "beendet", "abgelehnt"]


class District(Record, frozen=True, kw_only=True):
    """The Stadtbezirk an area lies in."""

    nummer: int
    name: str | None = None


class Rejection(Record, frozen=True, kw_only=True):
    """Why and by whom a proposed area was not taken."""

    datum: date
    durch: str | None = None
    grund: str | None = None


class Effort(Record, frozen=True, kw_only=True):
    """Hours really spent in a year by each side (Aufwand)."""

    jahr: int
    regsam: float | None = None
    sozialreferat: float | None = None
    notiz: str | None = None


class Profile(Record, frozen=True, kw_only=True):
    """Master data of an area."""

    name: str
    stadtbezirk: District | None = None
    planungsregionen: tuple[str, ...] = ()
    viertel: tuple[str, ...] = ()
    region: str | None = None
    rags: str | None = None
    sozialbuergerhaus: str | None = None
    einwohner: int | None = None
    status: AreaStatus
    abgelehnt: Rejection | None = None
    auswahl: str | None = None
    oeffentlich: bool = False
    ansprechpersonen: tuple[Person, ...] = ()
    aufwand: tuple[Effort, ...] = ()


class Event(Record, frozen=True, kw_only=True):
    """A talk, a walk through the area, an event, a report in the press."""

    datum: date
    art: str
    titel: str
    text: str | None = None
    anlagen: tuple[Attachment, ...] = ()
    vertraulich: bool = False


class Chronicle(Record, frozen=True, kw_only=True):
    """The chronicle of an area."""

    eintraege: tuple[Event, ...] = ()


# --- the committee (Kooperationsgremium) and how it works


Group = Literal[
    "moderation",
    "sozialplanung",
    "steuerungsbereich",
    "einrichtungstraeger",
    "sozialbuergerhaus",
    "rags",
    "facharbeitskreis",
    "bezirksausschuss",
    "referat",
    "wohnungswirtschaft",
    "weitere",
]

HOUSE: frozenset[Group] = frozenset({"moderation", "sozialplanung"})
"""Those who answer for the process together: they see everything (docs/handbuch/ausgaben.md)."""


class Member(Record, frozen=True, kw_only=True):
    """An organisation's seat in the committee."""

    id: str
    organisation: str
    gruppe: Group
    person: Person | None = None
    vertretung: Person | None = None
    entscheidungsbefugt: bool = False
    einverstanden_seit: date | None = None
    teilnahme: Literal["verbindlich", "nach_bedarf", "nur_information"] = "verbindlich"
    seit: date | None = None
    bis: date | None = None


class Committee(Record, frozen=True, kw_only=True):
    """The committee of an area."""

    arbeitsweise: str | None = None
    verbindlichkeit: str | None = None
    beschlossen_in: str | None = None
    mitglieder: tuple[Member, ...] = ()


def belongs(member: Member, day: date) -> bool:
    """Whether somebody is a member on a day; `seit` and `bis` are the first and the last."""
    return (member.seit is None or member.seit <= day) and (member.bis is None or day <= member.bis)


def members_on(committee: Committee | None, day: date) -> tuple[Member, ...]:
    """The members on a day, as the file lists them."""
    return tuple(member for member in committee.mitglieder if belongs(member, day)) if committee else ()


# --- the phase model


PhaseId = Literal["vorlauf", "diagnose", "umsetzung", "auswertung"]
StepStatus = Literal["offen", "laufend", "erledigt", "entfaellt"]
StageState = Literal["abgeschlossen", "laufend", "ausstehend"]

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

PHASE_NAMES: Mapping[PhaseId, str] = {id: id.capitalize() for id in PHASES}
"""What commands, tables and messages call each phase."""


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


def by_id(phases: Phases | None) -> dict[PhaseId, Phase]:
    """All four phases in their order; none where there is no file."""
    return {id: phase(phases, id) for id in PHASES} if phases else {}


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


def state_on(here: Phase, day: date) -> StageState:
    """Whether a phase is over on a day, runs, or is still ahead; both its days belong to it."""
    if here.ende is not None and here.ende < day:
        return "abgeschlossen"
    return "laufend" if here.beginn is not None and here.beginn <= day else "ausstehend"


def current(phases: Phases, day: date, among: Container[str] = ("laufend", "abgeschlossen")) -> PhaseId | None:
    """The latest phase that runs on a day, or is over (only one of these states, if named); None before any has begun."""
    return next((id for id in reversed(PHASES) if state_on(phase(phases, id), day) in among), None)


def steps_done(phases: Phases, *ids: PhaseId) -> tuple[int, int]:
    """How many steps of these phases (all, if none is named) are done, and how many there are without those that do not apply
    (`entfaellt`)."""
    states = [step(phases, id, name).status for id in ids or PHASES for name in STEPS[id]]
    return states.count("erledigt"), len(states) - states.count("entfaellt")
