"""What the commands share that say where the areas stand: reading in spite of findings, the day, tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from regsam_docs import check
from regsam_docs.cli.printing import colours
from regsam_docs.cli.shared import Bar, root
from regsam_docs.finding import Finding
from regsam_docs.harmless import printable
from regsam_docs.model import Area
from regsam_docs.model.progress import WARNING_DAYS
from regsam_docs.model.settings import Settings
from regsam_docs.system import disk

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
    def exit_code(self) -> int:
        """1 if something is missing from what was printed, else 0: rules broken elsewhere are the affair of `check`."""
        return 1 if self.unreadable else 0


def read() -> Overview:
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


def table(*columns: tuple[str, dict[str, Any]]) -> Table:
    """A table without verticals, its columns as (heading, options of rich). Long texts are broken, never cut."""
    made = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for heading, options in columns:
        made.add_column(heading, overflow="fold", **options)
    return made


def cell(*lines: str | tuple[str, str]) -> Text:
    """A cell of one or more lines, each a text or (text, style). What stands in files cannot steer the terminal."""
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
