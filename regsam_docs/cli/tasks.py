"""`regsam-docs tasks`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from regsam_docs import german, harmless
from regsam_docs.cli import overview
from regsam_docs.cli.overview import LATE, Overview, cell
from regsam_docs.cli.printing import say
from regsam_docs.cli.shared import day_of, format_option, give_workbook, output_option, today_option
from regsam_docs.german import counted
from regsam_docs.harmless import printable
from regsam_docs.model import Area
from regsam_docs.model.minutes import addressees
from regsam_docs.model.progress import ago, responsible
from regsam_docs.model.tracking import STATES, TrackedTask, tasks_on

EPILOG = """\b
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


@click.command(epilog=EPILOG)
@click.option("--open", "only_open", is_flag=True, help="Nur offene (ohne die, deren Wiedervorlage noch kommt).")
@click.option("--overdue", "only_overdue", is_flag=True, help="Nur überfällige.")
@click.option("--for", "whose", metavar="WER", help="Nur für dieses Mitglied: Kennung oder Teil des Namens der Organisation.")
@today_option
@output_option
@format_option("text", "json", "xlsx")
def command(
    only_open: bool, only_overdue: bool, whose: str | None, today: datetime | None, output: Path | None, form: str
) -> int:
    """Listet Arbeitsaufträge und Handlungsempfehlungen aller Gebiete mit Stand und Frist."""
    read = overview.read()
    day = day_of(today)
    rows = [
        row
        for row in _rows(read, day)
        if (row.listed or not only_open) and (row.overdue or not only_overdue) and (not whose or _is_for(row, whose))
    ]
    if form == "xlsx":
        from regsam_docs.publish import task_sheet  # not where nobody asks for it

        give_workbook([task_sheet.grid((row.area, row.task, row.overdue) for row in rows)], "Aufträge", day, output)
        return read.exit_code
    nothing = _nothing(only_open, only_overdue, whose)
    say(as_json(rows) if form == "json" else _text(rows, day, nothing), "colours")
    return read.exit_code


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


def as_json(rows: Iterable[TaskRow]) -> str:
    """The object of docs/befehle.md, „Was Programme lesen“; `frist` is the deadline as moved last."""
    return harmless.as_json({"tasks": [_entry(row) for row in rows]})


def _entry(row: TaskRow) -> dict[str, Any]:
    given = row.task.given.task
    return {
        "area": row.area.slug,
        "id": row.task.id,
        "titel": given.titel,
        "art": given.art,
        "an": list(row.task.who),
        "frist": row.task.due,
        "status": row.task.status,
        "overdue": row.overdue,
        "massnahme": given.massnahme,
    }


def _nothing(only_open: bool, only_overdue: bool, whose: str | None) -> str:
    kind = "überfälligen Aufträge" if only_overdue else "offenen Aufträge" if only_open else "Aufträge"
    return f"Es gibt keine {kind}{f' für „{whose}“' if whose else ''}."


def _text(rows: list[TaskRow], day: date, nothing: str) -> str:
    if not rows:
        return f"{printable(nothing)}\n"
    areas = list({row.area.slug: row.area for row in rows}.values())
    parts: list[Text | Table] = []
    for area in areas:
        its = sorted((row for row in rows if row.area is area), key=_urgency)
        parts += [cell((area.name, "bold")), _table(its, day), Text()]
    return overview.printed(*parts, _sum(rows))


def _urgency(row: TaskRow) -> tuple[bool, bool, date]:
    """What is still to be done first, by deadline; the rest after it, in the order it was given."""
    due = row.task.due or date.max
    return (not row.task.open, not row.listed, due if row.task.open else date.min)


def _table(rows: list[TaskRow], day: date) -> Table:
    made = overview.table(("Frist", {"no_wrap": True, "min_width": 14}), ("Stand", {"width": 13}), ("Auftrag", {"ratio": 1}))
    for row in rows:
        given, due = row.task.given.task, row.task.due
        late = [(ago(due, day), "dim")] if row.overdue and due else []
        kind = "Empfehlung " if given.art == "empfehlung" else ""
        whose = "; ".join(row.task.who)
        made.add_row(
            cell(german.german_short(due) if due else "–", *late),
            cell(*_state(row)),
            cell(given.titel, (f"{kind}{row.task.id}{f' · {whose}' if whose else ''}", "dim")),
        )
    return made


def _state(row: TaskRow) -> list[str | tuple[str, str]]:
    """The state in words; below it until when it is put off, or that a closing handed it over."""
    state: str | tuple[str, str] = ("überfällig", LATE) if row.overdue else STATES[row.task.status]
    waits = row.task.given.task.wiedervorlage
    if row.task.open and not row.listed and waits is not None:
        return [state, (f"ab {german.german_short(waits)}", "dim")]
    return [state, ("übergeben", "dim")] if row.task.open and row.task.handed_over else [state]


def _sum(rows: list[TaskRow]) -> Text:
    tasks = counted(len(rows), "Auftrag", "Aufträge")
    opened, late = sum(row.listed for row in rows), sum(row.overdue for row in rows)
    return cell(f"{tasks}, {opened} offen, {late} überfällig." if late else f"{tasks}, {opened} offen, keiner überfällig.")
