"""Two states of a content repository → everything that changed, the weightiest first; what ids mean in one of them, which got new
names, and which file became which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from regsam_docs import german, seal
from regsam_docs.changes import words
from regsam_docs.changes.change import (
    AGREEMENT,
    APPROVED,
    AREA,
    ASIDE,
    FIRST,
    NORMAL,
    SEAL,
    SIGNED,
    Change,
    ChangeKind,
    Content,
    State,
)
from regsam_docs.changes.differences import DiffFile, Renames, Walk, changes, signed_by_both
from regsam_docs.changes.naming import LISTS, PLAIN, Speech, WordLists, similar, uniform
from regsam_docs.finding import Trouble
from regsam_docs.german import counted, number
from regsam_docs.harmless import joined
from regsam_docs.repository import contents, paths
from regsam_docs.repository.kinds import KINDS
from regsam_docs.repository.paths import meeting_of
from regsam_docs.rules import prose
from regsam_docs.schema import shape

NAMING = ("gremium", "ziele", "protokoll")
"""Kinds of files that give ids which others refer to."""


def names(files: Mapping[str, Content]) -> dict[tuple[str, str], str]:
    """Kind of reference and id → what it means, in one state of an area."""
    naming = [(name, content.data) for name, content in files.items() if content.data is not None and content.kind in NAMING]
    return {id: called for name, data in naming for id, called in _named(data, name)}


def _named(data: Mapping[str, Any], file: str) -> Iterator[tuple[tuple[str, str], str]]:
    """The ids that lists of a file give, at any depth."""
    for name, entries in data.items():
        listed = LISTS.get(name, PLAIN)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                if listed.given is not None:
                    id = entry[listed.key[0]]
                    yield (
                        (listed.given, f"{meeting_of(file)}/{id}" if listed.given == "auftrag" else id),
                        entry[listed.title],
                    )
                yield from _named(entry, file)


def renames(before: Mapping[str, Content], after: Mapping[str, Content], minutes: Mapping[str, str]) -> Renames:
    """Kind of reference and old id → new id. `minutes`: file of a meeting → its new file, where it has one."""
    found: Renames = {}
    for name in ("gremium.yaml", "ziele.yaml"):
        if name in before and name in after and before[name].id != after[name].id:
            found |= _new_ids(before[name], after[name])
    for old_name, new_name in minutes.items():
        one, other = meeting_of(old_name), meeting_of(new_name)
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
    ids = [(LISTS.get(d.place[-2], PLAIN), d) for d in inner]
    return {(one.given, str(d.before)): str(d.after) for one, d in ids if one.given is not None and d.place[-1] == one.key[0]}


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
    was = {new: old for old, new in moved.items()}
    for slug in sorted({*before.areas, *after.areas} - set(moved)):
        found += _area(slug, was.get(slug, slug), before, after, words)
    found += _files("", _by_name(before.rest()), _by_name(after.rest()), words)
    places = {kind: position for position, kind in enumerate(KINDS)}

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
    moved = renamed(before, after)
    minutes = {old: new for old, new in moved.items() if before[old].kind == "protokoll"}
    heavy = protected(before)
    walk = Walk(Speech(words, names(before)), Speech(words, names(after)), renames(before, after, minutes))
    was = {new: old for old, new in moved.items()}
    for name in sorted({*before, *after} - set(moved)):
        old_name = was.get(name, name)
        old, new = before.get(old_name), after.get(name)
        if old is not None and new is not None:
            if old_name != name:
                what = f"{new.document}: Datei umbenannt"
                yield Change(area, new.path, new.document, what, "renamed", old_name, name, weight(old))
            yield from (_heavier(change, heavy.get(old_name)) for change in _changed(area, old, new, walk))
        elif new is not None:
            came = whole(area, None, new)
            yield replace(came, kind="sealed") if new.path.endswith(f"/{paths.SEAL}") else came
            yield from _announced(area, new, walk)
        elif old is not None:
            yield _heavier(whole(area, old, None), heavy.get(name))


def _heavier(change: Change, weight: int | None) -> Change:
    return change if weight is None else replace(change, weight=min(weight, change.weight))


def _changed(area: str, old: Content, new: Content, walk: Walk) -> Iterator[Change]:
    """What changed in a file that is there in both states."""
    if old.id == new.id:
        return
    if new.kind is None or old.kind != new.kind:
        yield other(area, old, new)
    elif old.data is None or new.data is None:
        yield unreadable(area, old, new)
    else:
        about = DiffFile(new, area, walk, weight(old))
        yield from changes(walk.differences(shape(new.kind), uniform(old.data), uniform(new.data)), about)


def _announced(area: str, new: Content, walk: Walk) -> Iterator[Change]:
    """Of a new file what people wait for: tasks given, tasks done."""
    if new.kind is None or new.data is None:
        return
    about = DiffFile(new, area, walk)
    bare = {"tagesordnung": [_without_tasks(item) for item in new.data.get("tagesordnung", ())]}
    found = walk.differences(shape(new.kind), bare, uniform(new.data))
    yield from changes([d for d in found if d.place in ANNOUNCED], about)


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


# --- files: which is which, and what to say of those that are no YAML of the format


MINUTES_PAIRS = 100
"""Most pairs of unknown minutes whose contents are compared."""


def renamed(before: Mapping[str, Content], after: Mapping[str, Content]) -> dict[str, str]:
    """Files that are there no more → the new files they became: with the same bytes, or minutes of similar content."""
    gone = {name: content for name, content in before.items() if name not in after}
    came = {name: content for name, content in after.items() if name not in before}
    by_id = {content.id: name for name, content in sorted(came.items(), reverse=True)}
    found = {name: by_id.pop(content.id) for name, content in sorted(gone.items()) if content.id in by_id}
    taken = set(found.values())
    old = {name: one.data for name, one in gone.items() if one.kind == "protokoll" and name not in found}
    new = {name: one.data for name, one in came.items() if one.kind == "protokoll" and name not in taken}
    return found | similar(old, new, MINUTES_PAIRS)


def protected(contents: Mapping[str, Content]) -> dict[str, int]:
    """Attachments that belong to a signed agreement or to approved minutes → how heavy a change of them is."""
    found: dict[str, int] = {}
    for content in contents.values():
        if content.kind in ("vereinbarung", "protokoll") and content.data is not None and weight(content) < FIRST:
            named = prose.files(content.kind, content.data)
            found |= {name: min(weight(content), found.get(name, weight(content))) for name, _ in named}
    return found


def weight(before: Content | None) -> int:
    """How heavy any change of a file is, by what it was."""
    data = before.data if before is not None else None
    if before is not None and before.path.endswith(f"/{paths.SEAL}"):
        return SEAL
    if data is not None and before is not None:
        if before.kind == "protokoll" and data.get("status") == "genehmigt":
            return APPROVED
        if before.kind == "vereinbarung":
            return SIGNED if signed_by_both(data) else AGREEMENT
    return NORMAL


def whole(area: str, before: Content | None, after: Content | None, what: str = "") -> Change:
    """A file that came, went, or was replaced by another one."""
    here = after or before
    assert here is not None, "one of them is there"
    aside = here.kind is None and not here.path.endswith((paths.SEAL, ".csv")) and f"/{paths.ATTACHMENTS}/" not in here.path
    return Change(
        area=area,
        file=here.path,
        document=here.document,
        what=what or _moved(here, after) or here.document,
        kind="removed" if after is None else "added" if before is None else "changed",
        before=_size(before),
        after=_size(after),
        weight=ASIDE if aside else weight(before) if before is not None else AGREEMENT if here.kind else NORMAL,
    )


def _moved(here: Content, after: Content | None) -> str:
    """What is said of a new meeting that takes the place of another date; nothing for anything else."""
    instead = after.data.get("verschoben_von") if after is not None and after.kind == "protokoll" and after.data else None
    if not isinstance(instead, str):
        return ""
    old, new = (german.german(german.day_of(id)) for id in (instead, meeting_of(here.path)))
    return f"Sitzung verschoben vom {old} auf den {new}"


def other(area: str, before: Content, after: Content) -> Change:
    """A file that is no YAML of the format and was changed: a seal, a table, a picture."""
    if after.path.endswith(f"/{paths.SEAL}"):
        return _seal(area, before, after)
    if before.text is not None and after.text is not None and before.text != after.text:
        return whole(area, before, after, _rows(after.path.rpartition("/")[2], before.text, after.text))
    return whole(area, before, after)


def unreadable(area: str, before: Content, after: Content) -> Change:
    """A YAML file that cannot be read in one of its states: its lines are compared instead."""
    what = "nicht lesbar, daher zeilenweise verglichen"
    if after.data is not None:
        what = "war nicht lesbar, daher zeilenweise verglichen"
    elif "<<<<<<<" in (after.text or "") and contents.conflict((after.text or "").encode()) is not None:
        what = "enthält einen nicht aufgelösten Konfliktbereich (<<<<<<<), daher zeilenweise verglichen"
    return Change(
        area=area,
        file=after.path,
        document=after.document,
        what=what,
        kind="unreadable",
        weight=weight(before),
        parts=words.parts(before.text or "", after.text or ""),
    )


def of_template(path: str, what: str, before: bytes | None, after: bytes | None, own: bytes | None) -> Change:
    """A template or form text under a sealed agreement. `own`: the product's, which holds where there is none."""
    old, new = ((side if side is not None else own or b"").decode(errors="replace") for side in (before, after))
    kind: ChangeKind = "added" if before is None else "removed" if after is None else "changed"
    return Change("", path, f"Datei {path}", what, kind, weight=SEAL, parts=words.parts(old, new))


