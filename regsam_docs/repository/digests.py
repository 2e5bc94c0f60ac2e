"""What stands for contents: digests of bytes, and of several things at once."""

from __future__ import annotations

import hashlib


def digest(data: bytes) -> str:
    """SHA-256 of some bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def key(*parts: str | bytes) -> str:
    """One digest for several things; their borders count, so that "ab", "c" and "a", "bc" differ."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()
