"""Nodes → plain data: every scalar read as the schema at its place says (docs/format.md, „Wie gelesen wird“).

Where a text is expected `no`, `08:30`, `01234`, `1.10` stay as written; only where a number or a truth value is expected is a
plain scalar one. Empty optional values are left out; empty required ones are findings."""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from regsam_docs.finding import Path, Rule
from regsam_docs.schema import messages
from regsam_docs.schema.judge import S02
from regsam_docs.schema.schemas import Shape, child_of
from regsam_docs.yaml import Changed, Entry, Mapping, Mark, Node, Scalar, Sequence
from regsam_docs.yaml.characters import Y05

WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")
THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+\Z")
"""`9.800` may mean 9800 or 9.8: refused rather than read wrongly (docs/format.md, „Wie gelesen wird“)."""

DIGITS = 18
"""More digits than any number here can have; longer ones are no numbers but mischief."""

CUT = (
    "Der Text bricht vor „#“ ab, denn dort beginnt für YAML ein Kommentar. Setzen Sie den ganzen Text in "
    "Anführungszeichen, oder schreiben Sie nach „#“ ein Leerzeichen, wenn es ein Kommentar sein soll."
)

EMPTY = object()

Tell = Callable[[Mark, Rule, str, str | None], None]


@dataclass(slots=True)
class Reader:
    """Reads one file's nodes. `report(mark, rule, message, hint)` takes findings; `absent` collects the paths of empty list
    items, so that they are not reported a second time as of the wrong type."""

    report: Tell
    absent: set[Path] = field(default_factory=set)

    def value(self, node: Node, here: Shape, path: Path = ()) -> Any:
        """The typed value, or EMPTY."""
        if isinstance(node, Scalar):
            if node.cut and node.text and here.free_text:
                self.report(node.mark, Y05, CUT, None)
            return self._scalar(node, here)
        if isinstance(node, Mapping):
            return self._mapping(node, here, path)
        items = [self._item(item, here, (*path, index)) for index, item in enumerate(node.items)]
        return items or EMPTY

    def _item(self, node: Node, here: Shape, path: Path) -> Any:
        value = self.value(node, here.items or Shape(), path)
        if value is not EMPTY:
            return value
        if here.items is not None:  # else the list itself is the mistake
            self.report(node.mark, S02, *messages.empty_item(cut=is_cut(node)))
            self.absent.add(path)
        return ""

    def _mapping(self, node: Mapping, here: Shape, path: Path) -> Any:
        data: dict[str, Any] = {}
        complete = True
        for entry in node.entries:
            child = child_of(here, entry.key) or Shape()
            value = self.value(entry.value, child, (*path, entry.key))
            if value is not EMPTY:
                data[entry.key] = value
            elif entry.key in here.required:
                complete = False  # the schema finds it missing; its key says where
            elif not child.types:  # an unknown key without value: kept, so that it is reported as unknown
                data[entry.key] = ""
            elif node.flow and not entry.colon:
                self._split(entry)
            elif entry.key not in here.properties and here.additional is not None:  # a column's title: nothing may stand for it
                self.report(entry.key_mark, S02, *messages.empty(entry.key, cut=is_cut(entry.value)))
                complete = False
            elif is_cut(entry.value):
                self.report(entry.value.mark, Y05, CUT, None)
        return data if data or not complete else EMPTY

    def _split(self, entry: Entry) -> None:
        message = (
            f"„{entry.key}“ steht hier ohne Wert. Hat ein Komma einen Text zerteilt, dann setzen Sie den ganzen Text in "
            "Anführungszeichen; sonst ergänzen Sie den Doppelpunkt und den Wert oder löschen Sie den Schlüssel."
        )
        self.report(entry.key_mark, Y05, message, None)

    def _scalar(self, node: Scalar, here: Shape) -> Any:
        text = node.text
        if not text or (here.free_text and not text.strip()):
            return EMPTY
        if node.style == "plain" and "string" not in here.types and len(text) <= DIGITS:
            if "boolean" in here.types and text in ("true", "false"):
                return text == "true"
            if "integer" in here.types and WHOLE.match(text):
                return int(text)
            if "number" in here.types and DECIMAL.match(text) and not THOUSANDS.match(text):
                return int(text) if WHOLE.match(text) else float(text)
        return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_cut(node: Node) -> bool:
    """Whether a comment sign ends this value in the middle of what was meant as text."""
    return isinstance(node, Scalar) and node.cut


# --- From a path into the data back to the line and column in the file.


