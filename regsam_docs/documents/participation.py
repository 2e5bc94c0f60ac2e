"""How often each organisation took part in the meetings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.area import held_meetings
from regsam_docs.model.committee import Member, belongs
from regsam_docs.model.minutes import Minutes, day, presence


def participation(area: Area, words: Words) -> list[dict[str, Any]]:
    """One row a member, most frequent first: present at how many of the meetings held while it was a member.

    By deputy or for a part of the time is present. A meeting whose attendance is not known (public edition) does not count;
    neither does a member that is only informed and never came.
    """
    known = [(minutes, _present(minutes)) for minutes in held_meetings(area) if minutes.anwesend]
    rows = []
    for member in area.committee.mitglieder if area.committee else ():
        theirs = [(minutes, there) for minutes, there in known if belongs(member, day(minutes)) or member.id in there]
        came = sum(member.id in there for _, there in theirs)
        if theirs and (came or member.teilnahme != "nur_information"):
            rows.append(_row(words, member, came, [minutes for minutes, _ in theirs]))
    return sorted(rows, key=lambda row: -row["anwesend"])


def _row(words: Words, member: Member, came: int, theirs: Iterable[Minutes]) -> dict[str, Any]:
    meetings = list(theirs)
    return {
        "organisation": member.organisation,
        "teilnahme": words.one("teilnahme", member.teilnahme),
        "anwesend": came,
        "sitzungen": len(meetings),
        "entschuldigt": sum(member.id in minutes.entschuldigt for minutes in meetings),
    }


def _present(minutes: Minutes) -> frozenset[str]:
    return frozenset(presence(entry).mitglied for entry in minutes.anwesend)
