"""Workbooks: texts stay texts, days are days, the same rows give the same bytes; and another program opens and saves them."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from regsam_docs.cli import main
from regsam_docs.publish.workbook import Grid, Heading, workbook
from regsam_docs.selection import sheets
from regsam_docs.selection.table import Table
from tests.office import saved

DAY = date(2026, 11, 22)
NASTY = ('=HYPERLINK("https://example.org")', "+1", "-1", "@SUM(A1)", "=1+1", "https://example.org", "12", "  Rand ", "a\nb")


def parsed(data: bytes, sheet: str | None = None) -> Table:
    table = sheets.parse(data, "tabelle.xlsx", sheet)
    assert isinstance(table, Table), table
    return table


def test_no_text_becomes_a_formula_a_number_or_a_link() -> None:
    data = workbook([Grid("Blatt", (Heading("Text"), Heading("Tag", "day")), [(text, DAY) for text in NASTY])], "Probe", DAY)
    assert [row.cells[0] for row in parsed(data).rows] == [text.strip() for text in NASTY]
    assert {row.cells[1] for row in parsed(data).rows} == {"2026-11-22"}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        written = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
        assert not any("hyperlink" in name for name in archive.namelist())
    assert "<f>" not in written and "hyperlink" not in written.casefold()
    assert 'state="frozen"' in written and 'quotePrefix="1"' in styles


def test_a_text_longer_than_a_cell_and_a_day_before_all_calendars_are_kept() -> None:
    rows = [("x" * 40_000, date(1850, 5, 3)), ("y", None)]
    first, _ = parsed(workbook([Grid("Blatt", (Heading("Text"), Heading("Tag", "day")), rows)], "Probe", DAY)).rows
    assert len(first.cells[0]) > 30_000 and first.cells[0].endswith("…")
    assert first.cells[1] == "1850-05-03"


@pytest.mark.parametrize("command", ["tasks", "deadlines", "status"])
def test_the_same_contents_give_the_same_bytes(root: Path, tmp_path: Path, command: str) -> None:
    made = []
    for name in ("a.xlsx", "b.xlsx"):
        file = tmp_path / name
        call = ["--root", str(root), command, "--format", "xlsx", "--output", str(file), "--today", "2026-11-22"]
        assert main(call) == 0
        made.append(file.read_bytes())
    assert made[0] == made[1]


def test_what_is_on_the_sheets_of_the_state(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "stand.xlsx"
    main(["--root", str(root), "status", "--format", "xlsx", "--output", str(file), "--today", "2026-11-22"])
    data = file.read_bytes()
    areas = {row.cells[0]: row.cells for row in parsed(data, "Gebiete").rows}
    assert areas["Am Ziegelfeld"][1:8] == ("aktiv", "Umsetzung", "10", "14", "5", "2", "2026-11-26")
    deputies = {row.cells[5] for row in parsed(data, "Teilnahme").rows}
    assert {"Finn Mustermann", "Robin Muster"} <= deputies
    assert all(float(row.cells[6]) >= 0 for row in parsed(data, "Mittel").rows)
    assert {row.cells[1] for row in parsed(data, "Stunden").rows} == {"REGSAM", "Sozialreferat"}


def test_a_workbook_goes_to_no_terminal(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(root), "tasks", "--format", "xlsx"]) == 2
    assert "--output" in capsys.readouterr().err


def test_another_program_opens_and_saves_it(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "auftraege.xlsx"
    call = ["--root", str(root), "tasks", "--format", "xlsx", "--output", str(own), "--today", "2026-11-22"]
    assert main(call) == 0
    back = saved(own, "xlsx:Calc MS Excel 2007 XML", tmp_path)
    before, after = parsed(own.read_bytes()), parsed(back.read_bytes())
    assert [row.cells for row in after.rows] == [row.cells for row in before.rows]
    with zipfile.ZipFile(back) as archive:
        written = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "sheetProtection" in written and "dataValidation" in written and 'hidden="true"' in written
    capsys.readouterr()
    assert main(["--root", str(root), "import", "tasks", str(back), "--today", "2026-11-22"]) == 0
    assert capsys.readouterr().out == "Es ist nichts zu übernehmen.\n"
