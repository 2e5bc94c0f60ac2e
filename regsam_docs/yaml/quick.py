"""What a YAML file is read into: a tree of texts, lists and mappings, each with its place in the file; and libyaml's events to
nodes: the way nearly every file goes, forty times quicker than ruamel.yaml's parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec
import yaml

from regsam_docs.limits import DEPTH, LIST_ITEMS
from regsam_docs.yaml.characters import STEERING

Style = Literal["plain", "single", "double", "literal", "folded"]


class Mark(NamedTuple):
    """A place in a file: line and column from 1, counted in code points, without the byte order mark."""

    line: int
    column: int


class Scalar(msgspec.Struct, frozen=True):
    """A text. `mark` is the first character of the value (the quote, the `|`); an empty value is "" and plain.

    `cut`: a plain or empty value is followed by one blank, `#` and a non-blank, so text went into a comment (Y05).
    `body`: literal blocks with content only: where the text begins, so that line n of `text` is line
    `body.line + n` of the file and its characters begin at `body.column`.
    """

    text: str
    mark: Mark
    style: Style
    cut: bool
    body: Mark | None


class Sequence(msgspec.Struct, frozen=True):
    """A list. `mark` is its `[`, or the first `-` of a block list; `flow` tells the two apart."""

    items: tuple[Node, ...]
    mark: Mark
    flow: bool


class Entry(msgspec.Struct, frozen=True):
    """A key with its value. `colon` is False for a key in a flow mapping that has no `:` (a split text, Y05)."""

    key: str
    key_mark: Mark
    value: Node
    colon: bool


class Mapping(msgspec.Struct, frozen=True):
    """Keys and values in the file's order. `mark` is its `{`, or the first key of a block mapping."""

    entries: tuple[Entry, ...]
    mark: Mark
    flow: bool


Node: TypeAlias = Scalar | Sequence | Mapping


# --- libyaml's events to nodes: the way nearly every file goes, forty times quicker than ruamel.yaml's parser.
#
# It reads only what both read alike. Whatever is wrong with a file, and whatever libyaml may take otherwise than docs/format.md
# (it follows YAML 1.1, loses `"a"#b` and takes tabs for blanks), is left to `parse`, which knows the words for it; so no answer
# of this room is ever a finding. `tests/yaml/test_quick.py` holds the two against each other.


LOADER: Any = getattr(yaml, "CBaseLoader", None)
"""PyYAML's binding to libyaml; None where PyYAML was built without."""

DASHES = "–—−‐‑•●‣►▪■◦○·"
"""What word processors make of the hyphen before a list point; before a blank at the beginning of a key it is nothing else."""
COLON = re.compile(r"[ \t\n]*:")
CUT = re.compile(r" #[^ \t\n\0]")
_DOUBTFUL = re.compile(r"#(?<=[][}{,:\"'|>+\-0-9]#)|\?(?<![^][}{, \n]\?)")
"""A `#` that begins a comment though no blank stands before it; a `?` that begins a complex key."""

_BLOCKS = ("|", ">")
_STYLES: dict[str, Style] = {"": "plain", "'": "single", '"': "double", "|": "literal", ">": "folded"}


class _Doubt(Exception):
    """Something the two parsers may not read alike."""


def read(text: str) -> Node | None:
    """The node of a text with `\\n` as its only line break and free of forbidden characters; None if there may be anything to
    say about it, which is for `parse` to find out."""
    if LOADER is None or "\t" in text or _DOUBTFUL.search(text) or (not text.isascii() and STEERING.search(text)):
        return None
    try:
        return _Quick(text).document()
    except (_Doubt, yaml.YAMLError):
        return None


def parser(text: str) -> Any:
    """libyaml's parser for a text as for `read`, whose events have the places that ruamel.yaml's have; None where `read` is."""
    return LOADER(text) if read(text) is not None else None


def body(text: str, start: Any, end: Any, value: str) -> Mark | None:
    """Where a literal block begins: what its first line with text has in the file beyond what it has in the
    value is the indentation, with or without an indicator. `start`, `end`: the block's marks; `value`: its text."""
    at = text.find("\n", start.index)
    for read in value.split("\n"):
        after = text.find("\n", at + 1)
        if read:
            written = (after if 0 <= after < end.index else end.index) - at - 1
            return Mark(start.line + 2, written - len(read) + 1)
        at = after
    return None


