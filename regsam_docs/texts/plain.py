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
    reader = _Plain(bullet, cell)
    reader.feed(html)
    reader.close()
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in "".join(reader.parts).split("\n"))
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
