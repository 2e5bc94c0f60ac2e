"""What one PDF is made of, why it may not be made, and when it need not be made again: plain values that travel to a worker
process and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.metadata import version

from regsam_docs import __version__
from regsam_docs.repository import digests


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file that travels inside the PDF, as the source it was made of."""

    name: str
    data: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Job:
    """One document to set: everything it may show is in here, nothing is fetched from anywhere.

    `html` is a whole document whose pictures are `<img src="asset:NAME">`; `css` the print stylesheet, whose fonts
    are `src: url("font:NAME")`. `assets` and `fonts` hold the bytes behind these names. `stand` becomes the date in
    the metadata (midnight UTC). `identifier` (a Fassung) goes into the file's permanent id. `base` is the address of
    the page this is a print of, where it has one: a relative link to another file leads there, without it it is text, for
    a PDF is mailed without what lies beside it.
    """

    html: str
    css: str
    assets: Mapping[str, bytes]
    fonts: Mapping[str, bytes]
    title: str
    author: str
    identifier: str
    language: str = "de"
    stand: date | None = None
    base: str | None = None
    attachment: EmbeddedFile | None = None


class Refused(Exception):
    """The document cannot be made; the German message says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Unavailable(Refused):
    """No PDF can be made on this machine, because a program is missing: said once, not for every document."""


def key(job: Job, tools: str) -> str:
    """Digest of everything a PDF is made of: two jobs with the same key give the same bytes. `tools`: see `toolchain`."""
    attached = job.attachment
    assets = [part for name, data in sorted(job.assets.items()) for part in (name, data)]
    return digests.key(
        tools,
        job.html,
        _same(job.css),
        job.title,
        job.author,
        job.identifier,
        job.language,
        str(job.stand),
        str(job.base),
        *((attached.name, attached.data, attached.description) if attached else ()),
        *assets,
        *(part for name, data in sorted(job.fonts.items()) for part in (name, _same(data))),
    )


_same = lru_cache(maxsize=64)(digests.key)
"""The digest of what is the same for all documents: stylesheet and fonts."""


@cache
def toolchain() -> str:
    """The versions that decide the bytes of a PDF: ours and those of the packages that set it."""
    packages = ("weasyprint", "pydyf", "pikepdf", "fonttools", "pillow", "tinycss2", "tinyhtml5", "pyphen")
    return " ".join((f"regsam-docs {__version__}", *(f"{name} {version(name)}" for name in packages)))
