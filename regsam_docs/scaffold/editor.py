"""What editors that speak YAML schemas have to know: which file follows which schema, and the schemas as they understand them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from regsam_docs import forms, german
from regsam_docs.model.area import Area
from regsam_docs.model.catalogue import goals, measures
from regsam_docs.model.settings import PARTNER, City
from regsam_docs.model.tracking import track
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import KINDS, Kind
from regsam_docs.schema import schemas, sheet
from regsam_docs.schema.schemas import Schema, raw, whole

FOLDER = ".regsam/schemas"
"""Where the copies for editors lie, relative to the root."""

SETTINGS = ".vscode/settings.json"

PATTERNS = {kind.name: kind.path("*", "*") for kind in KINDS.values()}
"""Kind of file → which files these are, as VS Code writes it."""


_OWN = re.compile(rf"\./{re.escape(FOLDER)}/[^/]+/[^/]+\.kennungen\.json\Z")
"""Names of `ids_file`, as the settings have them."""


class Unmergeable(Exception):
    """Settings that this program cannot take apart and put together again without loss (comments, a doubled key)."""


def schema_file(kind: str, folder: str = FOLDER) -> str:
    """Where the copy of a schema lies."""
    return f"{folder}/{kind}.schema.json"


def ids_file(kind: str, slug: str) -> str:
    """Where the ids lie that such a file of one area or selection may name (`ids`); VS Code lays them over the schema of all."""
    return f"{FOLDER}/{slug}/{kind}.kennungen.json"


def own_file(kind: str, slug: str) -> str:
    """Where the schema lies that has both, for the line in a file: of such a line there can be but one."""
    return schema_file(kind, f"{FOLDER}/{slug}")


def own_schema(kind: str) -> dict[str, Any]:
    """The schema of `own_file`."""
    here = [f"../{kind}.schema.json", f"{kind}.kennungen.json"]
    return {"$schema": schemas.raw(kind)["$schema"], "allOf": [{"$ref": name} for name in here]}


def wanted(folder: str = FOLDER, own: Iterable[tuple[Kind, str]] = ()) -> dict[str, Any]:
    """The settings of VS Code that this needs. `own`: kinds of file, each with an area or selection, for which there are ids."""
    return {
        "yaml.schemas": {
            **{f"./{schema_file(kind, folder)}": pattern for kind, pattern in PATTERNS.items()},
            **{f"./{ids_file(kind.name, slug)}": kind.path(slug, "*") for kind, slug in own},
        },
        # Else the extension fetches a list of foreign schemas from the network.
        "yaml.schemaStore.enable": False,
    }


def merged(settings: str | None, folder: str = FOLDER, own: Iterable[tuple[Kind, str]] = ()) -> str:
    """The text of `.vscode/settings.json` with what is needed put in; all else stays. The same text if nothing is missing.
    `own`: as for `wanted`; if there are any, those of areas that are gone go.

    Raises Unmergeable.
    """
    try:
        there = json.loads(settings or "{}", object_pairs_hook=_once)
        if not isinstance(there, dict) or not isinstance(there.get("yaml.schemas", {}), dict):
            raise Unmergeable
        needed = wanted(folder, own)
        kept = {name: files for name, files in there.get("yaml.schemas", {}).items() if not (own and _OWN.match(name))}
        new = {**needed, **there, "yaml.schemas": {**kept, **needed["yaml.schemas"]}}
        made = as_json(new)
        made.encode()  # fails for half of a character, which JSON can spell
    except (ValueError, RecursionError) as error:
        raise Unmergeable from error
    return settings if settings is not None and new == there else made


def as_json(value: Any) -> str:
    """JSON as editors write it."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


OURS = frozenset({"edition", "edition-definition", "freitext-edition", "verweis", "contentMediaType", "$comment"})
"""Keywords that say nothing to an editor."""

