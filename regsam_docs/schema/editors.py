"""The schemas as editors need them: one file a kind, nothing to look up elsewhere, only the place's own words.

Editors take keywords they do not know for constraints and then no longer see that a place with a `$ref` holds a text or a date:
they would offer its key without the colon behind it.
"""

from __future__ import annotations

import json
from typing import Any

from regsam_docs.schema import store

OURS = frozenset({"edition", "edition-definition", "freitext-edition", "verweis", "contentMediaType", "$comment"})
"""Keywords that say nothing to an editor."""

AS_WRITTEN = ["string", "number", "boolean"]
"""What stands unquoted where a text is expected stays as written (`schema.typed`); an editor has its own mind of `01234`."""

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
    return plain | {"type": AS_WRITTEN} if plain.get("type") == "string" else plain
