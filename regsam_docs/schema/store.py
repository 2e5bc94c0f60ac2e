"""The product's own schemas, read once: the only place that says what a file may contain.

They never come from a content repository, else a pull request could make a field public (docs/architecture.md).
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, cast

from regsam_docs.repository import paths
from regsam_docs.repository.kinds import narrowest

Schema = dict[str, Any]

ANNOTATIONS = frozenset(
    {"$comment", "title", "description", "examples", "edition", "verweis", "contentMediaType", "freitext-edition"}
)
"""Keywords that tell readers and editors something and that no validator looks at."""


@cache
def raw(name: str) -> Schema:
    """The schema file as it is shipped. `name`: `gremium`, `gemeinsam`, `texte/phasenmodell` …"""
    path = paths.resources("schemas") / f"{name}.schema.json"
    return cast(Schema, json.loads(path.read_text("utf-8")))


@cache
def whole(name: str) -> Schema:
    """The schema with every `$ref` replaced by what it points to.

    Annotations beside a `$ref` win over the definition's, but for `edition`, of which both are kept: the narrower counts
    (docs/format.md, „Ausgaben“), so the definition's is repeated as `edition-definition`.
    """
    return cast(Schema, _inline(raw(name), name))


def _inline(schema: Any, home: str) -> Any:
    if isinstance(schema, list):
        return [_inline(entry, home) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" not in schema:
        return {key: _inline(value, home) for key, value in schema.items() if key not in ("$defs", "$schema")}
    definition, there = _target(schema["$ref"], home)
    merged = dict(_inline(definition, there))
    beside = {key: _inline(value, home) for key, value in schema.items() if key != "$ref"}
    defined = narrowest(merged.get("edition"), merged.get("edition-definition"))
    if defined is not None:
        merged["edition-definition"] = defined
    clash = set(merged) & set(beside) - ANNOTATIONS - {"edition-definition"}
    if clash:  # the place of use narrows the definition: both hold
        return {**beside, "allOf": [*beside.get("allOf", ()), merged]}
    return merged | beside


def _target(reference: str, home: str) -> tuple[Any, str]:
    file, _, pointer = reference.partition("#")
    name = file.removesuffix(".schema.json") if file else home
    if name not in ("gemeinsam", home) or "/" in file:
        raise ValueError(f"{home}: a schema may only refer to itself and to gemeinsam, not to {reference}")
    found: Any = raw(name)
    for part in filter(None, pointer.split("/")):
        found = found[part]
    return found, name
