"""The agenda of a meeting, point by point: its items and their parts in the order in which they are numbered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from regsam_docs.finding import Path
from regsam_docs.model.minutes import AgendaItem, Minutes, Subitem


@dataclass(frozen=True, slots=True)
class Point:
    """An item of the agenda or a part of one."""

    number: str
    """`3`, and `3.1` for a part."""
    path: Path
    """Where it stands in the minutes: `("tagesordnung", 2, "unterpunkte", 0)`."""
    item: Subitem
    parent: AgendaItem | None = None
    """Of a part, the item it belongs to."""

    @property
    def confidential(self) -> bool:
        """Whether it, or the item it belongs to, is confidential."""
        return self.item.vertraulich or (self.parent is not None and self.parent.vertraulich)


def points(minutes: Minutes) -> Iterator[Point]:
    """All items, each followed by its parts."""
    for index, item in enumerate(minutes.tagesordnung):
        path: Path = ("tagesordnung", index)
        yield Point(str(index + 1), path, item)
        for part, subitem in enumerate(item.unterpunkte):
            yield Point(f"{index + 1}.{part + 1}", (*path, "unterpunkte", part), subitem, item)


def written(sheet: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], ...]]:
    """The same of minutes as plain data, before they are records: an item alone, a part behind the item it belongs to."""
    for item in sheet.get("tagesordnung", ()):
        yield (item,)
        for part in item.get("unterpunkte", ()):
            yield item, part
