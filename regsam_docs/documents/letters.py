"""Letters that go by e-mail: what stands in an invitation, behind minutes, in a reminder. One for each organisation, made of what
its edition shows; the words stand in `templates/nachricht.html`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from regsam_docs import german
from regsam_docs.documents import invitation, minutes
from regsam_docs.documents.meetings import by_who, followed, spoken
from regsam_docs.documents.plan import View
from regsam_docs.model.minutes import cancelled
from regsam_docs.model.progress import responsible
from regsam_docs.model.tracking import tasks_on

TEMPLATE = "nachricht.html"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says to one organisation. `context`: plain data for the template."""

    subject: str
    context: Mapping[str, Any]


def _letter(view: View, kind: str, subject: str, whose: str, said: Mapping[str, Any]) -> Letter:
    place = {"gebiet": view.area.name, "gebietsbezeichnung": view.settings.gebietsbezeichnung}
    return Letter(subject, {"art": kind, "an": whose, "herausgeber": view.settings.herausgeber.name, **place, **said})


def invited(view: View, meeting: str, whose: str) -> Letter:
    """The invitation to a meeting, or that it is called off; of the open tasks those of the organisation `whose`."""
    there = view.area.minutes_by_id[meeting]
    said = invitation.make(meeting, view).context
    day, at = spoken(meeting), f", {there.beginn} Uhr" if there.beginn else ""
    what = "Abgesagt" if cancelled(there) else "Einladung"
    subject = f"{what}: {said['sitzung']['name']} {view.area.name}, {day}{at}"
    return _letter(view, invitation.NAME, subject, whose, {**said, "auftraege": _of(said["auftraege"], whose)})


def minuted(view: View, meeting: str, whose: str) -> Letter:
    """That the minutes of a meeting come with it: their state, what was decided, what the organisation `whose` took on."""
    page = minutes.make(meeting, view)
    said = page.context
    subject = f"Protokoll: {said['sitzung']['name']} {view.area.name} vom {spoken(meeting)}"
    own = _of(by_who(said["auftraege"]), whose)
    return _letter(view, minutes.NAME, subject, whose, {**said, "zustand": page.state, "auftraege": own})


def reminded(view: View, day: date) -> dict[str, Letter]:
    """Organisation, or whoever else sees to it, → a letter with what of it is open on a day, what is due first on top."""
    area, words = view.area, view.forms.words
    open_tasks = tasks_on(area, day)
    listed = ({**followed(area, words, task, day), "an": responsible(area, task)} for task in open_tasks.open)
    made = {}
    for group in by_who(listed):
        own = group["auftraege"]
        late = sum(task["ueberfaellig"] is not None for task in own)
        many = german.counted(len(own), "offener Auftrag", "offene Aufträge")
        subject = f"Erinnerung {view.area.name}: {many}{f', davon {late} überfällig' if late else ''}"
        said = {"auftraege": own, "bezug": open_tasks.judged_on, "ueberfaellig": late}
        made[group["wer"]] = _letter(view, "erinnerung", subject, group["wer"], said)
    return made


LETTERS: Mapping[str, Callable[[View, str, str], Letter]] = {invitation.NAME: invited, minutes.NAME: minuted}
"""Document → the letter that it goes out with."""


def _of(groups: Iterable[Mapping[str, Any]], whose: str) -> list[Any]:
    return next((group["auftraege"] for group in groups if group["wer"] == whose), [])
