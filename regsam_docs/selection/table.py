"""Bytes of a CSV file → rows of cells that still know their line and column, or the mistakes that prevent it.

The standard library's `csv` splits the cells. It does not tell their columns; those are looked up only for the few cells a
finding is about, so that a large table costs nothing more.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from regsam_docs.finding import Rule
from regsam_docs.german import number as in_german
from regsam_docs.limits import CSV_BYTES, CSV_COLUMNS, CSV_ROWS, MIB
from regsam_docs.repository import contents
from regsam_docs.selection.complaints import K01
from regsam_docs.yaml import Mark
from regsam_docs.yaml.characters import FORBIDDEN, PILED, name, piled

MOST = 10
"""So many times the same mistake is told; the last finding says how often it occurs besides."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake in the table: its place, and German words for it."""

    mark: Mark
    message: str
    hint: str | None = None
    rule: Rule = K01


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the line it begins on (from 1) and its cells without outer blanks."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with at least one row below its header. Rows without any content are left out."""

    header: Row
    rows: tuple[Row, ...]
    lines: tuple[str, ...]
    separator: str | None
    """None where a spreadsheet keeps cells apart; then `lines` is empty."""

    def place(self, row: Row, index: int) -> Mark:
        """Where a cell of a row begins, its quotation mark and blanks included; `index` counts from 0. In a spreadsheet: its row
        and its column."""
        if self.separator is None:
            return Mark(row.line, index + 1)
        cell, quoted, begins, encloses = 0, False, True, False
        line = row.line
        while index and line <= len(self.lines):
            for column, character in enumerate(self.lines[line - 1], 1):
                if character == '"' and (begins or encloses):
                    quoted, encloses = not quoted, True
                elif character == self.separator and not quoted:
                    cell += 1
                    if cell == index:
                        return Mark(line, column + 1)
                    begins, encloses = True, False
                    continue
                begins = False
            line += 1
        return Mark(row.line, 1)


def parse(data: bytes, separator: str, heading: int | None = None) -> Table | tuple[Fault, ...]:
    """Read a table. `data`: the file, of which `CSV_BYTES` + 1 bytes are enough; `separator`: one character; `heading`: the
    line of the headings, above which nothing is looked at (None: the first with any content)."""
    text = decode(data)
    if not isinstance(text, str):
        return text
    lines: list[str] = []
    rows: list[Row] = []
    kept = _kept(io.StringIO(text, newline=""), lines)
    before = above = sum(1 for _ in islice(kept, (heading or 1) - 1))
    reader = csv.reader(kept, delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader):
            if number > CSV_ROWS or len(cells) > CSV_COLUMNS:
                return (_too_much(before + 1),)
            if any(stripped := tuple(cell.strip() for cell in cells)):
                rows.append(Row(before + 1, stripped))
            before = above + reader.line_num
    except csv.Error as error:
        return (_not_csv(error, before + 1),)
    return assembled(rows, tuple(lines), separator, heading, len(lines))


def assembled(
    rows: list[Row], lines: tuple[str, ...], separator: str | None, heading: int | None, last: int
) -> Table | tuple[Fault, ...]:
    """The table of rows that begin with the headings. `last`: the last line or row of the file."""
    if heading is not None and (not rows or rows[0].line != heading):
        return (_no_heading(heading, last),)
    if len(rows) < 2:
        message = (
            "Die Tabelle enthält keine Zeilen mit Werten. Nötig sind eine Zeile mit den Überschriften der Spalten und darunter "
            "eine Zeile je Gebiet."
        )
        return (Fault(Mark(1, 1), message),)
    return Table(rows[0], tuple(rows[1:]), lines, separator)


def _no_heading(heading: int, lines: int) -> Fault:
    there = "ist diese Zeile leer" if heading <= lines else f"hat die Tabelle nur {lines} Zeilen"
    message = (
        f"In auswahl.yaml steht „kopfzeile: {heading}“, aber {there}. Nennen Sie dort die Zeile, in der die Überschriften der "
        "Spalten stehen."
    )
    return Fault(Mark(max(min(heading, lines), 1), 1), message)