class _Quick:
    """One pass over the events; the depth limit bounds the recursion."""

    def __init__(self, text: str) -> None:
        self.text = text + "\0"
        self.items = 0
        self.events: Iterator[Any] = iter(LOADER(text).get_event, None)

    def document(self) -> Node:
        """The one document of the file."""
        next(self.events)
        start = next(self.events)
        if type(start) is not yaml.DocumentStartEvent or start.explicit:
            raise _Doubt
        node = self.node(next(self.events), 0)
        end, after = next(self.events), next(self.events)
        if isinstance(node, Scalar) or end.explicit or type(after) is not yaml.StreamEndEvent:
            raise _Doubt
        return node

    def node(self, event: Any, depth: int) -> Node:
        if type(event) is yaml.ScalarEvent:
            return self.scalar(event)
        if depth == DEPTH or type(event) is yaml.AliasEvent or event.anchor or event.tag:
            raise _Doubt
        if type(event) is yaml.MappingStartEvent:
            return self.mapping(event, depth + 1)
        return self.sequence(event, depth + 1)

    def sequence(self, start: Any, depth: int) -> Sequence:
        items = []
        for event in self.events:
            if type(event) is yaml.SequenceEndEvent:
                break
            items.append(self.node(event, depth))
        self.items += len(items)
        if self.items > LIST_ITEMS:
            raise _Doubt
        return Sequence(tuple(items), _mark(start.start_mark), bool(start.flow_style))

    def mapping(self, start: Any, depth: int) -> Mapping:
        entries: list[Entry] = []
        seen: set[str] = set()
        for event in self.events:
            if type(event) is yaml.MappingEndEvent:
                break
            key = self.key(event)
            if key in seen:
                raise _Doubt
            seen.add(key)
            end = event.end_mark
            at = end.index if self.text[end.index] == ":" else self.colon(end.index)
            inner = next(self.events)
            if type(inner) is yaml.ScalarEvent and not inner.value and not inner.style:
                value: Node = self.empty(inner, end, at)
            else:
                value = self.node(inner, depth)
            entries.append(Entry(key, _mark(event.start_mark), value, at is not None))
        return Mapping(tuple(entries), _mark(start.start_mark), bool(start.flow_style))

    def colon(self, end: int) -> int | None:
        """Where the colon of a key stands that ends there, if there are blanks before it; None if there is none."""
        found = COLON.match(self.text, end)
        return found.end() - 1 if found is not None else None

    def key(self, event: Any) -> str:
        if type(event) is not yaml.ScalarEvent:
            raise _Doubt
        text: str = event.value
        if not event.style and (not text or text == "<<" or text[0].isspace() or text[0] in DASHES):
            raise _Doubt
        self.check(event)
        return text

    def empty(self, event: Any, end: Any, colon: int | None) -> Scalar:
        """An empty value, placed behind its colon; `end` is its key's."""
        if colon is None or self.text.find("\n", end.index, colon) >= 0 or event.anchor or event.tag:
            raise _Doubt
        mark = Mark(end.line + 1, end.column + colon - end.index + 2)
        return Scalar("", mark, "plain", self.cut(colon + 1), None)

    def scalar(self, event: Any) -> Scalar:
        self.check(event)
        style = _STYLES[event.style]
        place = body(self.text, event.start_mark, event.end_mark, event.value) if style == "literal" else None
        return Scalar(event.value, _mark(event.start_mark), style, style == "plain" and self.cut(event.end_mark.index), place)

    def check(self, event: Any) -> None:
        """Raise _Doubt for a text that the two may read differently."""
        start, end, style = event.start_mark, event.end_mark, event.style
        if event.anchor or event.tag or (start.line != end.line and style not in _BLOCKS):
            raise _Doubt
        if style == '"' and self.text.find("\\", start.index, end.index) >= 0:
            raise _Doubt

    def cut(self, end: int) -> bool:
        """Whether what ends there is followed by a comment that may be meant as text."""
        return self.text.startswith(" #", end) and CUT.match(self.text, end) is not None


def _mark(place: Any, make: Callable[[type[Mark], tuple[int, int]], Mark] = tuple.__new__) -> Mark:
    return make(Mark, (place.line + 1, place.column + 1))  # a third of what calling the type costs, which is most of a file
