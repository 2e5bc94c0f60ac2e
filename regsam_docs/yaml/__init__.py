"""Strict YAML: bytes to nodes with their places, or to the findings that say why not (Y01, Y02, Y03): mistakes in German at the
line that must be changed."""

from __future__ import annotations

from dataclasses import dataclass

from regsam_docs.finding import Finding, finding
from regsam_docs.repository import contents
from regsam_docs.yaml import characters, mistakes, quick
from regsam_docs.yaml.characters import Y01, Y03
from regsam_docs.yaml.mistakes import Changed, Guess
from regsam_docs.yaml.parse import parse
from regsam_docs.yaml.quick import Entry, Mapping, Mark, Node, Scalar, Sequence

__all__ = ["Changed", "Entry", "Guess", "Mapping", "Mark", "Node", "Scalar", "Sequence", "attempt", "read"]


def read(data: bytes, path: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """Read a file's bytes; `path` goes into the findings. With findings there is no node, and the other way round.

    Nothing is expanded or converted; limits are those of `limits.py` (docs/format.md, „Wie gelesen wird“).
    """
    read = attempt(data, path)
    return (None if isinstance(read.node, Guess) else read.node), read.findings


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was read of a file: its node without findings; with them what it says where nothing is wrong, if that is certain."""

    node: Node | Guess | None
    findings: tuple[Finding, ...] = ()


def attempt(data: bytes, path: str) -> Attempt:
    """As `read`, but of a file with mistakes it gives what can be read in spite of them."""
    if unfit := contents.unfit(data, "yaml"):
        return Attempt(None, (finding(path, unfit.line, unfit.column, Y01 if unfit.readable else Y03, unfit.message),))
    text, findings = characters.decode(data, path)
    if findings:
        return Attempt(None, findings)
    node = quick.read(text)
    if node is not None:
        return Attempt(node)
    parsed = parse(text)
    if not parsed.failure and not parsed.problems:
        return Attempt(parsed.node)
    found, guess = mistakes.explain(text, parsed, path)
    return Attempt(guess, tuple(sorted(found, key=lambda one: one.order)))
