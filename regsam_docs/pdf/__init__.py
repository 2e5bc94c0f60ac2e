"""From HTML and CSS to the bytes of a PDF: the only room that knows WeasyPrint, and imports it only when one is made."""

from regsam_docs.pdf.job import EmbeddedFile, Job, Refused, Unavailable, key, toolchain
from regsam_docs.pdf.load import available, make, warm

__all__ = ["EmbeddedFile", "Job", "Refused", "Unavailable", "available", "key", "make", "toolchain", "warm"]
