"""Pieces of all documents that speak of meetings: how meetings and tasks are named, who was there, decisions and tasks as plain
data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from regsam_docs import german
from regsam_docs.documents.parts import badge, data, grouped, named, overdue, worded
from regsam_docs.documents.plan import FactList, Facts
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.area import called, declined, held_meetings, tasks_of
from regsam_docs.model.minutes import (
    UNDECIDED,
    Count,
    Decision,
    Minutes,
    Presence,
    Resolution,
    Task,
    addressees,
    came,
    carried,
    day,
    decided,
    presence,
)
from regsam_docs.model.profile import belongs
from regsam_docs.model.tracking import TrackedTask, judged_on
from regsam_docs.repository import paths

COMMITTEE = "gremium.yaml"


def meeting_files(area: Area) -> Iterator[tuple[str, str]]:
    """Id and file of every meeting that has a file, readable or not, oldest first."""
    for name in sorted(area.files):
        folder, _, rest = name.partition("/")
        if folder == paths.MINUTES and rest.endswith(".yaml") and paths.MEETING.match(rest.removesuffix(".yaml")):
            yield rest.removesuffix(".yaml"), name


def spoken(id: str) -> str:
    """The day of a meeting's id in words: „7. Mai 2026“, „7. Mai 2026 (b)“ for `2026-05-07-b`."""
    return f"{german.german(german.day_of(id))}{_second(id)}"


def _second(id: str) -> str:
    return f" ({id[-1]})" if id[-1].isalpha() else ""


def reference(id: str | None) -> Facts | None:
    """A meeting for the macro `sitzung`: a link where this edition has its document, else text."""
    if id is None:
        return None
    short = f"{german.german_short(german.day_of(id))}{_second(id)}"
    return {"titel": f"Sitzung vom {spoken(id)}", "tag": short, "datei": paths.minutes_file(id), "anker": None}


def task_reference(id: str) -> Facts:
    """A task by its id `2010-06-10/1`, for the macro `sitzung`: the anchor leads to its place in the minutes."""
    meeting, _, number = id.partition("/")
    return {**(reference(meeting) or {}), "nr": number, "anker": f"auftrag-{number}"}


def called_meeting(minutes: Minutes) -> str:
    """A meeting behind an article, in a title: „6. Sitzung“; without a number „außerordentlichen Sitzung vom 3. Juni 2010“."""
    return declined(minutes) if minutes.sitzungsnummer is not None else f"{declined(minutes)} vom {spoken(minutes.id)}"


def special(words: Words, minutes: Minutes) -> str | None:
    """„außerordentliche Sitzung“; None for an ordinary one."""
    return None if minutes.art == "ordentlich" else words.one("sitzung_art", minutes.art)


def name(word: str, id: str) -> str:
    """Name of a meeting's document: `protokoll-2026-05-07`."""
    return f"{word}-{id}"


# ---- who was there, and for how long


def hours(start: str | None, end: str | None, whole: bool = False) -> str | None:
    """„14:00 bis 16:00 Uhr“, „ab 14:00 Uhr“, „bis 16:00 Uhr“; with `whole` the first begins with „von“."""
    if start and end:
        return f"{'von ' if whole else ''}{start} bis {end} Uhr"
    if start or end:
        return f"ab {start} Uhr" if start else f"bis {end} Uhr"
    return None


