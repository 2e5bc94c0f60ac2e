"""The agreement: every clause of docs/dokumente.md, „Was in jedem steht“, gaps of drafts, signatures."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from regsam_docs.documents.plan import Edition
from regsam_docs.system import disk
from tests.documents.conftest import Press

NAME = "kooperationsvereinbarung"
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

CLAUSES = """thema umgriff gruende prozessverantwortung_regsam prozessverantwortung_sozialreferat zu_gewinnen
weitere_vereinbarungen zeitrahmen ueberpruefungen nachtraege unterschriften""".split()


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


@pytest.mark.parametrize("secret", ["089 000000-1", "kim.muster@example.org", "Kommt zu einzelnen Punkten"])
def test_narrower_editions_keep_what_is_internal(press: Press, case_root: Path, secret: str) -> None:
    assert secret in signed_case(press, case_root, "intern")
    assert secret not in signed_case(press, case_root, "verteiler")


def test_the_public_does_not_read_who_signed(press: Press, case_root: Path) -> None:
    block = signed_case(press, case_root, "oeffentlich").partition('id="nachtraege"')[2]
    assert "20. März 2024" in block
    assert "Max Mustermann" not in block


def test_who_took_over_is_named_with_the_day(press: Press, case_root: Path) -> None:
    html = signed_case(press, case_root, "intern")
    assert html.index("Erika Mustermann") < html.index("seit 1. Oktober 2024") < html.index("Kim Muster")


def test_stand_is_the_newest_day_signed_and_no_deadline(press: Press) -> None:
    assert press.written({"vereinbarung.yaml": DRAFT + SIGNED}).page(NAME).stand == date(2024, 3, 20)


def test_no_plan_without_the_file_and_one_for_a_broken_file(press: Press) -> None:
    assert NAME not in press.written({}).plans()
    assert NAME in press.written({"vereinbarung.yaml": "thema: ["}).plans()
