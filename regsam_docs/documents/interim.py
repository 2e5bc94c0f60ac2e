"""The interim report (Zwischenbericht) for the RAGS and the administration: at most four pages, so everything is limited.

What does not fit is counted, never dropped without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, get_args

from regsam_docs.documents import means
from regsam_docs.documents.catalogue import measure
from regsam_docs.documents.closing import chronicle
from regsam_docs.documents.meetings import followed, judged, reference, vote
from regsam_docs.documents.parts import badge, files, tally
from regsam_docs.documents.plan import FactList, Facts, Page, Plan, View
from regsam_docs.forms import Words
from regsam_docs.german import shortened
from regsam_docs.model import Area
from regsam_docs.model.agreement import in_force, signed_on
from regsam_docs.model.area import called, held_meetings, next_review, over, phase_on, to_come
from regsam_docs.model.catalogue import Goal, MeasureStatus, goals
from regsam_docs.model.minutes import Minutes, day, resolutions
from regsam_docs.model.profile import members_on, phase
from regsam_docs.model.stand import stand
from regsam_docs.model.tracking import TasksOnDay, TrackedTask, tasks_on, track
from regsam_docs.repository.kinds import AREA_FILES
from regsam_docs.texts.markdown import to_plain

NAME = "zwischenbericht"
TITLE = "Zwischenbericht"

BEGUN: Final = ("vereinbarung.yaml", "phasen.yaml", "gremium.yaml", "ziele.yaml")
"""An area that has any of these, or a meeting, is at work; one that was only proposed has nothing to report."""

ROWS, GOALS, EVENTS, TASKS, DATES = 16, 14, 9, 9, 5
"""Most rows of each list: all of them full of the longest texts still fit on four pages (tested)."""
NAME_LENGTH, TITLE_LENGTH, TEXT_LENGTH, TOPIC_LENGTH = 60, 90, 160, 300
"""Most characters of those a thing is given to, of a title, of a text beside it, of the topic."""


def plans(area: Area) -> Iterator[Plan]:
    """One as soon as the work has begun."""
    named = sources(area)
    if any(name in BEGUN or "/" in name for name in named):
        yield Plan(NAME, named, make, title=TITLE)


def sources(area: Area) -> tuple[str, ...]:
    """All YAML files of the area but the closing."""
    return files(area, *(name for name in AREA_FILES if name != "abschluss.yaml"))


def make(view: View) -> Page:
    """Where the area stands by the day of its newest record."""
    area, words = view.area, view.forms.words
    on = stand(area, sources(area))
    tasks = tasks_on(area, on or date.min)
    since = next(iter(held_meetings(area)[-2:-1]), None)  # the last but one; none before the second
    happened = events(area, words, since)
    return Page(
        template=f"{NAME}.html",
        title=TITLE,
        stand=on,
        context={
            "lage": situation(area, words, tasks, on),
            "ziele": compact(area, words, on),
            "seit": reference(since.id if since else None),
            "ereignisse": happened[-EVENTS:],
            "weitere_ereignisse": max(0, len(happened) - EVENTS),
            "auftraege": [_task(area, words, task, on) for task in tasks.open[:TASKS]],
            "weitere_auftraege": max(0, len(tasks.open) - TASKS),
            "termine": next_dates(area, on or date.min)[:DATES],
        },
    )


# ---- where the area stands


def situation(area: Area, words: Words, tasks: TasksOnDay, on: date | None) -> Facts:
    """The state of the area in a few words and numbers."""
    today = on or date.min
    now = phase_on(area, today) if area.phases else None
    meetings = held_meetings(area)
    members = members_on(area.committee, today)
    agreement = area.agreement
    return {
        "thema": shortened(to_plain(agreement.thema), TOPIC_LENGTH) if agreement else None,
        "status": badge(words, "gebiet_status", area.profile.status) if area.profile else None,
        "phase": words.one("phase", now) if now else None,
        "vorbei": over(area),
        "phase_seit": phase(area.phases, now).beginn if area.phases and now else None,
        "start": agreement.start if agreement else None,
        "ende": in_force(agreement, today).last_day if agreement else None,
        "mitglieder": words.amount("mitglied", len(members)) if members else None,
        "sitzungen": words.amount("sitzung", len(meetings)) if meetings else None,
        "letzte": reference(meetings[-1].id) if meetings else None,
        "mittel": means.stands(words, area),
        "auftraege": len(tasks.every),
        "offen": len(tasks.open),
        "ueberfaellig": len(tasks.overdue),
        "bezug": judged(area, on),
    }


# ---- goals and measures


def compact(area: Area, words: Words, on: date | None) -> Facts | None:
    """Goals with their measures; with too many measures, how many of each goal are in which state."""
    if area.catalogue is None or not area.catalogue.handlungsfelder:
        return None
    listed = [goal for _, goal in goals(area.catalogue)]
    states = [entry.status for goal in listed for entry in goal.massnahmen]
    detailed = sum(1 + max(1, len(goal.massnahmen)) for goal in listed) <= ROWS
    return {
        "je_stand": {status: states.count(status) for status in get_args(MeasureStatus)},
        "einzeln": detailed,
        "ziele": [_goal(area, words, goal, on, detailed) for goal in listed[: ROWS if detailed else GOALS]],
        "weitere": 0 if detailed else max(0, len(listed) - GOALS),
    }


def _goal(area: Area, words: Words, goal: Goal, on: date | None, detailed: bool) -> Facts:
    return {
        "id": goal.id,
        "titel": shortened(goal.titel, TITLE_LENGTH),
        "staende": tally(words, "massnahme_status", (entry.status for entry in goal.massnahmen)),
        "massnahmen": [
            {
                **measure(area, words, entry, on),
                "titel": shortened(entry.titel, TITLE_LENGTH),
                "verantwortlich": shortened(called(area, entry.verantwortlich), NAME_LENGTH),
            }
            for entry in (goal.massnahmen if detailed else ())
        ],
    }


# ---- what happened


def events(area: Area, words: Words, since: Minutes | None) -> FactList:
    """Decisions, finished tasks and what the chronicle tells, later than that meeting, oldest first."""
    after = day(since) if since else None
    later = [minutes for minutes in held_meetings(area) if since is None or minutes.id > since.id]
    happened = [
        _event(event["datum"], event["titel"], to_plain(event["text"] or ""), event["art"], event["vertraulich"])
        for event in chronicle(area, words, after)
    ]
    happened += [entry for minutes in later for entry in (*_decided(words, minutes), *_done(area, words, minutes))]
    return sorted(happened, key=lambda event: event["tag"])


def _decided(words: Words, minutes: Minutes) -> Iterator[Facts]:
    for one in resolutions(minutes):
        result = ", ".join(filter(None, (words.one("beschluss_ergebnis", one.decision.ergebnis), vote(words, one.decision))))
        kind = f"Beschluss B{one.number}" if one.decided else "Antrag"
        yield _event(day(minutes), to_plain(one.decision.text), result, kind, one.confidential, reference(minutes.id))


def _done(area: Area, words: Words, minutes: Minutes) -> Iterator[Facts]:
    done = [task for task in track(area) if task.done_in is minutes]
    if done:
        titles = "; ".join(task.given.task.titel for task in done)
        secret = any(task.confidential for task in done)
        word = words.one("auftrag_status", "erledigt")
        yield _event(day(minutes), f"{word}: {titles}", None, words.many("auftrag_art", "auftrag"), secret, reference(minutes.id))


def _event(on: date, title: str, text: str | None, kind: str, secret: bool, meeting: Facts | None = None) -> Facts:
    return {
        "tag": on,
        "titel": shortened(title, TEXT_LENGTH if meeting else TITLE_LENGTH),
        "text": shortened(text, TEXT_LENGTH) if text else None,
        "art": kind,
        "vertraulich": secret,
        "sitzung": meeting,
    }


# ---- what comes


def _task(area: Area, words: Words, task: TrackedTask, on: date | None) -> Facts:
    whole = followed(area, words, task, on)
    return {**whole, "titel": shortened(whole["titel"], TITLE_LENGTH), "an": shortened("; ".join(whole["an"]), NAME_LENGTH)}


def next_dates(area: Area, on: date) -> FactList:
    """Meetings, review and end of the term from that day on, next first; no term ends where the work is over."""
    return [{"tag": when, "was": what} for when, what in sorted(_dates(area, on)) if when >= on]


def _dates(area: Area, on: date) -> Iterator[tuple[date, str]]:
    for meeting in to_come(area, on):
        name = meeting.title if meeting.minutes else "Nächste Sitzung"
        yield meeting.day, f"{name}, {shortened(meeting.place, NAME_LENGTH)}" if meeting.place else name
    if area.agreement is not None and not over(area):
        yield area.agreement.start, "Start des Prozesses" if signed_on(area.agreement) else "Vorgesehener Start des Prozesses"
        yield in_force(area.agreement, on).last_day, "Ende der vorläufigen Laufzeit"
    due = next_review(area, on)
    if due is not None:
        yield due.due, "Überprüfung: Entscheidung, ob der Prozess fortgeführt wird"
