"""The agreement: every clause of docs/dokumente.md, „Was in jedem steht“, gaps of drafts, signatures."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from regsam_docs.documents.forms_sheets import empty_agreement
from regsam_docs.documents.plan import Edition
from regsam_docs.render.page import Head, frame
from regsam_docs.system import disk
from tests.documents.conftest import Press

NAME = "kooperationsvereinbarung"
EDITIONS: tuple[Edition, ...] = ("intern", "verteiler", "oeffentlich")
GAP = "noch nicht festgelegt"

DRAFT = """thema: Begegnung
umgriff: {beschreibung: Zwischen Kaistraße und Güterbahn}
gruende: Treffpunkte fehlen.
prozessverantwortung:
  regsam: {person: {name: Erika Mustermann, telefon: 089 000000-1, email: erika@example.org}}
  sozialreferat: {person: {name: Max Mustermann}}
stunden_pro_woche: 8
prozessdauer_monate: 24
start: 2024-04-01
ueberpruefung: 2025-03-01
"""

SIGNED = """unterschriften:
  - {partei: regsam, name: Erika Mustermann, funktion: Moderatorin, ort: Musterstadt, datum: 2024-03-18}
  - {partei: sozialreferat, name: Max Mustermann, datum: 2024-03-20}
"""

CLAUSES = """thema zeitrahmen umgriff gruende prozessverantwortung_regsam prozessverantwortung_sozialreferat zu_gewinnen
weitere_vereinbarungen unterschriften danach""".split()


def signed_case(press: Press, case_root: Path, edition: Edition) -> str:
    return press.area(disk.tree(case_root / "unterzeichnet"), "hafen", edition).html(NAME)


def test_has_every_clause_in_the_order_of_the_form(press: Press, case_root: Path) -> None:
    html = signed_case(press, case_root, "intern")
    assert re.findall(r'<section class="klausel[^"]*" id="(\w+)"', html) == CLAUSES


@pytest.mark.parametrize("party", ["regsam", "sozialreferat"])
def test_prints_each_party_s_sentence_and_standing_tasks(press: Press, party: str) -> None:
    printed = press.written({"vereinbarung.yaml": DRAFT})
    side = getattr(printed.view.forms.agreement.parteien, party)
    html = printed.main(NAME)
    assert len(side.aufgaben) == {"regsam": 6, "sozialreferat": 5}[party]
    assert all(text in html for text in (side.satz, side.person, *side.aufgaben))


def test_time_is_german(press: Press) -> None:
    html = press.written({"vereinbarung.yaml": DRAFT.replace("woche: 8", "woche: 6.5").replace("monate: 24", "monate: 1")}).main(
        NAME
    )
    assert all(f"<td>{text}</td>" in html for text in ("6,5 Stunden pro Woche", "1 Monat"))
    assert "1. April 2024" in html


@pytest.mark.parametrize(("edition", "gaps"), [("intern", 3), ("verteiler", 0), ("oeffentlich", 0)])
def test_a_draft_shows_its_gaps_internally_only(press: Press, edition: Edition, gaps: int) -> None:
    html = press.written({"vereinbarung.yaml": DRAFT}, edition).html(NAME)
    assert html.count(GAP) == gaps
    assert ("Weitere Vereinbarungen" in html) == (edition == "intern")


def test_a_signed_agreement_has_no_gaps(press: Press) -> None:
    assert GAP not in press.written({"vereinbarung.yaml": DRAFT + SIGNED}).html(NAME)


@pytest.mark.parametrize(
    ("text", "state", "lines"), [(DRAFT, "Entwurf", 6), (DRAFT + SIGNED, "unterzeichnet am 20. März 2024", 0)]
)
def test_lines_to_sign_on_until_it_is_signed(press: Press, text: str, state: str, lines: int) -> None:
    printed = press.written({"vereinbarung.yaml": text})
    assert printed.page(NAME).state == state
    assert printed.html(NAME).count('class="strich"') == lines


def test_one_signature_leaves_lines_for_the_other_party(press: Press) -> None:
    half = "\n".join(SIGNED.splitlines()[:2])
    printed = press.written({"vereinbarung.yaml": DRAFT + half})
    assert printed.page(NAME).state == "Entwurf"
    assert printed.html(NAME).count('class="strich"') == 3


def test_signature_says_name_function_place_and_day(press: Press) -> None:
    html = press.written({"vereinbarung.yaml": DRAFT + SIGNED}).main(NAME)
    block = html.partition('id="unterschriften"')[2]
    assert all(text in block for text in ("Erika Mustermann", "Moderatorin", "in Musterstadt", "18. März 2024"))


@pytest.mark.parametrize("secret", ["kim.muster@example.org", "Kommt zu einzelnen Punkten"])
def test_narrower_editions_keep_what_is_internal(press: Press, case_root: Path, secret: str) -> None:
    signed, _, later = signed_case(press, case_root, "intern").partition('id="danach"')
    assert secret in later
    assert secret not in signed
    assert secret not in signed_case(press, case_root, "verteiler")


def test_the_public_does_not_read_who_signed(press: Press, case_root: Path) -> None:
    block = signed_case(press, case_root, "oeffentlich").partition('id="unterschriften"')[2]
    assert "20. März 2024" in block
    assert "Max Mustermann" not in block


def test_who_took_over_is_named_with_the_day(press: Press, case_root: Path) -> None:
    signed, _, later = signed_case(press, case_root, "intern").partition('id="danach"')
    assert "Erika Mustermann" in signed
    assert "1. Oktober 2024" not in signed
    assert later.index("seit 1. Oktober 2024") < later.index("Kim Muster")


def test_stand_is_the_newest_day_signed_and_no_deadline(press: Press) -> None:
    assert press.written({"vereinbarung.yaml": DRAFT + SIGNED}).page(NAME).stand == date(2024, 3, 20)


def test_no_plan_without_the_file_and_one_for_a_broken_file(press: Press) -> None:
    assert NAME not in press.written({}).plans()
    assert NAME in press.written({"vereinbarung.yaml": "thema: ["}).plans()


LATER = """zu_gewinnen: [{organisation: Sportverein, status: angefragt, notiz: Ruft zurück}]
nachtraege:
  - nr: 1
    datum: 2024-09-01
    text: Es werden mehr Stunden.
    gueltig_ab: 2024-10-01
    aendert: {stunden_pro_woche: 12, prozessdauer_monate: 30, ueberpruefung: 2026-01-15}
    unterschriften:
      - {partei: regsam, name: Erika Mustermann, datum: 2024-09-01}
      - {partei: sozialreferat, name: Max Mustermann, datum: 2024-09-03}
