"""The same sources give the same bytes of every file, wherever, whenever and by whomever they are built."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bench.hashes import SURROUNDINGS, Surrounding, build

pytestmark = pytest.mark.pdf

FIRST, *SINGLE, _ = SURROUNDINGS
ELSEWHERE = Surrounding(
    "all else at once",
    "/".join(each.folder for each in SINGLE),
    {name: value for each in SINGLE for name, value in each.environment.items()},
    jobs=min(each.jobs for each in SINGLE),
    umask=max(each.umask for each in SINGLE),
)
"""All surroundings that `bench/hashes.py` tries one by one, in one, and later: another byte in any is another byte here."""


@pytest.fixture
def content(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small part of the example city, with a logo, a map, an attachment, a calendar."""
    areas = tmp_path_factory.mktemp("stadt") / "areas"
    shutil.copytree(root / "areas/alte-spinnerei", areas / "alte-spinnerei")
    shutil.copytree(root / "areas/lindenhoehe", areas / "lindenhoehe")
    shutil.copytree(root / "areas/anlagen", areas / "anlagen")
    shutil.copy(root / "areas/regsam.yaml", areas)
    for path in areas.glob("*/gebiet.yaml"):
        path.write_text(re.sub("^auswahl: .*\n", "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    (areas / "lindenhoehe/phasen.yaml").write_text("vorlauf: {beginn: 2026-09-01}\n", "utf-8")
    agreement = areas / "lindenhoehe/vereinbarung.yaml"
    text = agreement.read_text("utf-8")
    shutil.copytree(root / "areas/hafenviertel-ost/anlagen", areas / "lindenhoehe/anlagen")
    picture = "thema: |\n  ![Der Kranplatz](anlagen/kranplatz.png) und [Zahlen](anlagen/zahlen.csv)\n\n"
    agreement.write_text(text.replace("thema: |\n", picture, 1), "utf-8")
    return areas.parent


def test_same_bytes(content: Path, tmp_path: Path) -> None:
    first = build(content, tmp_path, FIRST, ("intern",))
    assert {Path(name).suffix for name in first} >= {".html", ".pdf", ".ics", ".json"}
    assert build(content, tmp_path, ELSEWHERE, ("intern",)) == first
