"""Nothing that lies in `build/` is believed unless this program wrote it: here, for this user, in this place."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from regsam_docs.cli import main
from regsam_docs.finding import Trouble
from regsam_docs.repository import digests
from regsam_docs.system import output
from regsam_docs.system.output import BuiltFile, Folder
from tests.build.conftest import FILES, Build
from tests.examples import examples

NOTE = "intern/nordfeld/notiz.txt"
PAGE = "intern/nordfeld/phasenuebersicht.html"
MANIFEST = "build/.regsam-docs.json"
FORGED = b"<p>Nicht von uns</p>"
STRANGE = "ist nicht auf diesem Rechner an dieser Stelle entstanden"


@pytest.fixture(autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the key lies."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("REGSAM_DOCS_STATE", str(folder))
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def poison(repository: Path) -> None:
    """Put another page in the place of one, and say in the manifest that this is the one that was made."""
    (repository / "build" / PAGE).write_bytes(FORGED)
    listed = json.loads((repository / MANIFEST).read_bytes())
    listed["dateien"][PAGE][1] = digests.digest(FORGED)
    (repository / MANIFEST).write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", "utf-8")


def another_user(repository: Path) -> None:
    os.environ["REGSAM_DOCS_STATE"] += "-other"


def copied_elsewhere(repository: Path) -> None:
    """The manifest and the pages of another folder of the same user."""
    (repository / "build").rename(repository / "build-other")
    assert main(["--root", str(repository), "build", "--no-pdf"]) == 0
    other = repository / "other"
    shutil.copytree(repository / "areas", other / "areas")
    assert main(["--root", str(other), "build", "--no-pdf"]) == 0
    shutil.rmtree(repository / "build")
    shutil.copytree(other / "build", repository / "build")


def nested(repository: Path) -> None:
    (repository / MANIFEST).write_text('{"dateien":' + "[" * 100_000, "utf-8")


def listing_a_stranger(repository: Path) -> None:
    listed = json.loads((repository / MANIFEST).read_bytes())
    listed["dateien"] |= {NOTE: ["", ""], "../areas/regsam.yaml": ["", ""]}
    (repository / MANIFEST).write_text(json.dumps(listed), "utf-8")


@pytest.mark.parametrize("change", [poison, another_user, copied_elsewhere, nested, listing_a_stranger])
def test_what_was_not_built_here_is_neither_left_as_it_is_nor_deleted(
    repository: Path, pages: Build, capsys: pytest.CaptureFixture[str], change: Callable[[Path], None]
) -> None:
    pages()
    change(repository)
    (repository / "build" / NOTE).write_text("meins", "utf-8")
    before = contents(repository)
    for command in (["build", "--no-pdf"], ["build"], ["build", "--edition", "oeffentlich", "--force"], ["clean"]):
        assert main(["--root", str(repository), *command]) == 2
        said = capsys.readouterr()
        assert STRANGE in said.err and "Löschen oder verschieben Sie den Ordner build/" in said.err
    assert contents(repository) == before
    shutil.rmtree(repository / "build")
    assert main(["--root", str(repository), "build", "--no-pdf"]) == 0
    assert (repository / "build" / PAGE).is_file()


def test_a_folder_that_moved_is_built_anew(repository: Path, pages: Build, tmp_path_factory: pytest.TempPathFactory) -> None:
    pages()
    moved = tmp_path_factory.mktemp("moved") / "stadt"
    repository.rename(moved)
    assert main(["--root", str(moved), "build", "--no-pdf"]) == 2
    (moved / "build").rename(moved / "alt")
    assert main(["--root", str(moved), "build", "--no-pdf"]) == 0
    repository.mkdir()


def test_where_nothing_can_be_kept_it_is_built_all_the_same(
    repository: Path, pages: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGSAM_DOCS_STATE", "")
    first = pages()
    assert pages().unchanged == len(first.built), "this process knows what it wrote"
    monkeypatch.setattr("regsam_docs.system.authentic._PASSING", bytes(32))  # as the next process has another
    with pytest.raises(Trouble, match="REGSAM_DOCS_STATE"):
        pages()


def test_files_that_a_pull_request_put_among_the_documents_are_named(repository: Path, pages: Build) -> None:
    pages(edition="oeffentlich")
    (repository / "build/oeffentlich/nordfeld/notiz.txt").write_text("x", "utf-8")
    (repository / "build/oeffentlich/.DS_Store").write_text("x", "utf-8")
    notes = [note for note in pages(edition="oeffentlich").notes if "stammt nicht" in note]
    assert [note.partition(" ")[0] for note in notes] == ["build/oeffentlich/nordfeld/notiz.txt"]
    assert not [note for note in pages(edition="verteiler").notes if "stammt nicht" in note]


def test_a_page_that_became_a_link_is_made_again(repository: Path, pages: Build) -> None:
    pages()
    page, elsewhere = repository / "build" / PAGE, repository / "elsewhere.html"
    page.rename(elsewhere)
    page.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    assert pages().built == [f"build/{PAGE}"]
    assert not page.is_symlink() and page.read_bytes() == elsewhere.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="no pipes in the file system there")
def test_a_pipe_in_the_place_of_a_page_is_not_waited_for(repository: Path, pages: Build) -> None:
    pages()
    (repository / "build" / PAGE).unlink()
    os.mkfifo(repository / "build" / PAGE)
    assert pages().built == [f"build/{PAGE}"]


def test_only_what_this_program_left_half_written_is_cleared_away(repository: Path, pages: Build) -> None:
    pages()
    ours = repository / "build/intern" / f"{Folder(repository).temporary}abc"
    others = repository / "build/intern/.unfertig-abc"
    for file in (ours, others):
        file.write_text("x", "utf-8")
    pages()
    assert (ours.exists(), others.exists()) == (False, True)
    assert main(["--root", str(repository), "clean"]) == 0
    assert list(contents(repository / "build")) == ["intern/.unfertig-abc"]


def test_a_build_killed_before_it_wrote_anything_leaves_a_folder_of_ours(repository: Path, pages: Build) -> None:
    (repository / "build").mkdir()
    (repository / "build" / f"{Folder(repository).temporary}abc").write_text("x", "utf-8")
    (repository / "build/.regsam-docs.lock").write_text("", "utf-8")
    assert pages().built
    assert not list(repository.glob("build/.unfertig*"))


def mark(data: bytes) -> bytes:
    return bytes.fromhex(digests.digest(b"secret" + data))


@pytest.mark.parametrize("path", ["intern/a.html", "oeffentlich/nord/anlagen/Größe 2.png", "intern/a/..b", "intern/a:b"])
def test_a_manifest_is_read_as_it_was_written(path: str) -> None:
    listed = {path: BuiltFile(digests.digest(b"a"), digests.digest(b"b")), "intern/b": BuiltFile()}
    assert output.decode(output.encode(listed, mark), mark) == listed


OUTSIDE = ["", "a", "/intern/a", "../a", "intern/../a", "intern/./a", "intern/..", "intern//a", "intern/", "C:/a"]
UNFIT = ["intern\\a", "intern/a\\b", "intern/a\0b", "intern/a\nb", "intern/\x1b[0m", ".regsam-docs.json", ".regsam-docs.lock"]


@pytest.mark.parametrize("path", [*OUTSIDE, *UNFIT])
def test_a_path_that_no_build_writes_is_not_accepted_even_with_the_mark(path: str) -> None:
    assert output.decode(output.encode({path: BuiltFile()}, mark), mark) is None


@pytest.mark.parametrize("entry", [BuiltFile("x", ""), BuiltFile("", "A" * 64), BuiltFile("a" * 63, ""), BuiltFile("a" * 65, "")])
def test_a_digest_is_one(entry: BuiltFile) -> None:
    assert output.decode(output.encode({"intern/a": entry}, mark), mark) is None


@st.composite
def mutated(draw: st.DrawFn, data: bytes) -> bytes:
    """Some bytes with one piece replaced by another, or quite other bytes."""
    if draw(st.booleans()):
        return draw(st.binary(max_size=400))
    start, length = draw(st.integers(0, len(data))), draw(st.integers(0, 40))
    return data[:start] + draw(st.binary(max_size=40) | st.just(data[:200])) + data[start + length :]


@settings(max_examples=examples(10), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_bytes_of_the_manifest_or_the_lock_make_it_a_fault_of_ours_or_lose_a_file(
    tmp_path: Path, data: st.DataObject
) -> None:
    repository, kept = tmp_path / "stadt", tmp_path / "kept"
    build = ["--root", str(repository), "build", "--no-pdf", "--only", "phasenuebersicht"]
    page, note = (repository / f"build/intern/suedfeld/{name}" for name in ("phasenuebersicht.html", "notiz.txt"))
    if not kept.exists():
        for name in ("areas/regsam.yaml", "areas/suedfeld/gebiet.yaml", "areas/suedfeld/phasen.yaml"):
            (repository / name).parent.mkdir(parents=True, exist_ok=True)
            (repository / name).write_text(FILES[name], "utf-8")
        assert main(build) == 0
        (repository / "build").rename(kept)
    shutil.rmtree(repository / "build", ignore_errors=True)
    shutil.copytree(kept, repository / "build")
    good = page.read_bytes()
    page.write_bytes(FORGED)
    note.write_bytes(b"meins")
    target = repository / data.draw(st.sampled_from([MANIFEST, "build/.regsam-docs.lock"]))
    target.write_bytes(data.draw(mutated(target.read_bytes())))
    ended = main(build)
    assert ended in (0, 2)
    assert page.read_bytes() == (good if ended == 0 else FORGED)
    assert main(["--root", str(repository), "clean"]) == ended
    assert note.read_bytes() == b"meins"
    assert (repository / "areas/regsam.yaml").is_file()


@given(st.binary(max_size=600))
@example(b"[" * 100_000)
@example(b'{"dateien":' * 50_000)
def test_any_bytes_with_our_mark_are_a_manifest_or_none(data: bytes) -> None:
    """What is marked is ours; it is read as strictly as if it were not."""
    signed = data + b',\n "echtheit": "%b"\n}\n' % mark(data).hex().encode()
    assert output.decode(signed, mark) is None
    assert output.decode(data, mark) is None
