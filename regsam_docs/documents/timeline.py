"""The drawn timeline of an area: days to places on a drawing (plain data), and the same in words.

Lengths are units of the drawing; `templates/teile/zeitstrahl.html` draws it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import filterfalse
from typing import Literal

from regsam_docs import german
from regsam_docs.documents.plan import FactList, Facts
from regsam_docs.forms import PhaseModel, Words
from regsam_docs.model import Area
from regsam_docs.model.agreement import signed_on
from regsam_docs.model.area import next_review, to_come
from regsam_docs.model.area import title as title_of
from regsam_docs.model.minutes import cancelled, day, file, planned
from regsam_docs.model.profile import Phase, by_id

WIDTH, UPRIGHT = 1000.0, 700.0
"""Widths of the drawing: across, and on an upright sheet, where the same type has to be read."""
LABELS = 205.0
"""Width of the column that names the rows."""
MARGIN = 14.0
"""Room right of the last day."""
TOP = 30.0
ROW = 28.0
LANE = 23.0
"""Height of each further lane in a row whose marks would touch."""
LETTER = 6.2
"""Mean width of a letter at the drawing's type size, on the safe side."""
STEPS = (1, 3, 6, 12, 24, 60, 120)
"""Months between two marks of the axis: the first that needs no more than `MARKS`."""
MARKS = 14

TimelineKind = Literal["phase", "sitzung", "vereinbarung"]


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """Something on a day. `short` stands beside or in its mark, `text` in the table; `file` is what records it."""

    day: date
    text: str
    kind: TimelineKind
    short: str = ""
    file: str | None = None
    planned: bool = False


def timeline(area: Area, model: PhaseModel, words: Words, stand: date | None, width: float = WIDTH) -> Facts | None:
    """The drawing and its events in order of days; None if the area records no day at all.

    `stand` is drawn as a line and ends phases that still run.
    """
    names = {entry.id: entry.titel for entry in model.phasen}
    events = sorted(
        [*phase_events(area, names), *meeting_events(area, stand), *agreement_events(area, words, stand)], key=lambda e: e.day
    )
    if not events:
        return None
    scale = Scale.over([e.day for e in events] + ([stand] if stand else []), width - MARGIN)
    rows = _rows(area, names, events, scale, stand)
    height = rows[-1]["y"] + rows[-1]["hoehe"] + 6
    return {
        "breite": width,
        "hoehe": height,
        "oben": TOP,
        "achse": list(_axis(scale)),
        "zeilen": rows,
        "stand": {"x": scale.x(stand), "tag": stand} if stand else None,
        "ereignisse": [{"tag": e.day, "text": e.text, "datei": e.file, "geplant": e.planned} for e in events],
    }


def phase_events(area: Area, names: Mapping[str, str]) -> Iterator[TimelineEvent]:
    """Begin and end of every phase."""
    for id, here in by_id(area.phases).items():
        for when, what in ((here.beginn, "Beginn"), (here.ende, "Ende")):
            if when is not None:
                yield TimelineEvent(when, f"{what}: {names[id]}", "phase")


def meeting_events(area: Area, stand: date | None) -> Iterator[TimelineEvent]:
    """Every meeting that has a file and was not called off, and the one announced if that does not lie before the Stand: then it
    was held, and its minutes are only not for this edition."""
    for minutes in filterfalse(cancelled, area.minutes):
        ahead, number = planned(minutes), minutes.sitzungsnummer
        text = f"{title_of(minutes)}{' (vorgesehen)' if ahead else ''}"
        yield TimelineEvent(day(minutes), text, "sitzung", "" if number is None else str(number), file(minutes), ahead)
    for meeting in to_come(area, stand or date.min):
        if meeting.minutes is None:
            yield TimelineEvent(meeting.day, "Nächste Sitzung (vorgesehen)", "sitzung", planned=True)


