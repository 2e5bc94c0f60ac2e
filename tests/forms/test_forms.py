"""From data to records: placeholders, editions, and what documents read."""

from __future__ import annotations

import msgspec
import pytest

from regsam_docs import forms

NAMES = {"partner": "Amt für Soziales", "gebietsbezeichnung": "Handlungsraum"}


def test_names_take_the_place_of_placeholders():
    assert (
        forms.fill("{gebietsbezeichnung}: zwischen A und {partner}", NAMES)
        == "Handlungsraum: zwischen A und Amt für Soziales"
    )


def test_what_a_name_contains_is_not_filled_again():
    assert forms.fill("{partner}", {"partner": "{gebietsbezeichnung} \\1"}) == "{gebietsbezeichnung} \\1"


@pytest.mark.parametrize(
    "text", ["{stadt}", "{", "}", "{}", "{Partner}", "{ partner }", "{partner.name}", "{partner!r}"]
)
def test_anything_else_in_braces_is_an_error_that_names_it(text):
    with pytest.raises(ValueError, match=r"Platzhalter.*\{partner\}, \{gebietsbezeichnung\}"):
        forms.fill(f"Ein Text mit {text}", NAMES)


def test_filling_reaches_every_text_and_leaves_the_rest(shop):
    assert set(forms.PLACEHOLDERS) == set(NAMES)
    for name in shop.names():
        data = shop.texte(name)
        done = forms.filled(data, NAMES)
        for placeholder in forms.PLACEHOLDERS:
            assert f"{{{placeholder}}}" not in str(done)
            assert str(done).count(NAMES[placeholder]) == str(data).count(f"{{{placeholder}}}")
        assert done.get("ausgabe") == data.get("ausgabe")


def test_the_form_names_the_partner_of_the_settings(shop):
    form = forms.agreement_form(forms.filled(shop.texte("vereinbarung-1"), NAMES))
    assert form.untertitel.startswith("zwischen REGSAM und Amt für Soziales")
    assert form.parteien.sozialreferat.name == "Amt für Soziales"
    assert form.parteien.regsam.name == "REGSAM"
    assert form.beschriftungen["gebiet"] == "Handlungsraum"
    assert form.clause("ueberpruefung").titel == "Überprüfung am"
    assert form.clause("start").hinweis is None


def test_only_the_steps_of_the_first_phase_are_numbered(shop):
    model = forms.phase_model(shop.texte("phasenmodell-1"))
    assert {(q.id, phase) for q in model.fragen for phase in q.nummeriert} == {("schritte", "vorlauf")}
    assert model.schritte["diagnose"]["zielkatalog"].titel == "Ziel- und Handlungskatalog beschließen"


def test_data_that_no_schema_accepted_is_no_record(shop):
    data = shop.texte("phasenmodell-1")
    with pytest.raises(msgspec.ValidationError):
        forms.phase_model({**data, "unbekannt": "x"})
    with pytest.raises(msgspec.ValidationError):
        forms.phase_model({**data, "stand": "gestern"})


FILES = [
    "vereinbarung-1.yaml",
    "vereinbarung-2.yaml",
    "vereinbarung-10.yaml",
    "phasenmodell-1.yaml",
    "vereinbarung-3.yml",
    "worte.yaml",
]


def test_the_newest_edition_is_the_default_and_old_ones_stay_within_reach():
    assert forms.edition_file(FILES, "vereinbarung") == "vereinbarung-10.yaml"
    assert forms.edition_file(FILES, "vereinbarung", 1) == "vereinbarung-1.yaml"
    assert forms.edition_file(FILES, "phasenmodell") == "phasenmodell-1.yaml"


@pytest.mark.parametrize(("files", "edition"), [(FILES, 3), ([], None), ([], 1)])
def test_an_edition_that_is_gone_is_named(files, edition):
    with pytest.raises(LookupError, match=r"vereinbarung-\d\.yaml.*templates/texte"):
        forms.edition_file(files, "vereinbarung", edition)
