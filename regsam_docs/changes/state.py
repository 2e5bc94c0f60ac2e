"""A content repository in one state, as far as a comparison needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from regsam_docs import paths


@dataclass(frozen=True, slots=True)
class Content:
    """A file. `id`: equal ids mean equal bytes. `kind`: of a YAML file of the format, else None. `data`: its typed data, None
    if it cannot be read. `text`: what is written in a YAML file, a table or a seal. `link`: a symbolic link."""

    path: str
    id: str
    size: int = 0
    kind: str | None = None
    data: Mapping[str, Any] | None = None
    text: str | None = None
    link: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """The files below `areas/` that may matter (all of an area in which anything differs), by path from the root. `areas`:
    slugs of all areas."""

    contents: Mapping[str, Content] = field(default_factory=dict)
    areas: frozenset[str] = frozenset()

    def of(self, slug: str) -> dict[str, Content]:
        """An area's files, relative to it."""
        start = f"{paths.AREAS}/{slug}/"
        return {path.removeprefix(start): content for path, content in self.contents.items() if path.startswith(start)}

    def rest(self) -> dict[str, Content]:
        """The files that belong to no area, relative to the root."""
        return {path: content for path, content in self.contents.items() if area_of(path, self.areas) == ""}

    def name(self, slug: str) -> str:
        """What an area is called."""
        profile = self.contents.get(f"{paths.AREAS}/{slug}/gebiet.yaml")
        return str(profile.data.get("name", slug)) if profile is not None and profile.data else slug


def area_of(path: str, areas: frozenset[str]) -> str:
    """Slug of the area a file lies in; empty for the city's own files."""
    slug = path.removeprefix(f"{paths.AREAS}/").partition("/")[0]
    return slug if slug in areas and path != f"{paths.AREAS}/{slug}" else ""
