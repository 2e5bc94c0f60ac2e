"""What is kept of earlier runs: believed only where it was written, and never needed."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from regsam_docs import check
from regsam_docs.cli import main
from regsam_docs.finding import Trouble
from regsam_docs.repository import digests
from regsam_docs.repository.tree import Tree
from regsam_docs.schema.sheet import Sheet
from regsam_docs.system import authentic, disk, store
from regsam_docs.system.store import Index, Memory, Store

ANSWER = {"befund": ["ä", "b"]}
KIND = dict[str, list[str]]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder of its own."""
    monkeypatch.setenv("REGSAM_DOCS_STATE", str(tmp_path / "zustand"))
    return tmp_path / "zustand"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small content repository."""
    for name, text in (("regsam.yaml", "format: 1\nstadt: M\n"), ("anger/gebiet.yaml", "name: Anger\nstatus: aktiv\n")):
        path = tmp_path / "inhalt/areas" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "inhalt"


def kept(state: Path) -> list[Path]:
    return sorted((state / store.FOLDER).iterdir())


def test_an_answer_is_known_again_under_its_key_alone(state: Path, root: Path) -> None:
    Store(root).put("frage", ANSWER)
    assert Store(root).get("frage", KIND) == ANSWER
    assert Store(root).get("andere", KIND) is None
    assert Store(root).get("frage", list[str]) is None, "of another version"


def become_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def become_a_link(file: Path) -> None:
    there = file.rename(file.with_suffix(".x"))
    file.symlink_to(there)


Damage = Callable[[Path], object]
DAMAGES: dict[str, Damage] = {
    "truncated": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "emptied": lambda file: file.write_bytes(b""),
    "changed": lambda file: file.write_bytes(bytes([*file.read_bytes()[:-1], file.read_bytes()[-1] ^ 1])),
    "deep": lambda file: file.write_bytes(b"[" * 100_000),
    "a folder": become_a_folder,
    "a link": become_a_link,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_counts_as_not_there(state: Path, root: Path, damage: Damage) -> None:
    Store(root).put("frage", ANSWER)
    (file,) = kept(state)
    damage(file)
    assert Store(root).get("frage", KIND) is None
    Store(root).put("frage", ANSWER)  # never fails


def test_what_somebody_else_wrote_is_not_believed(state: Path, root: Path, tmp_path: Path) -> None:
    """Neither with another key, nor of another folder, nor under another name."""
    Store(root).put("frage", ANSWER)
    (file,) = kept(state)
    data = file.read_bytes()
    (tmp_path / "anderswo/areas").mkdir(parents=True)
    elsewhere = Store(tmp_path / "anderswo")
    (state / store.FOLDER / elsewhere.name("frage")).write_bytes(data)
    (state / store.FOLDER / Store(root).name("andere")).write_bytes(data)
    assert elsewhere.get("frage", KIND) is None
    assert Store(root).get("andere", KIND) is None
    (state / authentic.KEY_FILE).write_bytes(bytes(authentic.KEY_BYTES))
    assert Store(root).get("frage", KIND) is None


def test_a_store_in_the_checkout_is_not_used(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGSAM_DOCS_STATE", str(root / ".zustand"))
    Store(root).put("frage", ANSWER)
    assert not (root / ".zustand").exists()


def test_the_oldest_go_where_there_is_too_much(state: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "STORE_BYTES", 4_000)
    for number in range(5):
        Store(root).put(str(number), {"text": [os.urandom(1_000).hex()]})
        os.utime(state / store.FOLDER / Store(root).name(str(number)), (number, number))
    assert [number for number in range(5) if Store(root).get(str(number), KIND)] == [2, 3, 4]


@pytest.mark.parametrize("refused", ["read-only", "full"])
def test_a_store_that_cannot_be_written_changes_nothing(
    state: Path, root: Path, monkeypatch: pytest.MonkeyPatch, refused: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(root), "check"]) == 1
    there = capsys.readouterr()

    def refuse(path: Path, data: bytes, temporary: str = "") -> None:
        raise Trouble(refused)

    monkeypatch.setattr(disk, "write", refuse)
    (root / "areas/anger/gebiet.yaml").write_text("name: Anger\nstatus: aktiv\n# anders\n", "utf-8")
    assert main(["--root", str(root), "check"]) == 1
    assert capsys.readouterr() == there


def index(root: Path) -> Index:
    return Index(Store(root), "probe")


def test_only_what_looks_different_is_read_again(state: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "RACY", -(10**12))  # so that nothing counts as just written
    file = root / "areas/regsam.yaml"
    first = index(root)
    digest = first.digest(str(file), file.read_bytes)
    first.save()
    assert index(root).digest(str(file), lambda: b"not read") == digest
    about = file.stat()
    file.write_text("format: 1\nstadt: N\n", "utf-8")
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))  # the same size and time
    assert index(root).digest(str(file), file.read_bytes) != digest


@pytest.mark.parametrize("clock", [0, 10**9], ids=["just written", "clock set back"])
def test_what_may_have_changed_unseen_is_read_again(
    state: Path, root: Path, monkeypatch: pytest.MonkeyPatch, clock: int
) -> None:
    """A file as young as the look at it, or younger by a clock that was set back since."""
    file = root / "areas/regsam.yaml"
    monkeypatch.setattr("time.time_ns", lambda: file.stat().st_ctime_ns - clock)
    first = index(root)
    first.digest(str(file), file.read_bytes)
    first.save()
    assert index(root).digest(str(file), lambda: b"read") == digests.digest(b"read")


def test_an_answer_about_files_that_changed_meanwhile_is_not_kept(state: Path, root: Path) -> None:
    memory = Memory(root, disk.tree(root), "frage")
    (root / "areas/anger/phasen.yaml").write_text("vorlauf: {beginn: 2024-05-01}\n", "utf-8")
    memory.put(ANSWER)
    assert Memory(root, disk.tree(root), "frage").get(KIND) is None
    (root / "areas/anger/phasen.yaml").unlink()
    assert Memory(root, disk.tree(root), "frage").get(KIND) is None


def test_everything_that_is_read_is_part_of_the_question(state: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def key(*question: str) -> str | None:
        return Memory(root, disk.tree(root), "frage", *question).key

    annexes, template = root / "areas/anger/anlagen", root / "templates/protokoll.html"
    template.parent.mkdir()
    keys = {key(), key("2026-11-22")}
    changes: list[Callable[[], object]] = [
        annexes.mkdir,
        partial((annexes / "plan.txt").write_bytes, b""),
        partial((annexes / "plan.txt").rename, annexes / "plan.csv"),
        partial((annexes / "link").symlink_to, "plan.csv"),
        partial(template.write_text, "x"),
        partial(template.write_text, "y"),
        (root / "areas/anger/gebiet.yaml").unlink,
        partial(monkeypatch.setattr, "sys.version", "4"),
    ]
    for change in changes:
        change()
        keys.add(key())
    assert len(keys) == 10
    assert None not in keys


def test_of_an_edit_only_its_area_is_read_again(
    state: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = root / "areas/ufer/gebiet.yaml"
    other.parent.mkdir()
    other.write_text("name: Ufer\n", "utf-8")
    read: list[str] = []
    whole = check.read

    def spy(tree: Tree, path: str, kind: str) -> Sheet:
        read.append(path)
        return whole(tree, path, kind)

    monkeypatch.setattr(check, "read", spy)

    def checked() -> tuple[list[str], str]:
        read.clear()
        main(["--root", str(root), "check"])
        return sorted(read), capsys.readouterr().out

    files, before = checked()
    assert files == ["areas/anger/gebiet.yaml", "areas/regsam.yaml", "areas/ufer/gebiet.yaml"]
    assert checked() == ([], before)
    (root / "areas/anger/gebiet.yaml").write_text("name: Anger\nstatus: aktiv\n# anders\n", "utf-8")
    assert checked() == (["areas/anger/gebiet.yaml", "areas/regsam.yaml"], before)
    (root / "areas/neu").mkdir()
    assert len(checked()[0]) == 3, "a name more is part of all"
