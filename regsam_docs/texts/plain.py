"""What a reader sees of HTML as `markdown` makes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import count, repeat

BRACKETS = "klammer"
"""Class of an ordered list written with `1)`; the stylesheet gives its numbers the bracket."""


def plain(html: str, *, bullet: str = "– ", cell: str = " | ") -> str:
    """The visible text of HTML as `to_html` makes it: blocks on lines, list items with their markers, `cell` between a
    row's cells."""
    return _lines(_read(_Plain(bullet, cell), html))


def letter(html: str) -> str:
    """The same as the plain text of a letter: an empty line between paragraphs, headings and lists."""
    blocks = map(_lines, _read(_Letter("- ", " | "), html).split(_GAP))
    return "\n\n".join(block for block in blocks if block)


def _read(reader: _Plain, html: str) -> str:
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


def _lines(text: str) -> str:
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol li pre table tr br".split())


class _Plain(HTMLParser):
    def __init__(self, bullet: str, cell: str) -> None:
        super().__init__(convert_charrefs=True)
        self.bullet, self.cell = bullet, cell
        self.parts: list[str] = []
        self.lists: list[Iterator[str]] = []
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "ol":
            mark = ")" if values.get("class") == BRACKETS else "."
            self.lists.append(f"{number}{mark} " for number in count(int(values.get("start") or 1)))
        elif tag == "ul":
            self.lists.append(repeat(self.bullet))
        elif tag == "li":
            self.parts.append(next(self.lists[-1]))
        elif tag == "tr":
            self.cells = 0
        elif tag in ("th", "td"):
            self.parts.append(self.cell if self.cells else "")
            self.cells += 1
        elif tag == "img":
            self.parts.append(values.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag in ("ol", "ul"):
            self.lists.pop()

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol pre table".split())
_GAP = "\0"
"""Where a paragraph begins or ends; no text holds it."""


class _Letter(_Plain):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._gap(tag)
        super().handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        self._gap(tag)

    def handle_data(self, data: str) -> None:
        super().handle_data(re.sub(r"\s+", " ", data))  # line feeds of the source are none of the text

    def _gap(self, tag: str) -> None:
        if tag in _PARAGRAPHS and not self.lists:
            self.parts.append(_GAP)
