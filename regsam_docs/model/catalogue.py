"""`ziele.yaml`: the catalogue of needs, goals and measures (Ziel- und Handlungskatalog); `abschluss.yaml`: the final
documentation (Abschlussdokumentation) of what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from regsam_docs.finding import Path
from regsam_docs.model.record import Person, PricedResource, Record, Resource

MeasureStatus = Literal["geplant", "laufend", "umgesetzt", "aufgegeben"]
MoneyState = Literal["geplant", "beantragt", "bewilligt", "ausgegeben"]


class Money(Record, frozen=True, kw_only=True):
    """Money for a measure: Euro, by year, source and stand."""

    jahr: int
    betrag: float
    quelle: str | None = None
    stand: MoneyState = "geplant"


class Measure(Record, frozen=True, kw_only=True):
    """What is done to reach a goal, by whom and until when."""

    id: str
    titel: str
    art: Literal["zusaetzlich", "schwerpunktverlagerung"] | None = None
    verantwortlich: str
    beteiligt: tuple[str, ...] = ()
    ressourcen: str | None = None
    beginn: date | None = None
    frist: date | None = None
    status: MeasureStatus
    mittel: tuple[Money, ...] = ()
    notiz: str | None = None


class Goal(Record, frozen=True, kw_only=True):
    """A goal and how one sees that it is reached."""

    id: str
    titel: str
    beschreibung: str | None = None
    indikator: str | None = None
    ausgangswert: str | None = None
    zielwert: str | None = None
    massnahmen: tuple[Measure, ...] = ()


class PassedOn(Record, frozen=True, kw_only=True):
    """A cause outside the mandate, and to whom it was passed on."""

    ursache: str
    an: str | None = None
    datum: date | None = None


class Field(Record, frozen=True, kw_only=True):
    """A field of action: need, causes, existing offer, goals."""

    id: str
    titel: str
    bereich: str | None = None
    bedarf: str
    ursachen: str | None = None
    bestand: str | None = None
    weiterer_bedarf: tuple[Resource, ...] = ()
    weitergeleitet: tuple[PassedOn, ...] = ()
    ziele: tuple[Goal, ...] = ()


class Catalogue(Record, frozen=True, kw_only=True):
    """The catalogue of an area."""

    stand: date
    beschlossen_in: str | None = None
    handlungsfelder: tuple[Field, ...] = ()


def placed(catalogue: Catalogue | None) -> Iterator[tuple[Path, Field | Goal | Measure]]:
    """All that has an id, with where it stands in the file, in its order."""
    for f, field in enumerate(catalogue.handlungsfelder if catalogue else ()):
        at_field: Path = ("handlungsfelder", f)
        yield at_field, field
        for g, goal in enumerate(field.ziele):
            at_goal: Path = (*at_field, "ziele", g)
            yield at_goal, goal
            for m, measure in enumerate(goal.massnahmen):
                yield (*at_goal, "massnahmen", m), measure


def goals(catalogue: Catalogue | None) -> Iterator[tuple[Field, Goal]]:
    """All goals with their fields, in the order of the file."""
    for field in catalogue.handlungsfelder if catalogue else ():
        for goal in field.ziele:
            yield field, goal


def measures(catalogue: Catalogue | None) -> Iterator[tuple[Field, Goal, Measure]]:
    """All measures with their goals and fields, in the order of the file."""
    for field, goal in goals(catalogue):
        for measure in goal.massnahmen:
            yield field, goal, measure


def needs(catalogue: Catalogue | None) -> Iterator[Resource]:
    """What it takes beyond the committee's means, field by field."""
    for field in catalogue.handlungsfelder if catalogue else ():
        yield from field.weiterer_bedarf


UNDONE: frozenset[MeasureStatus] = frozenset({"geplant", "laufend"})
"""States of a measure that is still to be carried out."""


# --- the final documentation


Rating = Literal["erreicht", "teilweise", "nicht_erreicht", "nicht_bewertbar"]


class GoalAssessment(Record, frozen=True, kw_only=True):
    """What came of a goal (Zielerreichung)."""

    ziel: str
    bewertung: Rating
    ergebnis: str
    wirkung: str | None = None
    istwert: str | None = None


class FurtherStep(Record, frozen=True, kw_only=True):
    """What goes on after the process, and who sees to it."""

    titel: str
    zustaendig: str | None = None
    frist: date | None = None


class HandedOver(Record, frozen=True, kw_only=True):
    """A task still open at the end, and who takes it over."""

    auftrag: str
    uebergeben_an: str | None = None


class Picture(Record, frozen=True, kw_only=True):
    """A picture with what it shows and whose it is."""

    datei: str
    text: str
    nachweis: str
    titelbild: bool = False


class Greeting(Record, frozen=True, kw_only=True):
    """Words of greeting at the beginning (Grußwort)."""

    text: str
    person: Person | None = None


class CouncilPaper(Record, frozen=True, kw_only=True):
    """Where the city council was told of the process (Sitzungsvorlage)."""

    gremium: str
    nummer: str | None = None
    datum: date | None = None
    art: Literal["bekanntgabe", "beschluss"] | None = None


class Evaluation(Record, frozen=True, kw_only=True):
    """The evaluation the city council demands (concept 6.4)."""

    ziele: str | None = None
    methode: str
    durchgefuehrt_von: str | None = None
    beratung_durch: str | None = None
    abgestimmt_mit: str | None = None
    ergebnisse: str
    empfehlungen: str | None = None


class Closing(Record, frozen=True, kw_only=True):
    """The final documentation of an area."""

    datum: date
    status: Literal["entwurf", "beschlossen"]
    beschlossen_in: str | None = None
    entscheidung: Literal["beendet", "fortgefuehrt", "uebergeben", "abgebrochen"]
    zusammenfassung: str
    ausgangslage: str | None = None
    beteiligung: str | None = None
    zielerreichung: tuple[GoalAssessment, ...] = ()
    fehlende_ressourcen: tuple[PricedResource, ...] = ()
    weitere_schritte: tuple[FurtherStep, ...] = ()
    offene_auftraege: tuple[HandedOver, ...] = ()
    evaluation: Evaluation | None = None
    uebergabe_rags: str | None = None
    bilder: tuple[Picture, ...] = ()
    grusswort: Greeting | None = None
    leichte_sprache: str | None = None
    vorlage: CouncilPaper | None = None


def assessments(closing: Closing | None) -> dict[str, GoalAssessment]:
    """What a closing says of each goal, by its id; nothing without a closing."""
    return {entry.ziel: entry for entry in closing.zielerreichung} if closing else {}
