"""EXIF: all that is kept of it is how a picture is to be turned."""

from __future__ import annotations

import struct

ORIENTATION = 0x0112


def turned(exif: bytes) -> bytes | None:
    """EXIF that says nothing but how the picture is to be turned; None if it stands upright. `exif`: from its byte order on."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return None
    try:
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, start)
        for entry in range(entries):
            tag, form, count, value = struct.unpack_from(f"{order}HHIH", exif, start + 2 + 12 * entry)
            if tag == ORIENTATION and form == 3 and count == 1 and 2 <= value <= 8:
                return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, value, 0, 0)
    except struct.error:
        return None  # broken EXIF turns nothing
    return None
