"""What somebody does who knows no YAML and follows a finding to the letter: the hint in the place of what stands there, nothing
else and nothing cleverer. Where there is no hint, nothing is changed."""

from __future__ import annotations

import re

from regsam_docs.finding import Finding
from regsam_docs.yaml.lines import pieces

_DEPTH = re.compile(r"(\d+) Leerzeichen vor „")
_TABS = re.compile(r"(\d+) Leerzeichen statt des Tabulators")
_TOO = re.compile(r"(?:ebenso (?:für|die) Zeilen? )([0-9, ]+)(?:bis (\d+))?")


def follow(text: str, findings: list[Finding]) -> str:
    """A file's text after all its findings were followed, from the last to the first, so that lines keep their numbers."""
    for found in sorted(findings, key=lambda f: (f.line, f.column), reverse=True):
        if found.hint is not None and found.id[0] in "YSR":
            text = "\n".join(_follow(text.split("\n"), found))
    return text


def _follow(lines: list[str], found: Finding) -> list[str]:
    hint, at = found.hint or "", found.line - 1
    if depth := _DEPTH.match(hint):
        by = int(depth[1]) - _indent(lines[at])
        for n in (at, *_others(found.message)):
            lines[n] = " " * max(_indent(lines[n]) + by, 0) + lines[n].lstrip(" ")
        return lines
    if width := _TABS.match(hint):
        return [re.sub(r"^[ \t-]*\t", lambda m: m[0].replace("\t", " " * int(width[1])), line) for line in lines]
    if found.id == "Y01":
        return _put(lines, at, hint.split("\n"), _others(found.message))
    if found.id[0] == "Y" and found.id != "Y05":
        return lines
    return _value(lines, found)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _others(message: str) -> list[int]:
    """Lines that a message names as those to be changed alike."""
    named = _TOO.search(message)
    if named is None:
        return []
    numbers = [int(n) - 1 for n in re.findall(r"\d+", named[1])]
    return [*range(numbers[0], int(named[2]))] if named[2] else numbers


def _put(lines: list[str], at: int, hint: list[str], others: list[int]) -> list[str]:
    """The lines of a hint in the place of those that say the same."""
    letters = "".join(filter(str.isalnum, "".join(hint)))
    last, said = at, "".join(filter(str.isalnum, lines[at]))
    while len(said) < len(letters) and last + 1 < len(lines):
        more = "".join(filter(str.isalnum, lines[last + 1]))
        if not letters.startswith(said + more):
            break
        last, said = last + 1, said + more
    start = hint[0].split(" ", 1)[0]
    for n in others:
        lines[n] = re.sub(r"^( *)\S+ *", rf"\1{start} ", lines[n])
    indent = " " * len(re.match(r"[ \u00a0]*", lines[at])[0])  # type: ignore[index]
    return [*lines[:at], *(indent + line if line else "" for line in hint), *lines[last + 1 :]]


def _value(lines: list[str], found: Finding) -> list[str]:
    """A key or value replaced: in braces up to the next comma, else with all its lines."""
    at, column, line = found.line - 1, found.column - 1, lines[found.line - 1]
    if found.id == "S01":
        end = line.index(":", column)
        return [*lines[:at], f"{line[:column]}{found.hint}{line[end:]}", *lines[at + 1 :]]
    piece = next((p for p in pieces(line) if p.start == column), None)
    end = column + len(piece.value) if piece is not None and piece.flow else len(line)
    after = at + 1
    if piece is None or not piece.flow:
        key = len(re.match(r" *(?:- +)*", line)[0])  # type: ignore[index]
        bare = re.match(r" *(?:- +)*\S", line[: column + 1]) is not None and column == key
        level = _indent(line) if bare else key
        while after < len(lines) and lines[after].strip() and _indent(lines[after]) > level - (1 if bare else 0):
            if bare and _indent(lines[after]) < level:
                break
            after += 1
    return [*lines[:at], f"{line[:column]}{found.hint}{line[end:]}", *lines[after:]]
