"""Whatever a schema accepts can be read, becomes a record, and is cut to what each edition may see."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regsam_docs import edition, model
from regsam_docs.check import check, read
from regsam_docs.edition import excerpt_of
from regsam_docs.model import RECORDS
from regsam_docs.repository.tree import tree_of
from regsam_docs.rules.prose import files
from regsam_docs.schema import EDITIONS
from tests.edition.generated import FILES, KINDS, Schema, area, of_kind, resolved, texts, yaml
from tests.examples import examples

ID = re.compile(r"[a-z0-9-]+\Z")
NARROW = {name: rank for rank, name in enumerate(("intern", "verteiler", "oeffentlich"))}
SECRET = "streng geheim"
SEEDS = st.integers(0, 2**32)


def composed(data: Any) -> Any:
    return json.loads(unicodedata.normalize("NFC", json.dumps(data, ensure_ascii=False)))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=examples(8))
@given(SEEDS)
def test_what_the_schema_accepts_is_read_and_becomes_a_record(kind: str, seed: int) -> None:
    data = of_kind(kind, random.Random(seed))
    path = "areas/x.yaml"
    sheet = read(tree_of({path: yaml(data)}), path, kind)
    assert sheet.findings == ()
    assert sheet.data == composed(data)
    assert sheet.data is not None
    for reader in EDITIONS:
        cut = edition.selection(sheet.data, reader) if kind == "auswahl" else edition.cut(kind, sheet.data, reader)
        recorded(kind, cut)
        list(files(kind, cut))


def recorded(kind: str, data: dict[str, Any]) -> None:
    model.record(RECORDS[kind], {**data, "id": "2010-06-10"} if kind == "protokoll" else data)


@settings(max_examples=examples(20))
@given(SEEDS)
def test_any_area_is_judged_and_excerpt_of(seed: int) -> None:
    """No file fits another: rules have to stand that, and so do the editions."""
    data = area(random.Random(seed))
    tree = tree_of({f"areas/x/{name}": yaml(sheet) for name, sheet in data.items()})
    result = check(tree, ["areas/x"])
    # There need not be all files, and a year may come twice: no schema says that, so nothing made of one knows.
    assert [f for f in result.findings if f.id[0] in "YS" and f.id not in ("Y04", "S06")] == []
    typed = {name: sheet.data for name, sheet in result.files_of("x").items() if sheet.data is not None}
    for reader in EDITIONS:
        excerpt_of(result.city.areas[0], typed, reader)


# --- an edition cut a second time, from the schema files themselves -------------------------------------------------


def kept(schema: Schema, file: str, value: Any, met: str, reader: str, *, of_property: bool = False) -> Any:
    """What `reader` may see of a value, or None. `met`: the narrowest edition on the way to it."""
    chain, file, _ = resolved(schema, file)
    named = [link["edition"] for link in chain if "edition" in link] or (["intern"] if of_property else [])
    met = min([met, *named], key=lambda name: NARROW[name])
    if NARROW[met] < NARROW[reader]:
        return None
    here = {key: part for link in reversed(chain) for key, part in link.items()}
    for branch in here.get("anyOf", ()):
        if is_of(branch, file, value):
            return kept(branch, file, value, met, reader)
    if isinstance(value, dict):
        properties, more = here.get("properties", {}), here.get("additionalProperties", {})
        cut = {
            key: kept(properties.get(key, more), file, entry, met, reader, of_property=key in properties)
            for key, entry in value.items()
        }
        return {key: entry for key, entry in cut.items() if entry is not None}
    if isinstance(value, list):
        entries = [kept(here["items"], file, entry, met, reader) for entry in value]
        if entries and NARROW[narrowest_of(here["items"], file, met)] < NARROW[reader]:
            return None
        return [entry for entry in entries if entry is not None]
    free = here.get("freitext-edition")
    return None if free and not ID.match(value) and NARROW[free] < NARROW[reader] else value


def narrowest_of(schema: Schema, file: str, met: str) -> str:
    chain, _, _ = resolved(schema, file)
    return min([met, *(str(link["edition"]) for link in chain if "edition" in link)], key=lambda name: NARROW[name])


def is_of(branch: Schema, file: str, value: Any) -> bool:
    chain, _, _ = resolved(branch, file)
    wanted = next(link["type"] for link in chain if "type" in link)
    return isinstance(value, {"string": str, "array": list, "object": dict}[wanted])


@pytest.mark.parametrize("reader", EDITIONS)
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=examples(6))
@given(SEEDS)
def test_an_edition_has_what_the_schemas_say_and_no_more(kind: str, reader: str, seed: int) -> None:
    data = of_kind(kind, random.Random(seed))
    file = f"{kind}.schema.json"
    assert edition.cut(kind, data, reader) == kept(FILES[file], file, data, "oeffentlich", reader)


# --- what is said in confidence -------------------------------------------------------------------------------------


def whispered(data: Any, *, secret: bool = False) -> Any:
    """The data with a giveaway in every free text of whatever is confidential."""
    match data:
        case dict():
            secret = secret or data.get("vertraulich") is True
            return {key: whispered(value, secret=secret) for key, value in data.items()}
        case list():
            return [whispered(value, secret=secret) for value in data]
        case str() if secret and " " in data:
            return f"{SECRET} {data}"
        case _:
            return data


@settings(max_examples=examples(25))
@given(SEEDS, st.sampled_from(["verteiler", "oeffentlich"]))
def test_nothing_confidential_leaves_the_house(seed: int, reader: str) -> None:
    data = whispered(area(random.Random(seed)))
    cut = edition.cut_area(data, reader)
    assert [text for text in texts(cut or {}) if SECRET in text] == []


PROFILE = {"name": "Musterviertel", "status": "aktiv", "oeffentlich": True}
TASK = {"nr": 1, "art": "auftrag", "titel": "Räume suchen", "an": "planung", "adressatengruppe": "referat"}


def held(**more: Any) -> dict[str, Any]:
    head = {"sitzungsnummer": 1, "datum": "2010-06-10", "phase": "diagnose", "status": "genehmigt", "anwesend": ["planung"]}
    return {**head, "tagesordnung": [{"titel": "Begrüßung"}], **more}


def cut(reader: str, **files: dict[str, Any]) -> dict[str, dict[str, Any]] | None:
    """Files by the beginning of their name: `gebiet`, `p2010_06_10`."""
    names = {
        key: f"protokolle/{key[1:].replace('_', '-')}.yaml" if key[0] == "p" and key[1].isdigit() else f"{key}.yaml"
        for key in files
    }
    return edition.cut_area({names[key]: sheet for key, sheet in files.items()}, reader)


def test_only_areas_that_say_so_are_public() -> None:
    for profile in ({**PROFILE, "oeffentlich": False}, {"name": "Musterviertel", "status": "aktiv"}):
        assert cut("oeffentlich", gebiet=profile) is None
        assert cut("verteiler", gebiet=profile) is not None
    assert cut("oeffentlich", chronik={"eintraege": []}) is None
    assert cut("oeffentlich", gebiet=PROFILE) == {"gebiet.yaml": PROFILE}


@pytest.mark.parametrize("status", ["geplant", "entwurf", "versandt"])
def test_only_approved_minutes_are_public(status: str) -> None:
    reported = held(rueckmeldungen=[{"auftrag": "2010-06-10/1", "status": "erledigt"}], status=status)
    made = cut("oeffentlich", gebiet=PROFILE, p2010_06_10=held(), p2010_09_16=reported)
    assert made is not None
    assert sorted(made) == ["gebiet.yaml", "protokolle/2010-06-10.yaml"]
    assert sorted(cut("verteiler", gebiet=PROFILE, p2010_09_16=reported) or ()) == ["gebiet.yaml", "protokolle/2010-09-16.yaml"]


def test_only_a_decided_closing_is_public() -> None:
    closing = {
        "datum": "2012-12-01",
        "status": "entwurf",
        "entscheidung": "beendet",
        "zusammenfassung": "Gut.",
        "zielerreichung": [],
    }
    assert sorted(cut("oeffentlich", gebiet=PROFILE, abschluss=closing) or ()) == ["gebiet.yaml"]
    assert len(cut("oeffentlich", gebiet=PROFILE, abschluss={**closing, "status": "beschlossen"}) or ()) == 2


@pytest.mark.parametrize("reader", ["verteiler", "oeffentlich"])
def test_confidential_agenda_items_keep_their_number_and_their_tasks_vanish_everywhere(reader: str) -> None:
    agenda = [
        {"titel": "Begrüßung"},
        {"titel": "Personal", "vertraulich": True, "auftraege": [TASK]},
        {"titel": "Fest", "auftraege": [{**TASK, "nr": 2}]},
    ]
    reports = [{"auftrag": "2010-06-10/1", "status": "offen", "text": "x"}, {"auftrag": "2010-06-10/2", "status": "erledigt"}]
    closing = {
        "datum": "2012-12-01",
        "status": "beschlossen",
        "entscheidung": "beendet",
        "zusammenfassung": "Gut.",
        "zielerreichung": [],
        "offene_auftraege": [
            {"auftrag": "2010-06-10/1", "uebergeben_an": "RAGS"},
            {"auftrag": "2010-06-10/2", "uebergeben_an": "RAGS"},
        ],
    }
    made = cut(
        reader, gebiet=PROFILE, p2010_06_10=held(tagesordnung=agenda), p2010_09_16=held(rueckmeldungen=reports), abschluss=closing
    )
    assert made is not None
    assert [item.get("titel") for item in made["protokolle/2010-06-10.yaml"]["tagesordnung"]] == ["Begrüßung", None, "Fest"]
    assert [report["auftrag"] for report in made["protokolle/2010-09-16.yaml"]["rueckmeldungen"]] == ["2010-06-10/2"]
    assert [handed["auftrag"] for handed in made["abschluss.yaml"]["offene_auftraege"]] == ["2010-06-10/2"]


@pytest.mark.parametrize("reader", ["verteiler", "oeffentlich"])
def test_parts_of_an_item_are_confidential_alone_or_with_it(reader: str) -> None:
    agenda = [
        {"titel": "Häuser", "unterpunkte": [{"titel": "Nord"}, {"titel": "Süd", "vertraulich": True, "auftraege": [TASK]}]},
        {"titel": "Personal", "vertraulich": True, "unterpunkte": [{"titel": "Stelle", "auftraege": [{**TASK, "nr": 2}]}]},
        {"titel": "Fest", "unterpunkte": [{"titel": "Ort", "auftraege": [{**TASK, "nr": 3}]}]},
    ]
    reports = [{"auftrag": f"2010-06-10/{nr}", "status": "offen"} for nr in (1, 2, 3)]
    made = cut(reader, gebiet=PROFILE, p2010_06_10=held(tagesordnung=agenda, rueckmeldungen=reports))
    assert made is not None
    minutes = made["protokolle/2010-06-10.yaml"]
    assert [item.get("titel") for item in minutes["tagesordnung"]] == ["Häuser", None, "Fest"]
    assert [part.get("titel") for part in minutes["tagesordnung"][0]["unterpunkte"]] == ["Nord", None]
    assert minutes["tagesordnung"][1] == {}
    assert [report["auftrag"] for report in minutes["rueckmeldungen"]] == ["2010-06-10/3"]


@pytest.mark.parametrize("reader", ["verteiler", "oeffentlich"])
def test_an_invitation_does_not_tell_the_titles_of_what_is_confidential(reader: str) -> None:
    """Not even in the words they had before the item was called otherwise."""
    invited = {"versandt_am": "2010-05-27", "tagesordnung": ["Begrüßung", "Personal", "Personal (alt)", "Haus Süd", "Fest"]}
    agenda = [
        {"titel": "Begrüßung"},
        {"titel": "Personal", "vertraulich": True},
        {"titel": "Häuser", "unterpunkte": [{"titel": "Haus Süd", "vertraulich": True}, {"titel": "Fest"}]},
    ]
    made = cut(reader, gebiet=PROFILE, p2010_06_10=held(tagesordnung=agenda, einladung=invited))
    assert made is not None
    assert made["protokolle/2010-06-10.yaml"]["einladung"]["tagesordnung"] == ["Begrüßung", "", "", "", "Fest"]
    plain = cut(reader, gebiet=PROFILE, p2010_06_10=held(einladung=invited))
    assert plain is not None
    assert plain["protokolle/2010-06-10.yaml"]["einladung"] == invited


def test_candidates_are_public_only_if_the_selection_says_so() -> None:
    selection = {"titel": "A", "stand": "2010-01-20", "kandidaten": [{"gebiet": "Nord"}]}
    assert edition.selection(selection, "oeffentlich")["kandidaten"] == []
    assert edition.selection({**selection, "oeffentlich": True}, "oeffentlich")["kandidaten"] == [{"gebiet": "Nord"}]
    assert edition.selection(selection, "verteiler")["kandidaten"] == [{"gebiet": "Nord"}]


def test_a_place_the_schema_does_not_know_is_not_excerpt_of() -> None:
    assert edition.cut("gebiet", {**PROFILE, "neu": "x"}, "verteiler") == PROFILE
