"""The final documentation (Abschlussdokumentation): what was reached, from what, what is missing and what goes on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

from regsam_docs.documents import money
from regsam_docs.documents.attendance import others, participation
from regsam_docs.documents.catalogue import goal_data, needed
from regsam_docs.documents.course import annexes, chronicle, key_data, meetings, member_list, phases
from regsam_docs.documents.hours import spent
from regsam_docs.documents.meetings import followed, reference, resolved, spoken, task_reference
from regsam_docs.documents.parts import badge, data
from regsam_docs.documents.phases import aim
from regsam_docs.documents.plan import Page, Plan, View
from regsam_docs.documents.timeline import UPRIGHT, timeline
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.area import called, held_meetings
from regsam_docs.model.catalogue import Closing, CouncilPaper, Field, Goal, GoalAssessment, Rating, assessments, goals
from regsam_docs.model.means import money as money_of
from regsam_docs.model.record import PricedResource
from regsam_docs.model.stand import stand
from regsam_docs.model.tracking import TrackedTask, decisions_for, tasks_for, track
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import AREA_FILES

FILE = "abschluss.yaml"
NAME = "abschlussdokumentation"
TITLE = "Abschlussdokumentation"


def plans(area: Area) -> Iterator[Plan]:
    """One as soon as there is its file; it is made of all files of the area."""
    if FILE in area.files:
        yield Plan(NAME, sources(area), make, source=FILE, title=TITLE)


def sources(area: Area) -> tuple[str, ...]:
    """All YAML files of the area."""
    minutes = f"{paths.MINUTES}/"
    return tuple(sorted(name for name in area.files if name in AREA_FILES or name.startswith(minutes)))


def make(view: View) -> Page:
    """The final documentation as this edition shows it. It marks its gaps until the committee has decided on it."""
    area, words = view.area, view.forms.words
    closing = area.closing
    assert closing is not None, "a plan is made once its files are understood"
    on = stand(area, sources(area))
    tracked = track(area)
    return Page(
        template=f"{NAME}.html",
        title=TITLE,
        state=state(closing, words),
        stand=on,
        context={
            "luecken": closing.status == "entwurf",
            "abschluss": data(closing),
            "entscheidung": badge(words, "abschluss_entscheidung", closing.entscheidung),
            "vorlage": told_council(words, closing.vorlage),
            **pictures(closing),
            "karte": area.agreement.umgriff.karte if area.agreement else None,
            "beschlossen": reference(closing.beschlossen_in),
            "leitziel": aim(view.forms.phase_model, view.settings),
            "ausgangslage": start(area, closing),
            "vereinbarung": key_data(view, on),
            "aufwand": spent(view),
            "phasen": phases(area, words),
            "zeitstrahl": timeline(area, view.forms.phase_model, words, on, UPRIGHT),
            "sitzungen": meetings(area, words),
            "teilnahme": participation(area, words),
            "ausserdem": others(*held_meetings(area)),
            "chronik": chronicle(area, words),
            "ziele_beschlossen": reference(area.catalogue.beschlossen_in if area.catalogue else None),
            "bilanz": [{"stand": badge(words, "bewertung", rating), "zahl": number} for rating, number in rated(closing)],
            "ziele": assessed(area, words, closing, tracked, on),
            "mittel": money.sums(words, money_of(area)),
            "fehlende_ressourcen": missing(words, closing),
            "weitergeleitet": passed_on(area),
            "weitere_schritte": [
                {**data(step), "zustaendig": called(area, step.zustaendig) if step.zustaendig else None}
                for step in closing.weitere_schritte
            ],
            "uebergeben": handed_over(area, words, closing, tracked, on),
            "mitglieder": member_list(view),
            "anlagen": annexes(area),
        },
    )


def state(closing: Closing, words: Words) -> str:
    """„Entwurf“, „beschlossen in der Sitzung vom 21. Mai 2026“."""
    word = words.one("abschluss_status", closing.status)
    if closing.status == "beschlossen" and closing.beschlossen_in:
        return f"{word} in der Sitzung vom {spoken(closing.beschlossen_in)}"
    return word


PURPOSES = {"bekanntgabe": "zur Information", "beschluss": "zur Entscheidung"}
"""Kind of a paper → what the council is to do with it."""


def told_council(words: Words, paper: CouncilPaper | None) -> dict[str, Any] | None:
    """Where the city council was told: its committee, and what is known of kind, purpose (`wozu`), day and number."""
    if paper is None:
        return None
    kind = {"art": words.one("vorlage_art", paper.art), "wozu": PURPOSES[paper.art]} if paper.art else {"art": None, "wozu": None}
    return {**data(paper), **kind}


def pictures(closing: Closing) -> dict[str, Any]:
    """The picture for the title, if there is one, and the others for the gallery."""
    title = next((picture for picture in closing.bilder if picture.titelbild), None)
    return {"titelbild": data(title), "bilder": [data(picture) for picture in closing.bilder if picture is not title]}


def start(area: Area, closing: Closing) -> dict[str, Any]:
    """The situation at the start: as the closing tells it, else the agreement's reasons and the catalogue's needs."""
    if closing.ausgangslage:
        return {"text": closing.ausgangslage, "gruende": None, "bedarfe": []}
    fields = area.catalogue.handlungsfelder if area.catalogue else ()
    return {
        "text": None,
        "gruende": area.agreement.gruende if area.agreement else None,
        "bedarfe": [{"id": field.id, "titel": field.titel, "bedarf": field.bedarf} for field in fields],
    }


# ---- goals against results


def assessed(
    area: Area, words: Words, closing: Closing, tracked: tuple[TrackedTask, ...], on: date | None
) -> list[dict[str, Any]]:
    """Every goal of the catalogue with what came of it and from what; those the closing does not assess have no rating."""
    found = assessments(closing)
    return [
        {
            **goal_data(area, words, goal, on),
            **(result := _result(words, found.get(goal.id))),
            "balken": bar(goal.ausgangswert, goal.zielwert, result["istwert"]),
            **_origin(area, words, field, goal, tracked, on),
        }
        for field, goal in goals(area.catalogue)
    ]


_FIRST = re.compile(r"\d+(?:,\d+)?")


def bar(start: str | None, target: str | None, found: str | None) -> dict[str, Any] | None:
    """How far a goal has come, for the macro `balken`: where target and value reached each begin with one number and say the same
    of it („höchstens 30 Prozent“, „36 Prozent, bei Frauen 51 Prozent“); None where a drawing would say more than the texts."""
    aim, came, began = (_measured(text) for text in (target, found, start))
    if aim is None or came is None or aim[1] != came[1]:
        return None
    first = began[0] if began is not None and began[1] == aim[1] else None
    return {"wert": came[0], "ziel": aim[0], "beginn": first, "skala": 1.15 * max(came[0], aim[0], first or 0)}


def _measured(text: str | None) -> tuple[float, str] | None:
    """The number a text begins with, but for a word before it, and what it counts; None if there is none, or nothing counted."""
    found = _FIRST.search(text or "")
    if text is None or found is None or len(text[: found.start()].split()) > 1:
        return None
    counted = text[found.end() :].split()
    number = float(found[0].replace(",", "."))
    return (number, counted[0].rstrip(",;.")) if counted and number > 0 and counted[0] != "von" else None


def rated(closing: Closing) -> list[tuple[Rating, int]]:
    """How many goals were rated how, in the order of the ratings."""
    count = Counter(entry.bewertung for entry in closing.zielerreichung)
    return [(rating, count[rating]) for rating in get_args(Rating) if count[rating]]


def _result(words: Words, found: GoalAssessment | None) -> dict[str, Any]:
    if found is None:
        return {"bewertung": None, "ergebnis": None, "wirkung": None, "istwert": None}
    return {**data(found), "bewertung": badge(words, "bewertung", found.bewertung)}


def _origin(
    area: Area, words: Words, field: Field, goal: Goal, tracked: tuple[TrackedTask, ...], on: date | None
) -> dict[str, Any]:
    return {
        "handlungsfeld": f"{field.id} {field.titel}",
        "beschluesse": [
            {**resolved(area, words, taken.resolution), "sitzung": reference(taken.minutes.id)}
            for taken in decisions_for(area, field, goal)
        ],
        "auftraege": [followed(area, words, task, on) for task in tasks_for(goal, tracked)],
    }


# ---- what stays


def missing(words: Words, closing: Closing) -> list[dict[str, Any]]:
    """Missing resources by the kind of addressee, in the order of the list of kinds, with what each kind would cost."""
    groups: dict[str, list[PricedResource]] = {group: [] for group in words.listen["adressatengruppe"]}
    for resource in closing.fehlende_ressourcen:
        groups[resource.adressatengruppe or "weitere"].append(resource)
    return [
        {
            "an": (words.one if len(listed) == 1 else words.many)("adressatengruppe", group),
            "ressourcen": [needed(words, data(resource)) for resource in listed],
            "summe": money.costs(listed) if len(listed) > 1 else None,
        }
        for group, listed in groups.items()
        if listed
    ]


def passed_on(area: Area) -> list[dict[str, Any]]:
    """Causes outside the mandate and to whom they were passed on, field by field."""
    fields = area.catalogue.handlungsfelder if area.catalogue else ()
    return [data(entry) for field in fields for entry in field.weitergeleitet]


def handed_over(
    area: Area, words: Words, closing: Closing, tracked: tuple[TrackedTask, ...], on: date | None
) -> list[dict[str, Any]]:
    """Tasks that were still open at the end, and who takes each over."""
    known = {task.id: task for task in tracked}
    return [
        {
            "herkunft": task_reference(entry.auftrag),
            "auftrag": followed(area, words, known[entry.auftrag], on) if entry.auftrag in known else None,
            "uebergeben_an": entry.uebergeben_an,
        }
        for entry in closing.offene_auftraege
    ]
