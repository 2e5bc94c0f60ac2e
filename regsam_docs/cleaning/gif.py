"""GIF (89a): its blocks are listed, those that say how it looks are kept."""

from __future__ import annotations

from regsam_docs.cleaning import BROKEN, Unclean

_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
"""Whose extension says how often an animation is repeated."""


def cleaned(data: bytes) -> bytes:
    """The GIF with its pictures and their times alone. Raises Unclean where it is broken."""
    try:
        return _written(data)
    except IndexError as error:
        raise Unclean(BROKEN) from error


def _written(data: bytes) -> bytes:
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
