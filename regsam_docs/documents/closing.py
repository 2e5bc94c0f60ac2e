"""The final documentation (Abschlussdokumentation): what was reached, from what, what is missing and what goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from regsam_docs.documents import means, meetings
from regsam_docs.documents.agreement import reviews
from regsam_docs.documents.catalogue import goal_data
from regsam_docs.documents.parts import badge, data, files, grouped, named, tally, worded
from regsam_docs.documents.phases import aim
from regsam_docs.documents.plan import FactList, Facts, Page, Plan, View
from regsam_docs.documents.timeline import UPRIGHT, timeline
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.agreement import in_force, signed_on
from regsam_docs.model.area import called, held_meetings
from regsam_docs.model.catalogue import Closing, CouncilPaper, assessments, goals
from regsam_docs.model.profile import Phases, by_id, steps_done
from regsam_docs.model.stand import stand
from regsam_docs.model.tracking import decisions_for, tasks_for, track
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
    return files(area, *AREA_FILES)


def make(view: View) -> Page:
    """The final documentation as this edition shows it. It marks its gaps until the committee has decided on it."""
    area, words = view.area, view.forms.words
    closing = area.closing
    assert closing is not None, "a plan is made once its files are understood"
    on = stand(area, sources(area))
    return Page(
        template=f"{NAME}.html",
        title=TITLE,
        state=state(closing, words),
        stand=on,
        context={
            "luecken": closing.status == "entwurf",
            "abschluss": data(closing),
            "entscheidung": badge(words, "abschluss_entscheidung", closing.entscheidung),
            "vorlage": council_paper(words, closing.vorlage),
            **pictures(closing),
            "karte": area.agreement.umgriff.karte if area.agreement else None,
            "beschlossen": meetings.reference(closing.beschlossen_in),
            "leitziel": aim(view.forms.phase_model, view.settings),
            "ausgangslage": start(area, closing),
            "vereinbarung": key_data(view, on),
            "aufwand": means.spent(view),
            "phasen": phases(area, words),
            "zeitstrahl": timeline(area, view.forms.phase_model, words, on, UPRIGHT),
            "sitzungen": held(area, words),
            "teilnahme": meetings.participation(area, words),
            "ausserdem": meetings.others(*held_meetings(area)),
            "chronik": chronicle(area, words),
            "ziele_beschlossen": meetings.reference(area.catalogue.beschlossen_in if area.catalogue else None),
            "bilanz": tally(words, "bewertung", (entry.bewertung for entry in closing.zielerreichung)),
            "ziele": assessed(area, words, closing, on),
            "mittel": means.sums(words, [area]),
            "fehlende_ressourcen": missing(words, closing),
            "weitergeleitet": passed_on(area),
            "weitere_schritte": [
                {**data(step), "zustaendig": called(area, step.zustaendig) if step.zustaendig else None}
                for step in closing.weitere_schritte
            ],
            "uebergeben": handed_over(area, words, closing, on),
            "mitglieder": member_list(view),
            "anlagen": annexes(area),
        },
    )


def state(closing: Closing, words: Words) -> str:
    """„Entwurf“, „beschlossen in der Sitzung vom 21. Mai 2026“."""
    word = words.one("abschluss_status", closing.status)
    if closing.status == "beschlossen" and closing.beschlossen_in:
        return f"{word} in der Sitzung vom {meetings.spoken(closing.beschlossen_in)}"
    return word


PURPOSES = {"bekanntgabe": "zur Information", "beschluss": "zur Entscheidung"}
"""Kind of a paper → what the council is to do with it."""


def council_paper(words: Words, paper: CouncilPaper | None) -> Facts | None:
    """Where the city council was told: its committee, and what is known of kind, purpose (`wozu`), day and number."""
    if paper is None:
        return None
    return {**worded(words, paper, art="vorlage_art"), "wozu": PURPOSES.get(paper.art or "")}


def pictures(closing: Closing) -> Facts:
    """The picture for the title, if there is one, and the others for the gallery."""
    title = next((picture for picture in closing.bilder if picture.titelbild), None)
    return {"titelbild": data(title), "bilder": [data(picture) for picture in closing.bilder if picture is not title]}


def start(area: Area, closing: Closing) -> Facts:
    """The situation at the start: as the closing tells it, else the agreement's reasons and the catalogue's needs."""
    situation, agreement = closing.ausgangslage, area.agreement
    fields = area.catalogue.handlungsfelder if area.catalogue and not situation else ()
    return {
        "text": situation,
        "gruende": agreement.gruende if agreement and not situation else None,
        "bedarfe": [{"id": field.id, "titel": field.titel, "bedarf": field.bedarf} for field in fields],
    }


# ---- goals against results


def assessed(area: Area, words: Words, closing: Closing, on: date | None) -> FactList:
    """Every goal of the catalogue with what came of it and from what; those the closing does not assess have no rating."""
    found = assessments(closing)
    return [
        {
            **goal_data(area, words, goal, on),
            **(worded(words, result, bewertung="bewertung") if (result := found.get(goal.id)) else UNRATED),
            "balken": bar(goal.ausgangswert, goal.zielwert, result.istwert if result else None),
            "handlungsfeld": f"{field.id} {field.titel}",
            "beschluesse": [
                {**meetings.resolved(area, words, taken.resolution), "sitzung": meetings.reference(taken.minutes.id)}
                for taken in decisions_for(area, field, goal)
            ],
            "auftraege": [meetings.followed(area, words, task, on) for task in tasks_for(goal, track(area))],
        }
        for field, goal in goals(area.catalogue)
    ]


UNRATED = dict.fromkeys(("bewertung", "ergebnis", "wirkung", "istwert"))
"""What is said of a goal that the closing does not assess."""

_FIRST = re.compile(r"\d+(?:,\d+)?")


def bar(start: str | None, target: str | None, found: str | None) -> Facts | None:
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


# ---- what stays


def missing(words: Words, closing: Closing) -> FactList:
    """Missing resources by the kind of addressee, in the order of the list of kinds, with what each kind would cost."""
    return [
        {
            "an": named(words, "adressatengruppe", group, listed),
            "ressourcen": [data(resource) for resource in listed],
            "summe": means.costs(listed) if len(listed) > 1 else None,
        }
        for group, listed in grouped(
            words, "adressatengruppe", closing.fehlende_ressourcen, lambda resource: resource.adressatengruppe
        )
    ]


def passed_on(area: Area) -> FactList:
    """Causes outside the mandate and to whom they were passed on, field by field."""
    fields = area.catalogue.handlungsfelder if area.catalogue else ()
    return [data(entry) for field in fields for entry in field.weitergeleitet]


def handed_over(area: Area, words: Words, closing: Closing, on: date | None) -> FactList:
    """Tasks that were still open at the end, and who takes each over."""
    known = {task.id: task for task in track(area)}
    return [
        {
            "herkunft": meetings.task_reference(entry.auftrag),
            "auftrag": meetings.followed(area, words, known[entry.auftrag], on) if entry.auftrag in known else None,
            "uebergeben_an": entry.uebergeben_an,
        }
        for entry in closing.offene_auftraege
    ]


# ---- the course of the process, each part of it a short list


def key_data(view: View, on: date | None) -> Facts | None:
    """The agreement's key data as in force on that day, its amendments and reviews; None without an agreement."""
    agreement, words = view.area.agreement, view.forms.words
    if agreement is None:
        return None
    now = in_force(agreement, on or date.min)
    return {
        **data(agreement),
        "unterzeichnet_am": signed_on(agreement),
        "stunden": words.amount("stunde_pro_woche", now.stunden_pro_woche),
        "dauer": words.amount("monat", now.prozessdauer_monate),
        "ueberpruefungen": reviews(agreement, words),
    }


