"""Headings of a table: which columns are needed, and what is wrong if they are not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from regsam_docs.model.selection import Monitoring
from regsam_docs.schema.judge import nearest
from regsam_docs.selection.table import Fault, Table, capped
from regsam_docs.yaml import Mark

SEPARATORS = {";": "das Semikolon", ",": "das Komma", "\t": "der Tabulator", "|": "der senkrechte Strich"}
"""Separators that occur, and their names: what was meant is guessed among these."""

NEAR = 500
"""Among no more headings than these one is suggested: more would take too long."""


def wanted(monitoring: Monitoring) -> tuple[str, ...]:
    """Headings of the columns that are needed, each once."""
    named = (monitoring.spalten.kennung, monitoring.spalten.name, monitoring.spalten.einwohner, monitoring.spalten.bezirk)
    return tuple(dict.fromkeys([*(n for n in named if n), *monitoring.variablen, *monitoring.weitere_variablen]))


def headings(table: Table, heads: Sequence[str], monitoring: Monitoring) -> Iterator[Fault]:
    """Columns that are missing or there twice; a wrong separator is told as that alone. `heads`: the headings, composed."""
    columns = wanted(monitoring)
    there = set(heads)
    lacking = [column for column in columns if column not in there]
    other = _meant_separator(table, columns, len(lacking))
    if other is not None:
        yield Fault(Mark(table.header.line, 1), *_wrong_separator(table.separator, other))
        return
    free = sorted(head for head in there - set(columns) if head)[:NEAR]
    yield from capped((_lacking(table, column, free) for column in lacking), len(lacking))
    yield from capped(_doubled(table, heads, frozenset(columns)))


def _lacking(table: Table, column: str, free: Sequence[str]) -> Fault:
    near = nearest(column, free)
    advice = f"Meinten Sie „{near}“? " if near else ""
    message = (
        f"Die Spalte „{column}“ fehlt in der Tabelle. {advice}Berichtigen Sie die Überschrift hier oder den Namen der Spalte in "
        "auswahl.yaml."
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
    text = table.lines[table.header.line - 1]

    def lacks(separator: str) -> int:
        heads = {head.strip().strip('"').strip() for head in text.split(separator)}
        return sum(column not in heads for column in columns)

    best = min((s for s in SEPARATORS if s != table.separator), key=lacks)
    return best if lacks(best) < lacking else None


def _wrong_separator(now: str, meant: str) -> tuple[str, str]:
    quoted = '"\\t"' if meant == "\t" else f'"{meant}"'
    message = (
        f"Die Spalten sind nicht mit „{now}“ getrennt; wahrscheinlich ist es {SEPARATORS[meant]}. Schreiben Sie in auswahl.yaml "
        f"„trennzeichen: {quoted}“, oder speichern Sie die Tabelle mit dem vereinbarten Trennzeichen neu."
    )
    return message, f"trennzeichen: {quoted}"
