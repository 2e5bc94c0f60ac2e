"""Which edition of the form's texts an agreement is printed with that is signed but not sealed."""

from __future__ import annotations

from datetime import date

import pytest

from regsam_docs import forms
from regsam_docs.model import record
from regsam_docs.model.settings import Settings
from regsam_docs.render.templates import edition_signed, texts
from regsam_docs.system import disk

OWN = disk.resource_bytes("templates")["texte/vereinbarung-1.yaml"]
FILES = {
    f"texte/vereinbarung-{number}.yaml": OWN.replace(b"ausgabe: 1", f"ausgabe: {number}".encode()).replace(
        b'stand: "2026-11-22"', f'stand: "{day}"'.encode()
    )
    for number, day in ((1, "2026-01-01"), (2, "2026-06-01"), (10, "2027-01-01"))
}


@pytest.mark.parametrize(
    ("signed", "edition"),
    [
        (None, None),
        (date(2025, 12, 31), 1),
        (date(2026, 1, 1), 1),
        (date(2026, 5, 31), 1),
        (date(2026, 6, 1), 2),
        (date(2026, 12, 31), 2),
        (date(2027, 1, 1), 10),
        (date(2030, 1, 1), 10),
    ],
)
def test_the_newest_there_was_on_the_day_of_signature(signed: date | None, edition: int | None) -> None:
    assert edition_signed(FILES, signed) == edition


OWN_FILES = disk.resource_bytes("templates")
HOUSE = {"herausgeber": {"name": "REGSAM"}}
ARTICLES = {"genitiv": "des Jugendamts", "dativ": "dem Jugendamt", "akkusativ": "das Jugendamt"}


def said(extra: dict[str, object]) -> str:
    """Everything that edition 2 says with these settings."""
    made = texts(OWN_FILES, record(Settings, {**HOUSE, **extra}))
    assert (made.agreement.ausgabe, made.phase_model.ausgabe) == (2, 2)
    return f"{made.agreement} {made.phase_model}"


def test_texts_bend_the_partner_s_name_where_its_forms_are_known_and_avoid_the_article_elsewhere() -> None:
    usual = said({})
    assert "zwischen REGSAM und dem Sozialreferat" in usual
    assert "innerhalb des Sozialreferats und zu anderen Referaten" in usual
    bent = said({"partner": "Jugendamt", "partner_formen": ARTICLES})
    assert "zwischen REGSAM und dem Jugendamt" in bent
    assert "fuer='das Jugendamt'" in bent
    assert "Sozialreferat" not in bent
    plain = said({"partner": "Jugendamt"})
    assert "zwischen REGSAM und Jugendamt" in plain
    assert "fuer='die zweite Partei (Jugendamt)'" in plain
    assert "im eigenen Haus (Jugendamt) und zu anderen Referaten" in plain
    assert not {"dem Jugendamt", "des Jugendamt"} & {plain[i : i + 13] for i in range(len(plain))}


@pytest.mark.parametrize(
    "words",
    [
        "der Verelendung von Stadtteilen",
        "Ressourcen erfassen",
        "vernetztes Handeln",
        "Durch die Übernahme von Prozessverantwortung",
        "federführend in der Steuerung des Gesamtprozesses",
        "nehmen gleichberechtigt teil",
        "strukturell nicht eingebunden",
        "keinerlei Steuerungs- und Managementkompetenz",
        "Akzeptanz für die erarbeiteten Lösungen herstellen",
        "stellt innerhalb des Sozialreferats und zu anderen Referaten die Kommunikation und Koordination",
        "Die Kommunikation in die Region sicherstellen",
        "Die RAGS ist das zentrale REGSAM-Gremium",
    ],
)
def test_edition_2_says_what_the_concept_says(words: str) -> None:
    assert words in said({})


def test_edition_1_is_read_as_before() -> None:
    first = texts(OWN_FILES, record(Settings, HOUSE), 1).agreement
    assert first.untertitel == "zwischen REGSAM und Sozialreferat zum REGSAM-Kooperationsgremium"
    assert forms.filled({"mit": "x {dativ}", "ohne": "y"}, {"partner": "A"}) == "y"