def phases(area: Area, words: Words) -> FactList:
    """The phases that have begun, with their days and how many of their steps are done."""
    return [
        {"phase": words.one("phase", id), "beginn": here.beginn, "ende": here.ende, "erledigt": done, "schritte": total}
        for id, here in by_id(area.phases).items()
        for done, total in [steps_done(area.phases or Phases(), id)]
        if here.beginn is not None
    ]


def held(area: Area, words: Words) -> FactList:
    """The meetings held, oldest first."""
    return [
        {
            "nummer": minutes.sitzungsnummer,
            "besonders": meetings.special(words, minutes),
            "sitzung": meetings.reference(minutes.id),
            "ort": minutes.ort,
            **meetings.counts(minutes),
        }
        for minutes in held_meetings(area)
    ]


def chronicle(area: Area, words: Words, after: date | None = None) -> FactList:
    """What happened outside the meetings, oldest first; only later than `after` if that is given."""
    events = area.chronicle.eintraege if area.chronicle else ()
    listed = [event for event in events if after is None or event.datum > after]
    return [worded(words, event, art="chronik_art") for event in sorted(listed, key=lambda event: event.datum)]


def member_list(view: View) -> FactList:
    """The committee's members; who sits there for them is named in the internal edition alone."""
    words, committee = view.forms.words, view.area.committee
    inside = view.edition == "intern"
    return [
        {
            **worded(words, member, gruppe="gruppe", teilnahme="teilnahme"),
            "person": member.person.name if inside and member.person else None,
            "vertretung": member.vertretung.name if inside and member.vertretung else None,
        }
        for member in (committee.mitglieder if committee else ())
    ]


def annexes(area: Area) -> FactList:
    """The attachments of minutes and chronicle, each file once, where it is named first."""
    said = [(entry, meetings.reference(minutes.id), None) for minutes in held_meetings(area) for entry in minutes.anlagen]
    events = area.chronicle.eintraege if area.chronicle else ()
    at_events = [(entry, None, event.titel) for event in events for entry in event.anlagen]
    found: dict[str, Facts] = {}
    for entry, meeting, event in (*said, *at_events):
        if entry.datei or entry.titel:
            found.setdefault(entry.datei or entry.titel or "", {**data(entry), "aus": meeting, "ereignis": event})
    return list(found.values())
