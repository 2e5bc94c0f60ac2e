"""Money: what measures cost and what is missing, added up exactly. A sum is always of one stand, and of what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from regsam_docs.model.area import Area
from regsam_docs.model.catalogue import Money, MoneyStand, measures
from regsam_docs.model.record import PricedResource, Resource

STANDS: tuple[MoneyStand, ...] = ("geplant", "beantragt", "bewilligt", "ausgegeben")
"""The stands of an amount, in the order of its life."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The money of one year from one source, in Euro; `source` is None where none is named."""

    year: int
    source: str | None
    by_stand: Mapping[MoneyStand, float]
    """Only stands of which there is money."""


def total(amounts: Iterable[float]) -> float:
    """Amounts in Euro added up to the cent: 0.1 and 0.2 are 0.3, in whatever order."""
    return float(sum((Decimal(str(amount)) for amount in amounts), Decimal()))


def by_stand(entries: Iterable[Money]) -> dict[MoneyStand, float]:
    """The sum of each stand of which there is money, in the order of `STANDS`."""
    listed = list(entries)
    there = {entry.stand for entry in listed}
    return {stand: total(entry.betrag for entry in listed if entry.stand == stand) for stand in STANDS if stand in there}


def budgets(entries: Iterable[Money]) -> list[Budget]:
    """Money by year and source; within a year by name, what names no source last."""
    ordered = sorted(entries, key=_year_and_source)
    groups = (list(group) for _, group in groupby(ordered, _year_and_source))
    return [Budget(those[0].jahr, those[0].quelle, by_stand(those)) for those in groups]


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
