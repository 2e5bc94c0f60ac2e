"""The phase overview: model, checklist, timeline."""

from __future__ import annotations

import re

import pytest

from regsam_docs.documents.phases import evidence_title
from regsam_docs.model.profile import STEPS
from tests.documents.conftest import Press

NAME = "phasenuebersicht"

PHASES = """vorlauf:
  beginn: 2024-01-16
  ende: 2024-05-31
  schritte:
    schwerpunktziel: {status: erledigt, datum: 2024-03-20, beleg: [vereinbarung.yaml, anlagen/zahlen.csv]}
diagnose: {beginn: 2024-06-01}
"""


def test_model_has_32_filled_cells_and_the_four_empty_ones_of_the_concept(press: Press) -> None:
    html = press.written({"phasen.yaml": PHASES}).main(NAME)
    table = html.partition("phasentabelle")[2].partition("</table>")[0]
    rows = [re.findall(r"<td>(.*?)</td>", row, re.DOTALL) for row in table.split("<tr>")[2:]]
    assert [len(row) for row in rows] == [4] * 9
    empty = {(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell == "–"}
    assert empty == {(1, 0), (2, 0), (3, 0), (3, 3)}


def test_checklist_has_every_step_and_a_missing_one_is_open(press: Press) -> None:
    printed = press.written({"phasen.yaml": PHASES})
    lists = printed.page(NAME).context["checkliste"]
    assert [len(phase["schritte"]) for phase in lists] == [len(steps) for steps in STEPS.values()]
    assert lists[0]["schritte"][0]["status"] == {"wort": "offen", "ton": "offen"}
    assert "noch nicht begonnen" in printed.main(NAME)


def test_evidence_leads_to_its_page_or_is_only_named(press: Press) -> None:
    agreement = "thema: ["  # its page is known even while it cannot be made
    html = press.written({"phasen.yaml": PHASES, "vereinbarung.yaml": agreement}).main(NAME)
    assert '<a href="kooperationsvereinbarung.html">Kooperationsvereinbarung</a><br>zahlen.csv' in html


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("protokolle/2010-06-10.yaml", "Protokoll vom 10. Juni 2010"),
        ("protokolle/2010-06-10-b.yaml", "Protokoll vom 10. Juni 2010 (b)"),
        ("auswahl/auswahl-2010", "Auswahl 2010"),
        ("auswahl/andere", "Auswahl andere"),
        ("ziele.yaml", "Ziel- und Handlungskatalog"),
        ("anlagen/daten.csv", "daten.csv"),
    ],
)
def test_evidence_has_a_german_name(file: str, title: str) -> None:
    assert evidence_title(file, {"auswahl/auswahl-2010": "Auswahl 2010"}) == title


def test_columns_nobody_filled_are_left_out(press: Press) -> None:
    html = press.written({"phasen.yaml": "vorlauf: {beginn: 2024-01-16}\n"}).main(NAME)
    assert "Schritt</th>" in html
    assert "Beleg</th>" not in html
    assert "Notiz</th>" not in html


def test_sources_are_the_dates_it_shows(press: Press) -> None:
    meeting = "sitzungsnummer: ["
    plan = press.written({"phasen.yaml": PHASES, "protokolle/2024-06-13.yaml": meeting, "ziele.yaml": meeting}).plans()[NAME]
    assert plan.sources == ("phasen.yaml", "protokolle/2024-06-13.yaml")


def test_page_is_landscape(press: Press) -> None:
    assert '<body class="seite-quer">' in press.written({"phasen.yaml": PHASES}).html(NAME)
