"""The area's and the city's page: what they say, and that browsers and screen readers can use them."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from regsam_docs.documents.plan import Edition
from regsam_docs.repository.tree import tree_of
from regsam_docs.system import disk
from tests.documents.conftest import SETTINGS
from tests.overview.pages import Pages

TODAY = date(2026, 11, 22)
AREAS = ("alte-spinnerei", "am-ziegelfeld", "hafenviertel-ost", "lindenhoehe")


@pytest.fixture(scope="module", params=["intern", "verteiler", "oeffentlich"])
def pages(request: pytest.FixtureRequest, root: Path) -> Pages:
    edition: Edition = request.param
    return Pages(disk.tree(root), edition, TODAY)


@pytest.fixture(scope="module")
def intern(root: Path) -> Pages:
    return Pages(disk.tree(root), "intern", TODAY)


def all_pages(pages: Pages) -> dict[str, html.HtmlElement]:
    texts = {area.slug: pages.area_page(area.slug) for area in pages.city.areas}
    return {name: html.fromstring(text) for name, text in {**texts, "": pages.city_page()}.items()}


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def section(page: html.HtmlElement, id: str) -> str:
    return words(page.get_element_by_id(id))


# ---- form


def test_pages_are_well_formed(pages: Pages) -> None:
    for name, page in all_pages(pages).items():
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), name
        assert len(page.xpath("//h1")) == 1
        levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4")]
        assert all(after <= before + 1 for before, after in pairwise(levels)), name
        assert page.xpath("//h2"), name


def test_tables_say_what_their_heads_are_for_and_no_section_is_empty(pages: Pages) -> None:
    for name, page in all_pages(pages).items():
        assert not page.xpath("//th[not(@scope)]"), name
        assert not page.xpath("//table[not(.//td)]"), name
        for part in page.xpath("//section"):
            assert len(words(part)) > len(words(part.xpath("./h2|./h3")[0])), name
        assert "None" not in page.text_content()
        for region in page.xpath("//*[@role='region']"):
            assert region.get("aria-label"), name


def test_links_within_the_page_lead_somewhere(pages: Pages) -> None:
    for page in all_pages(pages).values():
        ids = set(page.xpath("//@id"))
        assert {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")} <= ids


# ---- the area


def test_the_state_of_an_area_at_a_glance(intern: Pages) -> None:
    page = html.fromstring(intern.area_page("am-ziegelfeld"))
    state = section(page, "lage")
    for said in ("aktiv · Phase Umsetzung", "10 von 14 Schritten erledigt", "5 Aufträge offen", "2 davon überfällig"):
        assert said in state
    (current,) = page.xpath("//ol[@class='phasen']/li[@aria-current='step']")
    assert words(current) == "Umsetzung läuft 0 von 2 Schritten erledigt seit 1. Juli 2026"


def test_what_is_late_comes_first_and_leads_to_its_place(intern: Pages) -> None:
    page = html.fromstring(intern.area_page("am-ziegelfeld"))
    first, *_ = page.xpath("//section[@id='termine']//tbody/tr")
    assert words(first).startswith("13.11.2026überfällig seit 9 Tagen")
    assert first.xpath(".//a/@href") == ["protokoll-2026-07-16.html#auftrag-2"]
    assert page.xpath("//section[@id='termine']//a[last()]/@href")[-1] == "termine.ics"


def test_an_area_lists_its_documents_tasks_goals_and_meetings(intern: Pages) -> None:
    page = html.fromstring(intern.area_page("am-ziegelfeld"))
    assert page.xpath("//section[@id='dokumente']//a/@href")[:2] == [
        "kooperationsvereinbarung.html",
        "kooperationsvereinbarung.pdf",
    ]
    assert len(page.xpath("//section[@id='auftraege']//tbody/tr")) == 5
    assert "3 Aufträge warten" in section(page, "auftraege")
    assert len(page.xpath("//section[@id='sitzungen']//tbody/tr")) == 6
    assert len(page.xpath("//section[@id='ziele']//tr[@class='gruppe']")) == 4
    assert "Sam Mustermann" in section(page, "gebiet")
    assert page.xpath("//section[@id='zeitstrahl']//*[local-name()='svg']")


def test_a_rejected_area_says_when_by_whom_and_why(intern: Pages) -> None:
    page = html.fromstring(intern.area_page("alte-spinnerei"))
    assert "Abgelehnt am 14. Juli 2026 durch: Auswahlgespräch" in section(page, "lage")
    assert not page.xpath("//ol[@class='phasen']")


def test_an_area_that_only_has_its_name(root: Path) -> None:
    files = {"areas/regsam.yaml": SETTINGS.encode(), "areas/neu/gebiet.yaml": b"name: Neu\nstatus: geplant\n"}
    page = html.fromstring(Pages(tree_of(files), "intern", TODAY).area_page("neu"))
    assert [words(h) for h in page.xpath("//h2")] == ["Wo das Gebiet steht"]


def test_no_edition_says_more_than_it_may(pages: Pages) -> None:
    whole = "".join(words(page) for page in all_pages(pages).values())
    assert ("sam.mustermann@example.org" in whole) == (pages.edition == "intern")
    assert ("Lindenhöhe" in whole) == (pages.edition != "oeffentlich")
    assert ("Stadtrat, Ausschuss für Soziales" in whole) == (pages.edition != "oeffentlich")


# ---- the city


def test_the_city_names_every_area_with_its_state(intern: Pages) -> None:
    page = html.fromstring(intern.city_page())
    rows = page.xpath("//table[@data-tabelle]/tbody/tr")
    assert [row.xpath("./th//a/@href") for row in rows] == [[f"{slug}/index.html"] for slug in AREAS]
    assert words(rows[1]).startswith("Am Ziegelfeld")
    assert re.search(r"aktiv Umsetzung 5 2 26\.11\.2026Auftrag: Einladung .* 10/14$", words(rows[1]))


@pytest.mark.parametrize(("days", "said"), [(0, "Heute"), (1, "Heute und morgen"), (2, "In den nächsten 2 Tagen")])
def test_the_span_of_the_next_dates_reads_as_german(days: int, said: str) -> None:
    files = {
        "areas/regsam.yaml": f"{SETTINGS}vorwarnung_tage: {days}\n".encode(),
        "areas/neu/gebiet.yaml": b"name: Neu\nstatus: geplant\n",
        "areas/neu/protokolle/2026-11-22.yaml": (
            b"sitzungsnummer: 1\ndatum: 2026-11-22\nphase: vorlauf\nstatus: geplant\ntagesordnung: [{titel: Anfang}]\n"
        ),
    }
    page = html.fromstring(Pages(tree_of(files), "intern", TODAY).city_page())
    assert words(page.xpath("//section[@id='termine']/h2")[0]) == said


def test_every_cell_that_is_sorted_has_its_value(pages: Pages) -> None:
    page = html.fromstring(pages.city_page())
    columns = len(page.xpath("//table[@data-tabelle]/thead/tr/th"))
    for row in page.xpath("//table[@data-tabelle]/tbody/tr"):
        assert len(row) == columns
        assert all("data-wert" in cell.attrib or "data-zahl" in cell.attrib for cell in row)


def test_the_script_is_allowed_by_its_hash_and_not_needed(intern: Pages) -> None:
    text = intern.city_page()
    page = html.fromstring(text)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "script-src 'sha256-" in policy
    assert len(page.xpath("//script")) == 1
    assert not page.xpath("//@onclick | //*[@style]")
    assert "<script" not in intern.area_page("am-ziegelfeld")


def test_a_city_without_areas(root: Path) -> None:
    files = {"areas/regsam.yaml": SETTINGS.encode()}
    page = html.fromstring(Pages(tree_of(files), "intern", TODAY).city_page(()))
    assert "Noch ist kein Gebiet angelegt." in words(page)


@pytest.mark.parametrize("today", [date.min, date(1989, 1, 1), date(2028, 2, 29), date(2101, 1, 1)])
def test_any_day_can_be_shown(root: Path, today: date) -> None:
    pages = Pages(disk.tree(root), "intern", today)
    assert words(html.fromstring(pages.city_page()))
    assert words(html.fromstring(pages.area_page("am-ziegelfeld")))
