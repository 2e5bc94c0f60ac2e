"""Money as documents print it: what a measure costs, sums by year, source and stand, and what missing resources would cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from regsam_docs.documents.parts import data
from regsam_docs.forms import Words
from regsam_docs.model import means
from regsam_docs.model.catalogue import Measure, Money, MoneyStand
from regsam_docs.model.record import Resource


def amounts(words: Words, measure: Measure) -> list[dict[str, Any]]:
    """A measure's money with its stands in words, as it is written."""
    return [{**data(entry), "stand": words.one("mittel_stand", entry.stand)} for entry in measure.mittel]


def sums(words: Words, entries: Iterable[Money]) -> dict[str, Any] | None:
    """For the macro `mittel_summen`: money by year and source, in a column for each stand that has some; None without any.

    A year's line of sums is there where it has several sources, the last line where there are several years.
    """
    listed = list(entries)
    if not listed:
        return None
    found = means.by_stand(listed)
    stands = [stand for stand in means.STANDS if stand in found]

    def columns(by_stand: Mapping[MoneyStand, float]) -> list[float | None]:
        return [by_stand.get(stand) for stand in stands]

    years = [
        {
            "jahr": year,
            "zeilen": [{"quelle": budget.source, "je": columns(budget.by_stand)} for budget in budgets],
            "summe": columns(means.by_stand(entry for entry in listed if entry.jahr == year)) if len(budgets) > 1 else None,
        }
        for year, group in groupby(means.budgets(listed), lambda budget: budget.year)
        for budgets in [list(group)]
    ]
    return {
        "staende": [words.one("mittel_stand", stand) for stand in stands],
        "jahre": years,
        "summe": columns(found) if len(years) > 1 else None,
    }


def stands(words: Words, entries: Iterable[Money]) -> list[dict[str, Any]]:
    """The sum of each stand in a word: „bewilligt: 4.800,00 €“; stands without money are left out."""
    return [{"stand": words.one("mittel_stand", stand), "betrag": amount} for stand, amount in means.by_stand(entries).items()]


def costs(resources: Iterable[Resource]) -> dict[str, Any] | None:
    """What resources would cost together and how many of them are priced; None if none is."""
    found = means.missing(resources)
    return None if found is None else {"betrag": found.total, "beziffert": found.priced, "von": found.of}
