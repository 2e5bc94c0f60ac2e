"""The sheets without an area: the empty agreement, the phase model and the questionnaire."""

from __future__ import annotations

import re

from msgspec.structs import replace

from regsam_docs.documents.forms_sheets import LINES, empty_agreement, phase_sheet, questionnaire
from regsam_docs.model.settings import Imprint
from regsam_docs.render import Links
from regsam_docs.render.page import Head
from regsam_docs.render.page import frame as real_frame
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


def test_questionnaire_asks_for_all_criteria_on_screens_and_paper(press: Press) -> None:
    settings = press.written({}).settings
    forms = press.forms(settings)
    page, form = questionnaire(forms, settings), forms.questionnaire
    web, paper = (
        press.html(page, frame(settings, page, "oeffentlich", None, "fragebogen"), Links(), medium) for medium in ("web", "paper")
    )
    questions = [
        word.einzahl for group in ("selektive_kriterien", "ausschlusskriterien") for word in forms.words.listen[group].values()
    ]
    assert len(questions) == 5
    assert all(question in html for question in questions for html in (web, paper))
    ids = re.findall(r'<(?:input type="text"|textarea) id="([^"]+)"', web)
    assert len(ids) == len(set(ids)) == 10
    assert all(f'for="{id}"' in web for id in ids)
    assert all(settings.herausgeber.name in html.partition(form.rueckgabe["bis"])[2] for html in (web, paper))
    assert "_kriterien" not in paper and ".yaml" not in paper, "who answers knows no keys of files"
    assert "<input" not in paper
    assert paper.count('class="kreuz"') == web.count('type="radio"')
    inside = press.html(page, frame(settings, page, "intern", None, "fragebogen"), Links(), "paper")
    assert "interne Ausgabe" not in inside


def test_partner_s_name_comes_from_the_settings(press: Press) -> None:
    settings = replace(press.written({}).settings, partner="Amt für Soziales")
    page = empty_agreement(press.forms(settings), settings)
    html = press.html(page, frame(settings, page, "oeffentlich", None, "leer"), Links(), "paper")
    assert "Für die zweite Partei (Amt für Soziales)" in html
    assert "Sozialreferat" not in html


IMPRINT = Imprint(verantwortlich="Amt für Soziales", urheber="Stadt Musterstadt", hinweis="Nachdruck **erwünscht**.")


def test_phase_sheet_says_what_the_work_is_for_in_the_city_s_own_words_or_the_form_s(press: Press) -> None:
    settings = press.written({}).settings
    model = press.forms(settings).phase_model
    assert model.leitziel is not None
    assert model.stadtratsziel is not None
    assert model.runder_tisch is not None
    for own in (None, "Unser *eigenes* Ziel."):
        here = replace(settings, leitziel=own)
        page = phase_sheet(press.forms(here), here)
        html = press.html(page, frame(here, page, "oeffentlich", None, "phasenmodell"), Links(), "paper")
        assert ("Unser <em>eigenes</em> Ziel." in html) is (own is not None)
        assert (model.leitziel.text in html) is (own is None)
        assert all(point in html for point in (*model.leitziel.punkte, *model.runder_tisch.punkte, model.stadtratsziel.text))


def test_who_pays_and_whose_it_is_stands_at_the_end_but_never_on_what_is_signed(press: Press) -> None:
    settings = replace(press.written({}).settings, foerderung="finanziert aus Mitteln der Stadt", impressum=IMPRINT)
    forms = press.forms(settings)
    said = ("finanziert aus Mitteln der Stadt", "Amt für Soziales", "© 2026 Stadt Musterstadt", "<strong>erwünscht</strong>")
    for made, shown in ((phase_sheet(forms, settings), True), (empty_agreement(forms, settings), False)):
        around = real_frame(made, Head("blatt", "oeffentlich"), settings, forms.words, "")
        html = press.html(made, around, Links(), "web")
        assert [words in html for words in said] == [shown] * 4
    silent = replace(settings, foerderung=None, impressum=Imprint())
    assert real_frame(phase_sheet(forms, silent), Head("blatt", "intern"), silent, forms.words, "")["impressum"] is None
