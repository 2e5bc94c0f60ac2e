"""Tables of texts that are wider than their sheet: set smaller, then on a sheet laid across, and only then with parted words.
What is wider still is a finding (`texts.printable`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree import ElementTree as ET

from weasyprint.document import Document
from weasyprint.formatting_structure import boxes

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


def fitted(tree: ET.Element, render: Callable[[], Document]) -> Document:
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
    found = {}
    for page in document.pages:
        sheet = page._page_box  # noqa: SLF001  # there is no other way to the boxes
        right = sheet.content_box_x() + sheet.width + _SLACK
        for box in sheet.descendants():
            if isinstance(box, boxes.TableBox) and box.element.get("class") is None and box.position_x + box.width > right:
                found[id(box.element)] = box.element
    return list(found.values())
