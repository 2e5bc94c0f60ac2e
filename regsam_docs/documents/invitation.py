"""The invitation to a meeting that is planned: agenda, and the open tasks to be reported on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from regsam_docs.documents.attendance import absent
from regsam_docs.documents.meetings import COMMITTEE, by_who, followed, judged, meeting_files, name, spoken
from regsam_docs.documents.minutes import agenda_item, head
from regsam_docs.documents.parts import data
from regsam_docs.documents.plan import Page, Plan, View
from regsam_docs.model import Area
from regsam_docs.model.area import minutes_by_id
from regsam_docs.model.minutes import Minutes, file, held
from regsam_docs.model.stand import stand
from regsam_docs.model.tracking import open_before

NAME = "einladung"


def plans(area: Area) -> Iterator[Plan]:
    """One for every meeting that is planned."""
    read = minutes_by_id(area)
    for id, name_of_file in meeting_files(area):
        if id in read and not held(read[id]):
            title = f"Einladung zum {spoken(id)}"
            yield Plan(name(NAME, id), sources(area, read[id]), partial(make, id), source=name_of_file, title=title)


def sources(area: Area, minutes: Minutes) -> tuple[str, ...]:
    """The planned meeting, the committee, and the minutes that gave its open tasks or heard of them."""
    named = {file(minutes), COMMITTEE}
    for task in open_before(area, minutes.id):
        named |= {task.given.file, *(file(heard.minutes) for heard in task.reports)}
    return tuple(sorted(named))


def make(id: str, view: View) -> Page:
    """The invitation as this edition shows it, with its gaps: whoever is invited has to know place and time."""
    area, words = view.area, view.forms.words
    minutes = minutes_by_id(area)[id]
    on = stand(area, sources(area, minutes))
    return Page(
        template=f"{NAME}.html",
        title=f"Einladung zur {minutes.sitzungsnummer}. Sitzung",
        stand=on,
        context={
            "sitzung": head(area, words, minutes),
            "tagesordnung": [agenda_item(area, words, number, item) for number, item in enumerate(minutes.tagesordnung, 1)],
            "auftraege": by_who(followed(area, words, task, on) for task in open_before(area, id)),
            "bezug": judged(area, on),
            "verteiler": absent(area, minutes.verteiler),
            "anlagen": [entry for entry in data(minutes)["anlagen"] if entry["titel"] or entry["datei"]],
            "ansprechpersonen": data(area.profile)["ansprechpersonen"] if area.profile else [],
        },
    )
