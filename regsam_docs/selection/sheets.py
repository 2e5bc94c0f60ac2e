"""Bytes of a spreadsheet (.xlsx, .ods) → rows of cells as they are stored, not as they are shown (`repository.contents`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from posixpath import join, normpath

from regsam_docs.german import number as in_german
from regsam_docs.limits import CSV_BYTES, CSV_COLUMNS, CSV_ROWS, MIB, SHEET_CELLS
from regsam_docs.repository.contents import Archive, Attributes, BadOffice, no_such_file, visit
from regsam_docs.selection.complaints import DECIMALS
from regsam_docs.selection.table import Fault, Row, Table, assembled
from regsam_docs.yaml import Mark
from regsam_docs.yaml.characters import FORBIDDEN

ENDINGS = (".xlsx", ".ods")
"""Names of files that are read here."""


class Stored(str):
    """A cell that holds a number: written with a point, whatever the table's decimal mark is."""

    __slots__ = ()


def parse(data: bytes, name: str, sheet: str | None = None, heading: int | None = None) -> Table | tuple[Fault, ...]:
    """Read one sheet of a spreadsheet. `name`: of the file; `sheet`: by its name, the first where None; `heading`: row of the
    headings (None: the first with any content)."""
    try:
        if len(data) > CSV_BYTES:
            raise BadOffice(f"Die Tabelle ist größer als {CSV_BYTES // MIB} MiB. Bitte löschen Sie, was nicht gebraucht wird.")
        cells = (_xlsx if name.lower().endswith(".xlsx") else _ods)(Archive.of(data), sheet).rows
    except BadOffice as why:
        return (Fault(Mark(1, 1), str(why)),)
    width = max((max(of_row) + 1 for of_row in cells.values()), default=0)
    rows = [Row(n, _row(of_row, width)) for n, of_row in sorted(cells.items())]
    bad = next(((row, c) for row in rows for c, cell in enumerate(row.cells) if FORBIDDEN.search(cell)), None)
    if bad is not None:
        return (Fault(Mark(bad[0].line, bad[1] + 1), "In dieser Zelle steht ein nicht erlaubtes, meist unsichtbares Zeichen."),)
    return assembled([row for row in rows if row.line >= (heading or 1)], (), None, heading, max(cells, default=0))


def _row(cells: Mapping[int, str], width: int) -> tuple[str, ...]:
    """The cells of a row, those that hold nothing too; but a note below a table stays a row of one cell."""
    return (cells[0],) if set(cells) == {0} else tuple(cells.get(column, "") for column in range(width))


@dataclass(slots=True)
class Cells:
    """What is stored in which cell. `rows`: row (from 1) → column (from 0) → content; what holds nothing is left out."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    count: int = 0

    def put(self, row: int, column: int, value: str) -> None:
        """Keep a cell's content. Raises BadOffice for what lies beyond the limits."""
        if not value:
            return
        self.count += 1
        if row > CSV_ROWS or column >= CSV_COLUMNS or self.count > SHEET_CELLS:
            raise BadOffice(
                f"Die Tabelle ist zu groß: Möglich sind {in_german(CSV_ROWS)} Zeilen, {in_german(CSV_COLUMNS)} Spalten und "
                f"{in_german(SHEET_CELLS)} Zellen. Bitte löschen Sie, was nicht gebraucht wird."
            )
        self.rows.setdefault(row, {})[max(column, 0)] = value


def stored(text: str) -> str:
    """A number as a spreadsheet stores it (`6.5`, `1E-3`, `9.8000000000000007`), written out. Spreadsheets count with 15 digits;
    what they store beyond these is how a binary number comes near."""
    try:
        number = Decimal(f"{float(text):.15g}")
    except (ValueError, InvalidOperation):
        return text
    if not number.is_finite() or abs(number.adjusted()) > DECIMALS:
        return text
    whole = number.to_integral_value()
    return Stored(format(whole if number == whole else number, "f"))


