"""What areas came to is kept, each by itself: what one says makes no other anew, and how they are made makes no difference."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from regsam_docs import check
from regsam_docs.cli import check as cli
from regsam_docs.cli import main
from regsam_docs.publish import Published, Publisher, areas, setting
from regsam_docs.publish.build import Options, build
from regsam_docs.repository.tree import Tree
from regsam_docs.schema.sheet import Sheet
from regsam_docs.system import disk, pool
from regsam_docs.system.output import Built
from regsam_docs.system.store import Memory
from tests.build.conftest import FILES, TODAY

MORE = {f"areas/gebiet-{number}/gebiet.yaml": f"name: Gebiet {number}\nstatus: aktiv\n" for number in range(4)}
CONTACTS = "kontakte: {nordfeld: {niemand: {telefon: 089 000000-1}}, gebiet-1: {keiner: {telefon: 089 000000-2}}}\n"

CITY = ("intern/vorlagen/", "intern/gesamt", "intern/suche")

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
    return build(root, Options(**{"today": TODAY, "pdf": False, **options}), memory=memory)  # type: ignore[arg-type]


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


def only_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have this process wait for the others."""
    monkeypatch.setattr(pool, "run", lambda *asked, here=None, run=pool.run: run(*asked))


def test_processes_come_to_the_same(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: list[str]) -> None:
    (root / "areas/kontakte.yaml").write_text(CONTACTS, "utf-8")
    alone = run(root, jobs=1)
    here = built(root)
    assert len(made) == 6
    made.clear()
    monkeypatch.setattr(areas, "APART", 3)
    monkeypatch.setattr(areas, "AT_ONCE", 2)
    run(root, jobs=2, force=True)
    assert built(root) == here
    made.clear()
    only_others(monkeypatch)
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
    only_others(monkeypatch)
    monkeypatch.setattr(cli, "_read", None)  # here nothing is read
    assert main(command) == 1
    assert capsys.readouterr().out == alone
    assert alone.count("phasen.yaml") >= 4


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of areas that were read and judged, in order."""
    found: list[str] = []
    whole = check.read

    def spy(tree: Tree, path: str, kind: str) -> Sheet:
        found.extend([path] if path.count("/") > 1 else [])
        return whole(tree, path, kind)

    monkeypatch.setattr(check, "read", spy)
    return found


@pytest.mark.parametrize("contacts", [False, True], ids=["without contacts", "with contacts"])
@pytest.mark.parametrize("first", ["check", "build"])
def test_what_one_command_read_no_other_reads_again(
    root: Path, read: list[str], capsys: pytest.CaptureFixture[str], first: str, contacts: bool
) -> None:
    if contacts:
        (root / "areas/kontakte.yaml").write_text(CONTACTS, "utf-8")
    commands = [["check"], *(["build", "--no-pdf", "--edition", edition] for edition in ("intern", "oeffentlich"))]
    for command in sorted(commands, key=lambda words: words[0] != first):
        main(["--root", str(root), *command])
        assert ("areas/nordfeld/phasen.yaml" in read) == (command[0] == first and "oeffentlich" not in command)
        read.clear()
    capsys.readouterr()
    file = root / "areas/nordfeld/phasen.yaml"
    file.write_text(file.read_text("utf-8") + "# anders\n", "utf-8")
    main(["--root", str(root), "check"])
    assert set(read) == {f"areas/nordfeld/{name}.yaml" for name in ("gebiet", "vereinbarung", "phasen")}
    assert capsys.readouterr().out.count("kontakte.yaml") == 2 * contacts


def test_a_fresh_clone_with_what_was_kept_costs_what_changed(root: Path, made: list[str], read: list[str]) -> None:
    """As in CI: the files are all new, with other times and numbers; the store and what was built were restored."""
    git = ("git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C")
    away, origin = root.parent / "vorher", root.parent / "herkunft"
    (root / ".gitignore").write_text("build/\n", "utf-8")
    for words in (("init", "-q"), ("add", "--all"), ("commit", "-q", "-m", "Stand")):
        subprocess.run([*git, str(root), *words], check=True)
    subprocess.run(["git", "clone", "-q", "--bare", str(root), str(origin)], check=True)
    main(["--root", str(root), "check"])
    run(root)
    made.clear()
    root.rename(away)
    subprocess.run(["git", "clone", "-q", str(origin), str(root)], check=True)
    shutil.copytree(away / "build", root / "build")
    file = root / "areas/gebiet-2/gebiet.yaml"
    file.write_text(file.read_text("utf-8").replace("Gebiet 2", "Neuland"), "utf-8")
    read.clear()
    main(["--root", str(root), "check"])
    assert read == ["areas/gebiet-2/gebiet.yaml"]
    run(root)
    assert (made, read) == (["gebiet-2"], ["areas/gebiet-2/gebiet.yaml"])
    assert "Neuland" in (root / "build/intern/gebiet-2/index.html").read_text("utf-8")


def test_only_its_owner_sees_what_is_kept(root: Path) -> None:
    run(root)
    assert (root.parent / "zustand/ablage").stat().st_mode & 0o077 == 0


def test_on_another_day_only_what_tells_of_it_is_made(root: Path, made: list[str], read: list[str]) -> None:
    run(root)
    made.clear()
    read.clear()
    outcome = run(root, today=date(2027, 3, 1))
    assert (made, read) == ([], [])
    assert "build/intern/nordfeld/index.html" in outcome.built
    assert not any("vereinbarung" in path or "vorlagen" in path for path in outcome.built)
    after = built(root)
    run(root, today=date(2027, 3, 1), force=True)
    assert built(root) == after


def test_of_the_city_only_what_is_made_of_something_else_is_made(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pressed: list[str] = []
    render_planned = Publisher.render_planned

    def spy(self: Publisher, published: Iterable[Published]) -> None:
        there = list(published)
        pressed.extend(path for one in there for path in one.planned if path.startswith(CITY))
        render_planned(self, there)

    monkeypatch.setattr(Publisher, "render_planned", spy)

    def edited(name: str, old: str, new: str) -> set[str]:
        pressed.clear()
        file = root / "areas/nordfeld" / name
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
        run(root)
        return {path.rpartition("/")[2] for path in pressed}

    everything = edited("phasen.yaml", "nichts", "davon")
    assert {"fragebogen", "gesamtbericht", "suche"} <= everything
    assert edited("anlagen/zahlen.csv", "1;2", "1;3") == set()
    assert edited("phasen.yaml", "vorlauf", "# nur eine Bemerkung\nvorlauf") == {"gesamtbericht"}, "for its Fassung"
    assert edited("gebiet.yaml", "Nordfeld", "Nordend") == {"gesamtbericht", "suche"}


def test_papers_are_set_while_areas_are_still_made(root: Path, monkeypatch: pytest.MonkeyPatch, made: list[str]) -> None:
    monkeypatch.setattr(areas, "AT_ONCE", 1)
    begun: list[int] = []

    def execute(orders: Iterator[setting.Commission]) -> Iterator[pool.Finished[setting.Commission, bytes]]:
        for order in orders:
            begun.append(len(made))
            yield pool.Finished(order, b"%PDF", None)

    outcome = run(root, pdf=True, executor=execute)
    assert begun[0] < len(made) == 6
    assert len(begun) == len([path for path in outcome.built if path.endswith(".pdf")]) > 0


def test_an_interrupted_build_keeps_what_it_made(root: Path, monkeypatch: pytest.MonkeyPatch, made: list[str]) -> None:
    monkeypatch.setattr(areas, "AT_ONCE", 1)

    def interrupted(orders: Iterator[setting.Commission]) -> Iterator[pool.Finished[setting.Commission, bytes]]:
        for order in orders:
            if made:
                raise KeyboardInterrupt
            yield pool.Finished(order, None, None)

    with pytest.raises(KeyboardInterrupt):
        run(root, pdf=True, executor=interrupted)
    *whole, _ = made
    made.clear()
    run(root, pdf=True, executor=lambda orders: (pool.Finished(order, b"%PDF", None) for order in orders))
    assert whole == [f"gebiet-{number}" for number in range(4)]
    assert made == ["nordfeld", "suedfeld"]
