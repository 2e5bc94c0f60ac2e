"""The list of all tasks and recommendations over all minutes (Auftragsliste)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from regsam_docs.documents.meetings import COMMITTEE, by_who, followed, judged, meeting_files
from regsam_docs.documents.plan import FactList, Page, Plan, View
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.stand import stand
from regsam_docs.model.tracking import TrackedTask, tasks_on

NAME = "auftragsliste"
TITLE = "Auftragsliste"


def plans(area: Area) -> Iterator[Plan]:
    """One as soon as there is a file of a meeting."""
    files = [file for _, file in meeting_files(area)]
    if files:
        yield Plan(NAME, (*files, COMMITTEE), make, title=TITLE)


def make(view: View) -> Page:
    """What is open, for each who does it, what is due first on top; then what is to be submitted later; then what is done."""
    area, words = view.area, view.forms.words
    on = stand(area, [COMMITTEE, *(file for _, file in meeting_files(area))])
    there = tasks_on(area, on or date.min)
    return Page(
        template=f"{NAME}.html",
        title=TITLE,
        stand=on,
        context={
            "zahlen": {
                "alle": len(there.every),
                "offen": len(there.open),
                "ueberfaellig": len(there.overdue),
                "wartend": len(there.waiting),
                "abgeschlossen": len(there.settled),
            },
            "bezug": judged(area, on),
            "gruppen": [
                {**group, "anker": f"wer-{number}"}
                for number, group in enumerate(by_who(_listed(area, words, there.open, on)), 1)
            ],
            "wartend": _listed(area, words, there.waiting, on),
            "abgeschlossen": _listed(area, words, there.settled, on),
        },
    )


def _listed(area: Area, words: Words, tasks: Iterable[TrackedTask], on: date | None) -> FactList:
    return [followed(area, words, task, on) for task in tasks]
