"""Nodes → typed plain data, judged by the schemas: findings S01 to S06 and Y05."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from regsam_docs.finding import Finding, Rule, finding
from regsam_docs.schema import judge, messages
from regsam_docs.schema.editions import EDITIONS
from regsam_docs.schema.places import Places
from regsam_docs.schema.rules import S02
from regsam_docs.schema.shape import Shape, shape
from regsam_docs.schema.typed import EMPTY, Reader, is_cut
from regsam_docs.schema.walk import Leaf, Path, walk
from regsam_docs.yaml import Mark, Node

__all__ = ["EDITIONS", "Checked", "Leaf", "Path", "Places", "Shape", "check", "shape", "walk"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was read: its data (None if a finding is a `fehler`), where everything stands, and what was found."""

    data: dict[str, Any] | None
    places: Places
    findings: tuple[Finding, ...]


def check(kind: str, node: Node, path: str) -> Checked:
    """Type the nodes of one file of `kind` by its schema and judge them. `path` goes into the findings."""
    places = Places(node)
    found: list[Finding] = []

    def report(mark: Mark, rule: Rule, message: str, hint: str | None) -> None:
        found.append(finding(path, mark.line, mark.column, rule, message, hint))

    reader = Reader(report)
    data = reader.value(node, shape(kind))
    data = {} if data is EMPTY else data
    for fault in judge.faults(kind, data):
        if fault.path not in reader.absent:
            report(_mark(fault, places), fault.rule, *_words(fault, places))
    findings = tuple(sorted(found, key=lambda f: f.order))
    return Checked(None if any(f.is_error for f in findings) else data, places, findings)


def _mark(fault: judge.Fault, places: Places) -> Mark:
    if fault.key is None:
        return places.value(fault.path)
    written = places.entry((*fault.path, fault.key))
    return written.key_mark if written is not None else places.first_key(fault.path)


def _words(fault: judge.Fault, places: Places) -> messages.Words:
    written = places.entry((*fault.path, fault.key)) if fault.key is not None else None
    if written is None:
        return fault.message, fault.hint
    if fault.rule is S02:
        return messages.empty(written.key, cut=is_cut(written.value))
    if not written.colon and fault.hint is None:
        return messages.split_text(written.key)
    return fault.message, fault.hint
