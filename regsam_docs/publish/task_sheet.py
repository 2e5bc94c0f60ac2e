"""The table of tasks that goes round as a spreadsheet, and what comes back in it: reports for the coming meeting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from regsam_docs import german
from regsam_docs.model import Area
from regsam_docs.model.area import to_come
from regsam_docs.model.minutes import Minutes, TaskStatus
from regsam_docs.model.tracking import NEEDS_REASON, STATES, TrackedTask, track
from regsam_docs.publish.workbook import Grid, Heading
from regsam_docs.repository import digests
from regsam_docs.selection.table import Table

NAME = "Aufträge"
STATE, DUE, REPORT = "Stand", "Frist", "Rückmeldung"
SLUG, ID, SEEN = "Gebiet (Ordner)", "Kennung", "Gesehen"
HEADINGS = (
    Heading("Gebiet"),
    Heading("Auftrag"),
    Heading("Art"),
    Heading("Wer"),
    Heading(STATE, editable=True, choices=tuple(STATES.values()), hint="Wie steht es damit? Wählen Sie aus."),
    Heading(DUE, "day", editable=True, hint="Neuer Tag, wenn die Frist verschoben werden soll. Dann bitte mit Grund."),
    Heading(REPORT, editable=True, hint="Was ist daraus geworden? Nötig, wenn die Frist verschoben oder nichts daraus wird."),
    Heading("Überfällig"),
    Heading("Maßnahme"),
    Heading(SLUG, hidden=True),
    Heading(ID),
    Heading(SEEN, hidden=True),
)
"""The columns. What comes back is found by the titles of the six in capitals above."""

"""States that a report has to give a reason for (M12)."""


def grid(rows: Iterable[tuple[Area, TrackedTask, bool]]) -> Grid:
    """The table of tasks, each with its area and whether it is overdue."""
    return Grid(NAME, HEADINGS, [_row(*row) for row in rows])


def _row(area: Area, task: TrackedTask, overdue: bool) -> tuple[Any, ...]:
    given = task.given.task
    kind = "Empfehlung" if given.art == "empfehlung" else "Auftrag"
    said = (area.name, given.titel, kind, "; ".join(task.who), STATES[task.status], task.due, None)
    return (*said, "ja" if overdue else "nein", given.massnahme, area.slug, task.id, state_sent(task))


def state_sent(task: TrackedTask) -> str:
    """What stands in the table for all that its reader saw of a task: its state, its deadline, and a digest of the whole."""
    what = (task.id, task.given.task.titel, task.status, str(task.due), str(len(task.reports)))
    return f"{task.status} {task.due or '-'} {digests.key(*what)[:16]}"


# ---- back


@dataclass(slots=True)
class Returned:
    """What came back. `reports`: the area's slug and the id of its coming meeting → reports to be added; `left`: what cannot be
    taken over, each with its row and what to do (German)."""

    reports: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row as it came back."""

    row: int
    slug: str
    id: str
    state_sent: str
    state: str
    due: str
    report: str

    @property
    def said(self) -> str:
        """Everything that somebody may have written in it, so that nothing is lost where it is refused."""
        parts = {STATE: self.state, DUE: self.due, REPORT: self.report}
        return ", ".join(f"{title}: {value}" for title, value in parts.items() if value)


class _Refused(Exception):
    """Why a row cannot be taken over (German)."""


def returned(table: Table, areas: Iterable[Area], today: date) -> Returned | str:
    """What of a table becomes reports; or why it is none of ours (German)."""
    titles = list(table.header.cells)
    lacking = [title for title in (SLUG, ID, SEEN, STATE, DUE, REPORT) if title not in titles]
    if lacking:
        return f"Der Tabelle fehlt die Spalte „{lacking[0]}“. Lassen Sie die Spalten stehen, die „tasks --format xlsx“ schreibt."
    made, known = Returned(), {area.slug: _Around(area, today) for area in areas}
    done = set[tuple[str, str]]()
    for entry in _entries(table, titles):
        try:
            if (entry.slug, entry.id) in done:
                raise _Refused("Diesen Auftrag gibt es in der Tabelle zweimal; es gilt die obere Zeile.")
            done.add((entry.slug, entry.id))
            found = _report(entry, known.get(entry.slug))
        except _Refused as why:
            made.left.append(f"Zeile {entry.row}: {why} Darin steht: {entry.id}, {entry.said}")
            continue
        if found is not None:
            meeting, report = found
            made.reports.setdefault((entry.slug, meeting), []).append(report)
    return made


