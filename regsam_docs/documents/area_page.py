"""The area's page (`index.html`): everything about one area, its state at a glance; and the pieces of it that the city's page has
too: phases drawn as steps, deadlines, lists of documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from regsam_docs.documents.catalogue import measure
from regsam_docs.documents.means import spent, stands
from regsam_docs.documents.meetings import counts, followed, reference, spoken
from regsam_docs.documents.parts import badge, data, district, overdue, tally, worded
from regsam_docs.documents.plan import FactList, Facts, Listed, Page, View
from regsam_docs.documents.timeline import timeline
from regsam_docs.forms import Words
from regsam_docs.german import euro, number
from regsam_docs.model import Area
from regsam_docs.model.agreement import in_force
from regsam_docs.model.area import title
from regsam_docs.model.catalogue import Goal, assessments, goals
from regsam_docs.model.minutes import Minutes, held
from regsam_docs.model.profile import members_on
from regsam_docs.model.progress import WORDS, Deadline, Progress, ago, ahead, progress
from regsam_docs.model.record import Person
from regsam_docs.model.stand import recorded

NAME = "index"
TITLE = "Überblick"

CALENDAR: Final = "termine.ics"
DATES = 8
"""Most deadlines to come that the page lists; all are in the calendar."""


def page(view: View, listed: Sequence[Listed], today: date) -> Page:
    """The page of an area on a day. `listed`: its documents, addresses relative to the page."""
    area, words = view.area, view.forms.words
    state = progress(area, today, view.settings.vorwarnung_tage)
    return Page(
        template="gebiet.html",
        title=TITLE,
        stand=max((when for _, when in recorded(area)), default=None),
        context={
            "heute": today,
            "bezug": state.tasks.judged_on,
            "lage": situation(state, words),
            "phasen": stages(state, words),
            "eckdaten": key_facts(view, today),
            "thema": area.agreement.thema if area.agreement else None,
            "termine": upcoming(state, view.settings.vorwarnung_tage),
            "weitere_termine": max(0, len(state.coming) - max(DATES, len(state.near))),
            "zeitstrahl": timeline(area, view.forms.phase_model, words, today),
            "ziele": [_goal(area, words, goal, today) for _, goal in goals(area.catalogue)],
            "auftraege": [followed(area, words, task, today) for task in state.tasks.open],
            "wartend": len(state.tasks.waiting),
            "sitzungen": [_meeting(minutes, words) for minutes in reversed(area.minutes)],
            "dokumente": listing(listed),
            "personen": contacts(view, today),
            "gremium": committee(view, today),
            "kalender": CALENDAR,
        },
    )


def situation(state: Progress, words: Words) -> Facts:
    """The state in numbers: tasks, steps, and whether something is late."""
    return {
        "status": badge(words, "gebiet_status", state.status),
        "phase": words.one("phase", state.phase) if state.phase else None,
        "schritte": f"{state.steps_done} von {state.steps_total}" if state.stages else None,
        "auftraege": len(state.tasks.every),
        "offen": len(state.tasks.open),
        "ueberfaellig": len(state.tasks.overdue),
        "abgelehnt": data(state.area.profile.abgelehnt) if state.area.profile else None,
    }


def key_facts(view: View, today: date) -> list[dict[str, str]]:
    """What one has to know of the area, line by line; what is not known is left out."""
    profile, agreement, words = view.area.profile, view.area.agreement, view.forms.words
    now = in_force(agreement, today) if agreement else None
    if profile is None:
        return []
    facts = {
        "Lage": district(view.area),
        "Bevölkerung": number(profile.einwohner) if profile.einwohner is not None else None,
        "RAGS": profile.rags,
        "Sozialbürgerhaus": profile.sozialbuergerhaus,
        "Vereinbarte Zeit": words.amount("stunde_pro_woche", now.stunden_pro_woche) if now else None,
        "Vorläufige Dauer": words.amount("monat", now.prozessdauer_monate) if now else None,
        **{f"Aufgewendete Zeit {year['jahr']}": year["stunden"] for year in spent(view)},
        "Mittel für Maßnahmen": ", ".join(f"{euro(s['betrag'])} {s['stand']}" for s in stands(words, view.area)),
        "Mitglieder": str(len(members_on(view.area.committee, today))) if view.area.committee else None,
    }
    return [{"titel": title, "wert": value} for title, value in facts.items() if value]


def upcoming(state: Progress, warning_days: int) -> FactList:
    """What is overdue, then what comes: all that is near, at least the next few."""
    shown = state.coming[: max(DATES, len(state.near))]
    return [dated(deadline, state.today, warning_days) for deadline in (*state.late, *shown)]


def _goal(area: Area, words: Words, goal: Goal, today: date) -> Facts:
    rating = assessments(area.closing).get(goal.id)
    return {
        "id": goal.id,
        "titel": goal.titel,
        "bewertung": badge(words, "bewertung", rating.bewertung) if rating else None,
        "massnahmen": [measure(area, words, entry, today) for entry in goal.massnahmen],
    }


def _meeting(minutes: Minutes, words: Words) -> Facts:
    return {
        "sitzung": reference(minutes.id),
        "titel": f"{title(minutes)} vom {spoken(minutes.id)}",
        "stand": badge(words, "protokoll_status", minutes.status),
        **(counts(minutes) if held(minutes) else {"beschluesse": None, "auftraege": None}),
    }


def committee(view: View, today: date) -> Facts | None:
    """How the committee works, and who is a member on the day: here one looks for how to reach them."""
    known = view.area.committee
    if known is None:
        return None
    return {
        "arbeitsweise": known.arbeitsweise,
        "verbindlichkeit": known.verbindlichkeit,
        "beschlossen_in": reference(known.beschlossen_in),
        "mitglieder": [
            {
                **worded(view.forms.words, member, gruppe="gruppe", teilnahme="teilnahme"),
                "person": next(iter(persons([member.person])), None),
                "vertretung": next(iter(persons([member.vertretung])), None),
            }
            for member in members_on(known, today)
        ],
    }


def contacts(view: View, today: date) -> FactList:
    """Whom to ask: the two who answer for the process now, then the area's own list; nobody twice."""
    agreement, listed = view.area.agreement, view.area.profile.ansprechpersonen if view.area.profile else ()
    in_charge = in_force(agreement, today).in_charge.values() if agreement else ()
    named = {person.name for person in listed if person.name}
    return persons([*(person for person in in_charge if person.name not in named), *listed])


