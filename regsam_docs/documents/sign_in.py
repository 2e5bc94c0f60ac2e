"""The sheet on which those who come to a meeting sign (Anwesenheitsliste): for the house alone, it names everybody."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from regsam_docs.documents.meetings import COMMITTEE, called_meeting, meeting_files, name, spoken
from regsam_docs.documents.minutes import head
from regsam_docs.documents.parts import grouped
from regsam_docs.documents.plan import Facts, Page, Plan, View
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.minutes import day, planned
from regsam_docs.model.profile import Member, members_on
from regsam_docs.model.stand import stand

NAME = "anwesenheitsliste"

GUESTS = 4
"""Lines for those who are no members."""


def plans(area: Area) -> Iterator[Plan]:
    """One for every meeting that is planned. It leads nowhere: the meeting's file is the invitation's."""
    read = area.minutes_by_id
    for id, file in meeting_files(area):
        if id in read and planned(read[id]):
            title = f"Anwesenheitsliste zum {spoken(id)}"
            yield Plan(name(NAME, id), (file, COMMITTEE), partial(make, id, file), title=title, editions=frozenset({"intern"}))


def make(id: str, file: str, view: View) -> Page:
    """The sheet with a line for everybody who is a member on that day."""
    area, words = view.area, view.forms.words
    minutes = area.minutes_by_id[id]
    groups = grouped(words, "gruppe", members_on(area.committee, day(minutes)), lambda member: member.gruppe)
    return Page(
        template=f"{NAME}.html",
        title=f"Anwesenheitsliste der {called_meeting(minutes)}",
        stand=stand(area, (file, COMMITTEE)),
        handed_out=True,
        context={
            "sitzung": head(area, words, minutes),
            "mitglieder": [expected(words, member) for _, members in groups for member in members],
            "gaeste": GUESTS,
        },
    )


def expected(words: Words, member: Member) -> Facts:
    """A member as sheets for a meeting name it, with its persons and how it takes part if that is not as usual."""
    return {
        "organisation": member.organisation,
        "person": member.person.name if member.person else None,
        "vertretung": member.vertretung.name if member.vertretung else None,
        "teilnahme": None if member.teilnahme == "verbindlich" else words.one("teilnahme", member.teilnahme),
    }
