"""What is said of a measurement of the tests, and when it fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.coverage_floor import Count, below, counts, shares

ROOT = Path(__file__).parents[2]

PROGRAM = '''\
"""What it does."""
TABLE = {
    1: 2,
    3: 4,
}


def sign(number):
    if number < 0:
        return -1
    return (
        1
    )


sign(5)
'''


def test_a_statement_counts_once_and_a_branch_each_way(tmp_path: Path) -> None:
    """A package of our name with a test, measured with our settings, in a worker, as `./run test --coverage` does."""
    for name, text in {
        "pyproject.toml": (ROOT / "pyproject.toml").read_text("utf-8"),
        "regsam_docs/__init__.py": PROGRAM,
        "tests/test_program.py": "from regsam_docs import TABLE\ndef test_it(): assert TABLE\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    command = ["-I", "-m", "slipcover", "--json", "--out", "measured.json", "-m", "pytest", "-n", "1"]
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}  # no worker of this run
    done = subprocess.run([sys.executable, *command], cwd=tmp_path, env=alone, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = json.loads((tmp_path / "measured.json").read_text("utf-8"))["files"]["regsam_docs/__init__.py"]
    assert counts(PROGRAM, lines) == {"statements": Count(there=7, run=6), "branches": Count(there=2, run=1)}


@pytest.mark.parametrize(
    ("lines", "branches", "said"),
    [(95, 90, []), (94, 90, ["statements"]), (95, 89, ["branches"]), (0, 0, ["statements", "branches"])],
)
def test_below_the_floor_it_is_said_of_what(lines: int, branches: int, said: list[str]) -> None:
    halves = [
        {"statements": Count(50, lines // 2), "branches": Count(60, branches - branches // 2)},
        {"statements": Count(50, lines - lines // 2), "branches": Count(40, branches // 2)},
    ]
    sentences = below(shares(halves))
    assert len(sentences) == len(said)
    assert all(kind in sentence for kind, sentence in zip(said, sentences, strict=True))


def test_where_there_are_no_branches_none_is_missing() -> None:
    assert shares([{"statements": Count(2, 1), "branches": Count(0, 0)}]) == {"statements": 50, "branches": 100}
