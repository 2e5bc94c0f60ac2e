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
KEPT = {path.stem: path.read_bytes() for path in sorted((Path(__file__).parents[1] / "cases/drawings").glob("*.svg"))}
STOPS = '<stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/>'
WHOLE = '<rect width="100" height="60"'
FEATURES = {
    "gradient-turned": f'<linearGradient id="a" gradientTransform="rotate(90)">{STOPS}</linearGradient>{WHOLE} fill="url(#a)"/>',
    "gradient-skewed": f'<linearGradient id="a" gradientUnits="userSpaceOnUse" x1="10" y1="5" x2="60" y2="30" '
    f'gradientTransform="matrix(1 .5 -.3 .8 5 3)">{STOPS}</linearGradient>{WHOLE} fill="url(#a)"/>',
    "gradient-chain": f'<linearGradient id="a">{STOPS}</linearGradient><linearGradient id="b" xlink:href="#a" x1=".2" x2=".8"/>'
    f'<linearGradient id="c" href="#b" gradientUnits="userSpaceOnUse" x1="0" x2="100%"/>{WHOLE} fill="url(#b)"/>',
    "gradient-round": f'<radialGradient id="a" gradientTransform="translate(.2 .1) scale(.6)">{STOPS}</radialGradient>'
    f'{WHOLE} fill="url(#a)"/>',
    "gradient-round-turned": f'<radialGradient id="a" gradientUnits="userSpaceOnUse" cx="50" cy="30" r="30" '
    f'gradientTransform="rotate(30 50 30)">{STOPS}</radialGradient>{WHOLE} fill="url(#a)"/>',
    "variables": f"<style>:root {{ --a: #c00 }} .a {{ fill: var(--a) }}</style>{WHOLE} class='a'/>",
    "media": f"<style>@media screen {{ rect {{ fill: orange }} }} @media print {{ rect {{ fill: red }} }}</style>{WHOLE}/>",
    "scheme": f'{WHOLE} style="fill: light-dark(#f00, #0f0)"/>',
    "language": f'<switch>{WHOLE} systemLanguage="fr"/><circle cx="50" cy="30" r="20" fill="red"/></switch>',
    "symbol": '<symbol id="s" viewBox="0 0 100 60"><circle cx="50" cy="30" r="25" fill="purple"/></symbol><use href="#s"/>',
    "clip": f'<clipPath id="c"><circle cx="50" cy="30" r="25"/></clipPath>{WHOLE} fill="green" clip-path="url(#c)"/>',
    "inks": f'{WHOLE} fill="device-cmyk(0 .5 1 0)"/>',
    "nonsense": f'{WHOLE} fill="green" style="fill: nonsense"/>',
    "capitals": f'{WHOLE} style="FILL:RED;STROKE:NONE"/>',
    "dashes": '<path d="M5 30H95" stroke="black" stroke-width="6" stroke-dasharray="10 5"/>',
    "font": '<text x="5" y="40" style="font:bold 8px sans-serif">Fett</text>',
    "font-size": '<text x="5" y="40" style="font-size:x-large">Gross</text>',
    "marker": '<marker id="m" orient="auto" markerWidth="10" markerHeight="10" refX="5" refY="5"><path d="M0 0L10 5L0 10z"/>'
    '</marker><path d="M10 40H70" stroke="#000" stroke-width="2" marker-end="url(#m)"/>',
    "ground": '<style>svg { color: navy }</style><circle cx="50" cy="30" r="20" fill="currentcolor"/>',
}
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="60" '
    'viewBox="0 0 100 60">'
)
DRAWINGS = KEPT | {name: f"{HEAD}{inside}</svg>".encode() for name, inside in FEATURES.items()}


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
