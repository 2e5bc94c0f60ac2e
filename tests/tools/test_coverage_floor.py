"""What is said of a measurement of the tests, and when it fails."""

from __future__ import annotations

import json
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


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    """What is measured while the tests of a program, in a worker, go through it."""
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "test_program.py").write_text("import program\ndef test_one(): assert program.TABLE\n")
    command = ["slipcover", "--branch", "--source", ".", "--omit", "test_*", "--json", "--out", "measured.json"]
    pytest_ = ["-m", "pytest", "-n", "1", "-p", "no:cacheprovider"]
    done = subprocess.run([sys.executable, "-m", *command, *pytest_], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return tmp_path / "measured.json"


def test_a_statement_counts_once_and_a_branch_each_way(measured: Path) -> None:
    lines = json.loads(measured.read_text())["files"]["program.py"]
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
