"""What one PDF is made of, and why it may not be made: plain values that travel to a worker process and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels inside the PDF, as the source it was made of."""

    name: str
    data: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Job:
    """One document to set: everything it may show is in here, nothing is fetched from anywhere.

    `html` is a whole document whose pictures are `<img src="asset:NAME">`; `css` the print stylesheet, whose fonts
    are `src: url("font:NAME")`. `assets` and `fonts` hold the bytes behind these names. `stand` becomes the date in
    the metadata (midnight UTC). `identifier` (a Fassung) goes into the file's permanent id. A relative link to
    another file stays a link to the file beside the PDF.
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
    attachment: Attachment | None = None


class Refused(Exception):
    """The document cannot be made; the German message says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Unavailable(Refused):
    """No PDF can be made on this machine, because a program is missing: said once, not for every document."""
