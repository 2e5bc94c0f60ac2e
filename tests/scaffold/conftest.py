"""Content repositories to begin files in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from regsam_docs.cli import main


class Run:
    """What a command printed and how it ended."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        self.code = main(arguments)
        self.out, self.err = capsys.readouterr()


@pytest.fixture
def city(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the example city that holds only `areas/`, as working folder."""
    shutil.copytree(root / "areas", tmp_path / "areas")
    monkeypatch.chdir(tmp_path)
    return tmp_path
