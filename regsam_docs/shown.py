"""An area as one edition shows it: cut data, the records made of it, and the files that may travel along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from regsam_docs import edition, model, paths, prose
from regsam_docs.model import Area


@dataclass(frozen=True, slots=True)
class Shown:
    """`area` holds only what the edition may see, and in `files` only names of files it may speak of. `copied` are the
    attachments its texts and lists link to, `pictures` those its texts show; both relative to the area."""

    area: Area
    copied: frozenset[str]
    pictures: frozenset[str]


def shown(area: Area, data: Mapping[str, dict[str, Any]], wanted: str) -> Shown | None:
    """The area as edition `wanted` sees it, or None if not at all. `data`: typed data by file relative to the area."""
    kinds = {name: kind_of(name) for name in data}
    cut = edition.area(data, wanted, kinds)
    if cut is None:
        return None
    pictures = frozenset(name for name, sheet in cut.items() for name in prose.pictures(kinds[name], sheet)) & area.files
    copied = frozenset() if wanted == "oeffentlich" else _linked(cut, kinds) & area.files
    unread = frozenset(name for name in area.unread if wanted == "intern" or not name.startswith(f"{paths.MINUTES}/"))
    files = frozenset(cut) | unread | copied | pictures
    return Shown(replace(model.area(area.slug, cut, unread), files=files), copied, pictures)


def _linked(data: Mapping[str, Any], kinds: Mapping[str, str]) -> frozenset[str]:
    named = (name for file, sheet in data.items() for name in prose.linked(kinds[file], sheet))
    return frozenset(name for name in named if name.startswith(f"{paths.ATTACHMENTS}/"))


def kind_of(name: str) -> str:
    """Kind of an area's file by its name: `ziele.yaml` → `ziele`, `protokolle/….yaml` → `protokoll`."""
    return paths.AREA_FILES.get(name, "protokoll")


def sources(files: Iterable[str], slug: str) -> list[str]:
    """Sources of a document, written relative to its area, as paths relative to the root."""
    areas = paths.AREAS
    return [f"{areas}/{name[3:]}" if name.startswith("../") else f"{areas}/{slug}/{name}" for name in files]
