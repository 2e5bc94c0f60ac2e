"""A YAML file as read: its data, where everything stands, and what was found while reading (Y and S)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from regsam_docs import schema, yaml
from regsam_docs.finding import Finding, Problem, Rule, finding
from regsam_docs.schema import Leaf, Places, drafts, walk
from regsam_docs.yaml.characters import composed, decode
from regsam_docs.yaml.lines import pieces, quote
from regsam_docs.yaml.rules import Y05

CHECKED = ("geprüft".encode(), "gepru\u0308ft".encode())
"""Stands in every mark that checks off a warning, in both forms of Unicode."""


@dataclass(frozen=True)
class Sheet:
    """A YAML file. `data` is None when it has a finding Y or S of level `fehler`, or is a draft (`drafts`)."""

    path: str
    kind: str
    digest: str
    """SHA-256 of its text in hexadecimal digits: the same with or without BOM, with CRLF, and in decomposed Unicode,
    for these make the same document (docs/dokumente.md, „Fassung“)."""
    data: dict[str, Any] | None
    findings: tuple[Finding, ...]
    places: Places | None
    """Where everything stands; None if the file cannot be read."""
    certain: dict[str, Any] | None = None
    """What of it is certain in spite of its findings (`schema.Checked`): the data, if there are none."""
    text: str | None = None
    """What is written, if comments may say in it that a warning was checked (`marks`); else it is not kept."""

    @property
    def is_draft(self) -> bool:
        """Whether nothing is wrong with the file but that it is not filled in yet (`drafts`)."""
        return self.data is None and not any(one.is_error for one in self.findings)

    @cached_property
    def leaves(self) -> list[Leaf]:
        """Every value that is certain, with what the schema says about its place."""
        return walk(self.kind, self.certain) if self.certain is not None else []

    def locate(self, rule: Rule, problem: Problem) -> Finding:
        """A rule's problem as a finding at its line and column."""
        if self.places is None:
            raise ValueError(f"{rule.id} speaks of {self.path}, which was not read")
        mark = {"value": self.places.value, "key": self.places.key, "first_key": self.places.first_key}[problem.at](problem.path)
        return finding(self.path, mark.line, mark.column, rule, problem.message, problem.hint)


def read(content: bytes, path: str, kind: str, *, sealed: bool = False) -> Sheet:
    """Read one YAML file of a kind from its bytes; `path` goes into the findings. One that is `sealed` is no draft, whatever it
    says of itself."""
    text = decode(content, path)[0] if any(word in content for word in CHECKED) else None
    attempt = yaml.attempt(content, path)
    if attempt.node is None:
        return Sheet(path, kind, digest_of(content), None, attempt.findings, None, text=text)
    checked = schema.check(kind, attempt.node, path)
    cut = [one for one in checked.findings if one.id == Y05.id]
    lines = decode(content, path)[0].split("\n") if cut else []
    said = (_uncut(one, lines) if one in cut else one for one in checked.findings)
    found = tuple(sorted((*attempt.findings, *said), key=lambda one: one.order))
    if found and not sealed and drafts.is_draft(kind, content, checked.certain):
        found = drafts.noted(found)
    return Sheet(path, kind, digest_of(content), checked.data, found, checked.places, checked.certain, text)


def _uncut(found: Finding, lines: list[str]) -> Finding:
    """The finding of a text that a comment sign cuts, with the whole text in quotes for a suggestion."""
    piece = next((p for p in pieces(lines[found.line - 1]) if p.start == found.column - 1), None)
    return replace(found, hint=quote(piece.value)) if piece is not None and not piece.flow else found


def digests_before(content: bytes) -> frozenset[str]:
    """Digests of the bytes a file has or had, with the line ends of any system: what seals kept before they took the text."""
    lines = content.replace(b"\r\n", b"\n")
    return frozenset(hashlib.sha256(same).hexdigest() for same in (content, lines, lines.replace(b"\n", b"\r\n")))


def digest_of(content: bytes) -> str:
    """Digest of a file's normalised text; of its bytes if it is no text."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha256(composed(text).encode()).hexdigest()
