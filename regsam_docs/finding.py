"""What is wrong, where, and what to do about it: the one currency between all checks and all reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from regsam_docs.limits import FINDINGS

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


def told(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in order, each once, and of one kind in one file no more than `limits.FINDINGS`: the last of them says that
    there are more."""
    kept: list[Finding] = []
    counts: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], int] = {}
    for found in sorted(set(findings), key=lambda f: f.order):
        kind = (found.path, found.id)
        counts[kind] += 1
        if counts[kind] <= FINDINGS:
            last[kind] = len(kept)
            kept.append(found)
    for kind, place in last.items():
        if counts[kind] > FINDINGS:
            kept[place] = replace(kept[place], message=kept[place].message + MORE)
    return tuple(kept)


MORE = " In dieser Datei gibt es noch mehr Stellen dieser Art; Sie sehen sie, sobald die ersten behoben sind."
