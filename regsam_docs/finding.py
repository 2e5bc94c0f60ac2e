"""What is wrong, where, and what to do about it: the one currency between all checks and all reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["fehler", "warnung"]

ERROR: Level = "fehler"
WARNING: Level = "warnung"

SELECTION = "auswahl"
"""Stands in `Rule.stops` for the documents of a selection."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What can be found, as the handbook explains it (docs/handbuch.md, „Alle Meldungen“); all texts are German.

    `explanation`: what is wrong; `advice`: what to do; both may hold Markdown. `stops`: the one document an error keeps from
    being made, or `SELECTION`; None: every document made of the file. `source`: chapter of the concept, and what it says.
    """

    id: str
    level: Level
    title: str
    explanation: str
    advice: str
    source: str | None = None
    stops: str | None = None


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


def finding(path: str, line: int, column: int, rule: Rule, message: str, hint: str | None = None) -> Finding:
    """Make a finding of a rule, at a place in a file."""
    return Finding(path, line, column, rule.id, rule.level, message, hint)
