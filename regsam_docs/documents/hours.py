"""Working hours as documents print them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby
from typing import Any

from regsam_docs.documents.plan import View
from regsam_docs.forms import Words
from regsam_docs.german import number
from regsam_docs.model.means import Hours, rounded
from regsam_docs.model.profile import Effort


def spent(view: View) -> list[dict[str, Any]]:
    """The hours really spent on the area, year by year: „REGSAM 310 Stunden, Sozialreferat 120,5 Stunden“."""
    efforts = sorted(view.area.profile.aufwand if view.area.profile else (), key=lambda effort: effort.jahr)
    told = [(effort.jahr, _sides(view.forms.words, effort)) for effort in efforts]
    return [{"jahr": year, "stunden": hours} for year, hours in told if hours]


def _sides(words: Words, effort: Effort) -> str:
    sides = (("regsam", effort.regsam), ("sozialreferat", effort.sozialreferat))
    return ", ".join(f"{words.one('partei', side)} {counted(words, hours)}" for side, hours in sides if hours is not None)


def counted(words: Words, hours: float) -> str:
    """„120,5 Stunden“."""
    return f"{number(hours)} {words.counted('zaehlwort', 'stunde', hours)}"


def table(words: Words, found: Iterable[Hours]) -> list[dict[str, Any]]:
    """For the macro `stunden`: hours year by year, the moderation's before the other side's, with a line of sums where several
    persons of the moderation have some."""
    return [
        {
            "jahr": year,
            "regsam": [_person(words, one) for one in listed if one.party == "regsam"],
            "summe": _together(words, [one for one in listed if one.party == "regsam"]),
            "partner": [_person(words, one) for one in listed if one.party == "sozialreferat"],
        }
        for year, group in groupby(found, lambda one: one.year)
        for listed in [list(group)]
    ]


def _person(words: Words, one: Hours) -> dict[str, Any]:
    return {
        "person": one.person,
        "seite": words.one("partei", one.party),
        "gebiete": list(one.areas),
        "geplant": rounded(one.planned),
        "aufgewendet": rounded(one.spent),
        "anteilig": one.divided,
    }


def _together(words: Words, listed: list[Hours]) -> dict[str, Any] | None:
    if len(listed) < 2:
        return None
    planned = [one.planned for one in listed if one.planned is not None]
    spent = [one.spent for one in listed if one.spent is not None]
    return {
        "seite": words.one("partei", listed[0].party),
        "geplant": rounded(sum(planned, Fraction())) if planned else None,
        "aufgewendet": rounded(sum(spent, Fraction())) if spent else None,
    }