def present(area: Area, words: Words, minutes: Minutes) -> FactList:
    """Those present by group, in the order of the groups' list; within a group as the minutes name them."""
    known = area.member_by_id
    groups = grouped(
        words,
        "gruppe",
        map(presence, minutes.anwesend),
        lambda entry: known[entry.mitglied].gruppe if entry.mitglied in known else None,
    )
    return [
        {"gruppe": named(words, "gruppe", group, there), "wer": [one_present(area, entry) for entry in there]}
        for group, there in groups
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


def all_called(area: Area, who: Iterable[str]) -> list[str]:
    """Members and others as printed."""
    return [called(area, one) for one in who]


def guests(minutes: Minutes) -> list[str]:
    """„Ada Muster (Grundschule am Ziegelfeld)“."""
    return [
        f"{guest.name} ({guest.organisation})" if guest.name and guest.organisation else guest.name or guest.organisation or ""
        for guest in minutes.gaeste
        if guest.name or guest.organisation
    ]


def others(*meetings: Minutes) -> str | None:
    """„12 weitere Personen“, who were there besides those named; None if there were none or that is not known."""
    count = sum(minutes.weitere_anwesende or 0 for minutes in meetings)
    return german.counted(count, "weitere Person", "weitere Personen") if count else None


def participation(area: Area, words: Words) -> FactList:
    """One row a member, most frequent first: present at how many of the meetings held while it was a member.

    By deputy or for a part of the time is present. A meeting whose attendance is not known (public edition) does not count;
    neither does a member that is only informed and never came.
    """
    known = [(minutes, came(minutes)) for minutes in held_meetings(area) if minutes.anwesend]
    rows = FactList()
    for member in area.committee.mitglieder if area.committee else ():
        theirs = [(minutes, there) for minutes, there in known if belongs(member, day(minutes)) or member.id in there]
        heads = [there[member.id] for _, there in theirs if member.id in there]
        if theirs and (heads or member.teilnahme != "nur_information"):
            rows.append(
                {
                    "organisation": member.organisation,
                    "teilnahme": words.one("teilnahme", member.teilnahme),
                    "anwesend": len(heads),
                    "personen": german.counted(sum(heads), "Person", "Personen") if sum(heads) > len(heads) else None,
                    "sitzungen": len(theirs),
                    "entschuldigt": sum(member.id in minutes.entschuldigt for minutes, _ in theirs),
                }
            )
    return sorted(rows, key=lambda row: -row["anwesend"])


# ---- decisions


def counts(minutes: Minutes) -> dict[str, int]:
    """How many decisions a meeting took, and how many tasks it gave."""
    return {"beschluesse": decided(minutes), "auftraege": len(list(tasks_of(minutes)))}


def decision(area: Area, words: Words, made: Decision) -> Facts:
    """A decision as plain data; `abstimmung` says how it came about, if that is known; `antrag`: that it was not decided on."""
    return {
        **worded(words, made, ergebnis="beschluss_ergebnis"),
        "antrag": made.ergebnis in UNDECIDED,
        "verwiesen_an": called(area, made.verwiesen_an) if made.verwiesen_an else None,
        "abstimmung": vote(words, made),
    }


def resolved(area: Area, words: Words, one: Resolution) -> Facts:
    """The same with what its minutes call it (`nr`: „B2“; None for a motion) and its place therein."""
    return {
        **decision(area, words, one.decision),
        "nr": f"B{one.number}" if one.decided else None,
        "anker": f"{'beschluss' if one.decided else 'antrag'}-{one.number}",
        "vertraulich": one.confidential,
    }


def vote(words: Words, made: Decision) -> str | None:
    """„einstimmig“, „mehrheitlich (11 Ja, 2 Nein, 1 Enthaltung)“, „im Konsens, im Umlaufverfahren“; None if not recorded."""
    parts = []
    if isinstance(made.abstimmung, Count):
        parts.append(counted(words, made.abstimmung))
    elif made.abstimmung is not None:
        parts.append(words.one("abstimmung", made.abstimmung))
    if made.verfahren == "umlauf":
        parts.append(words.one("verfahren", "umlauf"))
    return ", ".join(parts) or None


def counted(words: Words, count: Count) -> str:
    """Votes in words, and what majority was needed if it was a special one. „einstimmig“ only if all votes were the same:
    abstentions are not passed over."""
    votes = {"ja": count.ja, "nein": count.nein, "enthaltung": count.enthaltung}
    listed = ", ".join(f"{number} {words.counted('stimmen', kind, number)}" for kind, number in votes.items())
    if count.mehrheit != "einfach":
        listed += f"; nötig war die {words.one('mehrheit', count.mehrheit)}"
    cast = [number for number in votes.values() if number]
    if len(cast) == 1 and not count.enthaltung:
        return f"{words.one('abstimmung', 'einstimmig')} ({listed})"
    if count.ja == count.nein:
        return f"bei Stimmengleichheit ({listed})"
    if count.ja > count.nein and not carried(count):
        return f"ohne die nötige Mehrheit ({listed})"
    return f"{words.one('abstimmung', 'mehrheitlich')} ({listed})"


# ---- tasks


def who(area: Area, words: Words, task: Task) -> list[str]:
    """Those a task was given to, as printed; the kind of addressee where an edition may not name them."""
    return [called(area, one) for one in addressees(task)] or [words.one("adressatengruppe", task.adressatengruppe)]


def given(area: Area, words: Words, task: Task) -> Facts:
    """A task as its meeting gave it: nothing of what became of it later."""
    return {
        **worded(words, task, art="auftrag_art"),
        "anker": f"auftrag-{task.nr}",
        "empfehlung": task.art == "empfehlung",
        "an": who(area, words, task),
    }


def followed(area: Area, words: Words, tracked: TrackedTask, on: date | None) -> Facts:
    """A task and what became of it. `on`: the Stand by which it is judged overdue; None judges nothing."""
    task = tracked.given.task
    return {
        **given(area, words, task),
        "vertraulich": tracked.confidential,
        "herkunft": task_reference(tracked.id),
        "spur": f"auftrag-{tracked.id.replace('/', '-')}",
        "frist": tracked.due,
        "urspruenglich": task.frist if task.frist != tracked.due else None,
        "offen": tracked.open,
        "stand": badge(words, "auftrag_status", tracked.status),
        "ueberfaellig": overdue(on is not None and tracked.overdue(on)),
        "berichte": [
            {
                **data(heard.report),
                "sitzung": reference(heard.minutes.id),
                "stand": words.one("auftrag_status", heard.report.status),
            }
            for heard in tracked.reports
        ],
    }


def judged(area: Area, on: date | None) -> date | None:
    """The day by which a document of Stand `on` calls tasks overdue: each that does says it (macro `bezug`)."""
    return None if on is None else judged_on(area, on)


def by_who(tasks: Iterable[Facts]) -> FactList:
    """Tasks grouped by who does them, in the order they first appear; one given to several stands with each of them."""
    groups: dict[str, FactList] = {}
    for task in tasks:
        for one in dict.fromkeys(task["an"]):
            together = [other for other in dict.fromkeys(task["an"]) if other != one]
            groups.setdefault(one, []).append({**task, "gemeinsam_mit": together})
    return [{"wer": one, "auftraege": listed} for one, listed in groups.items()]
