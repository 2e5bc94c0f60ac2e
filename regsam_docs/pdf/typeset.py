"""WeasyPrint at work: HTML, stylesheet and handed-in bytes become a tagged PDF/A-3a, or a Refused.

Imported only after `load`.
"""

from __future__ import annotations

import atexit
import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time
from functools import lru_cache
from types import SimpleNamespace
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import weasyprint
from PIL import ImageFile
from weasyprint.css.counters import CounterStyle
from weasyprint.document import Document, DocumentMetadata
from weasyprint.text import line_break
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

import regsam_docs.pdf.lines  # to be imported is what it is for, before what asks each question once
import regsam_docs.pdf.resolved  # noqa: F401  # the same
from regsam_docs.pdf import hyphens, lean, letters, shaped, words
from regsam_docs.pdf.contents import paged
from regsam_docs.pdf.ending import ended
from regsam_docs.pdf.fetch import Fetcher
from regsam_docs.pdf.hints import hints
from regsam_docs.pdf.job import EmbeddedFile, Job, Refused
from regsam_docs.pdf.whole import STYLE, keep_whole
from regsam_docs.pdf.wide import fitted

# WeasyPrint sets it, which would print half a picture without a word.
ImageFile.LOAD_TRUNCATED_IMAGES = False

# The class it asks where a word may be broken, among what it uses of pyphen.
line_break.pyphen = SimpleNamespace(Pyphen=hyphens.Hyphens, language_fallback=line_break.pyphen.language_fallback)
NO_STAND = date(2000, 1, 1)
"""Date in the metadata of a document that bears none: any fixed day."""

VARIANT: dict[str, object] = {"pdf_variant": "pdf/a-3a"}

_RELATIVE = re.compile(r"(?![A-Za-z][A-Za-z0-9+.-]*:|#)")

LOGGERS = ("weasyprint", "fontTools", "PIL")


def typeset(job: Job) -> bytes:
    """Return the PDF as WeasyPrint makes it, raising Refused for anything it refuses, warns of or stumbles over."""
    source = {"source": job.attachment.data} if job.attachment else {}
    fetcher = Fetcher({"asset": job.assets, "attachment": source})
    with _listening(fetcher), warnings.catch_warnings(), shaped.one_document():
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
    fetcher = Fetcher({"font": {name: letters.told_apart(data) for name, data in fonts}})
    with _listening(fetcher):
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


@contextmanager
def _listening(fetcher: Fetcher) -> Iterator[None]:
    """Raise Refused if something was not served, or if WeasyPrint or its helpers logged a warning or worse."""
    ear = _Ear(logging.WARNING)
    for name in LOGGERS:
        logging.getLogger(name).addHandler(ear)
    try:
        yield
    except FatalURLFetchingError as error:
        raise Refused(fetcher.complaint() or words.refusal([str(error)])) from error
    finally:
        for name in LOGGERS:
            logging.getLogger(name).removeHandler(ear)
    complaint = fetcher.complaint() or (words.warning(ear.heard) if ear.heard else None)
    if complaint:
        raise Refused(complaint)


class _Ear(logging.Handler):
    """Keeps what is logged."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())
