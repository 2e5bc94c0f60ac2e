"""The invitation to a meeting: agenda, and the open tasks to be reported on. It stays when the meeting is held or called off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from regsam_docs import german
from regsam_docs.documents import meetings
from regsam_docs.documents.minutes import agenda_item, outcomes, shared
from regsam_docs.documents.parts import data
from regsam_docs.documents.plan import FactList, Facts, Page, Plan, View
from regsam_docs.finding import Path
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.area import moved
from regsam_docs.model.minutes import Minutes, Point, Subitem, cancelled, file, held, items_invited, lasts, times
from regsam_docs.model.stand import stand
from regsam_docs.model.tracking import open_before

NAME = "einladung"


def plans(area: Area) -> Iterator[Plan]:
    """One for every meeting that is planned or was called off, and for those held whose file keeps how it was invited to them."""
    read = area.minutes_by_id
    for id, name_of_file in meetings.meeting_files(area):
        if id in read and (not held(read[id]) or read[id].einladung is not None):
            title = f"Einladung zum {meetings.spoken(id)}"
            yield Plan(meetings.name(NAME, id), sources(area, read[id]), partial(make, id), source=name_of_file, title=title)


def sources(area: Area, minutes: Minutes) -> tuple[str, ...]:
    """The meeting, the committee, and the minutes that gave its open tasks or heard of them."""
    named = {file(minutes), meetings.COMMITTEE}
    for task in open_before(area, minutes.id):
        named |= {task.given.file, *(file(heard.minutes) for heard in task.reports)}
    return tuple(sorted(named))


def make(id: str, view: View) -> Page:
    """The invitation as this edition shows it, with its gaps: whoever is invited has to know place and time."""
    area, words = view.area, view.forms.words
    minutes = area.minutes_by_id[id]
    on = stand(area, sources(area, minutes))
    return Page(
        template=f"{NAME}.html",
        title=f"Einladung zur {meetings.called_meeting(minutes)}",
        state=_state(minutes),
        stand=on,
        context={
            **shared(view, minutes),
            "absage": _cancellation(area, minutes),
            "antwort_bis": minutes.einladung.antwort_bis if minutes.einladung else None,
            "tagesordnung": agenda(area, words, minutes),
            "auftraege": meetings.by_who(meetings.followed(area, words, task, on) for task in open_before(area, id)),
            "bezug": meetings.judged(area, on),
            "ansprechpersonen": data(area.profile)["ansprechpersonen"] if area.profile else [],
        },
    )


def _state(minutes: Minutes) -> str | None:
    """„abgesagt am …“, „versandt am …“; None for one of which neither is known."""
    if cancelled(minutes):
        return f"abgesagt am {german.german(minutes.abgesagt.am)}" if minutes.abgesagt else "abgesagt"
    return f"versandt am {german.german(minutes.einladung.versandt_am)}" if minutes.einladung else None


def _cancellation(area: Area, minutes: Minutes) -> Facts | None:
    """That the meeting is not held, why, and when it is instead; None if it was not called off."""
    if not cancelled(minutes):
        return None
    said, to = minutes.abgesagt, moved(area).to.get(minutes.id)
    return {
        "grund": said.grund if said else None,
        "neuer_termin": german.day_of(to) if to else said.neuer_termin if said else None,
        "sitzung": meetings.reference(to),
    }


def agenda(area: Area, words: Words, minutes: Minutes) -> FactList:
    """The items as invited, each with its parts and when it begins. Of a meeting that was held, only what could be known before:
    what was said there is for the minutes."""
    at, outcome, nothing = times(minutes), outcomes(area, words, minutes), NOTHING_YET if held(minutes) else {}

    def made(title: str, point: Point | None, number: str) -> Facts:
        when = at.get(point.path) if point is not None else None
        return {**_item(area, words, outcome, title, point), **nothing, "zeit": when, "nr": number}

    return [
        {**made(*head, str(number)), "unterpunkte": [made(*part, f"{number}.{index}") for index, part in enumerate(parts, 1)]}
        for number, (head, *parts) in enumerate(items_invited(minutes), 1)
    ]


NOTHING_YET: Final[Facts] = {"text": None, "beschluesse": [], "auftraege": []}
"""What an item of the agenda of a meeting that was held says to those who were invited."""


def _item(area: Area, words: Words, outcome: Mapping[Path, FactList], title: str, point: Point | None) -> Facts:
    """An item as invited; of one that is on the agenda no more, or not for this edition, there is only the title, if any."""
    now = point or Point("", (), Subitem())
    return {**agenda_item(area, words, now, outcome), "titel": title or None, "dauer": lasts(now.item)}
