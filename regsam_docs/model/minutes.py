"""`protokolle/<date>.yaml`: a meeting, from its invitation to its approved minutes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from regsam_docs import german
from regsam_docs.model.committee import Committee, members_on
from regsam_docs.model.phases import PhaseId
from regsam_docs.model.record import Attachment, Record

TaskStatus = Literal["offen", "in_arbeit", "erledigt", "zurueckgezogen", "abgelehnt"]
MinutesStatus = Literal["geplant", "abgesagt", "entwurf", "versandt", "genehmigt"]
Majority = Literal["einfach", "absolut", "zwei_drittel", "drei_viertel"]


class Presence(Record, frozen=True, kw_only=True):
    """A member present, in person or by a deputy, all or part of the time. `personen`: who came for it; `anzahl`: how many,
    without names."""

    mitglied: str
    vertreten_durch: str | None = None
    personen: tuple[str, ...] = ()
    anzahl: int | None = None
    von: str | None = None
    bis: str | None = None


class Guest(Record, frozen=True, kw_only=True):
    """Somebody present who is no member."""

    name: str
    organisation: str | None = None


class Count(Record, frozen=True, kw_only=True):
    """Votes counted, and the majority that was needed."""

    ja: int
    nein: int
    enthaltung: int
    mehrheit: Majority = "einfach"


class Decision(Record, frozen=True, kw_only=True):
    """What the committee decided (Beschluss)."""

    text: str
    ergebnis: Literal["angenommen", "abgelehnt", "vertagt", "zurueckgezogen", "verwiesen", "kenntnisnahme"]
    abstimmung: Literal["einstimmig", "konsens", "mehrheitlich"] | Count | None = None
    verfahren: Literal["sitzung", "umlauf"] = "sitzung"
    verwiesen_an: str | None = None
    vertagt_auf: date | None = None
    vertraulich: bool = False


class Task(Record, frozen=True, kw_only=True):
    """A task (Arbeitsauftrag) or recommendation (Handlungsempfehlung) as the meeting gave it."""

    nr: int
    art: Literal["auftrag", "empfehlung"]
    titel: str
    text: str | None = None
    an: str | tuple[str, ...] | None = None
    adressatengruppe: str
    frist: date | None = None
    wiedervorlage: date | None = None
    massnahme: str | None = None
    vertraulich: bool = False


class Subitem(Record, frozen=True, kw_only=True):
    """A part of an item of the agenda (Unterpunkt), numbered by position. `titel` is None for one an edition may not show:
    it keeps its number."""

    titel: str | None = None
    text: str | None = None
    vorgestellt_von: str | None = None
    dauer_minuten: int | None = None
    vertraulich: bool = False
    beschluesse: tuple[Decision, ...] = ()
    auftraege: tuple[Task, ...] = ()


class AgendaItem(Subitem, frozen=True, kw_only=True):
    """An item of the agenda (Tagesordnungspunkt)."""

    unterpunkte: tuple[Subitem, ...] = ()


class Cancellation(Record, frozen=True, kw_only=True):
    """When and why a meeting was called off (Absage), and when it is held instead."""

    am: date
    grund: str | None = None
    neuer_termin: date | None = None


class Invitation(Record, frozen=True, kw_only=True):
    """How a meeting was invited to. `tagesordnung`: the titles as invited; without any, as in the file."""

    versandt_am: date
    tagesordnung: tuple[str, ...] = ()
    antwort_bis: date | None = None


class TaskReport(Record, frozen=True, kw_only=True):
    """What a meeting heard about an earlier task (Rückmeldung)."""

    auftrag: str
    status: TaskStatus
    frist: date | None = None
    text: str | None = None


class NextMeeting(Record, frozen=True, kw_only=True):
    """When and where the committee meets next."""

    datum: date
    beginn: str | None = None
    ort: str | None = None


class Minutes(Record, frozen=True, kw_only=True):
    """A meeting. `id` is the file's name; every rule but M01 takes the day from it. `sitzungsnummer` is None for one that
    needs none: an extraordinary meeting, or one called off."""

    id: str
    sitzungsnummer: int | None = None
    art: Literal["ordentlich", "ausserordentlich"] = "ordentlich"
    datum: date
    beginn: str | None = None
    ende: str | None = None
    ort: str | None = None
    phase: PhaseId
    leitung: str | None = None
    protokollfuehrung: str | None = None
    status: MinutesStatus
    abgesagt: Cancellation | None = None
    verschoben_von: str | None = None
    versandt_am: date | None = None
    genehmigt_in: str | None = None
    genehmigt_am: date | None = None
    anwesend: tuple[str | Presence, ...] = ()
    weitere_anwesende: int | None = None
    entschuldigt: tuple[str, ...] = ()
    nicht_anwesend: tuple[str, ...] = ()
    gaeste: tuple[Guest, ...] = ()
    beschlussfaehig: bool | None = None
    tagesordnung: tuple[AgendaItem, ...] = ()
    rueckmeldungen: tuple[TaskReport, ...] = ()
    naechste_sitzung: NextMeeting | None = None
    einladung: Invitation | None = None
    verteiler: tuple[str, ...] = ()
    anlagen: tuple[Attachment, ...] = ()


def day(minutes: Minutes) -> date:
    """The meeting's day: its file's name."""
    return german.day_of(minutes.id)


HELD: frozenset[MinutesStatus] = frozenset({"entwurf", "versandt", "genehmigt"})
"""States of a meeting that took place."""


def held(minutes: Minutes) -> bool:
    """Whether the meeting took place."""
    return minutes.status in HELD


def planned(minutes: Minutes) -> bool:
    """Whether the meeting is still to take place."""
    return minutes.status == "geplant"


def cancelled(minutes: Minutes) -> bool:
    """Whether the meeting was called off."""
    return minutes.status == "abgesagt"


def file(minutes: Minutes) -> str:
    """The minutes' file, relative to the area."""
    return f"protokolle/{minutes.id}.yaml"


