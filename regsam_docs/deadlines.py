"""Everything an area has a day for: meetings to come, tasks, measures, the review, what follows after the closing.

One definition for the commands, the overview pages, `termine.ics` and `daten.json`. Only what is still to be done is here:
what is done, withdrawn or given up has no deadline any more. Nothing here knows today but what is told so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from regsam_docs.model.agreement import Agreement
from regsam_docs.model.area import Area, called, meeting_ids
from regsam_docs.model.catalogue import MeasureStatus, measures
from regsam_docs.model.minutes import Minutes, day, held
from regsam_docs.model.tracking import TrackedTask, track

Kind = Literal["sitzung", "ueberpruefung", "auftrag", "wiedervorlage", "massnahme", "weiterer_schritt"]

WORDS: dict[Kind, str] = {
    "sitzung": "Sitzung",
    "ueberpruefung": "Überprüfung",
    "auftrag": "Auftrag",
    "wiedervorlage": "Wiedervorlage",
    "massnahme": "Maßnahme",
    "weiterer_schritt": "Weiterer Schritt",
}
"""What each kind is called; in this order they stand on one day."""

UNDONE: frozenset[MeasureStatus] = frozenset({"geplant", "laufend"})
"""States of a measure that is still to be carried out."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which, or on which, something is to happen."""

    area: str
    """The area's folder."""
    kind: Kind
    id: str
    """Unique among the deadlines of its kind in its area: a meeting's or task's id, a measure's, a running number."""
    day: date
    what: str
    """In one line of German: „6. Sitzung“, „Auftrag: Hofregeln entwerfen“."""
    who: tuple[str, ...] = ()
    """Those who see to it, as printed; none where it concerns all."""
    begin: str | None = None
    """Time of a meeting, `17:00`; so with `end`."""
    end: str | None = None
    place: str | None = None
    lapses: bool = False
    """Whether it simply passes with its day (a resubmission, a meeting only announced) and is never overdue."""
    waits: date | None = None
    """A task put off until that day (Wiedervorlage): not overdue before."""

    def overdue(self, today: date) -> bool:
        """Whether it should have happened before that day."""
        return self.day < today and not self.lapses and (self.waits is None or self.waits <= today)

    def near(self, today: date, warning_days: int) -> bool:
        """Whether it comes up within so many days (`vorwarnung_tage`), today included."""
        return 0 <= (self.day - today).days <= warning_days

    def concerns(self, today: date, within: int | None = None) -> bool:
        """Whether it belongs on a list made that day: overdue, or still to come (within so many days)."""
        ahead = (self.day - today).days
        return self.overdue(today) or (ahead >= 0 and (within is None or ahead <= within))


def deadlines(area: Area) -> tuple[Deadline, ...]:
    """All deadlines of an area that are not settled, by day. An area that was rejected has none; one that has ended has no
    review and no measures to look after any more, but what its closing handed over."""
    status = area.profile.status if area.profile else None
    if status == "abgelehnt":
        return ()
    found = [*_planned(area), *_tasks(area), *_further_steps(area)]
    if status != "beendet":
        found += [*_announced(area), *_review(area), *_measures(area)]
    return in_order(found)


