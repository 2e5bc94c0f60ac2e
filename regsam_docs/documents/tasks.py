"""The list of all tasks and recommendations over all minutes (Auftragsliste)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from regsam_docs.documents.meetings import COMMITTEE, OVERDUE, followed, judged, meeting_files
from regsam_docs.documents.parts import badge, warning
from regsam_docs.documents.plan import Page, Plan, View
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.stand import stand
from regsam_docs.model.tracking import OPEN, TasksOnDay, tasks_on

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
    there = tasks_on(area, on or date.min)
    groups = (("Offen", there.open), ("Zur Wiedervorlage", there.waiting), ("Abgeschlossen", there.settled))
    return Page(
        template=f"{NAME}.html",
        title=TITLE,
        stand=on,
        context={
            "zahlen": numbers(words, there),
            "bezug": judged(area, on),
            "gruppen": [_group(title, [followed(area, words, t, on) for t in listed]) for title, listed in groups if listed],
        },
    )


def _group(title: str, listed: list[dict[str, Any]]) -> dict[str, Any]:
    texts = [" ".join([task["text"] or "", *(report["text"] or "" for report in task["berichte"])]) for task in listed]
    return {"titel": title, "auftraege": listed, "texte": texts}


def numbers(words: Words, there: TasksOnDay) -> list[dict[str, Any]]:
    """How many tasks and recommendations are in which state; below these, how many of the open ones are overdue or wait for
    their resubmission. Rows without any are left out."""
    rows = [
        (badge(words, "auftrag_status", status), [task for task in there.every if task.status == status])
        for status in words.listen["auftrag_status"]
    ]
    rows[len(OPEN) : len(OPEN)] = [
        (warning(f"davon {OVERDUE}"), list(there.overdue)),
        ({"wort": "davon zur Wiedervorlage", "ton": "ruht"}, list(there.waiting)),
    ]
    counted = [(mark, Counter(task.given.task.art for task in those)) for mark, those in rows]
    return [{"stand": mark, "auftrag": count["auftrag"], "empfehlung": count["empfehlung"]} for mark, count in counted if count]
