"""Where the words of a PDF stand on its pages."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import html

MARGIN = 14.0
"""Points from the edge of the paper that no printer reaches (5 mm)."""
Box = tuple[float, float, float, float, str]
"""Left, top, right, bottom in points; the word."""
Page = tuple[float, float, list[Box]]
"""Width, height and words."""


def pages(file: Path) -> Iterator[Page]:
    """Every page of a PDF."""
    said = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, check=True).stdout.decode()
    for page in html.fromstring(said).iter("page"):
        yield float(page.get("width", "0")), float(page.get("height", "0")), [_box(word) for word in page.iter("word")]


def _box(word: html.HtmlElement) -> Box:
    left, top, right, bottom = (float(word.get(side, "0")) for side in ("xmin", "ymin", "xmax", "ymax"))
    return left, top, right, bottom, word.text or ""


def outside(pages: Iterable[Page]) -> list[str]:
    """Words that leave the paper."""
    return [
        word[4]
        for width, height, words in pages
        for word in words
        if word[0] < MARGIN or word[1] < MARGIN or word[2] > width - MARGIN or word[3] > height - MARGIN
    ]


FOOT = {False: 25 / 25.4 * 72, True: 22 / 25.4 * 72}
"""Points below what is printed on a page, upright and across (`templates/stil/druck.css`)."""
TOP = 15 / 25.4 * 72


def fill(page: Page) -> float:
    """How far down words stand on a page: 0 … 1 of the height between its margins."""
    width, height, words = page
    end = height - FOOT[width > height]
    lowest = max((word[3] for word in words if word[3] <= end), default=TOP)
    return (lowest - TOP) / (end - TOP)


def collisions(pages: Iterable[Page]) -> list[str]:
    """Pairs of words that are printed over each other."""
    return [f"{one[4]} | {other[4]}" for _, _, words in pages for one, other in _near(words) if _over(one, other)]


def _near(words: list[Box]) -> Iterator[tuple[Box, Box]]:
    """Pairs of words that share some height."""
    ordered = sorted(words, key=lambda word: word[1])
    for number, one in enumerate(ordered, 1):
        for other in ordered[number:]:
            if other[1] >= one[3]:
                break
            yield one, other


def _over(one: Box, other: Box) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > 1 and high > 0.45 * min(one[3] - one[1], other[3] - other[1])
