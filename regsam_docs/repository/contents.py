"""What a file is by its content, where that is not what its name says: a pointer of Git LFS, a conflict that git left, a file of
another kind, one that is damaged. Whoever reads a file asks here first, so that such a file is one finding with the way out."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from xml.parsers import expat

from regsam_docs.finding import Finding, finding
from regsam_docs.limits import CSV_BYTES, MIB, SHEET_BYTES, SHEET_CELLS
from regsam_docs.repository.layout import Y04, ignored
from regsam_docs.repository.tree import Tree

Expected = Literal["yaml", "csv"]
"""What a file should be."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a file is not what it should be: where (from 1), and German words with what to do. `readable`: whether it is text."""

    line: int
    column: int
    message: str
    readable: bool = True


def unfit(data: bytes, wanted: Expected) -> Unfit | None:
    """Why a file's content is not what its name says; None if it may be. What is only written wrongly its reader tells."""
    return _pointer(data) or _other_kind(data, wanted) or _damaged(data) or conflict(data)


# --- Git LFS ------------------------------------------------------------------------------------------------------------

POINTER_BYTES = 1024
"""A pointer of Git LFS is smaller, by its specification."""


def _pointer(data: bytes) -> Unfit | None:
    if len(data) >= POINTER_BYTES or not data.removeprefix(codecs.BOM_UTF8).startswith(
        b"version https://git-lfs.github.com/spec/"
    ):
        return None
    message = (
        "Das ist nur ein Zeiger von Git LFS, nicht die Datei selbst: Sie liegt auf dem Server und ist noch nicht geholt. Holen "
        "Sie sie mit: git lfs pull (fehlt Git LFS auf diesem Rechner, installieren Sie es, und rufen Sie davor git lfs install "
        "auf)."
    )
    return Unfit(1, 1, message)


# --- other kinds ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kind:
    begins: bytes
    """Pattern of how such a file begins."""
    what: str
    table: bool = False
    """Whether a spreadsheet program opens it."""
    readable: bool = False


_ZIP = rb"PK\x03\x04"
_MARKUP = rb"(?:\xef\xbb\xbf)?\s{0,200}+(?:<!--.{0,500}?-->\s{0,200}+)?"

