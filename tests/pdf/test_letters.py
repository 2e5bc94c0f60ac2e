"""The text that a PDF's letters stand for, whatever was drawn with them first."""

from __future__ import annotations

import io

import pikepdf
import pytest

from regsam_docs.pdf import make
from regsam_docs.texts.markdown import to_html
from regsam_docs.texts.plain import plain
from tests.pdf.jobs import CASES, page
from tests.pdf.reading import heard, letters

pytestmark = pytest.mark.pdf


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Auf\u00adtrag", "Auftrag"),
        ("Ho\u00adf\u00adfest offen Schiff", "Hoffest offen Schiff"),
        ("Kita\u2010Platz Kita-Platz", "Kita-Platz Kita-Platz"),
        ("a\u00a0b c", "a b c"),
        ("½ ² ₂ → ✓ € ẞ − „“ 5 > 3 \\ | ~ _", "½ ² ₂ → ✓ € ẞ − „“ 5 > 3 \\ | ~ _"),
        ("Δ Ω µ", "Δ Ω µ"),
        ("<b>Auf\u00adtrag</b> <i>Auf\u00adtrag</i>", "Auftrag Auftrag"),
        ("<span style='font-variant-numeric: tabular-nums'>0123456789</span> 17", "0123456789 17"),
    ],
)
def test_what_was_written_is_what_is_read(html: str, text: str) -> None:
    with pikepdf.open(io.BytesIO(make(page(f"<p>{html}</p>")))) as pdf:
        assert "".join(heard(pdf).text("H1").split()) == "".join(text.split())
        fonts = [font for font in pdf.objects if isinstance(font, pikepdf.Dictionary) and "/ToUnicode" in font]
        assert fonts
        assert all(all(letters(font).values()) for font in fonts)


def test_each_sign_of_a_text_is_in_the_text_of_the_pdf() -> None:
    for name in ("zeichen-am-anfang", "zeichen-linien", "rueckstriche", "sternchen"):
        written = (CASES.parent / "texts" / name / "text.md").read_text("utf-8")
        html = to_html(written)
        with pikepdf.open(io.BytesIO(make(page(f"<main>{html}</main>")))) as pdf:
            said = heard(pdf).text("H1", "Lbl")
        assert "".join(said.split()) == "".join(plain(html, bullet="", cell="").split())


def test_a_word_broken_by_itself_ends_with_the_hyphen_that_is_typed() -> None:
    word = "Nachbarschaftsversammlung"
    narrow = f"<div style='width: 20mm; hyphens: auto; hyphenate-character: \"-\"'><p>{word} Kita-Platz</p></div>"
    with pikepdf.open(io.BytesIO(make(page(narrow)))) as pdf:
        said = heard(pdf).text("H1").replace(" ", "")
    assert set(said) - set(word + "Kita-Platz") == set()
    assert said.count("-") > 1
    assert said.replace("-", "") == word + "KitaPlatz"
