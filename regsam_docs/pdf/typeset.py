"""WeasyPrint at work: HTML, stylesheet and handed-in bytes become a tagged PDF/A-3a, or a Refused.

Imported only after `load`.
"""

from __future__ import annotations

import atexit
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time
from functools import lru_cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pydyf  # type: ignore[import-untyped]
import weasyprint.document
from PIL import ImageFile
from weasyprint.css.counters import CounterStyle
from weasyprint.document import Document, DocumentMetadata
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags
from weasyprint.text import line_break
from weasyprint.text.fonts import FontConfiguration

from regsam_docs.pdf import hyphens, lean, shaped
from regsam_docs.pdf.fetch import Fetcher, listening
from regsam_docs.pdf.finish import distinct
from regsam_docs.pdf.fitting import ended, fitted, paged
from regsam_docs.pdf.hyphens import STYLE, keep_whole
from regsam_docs.pdf.job import EmbeddedFile, Job, Refused
from regsam_docs.pdf.structure import KEY, OF_PARENT

# WeasyPrint sets it, which would print half a picture without a word.
ImageFile.LOAD_TRUNCATED_IMAGES = False

# The class it asks where a word may be broken, among what it uses of pyphen.
line_break.pyphen = SimpleNamespace(Pyphen=hyphens.Hyphens, language_fallback=line_break.pyphen.language_fallback)
NO_STAND = date(2000, 1, 1)
"""Date in the metadata of a document that bears none: any fixed day."""

VARIANT: dict[str, object] = {"pdf_variant": "pdf/a-3a"}

_RELATIVE = re.compile(r"(?![A-Za-z][A-Za-z0-9+.-]*:|#)")


def typeset(job: Job) -> bytes:
    """Return the PDF as WeasyPrint makes it, raising Refused for anything it refuses, warns of or stumbles over."""
    source = {"source": job.attachment.data} if job.attachment else {}
    fetcher = Fetcher({"asset": job.assets, "attachment": source})
    with listening(fetcher), warnings.catch_warnings(), shaped.one_document():
        # WeasyPrint leaves the file of its colour profile to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        html = weasyprint.HTML(string=job.html, url_fetcher=fetcher)
        tree = html.etree_element
        _number_lists(tree)
        _lead_out(tree, job.base)
        keep_whole(tree)
        sheet, fonts, counters = _sheet(job.css, tuple(sorted(job.fonts.items())))
        lean.prepare(job.html, job.css)
        lean.choose(sheet, tree)
        stand = datetime.combine(job.stand or NO_STAND, time(), UTC)

        def render() -> Document:
            return html.render(font_config=fonts, counter_style=counters.copy(), stylesheets=[sheet], **VARIANT)

        document = paged(tree, ended(tree, lambda: fitted(tree, render)), render)
        document.metadata = _metadata(job, stand)
        data: bytes = document.write_pdf(
            finisher=hints(tree),
            pdf_identifier=False,  # it would write everything twice for it
            attachments=[_attachment(job.attachment, stand, fetcher)] if job.attachment else [],
            **VARIANT,
        )
    return data


def _number_lists(tree: ET.Element) -> None:
    """Let lists begin with the number they say: WeasyPrint heeds `start` only together with every other ancient attribute."""
    for element in tree.iter("ol"):
        if element.get("start"):
            element.set("style", f"counter-reset: list-item {int(element.get('start', '1')) - 1}")


def _lead_out(tree: ET.Element, base: str | None) -> None:
    """Let links to other files lead to their address on the web; where there is none they are text."""
    for link in tree.iter("a"):
        target = link.get("href", "")
        if _RELATIVE.match(target):
            if base is not None:
                link.set("href", urljoin(base, target))
            else:
                link.tag = "span"
                link.attrib.pop("href")


def warm(css: str, fonts: Mapping[str, bytes]) -> None:
    """Read the stylesheet, its fonts and the patterns of hyphens into this process, which sets nothing but documents from now."""
    with suppress(Refused):
        _sheet(css, tuple(sorted(fonts.items())))
    hyphens.breaks("vorbereitung")
    lean.settle()


def _metadata(job: Job, stand: datetime) -> DocumentMetadata:
    written = stand.strftime("%Y-%m-%dT%H:%M:%SZ")
    return DocumentMetadata(
        title=job.title,
        authors=[job.author],
        created=written,
        modified=written,
        lang=job.language,
        generator="regsam-docs",
    )


# Four: the stylesheets of one build. Kept, because parsing one takes as long as setting a page.
@lru_cache(maxsize=4)
def _sheet(css: str, fonts: tuple[tuple[str, bytes], ...]) -> tuple[weasyprint.CSS, FontConfiguration, CounterStyle]:
    # Fonts and counters of its own for every stylesheet: what another document declared must not be found here.
    configuration = FontConfiguration()
    counters = CounterStyle()
    fetcher = Fetcher({"font": {name: distinct(data) for name, data in fonts}})
    with listening(fetcher):
        sheet = weasyprint.CSS(string=f"{css}\n{STYLE}", url_fetcher=fetcher, font_config=configuration, counter_style=counters)
    return sheet, configuration, counters


# A font configuration keeps its fonts in a temporary folder, which goes with it.
atexit.register(_sheet.cache_clear)


def _attachment(attachment: EmbeddedFile, stand: datetime, fetcher: Fetcher) -> weasyprint.Attachment:
    # By address, not as a string: only so our fetcher tells the MIME type, which else comes from the machine's lists.
    return weasyprint.Attachment(
        url="attachment:source",
        url_fetcher=fetcher,
        name=attachment.name,
        description=attachment.description,
        created=stand,
        modified=stand,
        relationship="Source",
    )


# --- What only WeasyPrint knows, written into its PDF before it is bytes: the words of links, and which tags are of one box.


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
