"""`regsam-docs deadlines`, `tasks`: what is due, and what was given out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from regsam_docs import german, harmless
from regsam_docs.cli import overview
from regsam_docs.cli.overview import LATE, NEAR, CellLine, Overview, TableCell, cell
from regsam_docs.cli.shared import FILE, Asked, Whole, listing_options, root
from regsam_docs.german import counted
from regsam_docs.harmless import printable
from regsam_docs.model import Area
from regsam_docs.model.minutes import addressees
from regsam_docs.model.progress import WORDS, Deadline, ago, ahead, deadlines, in_order, responsible
from regsam_docs.model.tracking import STATES, TrackedTask, tasks_on
from regsam_docs.publish import calendar
from regsam_docs.publish.changed import changes
from regsam_docs.system import disk

if TYPE_CHECKING:
    from regsam_docs.publish.workbook import Grid

EPILOG = """\b
Beispiele:
  regsam-docs deadlines
  regsam-docs deadlines --within 30
  regsam-docs deadlines --ics termine.ics
  regsam-docs deadlines --format xlsx --output fristen.xlsx

Ende mit 0: in Ordnung · 1: etwas war nicht lesbar und fehlt hier"""


@click.command(epilog=EPILOG)
@click.option("--within", type=Whole(min=0), metavar="TAGE", help="Nur, was überfällig ist oder in so vielen Tagen ansteht.")
@click.option("--ics", type=FILE, metavar="DATEI", help="Das Gelistete auch als Kalenderdatei schreiben.")
@listing_options
def command(within: int | None, ics: Path | None, asked: Asked) -> int:
    """Listet, was ansteht: Sitzungen, Überprüfungen, Fristen von Aufträgen und Maßnahmen.

    Überfälliges steht zuerst.
    """
    read, today = overview.read_all(), asked.today
    found = [d for d in in_order(d for area in read.areas for d in deadlines(area, today)) if d.concerns(today, within)]
    if ics is not None:
        disk.write_where_asked(ics.absolute(), calendar.city_calendar(read.areas, found, _about(read, root())))
        click.echo(f"{counted(len(found), 'Termin', 'Termine')} nach {ics} geschrieben.", err=True)
    forms = {"text": lambda: _deadlines_text(found, today, within, read), "json": lambda: as_json(found, today)}
    return overview.give(read, asked, forms, "Termine und Fristen", lambda: [grid(found, today, read.names)])


def _about(read: overview.Overview, place: Path) -> calendar.About:
    """The file is for the house: it sounds before deadlines, and leads to the publisher."""
    web = read.settings.herausgeber.web if read.settings else None
    return calendar.About(lambda entry: web, read.warning_days, changes(place, disk.tree(place)))


def as_json(found: list[Deadline], day: date) -> str:
    """`{"deadlines": [{"area", "art", "id", "datum", "was", "wer": [text, …], "overdue"}]}`, by day."""
    entries = [
        {
            "area": deadline.area,
            "art": deadline.kind,
            "id": deadline.id,
            "datum": deadline.day,
            "was": deadline.what,
            "wer": list(deadline.who),
            "overdue": deadline.overdue(day),
        }
        for deadline in found
    ]
    return harmless.as_json({"deadlines": entries})


def grid(found: list[Deadline], day: date, names: Mapping[str, str]) -> Grid:
    """The same as a table for spreadsheets."""
    from regsam_docs.publish.workbook import Grid, Heading

    titles = ("Gebiet", "Art", "Was", "Wer", "Uhrzeit", "Ort", "Überfällig")
    rows = [
        (d.day, names[d.area], WORDS[d.kind], d.what, "; ".join(d.who), d.begin, d.place, "ja" if d.overdue(day) else "nein")
        for d in found
    ]
    return Grid("Termine und Fristen", (Heading("Tag", "day"), *map(Heading, titles)), rows)


def _deadlines_text(found: list[Deadline], day: date, within: int | None, read: Overview) -> str:
    if not found:
        return f"Es steht nichts an{_until(within)}, und nichts ist überfällig.\n"
    late = [d for d in found if d.overdue(day)]
    near = [d for d in found if d.near(day, read.warning_days)]
    later = [d for d in found if not d.overdue(day) and not d.near(day, read.warning_days)]
    parts: list[Text | Table] = []
    for title, style, those in (("Überfällig", LATE, late), ("Demnächst", NEAR, near), ("Später", "", later)):
        if those:
            parts += [cell((title, f"bold {style}".strip())), _deadlines_table(those, read.names, day), Text()]
    return overview.printed(*parts, cell(f"{counted(len(found), 'Termin', 'Termine')}, {len(late)} überfällig."))


def _until(within: int | None) -> str:
    words = {None: "", 0: " heute", 1: " bis morgen"}
    return words.get(within, f" in den nächsten {within} Tagen")


def _deadlines_table(found: list[Deadline], names: Mapping[str, str], day: date) -> Table:
    columns = {"Tag": {"no_wrap": True, "min_width": 14}, "Gebiet": {"width": 18}, "Was": {"ratio": 1}}
    return overview.table(columns, (_row(deadline, names[deadline.area], day) for deadline in found))


def _row(deadline: Deadline, area: str, day: date) -> tuple[TableCell, ...]:
    off = ago(deadline.day, day) if deadline.overdue(day) else ahead(deadline.day, day)
    return [german.german_short(deadline.day), (off, "dim")], area, [deadline.what, *_besides(deadline, day)]


def _besides(deadline: Deadline, day: date) -> list[CellLine]:
    """Who sees to it; of a meeting time and place, or what is to be done about one that has gone by."""
    if deadline.kind == "sitzung" and deadline.overdue(day):
        return [("noch als „geplant“ eingetragen: Protokoll nachtragen", "dim")]
    where = [f"{deadline.begin} Uhr" if deadline.begin else "", deadline.place or ""]
    line = ", ".join(part for part in where if part) or (f"Wer: {'; '.join(deadline.who)}" if deadline.who else "")
    return [(line, "dim")] if line else []


# --- `regsam-docs tasks`.


TASKS_EPILOG = """\b
Beispiele:
  regsam-docs tasks --open
  regsam-docs tasks --overdue
  regsam-docs tasks --for jugendhaus
  regsam-docs tasks --for "Sozialbürgerhaus" --open
  regsam-docs tasks --open --format xlsx --output auftraege.xlsx

