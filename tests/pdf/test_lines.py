"""Where lines end: no earlier than they must, and never within a word that has room on the next."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

import pytest

from regsam_docs.pdf import make
from tests.pdf.jobs import page

NARROW, WIDE = range(50, 110), [half / 2 for half in range(264, 284)]
"""Millimetres that paragraphs are wide. In some wide ones, the blank before a part that is not broken goes beyond the line."""
STYLE = "hyphens: auto; overflow-wrap: break-word; font-size: 10pt"


def lines(text: str, widths: Sequence[float]) -> list[str]:
    """Every line of a text set in each of the widths."""
    body = "".join(f"<p style='{STYLE}; width: {width}mm'>{text}</p>" for width in widths)
    said = subprocess.run(["pdftotext", "-layout", "-", "-"], input=make(page(body)), capture_output=True, check=True)
    return [line.strip() for line in said.stdout.decode().splitlines() if line.strip()]


@pytest.mark.pdf
def test_a_blank_beyond_the_line_ends_it_where_it_stands() -> None:
    """What follows the blank goes to the next line; the line itself stays full."""
    text = "erfüllen die Regel: In mindestens 4 von 5 Variablen liegt der Wert mehr als"
    whole = "<span style='white-space: nowrap'>30 Prozent</span> über dem Mittelwert der Stadt"
    made = lines(f"<strong>5 von 24 Gebieten</strong> {text} {whole}", WIDE)
    firsts = [line for line in made if line.startswith("5 von")]
    assert len(firsts) == len(WIDE)
    assert [line for line in firsts if len(line) < 60] == []


@pytest.mark.pdf
def test_a_word_in_an_element_that_began_with_the_line_goes_to_the_next_whole() -> None:
    made = lines("<strong>Einen Gemeinschaftsraum in der Brennofenstraße</strong> stellen", NARROW)
    assert sum("Brennofenstraße" in line for line in made) == len(NARROW)
