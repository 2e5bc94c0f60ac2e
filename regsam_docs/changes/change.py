"""One record for each thing that is not as it was; the state it is compared in; and a comparison as every report gets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal

from regsam_docs import german
from regsam_docs.german import counted
from regsam_docs.harmless import joined
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import KINDS

ChangeKind = Literal[
    "added",
    "removed",
    "changed",
    "moved",
    "renamed",
    "reordered",
    "followed",
    "given",
    "done",
    "approved",
    "signed",
    "sealed",
    "unreadable",
]
"""`moved`: a date was put off or brought forward, or an entry stands elsewhere. `followed`: references that only took over a
new id. `given`: a task. `done`: a task, measure or step. `unreadable`: a file with findings, compared line by line."""

Op = Literal["same", "deleted", "inserted"]

FIRST = 20
"""Weights below this one come first in every report: what both sides signed, sealed or approved."""

SEAL, SIGNED, APPROVED, AREA, AGREEMENT, NORMAL, ORDER, ASIDE = 0, 5, 10, 20, 30, 40, 80, 90
"""Weights: the smaller, the earlier a change is told."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words that is in both texts, only in the old one, or only in the new one."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was.

    `area`: slug, empty for the city's own files. `file`: relative to the root, as it is called now (a removed one as it was).
    `document`: what people call the file. `what`: German heading. `before` and `after` are printed German values, None for what
    was or is not there. `parts`: the words of both if they are texts.
    """

    area: str
    file: str
    document: str
    what: str
    kind: ChangeKind
    before: str | None = None
    after: str | None = None
    weight: int = NORMAL
    parts: tuple[Part, ...] = ()

    @property
    def first(self) -> bool:
        """Whether it concerns what was sealed, signed or approved."""
        return self.weight < FIRST


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

    @property
    def document(self) -> str:
        """What people call the file."""
        folder, _, name = self.path.rpartition("/")
        if self.kind == "protokoll":
            ahead = self.data is not None and self.data.get("status") in ("geplant", "abgesagt")
            id = paths.meeting_of(self.path)
            second = f" ({id[-1]})" if id[-1].isalpha() else ""
            return f"{'Einladung zum' if ahead else 'Protokoll vom'} {german.german(german.day_of(id))}{second}"
        if self.kind is not None:
            return f"Auswahl „{folder.rpartition('/')[2]}“" if self.kind == "auswahl" else KINDS[self.kind].title
        if name == paths.SEAL:
            return "Siegel der Vereinbarung"
        selections = f"{paths.AREAS}/{paths.SELECTIONS}/"  # each has a table of one name
        return f"Datei {joined(self.path.removeprefix(selections) if self.path.startswith(selections) else name)}"


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


WORDS: dict[ChangeKind, str] = {
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

LOOK_FIRST = "Zuerst ansehen: was versiegelt, unterschrieben oder genehmigt war"
REST = "Alle weiteren Änderungen"
CITY = "Stadtweite Angaben"


@dataclass(frozen=True, slots=True)
class Side:
    """A state: as typed, its commit (None for the working tree), and as people are told."""

    said: str
    revision: str | None = None
    commit: str | None = None


@dataclass(frozen=True, slots=True)
class Changeset:
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
            above = LOOK_FIRST if first and before is None else REST if before and not first else None
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
