"""The formats of a report: exact for programs, harmless for terminals and CI logs whatever the content says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest

from regsam_docs.check.register import REGISTER
from regsam_docs.cli import main
from regsam_docs.cli.reports import FORMATS, Report
from regsam_docs.finding import Finding, finding
from tests.cli.repository import DOUBTFUL, WRONG, repository

HOSTILE = (
    "::error::x",
    "Wort ::stop-commands::x",
    "##[error]x",
    "a\n::error::x",
    "a\r::error::x",
    "%0A::error::x",
    "\x1b[2J\x1b]0;x\x07",
    "\u202e::",
    "a\u2028::error::x",
    "x" * 70 + " ::error::x",
    "\n\n   ::add-mask::x",
    "\t::error::x",
)
STYLE = re.compile(r"\x1b\[\d*m")


def hostile() -> tuple[Finding, ...]:
    found = [
        finding(f"areas/{words}/x.yaml", 3, 7, REGISTER[id], words, hint)
        for words in HOSTILE
        for id, hint in (("S01", words), ("Y05", None))
    ]
    return tuple(sorted(found, key=lambda f: f.order))


def is_command(line: str) -> bool:
    """Whether GitHub's runner would obey a line (actions/runner, ActionCommand: `::` after blanks, `##[` anywhere)."""
    return line.lstrip().startswith("::") or "##[" in line


@pytest.mark.parametrize("colour", [False, True])
def test_text_steers_neither_terminal_nor_ci(colour: bool) -> None:
    text = FORMATS["text"](Report(hostile(), files=1, areas=1))
    text = text if colour else click.unstyle(text)
    assert [line for line in text.splitlines() if is_command(STYLE.sub("", line))] == []
    assert [c for c in STYLE.sub("", text) if not c.isprintable() and c != "\n"] == []


def test_what_people_see_without_colours_is_what_there_is_with_them() -> None:
    coloured = FORMATS["text"](Report(hostile(), 1, 1))
    assert STYLE.sub("", coloured) == click.unstyle(coloured) != coloured


def test_messages_fit_a_terminal_of_80_columns() -> None:
    message = "Ein langer Satz mit vielen Wörtern, der sich über mehrere Zeilen erstreckt. " * 5
    report = Report((finding("areas/x.yaml", 1, 1, REGISTER["S01"], message, "eins\nzwei"),), 1, 1)
    text = click.unstyle(FORMATS["text"](report))
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "    → eins\n      zwei\n" in text


@pytest.mark.parametrize(
    ("ids", "strict", "end"),
    [
        ("", False, "2 Dateien in 1 Gebiet geprüft: alles in Ordnung."),
        ("S01", False, "2 Dateien in 1 Gebiet geprüft: 1 Fehler."),
        ("S01 S02 Y05", False, "2 Dateien in 1 Gebiet geprüft: 2 Fehler, 1 Warnung."),
        ("Y05 T03", False, "2 Dateien in 1 Gebiet geprüft: 2 Warnungen."),
        ("Y05", True, "2 Dateien in 1 Gebiet geprüft: 1 Warnung. Mit --strict zählen Warnungen als Fehler."),
    ],
)
def test_the_last_line_sums_up(ids: str, strict: bool, end: str) -> None:
    found = tuple(finding("areas/x.yaml", 1, 1, REGISTER[id], "Das ist falsch. Ändern Sie es.") for id in ids.split())
    text = FORMATS["text"](Report(found, files=2, areas=1, strict=strict))
    assert click.unstyle(text).splitlines()[-1] == end


def unescaped(text: str, *, of_property: bool) -> str:
    """As the runner reads it."""
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), *((("%3A", ":"), ("%2C", ",")) if of_property else ()), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def test_github_gets_one_command_a_finding_and_reads_what_was_meant() -> None:
    found = hostile()
    lines = FORMATS["github"](Report(found, 1, 1)).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(found)
    for line, meant in zip(lines, found, strict=True):
        command, _, message = line.removeprefix("::").partition("::")
        level, _, rest = command.partition(" ")
        properties = {key: unescaped(value, of_property=True) for key, _, value in (p.partition("=") for p in rest.split(","))}
        assert level == ("error" if meant.is_error else "warning")
        assert (properties["line"], properties["col"], properties["title"]) == ("3", "7", meant.id)
        assert is_printable(properties["file"])
        assert is_printable(unescaped(message, of_property=False))


