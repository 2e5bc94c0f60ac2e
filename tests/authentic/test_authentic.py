"""What this program wrote is known by a key of this user on this machine, which no checkout can bring along."""

from __future__ import annotations

import os
import stat
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from regsam_docs.system import authentic
from regsam_docs.system.authentic import KEY_BYTES, KEY_FILE


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder for the key; the folder for temporary files is another."""
    monkeypatch.setenv("REGSAM_DOCS_STATE", str(tmp_path / "state"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "state"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content repository."""
    (tmp_path / "stadt").mkdir()
    return tmp_path / "stadt"


def test_the_key_is_made_once_and_is_the_user_s_alone(state: Path, content: Path) -> None:
    first = authentic.key(content)
    assert first.kept and len(first.secret) == KEY_BYTES
    assert authentic.key(content) == first
    assert [path.name for path in state.iterdir()] == [KEY_FILE]
    if os.name != "nt":
        assert stat.S_IMODE((state / KEY_FILE).stat().st_mode) == 0o600


def test_those_who_make_it_at_once_make_the_same(content: Path) -> None:
    with ThreadPoolExecutor(8) as many:
        assert len(set(many.map(authentic.key, [content] * 32))) == 1


def test_a_mark_needs_the_key_and_counts_the_borders_of_what_it_marks(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = authentic.key(content)
    assert key.mark("ab", b"c") == key.mark("ab", "c") != key.mark("a", "bc")
    monkeypatch.setenv("REGSAM_DOCS_STATE", str(content.parent / "other"))
    assert authentic.key(content).mark("ab", "c") != key.mark("ab", "c")


def planted(file: Path, data: bytes = bytes(KEY_BYTES), mode: int = 0o600) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    file.chmod(mode)


@pytest.mark.parametrize("where", [".cache/x", "../.x", "."])
def test_nothing_in_the_checkout_is_taken_for_the_user_s_own(
    content: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Not below the content, and not beside it where git knows it; not by another name or a link either."""
    (content.parent / ".git").mkdir()
    (content.parent.parent / f"{content.parent.name}-link").symlink_to(content.parent)
    for base in (content, content.parent.parent / f"{content.parent.name}-link" / "stadt"):
        planted(base / where / KEY_FILE)
        monkeypatch.setenv("REGSAM_DOCS_STATE", str(base / where))
        assert authentic.place(content) is None
        assert authentic.key(content).secret != bytes(KEY_BYTES)


@pytest.mark.skipif(os.name == "nt", reason="rights are another matter there")
@pytest.mark.parametrize("how", ["link", "readable", "short", "long", "folder", "pipe"])
def test_a_key_that_may_be_another_s_is_none(state: Path, content: Path, how: str) -> None:
    file = state / KEY_FILE
    size = {"short": KEY_BYTES - 1, "long": KEY_BYTES + 1}.get(how, KEY_BYTES)
    planted(file, bytes(size), mode=0o640 if how == "readable" else 0o600)
    if how == "link":
        file.rename(state / "other")
        file.symlink_to(state / "other")
    elif how in ("folder", "pipe"):
        file.unlink()
        (Path.mkdir if how == "folder" else os.mkfifo)(file)
    key = authentic.key(content)
    assert key.kept and key.secret != bytes(KEY_BYTES)
    assert authentic.key(content) == key
    assert list((content.parent / "temporary").rglob(KEY_FILE))


def test_where_nothing_can_be_kept_there_is_a_key_for_this_process(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (content.parent / "file").write_text("")
    monkeypatch.setenv("REGSAM_DOCS_STATE", str(content.parent / "file" / "state"))
    monkeypatch.setattr(tempfile, "tempdir", str(content))
    key = authentic.key(content)
    assert not key.kept and authentic.key(content) == key
    assert not list(content.iterdir())


def test_an_empty_name_asks_for_none(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGSAM_DOCS_STATE", "")
    assert not authentic.key(content).kept
    assert not list((content.parent / "temporary").iterdir())


def test_without_a_home_folder_there_is_the_one_for_temporary_files(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REGSAM_DOCS_STATE", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)

    def nowhere() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(authentic, "_home", nowhere)
    assert authentic.place(content) is None
    assert authentic.key(content).kept
