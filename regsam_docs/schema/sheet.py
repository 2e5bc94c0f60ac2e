"""A YAML file as read: its data, where everything stands, and what was found while reading (Y and S); and drafts, new files in
which something is still to be filled in: until then all they give is a note of what is missing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from regsam_docs import schema, yaml
from regsam_docs.finding import WARNING, Finding, Problem, Rule, finding
from regsam_docs.german import counted
from regsam_docs.schema import Leaf, Places, walk
from regsam_docs.schema.judge import S02
from regsam_docs.yaml.characters import Y05, composed, decode
from regsam_docs.yaml.lines import pieces, quote

SIGN = "Noch auszufüllen:"
"""A comment that begins with this, at the start of a line, says that a file is new."""

_SIGN = f"# {SIGN}".encode()
_NAME = re.compile("„([^“]{1,40})“")

SHOWN = 10
"""So many open places are named; of more it is said how many."""

SETTLED: Mapping[str, Callable[[Any], bool]] = {
    "status": lambda status: status not in ("geplant", "entwurf"),
    "unterschriften": bool,
    "beschlossen_in": bool,
    "eintraege": lambda entries: len(entries) > 1,
    "handlungsfelder": lambda fields: len(fields) > 1,
    "kandidaten": lambda candidates: len(candidates) > 1,
}
"""Key of a file → of which values on it is new no longer: others go by what it says, and what it lacks is an error."""


NEVER = frozenset({"regsam", "gebiet", "kontakte"})
"""Kinds of files without which all others say nothing."""


def is_draft(kind: str, content: bytes, certain: Mapping[str, Any] | None) -> bool:
    """Whether a file says of itself that it is new, and nothing in it was decided yet. `certain`: see `Checked`."""
    if kind in NEVER or not (content.startswith(_SIGN) or b"\n" + _SIGN in content):
        return False
    return not any(key in SETTLED and SETTLED[key](value) for key, value in (certain or {}).items() if value is not None)


def noted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """A draft's findings: in the place of all that is missing one note, which is no error."""
    every = tuple(findings)
    missing = [one for one in every if one.id == S02.id]
    if not missing:
        return every
    named = [_place(one) for one in missing[:SHOWN]]
    named += [counted(len(missing) - SHOWN, "weitere Stelle", "weitere Stellen")] if len(missing) > SHOWN else []
    message = f"{SIGN} {', '.join(named)}. Bis dahin ist die Datei ein Entwurf, und kein Dokument entsteht daraus."
    note = replace(missing[0], level=WARNING, message=message, hint=None)
    return tuple(note if one is missing[0] else one for one in every if one.id != S02.id or one is missing[0])


def _place(missing: Finding) -> str:
    name = _NAME.search(missing.message)
    return f"„{name[1]}“ (Zeile {missing.line})" if name else f"Zeile {missing.line}"


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
    """What is written, if comments may say in it that a warning was checked (`check.register`); else it is not kept."""

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
    if found and not sealed and is_draft(kind, content, checked.certain):
        found = noted(found)
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