def is_printable(text: str) -> bool:
    return all(c.isprintable() or c == "\n" for c in text)


def test_github_keeps_percent_signs() -> None:
    found = finding("areas/100%/a,b:c.yaml", 1, 2, REGISTER["Y05"], "100 %0A und 5 %.")
    assert FORMATS["github"](Report((found,), 1, 1)) == (
        "::warning file=areas/100%25/a%2Cb%3Ac.yaml,line=1,col=2,title=Y05::100 %250A und 5 %25. "
        "Soll es so bleiben, schreiben Sie in die Zeile darüber: # Y05 geprüft: Grund\n"
    )


def test_json_is_the_object_of_the_contract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"muster/gebiet.yaml": "name: Musterviertel\nstaus: geplant\n", "muster/chronik.yaml": DOUBTFUL, "a.txt": ""}
    monkeypatch.chdir(repository(tmp_path, wrong))
    assert main(["check", "--format", "json"]) == 1
    said = capsys.readouterr()
    whole = json.loads(said.out)
    assert said.err == ""
    assert list(whole) == ["findings", "files", "areas", "checked_off"]
    assert (whole["files"], whole["areas"]) == (3, 1)
    assert {tuple(found) for found in whole["findings"]} == {("path", "line", "column", "id", "level", "message", "hint")}
    assert [(f["path"], f["line"], f["column"], f["id"], f["level"]) for f in whole["findings"]] == [
        ("areas/a.txt", 1, 1, "Y04", "fehler"),
        ("areas/muster/chronik.yaml", 2, 46, "Y05", "warnung"),
        ("areas/muster/gebiet.yaml", 2, 1, "S01", "fehler"),
    ]
    assert whole["findings"][0]["hint"] is None
    assert whole["findings"][2]["hint"] == "status"


def test_json_of_a_clean_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(repository(tmp_path))
    assert main(["check", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"findings": [], "files": 2, "areas": 1, "checked_off": 0}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_takes_hostile_content(form: str) -> None:
    made = FORMATS[form](Report(hostile(), 1, 1))
    assert "\x1b" not in STYLE.sub("", made)
    assert made.endswith("\n")


CHECKED = """\
handlungsfelder:
  - id: H1
    titel: Begegnung
    bedarf: Es fehlt ein Treffpunkt.
    ziele:
      - {id: Z1, titel: Ein Treffpunkt}  # Z01 geprüft: Die Maßnahmen folgen im Herbst.
      - {id: Z2, titel: Ein Fest}
stand: 2024-05-01
"""


def test_warnings_checked_off_are_counted_and_how_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository(tmp_path, {"muster/ziele.yaml": CHECKED}))
    assert main(["check", "--format", "json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    how = "Soll es so bleiben, schreiben Sie in die Zeile darüber: # Z01 geprüft: Grund"
    assert whole["checked_off"] == 1
    assert [found["message"].endswith(f". {how}") for found in whole["findings"]] == [True]
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == "3 Dateien in 1 Gebiet geprüft: 1 Warnung. 1 Warnung ist abgehakt."
    assert said.count(how) == said.count("geprüft: Grund") == 1
    assert main(["check", "areas/muster/gebiet.yaml"]) == 0
    assert "abgehakt" not in capsys.readouterr().out


def test_with_strict_a_warning_checked_off_does_not_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository(tmp_path, {"muster/ziele.yaml": CHECKED.replace("      - {id: Z2, titel: Ein Fest}\n", "")}))
    assert main(["check", "--strict"]) == 0
    assert capsys.readouterr().out == "3 Dateien in 1 Gebiet geprüft: alles in Ordnung. 1 Warnung ist abgehakt.\n"


def test_messages_fit_a_narrow_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert main(["--root", str(repository(tmp_path, {"muster/gebiet.yaml": WRONG})), "check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines if not line.startswith("areas/") and "→" not in line) <= 40
