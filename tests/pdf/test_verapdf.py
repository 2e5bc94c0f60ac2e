"""veraPDF finds nothing wrong, neither by PDF/UA-1 nor by PDF/A-3a, over all hard cases."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from regsam_docs.pdf import make
from tests.pdf.jobs import NAMES, job
from tests.pdf.verapdf import PROFILES, judge, missing

pytestmark = [pytest.mark.pdf, pytest.mark.verapdf, pytest.mark.skipif(missing() is not None, reason=missing() or "")]


BROKEN = "stumm.pdf"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A PDF of each hard case, and one that breaks a rule of both profiles."""
    folder = tmp_path_factory.mktemp("pdf")
    made = [folder / f"{name}.pdf" for name in NAMES]
    for file in made:
        file.write_bytes(make(job(file.stem)))
    with pikepdf.open(made[0]) as pdf:
        del pdf.Root.MarkInfo
        pdf.save(folder / BROKEN)
    return [*made, folder / BROKEN]


@pytest.mark.parametrize("profile", PROFILES)
def test_no_rule_is_broken_but_where_one_is(profile: str, files: list[Path], tmp_path: Path) -> None:
    """The judge can say no."""
    found = judge(files, profile, tmp_path)
    assert any("Marked" in rule for rule in found.pop(BROKEN))
    assert found == {f"{name}.pdf": [] for name in NAMES}