# ---- pieces that the city's page has too

STAGES = {"abgeschlossen": "abgeschlossen", "laufend": "läuft", "ausstehend": "steht noch aus"}
"""State of a phase → how it is called."""


def states(areas: Sequence[Area], words: Words) -> FactList:
    """How many areas are in which state; states that none is in are left out."""
    return tally(words, "gebiet_status", (area.profile.status for area in areas if area.profile))


def stages(state: Progress, words: Words) -> FactList:
    """The four phases for the macro `phasen`: a word for each state, the one the area is in marked, and how many quarters of
    its steps are done."""
    return [
        {
            "titel": words.one("phase", stage.id),
            "stand": stage.state,
            "wort": STAGES[stage.state],
            "jetzt": stage.id == state.phase,
            "erledigt": stage.done,
            "gesamt": stage.total,
            "viertel": 4 * stage.done // stage.total if stage.total else 0,
            "von": stage.begin,
            "bis": stage.end,
        }
        for stage in state.stages
    ]


def dated(deadline: Deadline, today: date, warning_days: int) -> Facts:
    """A deadline for the macro `termine`: what, who, how far off in words, and where it comes from: a file of the area and the
    place in its document."""
    late = deadline.overdue(today)
    return {
        "tag": deadline.day,
        "was": deadline.what,
        "wer": deadline.who,
        "wann": ", ".join(part for part in (deadline.begin and f"{deadline.begin} Uhr", deadline.place) if part),
        "art": WORDS[deadline.kind],
        "abstand": ago(deadline.day, today) if late else ahead(deadline.day, today),
        "ueberfaellig": overdue(late),
        "nah": deadline.near(today, warning_days),
        "datei": deadline.file,
        "anker": _anchor(deadline),
    }


def _anchor(deadline: Deadline) -> str | None:
    if deadline.kind in ("auftrag", "wiedervorlage"):
        return f"auftrag-{deadline.id.rpartition('/')[2]}"
    return deadline.id if deadline.kind == "massnahme" else None


def listing(listed: Sequence[Listed]) -> FactList:
    """Documents with their title, addresses, state and Stand."""
    return [
        {"titel": entry.title, "html": entry.html, "pdf": entry.pdf, "zustand": entry.state, "stand": entry.stand}
        for entry in listed
    ]


def persons(people: Sequence[Person | None]) -> FactList:
    """Persons as this edition knows them; those of whom nothing is left are left out."""
    return [known for person in people if (known := data(person)) and any(known.values())]
