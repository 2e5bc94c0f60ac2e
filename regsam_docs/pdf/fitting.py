"""What is set again until it fits: tables wider than their sheet, last pages with next to nothing on them, the page numbers of a
list of contents.

Imported only after `load`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from xml.etree import ElementTree as ET

from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import strut

Render = Callable[[], Document]
"""Sets the document as its tree is now."""

# --- Tables of texts that are wider than their sheet: set smaller, then on a sheet laid across, and only then with parted words.
# What is wider still is a finding (`texts.printable`).


NARROWER = (
    ("font-size: 0.86em", None),
    ("font-size: 0.86em", "page: quer"),
    ("font-size: 0.74em", "page: quer"),
    ("font-size: 0.74em; hyphens: auto", "page: quer"),
    ("font-size: 0.74em; overflow-wrap: anywhere; hyphens: auto", "page: quer"),
)
"""What is tried in turn: how the table is set, and its section, whose heading goes with it; the page is the stylesheet's."""
_SLACK = 1
"""CSS pixels by which a table may be wider, for rounding."""


def fitted(tree: ET.Element, render: Render) -> Document:
    """The document with every table of a text as wide as its sheet at most, if one of the ways makes it so."""
    document = render()
    for style, sheet in NARROWER:
        wide = _too_wide(document)
        if not wide:
            break
        parents = {child: parent for parent in tree.iter() for child in parent}
        for table in wide:
            table.set("style", style)
            if sheet:
                _section(table, parents).set("style", sheet)
        document = render()
    return document


def _section(table: ET.Element, parents: Mapping[ET.Element, ET.Element]) -> ET.Element:
    """The innermost section a table stands in, or else what it stands in below the body."""
    here = table
    while here.tag != "section" and parents[here].tag not in ("main", "body"):
        here = parents[here]
    return here


def _too_wide(document: Document) -> list[ET.Element]:
    """The tables without a class, that is those of texts, that reach over the right margin of their page."""
    found: dict[ET.Element, None] = {}
    for page in document.pages:
        sheet = page._page_box  # noqa: SLF001  # there is no other way to the boxes
        right = sheet.content_box_x() + sheet.width + _SLACK
        tables = (box for box in sheet.descendants() if isinstance(box, boxes.TableBox) and box.element.get("class") is None)
        found |= dict.fromkeys(table.element for table in tables if table.position_x + table.width > right)
    return list(found)


# --- A last page with next to nothing on it: the text is set a little closer, so that it ends one page earlier, or a little
# wider, so that its last page is one.


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


def ended(tree: ET.Element, render: Render) -> Document:
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


def _leaves(box: boxes.Box) -> Iterator[boxes.Box]:
    """What is drawn: boxes that hold no others."""
    inner = getattr(box, "children", ())
    if not inner:
        yield box
    for child in inner:
        yield from _leaves(child)


# --- The page numbers of a list of contents: they are the numbers of its list items, which belong to no text.


TARGET = "data-ziel"
"""Attribute of a list item that names a place of the document (`#ziele`), whose page is its number."""


def paged(tree: ET.Element, document: Document, render: Render) -> Document:
    """The document as it is set, with the number of its page before every entry. Numbers hang in the margin of their list, so
    that they move nothing: no other way to set it need be tried again."""
    entries = [item for item in tree.iter("li") if item.get(TARGET)]
    if not entries:
        return document
    places: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for name in page.anchors:
            places.setdefault(name, number)  # what goes on over a page has its place on each
    for item in entries:
        number = places.get(item.get(TARGET, "").removeprefix("#"), 0)
        item.set("style", f"counter-increment: list-item 0; counter-set: list-item {number}")
    return render()
