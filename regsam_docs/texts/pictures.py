"""Pictures: what they are, whether they may be printed, and photos without what the camera wrote into
them."""

from __future__ import annotations

import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Literal

from regsam_docs import limits
from regsam_docs.german import number

Kind = Literal["png", "jpeg", "svg"]

_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:(?:<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>|<\?.*?\?>)\s*)*"
    rb"<(?:[A-Za-z_][\w.-]*:)?svg[\s/>]",
    re.DOTALL,
)
_OTHERS = {
    b"%!PS": "eine EPS-Datei",
    b"\xc5\xd0\xd3\xc6": "eine EPS-Datei",
    b"%PDF": "eine PDF-Datei",
    b"GIF8": "ein GIF",
    b"RIFF": "ein WebP-Bild",
    b"II*\0": "ein TIFF-Bild",
    b"MM\0*": "ein TIFF-Bild",
    b"BM": "ein Windows-Bitmap",
    b"\x1f\x8b": "eine gepackte Datei (vielleicht SVGZ)",
}
_SAVE = "Speichern Sie das Bild mit einem Bildprogramm neu als PNG oder JPEG."


def kind(data: bytes) -> Kind | None:
    """What a picture is, by its first bytes: names of files can lie. None for anything but PNG, JPEG and
    SVG."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    return "svg" if _SVG.match(data[:65536]) else None


def problem(data: bytes) -> str | None:
    """Why a picture cannot be printed, as a German sentence with what to do; None if it can be.

    Says so without opening anything else than these bytes, and without decoding more pixels than are allowed
    (`limits.IMAGE_BYTES`, `limits.IMAGE_PIXELS`).
    """
    if len(data) > limits.IMAGE_BYTES:
        size = number(len(data) / limits.MIB, 1)
        allowed = limits.IMAGE_BYTES // limits.MIB
        return f"Das Bild ist {size} MiB groß, erlaubt sind {allowed} MiB. Verkleinern Sie es."
    match kind(data):
        case "svg":
            from regsam_docs.texts import svg

            return svg.problem(data)
        case None:
            return _unknown(data)
        case raster:
            return _raster(data, raster)


def _unknown(data: bytes) -> str:
    if not data:
        return f"Die Bilddatei ist leer. {_SAVE}"
    found = next((name for start, name in _OTHERS.items() if data.startswith(start)), None)
    what = f"Das ist {found}" if found else "Das ist kein Bild"
    return f"{what}; erlaubt sind PNG, JPEG und SVG (der Inhalt zählt, nicht der Name). {_SAVE}"


def _raster(data: bytes, raster: Literal["png", "jpeg"]) -> str | None:
    """Decodes the whole picture, once its header has said that it is not too large."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limit is ours, below
            with Image.open(BytesIO(data), formats=[raster.upper()]) as picture:
                width, height = picture.size
                if width * height > limits.IMAGE_PIXELS:
                    return _too_large(width, height)
                picture.load()
            if raster == "png":
                with Image.open(BytesIO(data), formats=["PNG"]) as picture:
                    picture.verify()
                if not _all_rows(data):
                    raise ValueError("rows are missing")
            without_exif(data)  # what is accepted here can be published there
    except Image.DecompressionBombError:
        return _too_large(None, None)
    except Exception:  # noqa: BLE001  # whatever a decoder stumbles over, the file is broken
        return f"Die Bilddatei ist beschädigt oder unvollständig. {_SAVE}"
    return None


