"""The trail (Spur): what leads from a need to a result, as one table with its holes, and the history of each goal, measure, task
and term of the agreement, each on an anchor of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from regsam_docs import german
from regsam_docs.documents.agreement import COUNTED, history
from regsam_docs.documents.catalogue import measure
from regsam_docs.documents.meetings import followed, judged, reference, resolved
from regsam_docs.documents.parts import badge, files
from regsam_docs.documents.plan import FactList, Facts, Page, Plan, View
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.agreement import Agreement
from regsam_docs.model.catalogue import Field, Goal, Measure, assessments
from regsam_docs.model.stand import stand
from regsam_docs.model.tracking import Taken, decisions_for, decisions_on, track, trail_gaps
from regsam_docs.texts.markdown import to_plain

NAME = "spur"
TITLE = "Spur"
FILE = "ziele.yaml"

SHOWN = 200
"""Most characters of a need and of a decision; both stand in full in the documents that are linked."""


def plans(area: Area) -> Iterator[Plan]:
    """One as soon as there is a catalogue of goals."""
    if FILE in area.files:
        yield Plan(NAME, sources(area), make, title=TITLE)


def sources(area: Area) -> tuple[str, ...]:
    """The files that hold a part of the trail."""
    return files(area, "vereinbarung.yaml", "gremium.yaml", FILE, "abschluss.yaml")


def make(view: View) -> Page:
    """The trail as it can be followed by the day of the newest of its records."""
    area, words = view.area, view.forms.words
    catalogue = area.catalogue
    assert catalogue is not None, "a plan is made once its files are understood"
    on = stand(area, sources(area))
    fields = [_field(area, words, field, on) for field in catalogue.handlungsfelder]
    loose = [followed(area, words, task, on) for task in track(area) if task.given.task.massnahme is None]
    measures = [entry for field in fields for goal in field["ziele"] for entry in goal["massnahmen"]]
    shown = [*measures, *loose, *(task for entry in measures for task in entry["auftraege"])]
    return Page(
        template=f"{NAME}.html",
        title=TITLE,
        stand=on,
        context={
            "katalog": reference(catalogue.beschlossen_in),
            "felder": fields,
            "luecken": [{"art": hole.kind, "id": hole.id, "seit": hole.since} for hole in trail_gaps(area, on or date.min)],
            "ohne_massnahme": loose,
            "klauseln": _terms(area.agreement, view, on or date.min) if area.agreement else [],
            "bezug": judged(area, on),
            "ueberfaellig": any(one["ueberfaellig"] for one in shown),
        },
    )


def _field(area: Area, words: Words, field: Field, on: date | None) -> Facts:
    return {
        "id": field.id,
        "titel": field.titel,
        "bedarf": german.shortened(to_plain(field.bedarf), SHOWN),
        "ziele": [_goal(area, words, field, goal, on) for goal in field.ziele],
    }


def _goal(area: Area, words: Words, field: Field, goal: Goal, on: date | None) -> Facts:
    """A goal with its measures and with the decisions that concern it but no measure of it alone."""
    rated = assessments(area.closing).get(goal.id)
    measures = [_measure(area, words, entry, on) for entry in goal.massnahmen]
    named = {decision["ort"] for entry in measures for decision in entry["beschluesse"]}
    general = [one for one in _decisions(area, words, decisions_for(area, field, goal)) if one["ort"] not in named]
    return {
        "id": goal.id,
        "titel": goal.titel,
        "beschluesse": general,
        "massnahmen": measures,
        "bewertung": badge(words, "bewertung", rated.bewertung) if rated else None,
    }


def _measure(area: Area, words: Words, entry: Measure, on: date | None) -> Facts:
    return {
        **measure(area, words, entry, on),
        "beschluesse": _decisions(area, words, decisions_on(area, entry)),
        "auftraege": [followed(area, words, task, on) for task in track(area) if task.given.task.massnahme == entry.id],
    }


def _decisions(area: Area, words: Words, listed: Iterable[Taken]) -> FactList:
    """Decisions in short, each with its place: `ort` is the meeting and the anchor in its minutes."""
    return [
        {
            **one,
            "text": german.shortened(to_plain(one["text"]), SHOWN),
            "sitzung": {**(reference(taken.minutes.id) or {}), "anker": one["anker"]},
            "ort": f"{taken.minutes.id}/{one['anker']}",
        }
        for taken in listed
        for one in [resolved(area, words, taken.resolution)]
    ]


def _terms(agreement: Agreement, view: View, on: date) -> FactList:
    """The terms of the agreement that change, each with the values it has had."""
    form, words = view.forms.agreement, view.forms.words
    return [
        {
            "anker": f"klausel-{key.replace('_', '-')}",
            "titel": form.clause(key).titel,
            "werte": history(agreement, form, words, on, key),
        }
        for key in (*COUNTED, "ueberpruefung")
    ]
