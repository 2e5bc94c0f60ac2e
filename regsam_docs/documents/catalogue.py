"""The catalogue of goals and measures (Ziel- und Handlungskatalog), field of action by field of action."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from regsam_docs import german
from regsam_docs.documents import money
from regsam_docs.documents.meetings import COMMITTEE, OVERDUE, reference
from regsam_docs.documents.parts import badge, data, warning
from regsam_docs.documents.plan import Page, Plan, View
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.area import called
from regsam_docs.model.catalogue import UNDONE, Catalogue, Field, Goal, Measure, MeasureStatus, goals, measures, overdue
from regsam_docs.model.means import money as money_of
from regsam_docs.model.stand import stand

FILE = "ziele.yaml"
NAME = "zielkatalog"
TITLE = "Ziel- und Handlungskatalog"
SOURCES = (FILE, COMMITTEE)


def plans(area: Area) -> Iterator[Plan]:
    """One catalogue as soon as there is its file."""
    if FILE in area.files:
        yield Plan(NAME, SOURCES, make, source=FILE, title=TITLE)


def make(view: View) -> Page:
    """The catalogue as this edition shows it. It marks its gaps until the committee has decided on it."""
    catalogue = view.area.catalogue
    assert catalogue is not None, "a plan is made once its files are understood"
    on = stand(view.area, SOURCES)
    words = view.forms.words
    return Page(
        template=f"{NAME}.html",
        title=TITLE,
        state=state(catalogue, words),
        stand=on,
        context={
            "beschlossen": reference(catalogue.beschlossen_in),
            "luecken": catalogue.beschlossen_in is None,
            "umfang": extent(catalogue, words),
            "staende": states(words, [entry for _, _, entry in measures(catalogue)]),
            "mittel": money.sums(words, money_of(view.area)),
            "felder": [_field(view.area, words, field, on) for field in catalogue.handlungsfelder],
        },
    )


def state(catalogue: Catalogue, words: Words) -> str:
    """„Entwurf“, or „beschlossen am 7. Mai 2026“ by the meeting it names."""
    if catalogue.beschlossen_in is None:
        return words.one("abschluss_status", "entwurf")
    return f"beschlossen am {german.german(german.day_of(catalogue.beschlossen_in))}"


def extent(catalogue: Catalogue, words: Words) -> str:
    """„4 Handlungsfelder, 4 Ziele, 7 Maßnahmen“."""
    counts = {
        "handlungsfeld": len(catalogue.handlungsfelder),
        "ziel": len(list(goals(catalogue))),
        "massnahme": len(list(measures(catalogue))),
    }
    return ", ".join(f"{number} {words.counted('zaehlwort', kind, number)}" for kind, number in counts.items())


def states(words: Words, entries: Iterable[Measure]) -> list[dict[str, Any]]:
    """How many measures are in which state, in the order of their life; states that none is in are left out."""
    count = Counter(entry.status for entry in entries)
    order: tuple[MeasureStatus, ...] = ("geplant", "laufend", "umgesetzt", "aufgegeben")
    return [{"stand": badge(words, "massnahme_status", value), "zahl": count[value]} for value in order if count[value]]


def _field(area: Area, words: Words, field: Field, on: date | None) -> dict[str, Any]:
    return {
        **data(field),
        "bereich": words.one("bereich", field.bereich) if field.bereich else None,
        "weiterer_bedarf": [needed(words, need) for need in data(field)["weiterer_bedarf"]],
        "ziele": [goal_data(area, words, goal, on) for goal in field.ziele],
    }


def needed(words: Words, resource: dict[str, Any]) -> dict[str, Any]:
    """Something needed or missing, with the kind of addressee in words."""
    group = resource["adressatengruppe"]
    return {**resource, "an": words.one("adressatengruppe", group) if group else None}


def goal_data(area: Area, words: Words, goal: Goal, on: date | None) -> dict[str, Any]:
    """A goal with its measures. `on`: the Stand by which these are judged overdue."""
    return {**data(goal), "massnahmen": [measure(area, words, entry, on) for entry in goal.massnahmen]}


def measure(area: Area, words: Words, entry: Measure, on: date | None) -> dict[str, Any]:
    """A measure with everyone called by name. `on`: the Stand by which it is judged overdue; None judges nothing."""
    late = on is not None and overdue(entry, on)
    return {
        **data(entry),
        "art": words.one("massnahme_art", entry.art) if entry.art else None,
        "verantwortlich": called(area, entry.verantwortlich),
        "beteiligt": [called(area, one) for one in entry.beteiligt],
        "offen": entry.status in UNDONE,
        "mittel": money.amounts(words, entry),
        "stand": badge(words, "massnahme_status", entry.status),
        "ueberfaellig": warning(OVERDUE) if late else None,
    }
