"""What stands between two nodes: the comment at the end of a line, and lines with comments or nothing."""

from __future__ import annotations

from dataclasses import dataclass


class Odd(Exception):
    """Something stands where only comments may: a mark of the document, say. Such a file is left as it is."""


@dataclass(frozen=True, slots=True)
class GapLine:
    """A line with a comment, or without anything. `column`: of the `#`."""

    text: str
    column: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """`trail`: the comment behind the node on its line, with the blanks before it."""

    trail: str = ""
    lines: tuple[GapLine, ...] = ()

    @property
    def comments(self) -> list[str]:
        """All its comments."""
        own = [self.trail.strip()] if self.trail else []
        return [*own, *(line.text for line in self.lines if line.text)]


def between(text: str, start: int, end: int) -> Gap:
    """The gap from the end of a node to the beginning of the next (or of the line it is in, or of the text's end)."""
    first, *rest = text[start:end].split("\n") if start else ["", *text[:end].split("\n")]
    if rest and end < len(text):
        rest.pop()  # what indents the next node
    return Gap(_comment(first).rstrip(), tuple(GapLine(_comment(line).strip(), len(line) - len(line.lstrip())) for line in rest))


def _comment(line: str) -> str:
    if line.strip() and not line.strip().startswith("#"):
        raise Odd(line)
    return line if line.strip() else ""


def split(lines: tuple[GapLine, ...], column: int) -> tuple[tuple[GapLine, ...], tuple[GapLine, ...]]:
    """The lines up to the last comment right of a column, which belong to what stands before; and the others."""
    last = max((number for number, line in enumerate(lines, 1) if line.text and line.column > column), default=0)
    return lines[:last], lines[last:]


def squeezed(lines: tuple[GapLine, ...]) -> list[str]:
    """The lines' texts with at most one empty one in a row and none at the end."""
    texts = [line.text for line in lines]
    kept = [text for number, text in enumerate(texts) if text or (number and texts[number - 1])]
    return kept[:-1] if kept and not kept[-1] else kept
