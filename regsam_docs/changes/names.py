"""What ids mean in one state of an area, and which ids got new names between two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from regsam_docs.changes.differences import Walk
from regsam_docs.changes.lists import uniform
from regsam_docs.changes.state import Content
from regsam_docs.model import meeting_id
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
    for item in data.get("tagesordnung", ()):
        for task in item.get("auftraege", ()):
            yield ("auftrag", f"{meeting_id(name)}/{task['nr']}"), task["titel"]


_NAMING = {"gremium": _members, "ziele": _goals, "protokoll": _tasks}


Renames = dict[tuple[str, str], str]


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
