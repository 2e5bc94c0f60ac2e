"""The fetcher WeasyPrint asks for every picture, font and attachment: it serves what was handed in and nothing else.

Imported only after `load`, since the class it must derive from is WeasyPrint's.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from regsam_docs.pdf import words
from regsam_docs.pdf.pictures import Unreadable, printable

TYPES = {"attachment": "application/yaml", "font": "font/ttf"}
"""MIME types told by the scheme; a picture's is told by its content."""


class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Serves `scheme:NAME` from the shelf of that scheme; refuses all else, and pictures that cannot be printed.

    Both are recorded, because an `<image>` inside an SVG swallows even a fatal error.
    """

    def __init__(self, shelves: Mapping[str, Mapping[str, bytes]]) -> None:
        # No super().__init__(): it installs handlers for http, ftp and files, which nobody shall reach.
        self._shelves = shelves
        self._fail_on_errors = True
        self.refused: list[str] = []
        self.unreadable: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the bytes behind a private address."""
        scheme, _, rest = url.partition(":")
        name = unquote(rest)
        data = self._shelves.get(scheme, {}).get(name)
        if data is None:
            self.refused.append(url)
            raise FatalURLFetchingError(url)
        try:
            data, kind = (data, TYPES[scheme]) if scheme in TYPES else printable(data)
        except Unreadable as error:
            self.unreadable.append(name)
            raise FatalURLFetchingError(url) from error
        return URLFetcherResponse(url, data, {"Content-Type": kind})

    def complaint(self) -> str | None:
        """Say in German what was refused, or None."""
        if self.refused:
            return words.refusal(self.refused)
        return words.pictures(self.unreadable) if self.unreadable else None
