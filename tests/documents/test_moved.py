"""Meetings called off, moved, extraordinary and with parts of items: invitation, minutes, and the sheet to sign on."""

from __future__ import annotations

import re

import pytest

from regsam_docs import documents
from tests.documents.conftest import Press, Printed
from tests.documents.process import AREA

OFF = """sitzungsnummer: 2
datum: 2025-03-06
beginn: 17:00
phase: umsetzung
status: abgesagt
abgesagt: {am: 2025-03-04, grund: Hochwasser}
tagesordnung: [{titel: Lage}]
"""

HELD = """art: ausserordentlich
datum: 2025-03-13
beginn: 17:00
phase: umsetzung
status: entwurf
verschoben_von: 2025-03-06
anwesend: [{mitglied: kita, personen: [Ada Muster, Kim Muster]}, {mitglied: treff, anzahl: 3}]
weitere_anwesende: 12
tagesordnung:
  - titel: Lage
    text: So war es.
    vorgestellt_von: kita
    dauer_minuten: 10
    unterpunkte:
      - titel: Nord
        text: Im Norden.
        beschluesse:
          - text: Es gilt.
            ergebnis: angenommen
            abstimmung: {ja: 4, nein: 2, enthaltung: 1, mehrheit: zwei_drittel}
      - titel: Süd
        vertraulich: true
        text: Im Süden.
  - titel: Eilig
    beschluesse:
      - {text: Später., ergebnis: vertagt, vertagt_auf: 2025-05-08}
      - {text: Anderswo., ergebnis: verwiesen, verwiesen_an: Stadtrat}
      - {text: Nein., ergebnis: abgelehnt, abstimmung: {ja: 4, nein: 3, enthaltung: 0, mehrheit: drei_viertel}}
einladung: {versandt_am: 2025-03-07, tagesordnung: [Lage, Nord, Altes, Süd], antwort_bis: 2025-03-11}
"""

FILES = {**AREA, "protokolle/2025-03-06.yaml": OFF, "protokolle/2025-03-13.yaml": HELD}


@pytest.fixture(scope="module")
def printed(press: Press) -> Printed:
    return press.written(FILES)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_invitation_to_a_meeting_called_off_says_so_first(printed: Printed) -> None:
    page, said = printed.page("einladung-2025-03-06"), words(printed.main("einladung-2025-03-06"))
    assert page.state == "abgesagt am 4. März 2025"
    assert said.startswith("Diese Sitzung ist abgesagt Die Sitzung am Donnerstag, 6. März 2025 findet nicht statt.")
    assert "Grund: Hochwasser." in said
    assert "Neuer Termin: Donnerstag, 13. März 2025" in said
    assert "Wenn Sie nicht kommen können" not in said


def test_the_invitation_stays_as_it_was_sent(printed: Printed) -> None:
    page, said = printed.page("einladung-2025-03-13"), words(printed.main("einladung-2025-03-13"))
    assert page.title == "Einladung zur außerordentlichen Sitzung vom 13. März 2025"
    assert page.state == "versandt am 7. März 2025"
    assert [(top["nr"], top["titel"]) for top in page.context["tagesordnung"]] == [("1", "Lage"), ("2", "Altes"), ("3", "Süd")]
    assert [part["nr"] for part in page.context["tagesordnung"][0]["unterpunkte"]] == ["1.1"]
    assert "bis zum 11. März 2025 Bescheid" in said
    assert "Eilig" not in said
    assert "So war es" not in said
    assert "Es gilt" not in said


def test_minutes_number_parts_and_mark_what_came_later(printed: Printed) -> None:
    assert printed.page("protokoll-2025-03-13").title == "Protokoll der außerordentlichen Sitzung vom 13. März 2025"
    said = words(printed.main("protokoll-2025-03-13"))
    assert "TOP 1.1: Nord Im Norden." in said
    assert "TOP 2: Eilig nachträglich auf die Tagesordnung genommen" in said
    assert said.count("nachträglich") == 1
    assert "Kita Kai (Ada Muster, Kim Muster)" in said
    assert "(3 Personen)" in said
    assert "12 weitere Personen" in said
    assert "B1 " in said


def test_decisions_tell_their_majority_and_where_they_went(printed: Printed) -> None:
    said = words(printed.main("protokoll-2025-03-13"))
    assert "mehrheitlich (4 Ja, 2 Nein, 1 Enthaltung; nötig war die Zwei-Drittel-Mehrheit)" in said
    assert "ohne die nötige Mehrheit (4 Ja, 3 Nein, 0 Enthaltungen; nötig war die Drei-Viertel-Mehrheit)" in said
    assert "vertagt auf den 8. Mai 2025" in said
    assert "verwiesen an Stadtrat" in said


def test_what_is_confidential_keeps_its_number_and_nothing_else(press: Press) -> None:
    there = press.written(FILES, edition="verteiler")
    minutes, invitation = (words(there.main(f"{word}-2025-03-13")) for word in ("protokoll", "einladung"))
    assert "TOP 1.2 nicht öffentlich" in minutes
    for said in (minutes, invitation):
        assert "Süd" not in said
        assert "Altes" not in said
    assert "TOP 3 nicht öffentlich" in invitation


def test_the_sheet_to_sign_on_stays_in_the_house(printed: Printed) -> None:
    page = printed.page("anwesenheitsliste-2025-05-08")
    assert page.context["mitglieder"][0]["organisation"] == "REGSAM"
    assert "Sozialreferat, Amt A" not in words(printed.main("anwesenheitsliste-2025-05-08")), "no member any more"
    for edition in ("verteiler", "oeffentlich"):
        assert not [plan for plan in documents.plans(printed.area, edition) if plan.name.startswith("anwesenheit")]


def test_links_to_a_meetings_file_lead_to_its_minutes(printed: Printed) -> None:
    assert printed.links.files["protokolle/2025-03-13.yaml"] == "protokoll-2025-03-13.html"
    assert printed.links.files["protokolle/2025-05-08.yaml"] == "einladung-2025-05-08.html"
