"""Lists and mappings between brackets: in one line, or as a block where the line would be too long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from regsam_docs.schema import Shape
from regsam_docs.schema.schemas import child_of
from regsam_docs.tidy.tokens import List, Map, Pair, Spanned, Text, texts

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
    if isinstance(node, Text):
        return "\n" not in text[node.start : node.end]
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
    lines: list[str] = []
    if isinstance(node, List):
        for item in node.items:
            lines += _hung("-", item.value, text, shape.items or EMPTY, indent)
        return lines
    for entry in ordered(node.entries, text, shape):
        lines += _hung(f"{text[entry.key.start : entry.key.end]}:", entry.value, text, _below(entry, text, shape), indent)
    return lines


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
