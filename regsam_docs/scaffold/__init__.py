"""Beginnings: what is known and what the schema says → the text of a new file. Reads and writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from regsam_docs.repository.kinds import Kind
from regsam_docs.scaffold.drafting import draft
from regsam_docs.scaffold.known import Basis, given

__all__ = ["Basis", "begin", "path_of"]


def path_of(kind: Kind, basis: Basis) -> str:
    """Where the new file belongs, relative to the root."""
    return kind.path(basis.area.slug, basis.meeting)


def begin(kind: Kind, basis: Basis, schemas: str, known: Mapping[str, Any] | None = None) -> str:
    """The text of the new file. `schemas`: folder of the schemas for editors, relative to the root; `known`: what is known of it
    besides, or otherwise."""
    up = "../" * path_of(kind, basis).count("/")
    return draft(kind.name, {**given(kind.name, basis), **(known or {})}, f"{up}{schemas}/{kind.name}.schema.json")
