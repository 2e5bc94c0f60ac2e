"""Who was at a meeting, group by group, and for how long; how often each organisation took part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from regsam_docs import german
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.area import called, held_meetings
from regsam_docs.model.minutes import Guest, Minutes, Presence, came, day, presence
from regsam_docs.model.profile import Member, belongs

OTHERS = "weitere"
"""Group of those the committee's file does not know."""


def hours(start: str | None, end: str | None, whole: bool = False) -> str | None:
    """„14:00 bis 16:00 Uhr“, „ab 14:00 Uhr“, „bis 16:00 Uhr“; with `whole` the first begins with „von“."""
    if start and end:
        return f"{'von ' if whole else ''}{start} bis {end} Uhr"
    if start or end:
        return f"ab {start} Uhr" if start else f"bis {end} Uhr"
    return None


def present(area: Area, words: Words, minutes: Minutes) -> list[dict[str, Any]]:
    """Those present by group, in the order of the groups' list; within a group as the minutes name them."""
    known = area.member_by_id
    groups: dict[str, list[str]] = {group: [] for group in words.listen["gruppe"]}
    for entry in map(presence, minutes.anwesend):
        member = known.get(entry.mitglied)
        groups[member.gruppe if member else OTHERS].append(one_present(area, entry))
    return [
        {"gruppe": words.one("gruppe", group) if len(there) == 1 else words.many("gruppe", group), "wer": there}
        for group, there in groups.items()
        if there
    ]


def one_present(area: Area, entry: Presence) -> str:
    """„Robin Muster i. V. für Sozialbürgerhaus Nord, ab 14:20 Uhr“, „RAGS Nord (Ada Muster, Kim Muster)“, „RAGS Nord (3
    Personen)“."""
    seat = called(area, entry.mitglied)
    came = ", ".join(entry.personen) or (german.counted(entry.anzahl, "Person", "Personen") if entry.anzahl else "")
    seat = f"{seat} ({came})" if came else seat
    who = f"{entry.vertreten_durch} i. V. für {seat}" if entry.vertreten_durch else seat
    time = hours(entry.von, entry.bis, whole=True)
    return f"{who}, {time}" if time else who


def absent(area: Area, who: Iterable[str]) -> list[str]:
    """Those absent as printed."""
    return [called(area, one) for one in who]


def guests(minutes: Minutes) -> list[str]:
    """„Ada Muster (Grundschule am Ziegelfeld)“."""
    return [_guest(guest) for guest in minutes.gaeste if guest.name or guest.organisation]


def others(*meetings: Minutes) -> str | None:
    """„12 weitere Personen“, who were there besides those named; None if there were none or that is not known."""
    count = sum(minutes.weitere_anwesende or 0 for minutes in meetings)
    return german.counted(count, "weitere Person", "weitere Personen") if count else None


def _guest(guest: Guest) -> str:
    if guest.name and guest.organisation:
        return f"{guest.name} ({guest.organisation})"
    return guest.name or guest.organisation or ""


def participation(area: Area, words: Words) -> list[dict[str, Any]]:
    """One row a member, most frequent first: present at how many of the meetings held while it was a member.

    By deputy or for a part of the time is present. A meeting whose attendance is not known (public edition) does not count;
    neither does a member that is only informed and never came.
    """
    known = [(minutes, came(minutes)) for minutes in held_meetings(area) if minutes.anwesend]
    rows = []
    for member in area.committee.mitglieder if area.committee else ():
        theirs = [(minutes, there) for minutes, there in known if belongs(member, day(minutes)) or member.id in there]
        heads = [there[member.id] for _, there in theirs if member.id in there]
        if theirs and (heads or member.teilnahme != "nur_information"):
            rows.append(_row(words, member, heads, [minutes for minutes, _ in theirs]))
    return sorted(rows, key=lambda row: -row["anwesend"])


def _row(words: Words, member: Member, heads: Sequence[int], theirs: Iterable[Minutes]) -> dict[str, Any]:
    meetings, people = list(theirs), sum(heads)
    return {
        "organisation": member.organisation,
        "teilnahme": words.one("teilnahme", member.teilnahme),
        "anwesend": len(heads),
        "personen": german.counted(people, "Person", "Personen") if people > len(heads) else None,
        "sitzungen": len(meetings),
        "entschuldigt": sum(member.id in minutes.entschuldigt for minutes in meetings),
    }
