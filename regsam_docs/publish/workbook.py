"""Tables as a workbook for spreadsheet programs (.xlsx): the same rows give the same bytes, texts stay texts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal

from regsam_docs import german

CellKind = Literal["text", "day", "number", "euro"]
FORMATS: dict[CellKind, dict[str, str]] = {
    "text": {},
    "day": {"num_format": "dd.mm.yyyy", "align": "left"},
    "number": {"num_format": "0.##"},
    "euro": {"num_format": '#,##0.00 "€"'},
}
"""How a program shows each kind of cell."""

LONGEST = 32_000
"""Characters that a cell takes, a little less than the format allows."""
WIDEST = 60
"""Characters of the widest column; longer texts are broken."""
FIRST = date(1900, 3, 1)
"""The first day that all spreadsheet programs count alike; an earlier one is a text."""
EMPTY_ROWS = {"objects": False, "select_locked_cells": True, "sort": True, "autofilter": True, "format_columns": True}
"""What a reader of a protected table may still do."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column. `editable`: readers are to fill it in, from `choices` if there are any; `hint` tells them how."""

    title: str
    kind: CellKind = "text"
    editable: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on a sheet of its own. Cells are texts, numbers, days or None, by their column."""

    name: str
    headings: tuple[Heading, ...]
    rows: Sequence[Sequence[Any]]


def workbook(grids: Sequence[Grid], title: str, on: date) -> bytes:
    """The file. `on`: the day it says it was made."""
    import xlsxwriter  # only where somebody asks for it

    made = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(made, plain)
    book.set_properties({"title": title, "created": datetime.combine(on, time(0), UTC).replace(tzinfo=None)})
    for grid in grids:
        _write(book, book.add_worksheet(grid.name), grid)
    book.close()
    return made.getvalue()


def _write(book: Any, sheet: Any, grid: Grid) -> None:
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E6ECF2"})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(grid.rows), 1), len(grid.headings) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    editable = any(heading.editable for heading in grid.headings)
    if editable:
        sheet.protect("", EMPTY_ROWS)
    for column, heading in enumerate(grid.headings):
        style = {"valign": "top", "text_wrap": True, "locked": not heading.editable, **FORMATS[heading.kind]}
        # A text stays one when somebody goes into its cell and out again.
        cell = book.add_format({**style, **({"quote_prefix": True} if heading.kind == "text" else {})})
        below = book.add_format(style)
        cells = [row[column] for row in grid.rows]
        sheet.set_column(column, column, _width(heading, cells), below, {"hidden": heading.hidden})
        sheet.write_string(0, column, heading.title, head)
        for row, value in enumerate(cells, 1):
            _cell(sheet, row, column, value, cell if value is not None else below)
        _validate(sheet, heading, column, len(cells))


def _cell(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, date) and value >= FIRST:
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, german.cut(str(value), LONGEST), style)


def _validate(sheet: Any, heading: Heading, column: int, rows: int) -> None:
    """Offer the choices, and say what a cell is for to whoever goes into it. What else is entered is told when it is read."""
    if not heading.editable or not rows:
        return
    message = {"input_title": heading.title, "input_message": heading.hint, "ignore_blank": True}
    rule = {"validate": "list", "source": list(heading.choices)} if heading.choices else {"validate": "any"}
    sheet.data_validation(1, column, rows, column, {**rule, **message})


def _width(heading: Heading, cells: Sequence[Any]) -> int:
    longest = max((len(line) for value in cells for line in str(value or "").splitlines()), default=0)
    least = {"day": 12, "euro": 14, "number": 10, "text": 24 if heading.editable and not heading.choices else 8}[heading.kind]
    return min(max(longest + 2, least, min(len(heading.title) + 4, 20)), WIDEST)
