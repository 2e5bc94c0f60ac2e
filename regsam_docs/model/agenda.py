"""The agenda of a meeting, point by point: its items and their parts in the order in which they are numbered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from regsam_docs.finding import Path
from regsam_docs.model.minutes import AgendaItem, Decision, Minutes, Subitem


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


UNDECIDED = frozenset(("vertagt", "zurueckgezogen", "verwiesen"))
"""What becomes of a motion that the committee did not decide on."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A decision (Beschluss) and where it was taken, or a motion (Antrag) that was not decided on."""

    point: Point
    decision: Decision
    decided: bool
    number: int
    """Which decision, or which motion, of the meeting it is."""

    @property
    def confidential(self) -> bool:
        """Whether it, or what it stands under, is confidential."""
        return self.decision.vertraulich or self.point.confidential


def resolutions(minutes: Minutes) -> list[Resolution]:
    """The decisions and motions of a meeting in the order in which they are numbered: as on the agenda, but the confidential ones
    behind the others, so that each has the same number in every edition that shows it."""
    there = [(point, made) for point in points(minutes) for made in point.item.beschluesse]
    ordered = sorted(there, key=lambda one: one[1].vertraulich or one[0].confidential)
    count: Counter[bool] = Counter()
    found = list[Resolution]()
    for point, made in ordered:
        decided = made.ergebnis not in UNDECIDED
        count[decided] += 1
        found.append(Resolution(point, made, decided, count[decided]))
    return found


def written(sheet: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], ...]]:
    """The same of minutes as plain data, before they are records: an item alone, a part behind the item it belongs to."""
    for item in sheet.get("tagesordnung", ()):
        yield (item,)
        for part in item.get("unterpunkte", ()):
            yield item, part


def invited(minutes: Minutes) -> list[tuple[str, Point | None]]:
    """The agenda as invited: each title and the item that bears it now, if one does. An empty title is one the edition may not
    show. Without titles of its own the invitation has those of the file."""
    if minutes.einladung is None or not minutes.einladung.tagesordnung:
        return [(point.item.titel or "", point) for point in points(minutes)]
    bearing: dict[str, list[Point]] = {}
    for point in (point for point in reversed(list(points(minutes))) if point.item.titel):
        bearing.setdefault(_folded(point.item.titel), []).append(point)
    return [(title, bearing[_folded(title)].pop() if bearing.get(_folded(title)) else None) for title in _titles(minutes)]


def added(minutes: Minutes) -> frozenset[Path]:
    """Places of the items that came onto the agenda after the invitation. Their parts are not looked at one by one, nor those
    of an item of which the invitation named none."""
    if minutes.einladung is None or not minutes.einladung.tagesordnung:
        return frozenset()
    named = [point for _, point in invited(minutes) if point is not None]
    there, divided = {point.path for point in named}, {point.path[:2] for point in named if point.parent is not None}
    return frozenset(
        point.path
        for point in points(minutes)
        if point.item.titel and point.path not in there and (point.parent is None or point.path[:2] in divided & there)
    )


def _titles(minutes: Minutes) -> tuple[str, ...]:
    return minutes.einladung.tagesordnung if minutes.einladung else ()


def _folded(title: str | None) -> str:
    return " ".join((title or "").split()).casefold()


def times(minutes: Minutes) -> Mapping[Path, str]:
    """When each point of the agenda invited to begins (`17:20`), as far as the beginning and the durations before it tell; none
    if the agenda has since been put into another order."""
    found: dict[Path, str] = {}
    there = [point for _, point in invited(minutes)]
    if any(a is not None and b is not None and a.path > b.path for a, b in pairwise(there)):
        return found
    at = inner = _minutes(minutes.beginn)
    over: Path = ()
    for point in there:
        if point is not None and point.parent is not None and point.path[:2] == over:
            start, inner = inner, _after(inner, point.item.dauer_minuten)
        else:
            start = inner = at
            at, over = _after(at, lasts(point.item) if point else None), point.path if point else ()
        if point is not None and start is not None:
            found[point.path] = f"{start // 60 % 24:02}:{start % 60:02}"
    return found


def lasts(item: Subitem) -> int | None:
    """How many minutes an item is to take: as it says, else as its parts together; None if that is not known."""
    if item.dauer_minuten is not None or not isinstance(item, AgendaItem) or not item.unterpunkte:
        return item.dauer_minuten
    parts = [part.dauer_minuten for part in item.unterpunkte]
    known = [minutes for minutes in parts if minutes is not None]
    return sum(known) if len(known) == len(parts) else None


def _after(at: int | None, minutes: int | None) -> int | None:
    return None if at is None or minutes is None else at + minutes


def _minutes(clock: str | None) -> int | None:
    return None if clock is None else int(clock[:2]) * 60 + int(clock[3:])
