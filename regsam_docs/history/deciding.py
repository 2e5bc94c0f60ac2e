"""What of a file decides which documents there are, told without reading it wherever its bytes say enough."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from regsam_docs.limits import FILE_BYTES
from regsam_docs.repository import paths
from regsam_docs.rules import prose
from regsam_docs.schema import schemas, sheet
from regsam_docs.schema.schemas import references

NAME_ALONE = frozenset({"gremium", "vereinbarung", "phasen", "ziele", "chronik"})
"""Kinds of files of an area that decide by being there, not by what they say, which documents there are (a test holds plans to
it). A state that differs only in them or in texts of others needs no new plans."""

PROFILE = "gebiet"
PUBLIC = "oeffentlich"
"""What alone decides of an area's profile: whether the public edition shows the area."""

ATTACHED = re.compile(rf"{paths.ATTACHMENTS}/|[\\%&]".encode())
"""Stands in every file that shows pictures: where they lie, or a sign by which that could be written otherwise."""

LETTER = "A-Za-zÄÖÜäöüß"
WORDS = re.compile(
    rf"^( *(?:- )?[a-z_]+: )[{LETTER}][{LETTER}0-9()-]{{0,60}} [{LETTER}0-9() -]{{0,200}}[{LETTER}0-9)]\.?$", re.MULTILINE
)
"""A key with a text of several words and no sign that means anything: another such text in its place changes nothing but the
text, wherever the line stands. The schemas demand nothing of texts that one of these has and another has not (tested)."""

SIGN = rf"{LETTER}0-9!$%&()*+,./:;=?@_„“–…€§\-"
PROSE = re.compile(
    rf"^(( *)(- )?[a-z_]+: \|\n(\2(?(3)  ) +))[{SIGN}]+ [{SIGN} ]*(?=\n)(?:\n(?:\4[{SIGN} ]+)?(?=\n))*", re.MULTILINE
)
"""A key with a text of lines below it, as far as they hold no sign that could end it: another such text changes no more."""

REMARK = re.compile(rf"^#[{LETTER}0-9() .,:;/-]*$", re.MULTILINE)
"""A comment at the beginning of a line, which is part of no text."""

NAMED = re.compile(r"\.\w{1,5}\Z")
"""The end of what may be a file's name, with blanks in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Decisive:
    """What a file says. `data` is None if it is not in order or need not be known. `decides` is equal where it leads to the same
    documents, made of the same files. `pictures`: names of the files it shows."""

    data: dict[str, Any] | None
    decides: int
    pictures: frozenset[str]


SILENT = Decisive(None, 0, frozenset())
"""What says nothing that decides. Whether it is in order need not be known: of a file that is not no Fassung was printed."""


@dataclass(slots=True)
class Readings:
    """Reads files, and remembers what they said."""

    known: dict[tuple[str, str | bytes], Decisive] = field(default_factory=dict)
    decisive: dict[Hashable, int] = field(default_factory=lambda: {None: 0})

    def said(self, content: bytes, kind: str) -> Decisive:
        """What a file of a kind says: the same object for files that say the same but for texts."""
        if is_silent(content, kind):
            return SILENT
        key = (kind, written(content, kind))
        if key not in self.known:
            data = sheet.read(content, "", kind).data
            shown = prose.pictures(kind, data) if data is not None else frozenset()
            self.known[key] = Decisive(data, self._number(deciding(kind, data)), shown)
        return self.known[key]

    def _number(self, decides: Hashable) -> int:
        """A number for what decides, which is compared more often than it is found."""
        return self.decisive.setdefault(decides, len(self.decisive))


def is_silent(content: bytes, kind: str) -> bool:
    """Whether a file says nothing that decides which documents there are and shows no pictures, as far as its bytes tell."""
    by_name = kind in NAME_ALONE or (kind == PROFILE and PUBLIC.encode() not in content and b"\\" not in content)
    return by_name and not _may_show(content, kind)


def _may_show(content: bytes, kind: str) -> bool:
    image = b"![" in content or b"\\" in content or "bild" in references(kind)
    return image and ATTACHED.search(content) is not None


def written(content: bytes, kind: str) -> str | bytes:
    """How a file of a kind is written, without texts, comments and numbers that decide nothing: files that have this in common
    are all in order or none is, lead to the same documents and show the same pictures."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return content
    if "![" in text or len(content) > FILE_BYTES:
        return content
    if kind == PROFILE:
        text = _numbers(kind).sub(r"\1 1", text)
    return WORDS.sub(r"\1…", PROSE.sub(r"\1…", REMARK.sub("#", text)))


@cache
def _numbers(kind: str) -> re.Pattern[str]:
    """Keys at the top of a file with any number, where the schema takes all that are written so."""
    free = {"type", "minimum", "edition-definition"} | schemas.ANNOTATIONS
    takes = [
        key for key, place in schemas.whole(kind)["properties"].items() if place.get("type") == "integer" and place.keys() <= free
    ]
    return re.compile(rf"^((?:{'|'.join(map(re.escape, takes))}):) [1-9][0-9]{{0,8}}$", re.MULTILINE)


def deciding(kind: str, data: dict[str, Any] | None) -> Hashable:
    """What of a file's data decides which documents there are and of which files they are made."""
    if kind in NAME_ALONE or (kind == PROFILE and not (data and data.get(PUBLIC) is True)):
        return None
    return PUBLIC if kind == PROFILE else without_texts(data)


def without_texts(value: Any) -> Hashable:
    """Data with „…“ for every text of more than one word: ids, days and states are one. Names of files are kept."""
    if isinstance(value, dict):
        return tuple((key, without_texts(one)) for key, one in value.items())
    if isinstance(value, list):
        return tuple(map(without_texts, value))
    return "…" if isinstance(value, str) and " " in value and not NAMED.search(value) else value
