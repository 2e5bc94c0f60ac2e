"""What a document may not have, and the words for it: the fetcher WeasyPrint asks for every picture, font and attachment serves
what was handed in and nothing else, pictures only if they are really PNG, JPEG or SVG, whole, not huge, and in colours PDF/A
allows; and whatever WeasyPrint warns of is heard.

Imported only after `load`, since the class it must derive from is WeasyPrint's.
"""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import unquote

from PIL import Image
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from regsam_docs.limits import IMAGE_PIXELS
from regsam_docs.pdf.job import Refused

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
            return REFUSED.format(_listed(self.refused))
        return PICTURES.format(_listed(self.unreadable)) if self.unreadable else None


# --- What goes wrong while a document is set, in German.


SHOWN = 3
"""Most causes one message names."""
LONGEST = 200
"""Most characters shown of one cause; an address may be a megabyte of `data:`."""

REFUSED = (
    "Das Dokument verlangt {}, aber eingebunden wird nur, was das Programm selbst übergibt. Bitte legen Sie das Bild als PNG, "
    "JPEG oder SVG (ohne Verweise nach außen) in den Ordner des Gebiets, und binden Sie es von dort ein."
)
PICTURES = (
    "Diese Bilder lassen sich nicht lesen: {}. "
    "Bitte öffnen Sie sie in einem Bildprogramm, und speichern Sie sie neu als PNG, JPEG oder SVG."
)
GLYPHS = (
    "Die Schrift der Dokumente enthält nicht: {}. Bitte ersetzen Sie sie durch andere Zeichen, oder umschreiben Sie das Wort."
)
ALTS = "Diesen Bildern fehlt der Alternativtext: {}. Bitte beschreiben Sie, was darauf zu sehen ist."
ANCHORS = "Ein Link führt auf {}, doch diese Stelle gibt es im Dokument nicht. Bitte berichtigen oder entfernen Sie den Link."
OTHER = "Beim Setzen des PDF gab es eine Warnung: {}. Bitte berichtigen Sie die Vorlage oder das Stylesheet (Ordner templates/)."


def _quoted(text: str) -> str:
    return f"„{text if len(text) <= LONGEST else text[:LONGEST] + '…'}“"


def _glyph(code: str) -> str:
    return f"„{chr(int(code, 16))}“ (U+{code})"


KNOWN: tuple[tuple[re.Pattern[str], str, Callable[[str], str]], ...] = (
    (re.compile(r"\.notdef glyph .*\(U\+([0-9A-F]+)\)\Z", re.DOTALL), GLYPHS, _glyph),
    (re.compile(r"Failed to (?:load image at '|render SVG image )(?:asset:)?(.*?)(?:': .*)?\Z", re.DOTALL), PICTURES, _quoted),
    (re.compile(r'Image "(?:asset:)?(.*)" has no required alt description\Z', re.DOTALL), ALTS, _quoted),
    (re.compile(r"No anchor #(.*) for internal URI reference\Z", re.DOTALL), ANCHORS, _quoted),
    (re.compile("(.*)", re.DOTALL), OTHER, _quoted),
)
"""What WeasyPrint says, what that means, and how each cause is shown: those people know best first, the last fits everything."""


def _said(heard: Iterable[str]) -> str | None:
    """What is wrong by what was heard; None if that is nothing."""
    for pattern, words, show in KNOWN:
        if found := [match[1] for text in heard if (match := pattern.match(text))]:
            return words.format(_listed(found, show))
    return None


def _listed(causes: Iterable[str], show: Callable[[str], str] = _quoted) -> str:
    unique = list(dict.fromkeys(causes))
    more = f" und {len(unique) - SHOWN} weitere" if len(unique) > SHOWN else ""
    return ", ".join(map(show, unique[:SHOWN])) + more


LOGGERS = ("weasyprint", "fontTools", "PIL")


class _Log(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@contextmanager
def listening(fetcher: Fetcher) -> Iterator[None]:
    """Raise Refused if something was not served, or if WeasyPrint or its helpers logged a warning or worse."""
    log = _Log()
    for name in LOGGERS:
        logging.getLogger(name).addHandler(log)
    try:
        yield
    except FatalURLFetchingError as error:
        raise Refused(fetcher.complaint() or REFUSED.format(_listed([str(error)]))) from error
    finally:
        for name in LOGGERS:
            logging.getLogger(name).removeHandler(log)
    if complaint := fetcher.complaint() or _said(log.heard):
        raise Refused(complaint)
