"""What the commands share that say where the areas stand (reading in spite of findings, the day, tables), and `regsam-docs
status`, which tells it all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from regsam_docs import check, german, harmless
from regsam_docs.cli.printing import colours, say
from regsam_docs.cli.shared import Asked, Bar, give_workbook, listing_options, root
from regsam_docs.finding import Finding
from regsam_docs.german import counted
from regsam_docs.harmless import printable
from regsam_docs.model import Area
from regsam_docs.model.profile import PHASE_NAMES
from regsam_docs.model.progress import Progress, ahead, progress
from regsam_docs.model.settings import PARTNER, WARNING_DAYS, Settings
from regsam_docs.system import disk

if TYPE_CHECKING:
    from regsam_docs.publish.workbook import Grid

NARROW = 60
"""Characters of a line from which on tables are tables: their columns hold whole words then."""

LATE = "red"
NEAR = "yellow"


@dataclass(frozen=True, slots=True)
class Overview:
    """The areas as far as they can be read, and why something of them is missing."""

    areas: tuple[Area, ...]
    warning_days: int
    unreadable: tuple[Finding, ...]
    """The first mistake of each file that could not be read or does not belong where it lies."""
    settings: Settings | None = None

    @property
    def names(self) -> dict[str, str]:
        """Slug of an area → its name."""
        return {area.slug: area.name for area in self.areas}

    @property
    def exit_code(self) -> int:
        """1 if something is missing from what was printed, else 0: rules broken elsewhere are the affair of `check`."""
        return 1 if self.unreadable else 0


def read_all() -> Overview:
    """Read all areas of the content repository and name on standard error what could not be read."""
    with Bar("Lese Gebiete") as bar:
        result = check.check(disk.tree(root()), progress=bar.show)
    first: dict[str, Finding] = {}
    for finding in result.findings:
        if finding.is_error and finding.id[0] in "YS":
            first.setdefault(finding.path, finding)
    for finding in first.values():
        click.echo(f"Nicht lesbar: {finding}", err=True)
    if first:
        click.echo("Was daraus hervorginge, fehlt hier. Einzelheiten: regsam-docs check", err=True)
    settings = result.city.settings
    return Overview(result.city.areas, settings.vorwarnung_tage if settings else WARNING_DAYS, tuple(first.values()), settings)


TextForms = Mapping[str, Callable[[], str]]
"""Name of a form → what makes the text."""


def give(read: Overview, asked: Asked, forms: TextForms, title: str, grids: Callable[[], Sequence[Grid]]) -> int:
    """Give out what a command has found in the form that was asked for; gives the exit code. `title`, `grids`: of a workbook."""
    if asked.form == "xlsx":
        give_workbook(grids(), title, asked.today, asked.output)
    else:
        say(forms[asked.form](), "colours")
    return read.exit_code


NUMBERS: dict[str, Any] = {"justify": "right", "no_wrap": True}
"""A column of numbers."""


CellLine = str | tuple[str, str]
"""Of a cell: a text, or (text, style)."""

TableCell = CellLine | list[CellLine]


def table(columns: Mapping[str, Mapping[str, Any]], rows: Iterable[Sequence[TableCell]]) -> Table:
    """A table without verticals. `columns`: heading → options of rich. Long texts are broken, never cut."""
    made = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for heading, options in columns.items():
        made.add_column(heading, overflow="fold", **options)
    for row in rows:
        made.add_row(*(cell(*one) if isinstance(one, list) else cell(one) for one in row))
    return made


def cell(*lines: CellLine) -> Text:
    """One or more lines. What stands in files cannot steer the terminal."""
    made = Text()
    for number, line in enumerate(lines):
        text, style = line if isinstance(line, tuple) else (line, "")
        made.append("\n" if number else "").append(printable(text), style)
    return made


def _listed(made: Table) -> Group:
    """A table as a list: of each row the first cell, and the others below it with the names of their columns."""
    headings = [str(column.header) for column in made.columns]
    lines: list[RenderableType] = []
    for row in zip(*(column.cells for column in made.columns), strict=True):
        for number, (heading, said) in enumerate(zip(headings, row, strict=True)):
            text = Text(", ").join(said.split("\n")) if isinstance(said, Text) else Text(str(said))
            if number == 0:
                lines.append(Text(text.plain, style="bold"))
            else:
                lines.append(Padding(Text.assemble(f"{heading}: ", text), (0, 0, 0, 2)))
        lines.append(Text())
    return Group(*lines[:-1])


def printed(*parts: RenderableType) -> str:
    """Tables and lines as text of the terminal's width (`COLUMNS`, else 80 in pipes), without blanks at line ends. In a narrow
    one the rows of a table stand below each other."""
    console = Console(force_terminal=colours(), no_color=not colours(), highlight=False, legacy_windows=False)
    with console.capture() as capture:
        for part in parts:
            console.print(_listed(part) if isinstance(part, Table) and console.width < NARROW else part)
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


# --- `regsam-docs status`.


EPILOG = """\b
Beispiele:
  regsam-docs status
  regsam-docs status --today 2027-01-01
  regsam-docs status --format json
  regsam-docs status --format xlsx --output stand.xlsx

