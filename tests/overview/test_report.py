"""The report on all areas."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lxml import html

from regsam_docs.documents import city_report
from regsam_docs.documents.plan import Edition
from regsam_docs.repository.tree import tree_of
from regsam_docs.system import disk
from tests.documents.conftest import SETTINGS
from tests.overview.pages import Pages


@pytest.fixture(scope="module", params=["intern", "verteiler", "oeffentlich"])
def pages(request: pytest.FixtureRequest, root: Path) -> Pages:
    edition: Edition = request.param
    return Pages(disk.tree(root), edition, date(2026, 11, 22))


@pytest.fixture(scope="module")
def report(root: Path) -> html.HtmlElement:
    return html.fromstring(Pages(disk.tree(root), "intern", date(2026, 11, 22)).report())


def lines(report: html.HtmlElement, id: str) -> list[str]:
    """Rows of the first table of a section, their cells between bars."""
    table = report.xpath(f"//section[@id='{id}']//table")[0]
    return [" | ".join(" ".join(cell.text_content().split()) for cell in row) for row in table.xpath("./tbody/tr")]


def test_areas_and_where_they_stand(report: html.HtmlElement) -> None:
    assert lines(report, "gebiete")[1] == "Am Ziegelfeld Stadtbezirk 3 Ziegelfeld | aktiv | Umsetzung seit 01.07.2026 | 10/14 | 4"


def test_goals_by_field_of_action_add_up(report: html.HtmlElement) -> None:
    found = [line.split(" | ") for line in lines(report, "ziele")]
    assert [th.text_content() for th in report.xpath("//section[@id='ziele']//table")[0].xpath("./thead//th")][1:] == [
        "erreicht", "teilweise erreicht", "nicht bewertbar", "noch nicht bewertet"
    ]  # fmt: skip
    assert ["Lebenswertes Wohnumfeld", "1", "1", "", "1"] in found
    columns = list(zip(*([int(cell or 0) for cell in line[1:]] for line in found), strict=True))
    assert found[-1][0] == "Alle Bereiche"
    assert all(sum(column[:-1]) == column[-1] for column in columns)


def test_what_is_missing_by_addressee(report: html.HtmlElement) -> None:
    found = lines(report, "ressourcen")
    priced = "Städtische Referate Zusammen 63.050,50 €; beziffert sind 2 von 3."
    assert [line for line in found if " | " not in line] == [priced, "Wohnungswirtschaft"]
    assert "Regelmäßige Reinigung des Kranplatzes | Hafenviertel Ost | nicht beziffert | Abschluss" in found


def test_what_the_council_is_told_and_asked_for(report: html.HtmlElement) -> None:
    assert lines(report, "stadtrat") == [
        "Städtische Referate | 3 | 2 | 63.050,50 €",
        "Wohnungswirtschaft | 1 | – | –",
        "Zusammen | 4 | 2 | 63.050,50 €",
    ]
    assert "Hafenviertel Ost: Sozialausschuss" in " ".join(report.xpath("//section[@id='stadtrat']")[0].text_content().split())


def test_evaluations_of_areas_that_are_closed(report: html.HtmlElement) -> None:
    assert [h.text_content() for h in report.xpath("//section[@id='evaluation']//h3")] == ["Hafenviertel Ost"]
    assert "Am Ziegelfeld" not in report.xpath("//section[@id='evaluation']")[0].text_content()


def test_it_is_whole_in_every_edition_and_medium(pages: Pages) -> None:
    for medium in ("web", "paper"):
        page = html.fromstring(pages.report(medium))
        assert not page.xpath("//th[not(@scope)] | //table[not(.//td)]")
        assert "None" not in page.text_content()
        assert ("Lindenhöhe" in page.text_content()) == (pages.edition != "oeffentlich")


def test_it_is_made_of_what_it_shows_and_nothing_else(pages: Pages) -> None:
    (plan,) = city_report.plans(pages.city_view)
    assert "hafenviertel-ost/abschluss.yaml" in plan.sources
    assert not [name for name in plan.sources if "protokolle" in name or "gremium" in name]


def test_a_city_without_areas_has_none() -> None:
    empty = Pages(tree_of({"areas/regsam.yaml": SETTINGS.encode()}), "intern", date(2026, 11, 22))
    assert list(city_report.plans(empty.city_view)) == []


def test_areas_that_have_only_begun_leave_no_empty_chapter() -> None:
    files = {"areas/regsam.yaml": SETTINGS.encode(), "areas/neu/gebiet.yaml": b"name: Neu\nstatus: geplant\n"}
    page = html.fromstring(Pages(tree_of(files), "intern", date(2026, 11, 22)).report())
    assert [h.text_content() for h in page.xpath("//h2")] == ["Wo die Gebiete stehen", "Wozu die Arbeit dient"]
