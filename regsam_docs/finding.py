"""What is wrong, where, and what to do about it: the one currency between all checks and all reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["fehler", "warnung"]

ERROR: Level = "fehler"
WARNING: Level = "warnung"

WARNINGS = frozenset(
    "Y05 T03 V02 V05 V07 P02 P04 P06 G01 G02 G04 G05 Z01 Z02 M06 M09 M10 M11 M12 A02 A06 K04 K05".split()
)
"""Ids whose level is `warnung`; every other id is a `fehler` (contract: rules.md)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake in one place. `path` is relative to the root and POSIX; `line` and `column` count from 1 in
    code points (a byte order mark is not counted); `message` is German and says what is wrong and what to do."""

    path: str
    line: int
    column: int
    id: str
    level: Level
    message: str
    hint: str | None = None

    @property
    def is_error(self) -> bool:
        """Whether the finding stops documents (level `fehler`)."""
        return self.level == ERROR

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sort key of every listing: path, line, column, id (contract: rules.md)."""
        return (self.path, self.line, self.column, self.id, self.message)


def finding(path: str, line: int, column: int, id: str, message: str, hint: str | None = None) -> Finding:
    """Make a finding; its level follows from its id."""
    return Finding(path, line, column, id, WARNING if id in WARNINGS else ERROR, message, hint)
