"""Text of a YAML file → the same in the schema's order of keys and one layout: comments kept, no text touched. What belongs
together moves together, and what comes out says what went in. Lists and mappings between brackets stand in one line, or as a
block where the line would be too long."""

from __future__ import annotations

import operator
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile
from typing import TypeAlias, TypeVar

from regsam_docs import yaml
from regsam_docs.schema import Shape
from regsam_docs.schema.schemas import child_of
from regsam_docs.tidy.tokens import (
    Gap,
    GapLine,
    Item,
    List,
    Map,
    Odd,
    Pair,
    Spanned,
    Text,
    between,
    column,
    is_block,
    lines_from,
    read,
    split,
    squeezed,
    texts,
)
from regsam_docs.yaml import Mapping, Node, Scalar

__all__ = ["Left", "same", "tidied"]


# --- lists and mappings between brackets


WIDTH = 120
"""Columns a line with brackets may take before it becomes a block."""

EMPTY = Shape()

T = TypeVar("T", bound=Pair)


def ordered(entries: Sequence[T], text: str, shape: Shape) -> list[T]:
    """Entries in the order of the schema; one it does not know stays behind the one it follows."""
    place = {key: number for number, key in enumerate(shape.properties)}
    ranks: list[int] = []
    for entry in entries:
        name = text[entry.key.start : entry.key.end].strip("\"'")
        ranks.append(place.get(name, ranks[-1] if ranks else -1))
    return [entry for _, _, entry in sorted(zip(ranks, range(len(ranks)), entries, strict=True))]


def simple(node: Spanned, text: str) -> bool:
    """Whether nothing is between its brackets but what it consists of: no comment, no text of several lines, no key
    without a value (a comma may have split a text: its order tells)."""
    rest, last = "", node.start
    for part in texts(node):
        rest += text[last : part.start]
        last = part.end
    rest += text[last : node.end]
    return not rest.strip(" \t\n,:[]{}") and _whole(node, text)


def _whole(node: Spanned, text: str) -> bool:
    if isinstance(node, Text):
        return "\n" not in text[node.start : node.end]
    if isinstance(node, List):
        return text[node.start] == "[" and all(_whole(item.value, text) for item in node.items)
    return text[node.start] == "{" and all(
        entry.colon >= 0 and entry.value.end > entry.value.start and _whole(entry.value, text) for entry in node.entries
    )


def one_line(node: Spanned, text: str, shape: Shape) -> str:
    """A simple node in one line."""
    if isinstance(node, Text):
        return text[node.start : node.end]
    if isinstance(node, List):
        return "[" + ", ".join(one_line(item.value, text, shape.items or EMPTY) for item in node.items) + "]"
    pairs = (
        f"{text[entry.key.start : entry.key.end]}: {one_line(entry.value, text, _below(entry, text, shape))}"
        for entry in ordered(node.entries, text, shape)
    )
    return "{" + ", ".join(pairs) + "}"


def block(node: List | Map, text: str, shape: Shape, indent: int) -> list[str]:
    """A simple node that is too long for one line, as block."""
    if isinstance(node, List):
        parts = [("-", item.value, shape.items or EMPTY) for item in node.items]
    else:
        parts = [
            (f"{text[entry.key.start : entry.key.end]}:", entry.value, _below(entry, text, shape))
            for entry in ordered(node.entries, text, shape)
        ]
    return [line for sign, value, inner in parts for line in _hung(sign, value, text, inner, indent)]


def _hung(sign: str, value: Spanned, text: str, shape: Shape, indent: int) -> list[str]:
    """A value behind its key or dash."""
    line = f"{' ' * indent}{sign} {one_line(value, text, shape)}"
    if isinstance(value, Text) or len(line) <= WIDTH or value.end - value.start <= 2:
        return [line]
    below = block(value, text, shape, indent + 2)
    if sign == "-":
        return [f"{' ' * indent}- {below[0].lstrip(' ')}", *below[1:]]
    return [f"{' ' * indent}{sign}", *below]


def _below(entry: Pair, text: str, shape: Shape) -> Shape:
    return below(shape, text[entry.key.start : entry.key.end])


def below(shape: Shape, key: str) -> Shape:
    """The place of a key as it is written."""
    return child_of(shape, key.strip("\"'")) or EMPTY


# --- the whole file


STEP = 2
"""Columns of one level."""

Lines: TypeAlias = tuple[GapLine, ...]

# From the first blank of a run on, or from the second if a backslash stands before the first.
_TRAILING = re.compile(r"(?:(?<![ \t\\])|(?<=\\[ \t]))[ \t]++$", re.MULTILINE)


class LeftAsIs(Exception):
    """The file is left as it is: it could not be laid out without a doubt about its meaning."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Lines of an entry or item. `above`: the comments before it; `gap`: an empty line before them; `keeps`: empty lines
    behind it would belong to its text."""

    above: tuple[str, ...]
    lines: tuple[str, ...]
    keeps: bool
    gap: bool = False


