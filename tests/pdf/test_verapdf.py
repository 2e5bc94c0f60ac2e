"""veraPDF finds nothing wrong, neither by PDF/UA-1 nor by PDF/A-3A, over all hard cases."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from regsam_docs.pdf import make
from tests.pdf.jobs import NAMES, job
from tests.pdf.verapdf import PROFILES, judge, missing

pytestmark = [pytest.mark.pdf, pytest.mark.verapdf, pytest.mark.skipif(missing() is not None, reason=missing() or "")]


BROKEN, SILENT = "stumm.pdf", "ohne-angaben.pdf"


def test_no_rule_is_broken_but_where_one_is(tmp_path: Path) -> None:
    """The judge can say no: by each profile, and where a profile is not claimed."""
    made = [tmp_path / f"{name}.pdf" for name in NAMES]
    for file in made:
        file.write_bytes(make(job(file.stem)))
    with pikepdf.open(made[0]) as pdf:
        del pdf.Root.MarkInfo
        pdf.save(tmp_path / BROKEN)
        del pdf.Root.Metadata
        pdf.save(tmp_path / SILENT)
    found = judge([*made, tmp_path / BROKEN, tmp_path / SILENT], tmp_path)
    broken, silent = found.pop(BROKEN), found.pop(SILENT)
    for profile in PROFILES:
        assert any("Marked" in rule for rule in broken if rule.startswith(profile))
        assert any("not judged" in rule for rule in silent if rule.startswith(profile))
    assert found == {f"{name}.pdf": [] for name in NAMES}
