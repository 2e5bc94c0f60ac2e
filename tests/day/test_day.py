"""A moderator's weeks around a meeting, by the commands alone: invitation, minutes, corrections in Word, approval, reminders,
reports of tasks from a table, and the year's report."""

from __future__ import annotations

import email
import email.policy
import shutil
import subprocess
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from regsam_docs.cli import main
from regsam_docs.publish.task_sheet import ID, NAME, STATE
from tests.selection.spreadsheets import xlsx
from tests.workbook.test_workbook import parsed

AREA, DAY, NEXT = "am-ziegelfeld", "2026-12-10", "2027-02-11"
MINUTES = f"areas/{AREA}/protokolle/{DAY}.yaml"
CAME = """\
anwesend: [moderation, sozialplanung, kinderhaus, jugendhaus, jugendamt, sbh, ba3, genossenschaft]
beschlussfaehig: true
"""
DECIDED = """\
    beschluesse:
      - text: Drei Höfe werden zum 1. April 2027 geöffnet.
        ergebnis: angenommen
        abstimmung: {ja: 7, nein: 0, enthaltung: 1}
    auftraege:
      - nr: 1
        art: auftrag
        titel: Hofregeln in vier Sprachen aushängen
        an: [genossenschaft]
        adressatengruppe: einrichtung
        frist: 2027-01-31
        massnahme: M5
"""
ITEM = "  - titel: Hofgespräche und Entwurf der Hofregeln\n"


class Weeks:
    """The moderator's folder, a repository of git, and what commands say."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.commit("Anfang")

    def run(self, *arguments: str, code: int = 0) -> str:
        self.capsys.readouterr()
        ended = main(["--root", str(self.folder), *arguments])
        said = " ".join("".join(self.capsys.readouterr()).split())
        assert ended == code, said
        return said

    def commit(self, what: str) -> None:
        for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", what, "--allow-empty")):
            command = ["git", "-c", "user.name=Erika Mustermann", "-c", "user.email=erika@example.org", *words]
            subprocess.run(command, cwd=self.folder, check=True, capture_output=True)

    def change(self, old: str, new: str, file: str = MINUTES) -> None:
        path = self.folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    def letters(self, folder: Path) -> dict[str, EmailMessage]:
        """What was drafted, by the address it goes to."""
        found = {}
        for path in sorted(folder.glob("*.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            found[str(message["To"])] = message
        return found


@pytest.mark.pdf
def test_the_weeks_around_a_meeting(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    folder = tmp_path / "inhalte"
    shutil.copytree(root / "areas", folder / "areas")
    weeks = Weeks(folder, capsys)

    # Three weeks before: the invitation, with the date for the calendar.
    weeks.run("mail", AREA, DAY, "einladung", "--today", "2026-11-19", "--output", str(tmp_path / "einladung"), code=1)
    letters = weeks.letters(tmp_path / "einladung")
    asked = next(message for address, message in letters.items() if "jugendhaus@" in address)
    kinds = {part.get_content_type() for part in asked.walk()}
    assert {"text/plain", "text/html", "text/calendar", "application/pdf"} <= kinds

    # After the meeting: the minutes, and a proof of them in Word for who was there.
    weeks.change("status: geplant\n", f"status: entwurf\n{CAME}")
    weeks.change(ITEM, f"{ITEM}{DECIDED}")
    assert "Fehler" not in weeks.run("check", f"areas/{AREA}")
    weeks.commit("Protokoll")
    weeks.run("word", AREA, f"protokoll-{DAY}", "--edition", "verteiler", "-o", str(tmp_path / "protokoll.docx"))

    # A correction comes back.
    document = docx.Document(str(tmp_path / "protokoll.docx"))
    for text in document.element.body.iter(qn("w:t")):
        if text.text and "zum 1. April 2027" in text.text:
            text.text = text.text.replace("1. April", "15. April")
    document.save(str(tmp_path / "zurueck.docx"))
    said = weeks.run("word", "--read", str(tmp_path / "zurueck.docx"), "--write")
    assert "1 Änderung" in said
    assert "werden zum 15. April 2027 geöffnet" in (folder / MINUTES).read_text("utf-8")
    weeks.commit("Korrektur")

    # It is sent, the next meeting is announced and approves it.
    weeks.change("status: entwurf\n", "status: versandt\n")
    weeks.run("mail", AREA, DAY, "protokoll", "--today", "2026-12-18", "--output", str(tmp_path / "protokoll"), code=1)
    sent = next(message for address, message in weeks.letters(tmp_path / "protokoll").items() if "jugendhaus@" in address)
    assert "15. April 2027" in sent.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    weeks.run("new", "minutes", AREA, "--date", NEXT)
    planned = folder / f"areas/{AREA}/protokolle/{NEXT}.yaml"
    assert "Noch auszufüllen: „titel“" in weeks.run("check", str(planned))
    weeks.change("  - titel:\n", "  - titel: Verschiedenes\n", planned.relative_to(folder).as_posix())
    weeks.run("check", str(planned))
    weeks.commit("Nächste Sitzung")

    # Reminders before it, each with the tasks of its own organisation.
    weeks.run("mail", AREA, "erinnerung", "--today", "2027-02-01", "--output", str(tmp_path / "erinnerung"), code=1)
    for address, message in weeks.letters(tmp_path / "erinnerung").items():
        said = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        assert "Hofregeln in vier Sprachen" not in said, f"{address} is not the cooperative, which has no address"

    # The table of tasks goes round and comes back as reports of the next meeting.
    table = tmp_path / "auftraege.xlsx"
    weeks.run("tasks", "--open", "--today", "2027-02-01", "--format", "xlsx", "--output", str(table))
    read = parsed(table.read_bytes())
    rows = [dict(zip(read.header.cells, (*row.cells, *[""] * 9), strict=False)) for row in read.rows]
    next(row for row in rows if row[ID] == f"{DAY}/1")[STATE] = "erledigt"
    table.write_bytes(xlsx([list(rows[0]), *(list(row.values()) for row in rows)], NAME))
    weeks.run("import", "tasks", str(table), "--today", "2027-02-01", "--yes")
    assert "rueckmeldungen:" in planned.read_text("utf-8")
    assert "erledigt" in planned.read_text("utf-8")

    # Approved, and in the year's report.
    weeks.change("status: versandt\n", f"status: genehmigt\ngenehmigt_in: {NEXT}\n")
    weeks.change("status: geplant\n", f"status: entwurf\n{CAME}", f"areas/{AREA}/protokolle/{NEXT}.yaml")
    weeks.run("build", "--only", "jahresbericht", "--no-pdf", "--today", "2027-02-15")
    reports = list((folder / "build/intern").glob("**/jahresbericht*.html"))
    assert any("Drei Höfe werden zum 15. April 2027 geöffnet" in path.read_text("utf-8") for path in reports)
