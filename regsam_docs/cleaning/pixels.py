"""Pictures of pixels: what a file consists of (chunks, segments, blocks) is listed, and what says how it looks is kept."""

from __future__ import annotations

import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from regsam_docs import limits
from regsam_docs.cleaning import BROKEN, SAVE, Unclean, profiles


@contextmanager
def _broken() -> Iterator[None]:
    """What is read of a file that is not what its kind asks for is said to be broken."""
    try:
        yield
    except (struct.error, IndexError, KeyError, zlib.error) as error:
        raise Unclean(BROKEN) from error


# --- PNG (third edition)


PNG_START = b"\x89PNG\r\n\x1a\n"

_PNG_KEPT: dict[bytes, range] = {
    b"IHDR": range(13, 14),
    b"cICP": range(4, 5),
    b"cHRM": range(32, 33),
    b"gAMA": range(4, 5),
    b"sRGB": range(1, 2),
    b"sBIT": range(1, 5),
    b"PLTE": range(3, 769),
    b"tRNS": range(1, 257),
    b"bKGD": range(1, 7),
    b"pHYs": range(9, 10),
    b"IEND": range(1),
}
"""What says how the picture looks → how long it may be. Pixels, colour profile and orientation are looked at by themselves."""


def png_size(data: bytes) -> tuple[int, int]:
    """Columns and rows as the header says. Raises Unclean for a PNG without one."""
    if data[12:16] != b"IHDR" or len(data) < 24:
        raise Unclean(BROKEN)
    columns, rows = struct.unpack_from(">II", data, 16)
    return columns, rows


