"""A list of contents has the pages of what it lists, and no text says them."""

from __future__ import annotations

import io

import pikepdf
import pytest

from regsam_docs.pdf import make
from tests.pdf.jobs import page
from tests.pdf.reading import heard

pytestmark = pytest.mark.pdf

LIST = "<style>ul { list-style-type: decimal; padding-left: 2em } .neu { break-before: page }</style>"


def test_entries_have_the_first_page_of_what_they_lead_to() -> None:
    entries = "".join(f'<li data-ziel="#{name}"><a href="#{name}">{name}</a></li>' for name in ("eins", "zwei", "drei"))
    long = "".join(f"<p>Zeile {number}</p>" for number in range(90))
    parts = (("eins", "neu", long), ("zwei", "neu", "A"), ("drei", "", "B"))
    text = "".join(f'<section id="{name}" class="{kind}">{inside}</section>' for name, kind, inside in parts)
    with pikepdf.open(io.BytesIO(make(page(f"{LIST}<ul>{entries}</ul>{text}")))) as pdf:
        said, pages = heard(pdf), len(pdf.pages)
    labels = [text.strip(" .") for path, text in said.pieces if path.endswith("/Lbl") or "/Lbl/" in path]
    assert [label for label in labels if label] == ["2", str(pages), str(pages)]
    assert "einszweidreiZeile0" in said.text("Lbl").replace(" ", "")
