"""What only WeasyPrint knows, written into its PDF before it is bytes: the words of links, and which tags are of one box.

Imported only after `load`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pydyf  # type: ignore[import-untyped]
import weasyprint.document
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags

from regsam_docs.pdf.structure import KEY, OF_PARENT

Finisher = Callable[[Document, pydyf.PDF], None]


def _number_boxes(build: Callable[..., boxes.Box]) -> Callable[..., boxes.Box]:
    """Number the boxes of a document before they are laid out: what one is split into, over lines, columns and pages, and what is
    repeated of it are copies, which keep its number."""

    def numbered(*given: Any) -> boxes.Box:
        root = build(*given)
        for number, box in enumerate(root.descendants()):
            box.number = number
        return root

    return numbered


def _name_tags(build: Callable[..., Iterator[pydyf.Dictionary]]) -> Callable[..., Iterator[pydyf.Dictionary]]:
    """Write into every tag the number of its box; a column has none, it is made of its parent while that is laid out."""

    def named(box: boxes.Box, *given: Any) -> Iterator[pydyf.Dictionary]:
        real = box._box if isinstance(box, AbsolutePlaceholder) else box  # noqa: SLF001  # there is no other way to it
        key = OF_PARENT if real.is_column else getattr(real, "number", None)
        for tag in build(box, *given):
            if key is not None:
                tag.setdefault(KEY, key)  # what html and body hand on has one
            yield tag

    return named


weasyprint.document.build_formatting_structure = _number_boxes(weasyprint.document.build_formatting_structure)
tags._build_box_tree = _name_tags(tags._build_box_tree)  # noqa: SLF001  # it tells nobody else which tag is of which box


def hints(tree: ET.Element) -> Finisher:
    """Return the step WeasyPrint takes last, for the document that was parsed into this tree: describe every link by its words,
    where WeasyPrint describes it by its address."""
    # An element inside a link is a link of its own to WeasyPrint: it bears the words of the whole.
    words = {part: _words(link) for link in tree.iter("a") for part in link.iter()}

    def finish(document: Document, _pdf: pydyf.PDF) -> None:
        for page in document.pages:
            for _kind, target, _rectangle, box in page.links:
                annotation = getattr(box, "link_annotation", None)
                if annotation is not None:
                    annotation["Contents"] = pydyf.String(words.get(box.element) or target)

    return finish


def _words(link: ET.Element) -> str:
    pictures = [picture.get("alt", "") for picture in link.iter("img")]
    return " ".join(" ".join(["".join(link.itertext()), *pictures]).split())
