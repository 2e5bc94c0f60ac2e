"""The report on all areas (Gesamtbericht): where they stand, what was reached by field of action, what is missing and who would
have to provide it, money and hours, what the evaluations found. Tasks and deadlines are on the overview pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from regsam_docs.documents import hours, money
from regsam_docs.documents.closing import rated, told_council
from regsam_docs.documents.overview import states
from regsam_docs.documents.parts import badge, district
from regsam_docs.documents.phases import aim
from regsam_docs.documents.plan import CityPlan, CityView, Page
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.area import decided_closing
from regsam_docs.model.catalogue import Closing, Field, Goal, GoalAssessment, Rating, assessments, goals, needs
from regsam_docs.model.means import hours as hours_of
from regsam_docs.model.means import money as money_of
from regsam_docs.model.profile import PHASES, Phases, current, phase, steps_done
from regsam_docs.model.record import PricedResource, Resource
from regsam_docs.model.stand import stand

NAME = "gesamtbericht"
TITLE = "Gesamtbericht"
FILES = ("gebiet.yaml", "vereinbarung.yaml", "phasen.yaml", "ziele.yaml", "abschluss.yaml")
"""The files of each area it is made of: no more than it needs, for a mistake in any of them stops it."""

RATINGS: Final[tuple[Rating, ...]] = ("erreicht", "teilweise", "nicht_erreicht", "nicht_bewertbar")
OTHER = "weiterer"
NOT_YET = {"wort": "noch nicht bewertet", "ton": "offen"}
"""What a goal without a rating is called."""


@dataclass(frozen=True, slots=True)
class JudgedGoal:
    """A goal of an area with what the closing says about it; None while no closing has been decided."""

    area: Area
    field: Field
    goal: Goal
    found: GoalAssessment | None


def plans(view: CityView, tables: object = None) -> Iterator[CityPlan]:
    """One as soon as there is an area. It needs no selection (`tables`)."""
    sources = tuple(f"{area.slug}/{name}" for area in view.city.areas for name in FILES if name in (*area.files, FILES[0]))
    if sources:
        yield CityPlan(NAME, TITLE, sources, make)


def make(view: CityView) -> Page:
    """The report as this edition shows it; its Stand is the newest of all areas."""
    words, areas = view.forms.words, sorted(view.city.areas, key=lambda area: area.slug)
    judged = [entry for area in areas for entry in goals_of(area)]
    on = max((day for area in areas if (day := stand(area, FILES)) is not None), default=None)
    return Page(
        template=f"{NAME}.html",
        title=TITLE,
        stand=on,
        context={
            "leitziel": aim(view.forms.phase_model, view.settings),
            "staende": states(areas, words),
            "gebiete": [situation(area, words) for area in areas],
            **_matrix(judged, words),
            "vorlagen": [paper for area, closing in closed(areas) for paper in _papers(area, closing, words)],
            "ressourcen": missing(areas, words),
            "kosten": money.costs(need for _, _, need in _needed(areas)),
            "mittel": money.sums(words, (entry for area in areas for entry in money_of(area))),
            "stunden": hours.table(words, hours_of(areas, on or date.min)),
            "evaluationen": [evaluated(area, closing, words) for area, closing in closed(areas)],
        },
    )


def situation(area: Area, words: Words) -> dict[str, Any]:
    """An area's line: state, phase, steps, goals."""
    profile, phases = area.profile, area.phases or Phases()
    done, total = map(sum, zip(*(steps_done(phases, id) for id in PHASES), strict=True))
    now = current(area.phases, stand(area, FILES) or date.min)
    rejected = profile is not None and profile.status == "abgelehnt"
    return {
        "name": area.name,
        "lage": district(area),
        "status": badge(words, "gebiet_status", profile.status) if profile else None,
        "phase": None if rejected else words.one("phase", now),
        "seit": phase(phases, now).beginn,
        "schritte": None if rejected else f"{done}/{total}",
        "ziele": len(list(goals(area.catalogue))),
    }


# ---- goals


def closed(areas: Sequence[Area]) -> Iterator[tuple[Area, Closing]]:
    """Areas whose closing has been decided."""
    for area in areas:
        closing = decided_closing(area)
        if closing is not None:
            yield area, closing


def goals_of(area: Area) -> Iterator[JudgedGoal]:
    """All goals of an area."""
    found = assessments(decided_closing(area))
    for field, goal in goals(area.catalogue):
        yield JudgedGoal(area, field, goal, found.get(goal.id))


