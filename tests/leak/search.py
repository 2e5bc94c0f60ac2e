"""Every word of a build, wherever it may hide: in names, pages, data in pages, calendars, data, and all of a PDF."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from tests.pdf.reading import heard

WORD = re.compile(r"Q[a-z]{4}9q")
DATA = re.compile(r"data:[\w/+.-]+;base64,([A-Za-z0-9+/=]+)")
BROKEN = re.compile(r"[\s\u00ad\u200b\u2010-]+")
"""What may stand inside a word: the end of a line, a hyphen made there."""


def words(folder: Path) -> dict[str, set[str]]:
    """Marked word → files it is found in."""
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            for text in (name, *texts(path)):
                for word in WORD.findall(BROKEN.sub("", text)):
                    found.setdefault(word, set()).add(name)
    return found


def texts(path: Path) -> Iterator[str]:
    """Everything a file says, openly or not."""
    data = path.read_bytes()
    yield data.decode("utf-8", "replace")
    yield data.decode("latin-1")
    yield data.decode("utf-16-be", "replace")
    for inside in DATA.findall(data.decode("utf-8", "replace")):
        yield base64.b64decode(inside).decode("latin-1")
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            yield from _pdf(pdf)


def _pdf(pdf: pikepdf.Pdf) -> Iterator[str]:
    said = heard(pdf)
    yield said.text()
    yield from said.artifacts
    for thing in pdf.objects:
        yield from _strings(thing)
        if isinstance(thing, pikepdf.Stream):
            try:
                data = thing.read_bytes()
            except pikepdf.PdfError:
                data = thing.read_raw_bytes()
            yield data.decode("latin-1")
            yield data.decode("utf-8", "replace")
            yield data.decode("utf-16-be", "replace")


def _strings(thing: Any) -> Iterator[str]:
    """All texts of an object: titles, descriptions, addresses, names of files."""
    if isinstance(thing, pikepdf.String):
        yield str(thing)
        yield bytes(thing).decode("latin-1")
    elif isinstance(thing, pikepdf.Name):
        yield str(thing)
    elif isinstance(thing, pikepdf.Array):
        for entry in thing:
            if not getattr(entry, "is_indirect", False):
                yield from _strings(entry)
    elif isinstance(thing, pikepdf.Dictionary):
        for key, entry in thing.items():
            yield key
            if not getattr(entry, "is_indirect", False):
                yield from _strings(entry)