def _size(content: Content | None) -> str | None:
    if content is None or content.kind is not None:
        return None
    if content.link:
        return "Verknüpfung (symbolischer Link)"
    if content.path.endswith(f"/{paths.SEAL}"):
        return _sealed(content)
    return f"{number(content.size)} Byte"


LINES = ("Zeile", "Zeilen")


def _rows(name: str, before: str, after: str) -> str:
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    return f"Tabelle {joined(name)}: {counted((new - old).total(), *LINES)} neu, {counted((old - new).total(), *LINES)} entfallen"


def _sealed(content: Content) -> str:
    try:
        seal_ = seal.decode((content.text or "").encode())
        day = german.parse(str(seal_["unterzeichnet_am"]))
        return f"unterzeichnet am {german.german(day)}" if day else "ohne Tag der Unterschrift"
    except (Trouble, KeyError):
        return "beschädigt"


def _seal(area: str, before: Content, after: Content) -> Change:
    """A seal that is another one now: which clauses it freezes otherwise."""
    try:
        old, new = seal.decode((before.text or "").encode()), seal.decode((after.text or "").encode())
    except Trouble:
        return whole(area, before, after, "Das Siegel ist beschädigt")
    clauses = sorted(key for key in {*old["klauseln"], *new["klauseln"]} if old["klauseln"].get(key) != new["klauseln"].get(key))
    lost = [name for name, entries in old["listen"].items() if not set(entries) <= set(new["listen"].get(name, ()))]
    changed = [*clauses, *lost]
    if changed:
        return whole(area, before, after, f"Das Siegel gilt jetzt anderem Wortlaut: {', '.join(changed)}")
    grown = [seal.WORDS.get(name, name) for name, entries in new["listen"].items() if entries != old["listen"].get(name)]
    words = ", ".join(word.replace("Ein", "ein", 1) for word in grown)
    said = f"um Einträge ergänzt ({words})" if grown else "neu geschrieben, der Wortlaut ist derselbe"
    change = whole(area, before, after, f"Das Siegel ist {said}")
    same = change.before == change.after  # the day of signing says nothing new then
    return replace(change, before=None, after=None) if same else change
