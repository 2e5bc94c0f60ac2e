"""The schemas against the file format: keys, forms, who may see what, and the few conditions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from ruamel.yaml import YAML

Schema = dict[str, Any]

FOLDER = Path(__file__).parents[2] / "schemas"
FILES: dict[str, Schema] = {
    file.name: json.loads(file.read_text("utf-8")) for file in FOLDER.glob("*.schema.json")
}
REGISTRY: Registry[Any] = Registry().with_resources(
    (name, Resource.from_contents(schema)) for name, schema in FILES.items()
)
LISTING = YAML(typ="safe", pure=True).load((Path(__file__).parent / "listing.yaml").read_text("utf-8"))
KINDS = [kind for kind in LISTING if kind != "shared"]
CIRCLES = ["intern", "verteiler", "oeffentlich"]

FORMS = {
    "mitglied_id": "<member id>",
    "handlungsfeld_id": "<H and a number>",
    "ziel_id": "<Z and a number>",
    "massnahme_id": "<M and a number>",
    "datum": "D",
    "uhrzeit": "C",
    "email": "<e-mail>",
    "farbe": "<colour>",
    "internetadresse": "<web address>",
    "sitzungstag": "<meeting id>",
    "jahr": "<year>",
}
TYPES = {"string": "T", "integer": "N", "number": "F", "boolean": "B"}

# Everything that is not public, place by place; the rest is (organisations, texts, decisions, dates …).
NOT_PUBLIC = {
    "intern": """
        regsam.herausgeber.email
        gebiet.ansprechpersonen.telefon gebiet.ansprechpersonen.email
        gremium.mitglieder.person.telefon gremium.mitglieder.person.email
        gremium.mitglieder.vertretung.telefon gremium.mitglieder.vertretung.email
        vereinbarung.prozessverantwortung.regsam.person.telefon
        vereinbarung.prozessverantwortung.regsam.person.email
        vereinbarung.prozessverantwortung.regsam.wechsel.person.telefon
        vereinbarung.prozessverantwortung.regsam.wechsel.person.email
        vereinbarung.prozessverantwortung.sozialreferat.person.telefon
        vereinbarung.prozessverantwortung.sozialreferat.person.email
        vereinbarung.prozessverantwortung.sozialreferat.wechsel.person.telefon
        vereinbarung.prozessverantwortung.sozialreferat.wechsel.person.email
        vereinbarung.zu_gewinnen.notiz
        phasen.*.schritte.*.notiz
        ziele.handlungsfelder.ziele.massnahmen.notiz
        gebiet.aufwand.notiz
        kontakte.kontakte.*.*.telefon kontakte.kontakte.*.*.email
        abschluss.grusswort.person.email abschluss.grusswort.person.telefon
    """,
    "verteiler": """
        gebiet.ansprechpersonen.name gebiet.ansprechpersonen.funktion gebiet.ansprechpersonen.organisation
        gremium.mitglieder.person.name gremium.mitglieder.person.funktion
        gremium.mitglieder.person.organisation
        gremium.mitglieder.vertretung.name gremium.mitglieder.vertretung.funktion
        gremium.mitglieder.vertretung.organisation
        vereinbarung.unterschriften.name vereinbarung.nachtraege.unterschriften.name
        phasen.*.schritte.*.beleg
        protokoll.anwesend protokoll.anwesend.mitglied protokoll.anwesend.vertreten_durch
        protokoll.anwesend.von protokoll.anwesend.bis protokoll.entschuldigt
        protokoll.nicht_anwesend protokoll.gaeste.name protokoll.gaeste.organisation
        protokoll.verteiler protokoll.anlagen.datei protokoll.anlagen.titel
        chronik.eintraege.anlagen.datei chronik.eintraege.anlagen.titel
        auswahl.gremium.regsam auswahl.gremium.sozialplanung auswahl.verfahren.beteiligte
        gebiet.aufwand.jahr gebiet.aufwand.regsam gebiet.aufwand.sozialreferat
        ziele.handlungsfelder.ziele.massnahmen.mittel.jahr ziele.handlungsfelder.ziele.massnahmen.mittel.betrag
        ziele.handlungsfelder.ziele.massnahmen.mittel.quelle ziele.handlungsfelder.ziele.massnahmen.mittel.stand
        protokoll.anwesend.personen protokoll.anwesend.anzahl protokoll.weitere_anwesende protokoll.abgesagt.grund
        auswahl.kandidaten.basiskriterien.rags.beleg auswahl.kandidaten.basiskriterien.sozialbuergerhaus.beleg
        auswahl.kandidaten.basiskriterien.bezirksausschuss.beleg
        auswahl.kandidaten.basiskriterien.sozialplanung_steuerung.beleg
    """,
}


def chain(schema: Schema, name: str) -> list[tuple[Schema, str, str]]:
    """A place and the definitions it leads through, each with its file and the definition's own name."""
    links = [(schema, name, "")]
    while "$ref" in schema:
        file, _, definition = schema["$ref"].partition("#/$defs/")
        name = file or name
        schema = FILES[name]["$defs"][definition]
        links.append((schema, name, definition))
    return links


