"""Tables that no sheet is wide enough for: even small and on a sheet laid across, their numbers and words would be parted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

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
