"""A page as text to read: landmarks, headings, lists and tables one below the other, as they are heard."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

INLINE = frozenset(
    "a abbr b bdi br button code em i img input kbd label mark q s small span strong sub sup svg time u wbr".split()
)
SILENT = frozenset(("script", "style", "template", "noscript"))
LANDMARKS = frozenset(("header", "nav", "main", "aside", "footer"))
NAMED = frozenset(("section", "figure", "form"))
"""Landmarks only with a name."""

Element = html.HtmlElement


def plain(page: bytes) -> str:
    """The body of a page, a line for each heading, paragraph, item and row. A landmark stands in brackets above what it holds."""
    body = html.document_fromstring(page.decode()).body
    assert body is not None
    return "".join(f"{line}\n" for line in _block(body))


def _block(element: Element) -> Iterator[str]:
    """Lines of a block and of what is in it."""
    tag, label = str(element.tag), element.get("aria-label")
    if not _spoken(element):
        return
    if tag in LANDMARKS or (tag in NAMED and label):
        yield f"[{tag} {label}]" if label else f"[{tag}]"
    if re.fullmatch("h[1-6]", tag):
        yield f"{'#' * int(tag[1])} {_words(element)}"
    elif tag == "tr":
        yield f"| {' | '.join(_words(cell) for cell in element)} |"
    elif tag == "li":
        yield from (f"{'  ' if number else '- '}{line}" for number, line in enumerate(_content(element)))
    else:
        yield from _content(element)


def _content(element: Element) -> Iterator[str]:
    """Lines of what a block holds; the texts between other blocks are lines of their own."""
    loose = element.text or ""
    for child in element:
        if child.tag in INLINE:
            loose += "".join(_said(child))
        elif _spoken(child):
            yield from filter(None, (_spaced(loose), *_block(child)))
            loose = ""
        loose += child.tail or ""
    yield from filter(None, (_spaced(loose),))


def _spoken(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag not in SILENT


def _words(element: Element) -> str:
    """What an element says, in one line."""
    return _spaced("".join(_said(element)))


def _said(element: Element) -> Iterator[str]:
    """Texts in order; a picture says its description."""
    if element.tag == "img":
        yield f"[{element.get('alt')}]"
    elif element.tag == "svg":
        yield f"[{''.join(title.text or '' for title in element.iter('title'))}]"
    elif _spoken(element):
        apart = "" if element.tag in INLINE - {"br"} else " "
        yield apart + (element.text or "")
        for child in element:
            yield from _said(child)
            yield child.tail or ""
        yield apart


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00ad", "")).strip()
