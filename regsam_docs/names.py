"""Names of persons that an edition keeps to itself, and that one of its texts calls all the same: somebody should look.

Only texts can let a name out: everything else is cut by the schemas. That is no mistake by itself (a mayor may well be named in
public minutes), so it stops nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from regsam_docs.schema import Leaf, Path, walk

KEYS = ("name", "vertreten_durch")
"""Keys of persons' names: of members, guests, deputies, those who sign and those to ask."""

TITLES = r"(?:Frau|Herrn?|Fr\.|Hr\.|Dr\.|Prof\.)"

Files = Mapping[str, tuple[str, Any, Any]]
"""File → kind, its data, and its data as the edition shows it (None if not at all)."""


@dataclass(frozen=True, slots=True)
class Called:
    """A name in a text of `file`; `offset` is where in the text it stands. `known_from`: a file that keeps the name."""

    file: str
    path: Path
    offset: int
    name: str
    known_from: str


def called(files: Files) -> Iterator[Called]:
    """Every place where a text that is shown calls a name that is not, file by file."""
    kept: dict[str, str] = {}
    public: set[str] = set()
    for file, (kind, data, cut) in files.items():
        shown = _names(kind, cut)
        public |= shown
        kept |= dict.fromkeys(_names(kind, data) - shown, file)
    patterns = {name: _pattern(name) for name in kept if name not in public}
    for file, (kind, data, cut) in files.items():
        texts = {leaf.value for leaf in _texts(kind, cut)} if patterns else set()
        for leaf in _texts(kind, data) if texts else ():
            if leaf.value in texts:
                yield from _in_text(file, leaf, patterns, kept)


def _names(kind: str, data: Any) -> set[str]:
    """The persons' names among the data; other things with a name have one word or are shown anyway."""
    leaves = walk(kind, data) if data is not None else ()
    found = (" ".join(leaf.value.split()) for leaf in leaves if leaf.path[-1] in KEYS and isinstance(leaf.value, str))
    return {name for name in found if " " in name}


def _texts(kind: str, data: Any) -> Iterator[Leaf]:
    for leaf in walk(kind, data) if data is not None else ():
        if leaf.shape.free_text and leaf.path[-1] not in KEYS:
            yield leaf


def _in_text(file: str, leaf: Leaf, patterns: Mapping[str, re.Pattern[str]], kept: Mapping[str, str]) -> Iterator[Called]:
    for name, pattern in patterns.items():
        found = pattern.search(leaf.value)
        if found is not None:
            yield Called(file, leaf.path, found.start(), name, kept[name])


def _pattern(name: str) -> re.Pattern[str]:
    """The whole name, or the last of it behind a form of address: „Frau Mustermann“."""
    parts = [re.escape(part) for part in name.split()]
    whole = r"\s+".join(parts)
    return re.compile(rf"\b(?:{whole}|{TITLES}(?:\s+{TITLES})*\s+{parts[-1]})\b")
