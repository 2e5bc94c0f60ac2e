"""Every page that a case expects (`erwartet/<edition>.<document>.html`) is what the product makes of the case's area `hafen`.

A new case needs no Python: its folder, an empty file for each page, and `./run test --update-golden`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from regsam_docs.system import disk
from tests.documents.conftest import Press

CASES = sorted((Path(__file__).parents[1] / "cases/documents").glob("*/erwartet/*.html"))


@pytest.mark.parametrize("expected", CASES, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_page_is_as_expected(press: Press, expected: Path, update_golden: bool) -> None:
    edition, name = expected.stem.split(".")
    made = press.area(disk.tree(expected.parents[1]), "hafen", edition).main(name)  # type: ignore[arg-type]
    made = re.sub(r"\n\s*\n+", "\n", made).strip() + "\n"
    if update_golden:
        expected.write_text(made, "utf-8")
    assert expected.read_text("utf-8") == made


def test_there_are_cases() -> None:
    assert CASES
