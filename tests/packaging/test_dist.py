"""A release's files: the same from the same commit, and described by what lies beside them."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from regsam_docs import __version__
from tools import dist


def test_a_release_lists_what_it_consists_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dist.main([str(tmp_path / "dist")]) == 0
    made = {path.name: path.read_bytes() for path in (tmp_path / "dist").iterdir()}
    name = f"regsam_docs-{__version__}"
    assert set(made) == {f"{name}-py3-none-any.whl", f"{name}.tar.gz", f"{name}.cdx.json", "SHA256SUMS"}
    listed = dict(line.split("  ")[::-1] for line in made.pop("SHA256SUMS").decode().splitlines())
    assert listed == {file: hashlib.sha256(data).hexdigest() for file, data in made.items()}
    assert json.loads(made[f"{name}.cdx.json"])["bomFormat"] == "CycloneDX"
    assert dist.main([str(tmp_path / "dist")]) == 2, "what is there is not written over"


def test_files_bear_the_commits_time(tmp_path: Path) -> None:
    for number in range(2):
        dist.built(tmp_path / str(number), "1767225600")
    first, again = ({path.name: path.read_bytes() for path in (tmp_path / str(number)).iterdir()} for number in range(2))
    assert first == again
    dist.built(tmp_path / "later", "1767312000")
    assert {path.name: path.read_bytes() for path in (tmp_path / "later").iterdir()} != first


def test_the_version_has_one_home_and_stands_in_the_changelog(root: Path) -> None:
    assert re.search(rf"^## \[{re.escape(__version__)}\] – ", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    settings = (root / "pyproject.toml").read_text("utf-8")
    assert __version__ not in settings