KINDS = (
    _Kind(_ZIP + rb".{26}mimetypeapplication/vnd\.oasis\.opendocument\.spreadsheet", "eine Arbeitsmappe (ODS)", table=True),
    _Kind(_ZIP + rb".{0,4000}?xl/", "eine Excel-Arbeitsmappe (XLSX)", table=True),
    _Kind(_ZIP + rb".{0,4000}?word/", "ein Word-Dokument (DOCX)"),
    _Kind(_ZIP + rb".{26}\[Content_Types\]", "eine Office-Datei, wahrscheinlich eine Excel-Arbeitsmappe", table=True),
    _Kind(_ZIP, "eine gepackte Datei (ZIP), vielleicht eine Arbeitsmappe", table=True),
    _Kind(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "eine ältere Office-Datei (XLS, DOC)", table=True),
    _Kind(rb"%PDF-", "eine PDF-Datei"),
    _Kind(rb"\{\\rtf", "ein RTF-Dokument"),
    _Kind(rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP", "ein Bild"),
    _Kind(rb"\x1f\x8b|Rar!|7z\xbc\xaf|BZh|\xfd7zXZ", "ein Archiv"),
    _Kind(rb"SQLite format 3\0", "eine Datenbank (SQLite)"),
    _Kind(_MARKUP + rb"<(?:!doctype\s+html|html|head)[\s>]", "eine Webseite (HTML)", readable=True),
    _Kind(_MARKUP + rb"<(?:\?xml|svg)[\s>]", "eine XML-Datei", readable=True),
)
"""The first that fits."""

_ONE_OF_THEM = re.compile(
    rb"PK|\xd0\xcf|%PDF|\{\\rtf|\x89PNG|\xff\xd8|GIF8|RIFF|\x1f\x8b|Rar!|7z|BZh|\xfd7z|SQLite|(?:\xef\xbb\xbf)?\s{0,200}+<"
)
"""How all of them begin: hardly a file does, and those are not looked at again."""
_HEAD = 8192
_PATTERNS = tuple((re.compile(rb"\A(?:" + kind.begins + rb")", re.DOTALL | re.IGNORECASE), kind) for kind in KINDS)

_OTHER = {
    "yaml": "keine YAML-Datei. Holen Sie die richtige aus der Versionsgeschichte zurück, oder schreiben Sie sie als Text neu",
    "csv": "keine CSV-Tabelle. Holen Sie die richtige aus der Versionsgeschichte zurück, oder speichern Sie die Tabelle neu",
}


def _other_kind(data: bytes, wanted: Expected) -> Unfit | None:
    if _ONE_OF_THEM.match(data) is None:
        return None
    kind = next((kind for begins, kind in _PATTERNS if begins.match(data[:_HEAD])), None)
    if kind is None:
        return None
    if wanted == "csv" and kind.table:
        message = (
            f"Das ist {kind.what}, keine CSV-Tabelle; ein anderer Name ändert das nicht. Öffnen Sie die Datei in der "
            "Tabellenkalkulation, und speichern Sie sie unter diesem Namen als „CSV UTF-8“."
        )
    else:
        message = f"Das ist {kind.what}, {_OTHER[wanted]}; was hier liegt, gehört nach „anlagen/“."
    return Unfit(1, 1, message, readable=kind.readable)


# --- damage -----------------------------------------------------------------------------------------------------------------


def _damaged(data: bytes) -> Unfit | None:
    """NULs in a row, as a computer leaves them that stops while it writes. One alone is a sign like others; UTF-16 has them in
    every other place."""
    first = data.find(b"\0\0")
    if first < 0 or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    line, column = _place(data, first)
    message = (
        f"Die Datei ist beschädigt: Ab Zeile {line} stehen {data.count(0)} Nullzeichen, wie sie ein Rechner hinterlässt, der "
        "beim Speichern ausfällt. Holen Sie sie aus der Versionsgeschichte zurück, und tragen Sie nach, was seither dazukam."
    )
    return Unfit(line, column, message, readable=False)


def _place(data: bytes, offset: int) -> tuple[int, int]:
    before = data[:offset].removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    last = before[before.rfind(b"\n") + 1 :]
    return before.count(b"\n") + 1, len(last.decode(errors="replace")) + 1


# --- conflicts --------------------------------------------------------------------------------------------------------------

_MARKER = re.compile(
    rb'^(?:\xef\xbb\xbf)?(?P<before>[ \t]*+"?+)(?P<sign><{7,}+|>{7,}+|\|{7,}+|={7,}+)(?P<label>[ \t;,"][^\r\n]*+)?\r?$',
    re.MULTILINE,
)
"""A line that git and its like set between two states. Programs that laid the file out anew may have put blanks before it, or
quotation marks and separators around it."""


def conflict(data: bytes) -> Unfit | None:
    """Where git left a conflict, in any of its styles, whole or a line of it. A row of `=` is one only between the others, or
    where nothing stands before it: it may underline a text."""
    if not any(sign * 7 in data for sign in (b"<", b">", b"|", b"=")):
        return None
    lines = list(_MARKER.finditer(data))
    signs = {chr(line["sign"][0]) for line in lines}
    if {"<", ">"} <= signs:
        return _whole(data, lines, signs)
    alone = next((line for line in lines if not line["before"] or (line["label"] and line["sign"][:1] != b"=")), None)
    if alone is None:
        return None
    message = (
        "Diese Zeile ist von einem Konflikt in git übrig geblieben. Löschen Sie sie, und prüfen Sie, ob darüber oder darunter "
        "etwas doppelt oder in einer alten Fassung steht."
    )
    return Unfit(*_place(data, alone.start("sign")), message)


def _whole(data: bytes, lines: list[re.Match[bytes]], signs: set[str]) -> Unfit:
    first = next(line for line in lines if line["sign"][:1] == b"<")
    count = sum(line["sign"][:1] == b"<" for line in lines)
    before = " Was zwischen ||||||| und ======= steht, ist die alte Fassung, von der beide ausgingen; es fällt weg."
    old = before if "|" in signs else ""
    names = ", ".join(sign * 7 for sign in "<|=" if sign in signs)
    more = f" Es sind {count} solche Stellen." if count > 1 else ""
    message = (
        "Hier hat git einen Konflikt stehen gelassen: Zwischen „<<<<<<<“ und „>>>>>>>“ stehen zwei Fassungen. Bitte behalten Sie "
        f"die richtige und löschen Sie die andere und die Zeilen mit {names} und >>>>>>>.{old}{more}"
    )
    return Unfit(*_place(data, first.start("sign")), message)


# --- attachments --------------------------------------------------------------------------------------------------------------

TEXTS = (".csv", ".tsv", ".txt", ".svg", ".xml", ".json", ".geojson", ".html", ".htm", ".ics")
"""Endings of attachments in which git may leave a conflict: others it takes whole from one side."""


def unfit_attachment(data: bytes) -> Unfit | None:
    """Why an attachment may not be given to anybody: it is a pointer, or holds both sides of a conflict."""
    found = _pointer(data)
    return found if found is not None or b"<<<<<<<" not in data or b">>>>>>>" not in data else conflict(data)


def attachments(tree: Tree, folder: str) -> Iterator[Finding]:
    """Y04 for the attachments below a folder that are not what they should be, at their place in the file itself."""
    for name in sorted(tree.below(folder)):
        path = f"{folder}/{name}"
        size = tree.files[path]
        if ignored(name.rpartition("/")[2]) or size > CSV_BYTES or (size >= POINTER_BYTES and not name.lower().endswith(TEXTS)):
            continue
        found = unfit_attachment(tree.read(path))
        if found is not None:
            yield finding(path, found.line, found.column, Y04, found.message)


# --- files of office programs (.xlsx, .ods, .docx)
# ZIP archives of XML, from whom ever. Only the parts that are asked for are unpacked, none beyond a limit, and XML that declares
# anything of its own (entities, a document type) is refused: no such program writes that.


Attributes = Mapping[str, str]
"""Of an element, by their names without namespace."""
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]

