"""An area as one edition shows it: cut data, the records made of it, and the files that may travel along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from regsam_docs import edition, model
from regsam_docs.model import Area
from regsam_docs.repository import kinds, paths
from regsam_docs.rules import prose


@dataclass(frozen=True, slots=True)
class Shown:
    """`area` holds only what the edition may see, and in `files` only names of files it may speak of. `copied` are the
    attachments its texts and lists link to, `pictures` those its texts show; both relative to the area."""

    area: Area
    copied: frozenset[str]
    pictures: frozenset[str]
    data: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """What the edition may see of the files, by file relative to the area."""


Data = edition.Data
"""Typed data by file relative to the area."""


def visible(area: Area, data: Data, wanted: str, cuts: edition.Cuts | None = None) -> tuple[Area, Data] | None:
    """The area as edition `wanted` sees it and the cut data it is made of, attachments left aside; None if not at all. `cuts`:
    see `edition.area`."""
    cut = edition.area(data, wanted, {name: kind_of(name) for name in data}, cuts)
    if cut is None:
        return None
    unread = frozenset(name for name in area.unread if wanted == "intern" or not name.startswith(f"{paths.MINUTES}/"))
    files = frozenset(cut) | unread
    return replace(model.area(area.slug, cut, unread), files=files, approved_only=wanted == "oeffentlich"), cut


def shown(area: Area, data: edition.Data, wanted: str) -> Shown | None:
    """The area as edition `wanted` sees it with the attachments that go with it, or None if not at all."""
    seen = visible(area, data, wanted)
    if seen is None:
        return None
    part, cut = seen
    kinds = {name: kind_of(name) for name in cut}
    pictures = frozenset(name for name, sheet in cut.items() for name in prose.pictures(kinds[name], sheet)) & area.files
    copied = frozenset() if wanted == "oeffentlich" else _linked(cut, kinds) & area.files
    return Shown(replace(part, files=part.files | copied | pictures), copied, pictures, cut)


def _linked(data: edition.Data, kinds: Mapping[str, str]) -> frozenset[str]:
    named = (name for file, sheet in data.items() for name in prose.linked(kinds[file], sheet))
    return frozenset(name for name in named if name.startswith(f"{paths.ATTACHMENTS}/"))


def kind_of(name: str) -> str:
    """Kind of an area's file by its name: `ziele.yaml` → `ziele`, `protokolle/….yaml` → `protokoll`."""
    return kinds.AREA_FILES.get(name, kinds.MINUTES).name


def sources(files: Iterable[str], slug: str) -> list[str]:
    """Sources of a document, written relative to its area, as paths relative to the root."""
    areas = paths.AREAS
    return [f"{areas}/{name[3:]}" if name.startswith("../") else f"{areas}/{slug}/{name}" for name in files]
