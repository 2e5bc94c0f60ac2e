"""What tidying does, by cases: `before.yaml` becomes `after.yaml`, which stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from regsam_docs import schema
from regsam_docs.tidy import tidied
from tests.conftest import ROOT

CASES = sorted((ROOT / "tests" / "cases" / "tidy").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, update_golden: bool) -> None:
    made = tidied((case / "before.yaml").read_text("utf-8"), schema.shape("ziele"))
    after = case / "after.yaml"
    if update_golden:
        after.write_text(made, "utf-8")
    assert made == after.read_text("utf-8")
    assert tidied(made, schema.shape("ziele")) == made