def agreement_events(area: Area, words: Words, stand: date | None) -> Iterator[TimelineEvent]:
    """Signing, start, reviews held and the one that is due."""
    agreement = area.agreement
    if agreement is None:
        return
    name = "vereinbarung.yaml"
    signed = signed_on(agreement)
    if signed:
        yield TimelineEvent(signed, "Kooperationsvereinbarung unterzeichnet", "vereinbarung", "unterzeichnet", name)
    yield TimelineEvent(agreement.start, "Start des Prozesses", "vereinbarung", "Start", name, planned=signed is None)
    for review in agreement.ueberpruefungen:
        word = words.one("ueberpruefung_entscheidung", review.entscheidung)
        yield TimelineEvent(review.datum, f"Überprüfung: {word}", "vereinbarung", f"Überprüfung: {word}", name)
    due = next_review(area, stand or date.min)
    if due is not None:
        yield TimelineEvent(due.due, "Überprüfung (vorgesehen)", "vereinbarung", "Überprüfung", name, planned=True)


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to places: whole months from the first to the last day."""

    first: date
    last: date
    right: float

    @classmethod
    def over(cls, days: Iterable[date], right: float) -> Scale:
        """A scale that begins with the month of the first day and ends with that of the last."""
        ordered = sorted(days)
        return cls(ordered[0].replace(day=1), german.add_months(ordered[-1].replace(day=1), 1), right)

    def x(self, when: date) -> float:
        """Place of a day, rounded so that drawings do not differ by a breath."""
        part = (when - self.first).days / (self.last - self.first).days
        return round(LABELS + part * (self.right - LABELS), 1)


def _axis(scale: Scale) -> Iterator[Facts]:
    """Marks of the axis: years in full, months between them short."""
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month
    step = next((step for step in STEPS if months / step <= MARKS * scale.right / WIDTH), STEPS[-1])
    start = scale.first.year * 12 + scale.first.month - 1
    for at in range(-(-start // step) * step, start + months, step):
        when = date(at // 12, at % 12 + 1, 1)
        yield {"x": scale.x(when), "text": f"{when.month:02}/{when.year}" if step < 12 else str(when.year)}


def _rows(area: Area, names: Mapping[str, str], events: list[TimelineEvent], scale: Scale, stand: date | None) -> FactList:
    """A row for each phase, one for the meetings, one for the agreement, as far as they have a day."""
    rows: FactList = []
    top = TOP
    for id, here in by_id(area.phases).items():
        rows.append({"titel": names[id], "y": top, "hoehe": ROW, "balken": _bar(here, scale, stand), "marken": []})
        top += ROW
    for kind, title in (("sitzung", "Sitzungen"), ("vereinbarung", "Vereinbarung")):
        marks = _marks([e for e in events if e.kind == kind], scale, top)
        if marks:
            lanes = max(mark["bahn"] for mark in marks) + 1
            height = ROW + LANE * (lanes - 1)
            rows.append({"titel": title, "y": top, "hoehe": height, "balken": None, "marken": marks})
            top += height
    return rows


def _bar(here: Phase, scale: Scale, stand: date | None) -> Facts | None:
    """The bar of a phase that has begun; one that still runs is open (`offen`) and ends at the Stand."""
    if here.beginn is None:
        return None
    end = here.ende or max(stand or here.beginn, here.beginn)
    left, right = scale.x(here.beginn), scale.x(end)
    return {"x": left, "breite": round(max(right - left, 4.0), 1), "offen": here.ende is None}


def _marks(events: list[TimelineEvent], scale: Scale, top: float) -> FactList:
    """Marks of one row; one that would touch its neighbour goes to the next lane below. A label that would leave the
    drawing stands left of its mark."""
    ends: list[float] = []
    marks = []
    for event in events:
        x = scale.x(event.day)
        beside = LETTER * len(event.short) + 6 if event.kind == "vereinbarung" else 0.0
        to_left = x + 10 + beside > scale.right + 10
        start, end = (x - 10 - beside, x + 10) if to_left else (x - 10, x + 10 + beside)
        lane = next((n for n, taken in enumerate(ends) if taken <= start), len(ends))
        ends[lane : lane + 1] = [end]
        marks.append(
            {
                "x": x,
                "y": top + ROW / 2 + lane * LANE,
                "bahn": lane,
                "art": event.kind,
                "text": event.short,
                "links": to_left,
                "geplant": event.planned,
            }
        )
    return marks
