"""Texts that know which text of which file they are, wherever a template prints them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from html import escape

from regsam_docs.finding import Path

BEGIN, NAMED, END = "\ufdd0", "\ufdd1", "\ufdd2"
"""Around a text of one line and between its name and itself, in HTML; no text of a file holds them."""

ATTRIBUTE = "data-feld"
"""At the element that holds a Markdown text."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text stands. `file`: from the root. `label`: what its schema calls it."""

    file: str
    path: Path
    text: str
    markdown: bool
    label: str

    @property
    def key(self) -> str:
        """Its name in a document: short, and the same as long as it stands there."""
        return _digest(f"{self.file}\0{json.dumps(self.path)}", 16)

    @property
    def name(self) -> str:
        """Its name and its content's, as a bookmark: at most 40 letters, digits and `_`; Word hides what begins with `_`."""
        return f"_regsam_{self.key}_{_digest(self.text, 8)}"


class TextField(str):
    """A text of a file on its way through records, context and template."""

    __slots__ = ("source",)
    source: Source

    def __html__(self) -> str:
        """What a template prints of it, where it is no Markdown."""
        return f"{BEGIN}{self.source.name}{NAMED}{escape(str(self))}{END}"


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
