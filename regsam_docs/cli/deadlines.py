"""`regsam-docs deadlines`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from regsam_docs import german, harmless
from regsam_docs.cli import overview
from regsam_docs.cli.overview import LATE, NEAR, Overview, cell
from regsam_docs.cli.printing import say
from regsam_docs.cli.shared import Whole, day_of, format_option, give_workbook, output_option, root, today_option
from regsam_docs.german import counted
from regsam_docs.model.progress import WORDS, Deadline, ago, ahead, deadlines, in_order
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
@click.option(
    "--ics",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="DATEI",
    help="Das Gelistete auch als Kalenderdatei schreiben.",
)
@today_option
@output_option
@format_option("text", "json", "xlsx")
def command(within: int | None, ics: Path | None, today: datetime | None, output: Path | None, form: str) -> int:
    """Listet, was ansteht: Sitzungen, Überprüfungen, Fristen von Aufträgen und Maßnahmen.

    Überfälliges steht zuerst.
    """
    read = overview.read()
    day = day_of(today)
    found = [d for d in in_order(d for area in read.areas for d in deadlines(area, day)) if d.concerns(day, within)]
    if ics is not None:
        disk.write_as_told(ics.absolute(), calendar.city_calendar(read.areas, found, _about(read, root())))
        click.echo(f"{counted(len(found), 'Termin', 'Termine')} nach {ics} geschrieben.", err=True)
    if form == "xlsx":
        give_workbook([grid(found, day, {area.slug: area.name for area in read.areas})], "Termine und Fristen", day, output)
        return read.exit_code
    say(as_json(found, day) if form == "json" else _text(found, day, within, read), "colours")
    return read.exit_code


def _about(read: overview.Overview, place: Path) -> calendar.About:
    """The file is for the house: it sounds before deadlines, and leads to the publisher."""
    web = read.settings.herausgeber.web if read.settings else None
    return calendar.About(lambda entry: web, read.warning_days, changes(place, disk.tree(place)))


def as_json(found: list[Deadline], day: date) -> str:
    """`{"deadlines": [{"area", "art", "id", "datum", "was", "wer": [text, …], "overdue"}]}`, by day."""
    return harmless.as_json({"deadlines": [_entry(deadline, day) for deadline in found]})


def grid(found: list[Deadline], day: date, names: Mapping[str, str]) -> Grid:
    """The same as a table for spreadsheets."""
    from regsam_docs.publish.workbook import Grid, Heading

    titles = ("Gebiet", "Art", "Was", "Wer", "Uhrzeit", "Ort", "Überfällig")
    rows = [
        (d.day, names[d.area], WORDS[d.kind], d.what, "; ".join(d.who), d.begin, d.place, "ja" if d.overdue(day) else "nein")
        for d in found
    ]
    return Grid("Termine und Fristen", (Heading("Tag", "day"), *map(Heading, titles)), rows)


def _entry(deadline: Deadline, day: date) -> dict[str, Any]:
    return {
        "area": deadline.area,
        "art": deadline.kind,
        "id": deadline.id,
        "datum": deadline.day,
        "was": deadline.what,
        "wer": list(deadline.who),
        "overdue": deadline.overdue(day),
    }


def _text(found: list[Deadline], day: date, within: int | None, read: Overview) -> str:
    if not found:
        return f"Es steht nichts an{_until(within)}, und nichts ist überfällig.\n"
    names = {area.slug: area.name for area in read.areas}
    late = [d for d in found if d.overdue(day)]
    near = [d for d in found if d.near(day, read.warning_days)]
    later = [d for d in found if not d.overdue(day) and not d.near(day, read.warning_days)]
    parts: list[Text | Table] = []
    for title, style, those in (("Überfällig", LATE, late), ("Demnächst", NEAR, near), ("Später", "", later)):
        if those:
            parts += [cell((title, f"bold {style}".strip())), _table(those, names, day), Text()]
    return overview.printed(*parts, cell(f"{counted(len(found), 'Termin', 'Termine')}, {len(late)} überfällig."))


def _until(within: int | None) -> str:
    words = {None: "", 0: " heute", 1: " bis morgen"}
    return words.get(within, f" in den nächsten {within} Tagen")


def _table(found: list[Deadline], names: Mapping[str, str], day: date) -> Table:
    made = overview.table(("Tag", {"no_wrap": True, "min_width": 14}), ("Gebiet", {"width": 18}), ("Was", {"ratio": 1}))
    for deadline in found:
        off = ago(deadline.day, day) if deadline.overdue(day) else ahead(deadline.day, day)
        made.add_row(
            cell(german.german_short(deadline.day), (off, "dim")),
            cell(names[deadline.area]),
            cell(deadline.what, *_besides(deadline, day)),
        )
    return made


def _besides(deadline: Deadline, day: date) -> list[tuple[str, str]]:
    """Who sees to it; of a meeting time and place, or what is to be done about one that has gone by."""
    if deadline.kind == "sitzung" and deadline.overdue(day):
        return [("noch als „geplant“ eingetragen: Protokoll nachtragen", "dim")]
    where = [f"{deadline.begin} Uhr" if deadline.begin else "", deadline.place or ""]
    line = ", ".join(part for part in where if part) or (f"Wer: {'; '.join(deadline.who)}" if deadline.who else "")
    return [(line, "dim")] if line else []
