"""The procedure of a selection: its steps as a drawn path, the surveys, those involved, and the two ways of dissent."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from regsam_docs import german
from regsam_docs.documents.parts import data, worded
from regsam_docs.documents.plan import CityPlan, CityView, Facts, Page, of_selections
from regsam_docs.model.selection import Selection

NAME = "auswahlverfahren"
TITLE = "Auswahlverfahren"

ACROSS = 5
"""Stations of the path beside each other; it goes on in the row below."""

DRAWN = {"abstand": 132, "links": 20, "rechts": 132, "oben": 22, "hoehe": 72, "radius": 16}
"""Measures of the path, in units of the drawing."""


def plans(view: CityView, tables: object = None) -> Iterator[CityPlan]:
    """One for each selection of which a procedure or a survey is told. It needs no table (`tables`)."""
    return of_selections(view, NAME, TITLE, lambda chosen: chosen.verfahren or chosen.erhebung, make, tables=False)


def make(view: CityView, name: str) -> Page:
    """The document of one selection."""
    chosen, words = view.city.selections[name], view.forms.words
    return Page(
        template=f"{NAME}.html",
        title=f"{TITLE}: {chosen.titel}",
        stand=chosen.stand,
        context={
            "weg": path([when(step.datum) for step in chosen.verfahren]),
            "schritte": [
                {**data(step), "nr": number, "datum": when(step.datum)} for number, step in enumerate(chosen.verfahren, 1)
            ],
            "erhebung": [worded(words, survey, bei="erhebung_bei", mit="erhebung_mit") for survey in chosen.erhebung],
            "gremium": [
                {"titel": words.one("auswahl_gremium", side), "personen": people}
                for side, people in data(chosen.gremium).items()
                if people
            ],
            "stufen": [words.one("dissens_stufe", step) for step in ("arge", "sozialreferatsleitung")],
            "dissens": [
                {**worded(words, step, stufe="dissens_stufe", entscheidung="dissens_entscheidung"), "gebiet": candidate.gebiet}
                for candidate in chosen.kandidaten  # as far as the edition shows them
                for step in candidate.dissens
            ],
            "ausgewaehlt": selected(chosen),
        },
    )


def selected(chosen: Selection) -> list[str]:
    """The candidates that were selected in the end, as far as the edition shows candidates."""
    return [candidate.gebiet for candidate in chosen.kandidaten if candidate.in_the_end == "ausgewaehlt"]


def when(text: str) -> str:
    """Day of a step as people write it: `2026-06-09`, `2009-10` or words."""
    day = german.parse(text)
    if day is not None:
        return german.german(day)
    month = german.parse(f"{text}-01")
    return text if month is None else german.german_month(month)


def path(dates: list[str]) -> Facts:
    """Where the stations of a path are drawn, each with its number and its date below (beside the line, where
    it goes down), and the lines between them. Rows run
    to and fro, so that no line crosses another."""
    stations = []
    for n, day in enumerate(dates):
        row, column = divmod(n, ACROSS)
        last = column == ACROSS - 1
        at = column if row % 2 == 0 else ACROSS - 1 - column
        x, y = DRAWN["links"] + at * DRAWN["abstand"], DRAWN["oben"] + row * DRAWN["hoehe"]
        stations.append(
            {"nr": n + 1, "x": x, "y": y, "datum": german.shortened(day, 20), "abwaerts": last and n + 1 < len(dates)}
        )
    rows = -(-len(dates) // ACROSS)
    return {
        "stationen": stations,
        "strecken": [[a["x"], a["y"], b["x"], b["y"]] for a, b in pairwise(stations)],
        "breite": DRAWN["links"] + DRAWN["rechts"] + (min(len(dates), ACROSS) - 1) * DRAWN["abstand"],
        "hoehe": rows * DRAWN["hoehe"],
        "radius": DRAWN["radius"],
    }
