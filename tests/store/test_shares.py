"""What areas came to is kept, each by itself: what one says makes no other anew, and how they are made makes no difference."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from regsam_docs.cli import check as cli
from regsam_docs.cli import main
from regsam_docs.publish import areas
from regsam_docs.publish.build import Options, build
from regsam_docs.system import disk
from regsam_docs.system.output import Built
from regsam_docs.system.store import Memory
from tests.build.conftest import FILES, TODAY

MORE = {f"areas/gebiet-{number}/gebiet.yaml": f"name: Gebiet {number}\nstatus: aktiv\n" for number in range(4)}
CONTACTS = "kontakte: {nordfeld: {niemand: {telefon: 089 000000-1}}, gebiet-1: {keiner: {telefon: 089 000000-2}}}\n"

Run = Callable[..., Built]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The areas that were made, in order."""
    found: list[str] = []
    make = areas.make

    def noted(*arguments: object) -> object:
        found.extend(arguments[-1].slugs)  # type: ignore[attr-defined]
        return make(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(areas, "make", noted)
    return found


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REGSAM_DOCS_STATE", str(tmp_path / "zustand"))
    for name, text in (FILES | MORE).items():
        path = tmp_path / "inhalt" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "inhalt"


def run(root: Path, **options: object) -> Built:
    memory = Memory(root, disk.tree(root), "build")
    return build(root, Options(today=TODAY, pdf=False, **options), memory=memory)  # type: ignore[arg-type]


def built(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "build").rglob("*.*") if not path.name.startswith(".")}


def test_only_an_area_that_changed_is_made_and_the_city_says_what_it_says(root: Path, made: list[str]) -> None:
    run(root)
    assert len(made) == 6
    made.clear()
    file = root / "areas/gebiet-2/gebiet.yaml"
    file.write_text(file.read_text("utf-8").replace("Gebiet 2", "Neuland"), "utf-8")
    outcome = run(root)
    assert made == ["gebiet-2"]
    assert "build/intern/gebiet-2/index.html" in outcome.built
    assert "Neuland" in (root / "build/intern/index.html").read_text("utf-8")
    made.clear()
    assert run(root).built == []
    assert made == []


def test_what_every_area_is_made_of_makes_all_anew(root: Path, made: list[str]) -> None:
    run(root)
    made.clear()
    (root / "areas/regsam.yaml").write_text(FILES["areas/regsam.yaml"].replace("Musterstadt", "Neustadt"), "utf-8")
    run(root)
    assert len(made) == 6


def test_an_area_whose_files_are_not_as_they_were_built_is_made_again(root: Path, made: list[str]) -> None:
    run(root)
    made.clear()
    before = built(root)
    (root / "build/intern/gebiet-1/index.html").write_text("anderes", "utf-8")
    (root / "build/intern/gebiet-3/index.html").unlink()
    run(root)
    assert made == ["gebiet-1", "gebiet-3"]
    assert built(root) == before


def test_processes_come_to_the_same(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: list[str]) -> None:
    (root / "areas/kontakte.yaml").write_text(CONTACTS, "utf-8")
    alone = run(root, jobs=1)
    here = built(root)
    assert len(made) == 6
    made.clear()
    monkeypatch.setattr(areas, "APART", 3)
    monkeypatch.setattr(areas, "AT_ONCE", 2)
    spread = run(root, jobs=2, force=True)
    assert made == [], "all were made by processes"
    assert built(root) == here
    assert (spread.findings, spread.notes, spread.failed) == (alone.findings, alone.notes, alone.failed)
    assert len([found for found in spread.findings if found.path == "areas/kontakte.yaml"]) == 2


def test_what_processes_do_not_come_to_is_done_here(root: Path, monkeypatch: pytest.MonkeyPatch, made: list[str]) -> None:
    run(root, jobs=1)
    here = built(root)
    made.clear()
    monkeypatch.setattr(areas, "APART", 3)
    monkeypatch.setattr(areas, "AREAS_BYTES_OF_MEMORY", 1)
    run(root, jobs=2, force=True)
    assert len(made) == 6
    assert built(root) == here


def test_a_check_in_processes_finds_the_same(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(4):
        (root / f"areas/gebiet-{number}/phasen.yaml").write_text(f"vorlauf: {{beginn: 2024-0{number}-01}}\nnie: 1\n", "utf-8")
    command = ["--root", str(root), "check", "--format", "json"]
    assert main(command) == 1
    alone = capsys.readouterr().out
    monkeypatch.setenv("REGSAM_DOCS_STATE", str(root.parent / "anderer"))
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(cli, "AT_ONCE", 2)
    monkeypatch.setattr(cli, "APART", 2)
    monkeypatch.setattr(cli, "_read", None)  # here nothing is read
    assert main(command) == 1
    assert capsys.readouterr().out == alone
    assert alone.count("phasen.yaml") >= 4
