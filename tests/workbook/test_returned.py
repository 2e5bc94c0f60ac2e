"""What comes back in a table of tasks: reports for the coming meeting; what cannot be taken over is told and nothing lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from regsam_docs.cli import main
from regsam_docs.publish.task_sheet import DUE, ID, NAME, REPORT, SEEN, STATE
from tests.selection.spreadsheets import xlsx
from tests.workbook.test_workbook import parsed

TODAY = ("--today", "2026-11-22")
MEETING = "areas/am-ziegelfeld/protokolle/2026-12-10.yaml"
OWN = """
  - titel: Termine 2027 und Verschiedenes
    dauer_minuten: 10
"""

Edit = Callable[..., int]


@pytest.fixture
def city(root: Path, tmp_path: Path) -> Path:
    shutil.copytree(root / "areas", tmp_path / "areas")
    return tmp_path


@pytest.fixture
def sent(city: Path) -> list[dict[str, str]]:
    return send(city)


def send(city: Path) -> list[dict[str, str]]:
    """The rows of the table as it is sent round."""
    file = city / "auftraege.xlsx"
    assert main(["--root", str(city), "tasks", "--format", "xlsx", "--output", str(file), *TODAY]) == 0
    table = parsed(file.read_bytes())
    return [dict(zip(table.header.cells, (*row.cells, *[""] * 9), strict=False)) for row in table.rows]


def bring_back(city: Path, rows: list[dict[str, str]], *options: str) -> int:
    file = city / "zurueck.xlsx"
    file.write_bytes(xlsx([list(rows[0]), *(list(row.values()) for row in rows)], NAME))
    return main(["--root", str(city), "import", "tasks", str(file), *options, *TODAY])


def change(rows: list[dict[str, str]], id: str, **cells: str) -> None:
    (row,) = (row for row in rows if row[ID] == id and row["Gebiet"] == "Am Ziegelfeld")
    row.update({{"stand": STATE, "frist": DUE, "text": REPORT, "kennung": ID}[key]: value for key, value in cells.items()})


def test_edited_states_and_days_become_reports(
    city: Path, sent: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    change(sent, "2026-10-15/3", stand="in Arbeit", frist="31.1.2027", text="Zwei Bewerbungen liegen vor: Gespräche im Januar.")
    change(sent, "2026-10-15/5", stand="Erledigt")
    before = (city / MEETING).read_text("utf-8")
    assert bring_back(city, sent) == 0
    assert "+  - auftrag: 2026-10-15/3" in capsys.readouterr().out
    assert (city / MEETING).read_text("utf-8") == before  # nobody said yes
    assert bring_back(city, sent, "--yes") == 0
    new = """\
rueckmeldungen:
  - auftrag: 2026-10-15/3
    status: in_arbeit
    frist: 2027-01-31
    text: "Zwei Bewerbungen liegen vor: Gespräche im Januar."
  - auftrag: 2026-10-15/5
    status: erledigt
"""
    after = (city / MEETING).read_text("utf-8")
    assert after.replace(new, "") == before
    assert after.partition(new)[0].endswith(OWN)
    capsys.readouterr()
    assert main(["--root", str(city), "check", "--strict"]) == 0
    assert bring_back(city, sent, "--yes") == 1  # it is an old table by now
    assert "Nicht übernommen: Zeile" in capsys.readouterr().err


REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "2026-07-16/2": ({"stand": "fertig"}, "„fertig“ ist kein Stand"),
    "2026-10-15/1": ({"frist": "bald"}, "„bald“ ist kein Tag"),
    "2026-07-16/3": ({"frist": "31.2.2027"}, "ist kein Tag"),
    "2026-10-15/3": ({"frist": "1.2.2027"}, "Hier fehlt der Grund"),
    "2026-10-15/4": ({"frist": ""}, "nicht löschen"),
    "2026-07-16/1": ({"stand": "abgelehnt"}, "Hier fehlt der Grund"),
    "2026-07-16/4": ({"kennung": "2026-10-15/99", "text": "geändert"}, "gibt es nicht"),
    "2026-05-07/5": ({"kennung": "2026-10-15/5", "text": "verdoppelt"}, "zweimal"),
}
"""Task → what is written into its row, and why it is not taken over."""


def test_what_cannot_be_taken_over_is_told_with_its_words(
    city: Path, sent: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    for id, (cells, _) in REFUSED.items():
        change(sent, id, **cells)
    sent.sort(key=lambda row: row[REPORT])  # readers sort
    capsys.readouterr()
    assert bring_back(city, sent, "--yes") == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == len(REFUSED)
    for cells, why in REFUSED.values():
        assert any(why in line and all(value in line for value in cells.values()) for line in said), (why, said)
    assert "rueckmeldungen" not in (city / MEETING).read_text("utf-8")


def test_an_old_table_is_told_and_the_rest_taken_over(
    city: Path, sent: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    change(sent, "2026-10-15/3", text="Anzeige geschaltet.")
    change(sent, "2026-10-15/5", stand="erledigt")
    (row,) = (row for row in sent if row[ID] == "2026-10-15/3" and row["Gebiet"] == "Am Ziegelfeld")
    row[SEEN] = row[SEEN][:-1] + "~"
    assert bring_back(city, sent, "--yes") == 1
    assert "hat sich seit dieser Tabelle geändert" in capsys.readouterr().err
    assert "2026-10-15/5" in (city / MEETING).read_text("utf-8")


def test_reports_that_are_there_stay(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = city / MEETING
    own = "rueckmeldungen:   # wird ergänzt\n    - auftrag: 2026-10-15/5  # so besprochen\n      status: erledigt\n\nverteiler:"
    file.write_text(file.read_text("utf-8").replace("verteiler:", own), "utf-8")
    before, sent = file.read_text("utf-8"), send(city)
    change(sent, "2026-10-15/3", text="Zeile eins\nZeile zwei")
    change(sent, "2026-10-15/5", text="Auch das")
    assert bring_back(city, sent, "--yes") == 1
    assert "steht dazu schon eine Rückmeldung" in capsys.readouterr().err
    more = "    - auftrag: 2026-10-15/3\n      status: offen\n      text: |-\n        Zeile eins\n        Zeile zwei\n"
    assert file.read_text("utf-8") == before.replace("\n\nverteiler:", f"\n{more}\nverteiler:")


def test_without_a_meeting_to_come_nothing_is_lost(
    city: Path, sent: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    (city / MEETING).unlink()
    change(sent, "2026-10-15/3", text="Anzeige geschaltet.")
    assert bring_back(city, sent, "--yes") == 1
    said = capsys.readouterr().err
    assert "regsam-docs new minutes am-ziegelfeld" in said and "Anzeige geschaltet." in said


def test_another_table_is_refused(city: Path, sent: list[dict[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert bring_back(city, [{"Was": "a", "Wer": "b"}], "--yes") == 2
    assert "fehlt die Spalte" in capsys.readouterr().err
    (city / "zurueck.xlsx").write_bytes(b"keine Tabelle")
    assert main(["--root", str(city), "import", "tasks", str(city / "zurueck.xlsx")]) == 2
    assert main(["--root", str(city), "import", "tasks", str(city / "fehlt.xlsx")]) == 2
