"""What lies beside the city's page: the list to search, tables, the feed, and the page that explains them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from lxml import html

from regsam_docs import check, harmless
from regsam_docs.documents.plan import Edition
from regsam_docs.model.minutes import Minutes
from regsam_docs.publish import feed, overviews, publisher
from regsam_docs.publish.share import Share, dated, made_of
from regsam_docs.publish.tables import tables
from regsam_docs.render.templates import overlay
from regsam_docs.repository import paths
from regsam_docs.repository.tree import Tree
from regsam_docs.system import disk

TODAY = date(2026, 11, 22)
ATOM = "{http://www.w3.org/2005/Atom}"

City = Callable[[Edition], dict[str, bytes]]


def files_of(tree: Tree, edition: Edition) -> dict[str, bytes]:
    """The pages and files of the city, from its folder; areas and documents are made as far as their names are needed."""
    found = publisher(check.check(tree), overlay(disk.resource_bytes(paths.TEMPLATES), {}), edition)
    assert found is not None
    areas = {slug: found.planned(slug) for slug in found.excerpts}
    found.render_planned(areas.values())
    shares = {slug: made_of(made, Share()) for slug, made in areas.items()}
    asked = {"index", "suche"}.__contains__
    pages = {slug: overviews.of_area(found, slug, made.share, TODAY, asked) for slug, made in shares.items()}
    found.render_planned(pages.values())
    city = overviews.documents_of_city(found, lambda name: name == "gesamtbericht")
    found.render_planned([city])
    whole = {slug: dated(made, made_of(pages[slug], Share()), TODAY) for slug, made in shares.items()}
    documents = made_of(city, Share())
    rest = overviews.of_city(found, {slug: made.share for slug, made in whole.items()}, documents.share, TODAY, lambda name: True)
    found.render_planned([rest])
    files = documents.files | made_of(rest, Share()).files
    for made in whole.values():
        files |= made.files
    return {path.partition("/")[2]: data for path, data in files.items()}


@pytest.fixture(scope="module")
def city(root: Path) -> City:
    return cache(lambda edition: files_of(disk.tree(root), edition))


def test_every_file_that_the_page_on_data_names_is_there_and_none_is_forgotten(city: City) -> None:
    for edition in ("intern", "oeffentlich"):
        found = city(edition)
        named = set(html.fromstring(found["daten.html"]).xpath("//section[@id='dateien']//a/@href"))
        assert named == {name for name in found if "/" not in name and not name.endswith(".html")}
        assert ("neues.atom" in named) == (edition == "oeffentlich")


def test_ways_lead_up_and_to_the_other_pages_of_the_city(city: City) -> None:
    found = city("oeffentlich")
    for page, ways in {
        "index.html": ["index.html", "suche.html", "daten.html"],
        "am-ziegelfeld/index.html": ["../index.html", "index.html"],
        "am-ziegelfeld/zielkatalog.html": ["../index.html", "index.html"],
    }.items():
        assert html.fromstring(found[page]).xpath("//nav[@class='wege']//a/@href") == ways


def test_the_list_has_every_decision_task_and_goal_and_leads_to_its_place(city: City) -> None:
    found = city("intern")
    data = json.loads(found["daten.json"])
    lines = html.fromstring(found["suche.html"]).xpath("//ul[@class='fundstellen']/li")
    every = sum(
        len(area["auftraege"]) + len(area["ziele"]) + sum(len(meeting["beschluesse"]) for meeting in area["sitzungen"])
        for area in data["gebiete"]
    )
    assert len(lines) == every
    for place in (line.xpath("./a/@href")[0] for line in lines):
        page, _, anchor = place.partition("#")
        assert html.fromstring(found[page]).xpath("//*[@id=$anchor]", anchor=anchor), place


def test_who_may_not_see_an_area_finds_nothing_of_it(city: City) -> None:
    outside = {name: data.decode() for name, data in city("oeffentlich").items()}
    assert not [name for name, text in outside.items() if "Lindenhöhe" in text and name in ("suche.html", "neues.atom")]
    inside = html.fromstring(city("intern")["suche.html"]).text_content()
    assert "Gespräch vermitteln" in inside  # a confidential task
    assert "Gespräch vermitteln" not in outside["suche.html"] + outside["daten-auftraege.csv"]


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_tables_have_a_row_for_each_thing_in_the_data(city: City) -> None:
    found = city("oeffentlich")
    areas = json.loads(found["daten.json"])["gebiete"]
    tasks = rows(found["daten-auftraege.csv"])
    assert [row["id"] for row in tasks] == [task["id"] for area in areas for task in area["auftraege"]]
    assert {row["offen"] for row in tasks} == {"ja", "nein"}
    decisions = rows(found["daten-beschluesse.csv"])
    assert len(decisions) == sum(len(meeting["beschluesse"]) for area in areas for meeting in area["sitzungen"])
    assert any(row["abstimmung"] == "gezaehlt" and row["ja"].isdigit() for row in decisions)
    measures = rows(found["daten-massnahmen.csv"])
    assert len(measures) == sum(len(goal["massnahmen"]) for area in areas for goal in area["ziele"])


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_of_a_table_becomes_a_formula(beginning: str) -> None:
    assert harmless.cell(f"{beginning}1+1") == f"'{beginning}1+1"
    task = dict.fromkeys("art titel frist wiedervorlage status offen ueberfaellig massnahme uebergeben_an".split())
    given = {**task, "id": "2026-01-01/1", "an": [f"{beginning}1;\"x\nA"]}
    area = {"name": "Hafen", "sitzungen": [], "ziele": [], "auftraege": [given]}
    (row,) = rows(tables({"gebiete": [json.dumps(area)]})["auftraege"])
    assert row["an"] == f"'{beginning}1;\"x\nA"
    assert row["titel"] == ""


def entries(data: bytes) -> list[ET.Element]:
    return ET.fromstring(data).findall(f"{ATOM}entry")


def said(entry: ET.Element, tag: str) -> str:
    return entry.findtext(f"{ATOM}{tag}") or ""


def test_the_feed_tells_approved_minutes_and_changes_of_state_newest_first(city: City) -> None:
    found = city("oeffentlich")
    told = entries(found["neues.atom"])
    titles = [said(entry, "title") for entry in told]
    assert "Am Ziegelfeld – Protokoll: 3. Sitzung vom 7. Mai 2026" in titles
    assert "Hafenviertel Ost – Abschluss: beendet" in titles
    assert not [title for title in titles if "15. Oktober 2026" in title]  # these minutes are not approved
    days = [datetime.fromisoformat(said(entry, "updated")) for entry in told]
    assert days == sorted(days, reverse=True)
    assert len({said(entry, "id") for entry in told}) == len(told)
    root = "https://regsam.example.org/gebiete/"
    for entry in told:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.get("href", "").removeprefix(root) in found


def test_an_entry_keeps_its_id_whatever_else_comes_and_the_same_records_give_the_same_bytes(root: Path) -> None:
    found = publisher(check.check(disk.tree(root)), overlay(disk.resource_bytes(paths.TEMPLATES), {}), "oeffentlich")
    assert found is not None
    area = found.excerpts["hafenviertel-ost"].area

    def feed_of(*minutes: Minutes) -> bytes:
        told = feed.news([replace(area, minutes=minutes)], found.forms, TODAY)
        return feed.feed(told, found.settings, lambda slug: {})

    whole, part = feed_of(*area.minutes), feed_of(*area.minutes[1:3])
    ids = {said(entry, "title"): said(entry, "id") for entry in entries(whole)}
    assert whole == feed_of(*area.minutes)
    assert 0 < len(entries(part)) < len(ids)
    assert all(ids[said(entry, "title")] == said(entry, "id") for entry in entries(part))


def test_what_lies_ahead_is_not_news(root: Path) -> None:
    found = publisher(check.check(disk.tree(root)), overlay(disk.resource_bytes(paths.TEMPLATES), {}), "oeffentlich")
    assert found is not None
    areas = [seen.area for seen in found.excerpts.values()]
    days = [one.day for one in feed.news(areas, found.forms, date(2025, 6, 1))]
    assert days
    assert max(days) <= date(2025, 6, 1)
