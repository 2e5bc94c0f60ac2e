"""A mistake of ours: what is said and what is kept of it."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import jinja2
import pytest

from regsam_docs.cli import main
from regsam_docs.system import disk

Capture = pytest.CaptureFixture[str]
MESSAGE = "Erika Mustermann in /home/erika/stadt/areas/blumenau"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files; the working folder is a content repository whose name tells something."""
    place, city = tmp_path / "temporaer", tmp_path / "erikas-stadt"
    place.mkdir()
    (city / "areas").mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.chdir(city)
    return place


def broken(error: Exception) -> object:
    def command(*_: object) -> None:
        secret = MESSAGE
        try:
            raise ValueError(secret)
        except ValueError as cause:
            raise error from cause

    return command


def test_a_report_holds_nothing_that_somebody_wrote(place: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "tree", broken(KeyError(MESSAGE)))
    assert main(["--root", str(Path.cwd()), "check", "--format=json", "--strict", "--", "areas"]) == 3
    said = capsys.readouterr().err
    (report,) = place.iterdir()
    text = report.read_text()
    assert str(report) in said
    assert not [
        word
        for word in ("rika", "Mustermann", "blumenau", "secret", str(Path.cwd()), "areas")
        if word in text + said.replace(str(report), "")
    ]
    assert "Aufruf: check --root --format --strict\n" in text
    assert "builtins.KeyError\n" in text
    assert "builtins.ValueError\n" in text
    assert "\n  regsam_docs.cli.check:" in text
    if os.name != "nt":
        assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_names_of_templates_and_endless_frames_stay_out(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> None:
        endless()

    page = jinja2.Environment(autoescape=True).from_string(
        "{% macro erika() %}{{ f() }}{% endmacro %}{% block mustermann %}{{ erika() }}{% endblock %}"
    )
    monkeypatch.setattr(disk, "tree", lambda root: page.render(f=endless))
    assert main(["check"]) == 3
    (report,) = place.iterdir()
    text = report.read_text()
    assert "builtins.RecursionError\n" in text
    assert "erika" not in text
    assert "mustermann" not in text
    assert "(kein Modul):" in text
    assert len(text.splitlines()) < 100


@pytest.mark.parametrize("kind", ["missing", "within the contents"])
def test_where_no_report_can_be_it_says_so(kind: str, place: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    where = place / "fehlt" if kind == "missing" else Path.cwd() / "areas" / "tmp"
    if kind != "missing":
        where.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(where))
    monkeypatch.setattr(disk, "tree", broken(KeyError(MESSAGE)))
    assert main(["check"]) == 3
    said = capsys.readouterr().err
    assert "konnte nicht geschrieben werden" in said
    assert "Erika" not in said
    assert not where.exists() or not list(where.iterdir())


def test_debug_shows_it_all(place: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "tree", broken(KeyError(MESSAGE)))
    assert main(["--debug", "check"]) == 3
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert "Erika Mustermann" in said
    assert "Erika" not in next(place.iterdir()).read_text()
