"""What a closing says beside its results: pictures with credit, words of greeting, where the council was told, easy language; and
what measures cost, in each edition that may know."""

from __future__ import annotations

import re

import pytest

from regsam_docs.documents.plan import Edition
from tests.documents.conftest import Press
from tests.documents.process import ABSCHLUSS, AREA, ZIELE

MORE = """bilder:
  - {datei: anlagen/fest.svg, text: Das Fest am Kai, nachweis: Erika Mustermann}
  - {datei: anlagen/kai.svg, text: Der Kai, nachweis: Max Mustermann, titelbild: true}
grusswort: {text: "Ein **herzlicher** Dank.", person: {name: Erika Mustermann, funktion: Referentin, email: erika@example.org}}
vorlage: {gremium: Sozialausschuss, nummer: 26-32 / V 00000, datum: 2025-06-05, art: bekanntgabe}
leichte_sprache: |
  Das Fest war gut. Viele kamen.
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#456"/></svg>'
DECIDED = ABSCHLUSS.replace("entwurf", "beschlossen") + MORE
FILES = {**AREA, "abschluss.yaml": DECIDED, "anlagen/fest.svg": PICTURE, "anlagen/kai.svg": PICTURE}
MONEY = ZIELE.replace(
    "status: laufend, notiz", "mittel: [{jahr: 2025, betrag: 4800.5, quelle: Fonds, stand: bewilligt}], status: laufend, notiz"
)


@pytest.mark.parametrize("edition", ["intern", "verteiler", "oeffentlich"])
def test_pictures_travel_with_their_credit_the_title_s_first(press: Press, edition: Edition) -> None:
    html = press.written(FILES, edition).main("abschlussdokumentation")
    found = re.findall(r'<img src="asset:(.*?)" alt="(.*?)">\s*<p class="bild-text">(.*?)</p>', html)
    assert found == [
        ("anlagen/kai.svg", "Der Kai", "Bild: Max Mustermann"),
        ("anlagen/fest.svg", "Das Fest am Kai", "Bild: Erika Mustermann"),
    ]
    assert html.index("anlagen/kai.svg") < html.index("Abschluss</th>") < html.index("<h2>Bilder</h2>")


def test_a_greeting_stands_before_the_summary(press: Press) -> None:
    inside, public = (press.written(FILES, edition).main("abschlussdokumentation") for edition in ("intern", "oeffentlich"))
    for html in (inside, public):
        assert re.search(
            r"<h2>Grußwort</h2>.*<strong>herzlicher</strong>.*Erika Mustermann.*<h2>Zusammenfassung", html, re.DOTALL
        )
    assert "erika@example.org" in inside
    assert "erika@example.org" not in public


def test_where_the_council_was_told(press: Press) -> None:
    html = press.written(FILES).main("abschlussdokumentation")
    row = html.partition("Dem Stadtrat vorgelegt")[2].partition("</tr>")[0]
    assert (
        " ".join(re.sub("<[^>]*>", "", row).split()) == "Sozialausschuss, Bekanntgabe vom 5. Juni 2025, Vorlage 26-32 / V 00000"
    )


def test_easy_language_is_a_sheet_of_its_own(press: Press) -> None:
    printed = press.written(FILES, "oeffentlich")
    html = printed.html("leichte-sprache")
    assert '<body class="seite-hoch leicht">' in html
    assert "<p>Das Fest war gut.<br>\nViele kamen.</p>" in html
    assert '<a href="abschlussdokumentation.html">' in html
    assert "Das Fest war gut." not in printed.main("abschlussdokumentation")
    assert "leichte-sprache" not in press.written(AREA).plans()
    assert "leichte-sprache" not in press.written({**FILES, "abschluss.yaml": ABSCHLUSS + MORE}, "oeffentlich").plans()


@pytest.mark.parametrize("name", ["zielkatalog", "abschlussdokumentation", "zwischenbericht"])
def test_money_is_for_the_members_not_for_the_public(press: Press, name: str) -> None:
    shown_in: dict[Edition, bool] = {"intern": True, "verteiler": True, "oeffentlich": False}
    for edition, shown in shown_in.items():
        assert ("4.800,50\xa0€" in press.written({**FILES, "ziele.yaml": MONEY}, edition).main(name)) is shown


def test_missing_resources_are_summed_by_addressee(press: Press) -> None:
    priced = DECIDED.replace("Halbtags.,", "Halbtags., betrag: 30000, jahr: 2026,")
    html = press.written({**FILES, "abschluss.yaml": priced}, "oeffentlich").main("abschlussdokumentation")
    assert "(30.000,00\xa0€ im Jahr 2026)" in html
    assert "Zusammen 30.000,00\xa0€; beziffert ist 1 von 2." in html


def test_hours_spent_stand_with_the_agreement_s(press: Press) -> None:
    master = (
        "name: Hafen\nstatus: aktiv\noeffentlich: true\naufwand: [{jahr: 2025, regsam: 1, sozialreferat: 2.5, notiz: geheim}]\n"
    )
    files = {**FILES, "gebiet.yaml": master, "vereinbarung.yaml": AGREEMENT}
    inside, members, public = (
        press.written(files, edition).main("abschlussdokumentation") for edition in ("intern", "verteiler", "oeffentlich")
    )
    for html in (inside, members):
        assert "REGSAM 1 Stunde, Sozialreferat 2,5 Stunden" in html
        assert "geheim" not in html
    assert "Aufgewendete Zeit" not in public


AGREEMENT = """thema: Begegnung
umgriff: {beschreibung: Am Kai}
gruende: Es fehlen Treffpunkte.
prozessverantwortung: {regsam: {person: {name: Erika Mustermann}}, sozialreferat: {person: {name: Max Mustermann}}}
stunden_pro_woche: 6.5
prozessdauer_monate: 24
start: 2024-07-31
ueberpruefung: 2025-06-26
"""
