"""A last page with next to nothing on it: the text is set a little closer, so that it ends one page earlier, or a little wider,
so that its last page is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

from weasyprint.document import Document
from weasyprint.formatting_structure.boxes import Box

LEAST = 0.2
"""How much of the last page of several has to be filled."""
SETTINGS = ("font-size: 10pt; line-height: 1.34", "font-size: 11pt; line-height: 1.5", "font-size: 11pt; line-height: 1.6")
"""What is tried in turn instead of the stylesheet's; text stays between 10 and 11 points."""


def ended(tree: ET.Element, render: Callable[[], Document]) -> Document:
    """The document, with a last page that is filled as far as that if one of the ways makes it so on no more pages."""
    document = first = render()
    for style in SETTINGS:
        if len(document.pages) == 1 or (filled(document) >= LEAST and len(document.pages) <= len(first.pages)):
            return document
        tree.set("style", style)
        document = render()
    if filled(document) < LEAST or len(document.pages) > len(first.pages):
        tree.attrib.pop("style", None)
        return first
    return document


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
