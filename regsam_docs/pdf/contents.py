"""The page numbers of a list of contents: they are the numbers of its list items, which belong to no text."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

from weasyprint.document import Document

TARGET = "data-ziel"
"""Attribute of a list item that names a place of the document (`#ziele`), whose page is its number."""


def paged(tree: ET.Element, document: Document, render: Callable[[], Document]) -> Document:
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
