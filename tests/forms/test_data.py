"""The form texts as data: they follow their schemas, and nothing of the concept is missing."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry

from regsam_docs import forms

STEPS = {
    "vorlauf": [
        "gebietsauswahl", "schwerpunktziel", "gewinnung_traeger", "gewinnung_verwaltung", "datenmaterial",
        "kommunikation",
    ],
    "diagnose": ["konstituierung", "bedarfsanalyse", "bestandsaufnahme", "zielkatalog"],
    "umsetzung": ["abstimmung", "massnahmen"],
    "auswertung": ["gemeinsame_auswertung", "abschlussdokumentation"],
}  # fmt: skip
"""The steps of docs/format.md, „phasen.yaml“."""

EMPTY = {
    ("gremium_aufgaben", "vorlauf"),
    ("gremium_befugnisse", "vorlauf"),
    ("gremium_verantwortung", "vorlauf"),
    ("gremium_verantwortung", "auswertung"),
}
"""The cells the concept leaves empty (docs/dokumente.md, „Was in jedem steht“)."""

INFLECTED = re.compile(
    r"\b(?:der|die|das|des|dem|den|ein|eine|einem|einer|eines|im|am|ins|beim|vom|zum|zur)\s+\{|\}\w",
    re.IGNORECASE,
)


def kind(name: str) -> str:
    return re.sub(r"-[0-9]+\Z", "", name)


def missing(rows: list[list[str]], items: list[str]) -> list[list[str] | str]:
    """Rows of stems that no item has all of, and items that no row knows: left out, and invented."""
    hits = {
        (row, item)
        for row in range(len(rows))
        for item, text in enumerate(items)
        if all(stem in text.lower() for stem in rows[row])
    }
    left_out = [stems for row, stems in enumerate(rows) if row not in {row for row, _ in hits}]
    invented = [text for item, text in enumerate(items) if item not in {item for _, item in hits}]
    return [*left_out, *invented]


def valid(shop: Any, name: str, data: Any) -> bool:
    return Draft202012Validator(shop.schema(f"texte/{kind(name)}"), registry=Registry()).is_valid(data)


def test_every_file_of_texts_follows_its_schema(shop):
    names = shop.names()
    assert {kind(name) for name in names} == {"fragebogen", "monitoring-variablen", "phasenmodell", "vereinbarung", "worte"}
    for name in names:
        schema = shop.schema(f"texte/{kind(name)}")
        Draft202012Validator.check_schema(schema)
        errors = Draft202012Validator(schema, registry=Registry()).iter_errors(shop.texte(name))
        assert [(name, error.json_path, error.message) for error in errors] == []


def test_an_edition_has_the_number_of_its_file(shop):
    for name in shop.names():
        if kind(name) not in ("monitoring-variablen", "worte"):  # lists that are only added to
            assert name == f"{kind(name)}-{shop.texte(name)['ausgabe']}"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("vereinbarung-1", ["parteien", "regsam", "aufgaben"]),
        ("vereinbarung-1", ["parteien", "sozialreferat", "aufgaben"]),
        ("vereinbarung-1", ["klauseln"]),
        ("phasenmodell-1", ["phasen"]),
        ("phasenmodell-1", ["fragen"]),
        ("phasenmodell-1", ["auftrag", "punkte"]),
    ],
)
def test_the_schema_counts(shop, name, path):
    fewer = shop.texte(name)
    more = copy.deepcopy(fewer)
    short, long = fewer, more
    for key in path:
        short, long = short[key], long[key]
    short.pop()
    extra = copy.deepcopy(long[0])
    long.append(extra + " und mehr" if isinstance(extra, str) else {**extra, "titel": "Noch eine"})
    assert not valid(shop, name, fewer)
    assert not valid(shop, name, more)


@pytest.mark.parametrize(
    "text", ["", " Rand", "Rand ", "zwei\nZeilen", "{stadt}", "{", "}", "{partner", "{{partner}}"]
)
def test_the_schema_knows_the_placeholders_and_no_other_brace(shop, text):
    data = shop.texte("phasenmodell-1")
    assert valid(shop, "phasenmodell-1", {**data, "titel": "Modell ({partner}, {gebietsbezeichnung})"})
    assert not valid(shop, "phasenmodell-1", {**data, "titel": text})


def test_a_cell_of_an_unknown_question_or_phase_is_refused(shop):
    data = shop.texte("phasenmodell-1")
    assert not valid(
        shop, "phasenmodell-1", {**data, "zellen": {**data["zellen"], "rags": {"vorlauf": ["x"]}}}
    )
    data["zellen"]["schritte"]["nachlauf"] = ["x"]
    assert not valid(shop, "phasenmodell-1", data)


def test_the_four_empty_cells_may_also_be_left_out(shop):
    data = shop.texte("phasenmodell-1")
    for question, phase in EMPTY:
        del data["zellen"][question][phase]
    assert valid(shop, "phasenmodell-1", data)
    assert forms.phase_model(data).cell("gremium_aufgaben", "vorlauf") == ()
    del data["zellen"]["schritte"]["vorlauf"]
    assert not valid(shop, "phasenmodell-1", data)


def test_thirty_two_cells_are_filled_and_four_are_empty(shop):
    model = forms.phase_model(shop.texte("phasenmodell-1"))
    cells = {(q.id, p.id): model.cell(q.id, p.id) for q in model.fragen for p in model.phasen}
    assert len(cells) == 36
    assert {place for place, items in cells.items() if not items} == EMPTY


def test_no_item_of_the_concept_is_left_out_and_none_invented(shop):
    model, case = shop.texte("phasenmodell-1"), shop.case("phasenmodell-1")
    lost = {
        (question, phase): missing(rows, model["zellen"][question][phase])
        for question, row in case["zellen"].items()
        for phase, rows in row.items()
    }
    assert len(lost) == 36
    assert {place: found for place, found in lost.items() if found} == {}


def test_mandate_and_limits_are_complete(shop):
    model, case = shop.texte("phasenmodell-1"), shop.case("phasenmodell-1")
    assert len(model["auftrag"]["punkte"]) == len(case["auftrag"]) == 9
    assert missing(case["auftrag"], model["auftrag"]["punkte"]) == []
    assert len(model["grenzen"]["punkte"]) == 7
    assert missing(case["grenzen"], model["grenzen"]["punkte"]) == []


def test_the_agreement_is_complete(shop):
    form, case = shop.texte("vereinbarung-1"), shop.case("vereinbarung-1")
    for party, count in (("regsam", 6), ("sozialreferat", 5)):
        wanted, found = case["parteien"][party], form["parteien"][party]
        assert len(found["aufgaben"]) == len(wanted["aufgaben"]) == count
        assert missing(wanted["aufgaben"], found["aufgaben"]) == []
        assert missing([wanted["satz"]], [found["satz"]]) == []
    clauses = {clause["id"]: f"{clause['titel']} ({clause.get('hinweis')})" for clause in form["klauseln"]}
    assert list(clauses) == list(case["klauseln"])
    for clause, stems in case["klauseln"].items():
        assert missing([stems], [clauses[clause]]) == []


def test_the_checklist_has_the_steps_of_the_format_in_their_order(shop):
    model = forms.phase_model(shop.texte("phasenmodell-1"))
    assert {phase: list(steps) for phase, steps in model.schritte.items()} == STEPS
    assert list(model.schritte) == [phase.id for phase in model.phasen]


def test_a_placeholder_stands_where_any_name_fits(shop):
    """„im {partner}“ would be wrong for a Behörde, „des {partner}“ for everyone."""
    found = [text for name in shop.names() for text in shop.texts(name) if INFLECTED.search(text)]
    assert found == []