def _all_rows(data: bytes) -> bool:
    """Whether a PNG's coded pixels are as many as its header says; Pillow is content with fewer."""
    chunks = list(_chunks(data))
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    bits = depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    left: int = sum(rows * (1 + (columns * bits + 7) // 8) for columns, rows in _passes(width, height, interlaced))
    unpacked = zlib.decompressobj()
    rest = b"".join(body for name, body in chunks if name == b"IDAT")
    while left > 0 and not unpacked.eof and (part := unpacked.decompress(rest, limits.MIB)):
        left -= len(part)
        rest = unpacked.unconsumed_tail
    return left <= 0


def _passes(width: int, height: int, interlaced: int) -> Iterator[tuple[int, int]]:
    """Columns and rows of each pass over the picture (PNG specification, Adam7)."""
    steps = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    for left, top, right, down in steps if interlaced else ((0, 0, 1, 1),):
        columns, rows = -(-(width - left) // right), -(-(height - top) // down)
        if columns > 0 and rows > 0:
            yield columns, rows


def _too_large(width: int | None, height: int | None) -> str:
    allowed = limits.IMAGE_PIXELS // 1_000_000
    size = f"{width} × {height} Bildpunkte" if width and height else "zu viele Bildpunkte"
    return f"Das Bild hat {size}, erlaubt sind zusammen {allowed} Millionen. Verkleinern Sie es."


# --- photos without what the camera wrote into them ----------------------------------------------------------------

_ORIENTATION = 0x0112
_PNG_START = b"\x89PNG\r\n\x1a\n"
# What says how the picture looks. Texts, times, EXIF and anything else that may tell about people stay behind.
_PNG_KEPT = frozenset(b"IHDR PLTE tRNS IDAT IEND gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs".split())


def without_exif(data: bytes) -> bytes:
    """A PNG or JPEG without what is not seen: place, time, camera, author, comments, thumbnails, hidden pictures.

    Lossless: the coded pixels, colour profile and resolution stay. How the picture is to be turned stays too, as the
    only EXIF entry. Anything else comes back as it is. Raises ValueError where the structure is broken (`problem`
    says so before); never lets such bytes through.
    """
    try:
        match kind(data):
            case "png":
                return _png_without(data)
            case "jpeg":
                return _jpeg_without(data)
            case _:
                return data
    except (struct.error, IndexError) as error:
        raise ValueError("broken picture") from error


def _png_without(data: bytes) -> bytes:
    chunks = list(_chunks(data))
    exif = next((body for name, body in chunks if name == b"eXIf"), b"")
    kept = [(name, body) for name, body in chunks if name in _PNG_KEPT]
    if (turned := _turned(exif)) is not None:
        kept.insert(1, (b"eXIf", turned))
    parts = [struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in kept]
    return _PNG_START + b"".join(parts)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position, name = len(_PNG_START), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, position)
        if position + 12 + length > len(data):
            raise ValueError("broken picture")
        yield name, data[position + 8 : position + 8 + length]
        position += 12 + length


def _jpeg_without(data: bytes) -> bytes:
    exif = b""
    kept: list[bytes] = []
    for marker, segment in _segments(data):
        body = segment[4:]
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            exif = exif or body[6:]
        elif marker == 0xE0 and body.startswith(b"JFIF\0"):
            # The same header without its thumbnail.
            kept.append(b"\xff\xe0\0\x10" + body[:12] + b"\0\0")
        elif (
            (marker not in range(0xE0, 0xF0) and marker != 0xFE)
            or (marker == 0xE2 and body.startswith(b"ICC_PROFILE\0"))
            or (marker == 0xEE and body.startswith(b"Adobe"))
        ):
            kept.append(segment)
    if (turned := _turned(exif)) is not None:
        jfif = bool(kept) and kept[0].startswith(b"\xff\xe0")
        kept.insert(jfif, b"\xff\xe1" + struct.pack(">H", len(turned) + 8) + b"Exif\0\0" + turned)
    return b"\xff\xd8" + b"".join(kept) + b"\xff\xd9"


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments between a JPEG's start and end (not what hides behind the end), each scan with its coded pixels."""
    position = 2
    while True:
        while data[position : position + 2] == b"\xff\xff":  # filling
            position += 1
        mark, marker = data[position], data[position + 1]
        if mark != 0xFF or marker in (0x00, 0x01, *range(0xD0, 0xD9)):
            raise ValueError("broken picture")
        if marker == 0xD9:
            return
        end = position + 2 + struct.unpack_from(">H", data, position + 2)[0]
        if marker == 0xDA:
            # Coded pixels go on to the next marker that is neither a stuffed zero nor a restart.
            following = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]").search(data, end)
            if following is None:
                raise ValueError("broken picture")
            end = following.start()
        yield marker, data[position:end]
        position = end


def _turned(exif: bytes) -> bytes | None:
    """EXIF that says nothing but how the picture is to be turned, or None if it stands upright."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return None
    try:
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, start)
        for entry in range(entries):
            tag, form, count, value = struct.unpack_from(f"{order}HHIH", exif, start + 2 + 12 * entry)
            if tag == _ORIENTATION and form == 3 and count == 1 and 2 <= value <= 8:
                return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
    except struct.error:
        return None  # broken EXIF turns nothing
    return None
