"""The text that a PDF's letters stand for, whatever was drawn with them first."""

from __future__ import annotations

import io
import random
from html import escape
from unicodedata import normalize

import pikepdf
import pytest
from lxml.html import fromstring

from regsam_docs.pdf import make
from regsam_docs.texts.markdown import to_html
from regsam_docs.texts.printable import unprintable
from tests.pdf.jobs import CASES, page
from tests.pdf.reading import BLANKS, heard, letters, unlike

pytestmark = pytest.mark.pdf


WRITTEN = (
    "Auf\u00adtrag Ho\u00adf\u00adfest offen Schiff Auflage Stift Hefft",
    "Kita\u2010Platz Kita-Platz Kita\u2011Platz \u2212 – —",
    "µ μ Δ ∆ Ω φ ϕ ˭ ⁼ = ı i ȷ j",
    "i\u0304\u0301 j\u0303 i\u0328\u0301 ä\u0304 a\u0323\u0304 m\u0302 E\u030c",
    "a\u00a0b c\u202fd\u2009e",
    "½ ² ₂ → ✓ € ẞ − „“ 5 > 3 \\ | ~ _ ﬁ ﬂ fi fl",
)
ONE_BY_ONE = (
    "<b>Auf\u00adtrag</b> <i>Auf\u00adtrag</i>",
    "<span style='font-variant-numeric: tabular-nums'>0123456789</span> 17",
)
PIECES = (
    *"abefijlstuxyzABEFGÄÖÜäöüßẞ0123456789",
    *"ff fi fl ffi ft fft tt ij".split(),
    *"> # * _ ~ \\ | + - = 1. 1) ( [ ] ! < & ` : / @ % „ “ – … § € × · ½ ² → ✓ ☐".split(),
    *"\u0301\u0308\u0323\u0304\u0327",
    *"\u00ad\u00a0\u202f\u2010\u2011",
    *"     \n",
)


def said(pdf: pikepdf.Pdf) -> list[str]:
    """What is heard of each section, without blanks; a mark without a letter is drawn with a circle, as in browsers."""
    made: list[str] = []
    for path, text in heard(pdf).pieces:
        if path.endswith("/Sect"):
            made.append("")
        elif made and "Lbl" not in path.split("/"):
            made[-1] += text
    return [normalize("NFC", BLANKS.sub("", text).replace("◌", "")) for text in made]


def wanted(html: str) -> str:
    return normalize("NFC", BLANKS.sub("", "".join(fromstring(f"<div>{html}</div>").itertext())))


def test_what_was_written_is_what_is_read() -> None:
    texts = [*map(escape, WRITTEN), *ONE_BY_ONE]
    with pikepdf.open(io.BytesIO(make(page("".join(f"<section><p>{text}</p></section>" for text in texts))))) as pdf:
        assert said(pdf) == [wanted(text) for text in texts]
        fonts = [font for font in pdf.objects if isinstance(font, pikepdf.Dictionary) and "/ToUnicode" in font]
        assert len(fonts) > 2
        assert all(all(letters(font).values()) for font in fonts)


def test_each_sign_of_texts_made_at_random_is_in_the_text_of_the_pdf() -> None:
    chance = random.Random(11)
    written = ["".join(chance.choices(PIECES, k=chance.randint(1, 60))) for _ in range(400)]
    written += [path.read_text("utf-8") for path in sorted((CASES.parent / "texts").glob("*/text.md"))]
    pages = [to_html(text) for text in written if not [*unprintable(text)]]
    texts = [html for html in pages if "<img" not in html and 'href="#' not in html]
    assert len(texts) > 400
    with pikepdf.open(io.BytesIO(make(page("".join(f"<section>{html}</section>" for html in texts))))) as pdf:
        both = [(wanted(html), found) for html, found in zip(texts, said(pdf), strict=True)]
    assert [(text, found) for text, found in both if unlike(found, text)] == []


def test_a_word_broken_by_itself_ends_with_the_hyphen_that_is_typed() -> None:
    word = "Nachbarschaftsversammlung"
    narrow = f"<div style='width: 20mm; hyphens: auto; hyphenate-character: \"-\"'><p>{word} Kita-Platz</p></div>"
    with pikepdf.open(io.BytesIO(make(page(narrow)))) as pdf:
        said = heard(pdf).text("H1").replace(" ", "")
    assert set(said) - set(word + "Kita-Platz") == set()
    assert said.count("-") > 1
    assert said.replace("-", "") == word + "KitaPlatz"
