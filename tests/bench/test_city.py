"""The city that is measured consists of valid files, the same each time."""

from __future__ import annotations

from pathlib import Path

from bench.city import write
from regsam_docs import check
from regsam_docs.system import disk


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_files_are_valid(tmp_path: Path) -> None:
    write(tmp_path, areas=5, meetings=12)
    result = check.check(disk.tree(tmp_path))
    assert [finding for finding in result.findings if finding.is_error] == []
    assert len(result.city.areas) == 5
    (written,) = [area for area in result.city.areas if area.slug == "viertel-0001"]
    assert [minutes.sitzungsnummer for minutes in written.minutes] == list(range(1, 13))


def test_the_files_are_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write(tmp_path / name, areas=6, meetings=7)
    assert contents(tmp_path / "one") == contents(tmp_path / "other")