IDS = frozenset({"mitglied", "mitglied-oder-text", "ziel", "massnahme", "protokoll", "auftrag", "auswahl", "gebiet"})
"""References (`verweis`) that name an id: an example would be offered as if there were one of that name."""

UNQUOTED = {"number": ("7", "1234", "1.10", "4.2"), "boolean": ("true",)}
"""Texts that an editor takes for something else without quotes; for us they stay as written (`schema.typed`)."""

VALUES = frozenset({"default", "examples", "defaultSnippets"})
"""Keywords whose values are content, not schemas."""


def for_editors(kind: str) -> bytes:
    """The schema of a kind of file as an editor gets it: JSON, indented, in UTF-8."""
    return as_json({"$schema": schemas.raw(kind)["$schema"], **_plain(schemas.whole(kind))}).encode()


def _plain(schema: Any, inside: str = "") -> Any:
    if isinstance(schema, list):
        return [_plain(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if inside == "properties":
        return {key: _plain(value) for key, value in schema.items()}
    plain = {key: value if key in VALUES else _plain(value, key) for key, value in schema.items() if key not in OURS}
    if any(branch.get("verweis") in IDS for branch in (schema, *schema.get("anyOf", ()))):
        plain.pop("examples", None)
    if words := _words().get(frozenset(map(str, plain.get("enum", ())))):
        plain["markdownEnumDescriptions"] = [words[value] for value in plain["enum"]]
    more = _as_written(plain) if plain.get("type") == "string" else []
    return plain | {"type": ["string", *more]} if more else plain


def _as_written(text: dict[str, Any]) -> list[str]:
    """What an editor takes unquoted texts of a kind for, besides texts."""
    if not text.keys().isdisjoint(("enum", "const", "format")):
        return []
    pattern = text.get("pattern", "")
    return [kind for kind, samples in UNQUOTED.items() if any(re.search(pattern, sample) for sample in samples)]


@cache
def _words() -> dict[frozenset[str], dict[str, str]]:
    """The values of each list of values → value → the word that documents have for it (templates/texte/worte.yaml)."""
    content = (paths.resources("templates") / "texte/worte.yaml").read_bytes()
    data = sheet.read(content, "worte.yaml", "texte/worte").data
    assert data is not None
    lists = forms.words(data).listen.values()
    return {frozenset(words): {value: word.einzahl.format(partner=PARTNER) for value, word in words.items()} for words in lists}


# --- what an editor offers where a file refers to something: the ids there are in an area, as schemas to be laid over the others


Ids = Mapping[str, Mapping[str, str]]
"""What may be referred to (the schemas' `verweis`) → id → what it stands for, in words."""


def ids_of(area: Area, city: City) -> Ids:
    """What the files of an area may refer to."""
    meetings = {minutes.id: f"Sitzung am {german.german(german.day_of(minutes.id))}" for minutes in area.minutes}
    return {**_in_city(city), **ids_within(area), "protokoll": meetings}


def ids_within(area: Area) -> Ids:
    """The same of its own members, goals, measures and tasks alone."""
    members = {member.id: member.organisation for member in area.member_by_id.values()}
    return {
        "mitglied": members,
        "mitglied-oder-text": members,
        "ziel": {goal.id: goal.titel for _, goal in goals(area.catalogue)},
        "massnahme": {measure.id: measure.titel for _, _, measure in measures(area.catalogue)},
        "auftrag": {task.id: task.given.task.titel for task in track(area)},
    }


def _in_city(city: City) -> dict[str, Mapping[str, str]]:
    return {
        "auswahl": {slug: selection.titel for slug, selection in city.selections.items()},
        "gebiet": {area.slug: area.name for area in city.areas},
    }


def of_areas(city: City) -> Iterator[tuple[Kind, str, dict[str, Any]]]:
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
    for kind, slug, schema in of_areas(city):
        made[ids_file(kind.name, slug)] = as_json(schema).encode()
        made[own_file(kind.name, slug)] = as_json(own_schema(kind.name)).encode()
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