def tidied(text: str, shape: Shape) -> str:
    """The text in the order of `shape` and one layout. It is one that `yaml.read` reads without findings: line breaks are
    `\\n`, there is no byte order mark. Raises Left."""
    try:
        root = read(text)
        if not isinstance(root, Map) or root.flow:
            raise LeftAsIs
        made = _Layout(text).file(root, shape)
    except Odd as odd:
        raise LeftAsIs from odd
    if made != text and not same(text, made):
        raise LeftAsIs
    return made


@dataclass(frozen=True, slots=True)
class _Layout:
    text: str

    def file(self, root: Map, shape: Shape) -> str:
        """The whole file; its head stays at its top."""
        first = self.text.rfind("\n", 0, root.start) + 1
        head = self.text[:first].split("\n")[:-1]
        before = tuple(GapLine(line.strip(), 0) for line in head)
        parted = max((number for number, line in enumerate(before, 1) if not line.text), default=len(before))
        above = squeezed(before[:parted])
        gap = bool(above) and not before[parted - 1].text
        pieces, tail = self.pieces(root, 0, shape, before[parted:], between(self.text, root.end, len(self.text)))
        lines = [*above, *([""] if gap else []), *_joined(pieces, tail, 0)]
        return "\n".join(lines) + "\n"

    # ---- blocks

    def pieces(self, node: List | Map, indent: int, shape: Shape, before: Lines, after: Gap) -> tuple[list[LaidOut], Lines]:
        """Its entries in order, or its items, and the lines behind the last one that belong to none."""
        left = column(self.text, node.start)
        parts: Sequence[Pair | Item] = node.entries if isinstance(node, Map) else node.items
        starts = [part.key.start if isinstance(part, Pair) else part.dash for part in parts]
        made: dict[int, LaidOut] = {}
        lead = before
        for number, part in enumerate(parts):
            last = number + 1 == len(parts)
            gap = after if last else between(self.text, part.value.end, starts[number + 1])
            inside, rest = split(gap.lines, left) if not is_block(part.value) else ((), gap.lines)
            own, lines, keeps = self.piece(part, indent, shape, replace(gap, lines=inside))
            made[starts[number]] = _laid(lead, own, lines, keeps, indent)
            lead = rest
        if isinstance(node, List):
            return [*made.values()], lead
        pieces = [made[entry.key.start] for entry in ordered(node.entries, self.text, shape)]
        # Empty lines part places in the file, they do not move with what stood behind them.
        return [replace(piece, gap=before.gap) for piece, before in zip(pieces, made.values(), strict=True)], lead

    def piece(self, part: Pair | Item, indent: int, shape: Shape, after: Gap) -> tuple[list[str], list[str], bool]:
        """A key or dash with its value: comments that have to stand above it, its lines, and whether empty lines behind it would
        belong to it."""
        if isinstance(part, Pair):
            sign, begin, shape = f"{self.part(part.key)}:", part.colon, below(shape, self.part(part.key))
        else:
            sign, begin, shape = "-", part.dash + 1, shape.items or EMPTY
        start, value = " " * indent + sign, part.value
        tail = _indented(squeezed(after.lines), indent + STEP)
        if value.end == value.start:
            return [], [start + after.trail, *tail], False
        gap = between(self.text, begin, value.start)
        if not isinstance(value, Text) and not value.flow:
            return self.nested(start, value, indent + STEP, shape, gap, after)
        written = self.value(value, indent, shape, len(start) + 1 + len(after.trail))
        if written is None:
            assert not isinstance(value, Text)
            own, lines = self.opened(start, block(value, self.text, shape, indent + STEP), indent + STEP, gap, after)
            return own, [*lines, *tail], False
        own = gap.comments if sign == "-" else []
        lines = [f"{start} {written[0]}", *written[1:]]
        if gap.comments and not own:
            above = [start + gap.trail, *_indented(gap_comments(gap), indent + STEP)]
            lines = [*above, " " * (indent + STEP) + written[0], *written[1:]]
        lines[-1] += after.trail
        return own, [*lines, *tail], isinstance(value, Text) and value.keeps

    def nested(
        self, start: str, value: List | Map, indent: int, shape: Shape, gap: Gap, after: Gap
    ) -> tuple[list[str], list[str], bool]:
        """The same of a list or mapping in lines of its own."""
        if start.endswith(":"):
            lines, keeps = self.block(value, indent, shape, gap.lines, after)
            return [], [start + gap.trail, *lines], keeps
        below, keeps = self.block(value, indent, shape, (), after)
        first = next(number for number, line in enumerate(below) if line and not line.lstrip(" ").startswith("#"))
        own = [*gap.comments, *(line.strip() for line in below[:first] if line)]
        return own, [f"{start} {below[first].lstrip(' ')}", *below[first + 1 :]], keeps

    def opened(self, start: str, below: list[str], indent: int, gap: Gap, after: Gap) -> tuple[list[str], list[str]]:
        """Brackets that became a block: comments above it, and its lines."""
        trail = [after.trail.strip()] if after.trail else []
        if not start.endswith(":"):
            return [*gap.comments, *trail], [f"{start} {below[0].lstrip(' ')}", *below[1:]]
        behind, trail = (gap.trail, trail) if gap.trail else (after.trail, [])
        return [], [start + behind, *_indented([*gap_comments(gap), *trail], indent), *below]

    def block(self, node: List | Map, indent: int, shape: Shape, before: Lines, after: Gap) -> tuple[list[str], bool]:
        """A list or mapping as lines."""
        pieces, tail = self.pieces(node, indent, shape, before, after)
        return _joined(pieces, tail, indent), pieces[-1].keeps and not any(line.text for line in tail)

    # ---- values

    def value(self, node: Text | List | Map, indent: int, shape: Shape, used: int) -> list[str] | None:
        """A scalar or a flow collection: its first line without indentation, the others with theirs. None for a flow
        collection that has to become a block. `used`: columns that its line has besides."""
        if isinstance(node, Text):
            return self.block_text(node, indent) if node.block else self.folded(node, indent)
        if not simple(node, self.text):
            return self.folded(node, indent)
        line = one_line(node, self.text, shape)
        return [line] if used + len(line) <= WIDTH or len(line) <= 2 else None

    def folded(self, node: Text | List | Map, indent: int) -> list[str]:
        """A text in quotes or without, or brackets with comments, over as many lines as it had."""
        first, *others = _TRAILING.sub("", self.part(node)).split("\n")
        if isinstance(node, Text):
            return [first, *(" " * (indent + STEP) + line.lstrip(" \t") if line.strip() else "" for line in others)]
        margin = min((len(line) - len(line.lstrip()) for line in others if line.strip()), default=0)
        return [first, *(" " * (indent + STEP) + line[margin:] if line.strip() else "" for line in others)]

    def block_text(self, node: Text, indent: int) -> list[str]:
        """A text behind `|` or `>`, to the character."""
        header = next(lines_from(self.text, node.start)).rstrip()
        signs, blank, comment = header.partition(" ")
        signs = re.sub(r"\d", str(STEP), signs)
        if node.content and node.end == len(self.text):
            signs = signs.replace("+", "").replace("-", "") + "-"  # no line break at its end: none is to be added
        lines = (" " * (indent + STEP) + line if line else "" for line in node.content)
        return [f"{signs}{blank}{comment}", *lines]

    def part(self, node: Spanned) -> str:
        return self.text[node.start : node.end]


