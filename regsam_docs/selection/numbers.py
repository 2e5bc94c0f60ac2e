"""Numbers as a table writes them, read strictly and exactly: what could be read in two ways is a mistake, never a wrong
number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from regsam_docs.selection.complaints import Complaint, complaint

WHOLE_DIGITS = 15
DECIMALS = 30
"""More digits than any statistic has; without an end a number could fill the memory."""


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """The numbers of a column: each is `values[n]` / 10 ** `decimals`; None where the cell is empty."""

    values: tuple[int | None, ...]
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class NoNumber:
    """A cell that is no number: its row in the column and what is wrong with it."""

    row: int
    complaint: Complaint


def column(cells: Sequence[str], mark: str, whole: bool = False) -> tuple[NumberColumn, list[NoNumber]]:
    """Read a column. `mark` is the decimal mark; `whole`: only whole numbers from 0 on. What cannot be read is None."""
    pattern = _pattern(mark, whole)
    matches = [pattern.match(cell) if cell else None for cell in cells]
    bad = [
        NoNumber(row, complaint(cell, mark, whole))
        for row, (cell, match) in enumerate(zip(cells, matches, strict=True))
        if cell and match is None
    ]
    decimals = max((len(match[2] or "") for match in matches if match), default=0)
    values = (int(match[1] + (match[2] or "").ljust(decimals, "0")) if match else None for match in matches)
    return NumberColumn(tuple(values), decimals), bad


@lru_cache
def _pattern(mark: str, whole: bool) -> re.Pattern[str]:
    if whole:
        return re.compile(rf"([0-9]{{1,{WHOLE_DIGITS}}})()\Z")
    return re.compile(rf"(-?[0-9]{{1,{WHOLE_DIGITS}}})(?:{re.escape(mark)}([0-9]{{1,{DECIMALS}}}))?\Z")
