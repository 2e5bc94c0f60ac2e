"""A last page with next to nothing on it: the text is set a little closer, so that it ends one page earlier, or a little wider,
so that its last page is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

from weasyprint.document import Document
from weasyprint.formatting_structure.boxes import Box
from weasyprint.text.line_break import strut

PIXELS = 4 / 3
"""Pixels in a point."""
LEAST = 0.2
"""How much of the last page of several has to be filled."""
MORE = 1.1
"""How many times as many pages, and one, a document may get for that."""
SETTINGS = ((10, 1.34), (11, 1.5), (11, 1.6))
"""What is tried in turn instead of the stylesheet's: points and line height; text stays between 10 and 11 points."""
SAME = 0.03
"""Lines that are so nearly as high as before, in relation to them, move no page's end to speak of."""


def ended(tree: ET.Element, render: Callable[[], Document]) -> Document:
    """The document, with a last page that is filled as far as that if one of the ways makes it so on hardly more
    pages."""
    document = first = render()
    most = MORE * len(first.pages) + 1
    before = [(element, element.attrib.copy()) for element in tree.iter()]
    for size, height in SETTINGS:
        if len(document.pages) == 1 or (filled(document) >= LEAST and len(document.pages) <= most):
            return document
        if abs(size * height * PIXELS / _line(first) - 1) < SAME:
            continue
        tree.set("style", f"font-size: {size}pt; line-height: {height}")
        document = render()
    if filled(document) < LEAST or len(document.pages) > most:
        for element, attributes in before:
            element.attrib.clear()
            element.attrib.update(attributes)
        return first
    return document


def _line(document: Document) -> float:
    """The height of a line of the body's text."""
    body = document.pages[0]._page_box.children[0].children[0]  # noqa: SLF001  # there is no other way to the boxes
    return float(strut(body.style)[0])


def filled(document: Document) -> float:
    """How far down something stands on the last page: 0 … 1 of the height between its margins."""
    sheet = document.pages[-1]._page_box  # noqa: SLF001  # there is no other way to the boxes
    lowest: float = max((box.position_y + box.height for box in _leaves(sheet.children[0])), default=0.0)
    return float((lowest - sheet.content_box_y()) / sheet.height)


def _leaves(box: Box) -> Iterator[Box]:
    """What is drawn: boxes that hold no others."""
    inner = getattr(box, "children", ())
    if not inner:
        yield box
    for child in inner:
        yield from _leaves(child)
