"""PNG (third edition): its chunks are listed, those that say how it looks are kept."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from regsam_docs import limits
from regsam_docs.cleaning import BROKEN, Unclean, exif, icc

START = b"\x89PNG\r\n\x1a\n"

_KEPT: dict[bytes, range] = {
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


def size(data: bytes) -> tuple[int, int]:
    """Columns and rows as the header says. Raises Unclean for a PNG without one."""
    if data[12:16] != b"IHDR" or len(data) < 24:
        raise Unclean(BROKEN)
    columns, rows = struct.unpack_from(">II", data, 16)
    return columns, rows


def cleaned(data: bytes) -> bytes:
    """The PNG with its pixels, colours and resolution alone; how it is to be turned stays, as the only EXIF entry. Raises Unclean
    for one that is broken or has fewer pixels than it says."""
    try:
        return _written(list(_chunks(data)))
    except (struct.error, IndexError, KeyError, zlib.error) as error:
        raise Unclean(BROKEN) from error


def _written(chunks: list[tuple[bytes, bytes]]) -> bytes:
    header = chunks[0][1]
    made: dict[bytes, bytes] = {}
    for name, body in chunks:
        if name in _KEPT and len(body) in _KEPT[name]:
            made.setdefault(name, body)
    turned = exif.turned(next((body for name, body in chunks if name == b"eXIf"), b""))
    profile = next((body for name, body in chunks if name == b"iCCP"), None)
    if profile is not None and (colours := _profile(profile)) is not None:
        made[b"iCCP"] = colours
    if turned is not None:
        made[b"eXIf"] = turned
    made[b"IDAT"] = _pixels(b"".join(body for name, body in chunks if name == b"IDAT"), _length(header))
    # The order that the format asks for.
    order = (b"IHDR", b"cICP", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"sBIT", b"pHYs", b"eXIf", b"PLTE", b"tRNS", b"bKGD")
    return START + b"".join(_chunk(name, made[name]) for name in (*order, b"IDAT", b"IEND") if name in made)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks up to the end, not what hides behind it. A damaged one is left out, or an error if the picture needs it."""
    position, name = len(START), b""
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


def _profile(body: bytes) -> bytes | None:
    """An `iCCP` chunk under a name that says nothing."""
    packed = body.partition(b"\0")[2][1:]
    unpacked = zlib.decompressobj().decompress(packed, limits.IMAGE_BYTES)
    profile = icc.cleaned(unpacked)
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
    """The packed pixels, without what follows them in the same stream or behind its end."""
    unpacking = zlib.decompressobj()
    left, rest = length, packed
    while left > 0 and not unpacking.eof and (part := unpacking.decompress(rest, min(left, limits.MIB))):
        left -= len(part)
        rest = unpacking.unconsumed_tail
    if left > 0:
        raise IndexError(left)
    if unpacking.eof or (not unpacking.decompress(rest, 1) and unpacking.eof):
        return packed[: len(packed) - len(unpacking.unused_data)]
    return _packed_anew(packed, length)


def _packed_anew(packed: bytes, length: int) -> bytes:
    unpacking, packing, made = zlib.decompressobj(), zlib.compressobj(9), b""
    while length > 0:
        part = unpacking.decompress(packed, min(length, limits.MIB))
        packed = unpacking.unconsumed_tail
        length -= len(part)
        made += packing.compress(part)
    return made + packing.flush()
