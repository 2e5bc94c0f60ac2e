"""Whether two YAML texts say the same: the same data, apart from the order of keys, and the same comments."""

from __future__ import annotations

from collections.abc import Hashable

from regsam_docs import yaml
from regsam_docs.tidy import tokens
from regsam_docs.yaml import Mapping, Node, Scalar


def same(one: str, other: str) -> bool:
    """Whether both can be read and mean the same to everything that reads them."""
    nodes = [yaml.read(text.encode(), "")[0] for text in (one, other)]
    first, second = nodes
    if first is None or second is None:
        return False
    return _plain(first) == _plain(second) and sorted(comments(one)) == sorted(comments(other))


def _plain(node: Node) -> Hashable:
    """What a node means: texts with whether they may be numbers, and whether a comment cuts them off (Y05)."""
    if isinstance(node, Scalar):
        return (node.text, node.style == "plain", node.cut)
    if isinstance(node, Mapping):
        return frozenset((entry.key, entry.colon, _plain(entry.value)) for entry in node.entries)
    return tuple(_plain(item) for item in node.items)


def comments(text: str) -> list[str]:
    """All comments of a text that can be read, without the blanks at their ends."""
    found: list[str] = []
    last = 0
    for part in [*tokens.texts(tokens.read(text)), tokens.Text(len(text), len(text))]:
        found += _in(text[last : part.start])
        if part.block:
            found += _in(next(tokens.lines_from(text, part.start)))
        last = part.end
    return found


def _in(gap: str) -> list[str]:
    """The comments in what stands between two texts: dashes, brackets, blanks."""
    return ["#" + line.partition("#")[2].rstrip() for line in gap.split("\n") if "#" in line]
