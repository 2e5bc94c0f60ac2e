"""What is wrong, where, and what to do about it: the one currency between all checks and all reports; what a rule yields
before a place in a file is known; and the one exception for what a user can mend: a wrong call, a missing file or program."""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, Literal, TypeVar

from regsam_docs.limits import FINDINGS

Level = Literal["fehler", "warnung"]

ERROR: Level = "fehler"
WARNING: Level = "warnung"

CHECKED_AT = "in die Zeile darüber"
"""Where a warning is checked off, but for those that point to where no comment can stand."""

SELECTION = "auswahl"
"""Stands in `Rule.stops` for the documents of a selection."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What can be found, as the handbook explains it (docs/handbuch/meldungen.md); all texts are German.

    `explanation`: what is wrong; `advice`: what to do; both may hold Markdown. `stops`: the one document an error keeps from
    being made, or `SELECTION`; None: every document made of the file. `source`: chapter of the concept, and what it says.
    `checked_at`: where a warning can be checked off (`check.register`); None: nowhere.
    """

    id: str
    level: Level
    title: str
    explanation: str
    advice: str
    source: str | None = None
    stops: str | None = None
    checked_at: str | None = CHECKED_AT

    @property
    def check_off(self) -> str:
        """How a warning is checked off, as a sentence; nothing for an error, which cannot be."""
        if self.level == ERROR or self.checked_at is None:
            return ""
        return f"Soll es so bleiben, schreiben Sie {self.checked_at}: # {self.id} geprüft: Grund"


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
    def place(self) -> str:
        """Where it is, as terminals and editors open it."""
        return f"{self.path}:{self.line}:{self.column}"

    def __str__(self) -> str:
        return f"{self.place}: {self.id} {self.message}"

    @property
    def is_error(self) -> bool:
        """Whether the finding stops documents (level `fehler`)."""
        return self.level == ERROR

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sort key of every listing: path, line, column, id (docs/regeln.md, „Woraus eine Meldung besteht“)."""
        return (self.path, self.line, self.column, self.id, self.message)


def finding(path: str, line: int, column: int, rule: Rule, message: str, hint: str | None = None) -> Finding:
    """Make a finding of a rule, at a place in a file. A warning's message ends with how it is checked off."""
    return Finding(path, line, column, rule.id, rule.level, f"{message} {rule.check_off}".rstrip(), hint)


def reported(findings: Iterable[Finding]) -> tuple[Finding, ...]:
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


REASONS = {
    errno.EACCES: "Die Rechte fehlen",
    errno.EPERM: "Die Rechte fehlen",
    errno.EROFS: "Der Datenträger lässt sich nur lesen",
    errno.ENOSPC: "Der Datenträger ist voll",
    errno.EDQUOT: "Der zugeteilte Platz ist voll",
    errno.EFBIG: "Die Datei würde größer, als es hier erlaubt ist",
    errno.EIO: "Der Datenträger antwortet nicht, wie er soll",
    errno.ENOENT: "Es gibt sie nicht oder nicht mehr",
    errno.EISDIR: "Es ist ein Ordner",
    errno.ENOTDIR: "Auf dem Weg dorthin liegt eine Datei, wo ein Ordner sein müsste",
    errno.ELOOP: "Es ist eine Verknüpfung (symbolischer Link)",
    errno.ENAMETOOLONG: "Der Name ist zu lang",
}


class Trouble(Exception):
    """Ends a command with exit code 2. The message is German and says what is wrong and what to do."""


def reason(error: OSError) -> str:
    """Why the system refused, in German where it is known; a system tells it in its own language."""
    return REASONS.get(error.errno or 0) or error.strerror or str(error)


Path = tuple[str | int, ...]
Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Problem:
    """`file` is relative to the area; `path` leads to the value at fault (`("tagesordnung", 0, "auftraege", 1, "frist")`).
    `at` says what of it is meant: the value, its key, or the first key of the mapping it is. The message is German and
    says what to do."""

    file: str
    path: Path
    message: str
    hint: str | None = None
    at: Literal["value", "key", "first_key"] = "value"


@dataclass(frozen=True, slots=True)
class Judge(Generic[Subject]):
    """A rule and the function that finds what contradicts it in an area, or in a selection with its surroundings; it never
    prints and never raises."""

    rule: Rule
    problems: Callable[[Subject], Iterator[Problem]]


def rule(
    id: str, level: Level, title: str, explanation: str, advice: str, *, source: str | None = None, stops: str | None = None
) -> Callable[[Callable[[Subject], Iterator[Problem]]], Judge[Subject]]:
    """Put a rule's explanation (`finding.Rule`) on the function that finds it."""
    explained = Rule(id, level, title, explanation, advice, source, stops)
    return partial(Judge, explained)
