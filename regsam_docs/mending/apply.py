"""What somebody does who knows no YAML and follows a finding to the letter: the suggestion in the place of what stands there,
nothing else and nothing cleverer. Where there is no suggestion, nothing is changed."""

from __future__ import annotations

import re

from regsam_docs.finding import Finding
from regsam_docs.yaml.lines import CLOSED, indent, pieces

_DEPTH = re.compile(r"(\d+) Leerzeichen vor „")
_TABS = re.compile(r"(\d+) Leerzeichen statt des Tabulators")
_TOO = re.compile(r"(?:ebenso (?:für|die) Zeilen? )([0-9, ]+)(?:bis (\d+))?")
_HEAD = re.compile(r" *(?:- +)*")
_REMARK = re.compile(r"(?<! ) +#(?= |$)")
_ENDS_KEY = re.compile(r"(?<! ) *+:(?= |$)")
GROUPS = "YSR"
"""Findings of these kinds suggest what belongs in the place they point at; the others say it in words."""


def follow(text: str, found: Finding) -> str:
    """A file's text after a finding was followed; the same text if it suggests nothing that can be put there."""
    if found.hint is None or found.id[0] not in GROUPS:
        return text
    lines = text.split("\n")
    return "\n".join(_follow(lines, found, found.hint)) if found.line <= len(lines) else text


def _follow(lines: list[str], found: Finding, hint: str) -> list[str]:
    at = found.line - 1
    if depth := _DEPTH.match(hint):
        by = int(depth[1]) - indent(lines[at])
        for n in (at, *_others(found.message)):
            lines[n] = " " * max(indent(lines[n]) + by, 0) + lines[n].lstrip(" ")
        return lines
    if width := _TABS.match(hint):
        return [re.sub(r"^[ \t-]*\t", lambda m: m[0].replace("\t", " " * int(width[1])), line) for line in lines]
    if found.id == "Y01":
        return _put(lines, at, hint.split("\n"), _others(found.message))
    if found.id[0] == "Y" and found.id != "Y05":
        return lines
    return _value(lines, found, hint)


def _others(message: str) -> list[int]:
    """Lines that a message names as those to be changed alike."""
    named = _TOO.search(message)
    if named is None:
        return []
    numbers = [int(n) - 1 for n in re.findall(r"\d+", named[1])]
    return [*range(numbers[0], int(named[2]))] if named[2] else numbers


def _put(lines: list[str], at: int, hint: list[str], others: list[int]) -> list[str]:
    """The lines of a suggestion in the place of those that say the same."""
    letters = "".join(filter(str.isalnum, "".join(hint)))
    last, said = at, "".join(filter(str.isalnum, lines[at]))
    while len(said) < len(letters) and last + 1 < len(lines):
        more = "".join(filter(str.isalnum, lines[last + 1]))
        if not letters.startswith(said + more):
            break
        last, said = last + 1, said + more
    start = hint[0].split(" ", 1)[0]
    for n in others:
        lines[n] = re.sub(r"^( *)\S+ *", lambda found: f"{found[1]}{start} ", lines[n])
    blanks = lines[at][: len(lines[at]) - len(lines[at].lstrip(" \u00a0"))]
    shown = [" " * len(blanks) + line if line else "" for line in hint]
    return [*lines[:at], *shown, *lines[last + 1 :]]


def _value(lines: list[str], found: Finding, hint: str) -> list[str]:
    """A key or value replaced: in braces up to the next comma, else with all its lines."""
    at, column, line = found.line - 1, found.column - 1, lines[found.line - 1]
    if found.id == "S01":
        colon = _ENDS_KEY.search(line, column)
        return [*lines[:at], f"{line[:column]}{hint}{line[colon.start() :]}", *lines[at + 1 :]] if colon else lines
    piece = next((p for p in pieces(line) if p.start == column), None)
    if piece is not None and piece.flow:
        end, after = column + len(piece.value), at + 1
    else:
        end, after = _remark(line, column) if found.id != "Y05" else len(line), _end(lines, at, column)
    return [*lines[:at], f"{line[:column]}{hint}{line[end:]}", *lines[after:]]


def _end(lines: list[str], at: int, column: int) -> int:
    """The line behind a value that begins on a line in a column."""
    head = _HEAD.match(lines[at])
    key = len(head[0]) if head else 0
    bare, level, after = column == key, indent(lines[at]) if column == key else key, at + 1
    while after < len(lines) and lines[after].strip() and indent(lines[after]) > level - bare:
        after += 1
    return after


def _remark(line: str, column: int) -> int:
    """Where the comment behind a value begins, with the blanks before it; the line's end if there is none."""
    quoted = CLOSED.match(line, column)
    sign = _REMARK.search(line, quoted.end() if quoted else column)
    return sign.start() if sign else len(line)
