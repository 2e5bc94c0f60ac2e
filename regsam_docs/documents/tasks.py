"""The list of all tasks and recommendations over all minutes (Auftragsliste)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from regsam_docs.documents.meetings import COMMITTEE, OVERDUE, followed, meeting_files
from regsam_docs.documents.parts import badge, warning
from regsam_docs.documents.plan import Page, Plan, View
from regsam_docs.documents.stand import stand
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.tracking import OPEN, TrackedTask, track

NAME = "auftragsliste"
TITLE = "Auftragsliste"


def plans(area: Area) -> Iterator[Plan]:
    """One as soon as there is a file of a meeting."""
    files = [file for _, file in meeting_files(area)]
    if files:
        yield Plan(NAME, (*files, COMMITTEE), make, title=TITLE)


def make(view: View) -> Page:
    """What is open first, what is due first on top of it; then what is to be submitted later; then what is done."""
    area, words = view.area, view.forms.words
    on = stand(area, [COMMITTEE, *(file for _, file in meeting_files(area))])
    tracked = track(area)
    return Page(
        template=f"{NAME}.html",
        title=TITLE,
        stand=on,
        context={
            "zahlen": numbers(words, tracked, on),
            "gruppen": [
                _group(title, [followed(area, words, t, on) for t in listed]) for title, listed in groups(tracked, on) if listed
            ],
        },
    )


def groups(tracked: tuple[TrackedTask, ...], on: date | None) -> list[tuple[str, list[TrackedTask]]]:
    """Tasks by what is to be done about them; every one stands in exactly one group.

    What is due stands by deadline, what waits by the day it is submitted, what is done by its last report, newest first.
    """
    day = on or date.min
    due = [task for task in tracked if task.listed(day)]
    later = [task for task in tracked if task.open and not task.listed(day)]
    done = [task for task in tracked if not task.open]
    return [
        ("Offen", sorted(due, key=lambda task: (task.due or date.max, task.id))),
        ("Zur Wiedervorlage", sorted(later, key=lambda task: (task.given.task.wiedervorlage or date.max, task.id))),
        ("Abgeschlossen", sorted(done, key=lambda task: task.reports[-1].minutes.id, reverse=True)),
    ]


def _group(title: str, listed: list[dict[str, Any]]) -> dict[str, Any]:
    texts = [" ".join([task["text"] or "", *(report["text"] or "" for report in task["berichte"])]) for task in listed]
    return {"titel": title, "auftraege": listed, "texte": texts}


def numbers(words: Words, tracked: tuple[TrackedTask, ...], on: date | None) -> list[dict[str, Any]]:
    """How many tasks and recommendations are in which state; how many of the open ones are overdue stands below these.
    Rows without any are left out."""
    by_state: Counter[tuple[str, str]] = Counter((task.status, task.given.task.art) for task in tracked)
    late = Counter(task.given.task.art for task in tracked if on is not None and task.overdue(on))
    rows = [
        (badge(words, "auftrag_status", status), by_state[status, "auftrag"], by_state[status, "empfehlung"])
        for status in words.listen["auftrag_status"]
    ]
    rows.insert(len(OPEN), (warning(f"davon {OVERDUE}"), late["auftrag"], late["empfehlung"]))
    return [{"stand": mark, "auftrag": tasks, "empfehlung": advice} for mark, tasks, advice in rows if tasks or advice]
