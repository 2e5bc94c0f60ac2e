"""Tables of texts: as wide as what is in them, on a sheet that is wide enough, with nothing parted."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from pikepdf import Page

from regsam_docs.pdf import make
from tests.pdf.jobs import page
from tests.pdf.reading import heard

pytestmark = pytest.mark.pdf

SHEET = """
@page quer { size: A4 landscape }
table { table-layout: auto; overflow-wrap: normal; hyphens: manual }
td { overflow-wrap: inherit }
"""
WORDS = "Einrichtung Ansprechperson Jugendliche Erwachsene Gesamtzahl Veränderung 12.345.678 1.234.567".split()


def table(words: list[str]) -> str:
    cells = "".join(f"<td>{word}</td>" for word in words)
    return f"<section><h2>Zahlen</h2><table><tbody><tr>{cells}</tr></tbody></table></section><p>Danach</p>"


def sheets(words: list[str]) -> tuple[list[bool], str]:
    """Whether each sheet lies across, and what is heard."""
    job = page(table(words))
    with pikepdf.open(io.BytesIO(make(page(table(words), css=job.css + SHEET)))) as pdf:
        sizes = [Page(one).mediabox for one in pdf.pages]
        return [float(size[2]) > float(size[3]) for size in sizes], heard(pdf).text("H1")


def test_a_table_that_fits_stays() -> None:
    assert sheets(WORDS[:5])[0] == [False]


def test_one_that_is_a_little_too_wide_gets_smaller() -> None:
    assert sheets([*WORDS, "2024"])[0] == [False]


def test_one_that_is_too_wide_lies_across_with_its_heading() -> None:
    across, said = sheets([*WORDS, *WORDS[:4]])
    assert across[0] is False
    assert True in across
    assert re.sub(r"\s", "", said).startswith("Zahlen" + "".join([*WORDS, *WORDS[:4]]))


def test_one_that_is_wider_than_any_sheet_is_whole_all_the_same() -> None:
    across, said = sheets(6 * WORDS)
    assert True in across
    assert set(re.sub(r"[\s-]", "", said)) == set("".join([*WORDS, "Zahlen", "Danach"]))