def _matrix(judged: Sequence[JudgedGoal], words: Words) -> dict[str, Any]:
    """Fields of action by result: a column for each rating that there is, and for goals that are not rated yet."""
    badges = [badge(words, "bewertung", rating) or {} for rating in RATINGS] + [NOT_YET]
    counts = tally(judged)
    there = [n for n, number in enumerate(counts) if number]

    def cells(of: Sequence[int]) -> list[dict[str, Any]]:
        return [{"zahl": of[n], "ton": badges[n]["ton"]} for n in there]

    return {
        "spalten": [[badges[n]["wort"], "breite-18"] for n in there],
        "felder": [
            {"bereich": name, "zellen": cells(tally(those)), "einzeln": [_goal(entry, words) for entry in those]}
            for name, those in by_field(judged, words)
        ],
        "summe": {
            "ziele": len(judged),
            "offen": counts[-1],
            "zellen": cells(counts),
            "staende": [{"stand": badges[n], "zahl": counts[n]} for n in there if badges[n] is not NOT_YET],
        },
    }


def tally(judged: Sequence[JudgedGoal]) -> list[int]:
    """How many goals were rated how (in the order of `RATINGS`), and how many not yet."""
    count = Counter(entry.found.bewertung for entry in judged if entry.found)
    return [*(count[rating] for rating in RATINGS), len(judged) - count.total()]


def by_field(judged: Sequence[JudgedGoal], words: Words) -> list[tuple[str, list[JudgedGoal]]]:
    """Goals by field of action (`bereich`), in the order of the list of fields; fields without goals are left out."""
    groups: dict[str, list[JudgedGoal]] = {name: [] for name in words.listen["bereich"]}
    for entry in judged:
        groups[entry.field.bereich or OTHER].append(entry)
    return [(words.one("bereich", name), those) for name, those in groups.items() if those]


def _goal(entry: JudgedGoal, words: Words) -> dict[str, Any]:
    found = entry.found
    return {
        "titel": entry.goal.titel,
        "gebiet": entry.area.name,
        "indikator": entry.goal.indikator,
        "zielwert": entry.goal.zielwert,
        "istwert": found.istwert if found else None,
        "bewertung": badge(words, "bewertung", found.bewertung) if found else None,
    }


# ---- what is missing, what was found


def missing(areas: Sequence[Area], words: Words) -> list[dict[str, Any]]:
    """Missing resources by addressee: of decided closings; of the others what their catalogues say it takes beyond the
    committee's means. With what each addressee's would cost, as far as that is said."""
    groups: dict[str, list[tuple[Area, Closing | None, Resource]]] = {group: [] for group in words.listen["adressatengruppe"]}
    for one in _needed(areas):
        groups[one[2].adressatengruppe or "weitere"].append(one)
    return [
        {
            "an": words.many("adressatengruppe", group),
            "ressourcen": [_missing(*one) for one in those],
            "summe": money.costs(need for _, _, need in those),
        }
        for group, those in groups.items()
        if those
    ]


def _needed(areas: Sequence[Area]) -> Iterator[tuple[Area, Closing | None, Resource]]:
    decided = {area.slug: closing for area, closing in closed(areas)}
    for area in areas:
        closing = decided.get(area.slug)
        for need in closing.fehlende_ressourcen if closing else needs(area.catalogue):
            yield area, closing, need


def _papers(area: Area, closing: Closing, words: Words) -> Iterator[dict[str, Any]]:
    if closing.vorlage is not None:
        yield {"gebiet": area.name, "vorlage": told_council(words, closing.vorlage)}


def _missing(area: Area, closing: Closing | None, need: Resource) -> dict[str, Any]:
    priced = need if isinstance(need, PricedResource) else None
    return {
        "titel": need.titel,
        "text": need.text,
        "betrag": priced.betrag if priced else None,
        "jahr": priced.jahr if priced else None,
        "gebiet": area.name,
        "quelle": "Abschluss" if closing else "Katalog",
    }


def evaluated(area: Area, closing: Closing, words: Words) -> dict[str, Any]:
    """What came of an area: the decision, the ratings in short, the evaluation's results and recommendations."""
    found = closing.evaluation
    return {
        "gebiet": area.name,
        "am": closing.datum,
        "entscheidung": badge(words, "abschluss_entscheidung", closing.entscheidung),
        "vorlage": told_council(words, closing.vorlage),
        "zusammenfassung": closing.zusammenfassung,
        "bewertungen": [{"stand": badge(words, "bewertung", rating), "zahl": number} for rating, number in rated(closing)],
        "methode": found.methode if found else None,
        "ergebnisse": found.ergebnisse if found else None,
        "empfehlungen": found.empfehlungen if found else None,
    }