Was in der Excel-Datei eingetragen wurde, holt zurück: regsam-docs import tasks

Ende mit 0: in Ordnung · 1: etwas war nicht lesbar und fehlt hier"""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its area and what the day makes of it."""

    area: Area
    task: TrackedTask
    listed: bool
    overdue: bool


@click.command(epilog=TASKS_EPILOG)
@click.option("--open", "only_open", is_flag=True, help="Nur offene (ohne die, deren Wiedervorlage noch kommt).")
@click.option("--overdue", "only_overdue", is_flag=True, help="Nur überfällige.")
@click.option("--for", "whose", metavar="WER", help="Nur für dieses Mitglied: Kennung oder Teil des Namens der Organisation.")
@listing_options
def tasks_command(only_open: bool, only_overdue: bool, whose: str | None, asked: Asked) -> int:
    """Listet Arbeitsaufträge und Handlungsempfehlungen aller Gebiete mit Stand und Frist."""
    read = overview.read_all()
    rows = [
        row
        for row in _rows(read, asked.today)
        if (row.listed or not only_open) and (row.overdue or not only_overdue) and (not whose or _is_for(row, whose))
    ]

    def grids() -> Sequence[Grid]:
        from regsam_docs.publish import task_sheet  # not where nobody asks for it

        return [task_sheet.grid((row.area, row.task, row.overdue) for row in rows)]

    nothing = _nothing(only_open, only_overdue, whose)
    forms = {"text": lambda: _tasks_text(rows, asked.today, nothing), "json": lambda: tasks_as_json(rows)}
    return overview.give(read, asked, forms, "Aufträge", grids)


