"""Working hours as documents print them."""

from __future__ import annotations

from typing import Any

from regsam_docs.documents.plan import View
from regsam_docs.forms import Words
from regsam_docs.german import number
from regsam_docs.model.profile import Effort


def spent(view: View) -> list[dict[str, Any]]:
    """The hours really spent on the area, year by year: „REGSAM 310 Stunden, Sozialreferat 120,5 Stunden“."""
    efforts = sorted(view.area.profile.aufwand if view.area.profile else (), key=lambda effort: effort.jahr)
    told = [(effort.jahr, _sides(view.forms.words, effort, view.settings.partner)) for effort in efforts]
    return [{"jahr": year, "stunden": hours} for year, hours in told if hours]


def _sides(words: Words, effort: Effort, partner: str) -> str:
    sides = (("REGSAM", effort.regsam), (partner, effort.sozialreferat))
    return ", ".join(f"{name} {counted(words, hours)}" for name, hours in sides if hours is not None)


def counted(words: Words, hours: float) -> str:
    """„120,5 Stunden“."""
    return f"{number(hours)} {words.counted('zaehlwort', 'stunde', hours)}"
