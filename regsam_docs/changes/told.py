"""A comparison as every report gets it, and how it is grouped for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from regsam_docs.changes.change import Change, Kind
from regsam_docs.german import counted

WORDS: dict[Kind, str] = {
    "added": "neu",
    "removed": "entfallen",
    "changed": "geändert",
    "moved": "verschoben",
    "renamed": "umbenannt",
    "reordered": "umgestellt",
    "followed": "nachgezogen",
    "given": "erteilt",
    "done": "erledigt",
    "approved": "genehmigt",
    "signed": "unterschrieben",
    "sealed": "versiegelt",
    "unreadable": "unlesbar",
}
"""What a kind of change is called."""

FIRST = "Zuerst ansehen: was versiegelt, unterschrieben oder genehmigt war"
REST = "Alle weiteren Änderungen"
CITY = "Stadtweite Angaben"


@dataclass(frozen=True, slots=True)
class Side:
    """A state: as typed, its commit (None for the working tree), and as people are told."""

    said: str
    revision: str | None = None
    commit: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What changed from `base` to `head`. `names`: slug of an area → its name. `touched`: whether any file differs at all."""

    base: Side
    head: Side
    changes: tuple[Change, ...]
    notices: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    touched: bool = True

    def groups(self) -> Iterator[tuple[str | None, str, tuple[Change, ...]]]:
        """Area by area, with what comes first in groups of its own: heading above the group where one begins (`FIRST`, `REST`),
        heading of the area, changes."""
        before: bool | None = None
        for (first, area), found in groupby(self.changes, key=lambda change: (change.first, change.area)):
            above = FIRST if first and before is None else REST if before and not first else None
            before = first
            yield above, self.called(area), tuple(found)

    def called(self, area: str) -> str:
        """Heading for an area."""
        name = self.names.get(area, area)
        return CITY if not area else name if name == area else f"{name} ({area})"

    def sum(self) -> str:
        """What it comes to, in one line."""
        if not self.changes:
            if self.touched:
                return "Inhaltlich hat sich nichts geändert; verschieden sind nur Kommentare, Layout oder Schreibweise."
            return "Es hat sich nichts geändert."
        areas = len({change.area for change in self.changes if change.area})
        number = counted(len(self.changes), "Änderung", "Änderungen")
        where = f" in {counted(areas, 'Gebiet', 'Gebieten')}" if areas else ""
        first = sum(change.first for change in self.changes)
        return f"{number}{where}" + (f", davon {first} an Versiegeltem, Unterschriebenem oder Genehmigtem." if first else ".")
