"""The headings and rows of a table: which columns are needed, and what is wrong with them and their cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from regsam_docs.model.selection import Monitoring, no_areas
from regsam_docs.schema.judge import nearest
from regsam_docs.selection import complaints, sheets
from regsam_docs.selection.complaints import NoNumber, NumberColumn, dates_among, guessed
from regsam_docs.selection.table import Fault, Row, Table, capped
from regsam_docs.texts import T05, printable
from regsam_docs.yaml import Mark
from regsam_docs.yaml.characters import composed

SEPARATORS = {";": "das Semikolon", ",": "das Komma", "\t": "der Tabulator", "|": "der senkrechte Strich"}
"""Separators that occur, and their names: what was meant is guessed among these."""

NEAR = 500
"""Among no more headings than these one is suggested: more would take too long."""


def wanted(monitoring: Monitoring) -> tuple[str, ...]:
    """Headings of the columns that are needed, each once."""
    named = (monitoring.spalten.kennung, monitoring.spalten.name, monitoring.spalten.einwohner, monitoring.spalten.bezirk)
    return tuple(dict.fromkeys([*(n for n in named if n), *monitoring.variablen, *monitoring.weitere_variablen]))


ABOVE = 20
"""Among so many rows the headings are looked for."""


def headed(table: Table, columns: Sequence[str], given: int | None = None) -> tuple[Table, tuple[Fault, ...]]:
    """The table without what stands above its headings, and the mistake that something does. `columns`: those that are needed;
    `given`: the line of the headings as `auswahl.yaml` says it."""
    rows = (table.header, *table.rows[: ABOVE - 1])
    found = [max(len(columns) - _lacks(table, row, columns, separator) for separator in SEPARATORS) for row in rows]
    best = found.index(max(found))
    if best == 0 or found[best] < min(2, len(columns)) or best == len(table.rows):
        return table, ()
    line = rows[best].line
    first = table.lines[table.header.line - 1].strip().strip('"') if table.lines else ""
    if given is not None:
        what = f"In auswahl.yaml steht „kopfzeile: {given}“, die Überschriften der Spalten stehen aber in einer anderen Zeile"
    elif first.lower().startswith("sep="):
        what = f"Die Zeile „{first}“ ist ein Hinweis für Excel, die Überschriften stehen in Zeile {line}"
    elif best == 1:
        what = f"Über den Überschriften der Spalten (in Zeile {line}) steht noch eine Zeile"
    else:
        what = f"Über den Überschriften der Spalten (in Zeile {line}) stehen noch {best} Zeilen"
    message = f"{what}. Schreiben Sie in auswahl.yaml „kopfzeile: {line}“, oder löschen Sie, was darüber steht."
    fault = Fault(Mark(table.header.line, 1), message, f"kopfzeile: {line}")
    return replace(table, header=rows[best], rows=table.rows[best:]), (fault,)


def headings(table: Table, heads: Sequence[str], monitoring: Monitoring) -> Iterator[Fault]:
    """Columns that are missing or there twice; a wrong separator is told as that alone. `heads`: the headings, composed."""
    columns = wanted(monitoring)
    there = set(heads)
    lacking = [column for column in columns if column not in there]
    other = _meant_separator(table, columns, len(lacking))
    if other is not None:
        yield Fault(Mark(table.header.line, 1), *_wrong_separator(table.separator or "", other))
        return
    free = sorted(head for head in there - set(columns) if head)[:NEAR]
    yield from capped((_lacking(table, column, free) for column in lacking), len(lacking))
    yield from capped(_doubled(table, heads, frozenset(columns)))


def _lacking(table: Table, column: str, free: Sequence[str]) -> Fault:
    near = nearest(column, free)
    message = (
        f"Die Spalte „{column}“ fehlt in der Tabelle. {guessed(near)}Berichtigen Sie die Überschrift hier oder den Namen der "
        "Spalte in auswahl.yaml."
    )
    return Fault(Mark(table.header.line, 1), message, near)


def _doubled(table: Table, heads: Sequence[str], columns: frozenset[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, head in enumerate(heads):
        if head in seen and head in columns:
            message = f"Die Überschrift „{head}“ gibt es zweimal. Benennen Sie eine der beiden Spalten um, oder löschen Sie sie."
            yield Fault(table.place(table.header, index), message)
        seen.add(head)


def _meant_separator(table: Table, columns: Sequence[str], lacking: int) -> str | None:
    """The separator by which most of the columns would be there, if it is more of them than now."""

    if table.separator is None:
        return None

    def lacks(separator: str) -> int:
        return _lacks(table, table.header, columns, separator)

    best = min((s for s in SEPARATORS if s != table.separator), key=lacks)
    return best if lacks(best) < lacking else None


def _lacks(table: Table, row: Row, columns: Sequence[str], separator: str) -> int:
    """How many columns would be missing if a row were the headings and this the separator."""
    cells = row.cells if table.separator is None else table.lines[row.line - 1].split(separator)
    heads = {composed(head.strip().strip('"').strip()) for head in cells}
    return sum(column not in heads for column in columns)


def _wrong_separator(now: str, meant: str) -> tuple[str, str]:
    quoted = '"\\t"' if meant == "\t" else f'"{meant}"'
    message = (
        f"Die Spalten sind nicht mit „{now}“ getrennt; wahrscheinlich ist es {SEPARATORS[meant]}. Schreiben Sie in auswahl.yaml "
        f"„trennzeichen: {quoted}“, oder speichern Sie die Tabelle mit dem vereinbarten Trennzeichen neu."
    )
    return message, f"trennzeichen: {quoted}"


def _complete(row: Row, width: int) -> bool:
    """Whether a row has a cell for every heading; what it has besides must be empty."""
    return len(row.cells) >= width and not any(row.cells[width:])


def ragged(table: Table, width: int) -> Iterator[Fault]:
    """Rows with too few cells, at their beginning, or with too many, at the first of these."""
    yield from capped(_ragged(table, row, width) for row in table.rows if not _complete(row, width))


def _ragged(table: Table, row: Row, width: int) -> Fault:
    surplus = len(row.cells) > width
    if len(row.cells) == 1 < width - 1:
        message = (
            f"Die Zeile hat nur eine von {width} Zellen. Ist sie eine Anmerkung („Quelle“, „Stand“), löschen Sie sie; sonst "
            "ergänzen Sie die fehlenden Zellen."
        )
        return Fault(table.place(row, 0), message)
    if surplus and table.separator is None:
        message = "Hier steht etwas rechts der Tabelle. Löschen Sie es, oder geben Sie der Spalte eine Überschrift."
        return Fault(table.place(row, width), message)
    advice = (
        f"Steht „{table.separator}“ in einem Text oder einer Zahl, setzen Sie diese Zelle in Anführungszeichen."
        if surplus
        else "Ergänzen Sie die fehlenden Trennzeichen; eine Zelle ohne Wert bleibt leer."
    )
    message = f"Die Zeile hat {len(row.cells)} statt {width} Zellen. {advice}"
    return Fault(table.place(row, width if surplus else 0), message)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that have all their cells. `at`: column → its position from 0; `cells`: column → its cells."""

    table: Table
    rows: Sequence[Row]
    at: Mapping[str, int]
    cells: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, table: Table, at: Mapping[str, int], width: int) -> Rows:
        """The complete rows of a table."""
        rows = [row for row in table.rows if _complete(row, width)]
        return cls(table, rows, at, {column: [row.cells[index] for row in rows] for column, index in at.items()})

    def place(self, row: int, column: str) -> Mark:
        """Where a cell begins."""
        return self.table.place(self.rows[row], self.at[column])

    def ids(self, column: str, ids: Sequence[str], dates: Sequence[str | None]) -> Iterator[Fault]:
        """Ids that are missing, dates made of ids, and ids given twice, at the second one."""
        first: dict[str, int] = {}
        for row, (id, meant) in enumerate(zip(ids, dates, strict=True)):
            if not id:
                message = "Hier fehlt die Kennung. Tragen Sie sie ein, oder löschen Sie die Zeile, wenn sie kein Gebiet ist."
                yield Fault(self.place(row, column), message)
            elif meant is not None:
                made = f", etwa aus „{meant}“" if meant else ""
                kind = "die Zahl eines Datums" if id.isdigit() else "ein Datum"
                message = (
                    f"„{id}“ ist {kind}, das die Tabellenkalkulation aus einer Kennung gemacht hat{made}. Stellen "
                    "Sie das Format der Spalte auf „Text“, tragen Sie die Kennungen neu ein, und speichern Sie als „CSV UTF-8“."
                )
                yield Fault(self.place(row, column), message)
            elif id in first:
                message = (
                    f"Die Kennung „{id}“ steht schon in Zeile {self.rows[first[id]].line} und darf nur einmal vorkommen. "
                    "Berichtigen Sie eine der beiden, oder löschen Sie die doppelte Zeile."
                )
                yield Fault(self.place(row, column), message)
            else:
                first[id] = row

    def texts(self, columns: Iterable[str]) -> Iterator[Fault]:
        """Formulas, and characters that cannot be printed, in columns of text."""
        for column in columns:
            cells = list(enumerate(self.cells[column]))
            yield from capped(self._formula(row, column, cell) for row, cell in cells if cell[:1] in ("=", "+", "@"))
            yield from capped(self._unprintable(row, column, cell) for row, cell in cells if any(printable.unprintable(cell)))

    def _formula(self, row: int, column: str, cell: str) -> Fault:
        message = f"„{cell[:30]}“ ist eine Formel oder sieht wie eine aus. Tragen Sie den Text selbst ein."
        return Fault(self.place(row, column), message)

    def _unprintable(self, row: int, column: str, cell: str) -> Fault:
        codes = " ".join(f"U+{ord(c):04X}" for c in next(printable.unprintable(cell)).characters[:3])
        message = f"Ein Zeichen in dieser Zelle kann nicht gedruckt werden ({codes}). Bitte ersetzen oder löschen Sie es."
        return Fault(self.place(row, column), message, rule=T05)

    def numbers(self, found: Mapping[str, Sequence[NoNumber]], mark: str) -> Iterator[Fault]:
        """Cells that are no numbers. A decimal mark that is wrong throughout is one mistake; the same mistake in many cells
        of a column is told a few times. `mark`: the decimal mark."""
        wrong = [(u.row, column) for column, cells in found.items() for u in cells if u.complaint.kind == "dezimal"]
        used = any(mark in cell for column in found for cell in self.cells[column])
        throughout = len(wrong) > 1 and not used
        if throughout:
            yield self._other_mark(*min(wrong, key=lambda cell: (cell[0], self.at[cell[1]])), len(wrong), mark)
        for column, cells in found.items():
            kinds: dict[str, list[NoNumber]] = {}
            for unreadable in cells:
                if not (throughout and unreadable.complaint.kind == "dezimal"):
                    kinds.setdefault(unreadable.complaint.kind, []).append(unreadable)
            for same in kinds.values():
                yield from capped((self._number(column, unreadable) for unreadable in same), len(same))

    def _other_mark(self, row: int, column: str, count: int, mark: str) -> Fault:
        other = "." if mark == "," else ","
        message = (
            f"Die Zahlen haben ein anderes Dezimalzeichen als vereinbart, zuerst „{self.cells[column][row]}“ (insgesamt {count} "
            f'Zellen). Schreiben Sie in auswahl.yaml „dezimalzeichen: "{other}"“, oder speichern Sie die Tabelle neu.'
        )
        return Fault(self.place(row, column), message, f'dezimalzeichen: "{other}"')

    def _number(self, column: str, unreadable: NoNumber) -> Fault:
        said = unreadable.complaint
        return Fault(self.place(unreadable.row, column), f"{said.message} (Spalte „{column}“)", said.hint)