@dataclass(frozen=True, slots=True)
class Places:
    """Looks positions up in the nodes a file was read as; a path that leads nowhere gives its nearest parent's."""

    root: Node
    known: dict[int, dict[str, Entry]] = field(default_factory=dict, compare=False, repr=False)
    """Mappings asked for before, by identity (the root keeps them alive), with their entries by key."""
    changed: tuple[Changed, ...] = ()
    """Where the text that the nodes were read from is not the file's."""

    def in_file(self, mark: Mark) -> Mark:
        """A node's mark as a place in the file."""
        more = sum(one.more for one in self.changed if one.last < mark.line)
        return Mark(mark.line + more, mark.column) if more else mark

    def value(self, path: Path) -> Mark:
        """Where the value at `path` begins."""
        return self.in_file(self._deepest(path)[0].mark)

    def key(self, path: Path) -> Mark:
        """Where the key that ends `path` begins; the value's place if the path ends in a list."""
        node, entry, _ = self._deepest(path)
        return self.in_file(entry.key_mark if entry is not None else node.mark)

    def first_key(self, path: Path = ()) -> Mark:
        """Where the first key of the mapping at `path` begins: there a missing key is reported (docs/regeln.md)."""
        node = self._deepest(path)[0]
        if isinstance(node, Mapping) and node.entries:
            return self.in_file(node.entries[0].key_mark)
        return self.in_file(node.mark)

    def within(self, path: Path, offset: int) -> Mark:
        """Exact place of a character of a text: inside a literal block its own line and column, else the value's."""
        node = self._deepest(path)[0]
        if not isinstance(node, Scalar) or node.body is None:
            return self.in_file(node.mark)
        place, starts = as_written(node.text, offset), _line_starts(node.text)
        line = bisect_right(starts, place) - 1
        return self.in_file(Mark(node.body.line + line, node.body.column + place - starts[line]))

    def entry(self, path: Path) -> Entry | None:
        """The key-value pair that ends `path`; None where `path` ends in a list or leads nowhere."""
        _, entry, complete = self._deepest(path)
        return entry if complete else None

    def node(self, path: Path) -> Node | None:
        """The node at `path`; None if nothing is written there."""
        node, _, complete = self._deepest(path)
        return node if complete else None

    def has(self, path: Path) -> bool:
        """Whether something is written at `path`."""
        return self._deepest(path)[2]

    def _deepest(self, path: Path) -> tuple[Node, Entry | None, bool]:
        node: Node = self.root
        entry: Entry | None = None
        for step in path:
            if isinstance(node, Mapping):
                found = self._entries(node).get(step) if isinstance(step, str) else None
                if found is None:
                    return node, entry, False
                node, entry = found.value, found
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
                node, entry = node.items[step], None
            else:
                return node, entry, False
        return node, entry, True

    def _entries(self, node: Mapping) -> dict[str, Entry]:
        if id(node) not in self.known:
            self.known[id(node)] = {entry.key: entry for entry in reversed(node.entries)}
        return self.known[id(node)]


def last_line(node: Node) -> int:
    """The last line of a node, as far as its parts tell: of a folded text it is the first."""
    if isinstance(node, Mapping):
        return max((last_line(entry.value) for entry in node.entries), default=node.mark.line)
    if isinstance(node, Sequence):
        return max((last_line(item) for item in node.items), default=node.mark.line)
    return node.mark.line if node.body is None else node.body.line + node.text.rstrip("\n").count("\n")


def parts(root: Node) -> Iterator[tuple[Path, int, int]]:
    """The parts of a file that are readable each by itself, with their first and last line: its keys, and of those that hold
    a list its items."""
    if not isinstance(root, Mapping):
        yield (), 1, sys.maxsize
        return
    starts = [entry.key_mark.line for entry in root.entries]
    for entry, first, following in zip(root.entries, starts, [*starts[1:], sys.maxsize], strict=True):
        if not isinstance(entry.value, Sequence) or entry.value.flow:
            yield (entry.key,), first, following - 1
            continue
        items = [item.mark.line for item in entry.value.items]
        for index, (start, end) in enumerate(zip(items, [*items[1:], following], strict=True)):
            yield (entry.key, index), start, end - 1


# Of one text many places may be asked for, one after the other.
@lru_cache(maxsize=4)
def _line_starts(text: str) -> list[int]:
    return [0, *(n + 1 for n, character in enumerate(text) if character == "\n")]


def as_written(text: str, offset: int) -> int:
    """From an offset in the composed form (NFC) of a text, which all texts are read in, to the one in the text itself."""
    composed, written = _pieces(text)
    if not composed:
        return offset
    piece = max(bisect_right(composed, offset) - 1, 0)
    start, end = written[piece], written[piece + 1]
    inside = text[start:end]
    place = bisect_left(range(len(inside)), offset - composed[piece], key=lambda n: len(unicodedata.normalize("NFC", inside[:n])))
    while place < len(inside) and unicodedata.combining(inside[place]):
        place += 1
    return start + place


_PIECE = 200


def _stands_alone(character: str) -> bool:
    """Whether nothing before this character composes with it: it is no mark and no part of a Korean syllable."""
    return unicodedata.category(character)[0] in "LNPSZC" and not "\u1160" <= character <= "\u11ff"


@lru_cache(maxsize=4)
def _pieces(text: str) -> tuple[list[int], list[int]]:
    """Where pieces of a text that compose by themselves begin, in its composed form and in itself; none if it is composed."""
    if unicodedata.is_normalized("NFC", text):
        return [], []
    composed, written = [0], [0]
    while (end := written[-1] + _PIECE) < len(text):
        while end < len(text) and not _stands_alone(text[end]):
            end += 1
        composed.append(composed[-1] + len(unicodedata.normalize("NFC", text[written[-1] : end])))
        written.append(end)
    return composed, [*written, len(text)]
