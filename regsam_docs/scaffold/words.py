"""Values as YAML, written so that this program and an editor that knows only the schema read them alike."""

from __future__ import annotations

import json
import re
from typing import Any

WIDTH = 100
"""Columns that comments and values in one line may take."""

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


def inline(value: Any) -> str:
    """Any plain data in one line: `{nummer: 20, name: Hadern}`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {inline(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(inline(entry) for entry in value) + "]"
    return scalar(value, flow=True)


def one_line(text: str) -> str:
    """A text as it may stand in a comment or in one line of YAML."""
    return " ".join(text.split())
