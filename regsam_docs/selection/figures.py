"""A table and what `auswahl.yaml` says of its columns → exact numbers by quarter and variable, and the mistakes (K01)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from regsam_docs.model.selection import Monitoring, no_areas
from regsam_docs.selection import numbers, sheets
from regsam_docs.selection.complaints import dates_among
from regsam_docs.selection.numbers import NumberColumn
from regsam_docs.selection.rows import Rows, headed, headings, ragged, wanted
from regsam_docs.selection.table import Fault, Table
from regsam_docs.yaml import Mark
from regsam_docs.yaml.characters import composed


@dataclass(frozen=True, slots=True)
class Line:
    """What a row says of itself; `place` is where its id stands. `einwohner` is None where the cell is empty."""

    kennung: str
    name: str
    bezirk: str
    einwohner: int | None
    place: Mark


@dataclass(frozen=True, slots=True)
class Figures:
    """All rows in the table's order, and the columns by their headings: `columns[c].values[n]` belongs to `lines[n]`."""

    lines: tuple[Line, ...]
    columns: Mapping[str, NumberColumn]
    ids_known: bool = True
    """Whether every row has its cells and an id that no spreadsheet took for a date."""
    people_known: bool = True
    """Whether every population could be read."""


@dataclass(frozen=True, slots=True)
class ReadFigures:
    """Figures as far as they can be read (None: the columns cannot be told apart) and all mistakes of the table."""

    figures: Figures | None
    faults: tuple[Fault, ...]


def read(table: Table, monitoring: Monitoring) -> ReadFigures:
    """Numbers of all columns that `monitoring` names. Cells of other columns may contain anything, and those of rows that
    are `ausgenommen` too: nothing is made of them. The city's own row is read, for its values are the means."""
    table, above = headed(table, wanted(monitoring), monitoring.kopfzeile)
    heads = [nfc(head) for head in table.header.cells]
    while not heads[-1]:
        heads.pop()  # spreadsheets leave separators behind the last column
    mistaken = tuple(headings(table, heads, monitoring))
    if mistaken:
        return ReadFigures(None, (*above, *mistaken))
    rows = Rows.of(table, {column: heads.index(column) for column in wanted(monitoring)}, len(heads))
    named = monitoring.spalten
    ids = [nfc(cell) for cell in rows.cells[named.kennung]]
    skipped = no_areas(monitoring) - {mean_row(monitoring)}
    counted = [id not in skipped for id in ids]
    meant = signs(monitoring)
    columns, unreadable = {}, {}
    for column in dict.fromkeys([named.einwohner, *monitoring.variablen, *monitoring.weitere_variablen]):
        written = sheets.numbers(rows.cells[column], monitoring.dezimalzeichen)
        cells = [meant.get(cell, cell) if counts else "" for cell, counts in zip(written, counted, strict=True)]
        columns[column], unreadable[column] = numbers.column(cells, monitoring.dezimalzeichen, whole=column == named.einwohner)
    lines = _lines(rows, monitoring, ids, columns[named.einwohner])
    broken = tuple(ragged(table, len(heads)))
    faults = (
        *above,
        *broken,
        *rows.ids(named.kennung, ids),
        *rows.texts([c for c in (named.kennung, named.name, named.bezirk) if c]),
        *rows.numbers(unreadable, monitoring.dezimalzeichen),
    )
    people_known = not broken and not unreadable[named.einwohner]
    ids_known = not broken and all(ids) and not any(date is not None for date in dates_among(ids))
    return ReadFigures(Figures(lines, columns, ids_known=ids_known, people_known=people_known), faults)


def mean_row(monitoring: Monitoring) -> str | None:
    """The id of the row whose values are the means; None where they are made of the areas'."""
    return monitoring.mittelwert_zeile if monitoring.mittelwert == "zeile" else None


def signs(monitoring: Monitoring) -> dict[str, str]:
    """Each sign that is no number → the number it stands for, empty for no value. What was said to mean zero does, even where
    it usually means no value."""
    return {sign.strip(): "" for sign in monitoring.fehlend} | {sign.strip(): "0" for sign in monitoring.null_zeichen}


def _lines(rows: Rows, monitoring: Monitoring, ids: list[str], population: NumberColumn) -> tuple[Line, ...]:
    named = monitoring.spalten
    nothing = [""] * len(ids)
    names = rows.cells[named.name] if named.name else nothing
    districts = rows.cells[named.bezirk] if named.bezirk else nothing
    return tuple(
        Line(id, nfc(name), nfc(district), people, rows.place(n, named.kennung))
        for n, (id, name, district, people) in enumerate(zip(ids, names, districts, population.values, strict=True))
    )


def nfc(text: str) -> str:
    """A text of the table as those of the YAML files are: composed."""
    return composed(text)
