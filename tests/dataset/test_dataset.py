"""`daten.json` keeps to its schema, in every edition and whatever is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from regsam_docs import selection
from regsam_docs.documents.plan import Edition
from regsam_docs.model import City
from regsam_docs.model.record import record
from regsam_docs.model.settings import Settings
from regsam_docs.publish.dataset import dataset, encode, number
from regsam_docs.system import disk
from tests.overview.pages import Pages
from tests.progress.small import PROFILE, agreement, area, catalogue, closing, measure, minutes, task

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/daten.schema.json").read_text("utf-8"))
TODAY = date(2026, 11, 22)
SETTINGS = record(Settings, {"format": 1, "herausgeber": {"name": "REGSAM"}})


def valid(data: dict[str, Any]) -> Any:
    """The data as a program reads it, once it is judged by its schema."""
    read = json.loads(encode(data))
    judge = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.json_path + ": " + error.message for error in judge.iter_errors(read)] == []
    return read


def of(pages: Pages) -> Any:
    found = pages.city.selections.items()
    judged = {name: selection.judge(pages.tree, f"areas/_auswahl/{name}", chosen).outcome for name, chosen in found}
    tables = {name: outcome for name, outcome in judged.items() if outcome is not None}
    return valid(dataset(pages.city, pages.settings, pages.edition, pages.today, tables))


@pytest.fixture(scope="module", params=["intern", "verteiler", "oeffentlich"])
def pages(request: pytest.FixtureRequest, root: Path) -> Pages:
    edition: Edition = request.param
    return Pages(disk.tree(root), edition, TODAY)


def test_every_edition_of_the_example_keeps_to_the_schema(pages: Pages) -> None:
    read = of(pages)
    assert [entry["slug"] for entry in read["gebiete"]] == [a.slug for a in pages.city.areas]
    assert read["ausgabe"] == pages.edition
    assert read["auswahlen"][0]["monitoring"]["variablen"]


def test_what_the_example_says(root: Path) -> None:
    read = of(Pages(disk.tree(root), "intern", TODAY))
    spinning, brick, harbour, _ = read["gebiete"]
    assert (spinning["phase"], spinning["vereinbarung"], spinning["termine"]) == (None, None, [])
    assert (brick["phase"], brick["schritte_erledigt"], brick["auftraege_offen"]) == ("umsetzung", 10, 5)
    assert [phase["stand"] for phase in brick["phasen"]] == ["abgeschlossen", "abgeschlossen", "laufend", "ausstehend"]
    assert brick["vereinbarung"]["stunden_pro_woche"] == 8
    assert brick["vereinbarung"]["ueberpruefung"] == "2027-06-17"
    assert [goal["bewertung"] for goal in harbour["ziele"]] == ["erreicht", "teilweise", "teilweise", "nicht_bewertbar"]
    assert [task["id"] for task in harbour["auftraege"] if task["offen"] and task["uebergeben_an"]] == [
        "2025-11-20/1",
        "2025-11-20/2",
        "2026-03-05/2",
    ]


def test_money_and_hours_are_for_the_members(root: Path) -> None:
    editions: dict[Edition, bool] = {"intern": True, "verteiler": True, "oeffentlich": False}
    for edition, shown in editions.items():
        read = of(Pages(disk.tree(root), edition, TODAY))
        (harbour,) = [area for area in read["gebiete"] if area["slug"] == "hafenviertel-ost"]
        money = [entry for goal in harbour["ziele"] for measure in goal["massnahmen"] for entry in measure["mittel"]]
        assert ({"jahr": 2026, "betrag": 6200, "quelle": None, "stand": "geplant"} in money) is shown
        assert (harbour["aufwand"][:1] == [{"jahr": 2024, "regsam": 336.5, "sozialreferat": 118}]) is shown
        first = {"jahr": 2024, "partei": "regsam", "person": "Erika Mustermann", "geplant": 314.5, "anteilig": False}
        assert {**first, "aufgewendet": 336.5 if shown else None} in harbour["stunden"]
        assert harbour["abschluss"]["vorlage"]["art"] == "bekanntgabe"
        assert [picture["titelbild"] for picture in harbour["abschluss"]["bilder"]] == [True, False, False]
        assert [need["betrag"] for need in harbour["abschluss"]["fehlende_ressourcen"]] == [58400, 4650.5, None]


def test_how_many_were_there_is_for_the_members(root: Path) -> None:
    wanted: dict[Edition, bool] = {"verteiler": True, "oeffentlich": False}
    for edition, shown in wanted.items():
        meetings = [m for entry in of(Pages(disk.tree(root), edition, TODAY))["gebiete"] for m in entry["sitzungen"]]
        held = [m for m in meetings if m["status"] == "genehmigt"]
        assert held
        assert all((m["personen"] is not None) is shown for m in held)


def test_criteria_say_who_named_an_area_and_what_each_side_thinks(root: Path) -> None:
    read = of(Pages(disk.tree(root), "intern", TODAY))
    candidates = [candidate for chosen in read["auswahlen"] for candidate in chosen["kandidaten"]]
    assert {candidate["weg"] for candidate in candidates} == {None, "eigene_rueckmeldung"}
    assert any({"rags", "sozialbuergerhaus"} <= set(candidate["genannt_von"]) for candidate in candidates)
    opinions = [opinion for candidate in candidates for opinion in candidate["bewertungen"]]
    assert {opinion["seite"] for opinion in opinions} == {"regsam", "kuratorium", "sozialplanung"}
    assert any(opinion["methodisch_geeignet"] for opinion in opinions)


def test_no_edition_says_more_than_it_may(root: Path) -> None:
    texts = {e: json.dumps(of(Pages(disk.tree(root), e, TODAY))) for e in ("intern", "verteiler", "oeffentlich")}
    assert [len(text) for text in texts.values()] == sorted((len(t) for t in texts.values()), reverse=True)
    assert ["lindenhoehe" in text for text in texts.values()] == [True, True, False]
    for text in texts.values():
        assert "@example.org" not in text
        assert "089 000000" not in text


def test_an_area_with_nothing_but_a_name_keeps_to_the_schema() -> None:
    read = valid(dataset(City(SETTINGS, (area(),), {}), SETTINGS, "intern", TODAY))
    assert {key for entry in read["gebiete"] for key in entry} == set(SCHEMA["properties"]["gebiete"]["items"]["required"])


def test_an_area_that_cannot_be_read_keeps_to_the_schema() -> None:
    broken = area(unread=frozenset({"phasen.yaml", "ziele.yaml", "protokolle/2010-06-10.yaml"}))
    (entry,) = valid(dataset(City(SETTINGS, (broken,), {}), SETTINGS, "intern", TODAY))["gebiete"]
    assert (entry["phase"], entry["schritte_gesamt"], entry["phasen"]) == (None, None, [])


@pytest.mark.parametrize("today", [date.min, date(1989, 12, 31), date(2012, 2, 29), date(2101, 1, 1), date.max])
def test_any_day_keeps_to_the_schema(today: date) -> None:
    there = area(
        gebiet={**PROFILE, "status": "beendet"},
        vereinbarung=agreement("2011-12-01"),
        ziele=catalogue(measure("M1", "laufend", "2012-02-29")),
        m2010_06_10=minutes("2010-06-10", auftraege=[task(frist=date(1989, 1, 1)), task(2, frist=date(9999, 12, 31))]),
        abschluss=closing(weitere_schritte=[{"titel": "Fest", "frist": date(2101, 1, 1)}]),
    )
    (entry,) = valid(dataset(City(SETTINGS, (there,), {}), SETTINGS, "intern", today))["gebiete"]
    assert [task["ueberfaellig"] for task in entry["auftraege"]] == [today > date(1989, 1, 1), False]


def test_areas_come_in_the_same_order_and_give_the_same_bytes() -> None:
    one, other = area("anger"), area("berg")
    made = [encode(dataset(City(SETTINGS, areas, {}), SETTINGS, "intern", TODAY)) for areas in ((one, other), (other, one))]
    assert made[0] == made[1]
    assert made[0].endswith(b"}\n")


def test_whole_numbers_are_written_whole() -> None:
    written = [json.dumps(number(n)) for n in (8.0, 6.5, Fraction(26, 2), Fraction(1, 4), None)]
    assert written == ["8", "6.5", "13", "0.25", "null"]


# ---- the schema itself


def places(schema: dict[str, Any], where: str = "daten") -> Iterator[tuple[str, dict[str, Any]]]:
    yield where, schema
    for key, value in schema.get("properties", {}).items():
        yield from places(value, f"{where}/{key}")
    if "items" in schema:
        yield from places(schema["items"], f"{where}[]")


def test_the_schema_is_one_and_says_what_every_key_means() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for where, schema in places(SCHEMA):
        assert schema.get("title"), where
        assert schema.get("description", "").endswith("."), where
        if "properties" in schema:
            assert schema["additionalProperties"] is False, where
            assert schema["required"] == list(schema["properties"]), where
