"""`vereinbarung.yaml`: the agreement (Kooperationsvereinbarung) between REGSAM and the Sozialreferat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from regsam_docs import german
from regsam_docs.model.record import Person, Record

Party = Literal["regsam", "sozialreferat"]
PARTIES: tuple[Party, Party] = ("regsam", "sozialreferat")


class Extent(Record, frozen=True, kw_only=True):
    """The area's extent (Umgriff), in words and as a map."""

    beschreibung: str
    karte: str | None = None
    karte_text: str | None = None


class ChangeOfPerson(Record, frozen=True, kw_only=True):
    """From a day on, another person answers for the process."""

    seit: date
    person: Person


class Responsibility(Record, frozen=True, kw_only=True):
    """One party's person and what it takes on beyond the form's standing tasks."""

    person: Person
    weitere_aufgaben: tuple[str, ...] = ()
    wechsel: tuple[ChangeOfPerson, ...] = ()


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


class NewTerms(Record, frozen=True, kw_only=True):
    """Values an amendment puts in the place of the agreement's."""

    prozessdauer_monate: int | None = None
    stunden_pro_woche: float | None = None
    ueberpruefung: date | None = None


class Amendment(Record, frozen=True, kw_only=True):
    """A change both parties agreed to after signing (Nachtrag)."""

    nr: int
    datum: date
    text: str
    unterschriften: tuple[Signature, ...] = ()
    gueltig_ab: date | None = None
    aendert: NewTerms = NewTerms()


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


def signed_on(paper: Agreement | Amendment) -> date | None:
    """The day an agreement or an amendment was signed by both parties: the later of the first signature of each; None before
    that."""
    days = [min((s.datum for s in paper.unterschriften if s.partei == party), default=None) for party in PARTIES]
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(PARTIES) else None


@dataclass(frozen=True, slots=True)
class ReviewDay:
    """A day that was set for deciding whether the process goes on."""

    due: date
    id: str
    """`1` the agreement's own, `2` the next that a review set, and so on; `nachtrag-1` one that an amendment set."""
    place: tuple[str | int, ...]
    """Where the file sets it."""
    set_by: Review | Amendment | None
    """The review or amendment that set it; None if the agreement did."""
    set_on: date
    """The day it was set: of the review, or from which on the amendment is in force; for the agreement the first day there is."""


@dataclass(frozen=True, slots=True)
class AgreementInForce:
    """What of an agreement holds on a day."""

    stunden_pro_woche: float
    prozessdauer_monate: int
    last_day: date
    """The last day of the provisional term."""
    next_review: ReviewDay | None
    """None once it was held with no further one set, and once the process ends."""
    in_charge: Mapping[Party, Person]
    """Who answers for the process, by party."""


def in_force(agreement: Agreement, day: date) -> AgreementInForce:
    """The agreement in force on a day; what is dated later does not count yet.

    Each of its terms is the one of the newest amendment in force that changes it, else the agreement's; the term ends on the
    day before start + months. The next review is the review day set last unless an entry of `ueberpruefungen` on that day or
    later answers it (one held earlier that sets no other leaves it standing); there is none once the newest entry decided that
    the process ends.
    """
    changes = [amendment.aendert for _, _, amendment in amendments_in_force(agreement, day)]
    hours = [agreement.stunden_pro_woche, *(new.stunden_pro_woche for new in changes if new.stunden_pro_woche is not None)][-1]
    months = [agreement.prozessdauer_monate, *(new.prozessdauer_monate for new in changes if new.prozessdauer_monate)][-1]
    due = review_days(agreement, day)[-1]
    held = [review for _, review in _by_day(agreement, day)]
    settled = any(review.datum >= due.due for review in held) or (bool(held) and held[-1].entscheidung == "beendigung")
    return AgreementInForce(
        stunden_pro_woche=hours,
        prozessdauer_monate=months,
        last_day=german.last_of_months(agreement.start, months),
        next_review=None if settled else due,
        in_charge={party: in_charge(agreement, party, day) for party in PARTIES},
    )


def amendments_in_force(agreement: Agreement, day: date) -> list[tuple[date, int, Amendment]]:
    """The amendments in force on a day, the newest last: since when, the place in the file, and the amendment. One is in force
    from `gueltig_ab` (without it, from its `datum`), and not before both parties signed it."""
    found = []
    for index, amendment in enumerate(agreement.nachtraege):
        signed = signed_on(amendment)
        since = max(signed, amendment.gueltig_ab or amendment.datum) if signed else None
        if since is not None and since <= day:
            found.append((since, index, amendment))
    return sorted(found, key=lambda entry: (entry[0], entry[2].nr, entry[1]))


def review_days(agreement: Agreement, day: date) -> list[ReviewDay]:
    """The review days set by that day in the order they were set: the agreement's own, then each `naechste_ueberpruefung` and
    each that an amendment in force sets (of those of one day the amendment's last)."""
    days = [ReviewDay(agreement.ueberpruefung, "1", ("ueberpruefung",), None, date.min)]
    for index, review in _by_day(agreement, day):
        if review.naechste_ueberpruefung is not None:
            place: tuple[str | int, ...] = ("ueberpruefungen", index, "naechste_ueberpruefung")
            days.append(ReviewDay(review.naechste_ueberpruefung, str(len(days) + 1), place, review, review.datum))
    for since, index, amendment in amendments_in_force(agreement, day):
        if amendment.aendert.ueberpruefung is not None:
            place = ("nachtraege", index, "aendert", "ueberpruefung")
            days.append(ReviewDay(amendment.aendert.ueberpruefung, f"nachtrag-{amendment.nr}", place, amendment, since))
    return sorted(days, key=lambda due: due.set_on)


def followed(agreement: Agreement, due: ReviewDay) -> bool:
    """Whether a review was entered after what set that review day, on whatever day it was held."""
    newest = newest_review(agreement)
    if newest is None or isinstance(due.set_by, Amendment):
        return newest is not None and newest.datum > due.set_on
    return newest is not due.set_by


def newest_review(agreement: Agreement) -> Review | None:
    """The review held last; of two on one day the one written last."""
    held = _by_day(agreement, date.max)
    return held[-1][1] if held else None


def _by_day(agreement: Agreement, day: date) -> list[tuple[int, Review]]:
    """The reviews held by that day, oldest first, with their places in the file."""
    held = [(index, review) for index, review in enumerate(agreement.ueberpruefungen) if review.datum <= day]
    return sorted(held, key=lambda entry: entry[1].datum)


def in_charge(agreement: Agreement, party: Party, day: date) -> Person:
    """Who answers for the process on a side on a day."""
    both = agreement.prozessverantwortung
    side = both.regsam if party == "regsam" else both.sozialreferat
    changes = sorted((change for change in side.wechsel if change.seit <= day), key=lambda change: change.seit)
    return changes[-1].person if changes else side.person
