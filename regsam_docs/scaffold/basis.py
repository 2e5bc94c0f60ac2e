"""What a new file may take over from what is there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from regsam_docs.forms import MonitoringVariable
from regsam_docs.model import Area
from regsam_docs.model.settings import Settings


@dataclass(frozen=True, slots=True)
class Basis:
    """The area as far as it can be read, the city's settings, and what the caller says."""

    area: Area
    settings: Settings | None = None
    name: str | None = None
    """Name of a new area."""
    meeting: str = ""
    """Id of a new meeting."""
    variables: Mapping[str, MonitoringVariable] = field(default_factory=dict)
    """The monitoring's variables for a new selection."""
