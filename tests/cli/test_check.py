"""`regsam-docs check`: what it prints, and how it ends."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from regsam_docs import limits
from regsam_docs.cli import main
from regsam_docs.finding import Trouble
from regsam_docs.system import disk
from tests.cli.repository import DOUBTFUL, WRONG, repository

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(repository(tmp_path))
    return tmp_path


@pytest.fixture
def wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(repository(tmp_path, {"muster/gebiet.yaml": WRONG, "hafen/gebiet.yaml": "name: Hafen\n"}))
    return tmp_path


@pytest.fixture
def doubtful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(repository(tmp_path, {"muster/chronik.yaml": DOUBTFUL}))
    return tmp_path


def test_says_in_one_line_that_nothing_is_wrong(good: Path, capsys: Capture) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "2 Dateien in 1 Gebiet geprüft: alles in Ordnung.\n"


def test_an_error_ends_with_1(wrong: Path, capsys: Capture) -> None:
    assert main(["check"]) == 1
    assert capsys.readouterr().out == (
        "areas/hafen/gebiet.yaml:1:1: Fehler S02\n"
        "    Die Angabe „status“ (Status) fehlt. Ergänzen Sie die Zeile „status: …“.\n"
        "\n"
        "areas/muster/gebiet.yaml:2:9: Fehler S04\n"
        "    „geplannt“ gehört nicht zu den möglichen Werten. Meinten Sie „geplant“?\n"
        "    Möglich sind: geplant, aktiv, ruhend, beendet, abgelehnt.\n"
        "\n"
        "3 Dateien in 2 Gebieten geprüft: 2 Fehler.\n"
    )


def test_a_folder_without_rights_ends_with_2(good: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.scandir

    def scandir(folder: Path) -> Any:
        if Path(folder).name == "muster":
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return whole(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    assert main(["check"]) == 2
    assert "areas/muster kann nicht gelesen werden: Die Rechte fehlen." in capsys.readouterr().err


def test_a_warning_ends_with_1_only_when_strict(doubtful: Path, capsys: Capture) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out.endswith("\n3 Dateien in 1 Gebiet geprüft: 1 Warnung.\n")
    assert main(["check", "--strict"]) == 1
    assert capsys.readouterr().out.endswith("1 Warnung. Mit --strict zählen Warnungen als Fehler.\n")


@pytest.mark.parametrize("arguments", [["--frmat", "x"], ["--format", "xml"], ["--format"]])
def test_a_wrong_call_ends_with_2(good: Path, capsys: Capture, arguments: list[str]) -> None:
    assert main(["check", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Fehler: " in said.err


def test_a_bug_ends_with_3_and_shows_no_traceback(
    good: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporaer")))

    def broken(root: Path) -> None:
        raise KeyError("\x1b[31m\n::error::x")

    monkeypatch.setattr(disk, "tree", broken)
    assert main(["check"]) == 3
    said = capsys.readouterr()
    assert "Fehler im Programm" in said.err
    assert "Traceback" not in said.err
    assert "--debug" in said.err
    assert "\x1b" not in said.err
    assert main(["--debug", "check"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_an_interruption_ends_with_130(good: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(root: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(disk, "tree", interrupted)
    assert main(["check"]) == 130
    assert "Abgebrochen." in capsys.readouterr().err


# --- where the content is -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("below", [".", "areas", "areas/muster", "sonst/wo"])
def test_the_root_is_found_upwards(good: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, below: str) -> None:
    (good / below).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(good / below)
    assert main(["check"]) == 0
    assert capsys.readouterr().out.startswith("2 Dateien")


def test_the_root_can_be_given(
    good: Path, tmp_path_factory: pytest.TempPathFactory, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("anderswo"))
    assert main(["--root", str(good), "check"]) == 0
    assert main(["--root", os.path.relpath(good), "check", "areas/muster"]) == 0
    assert capsys.readouterr().out.endswith("1 Datei in 1 Gebiet geprüft: alles in Ordnung.\n")


@pytest.mark.parametrize("root", [[], ["--root", "."], ["--root", "fehlt"]])
def test_without_areas_it_ends_with_2_and_advice(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, root: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*root, "check"]) == 2
    said = capsys.readouterr()
    assert (said.out, "--root" in said.err) == ("", True)
    assert root or "regsam-docs init" in said.err


def test_an_unreadable_file_ends_with_2_and_says_which(good: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    read = disk.read_bytes

    def refused(path: Path, most: int = limits.CSV_BYTES) -> bytes:
        if path.name == "gebiet.yaml":
            raise Trouble(f"{path} kann nicht gelesen werden: Die Rechte fehlen. Prüfen Sie die Rechte der Datei.")
        return read(path, most)

    monkeypatch.setattr(disk, "read_bytes", refused)
    assert main(["check"]) == 2
    said = capsys.readouterr()
    assert "gebiet.yaml kann nicht gelesen werden" in said.err
    assert "Traceback" not in said.err


def test_a_file_that_went_away_is_trouble_not_a_bug(good: Path) -> None:
    tree = disk.tree(good)
    (good / "areas/muster/gebiet.yaml").unlink()
    with pytest.raises(Trouble, match="kann nicht gelesen werden"):
        tree.read("areas/muster/gebiet.yaml")


# --- PATH -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "places", "files"),
    [
        ([], ["hafen", "muster"], 3),
        (["."], ["hafen", "muster"], 3),
        (["areas"], ["hafen", "muster"], 3),
        (["areas/"], ["hafen", "muster"], 3),
        (["areas/muster"], ["muster"], 1),
        (["areas/muster/"], ["muster"], 1),
        (["areas/muster/gebiet.yaml"], ["muster"], 1),
        (["./areas/../areas/muster/gebiet.yaml"], ["muster"], 1),
        (["muster"], ["muster"], 1),
        (["areas/muster", "areas/hafen/gebiet.yaml"], ["hafen", "muster"], 2),
        (["areas/regsam.yaml"], [], 1),
        (["areas/muster/README.md"], [], 0),
    ],
)
def test_only_what_is_named_is_reported(wrong: Path, capsys: Capture, given: list[str], places: list[str], files: int) -> None:
    (wrong / "areas/muster/README.md").write_text("x")
    assert main(["check", "--format", "json", *given]) == (1 if places else 0)
    report = json.loads(capsys.readouterr().out)
    assert [found["path"] for found in report["findings"]] == [f"areas/{area}/gebiet.yaml" for area in places]
    assert report["files"] == files


def test_paths_are_read_from_where_one_is(wrong: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(wrong / "areas/muster")
    assert main(["check", "gebiet.yaml", "--format", "json"]) == 1
    assert main(["check", ".", "--format", "json"]) == 1
    assert main(["check", "../regsam.yaml"]) == 0
    assert main(["check", str(wrong / "areas/muster/gebiet.yaml")]) == 1


def test_one_file_is_judged_with_its_whole_area(good: Path, capsys: Capture) -> None:
    head = "sitzungsnummer: 1\ndatum: 2024-06-13\nphase: diagnose\nstatus: geplant\n"
    minutes = f"{head}leitung: moderation\ntagesordnung: [{{titel: Begrüßung}}]\n"
    repository(good, {"muster/protokolle/2024-06-13.yaml": minutes})
    assert main(["check", "areas/muster/protokolle/2024-06-13.yaml"]) == 1
    assert "R01" in capsys.readouterr().out
    repository(good, {"muster/gremium.yaml": "mitglieder: [{id: moderation, organisation: REGSAM, gruppe: moderation}]\n"})
    assert main(["check", "areas/muster/protokolle/2024-06-13.yaml"]) == 0
    assert capsys.readouterr().out == "1 Datei in 1 Gebiet geprüft: alles in Ordnung.\n"


@pytest.mark.parametrize("given", ["fehlt", "areas/fehlt", "areas/muster/fehlt.yaml", "..", "/", "README.md", "../x.yaml"])
def test_what_is_not_there_or_outside_ends_with_2(good: Path, capsys: Capture, given: str) -> None:
    (good / "README.md").write_text("x")
    assert main(["check", given]) == 2
    said = capsys.readouterr()
    assert (said.out, f"„{given}“" in said.err, "areas/" in said.err) == ("", True, True)


def test_what_editors_put_beside_an_open_file_is_no_finding(good: Path, capsys: Capture) -> None:
    (good / "areas/muster/anlagen").mkdir(exist_ok=True)
    for folder in ("areas", "areas/muster", "areas/muster/anlagen"):
        (good / folder / ".#gebiet.yaml").symlink_to("erika@rechner.4711:1790000000")  # Emacs locks by a link that leads nowhere
        for name in ("#gebiet.yaml#", ".~lock.liste.csv#", "~$brief.docx", ".gebiet.yaml.swp"):
            (good / folder / name).write_text("x")
    assert main(["--root", str(good), "check"]) == 0
    assert "in Ordnung" in capsys.readouterr().out


def test_a_link_is_named_and_not_followed(good: Path, tmp_path_factory: pytest.TempPathFactory, capsys: Capture) -> None:
    elsewhere = repository(tmp_path_factory.mktemp("fremd"), {"muster/gebiet.yaml": WRONG})
    (good / "areas/hafen").symlink_to(elsewhere / "areas/muster")
    (good / "areas/muster/chronik.yaml").symlink_to(elsewhere / "areas/regsam.yaml")
    (good / "areas/muster/anlagen").mkdir()
    (good / "areas/muster/anlagen/plan.png").symlink_to("/etc/hostname")
    for given in ([], ["areas/hafen", "areas/muster"]):
        assert main(["check", "--format", "json", *given]) == 1
        found = json.loads(capsys.readouterr().out)["findings"]
        assert [(f["id"], f["path"]) for f in found] == [
            ("Y04", "areas/hafen"),
            ("Y04", "areas/muster/anlagen/plan.png"),
            ("Y04", "areas/muster/chronik.yaml"),
        ]


def test_a_required_file_that_is_a_link_is_not_missing_too(good: Path, capsys: Capture) -> None:
    (good / "areas/hafen").mkdir()
    (good / "areas/hafen/gebiet.yaml").symlink_to(good / "areas/muster/gebiet.yaml")
    assert main(["check", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(f["id"], f["path"]) for f in found] == [("Y04", "areas/hafen/gebiet.yaml")]


def test_explains_a_rule(good: Path, capsys: Capture) -> None:
    assert main(["check", "--explain", "v03"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("V03: ")
    assert "kooperationsvereinbarung" in said
    assert "Grundlage: Konzept, 6.2" in said


def test_says_what_an_id_looks_like(good: Path, capsys: Capture) -> None:
    assert main(["check", "--explain", "X99"]) == 2
    assert "„X99“" in capsys.readouterr().err
