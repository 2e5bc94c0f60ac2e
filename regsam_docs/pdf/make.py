"""One job in, the bytes of one PDF out: what a worker process runs."""

from __future__ import annotations

from collections.abc import Mapping

from regsam_docs.pdf.job import Job
from regsam_docs.pdf.load import available, load


def make(job: Job) -> bytes:
    """Set a document and return a PDF that is PDF/A-3a and PDF/UA-1 at once; the same job gives the same bytes.

    Raises Refused where the document asks for something that was not handed in, where WeasyPrint warns of anything
    (a missing glyph, unknown CSS, a link to nowhere), and Unavailable where WeasyPrint or a library is missing.
    Not for threads: what is logged while one document is set counts against it.
    """
    load()
    from regsam_docs.pdf import finish, typeset

    return finish.finish(typeset.typeset(job), job.fonts.values(), job.identifier)


def warm(css: str, fonts: Mapping[str, bytes]) -> None:
    """Load WeasyPrint, the stylesheet and the fonts ahead of the first job, so that no document waits for them.

    Never raises: what is wrong here is reported by the first document that meets it.
    """
    if available() is None:
        from regsam_docs.pdf import typeset

        typeset.warm(css, fonts)
