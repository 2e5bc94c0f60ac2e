"""Nodes → typed plain data, judged by the schemas: findings S01 to S06 and Y05."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from regsam_docs.finding import Finding, finding
from regsam_docs.schema import judge, messages
from regsam_docs.schema.places import Places
from regsam_docs.schema.shape import EDITIONS, Shape, shape
from regsam_docs.schema.typed import EMPTY, Reader
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

    def report(mark: Mark, id: str, message: str, hint: str | None) -> None:
        found.append(finding(path, mark.line, mark.column, id, message, hint))

    reader = Reader(report)
    data = reader.value(node, shape(kind))
    data = {} if data is EMPTY else data
    for fault in judge.faults(kind, data):
        if fault.path in reader.absent or (fault.id == "S02" and (*fault.path, fault.key) in reader.absent):
            continue
        report(_mark(fault, places), fault.id, *_words(fault, places))
    findings = tuple(sorted(found, key=lambda f: f.order))
    return Checked(None if any(f.is_error for f in findings) else data, places, findings)


def _mark(fault: judge.Fault, places: Places) -> Mark:
    if fault.id == "S01" and fault.key is not None:
        return places.key((*fault.path, fault.key))
    if fault.id == "S02":
        return places.first_key(fault.path)
    return places.value(fault.path)


def _words(fault: judge.Fault, places: Places) -> messages.Words:
    if fault.id == "S01" and fault.key is not None and fault.hint is None and _no_colon(fault, places):
        return messages.split_text(fault.key)
    return fault.message, fault.hint


def _no_colon(fault: judge.Fault, places: Places) -> bool:
    entry = places.entry((*fault.path, str(fault.key)))
    return entry is not None and not entry.colon

