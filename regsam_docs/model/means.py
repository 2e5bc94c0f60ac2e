"""Hours and money, by year: what was planned and what was spent, added up exactly.

An agreement plans the moderation's time, from its start to the end of its term or the closing, if that comes first. What a side
spent in a year is divided among those who answered for it then, by their days. A sum of money is always of one stand, and of what
is shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import get_args

from regsam_docs import german
from regsam_docs.model.agreement import PARTIES, Agreement, Party, in_charge, in_force, signed_on
from regsam_docs.model.area import Area, decided_closing
from regsam_docs.model.catalogue import Money, MoneyState, measures
from regsam_docs.model.record import PricedResource, Resource

# --- working hours by person and year: planned by the agreements in force, and really spent


WEEK = 7


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one person in one year. `person` is None where nobody is named, `planned` and `spent` where nothing is."""

    year: int
    party: Party
    person: str | None
    areas: tuple[str, ...]
    """Names of the areas, in the order of their folders."""
    planned: Fraction | None
    spent: Fraction | None
    divided: bool
    """Whether what was spent is a share of what several persons spent together."""


def hours(areas: Iterable[Area], on: date, year: int | None = None) -> list[Hours]:
    """All hours of these areas, added up by year and person: the moderation's before the other side's. `on`: the day by whose
    knowledge they are planned. `year`: those of one year alone."""
    sums: dict[tuple[int, Party, str | None], list[_Share]] = defaultdict(list)
    for area in areas:
        for share in (*_planned(area, on, year), *_spent(area, on, year)):
            sums[share.year, share.party, share.person].append(share)
    ordered = sorted(sums, key=lambda key: (key[0], PARTIES.index(key[1]), key[2] is None, key[2] or ""))
    return [
        Hours(
            *key,
            areas=tuple(dict.fromkeys(share.area for share in sums[key])),
            planned=_sum(share.planned for share in sums[key]),
            spent=_sum(share.spent for share in sums[key]),
            divided=any(share.divided for share in sums[key]),
        )
        for key in ordered
    ]


@dataclass(frozen=True, slots=True)
class _Share:
    """What one area adds to a person's year."""

    area: str
    year: int
    party: Party
    person: str | None
    planned: Fraction | None = None
    spent: Fraction | None = None
    divided: bool = False


def _sum(parts: Iterable[Fraction | None]) -> Fraction | None:
    known = [part for part in parts if part is not None]
    return sum(known, Fraction()) if known else None


def _planned(area: Area, on: date, year: int | None) -> Iterator[_Share]:
    term = _term(area, on)
    if area.agreement is None or term is None:
        return
    begin, end = term if year is None else (max(term[0], date(year, 1, 1)), min(term[1], date(year, 12, 31)))
    for first, last in _stretches(area.agreement, begin, end) if begin <= end else ():
        now = in_force(area.agreement, first)
        planned = Fraction(str(now.stunden_pro_woche)) * ((last - first).days + 1) / WEEK
        yield _Share(area.name, first.year, "regsam", now.in_charge["regsam"].name, planned=planned)


def _term(area: Area, on: date) -> tuple[date, date] | None:
    """First and last day for which a signed agreement plans hours, as known on a day."""
    agreement = area.agreement
    signed = signed_on(agreement) if agreement is not None else None
    if agreement is None or signed is None or signed > on:
        return None
    closing = decided_closing(area)
    last = in_force(agreement, on).last_day
    last = min(last, closing.datum) if closing is not None and closing.datum <= on else last
    return (agreement.start, last) if agreement.start <= last else None


