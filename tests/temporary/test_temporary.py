"""What killed processes leave behind goes; what is in use, linked, open to others or not ours stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from regsam_docs.cli import main
from regsam_docs.system import temporary

HOLD = """
from regsam_docs.system import temporary
with temporary.folder() as place:
    (place / "0").mkdir()
    (place / "0/seite.txt").write_text("x")
    print(place, flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files."""
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    monkeypatch.setenv("TMPDIR", str(place))
    return place


def holder(root: Path) -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_a_folder_is_this_user_s_alone_and_goes(place: Path) -> None:
    with temporary.folder() as folder:
        assert folder.parent == place
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not list(place.iterdir())


def test_what_a_killed_process_left_goes_and_what_a_running_one_holds_stays(root: Path) -> None:
    (killed, left), (running, held) = holder(root), holder(root)
    killed.kill()
    killed.communicate()
    temporary.sweep()
    assert not left.exists()
    assert (held / "0/seite.txt").exists()
    running.communicate("\n")
    assert not held.exists()


def test_any_command_begins_with_it(root: Path) -> None:
    killed, left = holder(root)
    killed.kill()
    killed.communicate()
    assert main(["schema", "gebiet"]) == 0
    assert not left.exists()


def test_a_folder_without_a_lock_is_left_over_too(place: Path) -> None:
    (place / "regsam-lauf-halb").mkdir(0o700)
    temporary.sweep()
    assert not list(place.iterdir())


def test_a_link_is_not_followed(place: Path, tmp_path: Path) -> None:
    target = tmp_path / "wichtig"
    target.mkdir(0o700)
    (target / "brief.txt").write_text("meins", "utf-8")
    (place / "regsam-lauf-x").symlink_to(target)
    (place / "regsam-lauf-y").mkdir(0o700)
    (place / "regsam-lauf-y/0").symlink_to(target)
    temporary.sweep()
    assert [path.name for path in target.iterdir()] == ["brief.txt"]
    assert [path.name for path in place.iterdir()] == ["regsam-lauf-x"]


def test_a_lock_that_is_a_link_makes_nothing_elsewhere(place: Path, tmp_path: Path) -> None:
    (place / "regsam-lauf-x").mkdir(0o700)
    (place / "regsam-lauf-x/lock").symlink_to(tmp_path / "neu")
    temporary.sweep()
    assert not (tmp_path / "neu").exists()


def test_what_others_may_write_or_own_or_is_no_folder_stays(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "regsam-lauf-offen").mkdir(0o700)
    (place / "regsam-lauf-offen").chmod(0o755)
    (place / "regsam-lauf-datei").touch()
    (place / "anderes").mkdir(0o700)
    temporary.sweep()
    assert {path.name for path in place.iterdir()} == {"regsam-lauf-offen", "regsam-lauf-datei", "anderes"}
    (place / "regsam-lauf-fremd").mkdir(0o700)
    monkeypatch.setattr("os.geteuid", lambda: 4711)
    temporary.sweep()
    assert (place / "regsam-lauf-fremd").is_dir()


def test_a_folder_swept_before_it_was_locked_is_made_anew(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's sweep may come between any two steps of ours."""
    from regsam_docs.system import disk

    locked = disk.try_lock
    turns = iter(["before", "after"])

    def interrupted(descriptor: int) -> bool:
        monkeypatch.setattr(disk, "try_lock", locked)
        if next(turns, None) == "before":
            temporary.sweep()
        return locked(descriptor)

    monkeypatch.setattr(disk, "try_lock", interrupted)
    with temporary.folder() as folder:
        temporary.sweep()
        assert folder.is_dir()
    assert not list(place.iterdir())