def listed(schema: Schema, name: str) -> Any:
    """A schema in the notation of `listing.yaml`."""
    links = chain(schema, name)
    last, name, form = links[-1]
    reference = next((link["verweis"] for link, _, _ in links if "verweis" in link), None)
    if reference:
        return f"→{reference}"
    if "anyOf" in last:
        return {"or": [listed(branch, name) for branch in last["anyOf"]]}
    if last["type"] == "array":
        return [listed(last["items"], name)]
    if last["type"] == "object" and "properties" not in last:
        key = "year" if "propertyNames" in last and "[0-9]{4}" in last["propertyNames"]["pattern"] else "column"
        return {key: listed(last["additionalProperties"], name)}
    if last["type"] == "object":
        required = last.get("required", ())
        properties = last["properties"].items()
        return {key + "*" * (key in required): listed(value, name) for key, value in properties}
    if "enum" in last:
        return " | ".join(last["enum"])
    if "const" in last:
        return str(last["const"])
    if last.get("contentMediaType") == "text/markdown":
        return "MD"
    if form == "jahr":
        return FORMS[form]
    if "pattern" in last:
        return FORMS.get(form, "<file name>" if "monitoring.csv" in last["patternErrorMessage"] else "<one character>")
    return TYPES[last["type"]]


def leaves(schema: Schema, name: str, path: str, seen: str) -> Iterator[tuple[str, str]]:
    """Every scalar place with the narrowest edition met on the way."""
    links = chain(schema, name)
    last, name, _ = links[-1]
    seen = min([seen, *(link.get("edition", "oeffentlich") for link, _, _ in links)], key=CIRCLES.index)
    for branch in last.get("anyOf", ()):
        yield from leaves(branch, name, path, seen)
    if "items" in last:
        yield from leaves(last["items"], name, path, seen)
    for key, value in last.get("properties", {}).items():
        yield from leaves(value, name, f"{path}.{key}", seen)
    if isinstance(last.get("additionalProperties"), dict):
        yield from leaves(last["additionalProperties"], name, f"{path}.*", seen)
    if last.get("type") not in ("array", "object", None):
        yield path, seen


@pytest.mark.parametrize("kind", KINDS)
def test_holds_what_the_format_lists(kind: str) -> None:
    name = f"{kind}.schema.json"
    assert listed(FILES[name], name) == LISTING[kind]


def test_every_kind_is_listed() -> None:
    assert {f"{kind}.schema.json" for kind in KINDS} | {"gemeinsam.schema.json", "daten.schema.json"} == set(FILES)


@pytest.mark.parametrize("edition", ["intern", "verteiler"])
def test_who_may_see_what(edition: str) -> None:
    """The steps of all phases are alike and stand here as `*`."""
    found = set()
    for kind in KINDS:
        for path, seen in leaves(FILES[f"{kind}.schema.json"], f"{kind}.schema.json", kind, "oeffentlich"):
            parts = path.split(".")
            if kind == "phasen" and len(parts) == 5:
                parts[1] = parts[3] = "*"
            if seen == edition:
                found.add(".".join(parts))
    assert found == set(NOT_PUBLIC[edition].split())


def test_free_text_for_a_member_is_not_public() -> None:
    place = FILES["gemeinsam.schema.json"]["$defs"]["mitglied_oder_text"]
    assert place["freitext-edition"] == "verteiler"


GEBIET = {"name": "Blumenau", "status": "geplant"}
REJECTED = {"datum": "2010-01-20", "durch": "Bezirksausschuss 20"}
HELD = {
    "sitzungsnummer": 1,
    "datum": "2010-06-10",
    "phase": "diagnose",
    "status": "entwurf",
    "tagesordnung": [],
}
AGREEMENT = {
    "thema": "x",
    "umgriff": {"beschreibung": "x"},
    "gruende": "x",
    "prozessverantwortung": {"regsam": {"person": {"name": "x"}}, "sozialreferat": {"person": {"name": "x"}}},
    "stunden_pro_woche": 6.5,
    "prozessdauer_monate": 24,
    "start": "2010-07-01",
    "ueberpruefung": "2011-12-01",
}
SELECTION = {"titel": "x", "stand": "2010-01-20"}


def agenda(**item: object) -> dict[str, Any]:
    return HELD | {"anwesend": [], "tagesordnung": [{"titel": "x", **item}]}


def votes(yes: object) -> dict[str, Any]:
    counted = {"ja": yes, "nein": 0, "enthaltung": 0}
    return agenda(beschluesse=[{"text": "x", "ergebnis": "angenommen", "abstimmung": counted}])


