"""Names of persons that an edition keeps to itself, and that one of its texts calls all the same: somebody should look.

Only texts can let a name out: everything else is cut by the schemas. That is no mistake by itself (a mayor may well be named in
public minutes), so it stops nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from regsam_docs.schema import Leaf, Path, walk

KEYS = ("name", "vertreten_durch", "personen")
"""Keys of persons' names: of members, guests, deputies, those who came for a member, those who sign and those to ask."""

CREDIT = "nachweis"
"""The key of a picture's credit: whoever made it is to be named with it, in every edition."""

TITLES = r"(?:Frau|Herrn?|Fr\.|Hr\.|Dr\.|Prof\.)"
ADDRESSED = frozenset("Frau Herr Herrn Fr Hr Dr Prof".split())
"""The words of `TITLES`."""
ADDRESSES = 4
"""Most of them in a row that are looked at."""

WORD = re.compile(r"\w+")
LONGEST = 20
"""Most words of a person's name; what has more is none."""

AreaFiles = Mapping[str, tuple[str, Any, Any]]
"""File → kind, its data, and its data as the edition shows it (None if not at all)."""


@dataclass(frozen=True, slots=True)
class Called:
    """A name in a text of `file`; `offset` is where in the text it stands. `known_from`: a file that keeps the name."""

    file: str
    path: Path
    offset: int
    name: str
    known_from: str


def called(files: AreaFiles) -> Iterator[Called]:
    """Every place where a text that is shown calls a name that is not, file by file."""
    kept: dict[str, str] = {}
    public: set[str] = set()
    for file, (kind, data, cut) in files.items():
        shown = _names(kind, cut)
        public |= shown
        kept |= dict.fromkeys(_names(kind, data) - shown, file)
    hidden = _Called.of(name for name in kept if name not in public)
    for file, (kind, data, cut) in files.items():
        texts = {leaf.value for leaf in _texts(kind, cut)} if hidden.whole else set()
        for leaf in _texts(kind, data) if texts else ():
            if leaf.value in texts:
                for name, offset in hidden.within(leaf.value):
                    yield Called(file, leaf.path, offset, name, kept[name])


def _names(kind: str, data: Any) -> set[str]:
    """The persons' names among the data; other things with a name have one word or are shown anyway."""
    leaves = walk(kind, data) if data is not None else ()
    found = (" ".join(leaf.value.split()) for leaf in leaves if _is_name(leaf) and isinstance(leaf.value, str))
    return {name for name in found if " " in name}


def _texts(kind: str, data: Any) -> Iterator[Leaf]:
    for leaf in walk(kind, data) if data is not None else ():
        if leaf.shape.free_text and not _is_name(leaf) and leaf.path[-1] != CREDIT:
            yield leaf


def _is_name(leaf: Leaf) -> bool:
    """Whether it is a person's name, alone or in a list of them."""
    return next(key for key in reversed(leaf.path) if isinstance(key, str)) in KEYS


@dataclass(frozen=True, slots=True)
class _Called:
    """Names by the words that call them, so that a text is read once, however many names there are."""

    whole: dict[str, list[str]]
    """Words of a whole name → the names of these words."""
    last: dict[str, str]
    """Words of the last part of a name → the first such name: whom a form of address before it means, nobody can tell."""
    lengths: frozenset[int]
    """How many words there are in a key."""

    @classmethod
    def of(cls, names: Iterable[str]) -> _Called:
        whole: dict[str, list[str]] = {}
        last: dict[str, str] = {}
        for name in names:
            words, end = WORD.findall(name), WORD.findall(name.split()[-1])
            if end and len(words) <= LONGEST:
                whole.setdefault(" ".join(words), []).append(name)
                last.setdefault(" ".join(end), name)
        return cls(whole, last, frozenset(key.count(" ") + 1 for key in (*whole, *last)))

    def within(self, text: str) -> Iterator[tuple[str, int]]:
        """The names that a text calls, each once, and where first."""
        words = list(WORD.finditer(text))
        told: set[str] = set()
        for end in range(1, len(words) + 1):
            for start in (end - length for length in self.lengths if length <= end):
                key = " ".join(word[0] for word in words[start:end])
                addressed = self.last.get(key) if start and words[start - 1][0] in ADDRESSED else None
                for name in (*self.whole.get(key, ()), *([addressed] if addressed else [])):
                    begin = words[max(start - ADDRESSES, 0)].start()
                    found = _pattern(name).search(text, max(begin - 1, 0), words[min(end, len(words) - 1)].end())
                    if found is not None and name not in told:
                        told.add(name)
                        yield name, found.start()


@lru_cache(maxsize=10_000)
def _pattern(name: str) -> re.Pattern[str]:
    """The whole name, or the last of it behind a form of address: „Frau Mustermann“."""
    parts = [re.escape(part) for part in name.split()]
    whole = r"\s+".join(parts)
    return re.compile(rf"\b(?:{whole}|{TITLES}(?:\s+{TITLES}){{0,{ADDRESSES - 1}}}\s+{parts[-1]})\b")
