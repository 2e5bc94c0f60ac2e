"""What a YAML file is read into: a tree of texts, lists and mappings, each with its place in the file.

Nothing is converted here: every scalar is text, and what it means is the schema's business (docs/format.md, „Wie gelesen wird“).
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

import msgspec

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
