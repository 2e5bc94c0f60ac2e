"""Key pages look as they did: on paper, on a screen and on a phone, light and dark.

`./run test tests/visual --update-golden` keeps what is there now; a failure says where its pictures are.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.built import city
from tests.visual.compare import MOST, against, difference
from tests.web.browser import Tab, missing, started

CASES = Path(__file__).parents[1] / "cases"
GOLDEN = CASES / "visual"
BASIS = CASES / "rules/_basis"

PAPER = (
    ("muster/kooperationsvereinbarung", 1),
    ("muster/kooperationsvereinbarung", 2),
    ("muster/phasenuebersicht", 1),
    ("muster/zielkatalog", 1),
    ("muster/protokoll-2024-09-12", 1),
    ("muster/auftragsliste", 1),
    ("muster/zwischenbericht", 1),
    ("muster/abschlussdokumentation", 1),
    ("vorlagen/kooperationsvereinbarung-leer", 1),
    ("vorlagen/phasenmodell", 1),
)
SCREEN = (
    ("index", 1280, False),
    ("index", 1280, True),
    ("index", 360, False),
    ("muster/index", 1280, False),
    ("muster/index", 360, False),
    ("muster/protokoll-2024-09-12", 360, False),
    ("muster/phasenuebersicht", 1280, True),
)


@pytest.fixture(scope="module")
def built() -> Path:
    files = {path.relative_to(BASIS).as_posix(): path.read_bytes() for path in sorted(BASIS.rglob("*")) if path.is_file()}
    return city("aussehen", files, ("intern",)) / "intern"


@pytest.mark.pdf
@pytest.mark.parametrize(("name", "number"), PAPER, ids=lambda value: str(value).replace("/", "-"))
def test_paper(built: Path, name: str, number: int, tmp_path: Path, update_golden: bool) -> None:
    page = ["-f", str(number), "-l", str(number), "-r", "55", "-png"]
    drawn = subprocess.run(["pdftoppm", *page, str(built / f"{name}.pdf")], capture_output=True, check=True).stdout
    against(GOLDEN / f"papier-{name.replace('/', '-')}-{number}.png", drawn, update_golden, tmp_path)


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with started() as browser, browser.tab() as opened:
        yield opened


@pytest.mark.pdf
@pytest.mark.browser
@pytest.mark.skipif(missing() is not None, reason=missing() or "")
@pytest.mark.parametrize(("name", "width", "dark"), SCREEN, ids=lambda value: str(value).replace("/", "-"))
def test_screen(built: Path, tab: Tab, name: str, width: int, dark: bool, tmp_path: Path, update_golden: bool) -> None:
    tab.size(width, 900)
    tab.media(dark=dark)
    tab.open((built / f"{name}.html").as_uri())
    kept = f"seite-{name.replace('/', '-')}-{width}{'-dunkel' if dark else ''}.png"
    against(GOLDEN / kept, tab.picture(), update_golden, tmp_path)


def test_every_picture_is_small_and_compared() -> None:
    kept = sorted(GOLDEN.glob("*.png"))
    assert len(kept) == len(PAPER) + len(SCREEN)
    assert all(path.stat().st_size < 100_000 for path in kept)


CHANGES = [("none", False), ("shift", False), ("logo", True), ("colour", True), ("size", True)]


@pytest.mark.parametrize(("change", "seen"), CHANGES)
def test_what_counts_as_different(change: str, seen: bool) -> None:
    old = Image.open(GOLDEN / "papier-muster-zielkatalog-1.png").convert("RGB")
    new = old.copy()
    if change == "shift":
        new.paste(old.crop((0, 0, old.width - 1, old.height)), (1, 0))
    elif change == "logo":
        ImageDraw.Draw(new).rectangle((300, 30, 330, 60), fill="#174f86")
    elif change == "colour":
        ImageDraw.Draw(new).rectangle((0, 300, old.width, 340), fill="#ffdddd")
    elif change == "size":
        new = old.resize((old.width, old.height - 40))
    assert (difference(old, new)[0] > MOST) == seen
