"""Items put into a list of a file, where everything else stays to the character: comments, order, layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from regsam_docs.scaffold.draft import block, inline, scalar
from regsam_docs.schema import Shape
from regsam_docs.tidy.tokens import List, Map, Odd, Pair, column, read

Added = Mapping[str, Any]


class NoPlace(Exception):
    """The file is so uncommon that nothing can be put into it without a doubt."""


def appended(text: str, key: str, items: Sequence[Added], shape: Shape) -> str:
    """The text of a file with items behind those of its list `key`, which is begun where the schema has its place if it is not
    there. The text is one that `yaml.read` reads without findings. Raises NoPlace."""
    try:
        root = read(text)
    except Odd as odd:
        raise NoPlace from odd
    if not isinstance(root, Map) or root.flow:
        raise NoPlace
    text = text if text.endswith("\n") else f"{text}\n"
    pair = next((pair for pair in root.entries if _name(text, pair) == key), None)
    if pair is None:
        order = list(shape.properties)
        before = [pair for pair in root.entries if order.index(_name(text, pair)) < order.index(key)]
        at = _line_end(text, before[-1].value.end) if before else root.start
        return f"{text[:at]}{key}:\n{_block(items, 2)}{text[at:]}"
    if pair.value.end == pair.value.start:  # nothing behind the colon
        at = _line_end(text, pair.colon)
        return text[:at] + _block(items, 2) + text[at:]
    if not isinstance(pair.value, List):
        raise NoPlace
    if pair.value.flow:
        at = pair.value.end - 1
        more = ", ".join(inline({k: str(v) if isinstance(v, date) else v for k, v in item.items()}) for item in items)
        return f"{text[:at]}{', ' if pair.value.items else ''}{more}{text[at:]}"
    at = _line_end(text, pair.value.end)
    return text[:at] + _block(items, column(text, pair.value.start)) + text[at:]


def _name(text: str, pair: Pair) -> str:
    return text[pair.key.start : pair.key.end].strip("\"'")


def _line_end(text: str, index: int) -> int:
    """Where the next line begins."""
    if index and text[index - 1] == "\n":  # a block's end lies behind its line break
        return index
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _block(items: Sequence[Added], indent: int) -> str:
    lines = []
    for item in items:
        for number, (key, value) in enumerate(item.items()):
            lines.append(f"{' ' * indent}{'- ' if not number else '  '}{key}: {_value(value, indent + 4)}\n")
    return "".join(lines)


def _value(value: Any, indent: int) -> str:
    """A value in one line, or a text of several as a block."""
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str) or "\n" not in value.strip():
        return scalar(value.strip() if isinstance(value, str) else value)
    return "|-\n" + "\n".join(" " * indent + line if line else "" for line in block(value))
