"""The handbook's tables of keys, made of the schemas: they are the only place that says what a file may contain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Schema = dict[str, Any]

FOLDER = Path(__file__).parents[2] / "schemas"
SHARED = "gemeinsam.schema.json"
PERSON = "person"
"""The group that has a table of its own, because five files use it."""


def table(kind: str) -> str:
    """The table of all keys of one kind of file, or of persons."""
    files = {file.name: json.loads(file.read_text("utf-8")) for file in FOLDER.glob("*.schema.json")}
    shared = files[SHARED]["$defs"]
    start = shared[PERSON] if kind == PERSON else files[f"{kind}.schema.json"]
    rows = []
    for key, required, words in _rows(start, "", shared, {}):
        rows.append(f"| **`{key}`** | {words} |" if required else f"| `{key}` | {words} |")
    return "\n".join(["| Schlüssel | Bedeutung |", "| --- | --- |", *rows])


def _rows(here: Schema, start: str, shared: Schema, seen: dict[str, str]) -> Iterator[tuple[str, bool, str]]:
    for key, place in here.get("properties", {}).items():
        path = f"{start}{key}"
        inner, name = _group(place, shared)
        words = place.get("description") or inner.get("description", "")
        if name == PERSON:
            words += " Angaben: siehe [Personen](#personen)."
        elif name in seen:
            words += f" Angaben wie bei `{seen[name]}`."
        yield path, key in here.get("required", ()), words.replace("|", "\\|")
        if name is None or (name != PERSON and name not in seen):
            seen |= {name: path} if name else {}
            yield from _rows(inner, f"{path}.", shared, seen)


def _group(place: Schema, shared: Schema) -> tuple[Schema, str | None]:
    """The group of keys at a place, in a list or among alternatives, and its name if it is a shared one."""
    if "properties" in place:
        return place, None
    for inner in [place["items"]] if "items" in place else [*place.get("anyOf", ()), *place.get("oneOf", ())]:
        found = _group(inner, shared)
        if "properties" in found[0]:
            return found
    if "$ref" in place:
        name = place["$ref"].rpartition("/")[2]
        inner, deeper = _group(shared[name], shared)
        if "properties" in inner:
            return inner, deeper or name
    return place, None
