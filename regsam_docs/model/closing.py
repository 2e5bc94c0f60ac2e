"""`abschluss.yaml`: the final documentation (Abschlussdokumentation)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from regsam_docs.model.record import Person, PricedResource, Record

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
