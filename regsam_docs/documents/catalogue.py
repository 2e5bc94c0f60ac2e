"""The catalogue of goals and measures (Ziel- und Handlungskatalog), field of action by field of action."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from regsam_docs import german
from regsam_docs.documents import means
from regsam_docs.documents.meetings import COMMITTEE, all_called, reference
from regsam_docs.documents.parts import badge, data, tally, worded
from regsam_docs.documents.parts import overdue as overdue_badge
from regsam_docs.documents.plan import Facts, Page, Plan, View
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.area import called, overdue
from regsam_docs.model.catalogue import UNDONE, Catalogue, Goal, Measure, goals, measures
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
            "staende": tally(words, "massnahme_status", (entry.status for _, _, entry in measures(catalogue))),
            "mittel": means.sums(words, [view.area]),
            "felder": [
                {
                    **worded(words, field, bereich="bereich"),
                    "weiterer_bedarf": [
                        worded(words, need, adressatengruppe="adressatengruppe") for need in field.weiterer_bedarf
                    ],
                    "ziele": [goal_data(view.area, words, goal, on) for goal in field.ziele],
                }
                for field in catalogue.handlungsfelder
            ],
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
    return ", ".join(words.amount(kind, number) for kind, number in counts.items())


def goal_data(area: Area, words: Words, goal: Goal, on: date | None) -> Facts:
    """A goal with its measures. `on`: the Stand by which these are judged overdue."""
    return {**data(goal), "massnahmen": [measure(area, words, entry, on) for entry in goal.massnahmen]}


def measure(area: Area, words: Words, entry: Measure, on: date | None) -> Facts:
    """A measure with everyone called by name. `on`: the Stand by which it is judged overdue; None judges nothing."""
    return {
        **worded(words, entry, art="massnahme_art"),
        "verantwortlich": called(area, entry.verantwortlich),
        "beteiligt": all_called(area, entry.beteiligt),
        "offen": entry.status in UNDONE,
        "mittel": [worded(words, amount, stand="mittel_stand") for amount in entry.mittel],
        "stand": badge(words, "massnahme_status", entry.status),
        "ueberfaellig": overdue_badge(on is not None and overdue(area, entry, on)),
    }
