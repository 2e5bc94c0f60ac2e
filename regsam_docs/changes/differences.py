"""Two states of one file's data, walked side by side along its schema: every place where they differ, and nothing else.

This is the fallback that leaves no change out; what a difference means is told by `meanings`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from regsam_docs.changes.naming import LISTS, PLAIN, ListKind, Speech, key, pairs
from regsam_docs.schema import Shape
from regsam_docs.schema.schemas import child_of

Sort = Literal["value", "id", "order", "place", "followed"]

Renames = dict[tuple[str, str], str]
"""Kind of reference and old id → new id."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The way to a place. `place`: keys alone, without positions. `titles`: what headings call it. `entries`: the list
    entries it stands in, outermost first, as they were and as they are."""

    place: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    entries: tuple[tuple[Any, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A place that is not as it was; None stands for what is not there (a file never holds None)."""

    sort: Sort
    trail: Trail
    shape: Shape
    before: Any
    after: Any
    entry: bool = False
    """Whether it is a whole entry of a list."""

    @property
    def place(self) -> tuple[str, ...]:
        """Keys that lead to it."""
        return self.trail.place


@dataclass(frozen=True, slots=True)
class Walk:
    """What walking needs to know: how both states speak, and which ids got new names."""

    old: Speech = field(default_factory=Speech)
    new: Speech = field(default_factory=Speech)
    renames: Renames = field(default_factory=dict)

    def differences(self, shape: Shape, before: Any, after: Any) -> list[Difference]:
        """All differences of two values of one shape."""
        return list(self._with_moves(list(self._walk(shape, before, after, Trail()))))

    def _walk(self, shape: Shape, before: Any, after: Any, trail: Trail) -> Iterator[Difference]:
        if isinstance(before, dict) and isinstance(after, dict):
            yield from self._mapping(shape, before, after, trail)
        elif isinstance(before, list) and isinstance(after, list):
            yield from self._list(shape, before, after, trail)
        elif type(before) is not type(after) or before != after:
            followed = self._renamed(shape, before) == after and after is not None
            yield Difference("followed" if followed else "value", trail, shape, before, after)

    def _mapping(self, shape: Shape, before: dict[str, Any], after: dict[str, Any], trail: Trail) -> Iterator[Difference]:
        free = sorted({*before, *after} - set(shape.properties))
        for name in (*(name for name in shape.properties if name in before or name in after), *free):
            child = child_of(shape, name) or Shape()
            inner = replace(trail, place=(*trail.place, name), titles=(*trail.titles, _title(shape, child, name)))
            old, new = before.get(name), after.get(name)
            if isinstance(old, list) or isinstance(new, list):
                yield from self._list(child, old or [], new or [], inner)
            else:
                yield from self._walk(child, old, new, inner)
        if free and shape.additional is not None:
            yield from _order([name for name in before if name in after], [n for n in after if n in before], shape, trail)

    def _list(self, shape: Shape, before: list[Any], after: list[Any], trail: Trail) -> Iterator[Difference]:
        name, inner = trail.place[-1] if trail.place else "", shape.items or Shape()
        listed = LISTS.get(name, PLAIN)
        there = {key(listed, entry) for entry in after}
        reference = _key_shape(listed, inner)

        def old_key(entry: Any) -> Hashable:
            own = key(listed, entry)
            new = self._renamed(reference, own)
            return new if own not in there and new in there else own

        matched = pairs(before, after, old_key, lambda entry: key(listed, entry), listed.ids)
        for i, j in matched:
            old, new = before[i] if i is not None else None, after[j] if j is not None else None
            step = self._step(trail, inner, listed, (old, i), (new, j))
            if i is None or j is None:
                yield Difference("value", step, inner, old, new, entry=True)
            else:
                yield from self._walk(inner, old, new, step)
        both = [(i, j) for i, j in matched if i is not None and j is not None]
        yield from _order(
            [self.old.entry(inner, name, before[i], i) for i, _ in sorted(both)],
            [self.old.entry(inner, name, before[i], i) for i, _ in both],
            shape,
            trail,
            moved=both != sorted(both),
        )

    def _step(
        self, trail: Trail, shape: Shape, listed: ListKind, before: tuple[Any, int | None], after: tuple[Any, int | None]
    ) -> Trail:
        """The trail into an entry, called as it is called now."""
        entry, position = after if after[1] is not None else before
        speech = self.new if after[1] is not None else self.old
        called = speech.entry(shape, trail.place[-1], entry, position or 0)
        titles = trail.titles if not isinstance(entry, dict) else () if listed.alone else trail.titles[:-1]
        return replace(trail, titles=(*titles, called), entries=(*trail.entries, (before[0], after[0])))

    def _renamed(self, shape: Shape, value: Any) -> Any:
        if shape.reference is None or not isinstance(value, str):
            return None
        return self.renames.get((shape.reference.removesuffix("-oder-text"), value))

    def _with_moves(self, found: list[Difference]) -> Iterator[Difference]:
        """The differences, with an entry that went from one list and came to another of the same name told as moved."""
        came = {_identity(d): d for d in found if d.entry and d.before is None and _identity(d) is not None}
        went = {_identity(d): d for d in found if d.entry and d.after is None and _identity(d) is not None}
        both = came.keys() & went.keys()
        for d in found:
            if not d.entry or _identity(d) not in both:
                yield d
            elif d.before is None:
                old = went[_identity(d)]
                trail = replace(d.trail, entries=(*d.trail.entries[:-1], (old.before, d.after)))
                yield Difference("place", trail, d.shape, _parent(old.trail, 0), _parent(d.trail, 1), entry=True)
                yield from self._walk(d.shape, old.before, d.after, trail)


def _identity(d: Difference) -> tuple[str, Hashable] | None:
    listed = LISTS.get(d.place[-1], PLAIN) if d.place else PLAIN
    entry = d.after if d.after is not None else d.before
    return (d.place[-1], key(listed, entry)) if d.entry and listed.movable and isinstance(entry, dict) else None


def _parent(trail: Trail, side: int) -> Any:
    """The entry around an entry, as it was (0) or is (1)."""
    return trail.entries[-2][side] if len(trail.entries) > 1 else None


def _title(shape: Shape, child: Shape, name: str) -> str:
    return f"{child.title} ({name})" if name not in shape.properties and child.title else child.title or name


def _key_shape(listed: ListKind, inner: Shape) -> Shape:
    """The place that tells entries of a list apart."""
    if inner.properties and len(listed.key) == 1:
        return child_of(inner, listed.key[0]) or Shape()
    return inner


def _order(
    before: Sequence[str], after: Sequence[str], shape: Shape, trail: Trail, moved: bool | None = None
) -> Iterator[Difference]:
    if moved if moved is not None else list(before) != list(after):
        yield Difference("order", trail, shape, list(before), list(after))
