"""What is said of a measurement of the tests, and when it fails."""

from __future__ import annotations

import pytest

from tools.coverage_floor import below, shares


@pytest.mark.parametrize(
    ("lines", "branches", "said"),
    [(95, 90, []), (94, 90, ["statements"]), (95, 89, ["branches"]), (0, 0, ["statements", "branches"])],
)
def test_below_the_floor_it_is_said_of_what(lines: int, branches: int, said: list[str]) -> None:
    found = shares({"covered_lines": lines, "num_statements": 100, "covered_branches": branches, "num_branches": 100})
    sentences = below(found)
    assert len(sentences) == len(said)
    assert all(kind in sentence for kind, sentence in zip(said, sentences, strict=True))


def test_where_there_are_no_branches_none_is_missing() -> None:
    assert shares({"covered_lines": 1, "num_statements": 2, "covered_branches": 0, "num_branches": 0})["branches"] == 100
