"""The procedure of a selection: its steps as a drawn path, the surveys, those involved, and the two ways of dissent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from regsam_docs import german
from regsam_docs.documents.monitoring import Tables, folder
from regsam_docs.documents.plan import CityPlan, CityView, Page
from regsam_docs.forms import Words
from regsam_docs.model.selection import Selection, Survey

NAME = "auswahlverfahren"

ACROSS = 5
"""Stations of the path beside each other; it goes on in the row below."""

DRAWN = {"abstand": 132, "links": 20, "rechts": 132, "oben": 22, "hoehe": 72, "radius": 16}
"""Measures of the path, in units of the drawing."""


def plans(view: CityView, tables: Tables) -> Iterator[CityPlan]:
    """One for each selection of which a procedure or a survey is told."""
    for name, chosen in sorted(view.city.selections.items()):
        if chosen.verfahren or chosen.erhebung:
            yield CityPlan(f"{NAME}-{name}", title(chosen), (f"{folder(name)}/auswahl.yaml",), _maker(name))


def title(chosen: Selection) -> str:
    """What the document is called."""
    return f"Auswahlverfahren: {chosen.titel}"


def _maker(name: str) -> Callable[[CityView], Page]:
    return lambda view: page(view, view.city.selections[name])


def page(view: CityView, chosen: Selection) -> Page:
    """The document of one selection."""
    words = view.forms.words
    return Page(
        template=f"{NAME}.html",
        title=title(chosen),
        stand=chosen.stand,
        context={
            "weg": path([when(step.datum) for step in chosen.verfahren]),
            "schritte": [
                {
                    "nr": number,
                    "datum": when(step.datum),
                    "schritt": step.schritt,
                    "beteiligte": list(step.beteiligte),
                    "ergebnis": step.ergebnis,
                }
                for number, step in enumerate(chosen.verfahren, 1)
            ],
            "erhebung": [_survey(survey, words) for survey in chosen.erhebung],
            "gremium": [
                {"titel": words.one("auswahl_gremium", side), "personen": list(people)}
                for side, people in (("regsam", chosen.gremium.regsam), ("sozialplanung", chosen.gremium.sozialplanung))
                if people
            ],
            "stufen": [words.one("dissens_stufe", step) for step in ("arge", "sozialreferatsleitung")],
            "dissens": list(_dissent(chosen, words)),
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


def path(dates: list[str]) -> dict[str, Any]:
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


def _survey(survey: Survey, words: Words) -> dict[str, Any]:
    return {
        "bei": words.one("erhebung_bei", survey.bei),
        "mit": words.one("erhebung_mit", survey.mit),
        "von": survey.von,
        "bis": survey.bis,
        "verschickt": survey.verschickt,
        "zurueck": survey.zurueck,
    }


def _dissent(chosen: Selection, words: Words) -> Iterator[dict[str, Any]]:
    """What became of each candidate about whom the body of four did not agree, as far as the edition shows candidates."""
    for candidate in chosen.kandidaten:
        for step in candidate.dissens:
            yield {
                "gebiet": candidate.gebiet,
                "stufe": words.one("dissens_stufe", step.stufe),
                "datum": step.datum,
                "entscheidung": words.one("dissens_entscheidung", step.entscheidung),
            }