def _rows(read: Overview, day: date) -> Iterator[TaskRow]:
    for area in read.areas:
        there = tasks_on(area, day)
        for task in there.every:
            yield TaskRow(area, task, task in there.open, task in there.overdue)


def _is_for(row: TaskRow, whose: str) -> bool:
    """Whether a task is for a member by its id, or for someone whose name contains the words (case does not matter)."""
    wanted = whose.strip().casefold()
    given = row.task.given.task
    names = {*row.task.who, *responsible(row.area, row.task)}
    return wanted in addressees(given) or any(wanted in name.casefold() for name in names)


def tasks_as_json(rows: Iterable[TaskRow]) -> str:
    """The object of docs/befehle.md, „Was Programme lesen“; `frist` is the deadline as moved last."""
    entries = [
        {
            "area": row.area.slug,
            "id": row.task.id,
            "titel": row.task.given.task.titel,
            "art": row.task.given.task.art,
            "an": list(row.task.who),
            "frist": row.task.due,
            "status": row.task.status,
            "overdue": row.overdue,
            "massnahme": row.task.given.task.massnahme,
        }
        for row in rows
    ]
    return harmless.as_json({"tasks": entries})


def _nothing(only_open: bool, only_overdue: bool, whose: str | None) -> str:
    kind = "überfälligen Aufträge" if only_overdue else "offenen Aufträge" if only_open else "Aufträge"
    return f"Es gibt keine {kind}{f' für „{whose}“' if whose else ''}."


def _tasks_text(rows: list[TaskRow], day: date, nothing: str) -> str:
    if not rows:
        return f"{printable(nothing)}\n"
    areas = list({row.area.slug: row.area for row in rows}.values())
    parts: list[Text | Table] = []
    for area in areas:
        its = sorted((row for row in rows if row.area is area), key=_urgency)
        parts += [cell((area.name, "bold")), _tasks_table(its, day), Text()]
    return overview.printed(*parts, _sum(rows))


def _urgency(row: TaskRow) -> tuple[bool, bool, date]:
    """What is still to be done first, by deadline; the rest after it, in the order it was given."""
    due = row.task.due or date.max
    return (not row.task.open, not row.listed, due if row.task.open else date.min)


def _tasks_table(rows: list[TaskRow], day: date) -> Table:
    columns = {"Frist": {"no_wrap": True, "min_width": 14}, "Stand": {"width": 13}, "Auftrag": {"ratio": 1}}
    return overview.table(columns, (_task_row(row, day) for row in rows))


def _task_row(row: TaskRow, day: date) -> tuple[TableCell, ...]:
    given, due = row.task.given.task, row.task.due
    late: list[CellLine] = [(ago(due, day), "dim")] if row.overdue and due else []
    kind = "Empfehlung " if given.art == "empfehlung" else ""
    whose = "; ".join(row.task.who)
    said: list[CellLine] = [given.titel, (f"{kind}{row.task.id}{f' · {whose}' if whose else ''}", "dim")]
    return [german.german_short(due) if due else "–", *late], _state(row), said


def _state(row: TaskRow) -> list[CellLine]:
    """The state in words; below it until when it is put off, or that a closing handed it over."""
    state: CellLine = ("überfällig", LATE) if row.overdue else STATES[row.task.status]
    waits = row.task.given.task.wiedervorlage
    if row.task.open and not row.listed and waits is not None:
        return [state, (f"ab {german.german_short(waits)}", "dim")]
    return [state, ("übergeben", "dim")] if row.task.open and row.task.handed_over else [state]


def _sum(rows: list[TaskRow]) -> Text:
    tasks = counted(len(rows), "Auftrag", "Aufträge")
    opened, late = sum(row.listed for row in rows), sum(row.overdue for row in rows)
    return cell(f"{tasks}, {opened} offen, {late} überfällig." if late else f"{tasks}, {opened} offen, keiner überfällig.")
