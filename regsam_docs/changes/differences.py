"""Two states of one file's data, walked side by side along its schema: every place where they differ, and nothing else; and what
the differences mean, in tables by kind of record. What stands in none of them is told as it is: no change is left out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Literal

from regsam_docs import german, seal
from regsam_docs.changes import words
from regsam_docs.changes.change import AGREEMENT, NORMAL, ORDER, Change, ChangeKind, Content
from regsam_docs.changes.naming import LISTS, PLAIN, ListKind, Speech, key, pairs
from regsam_docs.german import counted
from regsam_docs.model.agreement import PARTIES
from regsam_docs.model.profile import STEPS
from regsam_docs.repository.paths import meeting_of
from regsam_docs.schema import Shape
from regsam_docs.schema.schemas import child_of

Sort = Literal["value", "order", "place", "followed"]

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

    def within(self, kind: str | None) -> tuple[str, str]:
        """Kind of its file and place, as tables name them."""
        return kind or "", ".".join(self.place)


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


# --- what differences mean


BLANKS = "nur Leerzeichen und Zeilenumbrüche"


@dataclass(frozen=True, slots=True)
class DiffFile:
    """The file a difference was found in, as it is now. `weight`: of everything in it that has no other."""

    content: Content
    area: str
    walk: Walk
    weight: int = NORMAL

    @property
    def id(self) -> str:
        """Of minutes the meeting's."""
        return meeting_of(self.content.path)


Meaning = Callable[[Difference, DiffFile], Change]


def changes(found: list[Difference], about: DiffFile) -> Iterator[Change]:
    """All differences of a file as changes, the references that only follow a new id in one."""
    followed = [d for d in found if d.sort == "followed"]
    for d in found:
        if d.sort != "followed":
            fallback = clause if about.content.kind == "vereinbarung" else state
            yield MEANINGS.get(d.within(about.content.kind), fallback)(d, about)
    for (old, new), group in groupby(sorted((str(d.before), str(d.after)) for d in followed)):
        number = len(list(group))
        said = f"Kennung (an {counted(number, 'Stelle', 'Stellen')})"
        weight = about.weight if about.weight < NORMAL else ORDER
        yield Change(about.area, about.content.path, about.content.document, said, "followed", old, new, weight)


def plain(
    d: Difference, about: DiffFile, kind: ChangeKind | None = None, what: str | None = None, weight: int | None = None
) -> Change:
    """A difference told as it is; `kind`, `what` and `weight` say more where somebody knows more."""
    old, new = about.walk.old, about.walk.new
    before, after = _said(d, d.before, old.value), _said(d, d.after, new.value)
    heading = what or " – ".join(d.trail.titles) or about.content.document
    if d.sort == "value" and not d.entry and isinstance(d.before, str) and words.plain_equal(d.before, str(d.after)):
        heading = f"{heading} ({BLANKS})"
    return Change(
        area=about.area,
        file=about.content.path,
        document=about.content.document,
        what=heading,
        kind=kind or _kind(d),
        before=before,
        after=after,
        weight=about.weight if weight is None else min(weight, about.weight),
        parts=words.parts(d.before, d.after) if _is_text(d) else (),
    )


def _said(d: Difference, value: Any, speak: Callable[[Any, Any], str]) -> str | None:
    if value is None:
        return None
    if d.sort == "order":
        return ", ".join(value)
    if d.sort == "place":
        name = d.place[-2] if len(d.place) > 1 else ""
        listed = LISTS.get(name, PLAIN)
        return " ".join(str(value.get(key, "")) for key in dict.fromkeys((*listed.key, listed.title or ""))).strip()
    return speak(d.shape, value)


def _kind(d: Difference) -> ChangeKind:
    if d.sort == "order":
        return "reordered"
    if d.sort == "place":
        return "moved"
    if d.before is None:
        return "added"
    if d.after is None:
        return "removed"
    if not d.entry and len(d.place) > 1 and d.place[-1] in LISTS.get(d.place[-2], PLAIN).ids:
        return "renamed"
    return "moved" if d.shape.format == "date" else "changed"


