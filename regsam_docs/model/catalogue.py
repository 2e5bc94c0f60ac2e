"""`ziele.yaml`: the catalogue of needs, goals and measures (Ziel- und Handlungskatalog)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from regsam_docs.model.record import Record, Resource

MeasureStatus = Literal["geplant", "laufend", "umgesetzt", "aufgegeben"]
MoneyStand = Literal["geplant", "beantragt", "bewilligt", "ausgegeben"]


class Money(Record, frozen=True, kw_only=True):
    """Money for a measure: Euro, by year, source and stand."""

    jahr: int
    betrag: float
    quelle: str | None = None
    stand: MoneyStand = "geplant"


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


def overdue(measure: Measure, day: date) -> bool:
    """Whether a measure should have been carried out before that day and is not."""
    return measure.status in UNDONE and measure.frist is not None and measure.frist < day