def _chosen(names: list[str], sheet: str | None) -> int:
    """Position of the sheet that is meant."""
    if not names:
        raise BadOffice("Die Datei enthält kein Tabellenblatt.")
    if sheet is None:
        return 0
    if sheet not in names:
        there = ", ".join(f"„{name[:40]}“" for name in names[:10])
        raise BadOffice(f"Ein Blatt „{sheet}“ gibt es hier nicht, sondern: {there}. Berichtigen Sie „blatt“ in auswahl.yaml.")
    return names.index(sheet)


# ---- .xlsx

_DAYS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Built-in formats of days and times."""
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]')


def _every(part: bytes | None, *tags: str) -> dict[str, list[Attributes]]:
    """What the elements of some names say in a part, in their order; nothing where there is no such part."""
    every: dict[str, list[Attributes]] = {tag: [] for tag in tags}
    visit(part or b"<r/>", lambda tag, found: every[tag].append(found) if tag in every else None)
    return every


def _xlsx(archive: Archive, sheet: str | None) -> Cells:
    part = archive.read("xl/workbook.xml")
    if part is None:
        raise BadOffice(no_such_file(b""))
    book = _every(part, "sheet", "workbookPr")
    id = book["sheet"][_chosen([found.get("name", "") for found in book["sheet"]], sheet)].get("id", "")
    parts = _every(archive.read("xl/_rels/workbook.xml.rels"), "Relationship")["Relationship"]
    target = {found.get("Id", ""): found.get("Target", "") for found in parts}.get(id, "")
    part = archive.read(normpath(join("xl", target)).lstrip("/"))
    if part is None:
        raise BadOffice("Die Datei ist beschädigt. Speichern Sie die Tabelle neu.")
    late = any(found.get("date1904") in ("1", "true") for found in book["workbookPr"])
    reader = _Sheet(_shared(archive), _day_styles(archive), date(1904, 1, 1) if late else date(1899, 12, 30))
    visit(part, reader.start, reader.end, reader.text)
    return reader.cells


def _shared(archive: Archive) -> list[str]:
    """The texts that cells refer to by number; how they are pronounced (Japanese) is no part of them."""
    texts: list[str] = []
    now: list[str] = []
    open_ = Counter[str]()

    def start(tag: str, found: Attributes) -> None:
        open_[tag] += 1

    def end(tag: str) -> None:
        open_[tag] -= 1
        if tag == "si":
            texts.append("".join(now))
            now.clear()

    def text(said: str) -> None:
        if open_["t"] and not open_["rPh"]:
            now.append(said)

    visit(archive.read("xl/sharedStrings.xml") or b"<r/>", start, end, text)
    return texts


def _day_styles(archive: Archive) -> frozenset[int]:
    """Numbers of the styles that show a number as a day."""
    part = archive.read("xl/styles.xml")
    codes = {found.get("numFmtId", ""): found.get("formatCode", "") for found in _every(part, "numFmt")["numFmt"]}
    own = {id for id, code in codes.items() if re.search(r"[dmyhs]", _QUOTED.sub("", code.lower()))}
    styles: list[str] = []
    open_ = Counter[str]()

    def start(tag: str, found: Attributes) -> None:
        open_[tag] += 1
        if tag == "xf" and open_["cellXfs"]:
            styles.append(found.get("numFmtId", "0"))

    visit(part or b"<r/>", start, lambda tag: open_.subtract([tag]))
    return frozenset(n for n, id in enumerate(styles) if id in own or (id.isdigit() and len(id) < 6 and int(id) in _DAYS))


@dataclass(slots=True)
class _Sheet:
    """The cells of a worksheet, as its elements come by."""

    shared: list[str]
    days: frozenset[int]
    since: date
    cells: Cells = field(default_factory=Cells)
    row: int = 0
    column: int = -1
    kind: str = "n"
    style: str = "0"
    inside: str = ""
    value: str = ""
    formula: str = ""

    def start(self, tag: str, found: Attributes) -> None:
        if tag == "row":
            self.row = _whole(found.get("r")) or self.row + 1
            self.column = -1
        elif tag == "c":
            self.column = _column(found.get("r", "")) if found.get("r") else self.column + 1
            self.kind, self.style, self.value, self.formula = found.get("t", "n"), found.get("s", "0"), "", ""
        elif tag in ("v", "t", "f"):
            self.inside = tag

    def text(self, said: str) -> None:
        if self.inside == "f":
            self.formula += said
        elif self.inside:
            self.value += said

    def end(self, tag: str) -> None:
        if tag in ("v", "t", "f"):
            self.inside = ""
        elif tag == "c":
            self.cells.put(self.row, self.column, self.stored().strip() if self.kind != "n" else self.stored())

    def stored(self) -> str:
        if not self.value:
            return f"={self.formula}" if self.formula else ""
        if self.kind == "s":
            index = _whole(self.value)
            return self.shared[index] if index is not None and index < len(self.shared) else ""
        if self.kind == "b":
            return "WAHR" if self.value == "1" else "FALSCH"
        if self.kind != "n":
            return self.value
        number = stored(self.value)
        return self.day(number) if _whole(self.style) in self.days else number

    def day(self, number: str) -> str:
        try:
            return (self.since + timedelta(days=int(Decimal(number)))).isoformat()
        except (OverflowError, InvalidOperation, ValueError):
            return number


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _column(reference: str) -> int:
    """`AB12` → 27."""
    number = 0
    for letter in reference[:4]:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


# ---- .ods


def _ods(archive: Archive, sheet: str | None) -> Cells:
    content = archive.read("content.xml")
    if content is None:
        raise BadOffice(no_such_file(b""))
    names = [found.get("name", "") for found in _every(content, "table")["table"]]
    reader = _Table(_chosen(names, sheet))
    visit(content, reader.start, reader.end, reader.text)
    return reader.cells


@dataclass(slots=True)
class _Table:
    """The cells of one table of an OpenDocument, as its elements come by. Empty rows and cells that are said to repeat a million
    times cost nothing."""

    wanted: int
    cells: Cells = field(default_factory=Cells)
    table: int = -1
    row: int = 1
    column: int = 0
    rows: int = 1
    found: Attributes = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    inside: int = 0
    aside: int = 0
    of_row: dict[int, str] = field(default_factory=dict)

    def start(self, tag: str, found: Attributes) -> None:
        if tag == "table":
            self.table += 1
            self.row = 1
        elif self.table != self.wanted:
            return
        elif tag == "table-row":
            self.rows, self.column, self.of_row = _whole(found.get("number-rows-repeated")) or 1, 0, {}
        elif tag in ("table-cell", "covered-table-cell"):
            self.found, self.said = found, []
        elif tag == "annotation":
            self.aside += 1
        elif tag == "p":
            self.inside += 1
            if self.said and not self.aside:
                self.said.append("\n")
        elif tag in ("s", "tab", "line-break") and self.inside and not self.aside:
            self.said.append(" ")

    def text(self, said: str) -> None:
        if self.inside and not self.aside and self.table == self.wanted:
            self.said.append(said)

    def end(self, tag: str) -> None:
        if self.table != self.wanted:
            return
        if tag == "annotation":
            self.aside -= 1
        elif tag == "p":
            self.inside -= 1
        elif tag in ("table-cell", "covered-table-cell"):
            self.cell(_whole(self.found.get("number-columns-repeated")) or 1)
        elif tag == "table-row":
            for _ in range(self.rows if self.of_row else 0):
                for column, value in self.of_row.items():
                    self.cells.put(self.row, column, value)
                self.row += 1
            self.row += 0 if self.of_row else self.rows

    def cell(self, times: int) -> None:
        value = self.stored()
        for column in range(self.column, self.column + times) if value else ():
            if column >= CSV_COLUMNS:
                self.cells.put(self.row, column, value)
            self.of_row[column] = value
        self.column += times

    def stored(self) -> str:
        kind = self.found.get("value-type", "")
        if kind in ("float", "percentage", "currency"):
            return stored(self.found.get("value", ""))
        if kind == "date":
            return self.found.get("date-value", "").removesuffix("T00:00:00")
        return "".join(self.said).strip()


def numbers(cells: Sequence[str], mark: str) -> list[str]:
    """Cells of a column of numbers with the table's decimal mark."""
    return [cell.replace(".", mark) if isinstance(cell, Stored) else cell for cell in cells]
