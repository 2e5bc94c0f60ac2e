"""Findings Y04, Y05, S, T and R by cases: folders `tests/cases/check/<ID>-<name>/`.

A case is the tiny area of `_basis` with the case's files laid over it; an empty `NAME.fehlt` takes NAME away. `erwartet.txt`
lists all findings of the whole as `path:line:column ID`; every other line of it must occur in the words of a finding. It names
none where something nearly is a mistake but is not (`…-gilt-nicht…`). A new case needs no Python.
"""

from __future__ import annotations

import re

import pytest

from regsam_docs.check import check
from tests.check.cases import FOLDER, contents, explained, line, overlaid

CASES = sorted(found.parent.name for found in FOLDER.glob("*/erwartet.txt"))
PLACE = re.compile(r"areas/.*:\d+:\d+ [A-Z]\d\d\Z")


@pytest.mark.parametrize("case", CASES)
def test_findings(case: str) -> None:
    expected = (FOLDER / case / "erwartet.txt").read_text("utf-8").splitlines()
    places = [entry for entry in expected if PLACE.match(entry)]
    found = check(overlaid(contents(FOLDER / case))).findings
    assert [line(f) for f in found] == places, explained(found)
    said = explained(found)
    assert [words for words in expected if words not in places and words not in said] == [], said


def test_the_basis_has_no_findings() -> None:
    assert check(overlaid({})).findings == ()
