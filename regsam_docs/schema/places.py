"""From a path into the data back to the line and column in the file."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

from regsam_docs.schema.walk import Path
from regsam_docs.yaml import Entry, Mapping, Mark, Node, Scalar, Sequence


@dataclass(frozen=True, slots=True)
class Places:
    """Looks positions up in the nodes a file was read as; a path that leads nowhere gives its nearest parent's."""

    root: Node

    def value(self, path: Path) -> Mark:
        """Where the value at `path` begins."""
        return self._deepest(path)[0].mark

    def key(self, path: Path) -> Mark:
        """Where the key that ends `path` begins; the value's place if the path ends in a list."""
        node, entry, _ = self._deepest(path)
        return entry.key_mark if entry is not None else node.mark

    def first_key(self, path: Path = ()) -> Mark:
        """Where the first key of the mapping at `path` begins: there a missing key is reported (rules.md)."""
        node = self._deepest(path)[0]
        if isinstance(node, Mapping) and node.entries:
            return node.entries[0].key_mark
        return node.mark

    def within(self, path: Path, offset: int) -> Mark:
        """Exact place of a character of a text: inside a literal block its own line and column, else the value's."""
        node = self._deepest(path)[0]
        if not isinstance(node, Scalar) or node.body is None:
            return node.mark
        before = node.text[: as_written(node.text, offset)]
        line = before.count("\n")
        return Mark(node.body.line + line, node.body.column + len(before) - (before.rfind("\n") + 1))

    def entry(self, path: Path) -> Entry | None:
        """The key-value pair that ends `path`; None where `path` ends in a list or leads nowhere."""
        _, entry, complete = self._deepest(path)
        return entry if complete else None

    def has(self, path: Path) -> bool:
        """Whether something is written at `path`."""
        return self._deepest(path)[2]

    def _deepest(self, path: Path) -> tuple[Node, Entry | None, bool]:
        node: Node = self.root
        entry: Entry | None = None
        for step in path:
            if isinstance(node, Mapping):
                found = next((e for e in node.entries if e.key == step), None)
                if found is None:
                    return node, entry, False
                node, entry = found.value, found
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
                node, entry = node.items[step], None
            else:
                return node, entry, False
        return node, entry, True


def as_written(text: str, offset: int) -> int:
    """From an offset in the composed form (NFC) of a text, which all texts are read in, to the one in the text itself."""
    if unicodedata.is_normalized("NFC", text):
        return offset
    place = bisect_left(range(len(text)), offset, key=lambda n: len(unicodedata.normalize("NFC", text[:n])))
    while place < len(text) and unicodedata.combining(text[place]):
        place += 1
    return place
