"""Tables of `daten.json` for spreadsheets: tasks, decisions and measures of all areas, a row each.

They are made of the data alone, so no edition's table says more than its data. Semicolons and a byte order mark, as German
spreadsheets expect them; no cell can become a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from regsam_docs import harmless

TableRow = dict[str, Any]


def tables(data: Mapping[str, Any]) -> dict[str, bytes]:
    """Name of each table → its file. `data`: what `dataset` makes."""
    return {name: _encode(columns.split(), rows(data)) for name, (columns, rows) in TABLES.items()}


def _encode(columns: Sequence[str], rows: Iterator[TableRow]) -> bytes:
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow(columns)
    for row in rows:
        table.writerow([_cell(row[column]) for column in columns])
    return written.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    """A value as people write it: yes or no, several beside each other, a number with a comma."""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, (list, tuple)):
        return harmless.cell("; ".join(map(str, value)))
    if isinstance(value, float):
        return harmless.cell(str(value).replace(".", ","))
    return harmless.cell(value)


def _tasks(data: Mapping[str, Any]) -> Iterator[TableRow]:
    for area in map(msgspec.json.decode, data["gebiete"]):
        for task in area["auftraege"]:
            yield {**task, "gebiet": area["name"], "sitzung": task["id"].partition("/")[0]}


def _decisions(data: Mapping[str, Any]) -> Iterator[TableRow]:
    for area in map(msgspec.json.decode, data["gebiete"]):
        for meeting in area["sitzungen"]:
            for decision in meeting["beschluesse"]:
                counted = decision["abstimmung"] if isinstance(decision["abstimmung"], Mapping) else {}
                votes = {name: counted.get(name) for name in VOTES}
                said = {"sitzung": meeting["id"], "protokoll": meeting["status"], **votes}
                way = "gezaehlt" if counted else decision["abstimmung"]
                yield {**decision, **said, "gebiet": area["name"], "abstimmung": way}


def _measures(data: Mapping[str, Any]) -> Iterator[TableRow]:
    for area in map(msgspec.json.decode, data["gebiete"]):
        for goal in area["ziele"]:
            for measure in goal["massnahmen"]:
                under = {"ziel": goal["id"], "ziel_titel": goal["titel"], "bereich": goal["bereich"]}
                yield {**measure, **under, "gebiet": area["name"]}


VOTES = ("ja", "nein", "enthaltung")
TASKS = "gebiet id art titel an frist wiedervorlage status offen ueberfaellig massnahme uebergeben_an sitzung"
DECISIONS = f"gebiet sitzung protokoll top text ergebnis abstimmung {' '.join(VOTES)} verwiesen_an vertagt_auf"
MEASURES = "gebiet id titel ziel ziel_titel bereich verantwortlich beginn frist status"

TABLES: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], Iterator[TableRow]]]] = {
    "auftraege": (TASKS, _tasks),
    "beschluesse": (DECISIONS, _decisions),
    "massnahmen": (MEASURES, _measures),
}
"""Name of a table → its columns and what fills them."""
