"""What each glyph of a PDF's fonts says: WeasyPrint notes what it stood for where it was first drawn, which is nothing for
a ligature with a soft hyphen in it, and another character for one glyph that serves several (`-` and U+2010)."""

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


def name_glyphs(pdf: pikepdf.Pdf, fonts: Iterable[bytes]) -> None:
    """Let every glyph of the given fonts (TrueType) say what the font says it is."""
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
    """A font's name, and its glyphs' texts: of several characters a letter or else the first (`-`, the common blank); of a
    ligature (`f_t`), or a glyph no character has (`one.tf`), what its name says."""
    font = TTFont(io.BytesIO(data), lazy=True)
    characters: dict[str, list[str]] = {}
    for code, glyph in font.getBestCmap().items():
        characters.setdefault(glyph, []).append(chr(code))
    texts = {glyph: min(found, key=lambda c: (not c.isalpha(), c)) for glyph, found in characters.items()}
    texts |= {glyph: agl.toUnicode(glyph) for glyph in font.getGlyphOrder() if "_" in glyph or glyph not in texts}
    return _name(font), {index: texts[glyph] for index, glyph in enumerate(font.getGlyphOrder()) if index}
