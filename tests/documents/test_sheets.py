"""The sheets without an area: the empty agreement and the phase model."""

from __future__ import annotations

from regsam_docs.documents.forms_sheets import LINES, empty_agreement, phase_sheet
from regsam_docs.render import Links
from tests.documents.conftest import Press, frame


def test_empty_agreement_has_every_clause_its_hints_and_lines(press: Press) -> None:
    settings = press.written({}).settings
    forms = press.forms(settings)
    page = empty_agreement(forms, settings)
    html = press.html(page, frame(settings, page, "oeffentlich", None, "leer"), Links(), "paper")
    asked = [clause for clause in forms.agreement.klauseln if clause.id not in ("ueberpruefungen", "nachtraege")]
    assert all(clause.titel in html for clause in asked)
    assert all(clause.hinweis in html for clause in asked if clause.hinweis)
    assert html.count('class="schreiben"') == sum(LINES.values()) + 4  # two lines for further tasks of each party
    assert "Ergebnisse der Überprüfung" not in html


def test_phase_sheet_has_the_nine_tasks_and_the_limits(press: Press) -> None:
    settings = press.written({}).settings
    forms = press.forms(settings)
    page = phase_sheet(forms, settings)
    html = press.html(page, frame(settings, page, "oeffentlich", None, "phasenmodell"), Links(), "paper")
    model = forms.phase_model
    assert len(model.auftrag.punkte) == 9
    assert all(point in html for point in (*model.auftrag.punkte, *model.grenzen.punkte))
    assert html.count("<td>–</td>") == 4


def test_partner_s_name_comes_from_the_settings(press: Press) -> None:
    from msgspec.structs import replace

    settings = replace(press.written({}).settings, partner="Amt für Soziales")
    page = empty_agreement(press.forms(settings), settings)
    html = press.html(page, frame(settings, page, "oeffentlich", None, "leer"), Links(), "paper")
    assert "Für Amt für Soziales" in html
    assert "Sozialreferat" not in html
