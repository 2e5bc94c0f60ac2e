"""The list of what a build made: the memory that decides what is up to date and the only ground for deleting anything."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

import msgspec

NAME = ".regsam-docs.json"
"""The manifest's file in `build/`."""

VERSION = 1

Signer = Callable[[bytes], bytes]
"""Gives the 32 bytes by which a manifest is known as one written here."""

_END = b',\n "echtheit": "%b"\n}\n'
_END_BYTES = len(_END % bytes(64))


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file made by a build: `key` stands for everything it was made of, `digest` for its bytes. Both are empty while a
    build is under way, so that what a killed build left counts as ours and as not up to date."""

    key: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Files relative to `build/`, POSIX."""

    files: Mapping[str, BuiltFile] = field(default_factory=dict)


_Path = Annotated[str, msgspec.Meta(pattern=r"\A[a-z]+(?:/(?!\.{1,2}(?:/|\Z))[^/\\\x00-\x1f\x7f]+)+\Z")]
_Digest = Annotated[str, msgspec.Meta(pattern=r"\A(?:[0-9a-f]{64})?\Z")]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The manifest's file: paths lead into the folder of an edition and nowhere else."""

    erzeugt_von: Literal["regsam-docs"]
    version: Literal[1]
    dateien: dict[_Path, tuple[_Digest, _Digest]]
    echtheit: str


def encode(manifest: Manifest, mark: Signer) -> bytes:
    """The manifest as its file; the same files give the same bytes."""
    files = {path: (entry.key, entry.digest) for path, entry in sorted(manifest.files.items())}
    whole = {"erzeugt_von": "regsam-docs", "version": VERSION, "dateien": files}
    # json's own indentation takes ten times as long, and a build writes this after every few areas.
    body = msgspec.json.format(msgspec.json.encode(whole), indent=1).removesuffix(b"\n}")
    return body + _END % mark(body).hex().encode()


def decode(data: bytes, mark: Signer) -> Manifest | None:
    """Read a manifest; None if it does not bear our mark: then nothing may be left or deleted on its word. Not a byte is looked
    at before the mark is."""
    body, end = data[:-_END_BYTES], data[-_END_BYTES:]
    if not hmac.compare_digest(end, _END % mark(body).hex().encode()):
        return None
    try:
        files = msgspec.json.decode(data, type=_File).dateien
    except (ValueError, RecursionError):
        return None
    return Manifest({path: BuiltFile(*entry) for path, entry in files.items()})
