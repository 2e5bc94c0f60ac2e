"""`regsam-docs fmt`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from regsam_docs.cli import main

FILE = "areas/lindenhoehe/gebiet.yaml"
UNTIDY = b"\xef\xbb\xbfstatus:   geplant  \r\n# der Name\r\nname: Lindenh\xc3\xb6he"


@pytest.fixture
def city(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example city in one form, but for one file."""
    shutil.copytree(root / "areas" / "lindenhoehe", tmp_path / "areas" / "lindenhoehe")
    shutil.copytree(root / "areas" / "lindenhoehe", tmp_path / "areas" / "am-ziegelfeld")
    monkeypatch.chdir(tmp_path)
    main(["fmt"])
    (tmp_path / FILE).write_bytes(UNTIDY)
    return tmp_path


def test_check_names_what_would_change_and_changes_nothing(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["fmt", "--check"]) == 1
    assert [line for line in capsys.readouterr().out.splitlines() if FILE in line] == [f"Würde geordnet: {FILE}"]
    assert (city / FILE).read_bytes() == UNTIDY


def test_the_file_is_laid_out_and_then_nothing_is_left_to_do(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fmt"]) == 0
    assert (city / FILE).read_bytes() == "# der Name\nname: Lindenhöhe\nstatus: geplant\n".encode()
    before = (city / FILE).stat().st_mtime_ns
    assert main(["fmt"]) == main(["fmt", "--check"]) == 0
    assert (city / FILE).stat().st_mtime_ns == before
    assert "alles ist schon in Ordnung" in capsys.readouterr().out


def test_only_what_is_named_is_touched(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fmt", "areas/am-ziegelfeld"]) == 0
    assert (city / FILE).read_bytes() == UNTIDY
    assert main(["fmt", "areas/anlagen"]) == main(["fmt", "../x"]) == 2


@pytest.mark.parametrize(
    ("content", "id", "code"),
    [
        (b"status: geplant\nname: [", "Y01", 1),
        (b"status: geplant\nname: A\nname: B\n", "Y02", 1),
        (b"status: geplant\nname: \xff\n", "Y03", 1),
        (b"status: geplant\nname: Haus #3\n", "Y05", 0),
    ],
)
def test_what_may_lose_text_is_left_alone_and_named(
    city: Path, capsys: pytest.CaptureFixture[str], content: bytes, id: str, code: int
) -> None:
    (city / FILE).write_bytes(content)
    capsys.readouterr()
    assert main(["fmt"]) == code
    out = capsys.readouterr().out
    assert FILE in out
    assert id in out
    assert (city / FILE).read_bytes() == content


def test_other_mistakes_do_not_hinder(city: Path) -> None:
    (city / FILE).write_text("status: unfug\nfremd: 1\nname: A\n", "utf-8")
    assert main(["fmt"]) == 0
    assert (city / FILE).read_text("utf-8") == "name: A\nstatus: unfug\nfremd: 1\n"


@pytest.mark.parametrize("mode", [0o664, 0o755, 0o600])
def test_a_files_rights_stay(city: Path, capsys: pytest.CaptureFixture[str], mode: int) -> None:
    """Those of a shared folder's group, for one."""
    file = next(city.glob("areas/*/gebiet.yaml"))
    file.write_text(file.read_text("utf-8").replace("name: ", "name:     "), "utf-8")
    file.chmod(mode)
    before = file.read_bytes()
    assert main(["--root", str(city), "fmt", str(file)]) == 0
    assert file.read_bytes() != before
    assert file.stat().st_mode & 0o777 == mode
