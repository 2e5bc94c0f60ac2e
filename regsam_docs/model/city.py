"""The city: its settings, its areas and its selections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from regsam_docs.model.area import Area
from regsam_docs.model.selection import Selection
from regsam_docs.model.settings import Settings


@dataclass(frozen=True, slots=True)
class City:
    """Everything below `areas/`. `settings` is None while `regsam.yaml` is missing or cannot be read."""

    settings: Settings | None = None
    areas: tuple[Area, ...] = ()
    selections: Mapping[str, Selection] = field(default_factory=dict)
    """Readable selections by folder."""
