"""What pictures of several kinds carry inside: colour profiles (ICC.1:2022), of which the numbers that make colours stay, without
names, dates, devices and texts; and EXIF, of which all that is kept is how a picture is to be turned."""

from __future__ import annotations

import struct

# --- colour profiles


_KEPT = frozenset(
    b"wtpt bkpt chad rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 D2B0 D2B1 D2B2 D2B3 "
    b"B2D0 B2D1 B2D2 B2D3 gamt pre0 pre1 pre2 cicp".split()
)
_WHOLE = (b"mAB ", b"mBA ", b"mpet", b"cicp")
"""Types of numbers whose length is not reckoned here."""

_MOST_TAGS = 200
_D50 = struct.pack(">III", 0xF6D6, 0x10000, 0xD32D)
_DATE = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)


def profile(profile: bytes) -> bytes | None:
    """The profile with its colours alone; None for what is no profile, which programs would pass over."""
    if len(profile) < 132 or profile[36:40] != b"acsp":
        return None
    try:
        tags = dict(_tags(profile))
    except (struct.error, IndexError):
        return None
    new = profile[8] >= 4
    tags[b"desc"] = _localized("ICC") if new else _described(b"ICC")
    tags[b"cprt"] = _localized("-") if new else b"text\0\0\0\0-\0"
    return _written(_header(profile), tags)


def _tags(profile: bytes) -> list[tuple[bytes, bytes]]:
    (count,) = struct.unpack_from(">I", profile, 128)
    if count > _MOST_TAGS:
        raise IndexError(count)
    found = []
    for number in range(count):
        name, start, size = struct.unpack_from(">4sII", profile, 132 + 12 * number)
        body = profile[start : start + size]
        length = _length(body) if name in _KEPT else None
        if length is not None and length <= len(body):
            found.append((name, body[:length]))
    return found


def _length(body: bytes) -> int | None:
    """How long an element of numbers is; None if it is something else."""
    match body[:4]:
        case b"curv":
            return int(12 + 2 * struct.unpack_from(">I", body, 8)[0])
        case b"para":
            return 12 + 4 * (1, 3, 4, 5, 7)[struct.unpack_from(">H", body, 8)[0]]
        case b"XYZ ":
            return 20
        case b"sf32":
            return 44  # `chad`, a matrix of nine numbers
        case b"mft1" | b"mft2" as kind:
            channels, out, grid = body[8], body[9], body[10]
            wide = kind == b"mft2"  # numbers of two bytes, and tables of any length
            before, after = struct.unpack_from(">HH", body, 48) if wide else (256, 256)
            numbers = before * channels + grid**channels * out + after * out
            return 52 + 2 * int(numbers) if wide else 48 + int(numbers)
        case kind if kind in _WHOLE:
            return len(body)
        case _:
            return None


def _header(profile: bytes) -> bytes:
    """Version, class, colour spaces and intent; maker, device, day and everything else are none or fixed."""
    return b"".join((
        b"\0" * 4, profile[8:12], profile[12:24], _DATE, b"acsp", b"\0" * 16, b"\0" * 8,
        profile[64:68], _D50, b"\0" * 48,
    ))  # fmt: skip


def _written(header: bytes, tags: dict[bytes, bytes]) -> bytes:
    """A profile; what stands in several tags (a curve for all colours) is written once."""
    start = 132 + 12 * len(tags)
    places: dict[bytes, int] = {}
    bodies = b""
    for body in tags.values():
        if body not in places:
            places[body] = start + len(bodies)
            bodies += body + b"\0" * (-len(body) % 4)
    table = b"".join(name + struct.pack(">II", places[body], len(body)) for name, body in tags.items())
    whole = header + struct.pack(">I", len(tags)) + table + bodies
    return struct.pack(">I", len(whole)) + whole


def _localized(text: str) -> bytes:
    coded = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, len(coded), 28) + coded


def _described(text: bytes) -> bytes:
    return b"desc" + struct.pack(">II", 0, len(text) + 1) + text + b"\0" * 79


# --- EXIF: all that is kept of it is how a picture is to be turned.


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
