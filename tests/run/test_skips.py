"""A test that asks another program may be skipped where that is missing, but not where a machine judges."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("ci", "code", "more"),
    [("", 0, []), ("true", 1, ["--numprocesses", "1"])],
    ids=["elsewhere", "where a machine judges"],
)
def test_in_ci_a_skipped_judge_fails_the_run(root: Path, tmp_path: Path, ci: str, code: int, more: list[str]) -> None:
    command = [sys.executable, "-m", "pytest", "tests/editor", "-k", "offered and line-regsam", "-p", "no:cacheprovider", *more]
    without_node = {**os.environ, "PATH": str(tmp_path), "CI": ci}
    done = subprocess.run(command, cwd=root, env=without_node, capture_output=True, text=True)
    assert "2 skipped" in done.stdout
    assert done.returncode == code, done.stdout
