"""`regsam-docs select`: what programs and people get."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from regsam_docs.cli import main

CASES = Path(__file__).parents[1] / "cases" / "selection"


def content(place: Path, table: bytes | None = None, case: str = "richtig") -> Path:
    """A content repository with the selection `probe`, made of a case."""
    folder = place / "areas" / "_auswahl" / "probe"
    folder.mkdir(parents=True)
    (place / "areas" / "regsam.yaml").write_text("format: 1\nherausgeber: {name: REGSAM}\n", encoding="utf-8")
    own = CASES / case / "auswahl.yaml"
    shutil.copy(own if own.exists() else CASES / "auswahl.yaml", folder / "auswahl.yaml")
    (folder / "monitoring.csv").write_bytes(table if table is not None else (CASES / case / "monitoring.csv").read_bytes())
    return place


def test_json_is_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--root", str(content(tmp_path)), "select", "probe", "--format", "json"])

    result = json.loads(capsys.readouterr().out)
    assert code == 0
    assert [list(v) for v in result["variablen"]] == [["spalte", "titel", "mittelwert", "schwelle", "fehlend"]] * 2
    assert result["variablen"][1]["mittelwert"] == pytest.approx(27.45 / 7)
    assert result["variablen"][1]["schwelle"] == pytest.approx(27.45 / 7 * 1.3)
    assert len(result["gebiete"]) == 7
    assert result["gebiete"][0] == {
        "kennung": "2.1",
        "name": "Hafen",
        "einwohner": 1300,
        "ueberschritten": ["armut", "alg2"],
        "anzahl": 2,
        "qualifiziert": True,
        "grund": None,
    }
    assert result["gebiete"][1]["grund"] == "0 von 2 Variablen über der Schwelle, nötig sind 2"


def test_csv_has_a_row_an_area_and_no_formulas(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = (CASES / "richtig" / "monitoring.csv").read_text(encoding="utf-8").replace("Werft", "-Werft")

    code = main(["--root", str(content(tmp_path, table.encode())), "select", "probe", "--format", "csv"])

    rows = list(csv.reader(io.StringIO(capsys.readouterr().out), delimiter=";"))
    assert code == 0
    assert rows[0] == ["kennung", "name", "einwohner", "ueberschritten", "anzahl", "qualifiziert", "grund"]
    assert rows[1] == ["2.1", "Hafen", "1300", "armut, alg2", "2", "ja", ""]
    assert len(rows) == 8
    assert "'-Werft" in {row[1] for row in rows}


def test_text_fits_into_eighty_columns(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    code = main(["--root", str(root), "select", "auswahl-2026"])

    said = capsys.readouterr().out
    assert code == 0
    assert max(map(len, said.splitlines())) <= 80
    assert "109 Gebiete erfüllen die Regel, von 542." in said
    assert "433 Gebiete erfüllen die Regel nicht" in said


def test_errors_are_printed_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--root", str(content(tmp_path, case="formel")), "select", "probe", "--format", "json"])

    said = capsys.readouterr()
    assert code == 1
    assert said.out == ""
    assert "monitoring.csv:2:21: Fehler K01" in said.err


def test_warnings_do_not_stop_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--root", str(content(tmp_path, case="summe-name")), "select", "probe", "--format", "json"])

    said = capsys.readouterr()
    assert code == 0
    assert "K05" in said.err
    assert len(json.loads(said.out)["gebiete"]) == 8


def test_unknown_selection_names_those_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--root", str(content(tmp_path)), "select", "prob"])

    assert code == 2
    assert "Es gibt: probe." in capsys.readouterr().err


def test_selection_without_a_table_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = content(tmp_path)
    text = "titel: Auswahl\nstand: 2026-01-20\nkandidaten:\n  - gebiet: Hafen\n"
    (place / "areas/_auswahl/probe/auswahl.yaml").write_text(text, encoding="utf-8")

    code = main(["--root", str(place), "select", "probe"])

    assert code == 2
    assert "monitoring" in capsys.readouterr().err
