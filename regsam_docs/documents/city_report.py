"""The report on all areas (Gesamtbericht): where they stand, what was reached by field of action, what is missing and who would
have to provide it, money and hours, what the evaluations found. Tasks and deadlines are on the overview pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from regsam_docs.documents import means
from regsam_docs.documents.area_page import states
from regsam_docs.documents.closing import council_paper
from regsam_docs.documents.parts import TONES, badge, data, district, grouped, tally
from regsam_docs.documents.phases import aim
from regsam_docs.documents.plan import CityPlan, CityView, FactList, Facts, Page
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.area import decided_closing, phase_on
from regsam_docs.model.catalogue import Closing, Field, Goal, GoalAssessment, assessments, goals, needs
from regsam_docs.model.profile import Phases, phase, steps_done
from regsam_docs.model.record import Resource
from regsam_docs.model.stand import stand

NAME = "gesamtbericht"
TITLE = "Gesamtbericht"
FILES = ("gebiet.yaml", "vereinbarung.yaml", "phasen.yaml", "ziele.yaml", "abschluss.yaml")
"""The files of each area it is made of: no more than it needs, for a mistake in any of them stops it."""

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

    @property
    def rating(self) -> str | None:
        """How it was rated; None if it was not yet."""
        return self.found.bewertung if self.found else None


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
            "vorlagen": [
                {"gebiet": area.name, "vorlage": council_paper(words, closing.vorlage)}
                for area, closing in closed(areas)
                if closing.vorlage is not None
            ],
            "ressourcen": missing(areas, words),
            "kosten": means.costs(need for _, _, need in _needed(areas)),
            "mittel": means.sums(words, areas),
            "stunden": means.hours(words, areas, on or date.min),
            "evaluationen": [evaluated(area, closing, words) for area, closing in closed(areas)],
        },
    )


def situation(area: Area, words: Words) -> Facts:
    """An area's line: state, phase, steps, goals."""
    profile, phases = area.profile, area.phases or Phases()
    done, total = steps_done(phases)
    now = phase_on(area, stand(area, FILES) or date.min)
    return {
        "name": area.name,
        "lage": district(area),
        "status": badge(words, "gebiet_status", profile.status) if profile else None,
        "phase": words.one("phase", now) if now else None,
        "seit": phase(phases, now).beginn if now else None,
        "schritte": f"{done}/{total}" if now else None,
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


def _matrix(judged: Sequence[JudgedGoal], words: Words) -> Facts:
    """Fields of action by result: a column for each rating that there is, and for goals that are not rated yet."""
    badges: dict[str | None, dict[str, str]] = {}
    badges |= {rating: {"wort": words.one("bewertung", rating), "ton": tone} for rating, tone in TONES["bewertung"].items()}
    columns = {rating: badge for rating, badge in (badges | {None: NOT_YET}).items() if _counted(judged)[rating]}

    def cells(those: Sequence[JudgedGoal]) -> FactList:
        return [{"zahl": _counted(those)[rating], "ton": badge["ton"]} for rating, badge in columns.items()]

    return {
        "spalten": [[badge["wort"], "breite-18"] for badge in columns.values()],
        "felder": [
            {"bereich": words.one("bereich", name), "zellen": cells(those), "einzeln": [_goal(entry, words) for entry in those]}
            for name, those in grouped(words, "bereich", judged, lambda entry: entry.field.bereich, OTHER)
        ],
        "summe": {
            "ziele": len(judged),
            "offen": _counted(judged)[None],
            "zellen": cells(judged),
            "staende": tally(words, "bewertung", (entry.rating for entry in judged)),
        },
    }


def _counted(judged: Iterable[JudgedGoal]) -> Counter[str | None]:
    return Counter(entry.rating for entry in judged)


def _goal(entry: JudgedGoal, words: Words) -> Facts:
    return {
        "titel": entry.goal.titel,
        "gebiet": entry.area.name,
        "zielwert": entry.goal.zielwert,
        "istwert": entry.found.istwert if entry.found else None,
        "bewertung": badge(words, "bewertung", entry.rating),
    }


# ---- what is missing, what was found


def missing(areas: Sequence[Area], words: Words) -> FactList:
    """Missing resources by addressee: of decided closings; of the others what their catalogues say it takes beyond the
    committee's means. With what each addressee's would cost, as far as that is said."""
    return [
        {
            "an": words.many("adressatengruppe", group),
            "ressourcen": [
                {"betrag": None, "jahr": None, **data(need), "gebiet": area.name, "quelle": source}
                for area, source, need in those
            ],
            "summe": means.costs(need for _, _, need in those),
        }
        for group, those in grouped(words, "adressatengruppe", _needed(areas), lambda one: one[2].adressatengruppe)
    ]


def _needed(areas: Sequence[Area]) -> Iterator[tuple[Area, str, Resource]]:
    """With the area, and which of its documents says it."""
    for area in areas:
        closing = decided_closing(area)
        for need in closing.fehlende_ressourcen if closing else needs(area.catalogue):
            yield area, "Abschluss" if closing else "Katalog", need


def evaluated(area: Area, closing: Closing, words: Words) -> Facts:
    """What came of an area: the decision, the ratings in short, the evaluation's results and recommendations."""
    return {
        **(data(closing.evaluation) or dict.fromkeys(("methode", "ergebnisse", "empfehlungen"))),
        "gebiet": area.name,
        "am": closing.datum,
        "entscheidung": badge(words, "abschluss_entscheidung", closing.entscheidung),
        "vorlage": council_paper(words, closing.vorlage),
        "zusammenfassung": closing.zusammenfassung,
        "bewertungen": tally(words, "bewertung", (entry.bewertung for entry in closing.zielerreichung)),
    }
