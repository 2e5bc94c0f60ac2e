"""The YAML file a PDF carries (relation *Source*). The PDF may be anybody's: nothing in it is believed, little of it is read."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass

import pikepdf

from regsam_docs import limits
from regsam_docs.finding import Trouble
from regsam_docs.repository.kinds import kind_of

MOST = 64 * limits.MIB
"""Largest PDF that is opened."""

MOST_FILES = 100
"""Most attachments that are looked through."""

DESCRIBED = re.compile(r"Quelle dieses Dokuments: (areas/\S+)\Z")
"""What `publish` writes as the attachment's description."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The attachment: its name and bytes, and the file under `areas/` it says it was, if that is a name such a file may have."""

    name: str
    data: bytes
    path: str | None


def carried(given: tuple[str, bytes]) -> Carried:
    """Read the source out of a PDF: its name (for messages) and its bytes. Raises Trouble (German) if there is none, are several,
    or the PDF is damaged or too big. What a PDF unpacks to is not bounded here: call it where memory and time are (`pool`)."""
    file, content = given
    if len(content) > MOST:
        raise Trouble(f"„{file}“ ist größer als {MOST // limits.MIB} MiB; so große PDFs macht regsam-docs nicht.")
    if b"%PDF-" not in content[:1024]:
        raise Trouble(f"„{file}“ ist kein PDF. Geben Sie ein PDF der internen Ausgabe an.")
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return _source(file, pdf)
    except pikepdf.PasswordError as locked:
        raise Trouble(f"„{file}“ ist verschlüsselt; geben Sie das PDF an, wie regsam-docs es gemacht hat.") from locked
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as damage:
        raise Trouble(f"„{file}“ ist beschädigt und nicht lesbar. Nehmen Sie eine unbeschädigte Kopie.") from damage


def _source(file: str, pdf: pikepdf.Pdf) -> Carried:
    found = []
    for number, spec in enumerate(pdf.attachments.values()):
        if number >= MOST_FILES:
            raise Trouble(f"„{file}“ hat mehr als {MOST_FILES} Anhänge; das ist kein PDF von regsam-docs.")
        if str(spec.obj.get("/AFRelationship", "")) == "/Source":
            found.append(spec)
    if not found:
        raise Trouble(f"„{file}“ trägt keine YAML-Datei mit sich. Das tun nur PDFs der internen Ausgabe von regsam-docs.")
    if len(found) > 1:
        raise Trouble(f"„{file}“ trägt {len(found)} Quelldateien mit sich; erwartet ist genau eine. Es wurde verändert.")
    spec = found[0]
    described = DESCRIBED.match(spec.description or "")
    # Compared with names, never opened as given.
    path = described[1] if described and kind_of(described[1]) is not None else None
    return Carried(spec.filename, _bytes(file, spec), path)


def _bytes(file: str, spec: pikepdf.AttachedFileSpec) -> bytes:
    """The attachment's bytes; a small one that unpacks to a huge one is not unpacked whole."""
    stream = spec.get_file().obj
    named = stream.get("/Filter", pikepdf.Array())
    filters = [str(name) for name in (named if isinstance(named, pikepdf.Array) else [named])]
    for name in filters:
        if name != "/FlateDecode":
            raise Trouble(f"Der Anhang in „{file}“ ist ungewöhnlich gepackt ({name}); regsam-docs schreibt so nicht.")
    data = _unpacked(stream.read_raw_bytes(), len(filters))
    if data is None or len(data) > limits.FILE_BYTES:
        most = limits.FILE_BYTES // limits.MIB
        raise Trouble(f"Der Anhang in „{file}“ ist größer als {most} MiB; so groß ist keine YAML-Datei von regsam-docs.")
    return data


def _unpacked(data: bytes, times: int) -> bytes | None:
    """Undo so many layers of Deflate, never beyond the limit; None if there is more."""
    for _ in range(times):
        inflater = zlib.decompressobj()
        try:
            data = inflater.decompress(data, limits.FILE_BYTES + 1)
        except zlib.error as damage:
            raise ValueError("damaged stream") from damage
        if len(data) > limits.FILE_BYTES:
            return None
    return data
