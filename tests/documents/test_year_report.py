"""The report on a year: what happened in it, as it was known on its last day, in each edition."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from regsam_docs import check, documents
from regsam_docs.documents.plan import CityView, Edition, Page
from regsam_docs.edition import excerpt_of
from regsam_docs.model import City
from regsam_docs.render import Links
from regsam_docs.repository.tree import tree_of
from tests.documents.conftest import SETTINGS, Press, frame
from tests.documents.process import ABSCHLUSS, AREA, ZIELE
from tests.documents.test_agreement import DRAFT

LATER = """sitzungsnummer: 3
datum: 2026-02-12
phase: umsetzung
leitung: moderation
status: genehmigt
genehmigt_am: 2026-02-20
anwesend: [moderation, kita]
beschlussfaehig: true
tagesordnung: [{titel: Bericht, beschluesse: [{text: Es geht weiter., ergebnis: angenommen, abstimmung: konsens}]}]
rueckmeldungen: [{auftrag: 2025-01-16/1, status: erledigt}]
"""
MONEY = ZIELE.replace("status: umgesetzt}", "frist: 2024-12-31, mittel: [{jahr: 2025, betrag: 99.9}], status: umgesetzt}")
MASTER = "name: Hafenviertel\nstatus: aktiv\noeffentlich: true\naufwand: [{jahr: 2025, regsam: 41}, {jahr: 2026, regsam: 52}]\n"
CLOSED = ABSCHLUSS.replace("entwurf", "beschlossen").replace("datum: 2025-03-20", "datum: 2026-03-20")
PAPER = "vorlage: {gremium: Sozialausschuss, art: beschluss}\n"
FILES = {
    **AREA, "gebiet.yaml": MASTER, "ziele.yaml": MONEY, "protokolle/2026-02-12.yaml": LATER, "abschluss.yaml": CLOSED + PAPER,
}  # fmt: skip


def view(press: Press, edition: Edition, files: Mapping[str, str] = FILES) -> CityView:
    whole = {"areas/regsam.yaml": SETTINGS, **{f"areas/hafen/{name}": text for name, text in files.items()}}
    result = check.check(tree_of({name: text.encode() for name, text in whole.items()}))
    settings = result.city.settings
    assert settings is not None
    start = "areas/hafen/"
    data = {p.removeprefix(start): s.data for p, s in result.sheets.items() if p.startswith(start) and s.data is not None}
    seen = [cut.area for area in result.city.areas if (cut := excerpt_of(area, data, edition)) is not None]
    return CityView(settings, City(settings, tuple(seen), {}), edition, press.forms(settings))


def reports(city: CityView) -> dict[str, Page]:
    return {p.name: p.make(city) for p in documents.city_plans(city, {}) if p.name.startswith("jahresbericht-")}


def html(press: Press, city: CityView, name: str) -> str:
    made = reports(city)[name]
    return press.html(made, frame(city.settings, made, city.edition, None, name), Links(), "paper").partition("<main")[2]


def test_every_year_with_a_meeting_held_has_its_report(press: Press) -> None:
    assert list(reports(view(press, "intern"))) == ["jahresbericht-2026", "jahresbericht-2025"]
    draft = {**FILES, "protokolle/2026-02-12.yaml": LATER.replace("genehmigt\n", "entwurf\n").replace("genehmigt_am", "# ")}
    assert list(reports(view(press, "oeffentlich", draft))) == ["jahresbericht-2025"]


def test_tasks_stand_as_the_meetings_of_the_year_and_before_knew(press: Press) -> None:
    made = reports(view(press, "intern"))
    known = {
        year: {row["titel"]: row["stand"]["wort"] for group in made[year].context["auftraege"] for row in group["zeilen"]}
        for year in made
    }
    assert known["jahresbericht-2025"]["Räume suchen"] != "erledigt"
    assert known["jahresbericht-2026"]["Räume suchen"] == "erledigt"  # given the year before, done in this
    numbers = {year: made[year].context["gebiete"][0]["zahlen"] for year in made}
    assert numbers["jahresbericht-2026"][:4] == [1, 1, 0, 1]


def test_its_stand_is_no_later_than_its_year(press: Press) -> None:
    late = {**FILES, "ziele.yaml": MONEY.replace("stand: 2025-03-20", "stand: 2026-07-01")}
    assert [str(page.stand) for page in reports(view(press, "intern")).values()] == ["2026-03-20", "2025-03-20"]
    assert [str(page.stand) for page in reports(view(press, "intern", late)).values()] == ["2026-07-01", "2025-12-31"]


def test_a_closing_and_its_paper_are_told_in_their_year(press: Press) -> None:
    made = reports(view(press, "intern"))
    assert [row["gebiet"] for row in made["jahresbericht-2026"].context["abschluesse"]] == ["Hafenviertel"]
    assert made["jahresbericht-2025"].context["abschluesse"] == []
    assert made["jahresbericht-2025"].context["vorlagen"] == []
    row = html(press, view(press, "intern"), "jahresbericht-2026").partition("<h3>Vorlagen</h3>")[2].partition("</table>")[0]
    assert re.search(r"Hafenviertel</th><td>Sozialausschuss, Beschluss</td><td>zur Entscheidung</td>", row)


def test_what_was_only_moved_is_no_decision(press: Press) -> None:
    moved = LATER.replace("beschluesse: [", "beschluesse: [{text: Sonntags auch., ergebnis: vertagt}, ")
    city = view(press, "intern", {**FILES, "protokolle/2026-02-12.yaml": moved})
    assert reports(city)["jahresbericht-2026"].context["gebiete"][0]["zahlen"][1] == 1
    assert "1 Beschluss, 1 Antrag ohne Beschluss, nach Gebieten" in html(press, city, "jahresbericht-2026")


def test_a_task_that_two_years_heard_was_done_was_done_once(press: Press) -> None:
    again = LATER.replace("2026-02-12", "2027-02-11").replace("2026-02-20", "2027-02-20").replace("nummer: 3", "nummer: 4")
    made = reports(view(press, "intern", {**FILES, "protokolle/2027-02-11.yaml": again}))
    done = {name: page.context["gebiete"][0]["zahlen"][3] for name, page in made.items()}
    assert (done["jahresbericht-2026"], done["jahresbericht-2027"]) == (1, 0)


def test_an_amendment_is_agreed_once_both_have_signed_it(press: Press) -> None:
    signature = "{{partei: {}, name: Erika Mustermann, datum: 2026-0{}-15}}"
    both = f"[{signature.format('regsam', 1)}, {signature.format('sozialreferat', 2)}]"
    text = f"nachtraege:\n  - {{nr: 1, datum: 2025-12-20, text: Mehr., unterschriften: {both}}}\n"
    text += "  - {nr: 2, datum: 2026-03-01, text: Noch mehr., unterschriften: []}\n"
    made = reports(view(press, "intern", {**FILES, "vereinbarung.yaml": DRAFT + text}))
    said = {name: [(str(row["tag"]), row["was"]) for row in page.context["vereinbarungen"]] for name, page in made.items()}
    assert said == {"jahresbericht-2026": [("2026-02-15", "1. Nachtrag unterzeichnet")], "jahresbericht-2025": []}


def test_a_measure_is_carried_out_by_its_deadline(press: Press) -> None:
    early = {**FILES, "ziele.yaml": MONEY.replace("frist: 2024-12-31", "frist: 2026-12-31")}
    made = reports(view(press, "intern", early))["jahresbericht-2025"]  # the catalogue of March 2025 says so already
    assert [row["id"] for group in made.context["massnahmen"] for row in group["zeilen"]] == ["M3"]
    assert reports(view(press, "intern"))["jahresbericht-2025"].context["massnahmen"] == []  # it was in 2024


@pytest.mark.parametrize("edition", ["intern", "verteiler", "oeffentlich"])
def test_money_and_hours_spent_are_not_public(press: Press, edition: Edition) -> None:
    page = html(press, view(press, edition), "jahresbericht-2025")
    assert ("99,90\xa0€" in page) is (edition != "oeffentlich")
    assert ("41</td>" in page) is (edition != "oeffentlich")
    assert "52</td>" not in page


@pytest.mark.parametrize("edition", ["verteiler", "oeffentlich"])
def test_what_is_confidential_is_not_told(press: Press, edition: Edition) -> None:
    assert "Geheim" in html(press, view(press, "intern"), "jahresbericht-2025")
    assert "Geheim" not in html(press, view(press, edition), "jahresbericht-2025")


def test_it_is_made_of_what_it_tells(press: Press) -> None:
    plans = {plan.name: plan.sources for plan in documents.city_plans(view(press, "intern"), {})}
    assert "hafen/abschluss.yaml" in plans["jahresbericht-2026"]
    assert "hafen/abschluss.yaml" not in plans["jahresbericht-2025"]
    assert "hafen/protokolle/2026-02-12.yaml" not in plans["jahresbericht-2025"]
    assert "hafen/protokolle/2025-01-16.yaml" in plans["jahresbericht-2026"]
