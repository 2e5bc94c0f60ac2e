"""A file changed in one place, where everything else stays to the character: items put into a list, a text put in another's
place."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from regsam_docs.finding import Path
from regsam_docs.schema import Shape
from regsam_docs.tidy.tokens import List, Map, Odd, Pair, Spanned, Text, at, column, name

Added = Mapping[str, Any]


class NoPlace(Exception):
    """The file is so uncommon that nothing can be put into it without a doubt."""


def appended(text: str, path: Path, items: Sequence[Added], shape: Shape) -> str:
    """The text of a file with items behind those of the list at `path`, which is begun where the schema has its place if it is
    not there. `shape`: of the mapping that holds the list. The text is one that `yaml.read` reads without findings. Raises
    NoPlace, and KeyError where there is no such mapping."""
    text, root, pair = _found(text, path)
    if pair is None:
        left = column(text, root.start)
        return _begun(text, root, str(path[-1]), f"{' ' * left}{path[-1]}:\n{_block(items, left + 2)}", shape)
    if pair.value.end == pair.value.start:  # nothing behind the colon
        at = _line_end(text, pair.colon)
        return text[:at] + _block(items, column(text, root.start) + 2) + text[at:]
    if not isinstance(pair.value, List):
        raise NoPlace
    if pair.value.flow:
        at = pair.value.end - 1
        more = ", ".join(inline({k: str(v) if isinstance(v, date) else v for k, v in item.items()}) for item in items)
        return f"{text[:at]}{', ' if pair.value.items else ''}{more}{text[at:]}"
    at = _line_end(text, pair.value.end)
    return text[:at] + _block(items, column(text, pair.value.start)) + text[at:]


def put(text: str, key: str, value: str | Added, shape: Shape) -> str:
    """The text of a file with this value for a key at its top, a text or a mapping of texts: in the place of what it had, or
    where the schema has its place. The text is one that `yaml.read` reads without findings. Raises NoPlace."""
    text, root, pair = _found(text, (key,))
    inner = value.items() if not isinstance(value, str) else ()
    below = "".join(f"  {name}: {_value(entry, 4)}\n" for name, entry in inner)
    lines = f"{key}: {scalar(value)}\n" if isinstance(value, str) else f"{key}:\n{below}"
    if pair is None:
        return _begun(text, root, key, lines, shape)
    return text[: pair.key.start] + lines + text[_line_end(text, pair.value.end) :]


def _found(text: str, path: Path) -> tuple[str, Map, Pair | None]:
    """A text that ends with a line, the mapping in blocks that has, or is to have, the last key of a path, and that entry."""
    text = text if text.endswith("\n") else f"{text}\n"
    try:
        root, _ = at(text, path[:-1])
    except Odd as odd:
        raise NoPlace from odd
    if not isinstance(root, Map) or root.flow:
        raise NoPlace
    return text, root, next((pair for pair in root.entries if name(text, pair) == path[-1]), None)


def _begun(text: str, root: Map, key: str, lines: str, shape: Shape) -> str:
    """The text with the lines of a new entry of a mapping, behind those that the schema has before it."""
    order = list(shape.properties)
    if key not in order or any(name(text, pair) not in order for pair in root.entries):
        raise NoPlace
    before = [pair for pair in root.entries if order.index(name(text, pair)) < order.index(key)]
    if not before:
        return text[: root.start] + lines.lstrip(" ") + " " * column(text, root.start) + text[root.start :]
    at = _line_end(text, before[-1].value.end)
    return text[:at] + lines + text[at:]


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


# --- One text of a file in place of another; everything else stays to the letter.


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


# --- values written as YAML

_PLAIN = re.compile(r"[0-9A-Za-zÄÖÜäöüß„(/][^\t\n\r]*\Z")
_RISKY = re.compile(r": |:\Z| #| \Z")
_FLOW = re.compile(r"[,\[\]{}]")
_OTHER = re.compile(r"true|false|null|yes|no|on|off|[0-9][0-9_.]*(?:[eE][0-9]+)?|0[xo][0-9a-fA-F]+", re.IGNORECASE)


def scalar(value: Any, *, flow: bool = False) -> str:
    """A text, number or truth value. `flow`: it stands between brackets.

    A text that YAML could take for a number is quoted: this program would not need that, but editors do.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    plain = _PLAIN.match(text) and not _RISKY.search(text) and not _OTHER.fullmatch(text)
    return text if plain and not (flow and _FLOW.search(text)) else json.dumps(text, ensure_ascii=False)


def block(text: str) -> list[str]:
    """A text of several lines as the lines below `|-`, without blanks at their ends; the first may not begin with one."""
    return [line.rstrip() for line in text.strip().split("\n")]


def inline(value: Any) -> str:
    """Any plain data in one line: `{nummer: 20, name: Hadern}`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {inline(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(inline(entry) for entry in value) + "]"
    return scalar(value, flow=True)
