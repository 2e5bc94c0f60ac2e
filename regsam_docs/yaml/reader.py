"""Bytes of a YAML file to nodes, or to the findings that say why not (Y01, Y02, Y03)."""

from __future__ import annotations

from regsam_docs.finding import Finding
from regsam_docs.yaml import characters, mistakes, quick
from regsam_docs.yaml.nodes import Node
from regsam_docs.yaml.parse import parse


def read(data: bytes, path: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """Read a file's bytes; `path` goes into the findings. With findings there is no node, and the other way round.

    Nothing is expanded or converted; limits are those of `limits.py` (docs/format.md, „Wie gelesen wird“).
    """
    text, findings = characters.decode(data, path)
    if findings:
        return None, findings
    if conflict := mistakes.conflict(text, path):
        return None, (conflict,)
    node = quick.read(text)
    if node is not None:
        return node, ()
    parsed = parse(text)
    if parsed.failure or parsed.problems:
        return None, tuple(sorted(mistakes.explain(text, parsed, path), key=lambda found: found.order))
    return parsed.node, ()
