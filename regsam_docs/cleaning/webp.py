"""WebP: its chunks are listed, those that say how it looks are kept."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from regsam_docs.cleaning import BROKEN, Unclean, exif, icc

_PIXELS = (b"VP8 ", b"VP8L", b"ALPH")
_ICC, _EXIF, _ALPHA, _MOVES = 0x20, 0x08, 0x10, 0x02
"""Flags of the head: what the file says it has."""


def cleaned(data: bytes) -> bytes:
    """The WebP picture with its coded pixels and colours alone. Raises Unclean where it is broken."""
    try:
        (length,) = struct.unpack_from("<I", data, 4)
        if data[8:12] != b"WEBP" or 8 + length > len(data):
            raise IndexError(length)
        body = b"".join(_kept(list(_chunks(data[12 : 8 + length]))))
    except (struct.error, IndexError) as error:
        raise Unclean(BROKEN) from error
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _kept(chunks: list[tuple[bytes, bytes]]) -> Iterator[bytes]:
    found = dict(reversed(chunks))
    said = found.get(b"EXIF", b"").removeprefix(b"Exif\0\0")
    turned, profile = exif.turned(said), icc.cleaned(found.get(b"ICCP", b""))
    if b"VP8X" in found:
        flags = found[b"VP8X"][0] & (_ALPHA | _MOVES) | (_EXIF if turned else 0) | (_ICC if profile else 0)
        yield _chunk(b"VP8X", bytes((flags, 0, 0, 0)) + found[b"VP8X"][4:10])
        if profile:
            yield _chunk(b"ICCP", profile)
    for name, body in chunks:
        if name in _PIXELS:
            yield _chunk(name, body)
        elif name == b"ANIM":
            yield _chunk(name, body[:6])
        elif name == b"ANMF":
            inside = b"".join(_chunk(part, pixels) for part, pixels in _chunks(body[16:]) if part in _PIXELS)
            yield _chunk(name, body[:16] + inside)
    if turned and b"VP8X" in found:
        yield _chunk(b"EXIF", turned)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 0
    while position < len(data):
        name, length = struct.unpack_from("<4sI", data, position)
        if position + 8 + length > len(data):
            raise IndexError(position)
        yield name, data[position + 8 : position + 8 + length]
        position += 8 + length + length % 2


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
