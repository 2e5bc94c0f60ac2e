"""What an editor offers where a file refers to something: the ids there are in an area, as schemas to be laid over those of all.

They mark nothing: an id that came later is no mistake, and whether one leads somewhere is for `check` to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from regsam_docs import german
from regsam_docs.model.area import Area
from regsam_docs.model.catalogue import goals, measures
from regsam_docs.model.settings import City
from regsam_docs.model.tracking import track
from regsam_docs.repository.kinds import KINDS, Kind
from regsam_docs.scaffold import editor
from regsam_docs.schema.schemas import Schema, raw, whole

Ids = Mapping[str, Mapping[str, str]]
"""What may be referred to (the schemas' `verweis`) → id → what it stands for, in words."""


def ids_of(area: Area, city: City) -> Ids:
    """What the files of an area may refer to."""
    members = {member.id: member.organisation for member in area.member_by_id.values()}
    return _in_city(city) | {
        "mitglied": members,
        "mitglied-oder-text": members,
        "ziel": {goal.id: goal.titel for _, goal in goals(area.catalogue)},
        "massnahme": {measure.id: measure.titel for _, _, measure in measures(area.catalogue)},
        "protokoll": {minutes.id: f"Sitzung am {german.german(german.day_of(minutes.id))}" for minutes in area.minutes},
        "auftrag": {task.id: task.given.task.titel for task in track(area)},
    }


def _in_city(city: City) -> dict[str, Mapping[str, str]]:
    return {
        "auswahl": {slug: selection.titel for slug, selection in city.selections.items()},
        "gebiet": {area.slug: area.name for area in city.areas},
    }


def schemas(city: City) -> Iterator[tuple[Kind, str, dict[str, Any]]]:
    """For each area and selection, and each kind of file there that may name ids: the kind, the folder's name, the schema."""
    inside = [(area.slug, ids_of(area, city), ("area", "new area")) for area in city.areas]
    beside = [(slug, _in_city(city), ("new selection",)) for slug in city.selections]
    for slug, known, asks in (*inside, *beside):
        for kind in KINDS.values():
            if kind.asks in asks and (more := offering(whole(kind.name), known)):
                yield kind, slug, {"$schema": raw(kind.name)["$schema"], **more}


def files(city: City) -> dict[str, bytes]:
    """What `schemas` says, by the path it is laid at, with the schemas that hold both these ids and what files of all may say."""
    made: dict[str, bytes] = {}
    for kind, slug, schema in schemas(city):
        made[editor.ids_file(kind.name, slug)] = editor.as_json(schema).encode()
        made[editor.own_file(kind.name, slug)] = editor.as_json(editor.own_schema(kind.name)).encode()
    return made


def offering(schema: Schema, known: Ids) -> dict[str, Any]:
    """Of a schema (its `$ref`s followed) the places alone that refer to what is known, with its ids; empty if there are none."""
    found: dict[str, Any] = {}
    for branch in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        found |= offering(branch, known)
    if offered := known.get(schema.get("verweis", "")):
        found["anyOf"] = [{"enum": list(offered), "markdownEnumDescriptions": list(offered.values())}, {}]
    if inner := {key: more for key, value in schema.get("properties", {}).items() if (more := offering(value, known))}:
        found["properties"] = inner
    if "items" in schema and (more := offering(schema["items"], known)):
        found["items"] = more
    # What an editor shows over a value comes from the schema that fits best, which may be this one.
    said = {"description": schema["description"]} if "description" in schema else {}
    return said | found if found else {}
