"""Where the areas stand, as tables for spreadsheets: the areas, their money, who took part, the hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from regsam_docs.model import Area
from regsam_docs.model.area import called, held_meetings, title
from regsam_docs.model.catalogue import measures
from regsam_docs.model.means import hours, rounded
from regsam_docs.model.minutes import Minutes, came, day, presence
from regsam_docs.model.profile import PHASE_NAMES
from regsam_docs.model.progress import Progress
from regsam_docs.publish.workbook import Grid, Heading

ABSENT = {"entschuldigt": "entschuldigt", "nicht_anwesend": "nicht anwesend"}


def grids(states: Sequence[Progress], partner: str) -> list[Grid]:
    """The tables; one without a row has its headings alone. `partner`: what the second party is called."""
    areas = [state.area for state in states]
    on = max((state.today for state in states), default=date.min)
    return [
        Grid("Gebiete", _AREAS, [_state(state) for state in states]),
        Grid("Mittel", _MONEY, [row for area in areas for row in _money(area)]),
        Grid("Teilnahme", _ATTENDANCE, [row for area in areas for row in _attendance(area)]),
        Grid("Stunden", _HOURS, list(_hours(areas, on, {"regsam": "REGSAM", "sozialreferat": partner}))),
    ]


def _numbers(*titles: str) -> Iterator[Heading]:
    return (Heading(title, "number") for title in titles)


_AREAS = (
    *map(Heading, ("Gebiet", "Status", "Phase")),
    *_numbers("Schritte erledigt", "Schritte insgesamt", "Aufträge offen", "Aufträge überfällig"),
    Heading("Nächster Termin", "day"),
    Heading("Was"),
)
_MONEY = (
    *map(Heading, ("Gebiet", "Maßnahme", "Titel")),
    Heading("Jahr", "number"),
    *map(Heading, ("Quelle", "Stand")),
    Heading("Betrag", "euro"),
)
_ATTENDANCE = (
    Heading("Gebiet"),
    Heading("Tag", "day"),
    *map(Heading, ("Sitzung", "Mitglied", "Teilnahme", "Vertreten durch")),
    Heading("Personen", "number"),
)
_HOURS = (
    Heading("Jahr", "number"),
    *map(Heading, ("Für", "Wer", "Gebiete")),
    *_numbers("Geplant", "Geleistet"),
)


def _state(state: Progress) -> tuple[Any, ...]:
    known, coming = bool(state.stages), state.next
    steps = (state.steps_done, state.steps_total) if known else (None, None)
    tasks = (len(state.tasks.open), len(state.tasks.overdue))
    phase = PHASE_NAMES[state.phase] if state.phase else None
    return (state.area.name, state.status, phase, *steps, *tasks, coming and coming.day, coming and coming.what)


def _money(area: Area) -> Iterator[tuple[Any, ...]]:
    for _, _, measure in measures(area.catalogue):
        for entry in measure.mittel:
            yield area.name, measure.id, measure.titel, entry.jahr, entry.quelle, entry.stand, entry.betrag


def _attendance(area: Area) -> Iterator[tuple[Any, ...]]:
    for minutes in held_meetings(area):
        start = (area.name, day(minutes), title(minutes))
        yield from ((*start, *row) for row in _came(area, minutes))
        for key, word in ABSENT.items():
            yield from ((*start, called(area, who), word, None, None) for who in getattr(minutes, key))


def _came(area: Area, minutes: Minutes) -> Iterator[tuple[Any, ...]]:
    count: Mapping[str, int] = came(minutes)
    done = set[str]()
    for entry in map(presence, minutes.anwesend):
        if entry.mitglied not in done:
            yield called(area, entry.mitglied), "anwesend", entry.vertreten_durch, count[entry.mitglied]
        done.add(entry.mitglied)


def _hours(areas: Iterable[Area], on: date, parties: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    for one in hours(areas, on):
        yield one.year, parties[one.party], one.person, "; ".join(one.areas), rounded(one.planned), rounded(one.spent)
