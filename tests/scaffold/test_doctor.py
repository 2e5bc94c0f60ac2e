"""`regsam-docs doctor`."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

from regsam_docs import pdf
from regsam_docs.scaffold import repository
from regsam_docs.scaffold.repository import UNKNOWN, VERSION_FILE, Pin, write
from tests.scaffold.conftest import Run


@pytest.fixture(autouse=True)
def width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def new(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    Run(capsys, "init", str(tmp_path), "--source", "https://git.example.org/regsam-docs.git")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_whole_machine(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if pdf.available() is not None:
        pytest.skip("this machine makes no PDF")
    run = Run(capsys, "doctor")
    assert (run.code, run.err) == (0, "")
    assert "Es ist alles da." in run.out
    assert all(len(line) <= 80 for line in run.out.splitlines())


def test_git_is_missed_and_named(new: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(new))
    run = Run(capsys, "doctor")
    assert run.code == 2
    assert "fehlt; ohne git" in words(run.out)
    assert run.out.splitlines()[-1].startswith("Es fehlt etwas:")


def test_another_version_in_the_ci_is_told(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (new / VERSION_FILE).write_text(write(Pin("https://git.example.org/a.git", "v0.9.0")), "utf-8")
    (new / repository.LOCK_FILE).write_text("", "utf-8")
    (new / ".regsam/schemas/ziele.schema.json").write_text("{}", "utf-8")
    out = words(Run(capsys, "doctor").out)
    assert "v0.9.0, hier läuft" in out
    assert "regsam-docs.lock ist von einer anderen" in out
    assert "veraltet (ziele)" in out


@pytest.mark.parametrize(
    ("text", "said"), [("regsam-docs\n", "nicht lesbar"), (write(Pin(UNKNOWN, "v1.0.0")), "fehlt, woher")]
)
def test_a_pin_that_leads_nowhere_is_told(new: Path, capsys: pytest.CaptureFixture[str], text: str, said: str) -> None:
    (new / VERSION_FILE).write_text(text, "utf-8")
    assert said in words(Run(capsys, "doctor").out)


def test_templates_in_place_of_the_programs_are_named(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (new / "templates/stil").mkdir(parents=True)
    (new / "templates/stil/druck.css").write_text("p { color: red }", "utf-8")
    assert "stil/druck.css" in Run(capsys, "doctor").out


def test_missing_settings_are_told(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (new / "areas/regsam.yaml").unlink()
    run = Run(capsys, "doctor")
    assert run.code == 2
    assert "regsam-docs new settings" in words(run.out)


def test_the_machine_can_be_looked_at_without_content(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "Inhalte" not in Run(capsys, "doctor").out


@pytest.mark.parametrize(("there", "said"), [("999", "neuer als geprüft, Sie müssen nichts tun: "), ("0.1", "älter als")])
def test_packages_other_than_those_of_the_lock(
    new: Path, there: str, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    version = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: there if name == "click" else version(name))
    run = Run(capsys, "doctor")
    row = words(run.out).partition(" Pakete ")
    assert row[0].endswith("!") is (there == "0.1")
    assert row[2].startswith(said)
    assert f": click {there} statt " in row[2]
