"""One text of a file in place of another; everything else stays to the letter."""

from __future__ import annotations

import json

from regsam_docs.finding import Path
from regsam_docs.scaffold.draft import scalar
from regsam_docs.tidy.tokens import List, Map, Spanned, Text, at, column

STEP = 2
"""Columns by which a text lies further right than its key."""


def replaced(text: str, path: Path, value: str) -> str:
    """The file `text`, which reads without a finding, with `value` at `path`, where a text stands now. One of several lines
    becomes or stays a block (`|`). Raises KeyError if no text stands there."""
    node, parent = at(text, path)
    if not isinstance(node, Text):
        raise KeyError(path)
    written, end = _written(text, node, parent, value), node.end
    if node.block and not written.startswith("|") and text[end - 1 : end] == "\n":
        end -= 1
    return text[: node.start] + written + text[end:]


def _written(text: str, node: Text, parent: Spanned | None, value: str) -> str:
    if isinstance(parent, Map | List) and parent.flow:
        return scalar(value, flow=True)
    if "\n" not in value.rstrip("\n") and not node.block:
        return scalar(value.rstrip("\n"))
    lines = value.rstrip("\n").split("\n")
    if any(line != line.rstrip() for line in lines) or lines[0].startswith(" "):
        return json.dumps(value, ensure_ascii=False)
    head = "|" if value.endswith("\n") else "|-"
    indent = " " * (column(text, parent.start if parent is not None else 0) + STEP)
    below = "".join(f"{indent}{line}\n" if line else "\n" for line in lines)
    return f"{head}\n{below}" if node.block and text[node.end - 1 : node.end] == "\n" else f"{head}\n{below}".rstrip("\n")