# --- A table and what `auswahl.yaml` says of its columns → exact numbers by quarter and variable, and the mistakes (K01).


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
    heads = [composed(head) for head in table.header.cells]
    while not heads[-1]:
        heads.pop()  # spreadsheets leave separators behind the last column
    mistaken = tuple(headings(table, heads, monitoring))
    if mistaken:
        return ReadFigures(None, (*above, *mistaken))
    rows = Rows.of(table, {column: heads.index(column) for column in wanted(monitoring)}, len(heads))
    named = monitoring.spalten
    ids = [composed(cell) for cell in rows.cells[named.kennung]]
    dates = dates_among(ids)
    columns, unreadable = _columns(rows, monitoring, ids)
    lines = _lines(rows, monitoring, ids, columns[named.einwohner])
    broken = tuple(ragged(table, len(heads)))
    faults = (
        *above,
        *broken,
        *capped(rows.ids(named.kennung, ids, dates)),
        *rows.texts([c for c in (named.kennung, named.name, named.bezirk) if c]),
        *rows.numbers(unreadable, monitoring.dezimalzeichen),
    )
    people_known = not broken and not unreadable[named.einwohner]
    ids_known = not broken and all(ids) and dates.count(None) == len(dates)
    return ReadFigures(Figures(lines, columns, ids_known=ids_known, people_known=people_known), faults)


def _columns(rows: Rows, monitoring: Monitoring, ids: Sequence[str]) -> tuple[dict[str, NumberColumn], dict[str, list[NoNumber]]]:
    """The columns of numbers, and what in them is none."""
    mark, people = monitoring.dezimalzeichen, monitoring.spalten.einwohner
    skipped, meant = no_areas(monitoring) - {mean_row(monitoring)}, signs(monitoring)
    counted = [id not in skipped for id in ids]
    columns, unreadable = {}, {}
    for column in dict.fromkeys([people, *monitoring.variablen, *monitoring.weitere_variablen]):
        written = sheets.numbers(rows.cells[column], mark)
        cells = [meant.get(cell, cell) if counts else "" for cell, counts in zip(written, counted, strict=True)]
        columns[column], unreadable[column] = complaints.column(cells, mark, whole=column == people)
    return columns, unreadable


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
        Line(id, composed(name), composed(district), people, rows.place(n, named.kennung))
        for n, (id, name, district, people) in enumerate(zip(ids, names, districts, population.values, strict=True))
    )