def approved_on(minutes: Minutes) -> date | None:
    """The day the minutes were approved: by circulation, or in a later meeting; None while they are not."""
    if minutes.status != "genehmigt":
        return None
    return minutes.genehmigt_am or (german.day_of(minutes.genehmigt_in) if minutes.genehmigt_in else None)


def presence(entry: str | Presence) -> Presence:
    """An entry of `anwesend` as a record, however it was written."""
    return Presence(mitglied=entry) if isinstance(entry, str) else entry


def distribution(minutes: Minutes, committee: Committee | None) -> tuple[str, ...]:
    """Who gets invitation and minutes: the `verteiler` (ids of members or free texts); without one, those who are members on the
    day of the meeting."""
    return minutes.verteiler or tuple(member.id for member in members_on(committee, day(minutes)))


def came(minutes: Minutes) -> dict[str, int]:
    """Member → how many came for it: one, if the minutes do not say."""
    found: dict[str, int] = {}
    for entry in map(presence, minutes.anwesend):
        found[entry.mitglied] = found.get(entry.mitglied, 0) + (len(entry.personen) or entry.anzahl or 0)
    return {member: people or 1 for member, people in found.items()}


def people(minutes: Minutes) -> int | None:
    """How many were there: for members, as guests, and besides; None where attendance is not known."""
    there = came(minutes)
    return sum(there.values()) + len(minutes.gaeste) + (minutes.weitere_anwesende or 0) if there else None


def carried(votes: Count) -> bool:
    """Whether the votes are the majority that was needed; without a single yes nothing is."""
    cast = votes.ja + votes.nein
    enough = {
        "einfach": votes.ja > votes.nein,
        "absolut": 2 * votes.ja > cast + votes.enthaltung,
        "zwei_drittel": 3 * votes.ja >= 2 * cast,
        "drei_viertel": 4 * votes.ja >= 3 * cast,
    }
    return votes.ja > 0 and enough[votes.mehrheit]


def addressees(task: Task) -> tuple[str, ...]:
    """Whom a task is given to, as a list, however it was written: ids of members or free texts."""
    if task.an is None:
        return ()
    return (task.an,) if isinstance(task.an, str) else task.an
