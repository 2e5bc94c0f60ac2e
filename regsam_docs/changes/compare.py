"""Two states of a content repository → everything that changed, the weightiest first; what ids mean in one of them, and which
got new names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from regsam_docs.changes import files
from regsam_docs.changes.change import AREA, ASIDE, NORMAL, Change, Content, State
from regsam_docs.changes.differences import Renames, Walk
from regsam_docs.changes.meanings import DiffFile, told
from regsam_docs.changes.naming import Speech, WordLists, uniform
from regsam_docs.model import meeting_id
from regsam_docs.model.minutes import written
from regsam_docs.repository import kinds, paths
from regsam_docs.schema import shape

KINDS = {
    ("mitglieder", "id"): "mitglied",
    ("handlungsfelder", "id"): "handlungsfeld",
    ("ziele", "id"): "ziel",
    ("massnahmen", "id"): "massnahme",
}
"""Where an id is given → kind of the references to it."""


def names(files: Mapping[str, Content]) -> dict[tuple[str, str], str]:
    """Kind of reference and id → what it means, in one state of an area."""
    found: dict[tuple[str, str], str] = {}
    for name, content in files.items():
        if content.data is not None and content.kind in _NAMING:
            found.update(_NAMING[content.kind](name, content.data))
    return found


def _members(name: str, data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    for member in data.get("mitglieder", ()):
        yield ("mitglied", member["id"]), member["organisation"]


def _goals(name: str, data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    for field in data.get("handlungsfelder", ()):
        for goal in field.get("ziele", ()):
            yield ("ziel", goal["id"]), goal["titel"]
            for measure in goal.get("massnahmen", ()):
                yield ("massnahme", measure["id"]), measure["titel"]


def _tasks(name: str, data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    for point in written(data):
        for task in point[-1].get("auftraege", ()):
            yield ("auftrag", f"{meeting_id(name)}/{task['nr']}"), task["titel"]


_NAMING = {"gremium": _members, "ziele": _goals, "protokoll": _tasks}


def renames(before: Mapping[str, Content], after: Mapping[str, Content], minutes: Mapping[str, str]) -> Renames:
    """Kind of reference and old id → new id. `minutes`: file of a meeting → its new file, where it has one."""
    found: Renames = {}
    for name in ("gremium.yaml", "ziele.yaml"):
        if name in before and name in after and before[name].id != after[name].id:
            found |= _new_ids(before[name], after[name])
    for old_name, new_name in minutes.items():
        one, other = meeting_id(old_name), meeting_id(new_name)
        found["protokoll", one] = other
        for kind, id in names({old_name: before[old_name]}):
            found[kind, id] = id.replace(one, other, 1)
    return found


def _new_ids(before: Content, after: Content) -> Renames:
    """Ids that a file's entries bear instead of old ones."""
    if before.kind is None or before.data is None or after.data is None:
        return {}
    found = Walk().differences(shape(before.kind), uniform(before.data), uniform(after.data))
    inner = [d for d in found if not d.entry and len(d.place) > 1 and d.before is not None and d.after is not None]
    return {(KINDS[d.place[-2], d.place[-1]], str(d.before)): str(d.after) for d in inner if (d.place[-2], d.place[-1]) in KINDS}


SAME_AREA = 0.5
"""From this share of equal files on an area in another folder counts as the same, renamed."""

ANNOUNCED = (("tagesordnung", "auftraege"), ("tagesordnung", "unterpunkte", "auftraege"), ("rueckmeldungen",))
"""Of new minutes, what is told besides that they are new."""


def compare(before: State, after: State, words: WordLists) -> tuple[Change, ...]:
    """All changes, those of what was sealed, signed and approved first, else by area and file as people read them.

    `words`: German words of the values that places allow. Nothing is left out: every value of every file that is not the same
    is in a change; comments, layout and quoting are in none.
    """
    found: list[Change] = []
    moved = _renamed_areas(before, after)
    for slug in sorted({*before.areas, *after.areas} - set(moved)):
        old_slug = next((old for old, new in moved.items() if new == slug), slug)
        found += _area(slug, old_slug, before, after, words)
    found += _files("", _by_name(before.rest()), _by_name(after.rest()), words)
    places = {kind: position for position, kind in enumerate(kinds.KINDS)}

    def order(change: Change) -> tuple[int, str, int, str]:
        content = after.contents.get(change.file) or before.contents.get(change.file)
        kind = content.kind if content is not None and content.kind else ""
        block = change.weight if change.first else NORMAL if change.weight < ASIDE else change.weight
        return block, change.area, places.get(kind, len(places)) if content is not None else -1, change.file

    return tuple(sorted(found, key=order))


