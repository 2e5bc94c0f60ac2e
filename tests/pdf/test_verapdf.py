"""veraPDF finds nothing wrong, neither by PDF/UA-1 nor by PDF/A-3a, over all hard cases."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from regsam_docs.pdf import make
from tests.pdf.jobs import NAMES, job
from tests.pdf.verapdf import PROFILES, judge, missing

pytestmark = [pytest.mark.pdf, pytest.mark.verapdf, pytest.mark.skipif(missing() is not None, reason=missing() or "")]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pdf")
    made = [folder / f"{name}.pdf" for name in NAMES]
    for file in made:
        file.write_bytes(make(job(file.stem)))
    return made


@pytest.mark.parametrize("profile", PROFILES)
def test_no_rule_is_broken(profile: str, files: list[Path], tmp_path: Path) -> None:
    assert judge(files, profile, tmp_path) == {file.name: [] for file in files}


@pytest.mark.parametrize("profile", PROFILES)
def test_the_judge_can_say_no(profile: str, files: list[Path], tmp_path: Path) -> None:
    broken = tmp_path / "stumm.pdf"
    with pikepdf.open(files[0]) as pdf:
        del pdf.Root.MarkInfo
        pdf.save(broken)
    assert any("Marked" in rule for rule in judge([broken], profile, tmp_path)["stumm.pdf"])
