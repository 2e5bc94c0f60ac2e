"""What a YAML file is read into: a tree of texts, lists and mappings, each with its place in the file; and libyaml's events to
nodes: the way nearly every file goes, forty times quicker than ruamel.yaml's parser."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import ModuleType
from typing import Any, Literal, NamedTuple, NoReturn, TypeAlias, cast

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
_STYLES: dict[str | None, Style] = {
    None: "plain",
    "": "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}


class _Doubt(Exception):
    """Something the two parsers may not read alike."""


def read(text: str) -> Node | None:
    """The node of a text with `\\n` as its only line break and free of forbidden characters; None if there may be anything to
    say about it, which is for `parse` to find out."""
    if LOADER is None or "\t" in text or _DOUBTFUL.search(text) or (not text.isascii() and STEERING.search(text)):
        return None
    try:
        return Composer(text).document()
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


class Composer:
    """Events to nodes in one pass, within the limits; the depth limit bounds the recursion. These are libyaml's, and where there
    may be a doubt it gives up; `parse` does the same with ruamel's, which are called alike, and notes what is wrong."""

    events: ModuleType = yaml

    def __init__(self, text: str) -> None:
        self.text = text + "\0"
        self.items = 0
        self.next = self.source(text)

    def source(self, text: str) -> Callable[[], Any]:
        """What gives the next event."""
        return iter(LOADER(text).get_event, None).__next__

    def stop(self, kind: str, event: Any) -> NoReturn:
        """End the reading at what may not be there; `kind` names it for `mistakes.py`."""
        raise _Doubt

    def checked(self, event: Any) -> str:
        """A scalar's text, if it may be so."""
        start, end, style = event.start_mark, event.end_mark, event.style
        if event.anchor or event.tag or (start.line != end.line and style not in _BLOCKS):
            raise _Doubt
        if style == '"' and self.text.find("\\", start.index, end.index) >= 0:
            raise _Doubt
        return cast(str, event.value)

    def misplaced(self) -> None:
        """An empty value stands at no colon of its own."""
        raise _Doubt

    def repeated(self, key: Entry, siblings: list[Entry], seen: dict[str, int], inner: bool) -> dict[str, int]:
        """A key stands in its mapping for the second time. `seen`: the keys, with their lines, of which the new ones are given
        back; `inner`: it is a mapping in blocks below the top."""
        raise _Doubt

    def document(self) -> Node:
        """The one document of the file."""
        self.next()
        start = self.next()
        if type(start) is not yaml.DocumentStartEvent or start.explicit:
            raise _Doubt
        node = self.node(self.next(), 0)
        end, after = self.next(), self.next()
        if isinstance(node, Scalar) or end.explicit or type(after) is not yaml.StreamEndEvent:
            raise _Doubt
        return node

    def node(self, event: Any, depth: int) -> Node:
        """A node that begins with this event."""
        if type(event) is self.events.ScalarEvent:
            return self.scalar(event)
        if depth == DEPTH:
            self.stop("depth", event)
        if type(event) is self.events.AliasEvent or event.anchor or event.tag:
            self.stop("anchor", event)
        if type(event) is self.events.MappingStartEvent:
            return self.mapping(event, depth + 1)
        return self.sequence(event, depth + 1)

    def sequence(self, start: Any, depth: int) -> Sequence:
        """A list that begins with this event."""
        items = []
        while type(event := self.next()) is not self.events.SequenceEndEvent:
            self.items += 1
            if self.items > LIST_ITEMS:
                self.stop("items", event)
            items.append(self.node(event, depth))
        return Sequence(tuple(items), mark(start.start_mark), bool(start.flow_style))

    def mapping(self, start: Any, depth: int) -> Mapping:
        """A mapping that begins with this event."""
        entries: list[Entry] = []
        seen: dict[str, int] = {}
        scalar, last = self.events.ScalarEvent, self.events.MappingEndEvent
        while type(event := self.next()) is not last:
            key = self.key(event)
            end = event.end_mark
            colon = end.index  # nearly always it stands there
            if self.text[colon] != ":":
                found = COLON.match(self.text, colon)
                colon = found.end() - 1 if found else None
            inner = self.next()
            if type(inner) is scalar and not inner.value and not inner.style:
                value: Node = self.empty(inner, end, colon)
            else:
                value = self.node(inner, depth)
            entry = Entry(key, mark(event.start_mark), value, colon is not None)
            if key in seen:
                seen = self.repeated(entry, entries, seen, depth > 1 and not start.flow_style)
            seen.setdefault(key, entry.key_mark.line)
            entries.append(entry)
        return Mapping(tuple(entries), mark(start.start_mark), bool(start.flow_style))

    def key(self, event: Any) -> str:
        """A key, if it is a text."""
        if type(event) is not self.events.ScalarEvent:
            self.stop("complex", event)
        text: str = event.value
        if not event.style and (not text or text == "<<" or text[0].isspace() or text[0] in DASHES):
            self.unlike(text, event)
        return self.checked(event)

    def unlike(self, text: str, event: Any) -> None:
        """Stop at what is no key of ours, though YAML takes it for one."""
        if not text:
            self.stop("nokey", event)
        if text == "<<":
            self.stop("merge", event)
        if text[0].isspace():
            self.stop("blank", event)
        if text[1:2].isspace():
            self.stop("point", event)

    def empty(self, event: Any, end: Any, colon: int | None) -> Scalar:
        """An empty value, placed behind its colon (ruamel puts it at the next token); `end` is its key's."""
        self.checked(event)
        if colon is None or self.text.find("\n", end.index, colon) >= 0:
            self.misplaced()
            return Scalar("", mark(event.start_mark), "plain", self.cut(event.start_mark.index), None)
        return Scalar("", Mark(end.line + 1, end.column + colon - end.index + 2), "plain", self.cut(colon + 1), None)

    def scalar(self, event: Any) -> Scalar:
        """A text."""
        text, style = self.checked(event), _STYLES[event.style]
        place = body(self.text, event.start_mark, event.end_mark, event.value) if style == "literal" else None
        return Scalar(text, mark(event.start_mark), style, style == "plain" and self.cut(event.end_mark.index), place)

    def cut(self, end: int) -> bool:
        """Whether what ends there is followed by a comment that may be meant as text."""
        return self.text.startswith(" #", end) and CUT.match(self.text, end) is not None


def mark(place: Any, make: Callable[[type[Mark], tuple[int, int]], Mark] = tuple.__new__) -> Mark:
    """A parser's place as a person counts it."""
    return make(Mark, (place.line + 1, place.column + 1))  # a third of what calling the type costs, which is most of a file
