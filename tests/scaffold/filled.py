"""New files as somebody fills them in: every gap with the schema's example, every optional entry switched on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from regsam_docs import yaml
from regsam_docs.scaffold.drafting import items, properties, required, sample
from regsam_docs.schema import schemas
from regsam_docs.schema.schemas import Schema
from regsam_docs.tidy.patching import inline
from regsam_docs.yaml import Mapping, Node, Scalar, Sequence


def nodes(text: str) -> Node:
    node, findings = yaml.read(text.encode(), "x")
    assert node is not None, findings
    return node


def filled(kind: str, text: str) -> str:
    """The text with an example in every gap."""
    lines = text.split("\n")
    for line, example in _gaps(nodes(text), schemas.whole(kind)):
        lines[line - 1] += f" {example}"
    return "\n".join(lines)


def _gaps(node: Node, place: Schema) -> Iterator[tuple[int, str]]:
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _gaps(item, items(place))
    elif isinstance(node, Mapping):
        for entry in node.entries:
            below = properties(place).get(entry.key, {})
            if entry.value == Scalar("", entry.value.mark, "plain", False, None):
                if entry.key in required(place):
                    yield entry.key_mark.line, inline(sample(below))
            else:
                yield from _gaps(entry.value, below)


def switched_on(text: str) -> str:
    """The text with the `#` deleted before every entry that is switched off, as its head says."""
    head, _, body = text.partition("\n\n")
    while True:
        on = re.sub(r"^( *)#(?! \S)", r"\1", body, flags=re.MULTILINE)
        if on == body:
            return f"{head}\n\n{body}"
        body = on


RULED_OUT = ("abgesagt", "anzahl", "mittelwert_zeile", "vertagt_auf", "verwiesen_an")
"""Keys that what stands beside them in a new file rules out."""


def fitting(text: str) -> str:
    """The text without entries that others rule out: nobody switches on both."""
    kept: list[str] = []
    within: int | None = None
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip())
        if within is not None and (indent > within or not line.strip()):
            continue
        within = indent if line.strip().partition(":")[0] in RULED_OUT else None
        kept += [] if within is not None else [line]
    return "\n".join(kept)


def keys(node: Node, place: Schema) -> Iterator[tuple[str, ...]]:
    """Which keys of which mappings of the schema are written."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from keys(item, items(place))
    elif isinstance(node, Mapping):
        for entry in node.entries:
            yield (*properties(place), f"→ {entry.key}")
            yield from keys(entry.value, properties(place).get(entry.key, {}))


def known(place: Schema) -> Iterator[tuple[str, ...]]:
    """All keys of all mappings of the schema."""
    for key, below in properties(place).items():
        yield (*properties(place), f"→ {key}")
        yield from known(below)
    if items(place):
        yield from known(items(place))
