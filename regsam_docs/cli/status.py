"""`regsam-docs status`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from regsam_docs import german, harmless
from regsam_docs.cli import overview
from regsam_docs.cli.overview import LATE, NEAR, Overview, cell
from regsam_docs.cli.printing import say
from regsam_docs.cli.shared import day_of, format_option, give_workbook, output_option, today_option
from regsam_docs.german import counted
from regsam_docs.model.progress import Progress, ahead, progress
from regsam_docs.model.settings import PARTNER

EPILOG = """\b
Beispiele:
  regsam-docs status
  regsam-docs status --today 2027-01-01
  regsam-docs status --format json
  regsam-docs status --format xlsx --output stand.xlsx

Ende mit 0: in Ordnung · 1: etwas war nicht lesbar und fehlt hier"""


@click.command(epilog=EPILOG)
@today_option
@output_option
@format_option("text", "json", "xlsx")
def command(today: datetime | None, output: Path | None, form: str) -> int:
    """Zeigt, wo jedes Gebiet steht: Phase, Schritte, Aufträge, nächster Termin; in Excel auch Mittel, Teilnahme und Stunden.

    Auch wenn einzelne Dateien Fehler haben; was nicht lesbar ist, wird genannt.
    """
    read = overview.read()
    day = day_of(today)
    states = [progress(area, day, read.warning_days) for area in read.areas]
    if form == "xlsx":
        from regsam_docs.publish.state_sheets import grids  # not where nobody asks for it

        give_workbook(grids(states, read.settings.partner if read.settings else PARTNER), "Stand der Gebiete", day, output)
        return read.exit_code
    say(as_json(states) if form == "json" else _text(states, read), "colours")
    return read.exit_code


def as_json(states: list[Progress]) -> str:
    """The object of docs/befehle.md. What is not known (a file that cannot be read) and what does not exist is null."""
    return harmless.as_json({"areas": [_entry(state) for state in states]})


def _entry(state: Progress) -> dict[str, Any]:
    known = bool(state.stages)
    return {
        "slug": state.area.slug,
        "name": state.area.name,
        "status": state.status,
        "phase": state.phase,
        "steps_done": state.steps_done if known else None,
        "steps_total": state.steps_total if known else None,
        "tasks_open": len(state.tasks.open),
        "tasks_overdue": len(state.tasks.overdue),
        "next_date": state.next.day if state.next else None,
        "next_what": state.next.what if state.next else None,
    }


def _text(states: list[Progress], read: Overview) -> str:
    if not states:
        return "Unter areas/ liegt noch kein Gebiet. Ein neues legt „regsam-docs new area NAME“ an.\n"
    made = overview.table(
        ("Gebiet", {"max_width": 22}),
        ("Stand", {}),
        ("Schritte", {"justify": "right", "no_wrap": True}),
        ("Aufträge", {}),
        ("Nächster Termin", {"ratio": 1}),
    )
    for state in states:
        made.add_row(
            cell(state.area.name),
            cell(state.status or "nicht lesbar", *([state.phase.capitalize()] if state.phase else [])),
            cell(f"{state.steps_done}/{state.steps_total}" if state.stages else "?"),
            _tasks(state),
            _next(state),
        )
    return overview.printed(made, Text(), _sum(states))


def _tasks(state: Progress) -> Text:
    if not state.tasks.open:
        return cell("–")
    late = [(f"{len(state.tasks.overdue)} überfällig", LATE)] if state.tasks.overdue else []
    return cell(f"{len(state.tasks.open)} offen", *late)


def _next(state: Progress) -> Text:
    coming = state.next
    if coming is None:
        return cell("–")
    when = german.german_short(coming.day)
    first: str | tuple[str, str] = (f"{when}, {ahead(coming.day, state.today)}", NEAR) if coming in state.near else when
    return cell(first, coming.what)


def _sum(states: list[Progress]) -> Text:
    late = sum(len(state.late) for state in states)
    areas = counted(len(states), "Gebiet", "Gebiete")
    if not late:
        return cell(f"{areas}: nichts ist überfällig.")
    return cell(f"{areas}: {counted(late, 'Termin', 'Termine')} überfällig; welche, zeigt: regsam-docs deadlines")