def _is_text(d: Difference) -> bool:
    free = d.shape.markdown or (d.shape.free_text and d.shape.reference is None)
    return d.sort == "value" and free and isinstance(d.before, str) and isinstance(d.after, str)


def signed_by_both(agreement: Mapping[str, Any]) -> bool:
    """Whether both parties have signed."""
    signed = {entry.get("partei") for entry in agreement.get("unterschriften", ())}
    return signed.issuperset(PARTIES)


def clause(d: Difference, about: DiffFile) -> Change:
    """A change of an agreement both parties signed comes first, unless it is one that a signed agreement allows."""
    grows = d.place in seal.LISTS.values() and (d.before is None or d.sort == "order")
    won = d.place == ("zu_gewinnen", "status")
    signed = d.place[-1:] == ("unterschriften",) and d.entry and d.before is None
    change = plain(d, about, "signed" if signed else None)
    return replace(change, weight=AGREEMENT) if grows or won else change


# ---- states and minutes


def state(d: Difference, about: DiffFile) -> Change:
    """A state became another one; anything else is told as it is."""
    place = d.within(about.content.kind)
    kind, what = REACHED.get((*place, d.after), (None, None)) if isinstance(d.after, str) else (None, None)
    return plain(d, about, kind, what, AGREEMENT if place in HEAVY else None)


HEAVY = (("gebiet", "status"), ("abschluss", "status"), ("protokoll", "status"))
"""Kind of file and place of the states that weigh as much as an agreement."""

REACHED: dict[tuple[str, str, str], tuple[ChangeKind | None, str | None]] = {
    ("ziele", "handlungsfelder.ziele.massnahmen.status", "umgesetzt"): ("done", None),
    **{("phasen", f"{phase}.schritte.{step}.status", "erledigt"): ("done", None) for phase in STEPS for step in STEPS[phase]},
    ("abschluss", "status", "beschlossen"): ("approved", None),
    ("protokoll", "status", "genehmigt"): ("approved", None),
    ("protokoll", "status", "abgesagt"): (None, "Sitzung abgesagt"),
}
"""Kind of file, place of a state and what it became → kind of change and heading, where they are others than of any change."""


def moved(d: Difference, about: DiffFile) -> Change:
    """A meeting takes the place of another date."""
    if d.after is None:
        return plain(d, about, weight=AGREEMENT)
    before, after = (german.german(german.day_of(id)) for id in (str(d.after), about.id))
    return replace(plain(d, about, "moved", "Sitzung", AGREEMENT), before=before, after=after, parts=())


def task(d: Difference, about: DiffFile) -> Change:
    """A task or recommendation is given."""
    if not (d.entry and d.before is None and d.sort == "value"):
        return plain(d, about)
    word = "Empfehlung" if d.after.get("art") == "empfehlung" else "Auftrag"
    return plain(d, about, "given", f"{word} {about.id}/{d.after.get('nr')} „{d.after.get('titel')}“")


def report(d: Difference, about: DiffFile) -> Change:
    """A task was reported on: done, in progress, put off."""
    if not (d.entry and d.before is None):
        return plain(d, about)
    status = about.walk.new.scalar(d.shape.properties["status"], d.after.get("status"))
    kind: ChangeKind = "done" if d.after.get("status") == "erledigt" else "moved" if "frist" in d.after else "added"
    called = about.walk.new.reference("auftrag", str(d.after.get("auftrag")))
    return plain(d, about, kind, f"Auftrag {called}: {status}")


MEANINGS: dict[tuple[str, str], Meaning] = {
    ("protokoll", "verschoben_von"): moved,
    ("protokoll", "tagesordnung.auftraege"): task,
    ("protokoll", "tagesordnung.unterpunkte.auftraege"): task,
    ("protokoll", "rueckmeldungen"): report,
}
"""Kind of file and place → what a difference there means."""
