"""Money and working hours as documents print them: what measures take, what is missing would cost, and who worked how long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import groupby

from regsam_docs.documents.plan import FactList, Facts, View
from regsam_docs.forms import Words
from regsam_docs.model import Area, means
from regsam_docs.model.catalogue import MoneyState
from regsam_docs.model.means import Hours, rounded
from regsam_docs.model.profile import Effort
from regsam_docs.model.record import Resource


def sums(words: Words, areas: Iterable[Area], year: int | None = None) -> Facts | None:
    """For the macro `mittel_summen`: the money of these areas' measures by year and source, in a column for each stand that has
    some; None without any. `year`: that of one year alone.

    A year's line of sums is there where it has several sources, the last line where there are several years.
    """
    listed = [entry for area in areas for entry in means.money(area) if year in (None, entry.jahr)]
    if not listed:
        return None
    found = means.by_state(listed)

    def columns(by_state: Mapping[MoneyState, float]) -> list[float | None]:
        return [by_state.get(stand) for stand in found]

    years = [
        {
            "jahr": year,
            "zeilen": [{"quelle": budget.source, "je": columns(budget.by_state)} for budget in budgets],
            "summe": columns(means.by_state(entry for entry in listed if entry.jahr == year)) if len(budgets) > 1 else None,
        }
        for year, group in groupby(means.budgets(listed), lambda budget: budget.year)
        for budgets in [list(group)]
    ]
    return {
        "staende": [words.one("mittel_stand", stand) for stand in found],
        "jahre": years,
        "summe": columns(found) if len(years) > 1 else None,
    }


def stands(words: Words, area: Area) -> FactList:
    """The sum of each stand in a word: „bewilligt: 4.800,00 €“; stands without money are left out."""
    found = means.by_state(means.money(area))
    return [{"stand": words.one("mittel_stand", stand), "betrag": amount} for stand, amount in found.items()]


def costs(resources: Iterable[Resource]) -> Facts | None:
    """What resources would cost together and how many of them are priced; None if none is."""
    found = means.missing(resources)
    return None if found is None else {"betrag": found.total, "beziffert": found.priced, "von": found.of}


# ---- working hours


def spent(view: View) -> FactList:
    """The hours really spent on the area, year by year: „REGSAM 310 Stunden, Sozialreferat 120,5 Stunden“."""
    efforts = sorted(view.area.profile.aufwand if view.area.profile else (), key=lambda effort: effort.jahr)
    return [{"jahr": one.jahr, "stunden": hours} for one in efforts if (hours := _sides(view.forms.words, one))]


def _sides(words: Words, effort: Effort) -> str:
    sides = (("regsam", effort.regsam), ("sozialreferat", effort.sozialreferat))
    return ", ".join(f"{words.one('partei', side)} {words.amount('stunde', hours)}" for side, hours in sides if hours is not None)


def hours(words: Words, areas: Iterable[Area], on: date, year: int | None = None) -> FactList:
    """For the macro `stunden`: hours year by year (`model.means.hours`), the moderation's before the other side's, with a line of
    sums where several persons of the moderation have some."""
    years = []
    for number, group in groupby(means.hours(areas, on, year), lambda one: one.year):
        listed = list(group)
        ours = [one for one in listed if one.party == "regsam"]
        partner = [_person(words, one) for one in listed if one.party != "regsam"]
        together = _together(words, ours) if len(ours) > 1 else None
        years.append({"jahr": number, "regsam": [_person(words, one) for one in ours], "summe": together, "partner": partner})
    return years


def _person(words: Words, one: Hours) -> Facts:
    return {
        "person": one.person,
        "seite": words.one("partei", one.party),
        "gebiete": one.areas,
        "geplant": rounded(one.planned),
        "aufgewendet": rounded(one.spent),
        "anteilig": one.divided,
    }


def _together(words: Words, listed: list[Hours]) -> Facts:
    def total(known: Iterable[Fraction | None]) -> float | None:
        parts = [part for part in known if part is not None]
        return rounded(sum(parts, Fraction())) if parts else None

    return {
        "seite": words.one("partei", "regsam"),
        "geplant": total(one.planned for one in listed),
        "aufgewendet": total(one.spent for one in listed),
    }
