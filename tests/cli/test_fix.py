"""`regsam-docs check --fix`: what it shows, asks, writes, and how it ends."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
import pytest

from regsam_docs.cli import main
from tests.cli.obeyed import obeyed
from tests.cli.repository import repository

Capture = pytest.CaptureFixture[str]
PATH = "areas/muster/gebiet.yaml"
TYPED = "# Stand Mai\r\nname: Musterviertel\r\nstatus: Geplant   # vorerst\r\n"
MEANT = TYPED.replace("Geplant", "geplant")


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(repository(tmp_path, {"muster/gebiet.yaml": TYPED}))
    return tmp_path / PATH


def text(file: Path) -> str:
    return file.read_bytes().decode()


def test_without_a_terminal_it_only_shows(typed: Path, capsys: Capture) -> None:
    assert main(["check", "--fix"]) == 1
    out = capsys.readouterr().out
    assert "-status: Geplant   # vorerst\n+status: geplant   # vorerst\n" in out
    assert "regsam-docs check --fix --yes" in out
    assert text(typed) == TYPED


def test_with_yes_it_writes_and_ends_as_the_files_are_then(typed: Path, capsys: Capture) -> None:
    assert main(["check", "--fix", "--yes"]) == 0
    assert f"Verbessert: {PATH}" in capsys.readouterr().out
    assert text(typed) == MEANT
    assert main(["check", "--fix"]) == 0
    assert "Nichts lässt sich" in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "code", "after"), [("ja", 0, MEANT), ("nein", 1, TYPED), ("", 1, TYPED)])
def test_on_a_terminal_it_asks(
    typed: Path, answer: str, code: int, after: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("regsam_docs.cli.printing.Gate.isatty", lambda gate: True)
    monkeypatch.setattr(click, "prompt", lambda said, default, **more: answer or default)
    assert main(["check", "--fix"]) == code
    assert "+status: geplant" in click.unstyle(capsys.readouterr().out)
    assert text(typed) == after


def test_programs_get_their_report_alone(typed: Path, capsys: Capture) -> None:
    assert main(["check", "--fix", "--yes", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["findings"] == []
    assert "+status: geplant" in err


def test_a_file_that_changed_meanwhile_is_not_overwritten(
    typed: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def answer(*said: object, **more: object) -> str:
        typed.write_text(TYPED + "einwohner: 10\n", "utf-8", newline="")
        return "ja"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("regsam_docs.cli.printing.Gate.isatty", lambda gate: True)
    monkeypatch.setattr(click, "prompt", answer)
    assert main(["check", "--fix"]) == 1
    assert "inzwischen geändert" in capsys.readouterr().out
    assert text(typed) == TYPED + "einwohner: 10\n"


def test_a_disk_that_refuses_leaves_the_old_file(typed: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def full(*ignored: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert main(["check", "--fix", "--yes"]) == 2
    assert text(typed) == TYPED
    assert [file.name for file in typed.parent.iterdir() if file.name.startswith(".")] == []


def test_yes_alone_is_no_call(typed: Path, capsys: Capture) -> None:
    assert main(["check", "--yes"]) == 2
    assert "--fix" in capsys.readouterr().err


def test_nothing_of_a_file_reaches_the_log_as_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    hostile = "beschreibung: |\n  ::error::x\n  ##[warning]y\nname: Musterviertel\nstatus: Geplant\n"
    monkeypatch.chdir(repository(tmp_path, {"muster/gebiet.yaml": hostile}))
    main(["check", "--fix"])
    out = capsys.readouterr().out
    assert "error::x" in out
    assert obeyed(out) == []