def _entries(table: Table, titles: list[str]) -> Iterator[_Entry]:
    for row in table.rows:
        cells = dict(zip(titles, (*row.cells, *("" for _ in titles)), strict=False))
        if any(cells[title] for title in (SLUG, ID, SEEN, STATE, DUE, REPORT)):
            yield _Entry(row.line, cells[SLUG], cells[ID], cells[SEEN], cells[STATE], cells[DUE], cells[REPORT])


@dataclass(slots=True)
class _Around:
    """What is known of an area: its tasks, and the next meeting that has a file."""

    area: Area
    today: date
    tasks: Mapping[str, TrackedTask] = field(init=False)
    meeting: Minutes | None = field(init=False)

    def __post_init__(self) -> None:
        self.tasks = {task.id: task for task in track(self.area)}
        self.meeting = next((entry.minutes for entry in to_come(self.area, self.today) if entry.minutes), None)


def _report(entry: _Entry, known: _Around | None) -> tuple[str, dict[str, Any]] | None:
    """The meeting that is to hear of it, and the report; None if nothing was changed. Raises _Refused."""
    task = known.tasks.get(entry.id) if known else None
    if known is None or task is None:
        raise _Refused("Einen Auftrag mit dieser Kennung gibt es nicht; Ordner und Kennung müssen bleiben, wie sie waren.")
    status, due = _status(entry.state), _due(entry.due)
    was_status, was_due, _ = (*entry.state_sent.split(" "), "", "", "")[:3]
    if (status, str(due or "-"), entry.report) == (was_status, was_due, ""):
        return None
    if entry.state_sent != state_sent(task):
        now = f"{STATES[task.status]}, Frist {german.german_short(task.due) if task.due else '–'}"
        raise _Refused(f"Der Auftrag hat sich seit dieser Tabelle geändert (jetzt: {now}). Tragen Sie es in eine neue ein.")
    moved = due != task.due
    if moved and due is None:
        raise _Refused("Eine Frist lässt sich verschieben, nicht löschen. Tragen Sie einen Tag ein.")
    if not entry.report and (moved or (status in NEEDS_REASON and status != task.status)):
        raise _Refused(f"Hier fehlt der Grund. Tragen Sie ihn in der Spalte „{REPORT}“ ein.")
    return _meeting(known, entry.id), {
        "auftrag": entry.id,
        "status": status,
        **({"frist": due} if moved else {}),
        **({"text": entry.report} if entry.report else {}),
    }


def _meeting(known: _Around, id: str) -> str:
    there = known.meeting
    if there is None:
        raise _Refused(
            f"Es ist keine Sitzung geplant, die davon hört. Legen Sie sie an: regsam-docs new minutes {known.area.slug}."
        )
    if any(report.auftrag == id for report in there.rueckmeldungen):
        raise _Refused(f"In der Sitzung {there.id} steht dazu schon eine Rückmeldung. Ändern Sie sie dort.")
    return there.id


def _status(said: str) -> TaskStatus:
    words = {word.casefold(): status for status, word in STATES.items()} | {status: status for status in STATES}
    found = words.get(" ".join(said.split()).casefold())
    if found is None:
        raise _Refused(f"„{said}“ ist kein Stand. Möglich sind: {', '.join(STATES.values())}.")
    return found


_GERMAN_DAY = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")


def _due(said: str) -> date | None:
    if not said:
        return None
    written = _GERMAN_DAY.fullmatch(said)
    day = german.parse(f"{written[3]}-{written[2]:0>2}-{written[1]:0>2}" if written else said)
    if day is None:
        raise _Refused(f"„{said}“ ist kein Tag. Schreiben Sie ihn so: 31.12.2026.")
    return day
