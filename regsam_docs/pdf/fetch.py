"""Pictures as WeasyPrint may have them: really PNG, JPEG or SVG, whole, not huge, and in colours PDF/A allows.

The fetcher WeasyPrint asks for every picture, font and attachment: it serves what was handed in and nothing else.

Imported only after `load`, since the class it must derive from is WeasyPrint's.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from urllib.parse import unquote

from PIL import Image
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from regsam_docs.limits import IMAGE_PIXELS
from regsam_docs.pdf import words

SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": ("PNG", "image/png"),
    b"\xff\xd8\xff": ("JPEG", "image/jpeg"),
}
SVG = "image/svg+xml"
QUALITY = 92
"""Of a JPEG that has to be written anew: no loss that shows."""


class Unreadable(Exception):
    """This is no picture that can be printed."""


def printable(data: bytes) -> tuple[bytes, str]:
    """Return a picture's bytes, changed only if PDF/A needs other colours, and its MIME type told by the content.

    Raises Unreadable for what is cut off, too large, or of a kind that is not allowed: WeasyPrint itself would
    print half a picture, and would try every format Pillow knows.
    """
    for signature, (kind, mime) in SIGNATURES.items():
        if data.startswith(signature):
            return _raster(data, kind), mime
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"<") or b"<!ENTITY" in data:
        raise Unreadable
    return data, SVG


def _raster(data: bytes, kind: str) -> bytes:
    try:
        with warnings.catch_warnings():
            # Pillow warns of what it suspects to be a bomb.
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=[kind]) as image:
                if image.width * image.height > IMAGE_PIXELS:
                    raise Unreadable
                image.load()
                return _recoloured(image, data, kind)
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError) as error:
        raise Unreadable from error


def _recoloured(image: Image.Image, data: bytes, kind: str) -> bytes:
    if image.mode.startswith("I"):
        # Pillow cuts 16 bits off at 255 instead of scaling them.
        better = image.point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode == "CMYK":
        better = image.convert("RGB")
    else:
        return data
    file = io.BytesIO()
    better.save(file, kind, quality=QUALITY, exif=image.getexif())
    return file.getvalue()


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
