"""The schemas as editors need them: one file a kind, nothing to look up elsewhere, only the place's own words.

Editors take keywords they do not know for constraints and then no longer see that a place with a `$ref` holds a text or a date:
they would offer its key without the colon behind it.
"""

from __future__ import annotations

import json
import re
from typing import Any

from regsam_docs.schema import store

OURS = frozenset({"edition", "edition-definition", "freitext-edition", "verweis", "contentMediaType", "$comment"})
"""Keywords that say nothing to an editor."""

UNQUOTED = {"number": ("7", "1234", "1.10", "4.2"), "boolean": ("true",)}
"""Texts that an editor takes for something else without quotes; for us they stay as written (`schema.typed`)."""

VALUES = frozenset({"default", "examples"})
"""Keywords whose values are content, not schemas."""


def for_editors(kind: str) -> bytes:
    """The schema of a kind of file as an editor gets it: JSON, indented, in UTF-8."""
    schema = {"$schema": store.raw(kind)["$schema"], **_plain(store.whole(kind))}
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def _plain(schema: Any, inside: str = "") -> Any:
    if isinstance(schema, list):
        return [_plain(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if inside == "properties":
        return {key: _plain(value) for key, value in schema.items()}
    plain = {key: value if key in VALUES else _plain(value, key) for key, value in schema.items() if key not in OURS}
    more = _as_written(plain) if plain.get("type") == "string" else []
    return plain | {"type": ["string", *more]} if more else plain


def _as_written(text: dict[str, Any]) -> list[str]:
    """What an editor takes unquoted texts of a kind for, besides texts."""
    if not text.keys().isdisjoint(("enum", "const", "format")):
        return []
    pattern = text.get("pattern", "")
    return [kind for kind, samples in UNQUOTED.items() if any(re.search(pattern, sample) for sample in samples)]