ELEMENTS = 3 * SHEET_CELLS
"""Most elements of a part."""


class BadOffice(Exception):
    """Why a file cannot be read (German)."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A file as its parts."""

    zip: zipfile.ZipFile

    @classmethod
    def of(cls, data: bytes) -> Archive:
        """Raises BadOffice for anything else."""
        try:
            return cls(zipfile.ZipFile(io.BytesIO(data)))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise BadOffice(no_such_file(data)) from error

    def read(self, name: str) -> bytes | None:
        """A part, or None if it is not there. Raises BadOffice."""
        try:
            with self.zip.open(name) as part:
                data = part.read(SHEET_BYTES + 1)
        except KeyError:
            return None
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError) as error:
            raise BadOffice("Die Datei ist beschädigt oder verschlüsselt. Speichern Sie sie neu.") from error
        if len(data) > SHEET_BYTES:
            most = f"{SHEET_BYTES // MIB} MiB"
            raise BadOffice(f"Die Datei ist entpackt größer als {most}. Löschen Sie, was nicht gebraucht wird.")
        return data


def no_such_file(data: bytes) -> str:
    """What to say of a file that is none of these."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "Die Datei ist mit einem Kennwort geschützt oder in einem alten Format. Speichern Sie sie neu, ohne Kennwort."
    return "Die Datei hat nicht das Format, das ihr Name nennt. Speichern Sie sie in Ihrem Programm neu, in diesem Format."


def visit(data: bytes, start: Start, end: End = lambda tag: None, text: End = lambda said: None) -> None:
    """Visit the elements of an XML part by their names without namespace. Raises BadOffice."""
    left = ELEMENTS

    def refused(*_: object) -> None:
        raise BadOffice(no_such_file(b""))

    def begin(tag: str, found: Attributes) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise BadOffice("Die Datei ist zu groß. Löschen Sie, was nicht gebraucht wird.")
        start(_local(tag), {_local(key): value for key, value in found.items()})

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refused
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda tag: end(_local(tag))
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise BadOffice("Die Datei ist beschädigt. Speichern Sie sie neu.") from error


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