def in_order(found: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """By day, then by kind, area and id."""
    kinds = list(WORDS)
    return tuple(sorted(found, key=lambda d: (d.day, kinds.index(d.kind), d.area, d.id)))


# ---- meetings


def meetings(area: Area) -> Iterator[Deadline]:
    """All meetings that have a file, also those that were held: a calendar keeps what has been."""
    for minutes in area.minutes:
        yield _meeting(area, minutes)


def _planned(area: Area) -> Iterator[Deadline]:
    """Meetings that have their invitation. One whose day has gone by is overdue: its minutes are missing."""
    return (_meeting(area, minutes) for minutes in area.minutes if not held(minutes))


def _meeting(area: Area, minutes: Minutes) -> Deadline:
    what, when = _numbered(minutes.sitzungsnummer), day(minutes)
    begin, end, place = minutes.beginn, minutes.ende, minutes.ort
    return Deadline(area.slug, "sitzung", minutes.id, when, what, begin=begin, end=end, place=place)


def _announced(area: Area) -> Iterator[Deadline]:
    """The next meeting as the newest minutes announce it, until it has a file of its own (by its day or its number)."""
    newest = _newest(area)
    if newest is None or newest.naechste_sitzung is None:
        return
    following, number = newest.naechste_sitzung, newest.sitzungsnummer + 1
    invited = any(not held(minutes) and minutes.sitzungsnummer == number for minutes in area.minutes)
    id = following.datum.isoformat()
    if not invited and not any(known[:10] == id for known in meeting_ids(area)):
        yield Deadline(
            area.slug,
            "sitzung",
            id,
            following.datum,
            _numbered(number),
            begin=following.beginn,
            place=following.ort,
            lapses=True,
        )


def _newest(area: Area) -> Minutes | None:
    return max((minutes for minutes in area.minutes if held(minutes)), key=lambda minutes: minutes.id, default=None)


def _numbered(number: int) -> str:
    return f"{number}. Sitzung"


# ---- tasks


def _tasks(area: Area) -> Iterator[Deadline]:
    for task in track(area):
        if not task.open:
            continue
        word = "Empfehlung" if task.given.task.art == "empfehlung" else WORDS["auftrag"]
        title, waits = task.given.task.titel, task.given.task.wiedervorlage
        if task.due is not None:
            yield Deadline(area.slug, "auftrag", task.id, task.due, f"{word}: {title}", responsible(area, task), waits=waits)
        if waits is not None:
            what = f"{WORDS['wiedervorlage']}: {title}"
            yield Deadline(area.slug, "wiedervorlage", task.id, waits, what, responsible(area, task), lapses=True)


def responsible(area: Area, task: TrackedTask) -> tuple[str, ...]:
    """Who sees to a task now: those it was given to, or whom a decided closing handed it over to."""
    decided = area.closing is not None and area.closing.status == "beschlossen"
    if decided and task.handed_over is not None and task.handed_over.uebergeben_an:
        return (task.handed_over.uebergeben_an,)
    return task.who


# ---- agreement, catalogue, closing


def _review(area: Area) -> Iterator[Deadline]:
    if area.agreement is None:
        return
    due, number = pending_review(area.agreement), len(area.agreement.ueberpruefungen) + 1
    if due is not None:
        yield Deadline(area.slug, "ueberpruefung", str(number), due, "Überprüfung der Vereinbarung")


def pending_review(agreement: Agreement) -> date | None:
    """The day on which it is next decided whether the process goes on: as the newest review set it, or as agreed while
    there was none. None once the process ends, or when the newest review set no further one."""
    reviews = sorted(agreement.ueberpruefungen, key=lambda review: review.datum)
    if not reviews:
        return agreement.ueberpruefung
    return None if reviews[-1].entscheidung == "beendigung" else reviews[-1].naechste_ueberpruefung


def _measures(area: Area) -> Iterator[Deadline]:
    for _, _, measure in measures(area.catalogue):
        if measure.status in UNDONE and measure.frist is not None:
            what = f"{WORDS['massnahme']} {measure.id}: {measure.titel}"
            yield Deadline(area.slug, "massnahme", measure.id, measure.frist, what, (called(area, measure.verantwortlich),))


def _further_steps(area: Area) -> Iterator[Deadline]:
    """What a decided closing leaves to others. Its steps have no ids, so their place in the list stands for them."""
    if area.closing is None or area.closing.status != "beschlossen":
        return
    for number, step in enumerate(area.closing.weitere_schritte, 1):
        if step.frist is not None:
            who = (called(area, step.zustaendig),) if step.zustaendig else ()
            what = f"{WORDS['weiterer_schritt']}: {step.titel}"
            yield Deadline(area.slug, "weiterer_schritt", str(number), step.frist, what, who)