"""
REVIEW = "ueberpruefungen: [{datum: 2025-02-03, entscheidung: fortfuehrung}]\n"


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_what_was_signed_stays_as_it_was_and_what_came_later_follows_with_its_days(press: Press) -> None:
    partners = "zu_gewinnen: [{organisation: Sportverein, status: offen}]\n"
    before = press.written({"vereinbarung.yaml": DRAFT + SIGNED + partners})
    after = press.written({"vereinbarung.yaml": DRAFT + SIGNED + LATER + REVIEW})
    signed, _, later = after.main(NAME).partition('<section class="klausel neue-seite" id="danach"')
    assert signed == before.main(NAME).partition('<section class="klausel neue-seite" id="danach"')[0]
    assert "8 Stunden pro Woche" in signed
    assert "Sportverein" in signed
    said = words(later)
    assert "Stand 3. Februar 2025" in said
    assert "12 Stunden pro Woche seit 1. Oktober 2024" in said
    assert "30 Monate seit 1. Oktober 2024" in said
    assert "30. September 2026" in said
    assert "15. Januar 2026 seit 1. Oktober 2024" in said
    order = ("Was jetzt gilt", "Nachtrag 1 vom 1. September 2024", "Überprüfung am 3. Februar 2025")
    assert sorted(order, key=said.index) == list(order)


def test_an_amendment_of_the_future_or_without_both_signatures_changes_nothing_yet(press: Press) -> None:
    waiting = LATER.replace("gueltig_ab: 2024-10-01", "gueltig_ab: 2030-01-01")
    half = LATER.replace("      - {partei: sozialreferat, name: Max Mustermann, datum: 2024-09-03}\n", "")
    for text in (waiting, half):
        html = press.written({"vereinbarung.yaml": DRAFT + SIGNED + text}).main(NAME)
        assert "Was jetzt gilt" not in html
        assert "12 Stunden pro Woche" in html


@pytest.mark.parametrize("text", [DRAFT, DRAFT + SIGNED, DRAFT + LATER])
def test_neither_side_has_to_sign_that_it_is_internal(press: Press, text: str) -> None:
    printed = press.written({"vereinbarung.yaml": text})
    view, sheet = printed.view, empty_agreement(printed.view.forms, printed.view.settings)
    assert "intern" not in words(printed.main(NAME).partition('id="danach"')[0])
    for made in (printed.page(NAME), sheet):
        frames = [frame(made, Head(NAME, edition), view.settings, view.forms.words, "") for edition in EDITIONS]
        assert [around["dokument"]["ausgabe"] for around in frames] == [None, "Ausgabe für den Verteiler", "öffentliche Ausgabe"]
