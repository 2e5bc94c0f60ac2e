"""Spreadsheets say what the same table says as CSV; those that are broken, too large or hostile end with one finding."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from regsam_docs import check
from regsam_docs.limits import SHEET_BYTES
from regsam_docs.repository.tree import tree_of
from tests.selection.spreadsheets import ods, xlsx, zipped

HOME = Path(__file__).parents[1] / "cases" / "selection"
FOLDER = "areas/_auswahl/auswahl"
ROWS = list(csv.reader((HOME / "richtig" / "monitoring.csv").read_text("utf-8").splitlines(), delimiter=";"))


def typed() -> list[list[Any]]:
    """The table with its numbers as numbers."""
    return [list(ROWS[0])] + [[*row[:3], *(float(cell.replace(",", ".")) for cell in row[3:])] for row in ROWS[1:]]


def checked(data: bytes, name: str, said: str = "") -> check.Result:
    chosen = (HOME / "auswahl.yaml").read_text("utf-8").replace("  datei: monitoring.csv\n", f"  datei: {name}\n{said}")
    settings = b"format: 1\nherausgeber: {name: REGSAM}\n"
    return check.check(
        tree_of({"areas/regsam.yaml": settings, f"{FOLDER}/auswahl.yaml": chosen.encode(), f"{FOLDER}/{name}": data})
    )


def found(result: check.Result) -> list[tuple[str, int, int, str]]:
    return [(f.path.removeprefix(f"{FOLDER}/"), f.line, f.column, f.id) for f in result.findings]


@pytest.mark.parametrize(("name", "write"), [("monitoring.xlsx", xlsx), ("monitoring.ods", ods)])
def test_a_spreadsheet_says_what_its_table_says_as_csv(name: str, write) -> None:
    as_csv = checked((HOME / "richtig" / "monitoring.csv").read_bytes(), "monitoring.csv")
    above: list[list[Any]] = [["Monitoring der Stadt"], ["Stand", "31.12.2025"]]

    plain = checked(write(typed()), name)
    below = checked(write([*above, *typed()], "Viertel"), name, "  blatt: Viertel\n  kopfzeile: 3\n")

    assert found(plain) == found(below) == []
    assert plain.tables == below.tables == as_csv.tables


def test_numbers_are_taken_as_stored_and_texts_as_written() -> None:
    rows = typed()
    rows[1][4], rows[2][4], rows[3][4] = 0.1 + 0.2, "1,5", "x"

    result = checked(xlsx(rows), "monitoring.xlsx")

    outcome = result.tables["auswahl"]
    by_id = {q.kennung: outcome.value(q, 0) for q in outcome.gebiete}
    assert [by_id[id] for id in ("1.1", "1.2", "1.3")] == [Fraction(3, 10), Fraction(3, 2), None]


def test_cells_that_are_no_numbers_are_told_by_row_and_column() -> None:
    own = (
        '<row r="9"><c r="A9" t="str"><v>3.1</v></c><c r="B9" t="inlineStr"><is><t>Au</t></is></c><c r="D9"><v>500</v></c>'
        '<c r="E9" s="1"><v>36926</v></c><c r="F9" t="e"><v>#DIV/0!</v></c><c r="G9"><f>E9+1</f></c></row>'
    )

    result = checked(xlsx(typed(), own=own), "monitoring.xlsx")

    assert found(result) == [("monitoring.xlsx", 9, column, "K01") for column in (5, 6, 7)]
    assert [word in f.message for f, word in zip(result.findings, ("2001-02-04", "Fehlerwert", "Formel"), strict=True)] == [
        True
    ] * 3


def test_a_note_below_and_something_beside_the_table_are_told() -> None:
    rows = [*typed(), ["Quelle: Statistisches Amt"]]
    rows[2] = [*rows[2], "", "vorläufig"]

    assert found(checked(ods(rows), "monitoring.ods")) == [("monitoring.ods", 3, 8, "K01"), ("monitoring.ods", 9, 1, "K01")]


def test_a_sheet_that_is_not_there_is_told_with_those_that_are() -> None:
    result = checked(xlsx(typed(), "Viertel"), "monitoring.xlsx", "  blatt: Virtel\n")
    of_csv = checked((HOME / "richtig" / "monitoring.csv").read_bytes(), "monitoring.csv", "  blatt: Viertel\n")

    assert found(result) == [("monitoring.xlsx", 1, 1, "K01")]
    assert "„Viertel“" in result.findings[0].message
    assert found(of_csv) == [("auswahl.yaml", 5, 10, "K01")]


ENTITY = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
MANY = '<table:table-row table:number-rows-repeated="100000"><table:table-cell office:value-type="float" office:value="1" '
MANY += 'table:number-columns-repeated="999"/></table:table-row>'
HOSTILE = {
    "no archive": ("monitoring.xlsx", b"kennung;name\n1;2\n"),
    "password": ("monitoring.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
    "cut": ("monitoring.xlsx", xlsx(typed())[:-200]),
    "other archive": ("monitoring.xlsx", zipped({"readme.txt": "x"})),
    "other kind": ("monitoring.ods", xlsx(typed())),
    "entities": ("monitoring.xlsx", xlsx(typed(), before=ENTITY)),
    "bomb": ("monitoring.ods", zipped({"content.xml": b" " * (SHEET_BYTES + 1)})),
    "repeated": ("monitoring.ods", ods(typed(), own=MANY)),
    "far row": ("monitoring.xlsx", xlsx(typed(), own='<row r="1048576"><c r="A1048576"><v>1</v></c></row>')),
    "far column": ("monitoring.xlsx", xlsx(typed(), own='<row r="9"><c r="XFD9"><v>1</v></c></row>')),
    "no xml": ("monitoring.ods", zipped({"content.xml": "<a><b></a>"})),
    "no sheet": ("monitoring.ods", zipped({"content.xml": "<a/>"})),
    "empty": ("monitoring.ods", ods([])),
}


@pytest.mark.parametrize(("name", "data"), HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_read_is_one_finding(name: str, data: bytes) -> None:
    assert found(checked(data, name)) == [(name, 1, 1, "K01")]
