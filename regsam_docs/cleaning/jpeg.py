"""JPEG (ITU-T T.81): its segments are listed, those that say how it looks are kept."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from regsam_docs.cleaning import BROKEN, Unclean, exif, icc

START, END = b"\xff\xd8", b"\xff\xd9"

_KEPT = frozenset((*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD)) - {0xC8}
"""Markers of frames, tables, scans and restarts; those of applications are looked at one by one."""

SCANS = 100
"""Most passes over a progressive picture (programs make a dozen): decoding each costs as much as the whole."""

_EXIF, _ICC = b"Exif\0\0", b"ICC_PROFILE\0"
_PIECE = 65_000
"""Most bytes of a profile in one segment."""

_FOLLOWING = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""The end of coded pixels: a marker that is neither a stuffed zero nor a restart."""


def cleaned(data: bytes) -> bytes:
    """The JPEG with its coded pixels, colours and resolution alone: no place, time, camera, author, comment, thumbnail, and no
    second picture behind its end. How it is to be turned stays, as the only EXIF entry. Raises Unclean where it is broken."""
    try:
        return _written(list(_segments(data)))
    except (struct.error, IndexError) as error:
        raise Unclean(BROKEN) from error


def _written(segments: list[tuple[int, bytes]]) -> bytes:
    if sum(marker == 0xDA for marker, _ in segments) > SCANS:
        raise IndexError(SCANS)
    head, pieces, said = b"", [], b""
    body: list[bytes] = []
    for marker, segment in segments:
        inside = segment[4:]
        if marker in _KEPT:
            body.append(segment)
        elif marker == 0xE0 and inside.startswith(b"JFIF\0") and len(inside) >= 12:
            head = head or b"\xff\xe0\0\x10" + inside[:12] + b"\0\0"  # the same header without its thumbnail
        elif marker == 0xE1 and inside.startswith(_EXIF):
            said = said or inside[len(_EXIF) :]
        elif marker == 0xE2 and inside.startswith(_ICC):
            pieces.append(inside[len(_ICC) :])
        elif marker == 0xEE and inside.startswith(b"Adobe") and len(inside) >= 12:
            body.append(b"\xff\xee\0\x0e" + inside[:12])
    if (turned := exif.turned(said)) is not None:
        head += _segment(0xE1, _EXIF + turned)
    profile = icc.cleaned(b"".join(piece[2:] for piece in sorted(pieces, key=lambda piece: piece[0])))
    return START + head + (_profile(profile) if profile is not None else b"") + b"".join(body) + END


def _profile(profile: bytes) -> bytes:
    pieces = [profile[start : start + _PIECE] for start in range(0, len(profile), _PIECE)]
    return b"".join(_segment(0xE2, _ICC + bytes((n, len(pieces))) + piece) for n, piece in enumerate(pieces, 1))


def _segment(marker: int, inside: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(inside) + 2) + inside


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments between start and end, each scan with its coded pixels."""
    position = len(START)
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
