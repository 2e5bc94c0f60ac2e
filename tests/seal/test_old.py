"""Seals of earlier versions of this program stay valid, whatever the documents have come to look like since.

`tests/cases/seal/<name>/` holds content repositories as they were sealed then, seal and all; they are never changed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from regsam_docs.check import check
from regsam_docs.repository.tree import tree_of
from regsam_docs.system import disk

CASES = Path(__file__).parents[1] / "cases" / "seal"


@pytest.mark.parametrize("case", sorted(folder.name for folder in CASES.iterdir()))
def test_what_was_sealed_then_is_sealed_now(case: str) -> None:
    tree = disk.tree(CASES / case)
    assert any(name.endswith("siegel.json") for name in tree.files)
    assert [f for f in check(tree).findings if f.id == "V06"] == []


@pytest.mark.parametrize("case", sorted(folder.name for folder in CASES.iterdir()))
def test_a_changed_clause_breaks_it(case: str) -> None:
    tree = disk.tree(CASES / case)
    path = "areas/muster/vereinbarung.yaml"
    changed = tree.read(path).replace(b"stunden_pro_woche: 8", b"stunden_pro_woche: 9")
    assert changed != tree.read(path)
    whole = tree_of({**{name: tree.read(name) for name in tree.files}, path: changed})
    assert [f.id for f in check(whole).findings if f.id == "V06"] == ["V06"]
