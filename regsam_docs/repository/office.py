"""Files of office programs (.xlsx, .ods, .docx): ZIP archives of XML, from whom ever. Only the parts that are asked for are
unpacked, none beyond a limit, and XML that declares anything of its own (entities, a document type) is refused: no such program
writes that.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from regsam_docs.limits import MIB, SHEET_BYTES, SHEET_CELLS

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
