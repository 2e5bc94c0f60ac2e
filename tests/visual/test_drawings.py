"""Drawings of the kinds that people's programs write look on paper as in a browser, and so does each feature that is taken."""

from __future__ import annotations

import base64
import io
import subprocess
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from regsam_docs.edition.travel import clean_picture
from regsam_docs.pdf import make
from regsam_docs.texts import pictures
from tests.pdf.jobs import job
from tests.visual.compare import MOST, difference
from tests.web.browser import missing, started

WIDTH, HEIGHT, ACROSS = 300, 180, 4
CASES = Path(__file__).parents[1] / "cases/drawings"
KEPT = {path.stem: path.read_bytes() for path in sorted(CASES.glob("*.svg"))}
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="60" '
    'viewBox="0 0 100 60">'
)
FEATURES, REFUSED = (
    [line.split("\t") for line in (CASES / f"{name}.tsv").read_text("utf-8").splitlines()] for name in ("merkmale", "abgelehnt")
)
"""Name and inside of a drawing that is taken; name, what a finding names, and inside of one that is not."""


def drawing(inside: str) -> bytes:
    return f"{HEAD}{inside}</svg>".encode()


DRAWINGS = KEPT | {name: drawing(inside) for name, inside in FEATURES}


def place(number: int) -> str:
    return f"left:{number % ACROSS * WIDTH}px;top:{number // ACROSS * HEIGHT}px"


SHEET = (ACROSS * WIDTH, -(-len(DRAWINGS) // ACROSS) * HEIGHT)
STYLE = (
    f"@page {{ size: {SHEET[0]}px {SHEET[1]}px; margin: 0 }} body {{ margin: 0; position: relative }} "
    f"img {{ position: absolute; width: {WIDTH}px; height: {HEIGHT}px }}"
)


def printed(cleaned: dict[str, bytes]) -> Image.Image:
    """All drawings on one sheet of paper, as a viewer shows it."""
    faces = "".join(f"@font-face{part.partition('}')[0]}}}" for part in job().css.split("@font-face")[1:])
    shown = "".join(f'<img alt="{name}" style="{place(n)}" src="asset:{name}.svg">' for n, name in enumerate(cleaned))
    html = f'<!DOCTYPE html><html lang="de"><body>{shown}</body></html>'
    data = make(job(html=html, css=faces + STYLE, assets={f"{name}.svg": data for name, data in cleaned.items()}))
    drawn = subprocess.run(
        ["pdftocairo", "-r", "96", "-png", "-singlefile", "-", "-"], input=data, capture_output=True, check=True
    )
    return Image.open(io.BytesIO(drawn.stdout))


@cache
def letters() -> tuple[tuple[int, str], ...]:
    """The product's font, plain and bold, by weight."""
    faces = ((400, "SourceSans3-Regular.ttf"), (700, "SourceSans3-Semibold.ttf"))
    return tuple((weight, base64.b64encode(job().fonts[name]).decode()) for weight, name in faces)


def lettered(data: bytes) -> str:
    """A drawing for the browser, its letters from the product's own font."""
    if b"<text" in data:
        faces = "".join(
            f"@font-face{{font-family:F;font-weight:{weight};src:url(data:font/ttf;base64,{face})}}" for weight, face in letters()
        )
        start = data.index(b">") + 1
        data = data[:start] + f"<style>{faces}*{{font-family:F !important}}</style>".encode() + data[start:]
    return f"data:image/svg+xml;base64,{base64.b64encode(data).decode()}"


@pytest.mark.pdf
@pytest.mark.browser
@pytest.mark.skipif(missing() is not None, reason=missing() or "")
def test_paper_shows_what_a_browser_shows(tmp_path: Path) -> None:
    assert {name: pictures.problem(data) or pictures.unprinted(data) for name, data in DRAWINGS.items()} == dict.fromkeys(
        DRAWINGS
    )
    cleaned = {name: clean_picture(data) for name, data in DRAWINGS.items()}
    shown = "".join(f'<img style="{place(n)}" src="{lettered(data)}">' for n, data in enumerate(cleaned.values()))
    (tmp_path / "seite.html").write_text(f"<!DOCTYPE html><meta charset=utf-8><style>{STYLE}</style>{shown}", "utf-8")
    with started() as browser, browser.tab() as tab:
        tab.size(*SHEET)
        tab.open((tmp_path / "seite.html").as_uri())
        screen = Image.open(io.BytesIO(tab.picture())).convert("RGB")
    paper = printed(cleaned).convert("RGB").crop((0, 0, *SHEET))
    screen.save(tmp_path / "browser.png")
    paper.save(tmp_path / "papier.png")
    apart: dict[str, float] = {}
    for n, name in enumerate(cleaned):
        left, top = n % ACROSS * WIDTH, n // ACROSS * HEIGHT
        both = [sheet.crop((left, top, left + WIDTH, top + HEIGHT)) for sheet in (paper, screen)]
        apart[name] = difference(*both)[0]
    assert {name: most for name, most in apart.items() if most > MOST} == {}, tmp_path


@pytest.mark.parametrize(("named", "inside"), [pytest.param(*rest, id=name) for name, *rest in REFUSED])
def test_what_paper_would_show_otherwise_is_named(named: str, inside: str) -> None:
    found = pictures.problem(drawing(inside)) or pictures.unprinted(drawing(inside))
    assert named in str(found)


NONE = ("0", "0mm", "-5", "NaN", "inf", "1e30", "1e-30", "breit", "")
NO_BOX = ("0 0 0 0", "0 0 NaN 5", "0 0 -5 5", "0 0 5", "0 0 1e30 1", "1e30 0 5 5", "")


@pytest.mark.parametrize(
    "size", [*(f'{side}="{value}"' for side in ("width", "height") for value in NONE), *(f'viewBox="{box}"' for box in NO_BOX)]
)
def test_a_size_that_is_none_is_named(size: str) -> None:
    found = pictures.problem(f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="5" height="5"/></svg>'.encode())
    assert found is not None
    assert size in found
