"""What documents can show: the characters that every one of the product's fonts has, and tables that some sheet is wide enough
for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from markdown_it.token import Token

from regsam_docs.yaml.characters import STEERING

# The table is the fonts' own (a test compares them), so that `check` need not open four fonts.

COVERED = """
20-7E A0-181 186 18A 18D-190 192-194 196-197 19A-19B 19E 1A0-1A1 1AF-1B1 1B7 1BF-1C3 1CD-1DD 1E2-1E7 1EA-1EB
1EE-1F0 1F4-1F5 1F7-201 204-205 208-209 20C-20D 218-220 222-223 226-227 237 23A-23E 241-245 248-249 250-27B
27D-285 287-292 294-295 298-299 29B-29F 2A1-2A8 2B0-2B4 2B7-2B9 2BB-2C1 2C6-2CC 2D0-2DE 2E0-2E4 2ED 300-30D
30F-313 315 318-320 323-32A 32C 32E-332 334 337-33D 342-345 34F 357-358 35C 35E-35F 361 374-375 37A 37E
384-38A 38C 38E-3A1 3A3-3D1 3D5 3D7 3D9 3DB 3DD 3E1 3F4 3F7-3F8 400-45F 462-463 472-475 490-493 496-49B
4A0-4A3 4AA-4AB 4AE-4B3 4B6-4B7 4BA-4BB 4C0-4C4 4C7-4C8 4CF-4D1 4D4-4D9 4E2-4E3 4E6-4E9 4EE-4EF 4F2-4F3
4F6-4F7 1D25 1D2C 1D2E 1D30-1D31 1D33-1D3A 1D3C 1D3E-1D43 1D47-1D4B 1D4D 1D4F-1D52 1D56-1D58 1D5B 1D6F-1D70
1D79 1D7B 1D7F 1D9C 1DA0 1DAC 1DAE 1DB0 1DBB 1DBF 1DCD 1E02-1E03 1E06-1E07 1E0A-1E11 1E16-1E17 1E1E-1E2B
1E32-1E3B 1E3E-1E49 1E52-1E53 1E56-1E63 1E66-1E67 1E6A-1E6F 1E72-1E73 1E7E-1E85 1E8E-1E97 1E9E-1EF9 1F00-1F15
1F18-1F1D 1F20-1F45 1F48-1F4D 1F50-1F57 1F59 1F5B 1F5D 1F5F-1F7D 1F80-1FB4 1FB6-1FC4 1FC6-1FD3 1FD6-1FDB
1FDD-1FEF 1FF2-1FF4 1FF6-1FFE 2007 2009-200B 2010-201E 2020-2023 2026 202F-2033 2035 2039-203A 203C-203F 2044
2047-204A 2070-2071 2074-208E 20A1 20A3-20A4 20A6-20A7 20A9 20AB-20AC 20AE 20B1-20B2 20B4-20B5 20B8-20BA 20BD
2105 2113 2116-2117 211E 2120 2122 2126 212E 2150-215E 2189 2190-2199 21A8 21D0-21D3 21E7 2200 2202-2203 2206
220F 2211-2212 2215 2219-221A 221E-221F 2229 222B 2236-2237 2248 2260-2261 2264-2265 2302-2303 2310 2318
231C-2321 2325-2326 232B 25A0-25A1 25AA-25AC 25B2-25BA 25BC-25C4 25C6 25C9-25CC 25CF 25D8-25D9 25E6 2610-2611
2615 263A-263C 263F-2642 2660 2663 2665-2666 266A-266B 2713-2714 2717-2718 2752 275B-2760 2764 27E6-27E9
2C60-2C62 2C65-2C66 2C71 2C7D 2E18 2E22-2E25 2E3A-2E3B 2E52 A71C A722-A725 A74E-A74F A75A-A75B A764-A765
A779-A787 A789 A7AD-A7AE A7B3 A7B5 A7F2-A7F4 AB53 AB66-AB67 FB00-FB04 FEFF 1F10D-1F10F 1F12F 1F16A-1F16F 1F4A9
1F512 1F748 1F916
"""
"""Code points (hexadecimal, ranges with both ends) that all of templates/fonts/*.ttf have."""

EVERYDAY = (
    "\t\n\r -~\u00a0-\u017f\u1e9e\u2010-\u201e\u2020-\u2022\u2026\u202f\u2030\u2032\u2033\u2039\u203a\u20ac\u2122\u2190-\u2193"
)
"""Characters almost every text is made of, as the inside of a character class; all of them can be shown."""

_UNUSUAL = re.compile(f"[^{EVERYDAY}]")
_LAYOUT = frozenset("\t\n\r")
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_ENDS = {"\u202c": "\u202a\u202b\u202d\u202e", "\u2069": "\u2066\u2067\u2068"}


class Run(NamedTuple):
    """Neighbouring characters that cannot be printed: the first one's offset in the text, and the
    characters."""

    offset: int
    characters: str

    @property
    def steers(self) -> bool:
        """Whether the first one changes the direction of the text around it."""
        return bool(STEERING.match(self.characters))

    @property
    def invisible(self) -> bool:
        """Whether the first one has no shape, so that nobody sees it is there."""
        return bool(_INVISIBLE.match(self.characters))

    @property
    def hidden(self) -> bool:
        """Whether nobody sees that the first one is there."""
        return self.steers or self.invisible


def is_unusual(text: str) -> bool:
    """Whether a text has any character that not almost every text is made of: only then may one be unprintable."""
    return _UNUSUAL.search(text) is not None


def unprintable(text: str) -> Iterator[Run]:
    """The characters of a text that the documents cannot show, or that steer the direction of writing.

    Line breaks and tabs are no characters to be shown. A letter with marks counts as the composed letter. The
    end of an embedding is not told apart from its beginning.
    """
    opened: list[str] = []
    start = end = -1
    for match in _UNUSUAL.finditer(text):
        offset = match.start()
        if not _is_unprintable(text, offset) or _closes(match[0], opened):
            continue
        if offset != end and start >= 0:
            yield Run(start, text[start:end])
        start, end = (start if offset == end else offset), offset + 1
    if start >= 0:
        yield Run(start, text[start:end])


def is_shown(character: str) -> bool:
    """Whether all of the product's fonts have a character (in the composed form) and it has a shape of its
    own."""
    return not Run(0, character).hidden and all(
        c in _LAYOUT or ord(c) in _covered() for c in unicodedata.normalize("NFC", character)
    )


def _closes(character: str, opened: list[str]) -> bool:
    """Whether a character only ends what an earlier one, reported already, has begun."""
    if character in _ENDS and opened and opened[-1] in _ENDS[character]:
        opened.pop()
        return True
    if STEERING.match(character):
        opened.append(character)
    return False


def _is_unprintable(text: str, offset: int) -> bool:
    if is_shown(text[offset]):
        return False
    if not unicodedata.combining(text[offset]) or offset == 0:
        return True
    # A mark without a glyph of its own may still be part of a letter that has one.
    base = offset
    while base and offset - base < 8 and unicodedata.combining(text[base]):
        base -= 1
    return not is_shown(text[base : offset + 1])


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    ranges = (entry.partition("-") for entry in COVERED.split())
    return frozenset(n for first, _, last in ranges for n in range(int(first, 16), int(last or first, 16) + 1))


# --- Tables that no sheet is wide enough for: even small and on a sheet laid across, their numbers and words would be parted.


_SHEET = 97
"""Widest table in em of the smallest letters `pdf.wide` sets one in: 263 mm at 0.74 × 10.5 pt, and a little more, for what is
told here is certain."""
_GAP = 0.7
"""Between two columns, as templates/stil/grund.css has it."""
_WIDTHS = {sign: width for signs, width in (("ijlIf.,:;!|'()", 0.26), ("-rt/sz", 0.35), ("mMwW%@", 0.75)) for sign in signs}
_WIDTH = 0.5
"""Of all other signs: that of a digit."""
_PIECE = re.compile(r"[^\s/._@?&=#\\-]*+[/._@?&=#\\-]?+")
_LONG = 12
"""Letters from which on a word breaks at its signs (`pdf.whole`)."""


def too_wide(tokens: tuple[Token, ...]) -> Iterator[int]:
    """The first line (from 0) of each table that is too wide."""
    line, columns, column = 0, [0.0], 0
    for token in tokens:
        if token.type == "table_open" and token.map:
            line, columns = token.map[0], []
        elif token.type == "tr_open":
            column = 0
        elif token.type in ("th_open", "td_open"):
            columns += [0.0] * (column + 1 - len(columns))
            column += 1
        elif token.type == "inline" and column:
            columns[column - 1] = max(columns[column - 1], _widest(token))
        elif token.type == "table_close":
            if sum(columns) + _GAP * (len(columns) - 1) > _SHEET:
                yield line
            column = 0


def _widest(cell: Token) -> float:
    """The width of what is not parted in a cell, in em."""
    said = "".join(child.content if child.type in ("text", "code_inline") else " " for child in cell.children or ())
    pieces = (piece for word in said.split() for piece in ([word] if len(word) <= _LONG else _PIECE.findall(word)))
    return max((sum(_WIDTHS.get(sign, _WIDTH) for sign in piece) for piece in pieces), default=0)