@_broken()
def png(data: bytes) -> bytes:
    """The PNG with its pixels, colours and resolution alone; how it is to be turned stays, as the only EXIF entry. Raises Unclean
    for one that is broken or has fewer pixels than it says."""
    chunks = list(_png_chunks(data))
    said = dict(reversed(chunks))  # the first of a name counts
    made = {name: body for name, body in reversed(chunks) if len(body) in _PNG_KEPT.get(name, ())}
    if (colours := _png_profile(said.get(b"iCCP", b""))) is not None:
        made[b"iCCP"] = colours
    if (turned := profiles.turned(said.get(b"eXIf", b""))) is not None:
        made[b"eXIf"] = turned
    made[b"IDAT"] = _pixels(b"".join(body for name, body in chunks if name == b"IDAT"), _length(chunks[0][1]))
    # The order that the format asks for.
    order = (b"IHDR", b"cICP", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"sBIT", b"pHYs", b"eXIf", b"PLTE", b"tRNS", b"bKGD")
    return PNG_START + b"".join(_png_chunk(name, made[name]) for name in (*order, b"IDAT", b"IEND") if name in made)


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks up to the end, not what hides behind it. A damaged one is left out, or an error if the picture needs it."""
    position, name = len(PNG_START), b""
    if data[position + 4 : position + 8] != b"IHDR":
        raise IndexError(position)
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, position)
        body = data[position + 8 : position + 8 + length]
        (said,) = struct.unpack_from(">I", data, position + 8 + length)
        if said == zlib.crc32(name + body):
            yield name, body
        elif name[0] & 0x20 == 0:  # a capital letter: the picture is nothing without it
            raise IndexError(position)
        position += 12 + length


def _png_profile(body: bytes) -> bytes | None:
    """An `iCCP` chunk under a name that says nothing; None for one without a profile."""
    packed = body.partition(b"\0")[2][1:]
    profile = profiles.profile(zlib.decompressobj().decompress(packed, limits.IMAGE_BYTES))
    return None if profile is None else b"ICC\0\0" + zlib.compress(profile, 9)


def _length(header: bytes) -> int:
    """How many bytes the pixels are before they are packed."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if width * height > limits.IMAGE_PIXELS:
        raise IndexError(width)
    bits = depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    return sum(rows * (1 + (columns * bits + 7) // 8) for columns, rows in _passes(width, height, interlaced))


def _passes(width: int, height: int, interlaced: int) -> Iterator[tuple[int, int]]:
    """Columns and rows of each pass over the picture (Adam7)."""
    steps = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    for left, top, right, down in steps if interlaced else ((0, 0, 1, 1),):
        columns, rows = -(-(width - left) // right), -(-(height - top) // down)
        if columns > 0 and rows > 0:
            yield columns, rows


def _pixels(packed: bytes, length: int) -> bytes:
    """The packed pixels, without what follows them in the same stream or behind its end: packed anew if something does."""
    unpacking = zlib.decompressobj()
    for _ in _unpacked(unpacking, packed, length):
        pass
    if unpacking.eof or (not unpacking.decompress(unpacking.unconsumed_tail, 1) and unpacking.eof):
        return packed[: len(packed) - len(unpacking.unused_data)]
    packing = zlib.compressobj(9)
    return b"".join(map(packing.compress, _unpacked(zlib.decompressobj(), packed, length))) + packing.flush()


def _unpacked(unpacking: Any, packed: bytes, length: int) -> Iterator[bytes]:
    """So many bytes of what was packed, a piece at a time. Raises IndexError if there are fewer."""
    while length > 0:
        if unpacking.eof or not (part := unpacking.decompress(packed, min(length, limits.MIB))):
            raise IndexError(length)
        yield part
        length -= len(part)
        packed = unpacking.unconsumed_tail


# --- JPEG (ITU-T T.81)


JPEG_START, JPEG_END = b"\xff\xd8", b"\xff\xd9"

_JPEG_KEPT = frozenset((*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD)) - {0xC8}
"""Markers of frames, tables, scans and restarts; those of applications are looked at one by one."""

SCANS = 100
"""Most passes over a progressive picture (programs make a dozen): decoding each costs as much as the whole."""

_JPEG_EXIF, _JPEG_ICC = b"Exif\0\0", b"ICC_PROFILE\0"
_PIECE = 65_000
"""Most bytes of a profile in one segment."""

_FOLLOWING = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""The end of coded pixels: a marker that is neither a stuffed zero nor a restart."""


@_broken()
def jpeg(data: bytes) -> bytes:
    """The JPEG with its coded pixels, colours and resolution alone: no place, time, camera, author, comment, thumbnail, and no
    second picture behind its end. How it is to be turned stays, as the only EXIF entry. Raises Unclean where it is broken."""
    segments = list(_segments(data))
    if sum(marker == 0xDA for marker, _ in segments) > SCANS:
        raise IndexError(SCANS)
    head, said, pieces = b"", b"", []
    body: list[bytes] = []
    for marker, segment in segments:
        inside = segment[4:]
        if marker in _JPEG_KEPT:
            body.append(segment)
        elif marker == 0xE0 and inside.startswith(b"JFIF\0") and len(inside) >= 12:
            head = head or b"\xff\xe0\0\x10" + inside[:12] + b"\0\0"  # the same header without its thumbnail
        elif marker == 0xE1 and inside.startswith(_JPEG_EXIF):
            said = said or inside[len(_JPEG_EXIF) :]
        elif marker == 0xE2 and inside.startswith(_JPEG_ICC):
            pieces.append(inside[len(_JPEG_ICC) :])
        elif marker == 0xEE and inside.startswith(b"Adobe") and len(inside) >= 12:
            body.append(b"\xff\xee\0\x0e" + inside[:12])
    if (turned := profiles.turned(said)) is not None:
        head += _segment(0xE1, _JPEG_EXIF + turned)
    profile = profiles.profile(b"".join(piece[2:] for piece in sorted(pieces, key=lambda piece: piece[0])))
    return JPEG_START + head + (_jpeg_profile(profile) if profile is not None else b"") + b"".join(body) + JPEG_END


def _jpeg_profile(profile: bytes) -> bytes:
    pieces = [profile[start : start + _PIECE] for start in range(0, len(profile), _PIECE)]
    return b"".join(_segment(0xE2, _JPEG_ICC + bytes((n, len(pieces))) + piece) for n, piece in enumerate(pieces, 1))


def _segment(marker: int, inside: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(inside) + 2) + inside


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments between start and end, each scan with its coded pixels."""
    position = len(JPEG_START)
    while True:
        while data[position : position + 2] == b"\xff\xff":  # filling
            position += 1
        mark, marker = data[position], data[position + 1]
        if mark != 0xFF or marker in (0x00, 0x01, *range(0xD0, 0xD9)):
            raise IndexError(position)
        if marker == 0xD9:
            return
        end = position + 2 + struct.unpack_from(">H", data, position + 2)[0]
        if marker == 0xDA:
            following = _FOLLOWING.search(data, end)
            if following is None:
                raise IndexError(end)
            end = following.start()
        yield marker, data[position:end]
        position = end


# --- GIF (89a)


_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
"""Whose extension says how often an animation is repeated."""


@_broken()
def gif(data: bytes) -> bytes:
    """The GIF with its pictures and their times alone. Raises Unclean where it is broken."""
    position = 13 + _colours(data[10])
    made = [data[:position]]
    while data[position : position + 1] not in (b"\x3b", b""):  # some programs leave the end out
        start = position
        if data[position] == 0x2C:
            position = _past(data, position + 11 + _colours(data[position + 9]))
            made.append(data[start:position])
        elif data[position] == 0x21:
            position = _past(data, position + 2)
            made.append(_extension(data[start:position]))
        else:
            raise IndexError(position)
    if len(made) == 1:
        raise IndexError(position)
    return b"".join(made) + b"\x3b"


def _colours(flags: int) -> int:
    """Bytes of a table of colours; 0 if there is none."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _past(data: bytes, position: int) -> int:
    """Behind a row of sub-blocks."""
    while data[position]:
        position += data[position] + 1
    return position + 1


def _extension(block: bytes) -> bytes:
    if block[1] == 0xF9:  # time and transparency of the next picture
        return b"\x21\xf9\x04" + block[3:7] + b"\0"
    if block[1] == 0xFF and block[3:14] in _LOOPS and block[14:16] == b"\x03\x01":
        return block[:18] + b"\0"
    return b""


# --- WebP


_PIXELS = (b"VP8 ", b"VP8L", b"ALPH")
_WEBP_ICC, _WEBP_EXIF, _ALPHA, _MOVES = 0x20, 0x08, 0x10, 0x02
"""Flags of the head: what the file says it has."""


@_broken()
def webp(data: bytes) -> bytes:
    """The WebP picture with its coded pixels and colours alone. Raises Unclean where it is broken."""
    (length,) = struct.unpack_from("<I", data, 4)
    if data[8:12] != b"WEBP" or 8 + length > len(data):
        raise IndexError(length)
    body = b"".join(_kept(list(_webp_chunks(data[12 : 8 + length]))))
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _kept(chunks: list[tuple[bytes, bytes]]) -> Iterator[bytes]:
    found = dict(reversed(chunks))
    said = found.get(b"EXIF", b"").removeprefix(b"Exif\0\0")
    turned, profile = profiles.turned(said), profiles.profile(found.get(b"ICCP", b""))
    if b"VP8X" in found:
        flags = found[b"VP8X"][0] & (_ALPHA | _MOVES) | (_WEBP_EXIF if turned else 0) | (_WEBP_ICC if profile else 0)
        yield _webp_chunk(b"VP8X", bytes((flags, 0, 0, 0)) + found[b"VP8X"][4:10])
        if profile:
            yield _webp_chunk(b"ICCP", profile)
    for name, body in chunks:
        if name in _PIXELS:
            yield _webp_chunk(name, body)
        elif name == b"ANIM":
            yield _webp_chunk(name, body[:6])
        elif name == b"ANMF":
            inside = b"".join(_webp_chunk(part, pixels) for part, pixels in _webp_chunks(body[16:]) if part in _PIXELS)
            yield _webp_chunk(name, body[:16] + inside)
    if turned and b"VP8X" in found:
        yield _webp_chunk(b"EXIF", turned)


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 0
    while position < len(data):
        name, length = struct.unpack_from("<4sI", data, position)
        if position + 8 + length > len(data):
            raise IndexError(position)
        yield name, data[position + 8 : position + 8 + length]
        position += 8 + length + length % 2


def _webp_chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


# --- TIFF and BMP, whose parts point at each other: read whole and written anew, without loss


_RAW, _PARTS = 50706, 330
"""Tags of a camera's raw picture (DNG), and of a picture made of several."""

_MOST_PAGES = 200


def tiff(data: bytes) -> bytes:
    """A TIFF with the pixels, colours and resolution of its pages alone, standing upright. Raises Unclean for one that cannot be
    read or written without loss."""
    return _redrawn(data, "TIFF", compression="tiff_adobe_deflate")


def bmp(data: bytes) -> bytes:
    """A BMP with its pixels alone. Raises Unclean for one that cannot be read or written without loss."""
    return _redrawn(data, "BMP")


def _redrawn(data: bytes, form: str, **options: Any) -> bytes:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limit is ours, below
            pages = _pages(data, form)
            made = BytesIO()
            first = pages[0]
            more = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
            first.save(made, form, **first.info, **more, **options)
            if [_look(page) for page in _pages(made.getvalue(), form)] != [_look(page) for page in pages]:
                raise Unclean(f"Das Bild lässt sich nicht ohne Verlust säubern. {SAVE}")
    except Unclean:
        raise
    except (Image.DecompressionBombError, MemoryError) as large:
        raise Unclean(f"Das Bild hat zu viele Bildpunkte. {SAVE}") from large
    except Exception as error:
        raise Unclean(BROKEN) from error
    return made.getvalue()


def _pages(data: bytes, form: str) -> list[Any]:
    """The pages of a picture, upright, with nothing besides their pixels, colour profile and resolution."""
    from PIL import Image, ImageOps, ImageSequence

    pages: list[Any] = []
    with Image.open(BytesIO(data), formats=[form]) as picture:
        for page in ImageSequence.Iterator(picture):
            tags: Any = getattr(page, "tag_v2", {})
            if len(pages) >= _MOST_PAGES or page.width * page.height > limits.IMAGE_PIXELS or _RAW in tags or _PARTS in tags:
                raise Unclean(f"Das ist das Rohbild einer Kamera oder eine zu große Sammlung von Bildern. {SAVE}")
            upright = ImageOps.exif_transpose(page)
            plain = Image.frombytes(upright.mode, upright.size, upright.tobytes())
            if upright.mode == "P":
                plain.putpalette(upright.getpalette() or [])
            profile = profiles.profile(page.info.get("icc_profile") or b"")
            kept = {"dpi": page.info.get("dpi"), "icc_profile": profile}
            plain.info = {name: value for name, value in kept.items() if value}
            pages.append(plain)
    return pages


def _look(page: Any) -> tuple[Any, ...]:
    return page.mode, page.size, page.getpalette() if page.mode == "P" else None, page.tobytes()
