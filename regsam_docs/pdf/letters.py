"""What each glyph of a PDF's fonts says: WeasyPrint notes what it stood for where it was first drawn, which is nothing for
a ligature with a soft hyphen in it, and another character where one glyph serves several (`-`, U+2010 and U+2011)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import pikepdf
from fontTools import agl
from fontTools.ttLib import TTFont

_PAIR = re.compile(rb"^<([0-9a-f]{4})> <[0-9a-f]*>$", re.MULTILINE)
"""A line of a ToUnicode map as WeasyPrint writes it: glyph and text."""
_DOTLESS = str.maketrans("ıȷ", "ij")
"""As what i and j are drawn under a mark."""


@lru_cache(maxsize=8)
def told_apart(data: bytes) -> bytes:
    """A font (TrueType) in which every character but the blanks has a glyph of its own, so that it can be told what was written;
    ı and ȷ too, for i and j with a mark are drawn with theirs. New glyphs are last: those there were keep their numbers."""
    font = TTFont(io.BytesIO(data), recalcBBoxes=False, recalcTimestamp=False)
    order, outlines, widths = list(font.getGlyphOrder()), font["glyf"], font["hmtx"].metrics
    taken = {font.getBestCmap().get(ord(letter)) for letter in map(chr, _DOTLESS)}
    for code, glyph in sorted(font.getBestCmap().items()):
        if glyph in taken and not chr(code).isspace():
            own = f"uni{code:04X}.own"
            order.append(own)
            outlines.glyphs[own], widths[own] = outlines.glyphs[glyph], widths[glyph]
            for table in font["cmap"].tables:
                if table.isUnicode() and code in table.cmap:
                    table.cmap[code] = own
        taken.add(glyph)
    outlines.glyphOrder = order
    font.setGlyphOrder(order)
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def name_glyphs(pdf: pikepdf.Pdf, fonts: Iterable[bytes]) -> None:
    """Let every glyph of the given fonts, told apart, say what the font says it is."""
    known = dict(map(_letters, fonts))
    for font in pdf.objects:
        if isinstance(font, pikepdf.Dictionary) and font.get("/Subtype") == "/Type0":
            file = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
            letters = known.get(_name(TTFont(io.BytesIO(file), lazy=True)), {})
            font.ToUnicode.write(_PAIR.sub(lambda pair: _pair(pair, letters), font.ToUnicode.read_bytes()))  # noqa: B023


def _pair(pair: re.Match[bytes], letters: Mapping[int, str]) -> bytes:
    text = letters.get(int(pair[1], 16))
    return b"<%s> <%s>" % (pair[1], text.encode("utf-16-be").hex().encode()) if text else pair[0]


def _name(font: TTFont) -> str:
    """A font's PostScript name, which the part of it that is embedded keeps."""
    return str(font["name"].getDebugName(6))


@lru_cache(maxsize=8)
def _letters(data: bytes) -> tuple[str, dict[int, str]]:
    """A font's name, and its glyphs' texts: the character that has it, of blanks the common one; of a ligature (`f_t`), or a
    glyph no character has (`one.tf`), what its name says."""
    font = TTFont(io.BytesIO(data), lazy=True)
    texts = {glyph: chr(code) for code, glyph in sorted(font.getBestCmap().items(), reverse=True)}
    named = (glyph for glyph in font.getGlyphOrder() if "_" in glyph or glyph not in texts)
    texts |= {glyph: agl.toUnicode(glyph).translate(_DOTLESS) for glyph in named}
    return _name(font), {index: texts[glyph] for index, glyph in enumerate(font.getGlyphOrder()) if index}
