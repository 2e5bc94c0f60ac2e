"""Things with something wrong in them, drawn from a seed: bytes, values, whole trees of files."""

from __future__ import annotations

import copy
import random
import zlib
from collections.abc import Sequence
from typing import Any

MOST = 200_000
"""Bytes of what comes out; larger things are other tests' matter (limits)."""

ODD = [
    b"\0",
    b"\xff",
    b"\r",
    b"\n",
    b"\t",
    b" ",
    b"'",
    b'"',
    b"<",
    b">",
    b"&",
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b")",
    b":",
    b"#",
    b"|",
    b"\\",
]
ODD += [
    b"-",
    b"0",
    b"-1",
    b"1e999",
    b"4294967295",
    b"9" * 400,
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xc3\x28",
    b"\xff\xff\xff\xff",
]
ODD += [
    "\u202e".encode(),
    "\u2028".encode(),
    "\ufffe".encode(),
    "\U0010ffff".encode(),
    "a\u0308".encode(),
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
]


def changed(chance: random.Random, data: bytes, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """One to six changes. `others`: things of the kind, to take pieces of; `words`: what means something in it."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        start = chance.randint(0, len(data))
        end = min(len(data), start + chance.choice((0, 0, 1, 1, 2, 4, 9, 60, 1000)))
        data = data[:start] + _piece(chance, data, start, end, others, words) + data[end:]
    return data[:MOST]


def _piece(chance: random.Random, data: bytes, start: int, end: int, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """What comes in the place of a part of some bytes."""
    kind = chance.randrange(8)
    if kind == 0:
        return b""
    if kind == 1:
        return chance.randbytes(min(end - start, 8))
    if kind == 2:
        return data[start:end] * chance.choice((2, 3, 50, 2000))
    if kind == 3:
        return chance.choice(ODD) * chance.choice((1, 1, 2, 5000))
    if kind == 4:
        other = chance.choice(others)
        at = chance.randint(0, len(other))
        return other[at : at + chance.choice((1, 4, 30, 400, 9000))]
    if kind == 5:
        return bytes((byte ^ (1 << chance.randrange(8))) for byte in data[start : min(end, start + 4)])
    return b"".join(chance.choice(words) for _ in range(chance.choice((1, 1, 2, 8)))) * chance.choice((1, 1, 1, 300))


def with_sums(png: bytes) -> bytes:
    """A PNG whose checksums are right again, or it would be refused at the first of them."""
    made, at = png[:8], 8
    while at + 12 <= len(png):
        size = min(int.from_bytes(png[at : at + 4]), len(png) - at - 12)
        body = png[at + 4 : at + 8 + size]
        made += len(body[4:]).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)
        at += 12 + size
    return made + png[at:]


VALUES: tuple[Any, ...] = (
    *(
        "",
        " ",
        "x",
        "null",
        "true",
        "0",
        "x" * 3000,
        "a\nb",
        "* " * 40,
        "2024-02-29",
        "2024-02-30",
        "0001-01-01",
        "9999-12-31",
        "24:00",
        "Z1",
    ),
    *(
        "M1",
        "H1.1",
        "moderation",
        "anlagen/umgriff.svg",
        "../x",
        "anlagen/",
        "https://example.org/",
        "erika@example.org",
        "\u202e",
        "\U0001f600",
    ),
    *("beschlossen", "genehmigt", "entwurf", "vorlauf", "2024-06-13/1", "2024-06-13", "é" * 50, "1/2", "12,5", "-0"),
    *(
        0,
        -1,
        1,
        2,
        10**9,
        10**30,
        -(10**30),
        0.1,
        1e300,
        -0.0,
        True,
        False,
        None,
        [],
        {},
        [[]],
        [{}],
        {"": ""},
        [None],
        ["x", "x"],
    ),
)


def revalued(chance: random.Random, data: Any, others: Sequence[Any]) -> Any:
    """A value in which one to eight values, however deep, are others: of nowhere, of elsewhere in it, doubled, or gone."""
    whole = [copy.deepcopy(data)]
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        places = list(_places(whole))
        holder, key = chance.choice(places)
        kind = chance.randrange(6)
        if kind == 0 and holder is not whole:
            del holder[key]
        elif kind == 1 and isinstance(holder, list):
            holder[key:key] = copy.deepcopy([holder[key]]) * chance.choice((1, 2, 30))
        elif kind == 2 and isinstance(holder, dict):
            holder[chance.choice(["", "x", "text", "id", "datum", "nr", chance.choice(list(holder))])] = copy.deepcopy(
                holder[key]
            )
        elif kind == 3:
            other, at = chance.choice(list(_places([chance.choice(others)])))
            holder[key] = copy.deepcopy(other[at])
        elif kind == 4:
            other, at = chance.choice(places)
            holder[key] = copy.deepcopy(other[at])
        else:
            holder[key] = copy.deepcopy(chance.choice(VALUES))
    return whole[0]


def _places(value: Any) -> Any:
    """Every place within a value: what holds it, and under which key."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(items):
        yield value, key
        yield from _places(inner)
