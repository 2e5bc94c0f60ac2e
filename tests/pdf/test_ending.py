"""The last page of several is worth its paper, and nothing is lost for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from regsam_docs.pdf import make
from tests.pdf import boxes
from tests.pdf.jobs import page

pytestmark = pytest.mark.pdf

SHEET = """
@page { size: 100mm 100mm; margin: 10mm } h1 { font-size: 1em; line-height: 1.4; margin: 0 }
html { font-size: 10.5pt; line-height: 1.4 } p { margin: 0 }
"""
FIFTH = 10.0 + 80 * 0.2
"""Millimetres from the top of the paper."""


def lines(number: int, folder: Path) -> list[list[float]]:
    """Where the lines of each page end, in millimetres from the top."""
    job = page("<p>Zeile</p>" * number)
    made = folder / f"{number}.pdf"
    made.write_bytes(make(replace(job, css=job.css + SHEET)))
    return [[bottom / 72 * 25.4 for _, _, _, bottom, word in words if word == "Zeile"] for _, _, words in boxes.pages(made)]


@pytest.mark.parametrize("number", range(14, 22))
def test_the_last_page_of_two_is_filled_as_far_as_a_fifth(number: int, tmp_path: Path) -> None:
    pages = lines(number, tmp_path)
    assert sum(map(len, pages)) == number
    assert len(pages) == 1 or max(pages[-1]) > FIFTH


def test_one_line_too_many_is_pulled_back_and_several_are_not(tmp_path: Path) -> None:
    plain = next(number for number in range(10, 30) if number * 10.5 * 1.4 > (80 / 25.4 * 72) - 10.5 * 1.4)
    assert [len(lines(number, tmp_path)) for number in (plain, plain + 8)] == [1, 2]


def test_a_document_is_set_no_more_often_than_may_help(monkeypatch: pytest.MonkeyPatch) -> None:
    from regsam_docs.pdf.load import load

    load()
    from regsam_docs.pdf import fitting, typeset

    made: list[str | None] = []
    once = fitting.fitted

    def counted(tree: ET.Element, render: Callable[[], Any]) -> Any:
        made.append(tree.get("style"))
        return once(tree, render)

    monkeypatch.setattr(typeset, "fitted", counted)
    whole = page('<ul><li data-ziel="#a">A</li></ul><p id="a">Zeile</p>')
    torn = page('<p>Zeile</p><p style="break-before: page">Zeile</p>')
    make(replace(whole, css=whole.css + SHEET))
    assert made == [None]
    made.clear()
    make(replace(torn, css=torn.css + SHEET + "html { font-size: 10pt; line-height: 1.36 }"))
    assert made == [None, "font-size: 11pt; line-height: 1.5", "font-size: 11pt; line-height: 1.6"]
