"""A YAML file as read: its data, where everything stands, and what was found while reading (Y and S)."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import msgspec

from regsam_docs import schema, yaml
from regsam_docs.finding import Finding, finding
from regsam_docs.schema import Places


class Memory(Protocol):
    """Remembers what was read from some bytes, so that the same bytes need not be parsed again."""

    def recall(self, key: str) -> bytes | None:
        """What was kept under a key, or None."""

    def keep(self, key: str, value: bytes) -> None:
        """Keep a value under a key."""


@dataclass(frozen=True)
class Sheet:
    """A YAML file. `data` is None when it has a finding Y or S of level `fehler`."""

    path: str
    kind: str
    digest: str
    """SHA-256 of its text in hexadecimal digits: the same with or without BOM, with CRLF, and in decomposed Unicode,
    for these make the same document (robustness.md)."""
    data: dict[str, Any] | None
    findings: tuple[Finding, ...]
    content: Callable[[], bytes]
    """Its bytes."""

    @cached_property
    def places(self) -> Places | None:
        """Where everything stands; None if the file cannot be read. Parsed when first asked for: a file that was read
        before and has no finding never is."""
        node, _ = yaml.read(self.content(), self.path)
        return Places(node) if node is not None else None


def read(content: Callable[[], bytes], path: str, kind: str, memory: Memory | None = None) -> Sheet:
    """Read one YAML file of a kind. `content` gives its bytes; `path` goes into the findings."""
    data = content()
    key = hashlib.sha256(kind.encode() + b"\0" + data).hexdigest()
    known = memory.recall(key) if memory is not None else None
    if known is not None:
        digest, typed, found = msgspec.msgpack.decode(known)
        return Sheet(path, kind, digest, typed, tuple(finding(path, *one) for one in found), content)
    sheet = _parsed(data, path, kind, content)
    if memory is not None:
        found = [(f.line, f.column, f.id, f.message, f.hint) for f in sheet.findings]
        memory.keep(key, msgspec.msgpack.encode((sheet.digest, sheet.data, found)))
    return sheet


def _parsed(data: bytes, path: str, kind: str, content: Callable[[], bytes]) -> Sheet:
    node, found = yaml.read(data, path)
    if node is None:
        return Sheet(path, kind, digest_of(data), None, found, content)
    checked = schema.check(kind, node, path)
    sheet = Sheet(path, kind, digest_of(data), checked.data, (*found, *checked.findings), content)
    sheet.__dict__["places"] = checked.places  # known already: what `cached_property` would compute
    return sheet


def digest_of(content: bytes) -> str:
    """Digest of a file's normalised text; of its bytes if it is no text."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()