def _kept(lines: Iterable[str], keep: list[str]) -> Iterator[str]:
    """The lines, each kept once it is read: what follows a mistake that ends the reading costs no memory."""
    for line in lines:
        keep.append(line)
        yield line


def _too_much(line: int) -> Fault:
    message = (
        f"Die Tabelle ist zu groß: Möglich sind {in_german(CSV_ROWS)} Zeilen und {in_german(CSV_COLUMNS)} Spalten. Bitte löschen "
        "Sie, was nicht gebraucht wird, auch leere Zeilen am Ende."
    )
    return Fault(Mark(line, 1), message)


def decode(data: bytes) -> str | tuple[Fault, ...]:
    """The text of the file without a byte order mark, or why there is none."""
    if len(data) > CSV_BYTES:
        message = (
            f"Die Tabelle ist größer als {CSV_BYTES // MIB} MiB. Bitte löschen Sie Spalten und Zeilen, die nicht gebraucht "
            "werden."
        )
        return (Fault(Mark(1, 1), message),)
    unfit = contents.unfit(data, "csv")
    if unfit is not None:
        return (Fault(Mark(unfit.line, unfit.column), unfit.message),)
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        return (_not_utf8(data, error),)
    if FORBIDDEN.search(text) is not None:
        return tuple(_forbidden(text))
    place = piled(text)
    return text if place is None else (Fault(_mark(text[:place]), PILED),)


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> Fault:
    how = "Bitte speichern Sie die Tabelle neu, in der Tabellenkalkulation als „CSV UTF-8“ (Zeichensatz Unicode UTF-8)."
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Fault(Mark(1, 1), f"Die Tabelle ist in UTF-16 gespeichert, nicht in UTF-8. {how}")
    before = error.object[: error.start].decode("utf-8")
    meant = bytes([error.object[error.start]]).decode("cp1252", errors="replace")
    message = f"Die Tabelle ist nicht in UTF-8 gespeichert (wahrscheinlich in Windows-1252 oder Latin-1). {how}"
    known = meant.isprintable() and meant != "\ufffd"
    return Fault(_mark(before), message, f"Hier ist vermutlich „{meant}“ gemeint" if known else None)


def _forbidden(text: str) -> Iterable[Fault]:
    for count, match in enumerate(FORBIDDEN.finditer(text)):
        if count == MOST:
            return
        message = f"Hier steht ein nicht erlaubtes Zeichen: {name(match[0])}. Bitte löschen Sie es; meist ist es unsichtbar."
        yield Fault(_mark(text[: match.start()]), message)


def _mark(before: str) -> Mark:
    """The place after a text; a line ends with `\\n`, `\\r` or both."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Mark(len(lines), len(lines[-1]) + 1)


def _not_csv(error: csv.Error, line: int) -> Fault:
    message = (
        "Ab dieser Zeile stimmen die Anführungszeichen nicht: Eines wird nicht geschlossen, oder nach dem schließenden steht "
        'noch Text. Setzen Sie die ganze Zelle in Anführungszeichen, und verdoppeln Sie die im Inneren: "Zum ""Hirschen""".'
    )
    if "limit" in str(error):
        message = (
            "Hier ist eine Zelle länger als erlaubt. Wahrscheinlich fehlt ein schließendes Anführungszeichen; bitte ergänzen "
            "Sie es."
        )
    return Fault(Mark(line, 1), message)


def capped(faults: Iterable[Fault], total: int | None = None) -> Iterator[Fault]:
    """The first few; the last of them says how many there are besides. `total`: how many there are, if known."""
    left = iter(faults)
    named = list(islice(left, MOST))
    besides = total - len(named) if total is not None else sum(1 for _ in left)
    if besides and named:
        named[-1] = replace(named[-1], message=f"{named[-1].message} Dasselbe gilt für {besides} weitere Stellen der Tabelle.")
    yield from named
