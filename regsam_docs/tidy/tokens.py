"""Where everything stands in a YAML text: nodes with their first and last character, and what lies between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from regsam_docs.finding import Path
from regsam_docs.yaml import quick, scanner

_TRIVIA = re.compile(r"(?:[ \t\n]+|(?<![^ \t\n])#[^\n]*)*")
_HEADER = re.compile(r"[|>][^\n]*")


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar from `start` up to but not including `end`, its quotes or `|` included; an empty one is as long as nothing."""

    start: int
    end: int
    block: bool = False
    content: tuple[str, ...] = ()
    """A block's lines as they are meant, that is, without their indentation."""
    keeps: bool = False
    """A block (`|+`) to which the empty lines behind it belong."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list. `dash` is where its `-` stands; in a flow list, where it begins."""

    dash: int
    value: Spanned


@dataclass(frozen=True, slots=True)
class List:
    """A list; `start` is its first `-`, or its `[`."""

    start: int
    end: int
    items: tuple[Item, ...]
    flow: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its value. `colon` is the place behind the `:`; -1 if there is none (a key between braces)."""

    key: Text
    colon: int
    value: Spanned


@dataclass(frozen=True, slots=True)
class Map:
    """A mapping; `start` is its first key, or its `{`."""

    start: int
    end: int
    entries: tuple[Pair, ...]
    flow: bool


Spanned: TypeAlias = Text | List | Map


def is_block(node: Spanned) -> bool:
    """Whether it is a text in lines of its own, below `|` or `>`."""
    return isinstance(node, Text) and node.block


def column(text: str, index: int) -> int:
    """Characters before a place in its line."""
    return index - (text.rfind("\n", 0, index) + 1)


def lines_from(text: str, index: int) -> Iterator[str]:
    """The lines from a place on, without their breaks; the text after the last break only if there is any."""
    while index < len(text):
        end = text.find("\n", index)
        end = end if end >= 0 else len(text)
        yield text[index:end]
        index = end + 1


@lru_cache(maxsize=4)
def read(text: str) -> Spanned:
    """The nodes of a text that `yaml.read` has read without a finding. One text is asked for again while it is worked on."""
    reader = _Nodes(text)
    reader.next()
    reader.next()
    return reader.node(reader.next(), -1, 0)


def name(text: str, pair: Pair) -> str:
    """A key as it is meant."""
    return text[pair.key.start : pair.key.end].strip("\"'")


def at(text: str, path: Path) -> tuple[Spanned, Spanned | None]:
    """The node at a path of a text as for `read`, and the one it lies in. Raises KeyError if there is none."""
    node, parent = read(text), None
    for step in path:
        parent = node
        if isinstance(node, Map):
            found = [pair.value for pair in node.entries if name(text, pair) == step]
        elif isinstance(node, List) and isinstance(step, int):
            found = [item.value for item in node.items[step : step + 1]]
        else:
            found = []
        if not found:
            raise KeyError(path)
        node = found[0]
    return node, parent


def texts(node: Spanned) -> Iterator[Text]:
    """All keys and scalars in the order of the text."""
    if isinstance(node, Text):
        yield node
    elif isinstance(node, List):
        for item in node.items:
            yield from texts(item.value)
    else:
        for entry in node.entries:
            yield entry.key
            yield from texts(entry.value)


class _Nodes:
    """One pass over the events, of either library: both call them alike."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parser = quick.parser(text) or scanner.parser(text)

    def next(self) -> Any:
        return self.parser.get_event()

    def node(self, event: Any, parent: int, after: int) -> Spanned:
        """`parent`: column of the block it stands in. `after`: where it would stand if it were empty."""
        kind = _kind(event)
        if kind == "ScalarEvent":
            return self.scalar(event, parent, after)
        if kind == "MappingStartEvent":
            return self.mapping(event)
        return self.sequence(event)

    def mapping(self, start: Any) -> Map:
        entries: list[Pair] = []
        begin, flow = start.start_mark.index, bool(start.flow_style)
        end = begin
        while _kind(event := self.next()) != "MappingEndEvent":
            key = Text(event.start_mark.index, event.end_mark.index)
            found = quick.COLON.match(self.text, key.end)
            colon = found.end() if found else -1
            value = self.node(self.next(), start.start_mark.column, max(colon, key.end))
            entries.append(Pair(key, colon, value))
            end = value.end
        return Map(begin, event.end_mark.index if flow else end, tuple(entries), flow)

    def sequence(self, start: Any) -> List:
        items: list[Item] = []
        begin, flow = start.start_mark.index, bool(start.flow_style)
        end = begin
        while _kind(event := self.next()) != "SequenceEndEvent":
            dash = event.start_mark.index if flow else self.past_trivia(end)
            value = self.node(event, start.start_mark.column, dash + (not flow))
            items.append(Item(dash, value))
            end = value.end
        return List(begin, event.end_mark.index if flow else end, tuple(items), flow)

    def past_trivia(self, index: int) -> int:
        found = _TRIVIA.match(self.text, index)
        return found.end() if found else index

    def scalar(self, event: Any, parent: int, after: int) -> Text:
        if not event.value and not event.style:
            return Text(after, after)
        start = event.start_mark.index
        if event.style not in ("|", ">"):
            return Text(start, event.end_mark.index)
        return self.block(start, parent)

    def block(self, start: int, parent: int) -> Text:
        """A block scalar: the lines below its header that are empty or far enough to the right."""
        header = _HEADER.match(self.text, start)
        assert header is not None
        signs = header[0].partition(" ")[0]
        given = next((int(sign) for sign in signs if sign.isdigit()), None)
        first = next((line for line in lines_from(self.text, header.end() + 1) if line.strip(" ")), "")
        width = parent + given if given is not None else len(first) - len(first.lstrip(" "))
        if width <= parent:  # that line is none of its own: it has empty ones at most
            width = len(self.text)
        lines: list[str] = []
        last = 0
        for line in lines_from(self.text, header.end() + 1):
            if line.strip(" ") and len(line) - len(line.lstrip(" ")) < width:
                break
            lines.append(line)
            if line.strip(" ") or len(line) > width or "+" in signs:
                last = len(lines)
        end = header.end() + sum(len(line) + 1 for line in lines[:last])
        content = tuple(line[width:] for line in lines[:last])
        return Text(start, min(end, len(self.text)), True, content, "+" in signs)


def _kind(event: Any) -> str:
    return type(event).__name__


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
