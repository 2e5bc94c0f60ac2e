"""What becomes of the files and pictures that leave with an edition: cleaned, as they are, or refused.

One table says for each kind of file, told by its content, how it is cleaned. What is not in it does not travel beyond the
internal edition: a file of which it is not known what it says of people is taken for one that says it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from regsam_docs import __version__
from regsam_docs.cleaning import Unclean, pdf, pixels, svg
from regsam_docs.repository import contents, digests
from regsam_docs.texts import pictures

Cleaner = Callable[[bytes], bytes]

_ASK = "Speichern Sie den Inhalt als PDF, Tabelle (CSV), reinen Text, PNG oder JPEG, und verweisen Sie auf diese Datei."


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file. `what`: how a message calls it. `clean`: None if it cannot be. `apart`: cleaning unpacks what somebody may
    have made to do harm, so it belongs into a process with limits (`pool`)."""

    what: str
    clean: Cleaner | None = None
    apart: bool = False


PICTURES: dict[str, Cleaner] = {"png": pixels.png, "jpeg": pixels.jpeg, "svg": svg.cleaned}
"""What documents show (`texts.pictures`)."""

TEXT = FileType("ein Text", bytes)
BITMAP = FileType("ein Windows-Bitmap", pixels.bmp, apart=True)
UNKNOWN = FileType("eine Datei unbekannter Art")

KINDS: tuple[tuple[bytes, FileType], ...] = (
    (rb"RIFF....WEBP", FileType("ein WebP-Bild", pixels.webp)),
    (rb"GIF8[79]a", FileType("ein GIF", pixels.gif)),
    (rb"II\*\0|MM\0\*", FileType("ein TIFF-Bild", pixels.tiff, apart=True)),
    (rb".{0,1019}%PDF-", FileType("eine PDF-Datei", pdf.cleaned, apart=True)),
    (rb"....ftyp", FileType("ein Bild oder Film als HEIC, AVIF oder MP4")),
    (rb"PK\x03\x04.{26}(?:mimetype|\[Content_Types\]|_rels/|docProps/|word/|xl/|ppt/)", FileType("eine Office-Datei")),
    (rb"PK[\x03\x05]|Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ", FileType("ein Archiv (ZIP oder ähnlich)")),
    (rb"\xd0\xcf\x11\xe0", FileType("eine ältere Office-Datei oder gespeicherte Nachricht")),
    (rb"\{\\rtf", FileType("ein RTF-Dokument")),
    (rb"%!PS|\xc5\xd0\xd3\xc6", FileType("eine EPS-Datei")),
    (rb"(?:\xef\xbb\xbf)?\s*<", FileType("eine HTML- oder XML-Datei")),
    (rb"(?:\xef\xbb\xbf)?(?:[A-Za-z0-9-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,200}?MIME-Version:", FileType("eine E-Mail")),
)
"""How a file begins → its kind; the first that fits."""

_HEAD = 8192
_TABLE = [(re.compile(begins, re.DOTALL), kind) for begins, kind in KINDS]
_CONTROLS = re.compile(r"[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def clean_picture(data: bytes) -> bytes:
    """A picture as pages show it, in every edition. Raises Unclean for one that is broken, ValueError for what is none."""
    unfit = contents.unfit_attachment(data)
    found = pictures.kind(data)
    if unfit is not None or found is None:
        raise ValueError(unfit.message if unfit is not None else "Das ist kein Bild, das gezeigt werden kann.")
    return PICTURES[found](data)


def kind_of(data: bytes) -> FileType:
    """What a file is, by its content: names of files can lie."""
    found = pictures.kind(data)
    if found is not None:
        return FileType("ein Bild", _picture)
    for begins, kind in _TABLE:
        if begins.match(data[:_HEAD]):
            return kind
    if _is_text(data):
        return TEXT
    return BITMAP if data.startswith(b"BM") else UNKNOWN


def _picture(data: bytes) -> bytes:
    reason = pictures.problem(data)
    if reason is not None:
        raise Unclean(reason)
    return clean_picture(data)


def _is_text(data: bytes) -> bool:
    code = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        text = data.decode(code)
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return _CONTROLS.search(text) is None


def cleaner(data: bytes, edition: str) -> FileType:
    """How a linked file leaves with an edition. The internal one gives it along as it is, but for pictures, which lose what is
    not seen everywhere. Raises Unclean (German) for a kind that may not leave."""
    unfit = contents.unfit_attachment(data)
    if unfit is not None:
        raise Unclean(unfit.message)
    kind = kind_of(data)
    if edition == "intern" and kind.clean is not _picture:
        return TEXT
    if kind.clean is None:
        raise Unclean(f"Das ist {kind.what}; was darin über Personen steht, lässt sich nicht sicher entfernen. {_ASK}")
    return kind


def clean_apart(job: tuple[str, bytes]) -> bytes:
    """What a worker process does with one file; its name only tells the outcomes apart."""
    kind = kind_of(job[1])
    assert kind.clean is not None, "`cleaner` refuses those"
    return kind.clean(job[1])


def key(data: bytes) -> str:
    """Digest of everything that decides the bytes of a cleaned file."""
    return digests.key(_tools(), data)


@cache
def _tools() -> str:
    return " ".join((f"regsam-docs {__version__}", *(f"{name} {version(name)}" for name in ("pikepdf", "pillow"))))