def gap_comments(gap: Gap) -> list[str]:
    """The comments on lines of their own."""
    return [line.text for line in gap.lines if line.text]


def _laid(lead: Lines, own: list[str], lines: list[str], keeps: bool, indent: int) -> LaidOut:
    above = [*dropwhile(operator.not_, squeezed(lead)), *own]
    return LaidOut(tuple(_indented(above, indent)), tuple(lines), keeps, gap=bool(lead) and not lead[0].text)


def _indented(lines: list[str], indent: int) -> list[str]:
    return [" " * indent + line if line else "" for line in lines]


def _joined(pieces: list[LaidOut], tail: Lines, indent: int) -> list[str]:
    """Pieces below each other, with the empty lines between them."""
    lines: list[str] = []
    keeps = True
    for piece in pieces:
        lines += [*([""] if piece.gap and not keeps else []), *piece.above, *piece.lines]
        keeps = piece.keeps
    rest = squeezed(tail)
    return [*lines, *_indented([*dropwhile(operator.not_, rest)] if keeps else rest, indent)]


def same(one: str, other: str) -> bool:
    """Whether both can be read and mean the same to everything that reads them."""
    nodes = [yaml.read(text.encode(), "")[0] for text in (one, other)]
    first, second = nodes
    if first is None or second is None:
        return False
    return _plain(first) == _plain(second) and sorted(comments(one)) == sorted(comments(other))


def _plain(node: Node) -> Hashable:
    """What a node means: texts with whether they may be numbers, and whether a comment cuts them off (Y05)."""
    if isinstance(node, Scalar):
        return (node.text, node.style == "plain", node.cut)
    if isinstance(node, Mapping):
        return frozenset((entry.key, entry.colon, _plain(entry.value)) for entry in node.entries)
    return tuple(_plain(item) for item in node.items)


def comments(text: str) -> list[str]:
    """All comments of a text that can be read, without the blanks at their ends."""
    found: list[str] = []
    last = 0
    for part in [*texts(read(text)), Text(len(text), len(text))]:
        found += _in(text[last : part.start])
        if part.block:
            found += _in(next(lines_from(text, part.start)))
        last = part.end
    return found


def _in(gap: str) -> list[str]:
    """The comments in what stands between two texts: dashes, brackets, blanks."""
    return ["#" + line.partition("#")[2].rstrip() for line in gap.split("\n") if "#" in line]
