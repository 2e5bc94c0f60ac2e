"""What another edition of this program changes for contents: the schemas a repository has, and those it gets, key by key."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from regsam_docs.scaffold.draft import items, properties, required
from regsam_docs.schema.schemas import Schema

DEEPEST = 20
"""So deep keys are compared; ours are not half as deep, and what lies in a repository may be anything."""


@dataclass(frozen=True, slots=True)
class _Key:
    required: bool
    words: frozenset[str]
    title: str


def differences(before: bytes, after: bytes) -> list[str]:
    """Sentences on what is new, gone, or judged otherwise between two schemas of a kind of file; nothing where the one before
    cannot be read."""
    with suppress(ValueError, RecursionError, AttributeError, TypeError):
        old, new = (dict(_keys(json.loads(text))) for text in (before, after))
        return [*_sentences(old, new)]
    return []


def _sentences(old: Mapping[str, _Key], new: Mapping[str, _Key]) -> Iterator[str]:
    for name, key in new.items():
        was = old.get(name)
        if was is None:
            parent = name.rpartition(".")[0]
            if not parent or parent in old:  # what lies below a new key is new with it
                yield f"neu: „{name}“ ({key.title})" + (", Pflicht" if key.required else "")
            continue
        if key.required != was.required:
            yield f"„{name}“ ist {'jetzt' if key.required else 'nicht mehr'} Pflicht"
        for words, said in ((key.words - was.words, "neu möglich"), (was.words - key.words, "nicht mehr möglich")):
            if words and key.words and was.words:
                yield f"„{name}“: {said}: {', '.join(sorted(words))}"
    for name in old:
        if name not in new and name.rpartition(".")[0] in (*new, ""):
            yield f"entfallen: „{name}“"


def _keys(schema: Any, start: str = "", depth: int = 0) -> Iterator[tuple[str, _Key]]:
    """Every key of a schema by its path, whatever list or group it lies in."""
    inner: Schema = items(schema) or schema
    needed = required(inner) if depth <= DEEPEST else ()
    for key, place in properties(inner).items() if depth <= DEEPEST else ():
        name = f"{start}{key}"
        words = items(place).get("enum") or place.get("enum") or ()
        yield name, _Key(key in needed, frozenset(map(str, words)), str(place.get("title", key)))
        yield from _keys(place, f"{name}.", depth + 1)
