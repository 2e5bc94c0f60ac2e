"""A line as a person reads it: indentation, dashes, key, value. Used to guess what was meant, never to read files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from regsam_docs.yaml.parse import Failure

_HEAD = re.compile(r" *(?:- +)*")
_KEY = re.compile(r"(?P<key>\"[^\"]*\"|'[^']*'|[^\s:#\"'\[\]{},&*!|>%@`][^:#\[\]{},\"']*?) *:(?= |$)")
_DOUBLE = r'"(?:[^"\\]|\\.)*"'
_SINGLE = r"'(?:[^']|'')*'"
_FLOW = re.compile(rf"(?:{_DOUBLE}|{_SINGLE}|[^,\[\]{{}}])+")
CLOSED = re.compile(rf"{_DOUBLE}|{_SINGLE}")
ENTRY = re.compile(r"(?:- +)*[a-z][a-z_]* *:(?: |$)")
"""A key of ours at the beginning of a line (without what indents it)."""
NAME = re.compile(r"[a-z][a-z_]*")
SIGNED_ENTRY = re.compile(rf"(?:[\W_]{{1,3}}|[0-9]{{1,3}}[.)]|[a-z][.)]|o(?= ))?\s*{ENTRY.pattern}")
"""The same behind what somebody may have taken for the mark of a list point."""
BLOCK = re.compile(r" *(?:- +)*(?:[^\s|>#-][^|>]*: +)?[|>][-+]?[0-9]?[-+]?(?: +#.*)?$")
LONG = 2_000
"""Longest line that is guessed about: a stranger's file must not feed the patterns a megabyte of blanks."""
WIDE_BLANKS = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000"


class Piece(NamedTuple):
    """One value on a line: the column (from 0) where it begins, its key if one stands before it, and whether it
    is part of a `[…]` or `{…}`."""

    start: int
    value: str
    key: str | None
    flow: bool


class Case(NamedTuple):
    """A file that does not parse, as its lines, and where the parser gave up."""

    lines: list[str]
    failure: Failure

    @property
    def line(self) -> int:
        """Where the parser gave up; at the end of the file it is its last line with content."""
        last = min(self.failure.place.line, len(self.lines) - 1)
        while last > 0 and not self.lines[last].strip():
            last -= 1
        return last

    def near(self, most: int) -> Iterator[int]:
        """Lines with content, from where the parser gave up to the top, and where the open thing began."""
        last, found = self.line + 1, 0
        while last > 0 and found < most:
            last -= 1
            if self.lines[last].strip() and len(self.lines[last]) <= LONG:
                found += 1
                yield last
        head = next((n for n in range(self.line, -1, -1) if self._less_deep(n)), last)
        for line in dict.fromkeys((self.failure.since.line if self.failure.since else last, head)):
            if line < last and len(self.lines[line]) <= LONG:
                yield line

    def _less_deep(self, number: int) -> bool:
        """Whether a line has content and less blanks before it than the one where the parser gave up: what goes on there began
        in the last such line."""
        return bool(self.lines[number].strip()) and indent(self.lines[number]) < indent(self.lines[self.line])

    def with_line(self, line: int, content: str) -> str:
        """The file with one line replaced."""
        return "\n".join([*self.lines[:line], content, *self.lines[line + 1 :]])


def opens_block(line: str) -> bool:
    """Whether a line ends with `|` or `>`, so that a text of several lines follows."""
    return len(line) <= LONG and BLOCK.match(line) is not None


def block_of(lines: list[str], number: int) -> int | None:
    """The line that ends with `|` or `>` of whose text a line is part, if it is."""
    level = indent(lines[number])
    for n in range(number - 1, -1, -1):
        if lines[n].strip() and indent(lines[n]) < level:
            if opens_block(lines[n]):
                return n
            level = indent(lines[n])
        if level == 0:
            break
    return None


def indent(line: str, *, dashes: bool = False) -> int:
    """Blanks before the first character; `dashes`: the dashes of list points count for blanks."""
    return _HEAD.match(line).end() if dashes else len(line) - len(line.lstrip(" "))  # type: ignore[union-attr]


def pieces(line: str) -> list[Piece]:
    """The values on a line: one, or those between the commas of a flow collection; none of an overlong line."""
    if len(line) > LONG:
        return []
    whole = _piece(line, indent(line, dashes=True), len(line), flow=False)
    if whole.value[:1] not in "[{" or not whole.value:
        return [whole]
    return [_piece(line, m.start(), m.end(), flow=True) for m in _FLOW.finditer(line, whole.start) if m[0].strip()]


def _piece(line: str, start: int, end: int, flow: bool) -> Piece:
    while start < end and line[start] == " ":
        start += 1
    found = _KEY.match(line, start, end)
    key = None
    if found:
        key = found["key"]
        start = found.end()
        while start < end and line[start] == " ":
            start += 1
    return Piece(start, line[start:end].rstrip(), key, flow)


def put(line: str, piece: Piece, value: str) -> str:
    """The line with this value in place of the piece's."""
    return line[: piece.start] + value + line[piece.start + len(piece.value) :]


def quote(text: str) -> str:
    """A text in quotes, as a person would write it."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Mistake:
    """What may be wrong: line and column (both from 0), words, and the file with it put right. `sure`: the parser
    could not have failed there for another reason, so that it need not be proved."""

    line: int
    column: int
    message: str
    hint: str | None
    text: str
    sure: bool = False


Suspect = Callable[[Case], Iterator[Mistake]]
"""A question to a file that does not parse: near the place where the parser gave up, what may have been meant?"""


def corrected(case: Case, line: int, column: int, message: str, new: str, hint: str | None = None) -> Mistake:
    """A mistake in one line, `new` being the line put right."""
    return Mistake(line, column, message, hint or new.strip(), case.with_line(line, new))


def replaced(case: Case, span: tuple[int, int], column: int, message: str, new: list[str]) -> Mistake:
    """A mistake of several lines, from the first to the last of `span`; `new` are the lines put right, and the hint shows them
    as deep as the first of them lets them begin."""
    first, last = span
    least = indent(new[0])
    hint = "\n".join(line[least:] if not line[:least].strip() else line.strip() for line in new)
    return Mistake(first, column, message, hint, "\n".join([*case.lines[:first], *new, *case.lines[last + 1 :]]))


def on_pieces(case: Case, most: int) -> Iterator[tuple[int, str, Piece]]:
    """The values on the last lines before the failure, with their lines."""
    for number in case.near(most):
        for piece in pieces(case.lines[number]):
            if piece.value:
                yield number, case.lines[number], piece


def start_of(line: str) -> str:
    """As much of a line as a message needs to name it."""
    text = line.strip()
    return text if len(text) <= 30 else text[:29] + "…"