def _stretches(agreement: Agreement, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The time from first to last day in stretches of one year each in which nothing about the agreement changes."""
    both = agreement.prozessverantwortung
    days = {change.seit for side in (both.regsam, both.sozialreferat) for change in side.wechsel}
    for amendment in agreement.nachtraege:
        days |= {amendment.datum, *(signature.datum for signature in amendment.unterschriften)}
        days |= {amendment.gueltig_ab} if amendment.gueltig_ab else set()
    days |= {date(year, 1, 1) for year in range(first.year + 1, last.year + 1)}
    begins = [first, *sorted(day for day in days if first < day <= last)]
    for begin, following in zip(begins, [*begins[1:], None], strict=True):
        yield begin, german.add_days(following, -1) if following else last


def _spent(area: Area, on: date, year: int | None) -> Iterator[_Share]:
    for effort in area.profile.aufwand if area.profile else ():
        sides: tuple[tuple[Party, float | None], ...] = (("regsam", effort.regsam), ("sozialreferat", effort.sozialreferat))
        for party, spent in sides:
            if spent is None or year not in (None, effort.jahr):
                continue
            days = _days(area, effort.jahr, party, on)
            for person, served in days.items():
                share = Fraction(str(spent)) * served / days.total()
                yield _Share(area.name, effort.jahr, party, person, spent=share, divided=len(days) > 1)


def _days(area: Area, year: int, party: Party, on: date) -> Counter[str | None]:
    """Who answered for a side in a year, and on how many days: those of the agreement's term, or all where it has none then."""
    if area.agreement is None:
        return Counter({None: 1})
    first, last = date(year, 1, 1), date(year, 12, 31)
    term = _term(area, on)
    if term is not None and max(first, term[0]) <= min(last, term[1]):
        first, last = max(first, term[0]), min(last, term[1])
    days: Counter[str | None] = Counter()
    for begin, end in _stretches(area.agreement, first, last):
        days[in_charge(area.agreement, party, begin).name] += (end - begin).days + 1
    return days


def rounded(hours: Fraction | None) -> float | None:
    """To the half hour: what is planned by the week is no more exact. Sums are made before."""
    return None if hours is None else round(hours * 2) / 2


# --- what measures cost and what is missing


MONEY_STATES: tuple[MoneyState, ...] = get_args(MoneyState)
"""The stands of an amount, in the order of its life."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The money of one year from one source, in Euro; `source` is None where none is named."""

    year: int
    source: str | None
    by_state: Mapping[MoneyState, float]
    """Only stands of which there is money."""


def total(amounts: Iterable[float]) -> float:
    """Amounts in Euro added up to the cent: 0.1 and 0.2 are 0.3, in whatever order."""
    return float(sum((Decimal(str(amount)) for amount in amounts), Decimal()))


def by_state(entries: Iterable[Money]) -> dict[MoneyState, float]:
    """The sum of each stand of which there is money, in the order of `MONEY_STATES`."""
    listed = list(entries)
    there = {entry.stand for entry in listed}
    return {stand: total(entry.betrag for entry in listed if entry.stand == stand) for stand in MONEY_STATES if stand in there}


def budgets(entries: Iterable[Money]) -> list[Budget]:
    """Money by year and source; within a year by name, what names no source last."""
    ordered = sorted(entries, key=_year_and_source)
    groups = (list(group) for _, group in groupby(ordered, _year_and_source))
    return [Budget(those[0].jahr, those[0].quelle, by_state(those)) for those in groups]


def _year_and_source(entry: Money) -> tuple[int, bool, str]:
    return (entry.jahr, entry.quelle is None, entry.quelle or "")


def money(area: Area) -> list[Money]:
    """All money of an area's measures, in the order of the catalogue."""
    return [entry for _, _, measure in measures(area.catalogue) for entry in measure.mittel]


@dataclass(frozen=True, slots=True)
class Missing:
    """What missing resources would cost together, in Euro, as far as they are priced."""

    total: float
    priced: int
    of: int
    """How many there are, priced or not."""


def missing(resources: Iterable[Resource]) -> Missing | None:
    """What resources would cost together; None if none of them is priced."""
    listed = list(resources)
    amounts = [r.betrag for r in listed if isinstance(r, PricedResource) and r.betrag is not None]
    return Missing(total(amounts), len(amounts), len(listed)) if amounts else None
