"""`vereinbarung.yaml`: the agreement (Kooperationsvereinbarung) between REGSAM and the Sozialreferat."""

from __future__ import annotations

from datetime import date
from typing import Literal

from regsam_docs.model.record import Person, Record

Party = Literal["regsam", "sozialreferat"]
PARTIES: tuple[Party, Party] = ("regsam", "sozialreferat")


class Extent(Record, frozen=True, kw_only=True):
    """The area's extent (Umgriff), in words and as a map."""

    beschreibung: str
    karte: str | None = None
    karte_text: str | None = None


class Change(Record, frozen=True, kw_only=True):
    """From a day on, another person answers for the process."""

    seit: date
    person: Person


class Responsibility(Record, frozen=True, kw_only=True):
    """One party's person and what it takes on beyond the form's standing tasks."""

    person: Person
    weitere_aufgaben: tuple[str, ...] = ()
    wechsel: tuple[Change, ...] = ()


class Responsibilities(Record, frozen=True, kw_only=True):
    """Process responsibility of both parties."""

    regsam: Responsibility
    sozialreferat: Responsibility


class Partner(Record, frozen=True, kw_only=True):
    """An organisation that is still to be won."""

    organisation: str
    status: Literal["offen", "angefragt", "gewonnen", "abgelehnt"] | None = None
    notiz: str | None = None


class Signature(Record, frozen=True, kw_only=True):
    """Who signed for which party, where and when."""

    partei: Party
    name: str | None = None
    funktion: str | None = None
    ort: str | None = None
    datum: date


class Amendment(Record, frozen=True, kw_only=True):
    """A change both parties agreed to after signing (Nachtrag)."""

    nr: int
    datum: date
    text: str
    unterschriften: tuple[Signature, ...] = ()


class Review(Record, frozen=True, kw_only=True):
    """What was decided on a review day: whether the process goes on."""

    datum: date
    entscheidung: Literal["fortfuehrung", "beendigung"]
    entschieden_durch: str | None = None
    naechste_ueberpruefung: date | None = None
    begruendung: str | None = None


class Agreement(Record, frozen=True, kw_only=True):
    """The agreement of an area."""

    thema: str
    umgriff: Extent
    gruende: str
    prozessverantwortung: Responsibilities
    zu_gewinnen: tuple[Partner, ...] = ()
    weitere_vereinbarungen: str | None = None
    stunden_pro_woche: float
    prozessdauer_monate: int
    start: date
    ueberpruefung: date
    unterschriften: tuple[Signature, ...] = ()
    nachtraege: tuple[Amendment, ...] = ()
    ueberpruefungen: tuple[Review, ...] = ()


def signed_on(agreement: Agreement) -> date | None:
    """The day the agreement was signed by both parties: the later of the first signature of each; None before that."""
    days = [min((s.datum for s in agreement.unterschriften if s.partei == party), default=None) for party in PARTIES]
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(PARTIES) else None


def review_due(agreement: Agreement) -> date:
    """The review day set last: the newest `naechste_ueberpruefung`, else `ueberpruefung`."""
    setting = [review for review in agreement.ueberpruefungen if review.naechste_ueberpruefung]
    newest = max(reversed(setting), key=lambda review: review.datum, default=None)  # of two on one day the last counts
    return (newest and newest.naechste_ueberpruefung) or agreement.ueberpruefung


def ended(agreement: Agreement) -> bool:
    """Whether the newest review decided that the process ends."""
    newest = max(reversed(agreement.ueberpruefungen), key=lambda review: review.datum, default=None)
    return newest is not None and newest.entscheidung == "beendigung"