def dissent(step: str, decision: str) -> dict[str, Any]:
    entry = {"stufe": step, "datum": "2010-02-01", "entscheidung": decision}
    return SELECTION | {"kandidaten": [{"gebiet": "x", "dissens": [entry]}]}


def monitoring(**values: object) -> dict[str, Any]:
    columns = {"spalten": {"kennung": "k", "einwohner": "e"}, "variablen": {"a": "A"}}
    return SELECTION | {"kandidaten": [], "monitoring": {"datei": "m.csv", **columns, **values}}


ENTRY = "kandidaten.0.dissens.0.entscheidung"
CASES: list[tuple[str, dict[str, Any], str | None]] = [
    ("gebiet", GEBIET, None),
    ("gebiet", GEBIET | {"abgelehnt": REJECTED}, "abgelehnt"),
    ("gebiet", GEBIET | {"status": "abgelehnt", "abgelehnt": REJECTED}, None),
    ("gebiet", GEBIET | {"status": "abgelehnt"}, None),
    ("gebiet", GEBIET | {"status": "abgelent", "abgelehnt": REJECTED}, "status"),
    ("gebiet", GEBIET | {"einwohner": -1}, "einwohner"),
    ("gebiet", GEBIET | {"einwohner": 9.8}, "einwohner"),
    ("gebiet", GEBIET | {"stadtbezirk": {"nummer": 0}}, "stadtbezirk.nummer"),
    (
        "gebiet",
        GEBIET | {"ansprechpersonen": [{"name": "x", "email": "x at example.org"}]},
        "ansprechpersonen.0.email",
    ),
    ("protokoll", HELD, ""),
    ("protokoll", HELD | {"status": "geplant"}, None),
    ("protokoll", HELD | {"status": "entwrf"}, "status"),
    ("protokoll", HELD | {"anwesend": []}, None),
    ("protokoll", HELD | {"anwesend": ["moderation", {"mitglied": "sbh", "von": "17:30"}]}, None),
    ("protokoll", HELD | {"anwesend": [], "datum": "2010-02-30"}, "datum"),
    ("protokoll", HELD | {"anwesend": [], "beginn": "24:30"}, "beginn"),
    ("protokoll", HELD | {"anwesend": [], "leitung": "Erika Mustermann"}, None),
    ("protokoll", HELD | {"anwesend": [], "entschuldigt": ["Erika Mustermann"]}, "entschuldigt.0"),
    ("protokoll", votes(0), None),
    ("protokoll", votes(-1), "tagesordnung.0.beschluesse.0.abstimmung.ja"),
    ("vereinbarung", AGREEMENT, None),
    ("vereinbarung", AGREEMENT | {"stunden_pro_woche": 0}, "stunden_pro_woche"),
    ("vereinbarung", AGREEMENT | {"stunden_pro_woche": 168}, None),
    ("vereinbarung", AGREEMENT | {"stunden_pro_woche": 168.5}, "stunden_pro_woche"),
    ("vereinbarung", AGREEMENT | {"prozessdauer_monate": 0}, "prozessdauer_monate"),
    ("vereinbarung", AGREEMENT | {"prozessdauer_monate": 1.5}, "prozessdauer_monate"),
    ("vereinbarung", AGREEMENT | {"prozessdauer_monate": 99999}, "prozessdauer_monate"),
    ("auswahl", dissent("arge", "dissens"), None),
    ("auswahl", dissent("sozialreferatsleitung", "ausgewaehlt"), None),
    ("auswahl", dissent("sozialreferatsleitung", "dissens"), ENTRY),
    ("auswahl", dissent("sozialreferatsleitung", "dissenz"), ENTRY),
    ("auswahl", monitoring(), None),
    ("auswahl", monitoring(datei="../monitoring.csv"), "monitoring.datei"),
    ("auswahl", monitoring(trennzeichen=";;"), "monitoring.trennzeichen"),
    ("auswahl", monitoring(schwelle_prozent=-1), "monitoring.schwelle_prozent"),
]


@pytest.mark.parametrize(("kind", "data", "place"), CASES)
def test_conditions_and_bounds(kind: str, data: dict[str, Any], place: str | None) -> None:
    """A wrong value is reported at its own place only, a missing key at the mapping that lacks it."""
    judge = Draft202012Validator(
        FILES[f"{kind}.schema.json"], registry=REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    found = {".".join(map(str, deepest.absolute_path)) for deepest in flat(judge.iter_errors(data))}
    assert found == (set() if place is None else {place})


def flat(errors: Iterable[Any]) -> Iterator[Any]:
    """Violations, those of an `anyOf` by the branch of the value's own type."""
    for error in errors:
        if error.validator == "anyOf":
            inner = list(error.context)
            other = {
                e.relative_schema_path[0] for e in inner if e.validator == "type" and not e.relative_path
            }
            yield from flat(e for e in inner if e.relative_schema_path[0] not in other)
        else:
            yield error