def _area(slug: str, old_slug: str, before: State, after: State, words: WordLists) -> Iterator[Change]:
    old, new = before.of(old_slug), after.of(slug)
    folder, name = f"{paths.AREAS}/{slug}", after.name(slug) if slug in after.areas else before.name(slug)
    if slug not in after.areas:
        yield Change(slug, folder, "Gebiet", f"Gebiet „{name}“", "removed", weight=AREA)
    elif old_slug not in before.areas:
        yield Change(slug, folder, "Gebiet", f"Gebiet „{name}“", "added", weight=AREA)
    elif slug != old_slug:
        yield Change(slug, folder, "Gebiet", f"Ordner des Gebiets „{name}“", "renamed", old_slug, slug, AREA)
    yield from _files(slug, old, new, words)


def _files(area: str, before: Mapping[str, Content], after: Mapping[str, Content], words: WordLists) -> Iterator[Change]:
    moved = files.renamed(before, after)
    minutes = {old: new for old, new in moved.items() if before[old].kind == "protokoll"}
    heavy = files.protected(before)
    walk = Walk(Speech(words, names(before)), Speech(words, names(after)), renames(before, after, minutes))
    for name in sorted({*before, *after} - set(moved)):
        old_name = next((old for old, new in moved.items() if new == name), name)
        old, new = before.get(old_name), after.get(name)
        if old is not None and new is not None:
            if old_name != name:
                what = f"{files.document(new)}: Datei umbenannt"
                yield Change(area, new.path, files.document(new), what, "renamed", old_name, name, files.weight(old))
            yield from (_heavier(change, heavy.get(old_name)) for change in _changed(area, old, new, walk))
        elif new is not None:
            came = files.whole(area, None, new)
            yield replace(came, kind="sealed") if new.path.endswith(f"/{paths.SEAL}") else came
            yield from _announced(area, new, walk)
        elif old is not None:
            yield _heavier(files.whole(area, old, None), heavy.get(name))


def _heavier(change: Change, weight: int | None) -> Change:
    return change if weight is None else replace(change, weight=min(weight, change.weight))


def _changed(area: str, old: Content, new: Content, walk: Walk) -> Iterator[Change]:
    """What changed in a file that is there in both states."""
    if old.id == new.id:
        return
    if new.kind is None or old.kind != new.kind:
        yield files.other(area, old, new)
    elif old.data is None or new.data is None:
        yield files.unreadable(area, old, new)
    else:
        weight, id = files.weight(old), meeting_id(new.path)
        about = DiffFile(new.kind, area, new.path, files.document(new), walk, weight, id)
        yield from told(walk.differences(shape(new.kind), uniform(old.data), uniform(new.data)), about)


def _announced(area: str, new: Content, walk: Walk) -> Iterator[Change]:
    """Of a new file what people wait for: tasks given, tasks done."""
    if new.kind is None or new.data is None:
        return
    about = DiffFile(new.kind, area, new.path, files.document(new), walk, NORMAL, meeting_id(new.path))
    bare = {"tagesordnung": [_without_tasks(item) for item in new.data.get("tagesordnung", ())]}
    found = walk.differences(shape(new.kind), bare, uniform(new.data))
    yield from told([d for d in found if d.place in ANNOUNCED], about)


def _without_tasks(item: Mapping[str, Any]) -> dict[str, Any]:
    parts = {"unterpunkte": [_without_tasks(part) for part in item["unterpunkte"]]} if "unterpunkte" in item else {}
    return {key: value for key, value in {**item, **parts}.items() if key != "auftraege"}


def _by_name(contents: Mapping[str, Content]) -> dict[str, Content]:
    return {path.removeprefix(f"{paths.AREAS}/"): content for path, content in contents.items()}


def _renamed_areas(before: State, after: State) -> dict[str, str]:
    """Folders of areas that are there no more → the new folders with the same content."""
    found: dict[str, str] = {}
    for old in sorted(before.areas - after.areas):
        for new in sorted(after.areas - before.areas - set(found.values())):
            if _same_area(before.of(old), after.of(new)):
                found[old] = new
                break
    return found


def _same_area(before: Mapping[str, Content], after: Mapping[str, Content]) -> bool:
    ids = {content.id for content in after.values()}
    equal = sum(content.id in ids for content in before.values())
    return equal > SAME_AREA * max(len(before), 1)
