"""Every rule by cases: folders `tests/cases/rules/<ID>/<name>/`.

A case is the small complete area of `_basis` with what the case's folder says laid over it: a file there replaces the one
of the same name, and an empty `NAME.fehlt` takes NAME away. `erwartet.txt` lists all findings of the whole, one a line, as
`path:line:column ID`; it is empty where the rule nearly holds but does not. Names begin with what they show: `gilt…`,
`gilt-nicht…`, or `unbekannt…` and the like where another finding keeps the rule quiet. A new case needs no Python.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from regsam_docs.check import check
from regsam_docs.finding import Finding
from regsam_docs.repository.tree import tree_of

CASES = Path(__file__).parent.parent / "cases" / "rules"
BASIS = CASES / "_basis"
ALL = sorted(str(found.parent.relative_to(CASES)) for found in CASES.glob("*/*/erwartet.txt"))


def contents(folder: Path) -> dict[str, bytes]:
    """Everything below `areas/` of a folder by path relative to it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in (folder / "areas").rglob("*") if p.is_file()}


def overlaid(case: Path) -> dict[str, bytes]:
    """The basis with a case laid over it."""
    own = contents(case)
    gone = {name.removesuffix(".fehlt") for name in own if name.endswith(".fehlt")}
    whole = contents(BASIS)
    assert gone <= set(whole), "only what the basis has can be taken away"
    return {name: data for name, data in (whole | own).items() if name not in gone and not name.endswith(".fehlt")}


def line(found: Finding) -> str:
    return f"{found.path}:{found.line}:{found.column} {found.id}"


@pytest.mark.parametrize("case", ALL)
def test_findings(case: str) -> None:
    expected = (CASES / case / "erwartet.txt").read_text("utf-8").splitlines()
    findings = check(tree_of(overlaid(CASES / case))).findings
    assert [line(found) for found in findings] == expected, "\n".join(f"{line(f)}: {f.message}" for f in findings)


def test_the_basis_has_no_findings() -> None:
    assert check(tree_of(contents(BASIS))).findings == ()
