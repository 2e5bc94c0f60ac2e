"""What only WeasyPrint knows, written into its PDF before it is bytes: the words of links, the parts of tables.

Imported only after `load`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

import pydyf  # type: ignore[import-untyped]
from weasyprint.document import Document

from regsam_docs.pdf.structure import KEY

Finisher = Callable[[Document, pydyf.PDF], None]


def hints(tree: ET.Element) -> Finisher:
    """Return the step WeasyPrint takes last, for the document that was parsed into this tree."""

    def finish(document: Document, pdf: pydyf.PDF) -> None:
        _describe_links(tree, document)
        _name_tables(tree, document, pdf)

    return finish


def _describe_links(tree: ET.Element, document: Document) -> None:
    """Describe every link by its words; WeasyPrint describes it by its address."""
    # An element inside a link is a link of its own to WeasyPrint: it bears the words of the whole.
    words = {part: _words(link) for link in tree.iter("a") for part in link.iter()}
    for page in document.pages:
        for _kind, target, _rectangle, box in page.links:
            annotation = getattr(box, "link_annotation", None)
            if annotation is not None:
                annotation["Contents"] = pydyf.String(words.get(box.element) or target)


def _words(link: ET.Element) -> str:
    pictures = [picture.get("alt", "") for picture in link.iter("img")]
    return " ".join(" ".join(["".join(link.itertext()), *pictures]).split())


def _name_tables(tree: ET.Element, document: Document, pdf: pydyf.PDF) -> None:
    """Give the tags of a cell, its row, section and table a key that is the same on every page they go on to."""
    keys = {element: number for number, element in enumerate(tree.iter())}
    parents = {child: parent for parent in tree.iter() for child in parent}
    for page in document.pages:
        for box in page._page_box.descendants():  # noqa: SLF001  # there is no other way to the cells
            if getattr(box, "mark", None) is None:
                continue
            element = box.element
            for tag in _upwards(box.mark, pdf):
                tag[KEY] = keys[element]
                if tag["S"] == "/Table":
                    break
                element = parents[element]


def _upwards(tag: pydyf.Dictionary, pdf: pydyf.PDF) -> Iterator[pydyf.Dictionary]:
    while True:
        yield tag
        tag = pdf.objects[int(tag["P"].split()[0])]