Ende mit 0: in Ordnung · 1: etwas war nicht lesbar und fehlt hier"""


@click.command(epilog=EPILOG)
@listing_options
def status_command(asked: Asked) -> int:
    """Zeigt, wo jedes Gebiet steht: Phase, Schritte, Aufträge, nächster Termin; in Excel auch Mittel, Teilnahme und Stunden.

    Auch wenn einzelne Dateien Fehler haben; was nicht lesbar ist, wird genannt.
    """
    read = read_all()
    states = [progress(area, asked.today, read.warning_days) for area in read.areas]

    def sheets() -> Sequence[Grid]:
        from regsam_docs.publish.state_sheets import grids  # not where nobody asks for it

        return grids(states, read.settings.partner if read.settings else PARTNER)

    forms = {"text": lambda: _text(states), "json": lambda: as_json(states)}
    return give(read, asked, forms, "Stand der Gebiete", sheets)


def as_json(states: list[Progress]) -> str:
    """The object of docs/befehle.md. What is not known (a file that cannot be read) and what does not exist is null."""
    areas = [
        {
            "slug": state.area.slug,
            "name": state.area.name,
            "status": state.status,
            "phase": state.phase,
            "steps_done": state.steps_done if state.stages else None,
            "steps_total": state.steps_total if state.stages else None,
            "tasks_open": len(state.tasks.open),
            "tasks_overdue": len(state.tasks.overdue),
            "next_date": state.next.day if state.next else None,
            "next_what": state.next.what if state.next else None,
        }
        for state in states
    ]
    return harmless.as_json({"areas": areas})


def _text(states: list[Progress]) -> str:
    if not states:
        return "Unter areas/ liegt noch kein Gebiet. Ein neues legt „regsam-docs new area NAME“ an.\n"
    columns = {
        "Gebiet": {"max_width": 22},
        "Stand": {},
        "Schritte": NUMBERS,
        "Aufträge": {},
        "Nächster Termin": {"ratio": 1},
    }
    return printed(table(columns, map(_row, states)), Text(), _sum(states))


def _row(state: Progress) -> tuple[TableCell, ...]:
    stand: list[CellLine] = [state.status or "nicht lesbar", *([PHASE_NAMES[state.phase]] if state.phase else [])]
    steps = f"{state.steps_done}/{state.steps_total}" if state.stages else "?"
    opened, late = len(state.tasks.open), len(state.tasks.overdue)
    tasks: list[CellLine] = [f"{opened} offen" if opened else "–", *([(f"{late} überfällig", LATE)] if opened and late else [])]
    return state.area.name, stand, steps, tasks, _next(state)


def _next(state: Progress) -> TableCell:
    coming = state.next
    if coming is None:
        return "–"
    when = german.german_short(coming.day)
    first: CellLine = (f"{when}, {ahead(coming.day, state.today)}", NEAR) if coming in state.near else when
    return [first, coming.what]


def _sum(states: list[Progress]) -> Text:
    late = sum(len(state.late) for state in states)
    areas = counted(len(states), "Gebiet", "Gebiete")
    if not late:
        return cell(f"{areas}: nichts ist überfällig.")
    return cell(f"{areas}: {counted(late, 'Termin', 'Termine')} überfällig; welche, zeigt: regsam-docs deadlines")
