"""What editors that speak YAML schemas have to know: which file follows which schema."""

from __future__ import annotations

import json
from typing import Any

from regsam_docs.repository.kinds import KINDS

FOLDER = ".regsam/schemas"
"""Where the copies for editors lie, relative to the root."""

SETTINGS = ".vscode/settings.json"

PATTERNS = {kind.name: kind.path("*", "*") for kind in KINDS.values()}
"""Kind of file → which files these are, as VS Code writes it."""


class Unmergeable(Exception):
    """Settings that this program cannot take apart and put together again without loss (comments, a doubled key)."""


def schema_file(kind: str, folder: str = FOLDER) -> str:
    """Where the copy of a schema lies."""
    return f"{folder}/{kind}.schema.json"


def wanted(folder: str = FOLDER) -> dict[str, Any]:
    """The settings of VS Code that this needs."""
    return {
        "yaml.schemas": {f"./{schema_file(kind, folder)}": pattern for kind, pattern in PATTERNS.items()},
        # Else the extension fetches a list of foreign schemas from the network.
        "yaml.schemaStore.enable": False,
    }


def merged(settings: str | None, folder: str = FOLDER) -> str:
    """The text of `.vscode/settings.json` with what is needed put in; all else stays. The same text if nothing is missing.

    Raises Unmergeable.
    """
    try:
        there = json.loads(settings or "{}", object_pairs_hook=_once)
        if not isinstance(there, dict) or not isinstance(there.get("yaml.schemas", {}), dict):
            raise Unmergeable
        needed = wanted(folder)
        new = {**needed, **there, "yaml.schemas": {**there.get("yaml.schemas", {}), **needed["yaml.schemas"]}}
        made = as_json(new)
        made.encode()  # fails for half of a character, which JSON can spell
    except (ValueError, RecursionError) as error:
        raise Unmergeable from error
    return settings if settings is not None and new == there else made


def as_json(value: Any) -> str:
    """JSON as editors write it."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)
