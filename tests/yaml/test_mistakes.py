"""Mistakes people make: each is a folder with the wrong file, the right one, and what must be said.

`erwartet.txt`: lines `line:column ID`, one for each finding; every other line must occur in the words of a finding.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from regsam_docs.yaml import read

CASES = sorted(p for p in (Path(__file__).parents[1] / "cases" / "yaml").iterdir() if p.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_mistake_is_named_where_it_was_made(case: Path) -> None:
    expected = (case / "erwartet.txt").read_text(encoding="utf-8").splitlines()
    places = [line for line in expected if re.fullmatch(r"\d+:\d+ Y\d\d", line)]
    words = [line for line in expected if line not in places]

    node, findings = read((case / "falsch.yaml").read_bytes(), "x.yaml")

    said = "\n".join(f"{f.message} {f.hint or ''}" for f in findings)
    assert [f"{f.line}:{f.column} {f.id}" for f in findings] == places, said
    assert [word for word in words if word not in said] == [], said
    assert node is None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_corrected_file_is_read(case: Path) -> None:
    node, findings = read((case / "richtig.yaml").read_bytes(), "x.yaml")

    assert findings == ()
    assert node is not None
