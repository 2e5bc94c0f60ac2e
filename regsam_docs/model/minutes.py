"""`protokolle/<date>.yaml`: a meeting, from its invitation to its approved minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

from regsam_docs import german
from regsam_docs.finding import Path
from regsam_docs.model.profile import Committee, PhaseId, members_on
from regsam_docs.model.record import Attachment, Record
from regsam_docs.repository import paths

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
    return paths.minutes_file(minutes.id)


def approved_on(minutes: Minutes) -> date | None:
    """The day the minutes were approved: of the later meeting that did, or by circulation; None while they are not."""
    if minutes.status != "genehmigt":
        return None
    return german.day_of(minutes.genehmigt_in) if minutes.genehmigt_in else minutes.genehmigt_am


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


# --- the agenda, point by point: its items and their parts in the order in which they are numbered


@dataclass(frozen=True, slots=True)
class Point:
    """An item of the agenda or a part of one."""

    number: str
    """`3`, and `3.1` for a part."""
    path: Path
    """Where it stands in the minutes: `("tagesordnung", 2, "unterpunkte", 0)`."""
    item: Subitem
    parent: AgendaItem | None = None
    """Of a part, the item it belongs to."""

    @property
    def confidential(self) -> bool:
        """Whether it, or the item it belongs to, is confidential."""
        return self.item.vertraulich or (self.parent is not None and self.parent.vertraulich)


def points(minutes: Minutes) -> Iterator[Point]:
    """All items, each followed by its parts."""
    for index, item in enumerate(minutes.tagesordnung):
        path: Path = ("tagesordnung", index)
        yield Point(str(index + 1), path, item)
        for part, subitem in enumerate(item.unterpunkte):
            yield Point(f"{index + 1}.{part + 1}", (*path, "unterpunkte", part), subitem, item)


UNDECIDED = frozenset(("vertagt", "zurueckgezogen", "verwiesen"))
"""What becomes of a motion that the committee did not decide on."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A decision (Beschluss) and where it was taken, or a motion (Antrag) that was not decided on."""

    point: Point
    decision: Decision
    decided: bool
    number: int
    """Which decision, or which motion, of the meeting it is."""

    @property
    def confidential(self) -> bool:
        """Whether it, or what it stands under, is confidential."""
        return self.decision.vertraulich or self.point.confidential


def resolutions(minutes: Minutes) -> list[Resolution]:
    """The decisions and motions of a meeting in the order in which they are numbered: as on the agenda, but the confidential ones
    behind the others, so that each has the same number in every edition that shows it."""
    there = [(point, made) for point in points(minutes) for made in point.item.beschluesse]
    ordered = sorted(there, key=lambda one: one[1].vertraulich or one[0].confidential)
    count: Counter[bool] = Counter()
    found = list[Resolution]()
    for point, made in ordered:
        decided = made.ergebnis not in UNDECIDED
        count[decided] += 1
        found.append(Resolution(point, made, decided, count[decided]))
    return found


def by_agenda(minutes: Minutes) -> list[Resolution]:
    """The same in the order of the agenda."""
    return sorted(resolutions(minutes), key=lambda one: one.point.path)


def decided(minutes: Minutes) -> int:
    """How many decisions a meeting took, without the motions that it did not decide on."""
    return sum(one.decided for one in resolutions(minutes))


def written(sheet: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], ...]]:
    """The same of minutes as plain data, before they are records: an item alone, a part behind the item it belongs to."""
    for item in sheet.get("tagesordnung", ()):
        yield (item,)
        for part in item.get("unterpunkte", ()):
            yield item, part


def invited(minutes: Minutes) -> list[tuple[str, Point | None]]:
    """The agenda as invited: each title and the item that bears it now, if one does. An empty title is one the edition may not
    show. Without titles of its own the invitation has those of the file."""
    if minutes.einladung is None or not minutes.einladung.tagesordnung:
        return [(point.item.titel or "", point) for point in points(minutes)]
    bearing: dict[str, list[Point]] = {}
    for point in (point for point in reversed(list(points(minutes))) if point.item.titel):
        bearing.setdefault(_folded(point.item.titel), []).append(point)
    return [(title, bearing[_folded(title)].pop() if bearing.get(_folded(title)) else None) for title in _titles(minutes)]


def items_invited(minutes: Minutes) -> list[list[tuple[str, Point | None]]]:
    """The same, each item with those of its parts that follow it."""
    groups: list[list[tuple[str, Point | None]]] = []
    over: Path = ()
    for title, point in invited(minutes):
        if point is not None and point.parent is not None and point.path[:2] == over:
            groups[-1].append((title, point))
        else:
            groups.append([(title, point)])
            over = point.path if point is not None else ()
    return groups


def added(minutes: Minutes) -> frozenset[Path]:
    """Places of the items that came onto the agenda after the invitation. Their parts are not looked at one by one, nor those
    of an item of which the invitation named none."""
    if minutes.einladung is None or not minutes.einladung.tagesordnung:
        return frozenset()
    named = [point for _, point in invited(minutes) if point is not None]
    there, divided = {point.path for point in named}, {point.path[:2] for point in named if point.parent is not None}
    return frozenset(
        point.path
        for point in points(minutes)
        if point.item.titel and point.path not in there and (point.parent is None or point.path[:2] in divided & there)
    )


def _titles(minutes: Minutes) -> tuple[str, ...]:
    return minutes.einladung.tagesordnung if minutes.einladung else ()


def _folded(title: str | None) -> str:
    return " ".join((title or "").split()).casefold()


def times(minutes: Minutes) -> Mapping[Path, str]:
    """When each point of the agenda invited to begins (`17:20`), as far as the beginning and the durations before it tell; none
    if the agenda has since been put into another order."""
    found: dict[Path, str] = {}
    there = [point for _, point in invited(minutes)]
    if any(a is not None and b is not None and a.path > b.path for a, b in pairwise(there)):
        return found
    at = german.minute(minutes.beginn) if minutes.beginn else None
    for (_, head), *parts in items_invited(minutes):
        inner = at
        for point, takes in [(head, 0), *((part, part.item.dauer_minuten) for _, part in parts if part)]:
            if point is not None and inner is not None:
                found[point.path] = f"{inner // 60 % 24:02}:{inner % 60:02}"
            inner = _after(inner, takes)
        at = _after(at, lasts(head.item) if head else None)
    return found


def lasts(item: Subitem) -> int | None:
    """How many minutes an item is to take: as it says, else as its parts together; None if that is not known."""
    if item.dauer_minuten is not None or not isinstance(item, AgendaItem) or not item.unterpunkte:
        return item.dauer_minuten
    parts = [part.dauer_minuten for part in item.unterpunkte]
    known = [minutes for minutes in parts if minutes is not None]
    return sum(known) if len(known) == len(parts) else None


def _after(at: int | None, minutes: int | None) -> int | None:
    return None if at is None or minutes is None else at + minutes
