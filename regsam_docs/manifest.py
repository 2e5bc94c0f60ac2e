"""The list of what a build made: the memory that decides what is up to date and the only ground for deleting anything."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from regsam_docs.trouble import Trouble

NAME = ".regsam-docs.json"
"""The manifest's file in `build/`."""

VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A file made by a build: `key` stands for everything it was made of, `digest` for its bytes. Both are empty while a
    build is under way, so that what a killed build left counts as ours and as not up to date."""

    key: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Files relative to `build/`, POSIX."""

    files: Mapping[str, Entry] = field(default_factory=dict)


def encode(manifest: Manifest) -> bytes:
    """The manifest as its file; the same files give the same bytes."""
    files = {path: [entry.key, entry.digest] for path, entry in sorted(manifest.files.items())}
    whole = {"erzeugt_von": "regsam-docs", "version": VERSION, "dateien": files}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def decode(data: bytes) -> Manifest:
    """Read a manifest. Raises Trouble if it is not one of ours: then nothing may be deleted on its word."""
    try:
        whole = json.loads(data)
        if whole["erzeugt_von"] != "regsam-docs" or whole["version"] != VERSION:
            raise ValueError(whole)
        files = {str(path): Entry(str(key), str(digest)) for path, (key, digest) in whole["dateien"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Trouble(f"build/{NAME} ist beschädigt. Löschen Sie den Ordner build/ und bauen Sie neu.") from error
    if any(path.startswith("/") or ".." in path.split("/") or "\\" in path for path in files):
        raise Trouble(f"build/{NAME} nennt Dateien außerhalb von build/. Löschen Sie den Ordner build/ und bauen Sie neu.")
    return Manifest(files)


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
