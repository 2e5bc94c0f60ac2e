"""What holds of all documents on meetings, goals and closing, in every edition and both media."""

from __future__ import annotations

import itertools
import re
from typing import Protocol

import pytest

from regsam_docs import render
from regsam_docs.documents.plan import Edition
from tests.documents.conftest import Press
from tests.documents.process import AREA, DOCUMENTS, FIRST, SECRETS

EDITIONS: list[Edition] = ["intern", "verteiler", "oeffentlich"]
MEDIA: list[render.Medium] = ["web", "paper"]
EVIL = "<script>alert(1)</script>"
EMPTY = {
    "gremium.yaml": "mitglieder: [{id: kita, organisation: Kita, gruppe: weitere}]\n",
    "ziele.yaml": "stand: 2025-01-01\nhandlungsfelder: [{id: H1, titel: Feld, bedarf: Bedarf, ziele: [{id: Z1, titel: Ziel}]}]\n",
    "protokolle/2025-01-16.yaml": "sitzungsnummer: 1\ndatum: 2025-01-16\nphase: vorlauf\nstatus: entwurf\nanwesend: [kita]\n"
    "tagesordnung: [{titel: Beginn}]\n",
    "protokolle/2025-02-20.yaml": "sitzungsnummer: 2\ndatum: 2025-02-20\nphase: vorlauf\nstatus: geplant\n"
    "tagesordnung: [{titel: Beginn}]\n",
    "abschluss.yaml": "datum: 2025-03-01\nstatus: beschlossen\nentscheidung: abgebrochen\nzusammenfassung: Kurz.\n"
    "zielerreichung: [{ziel: Z1, bewertung: erreicht, ergebnis: Gut.}]\n",
}
"""Every file with what must be in it and nothing else."""


MADE = ("zielkatalog", "einladung", "protokoll", "auftragsliste", "zwischenbericht", "spur", "abschlussdokumentation")


class Pages(Protocol):
    """Bodies of an area's documents by name."""

    def __call__(self, edition: Edition, files: dict[str, str], medium: render.Medium = "paper") -> dict[str, str]: ...


@pytest.fixture(scope="module")
def pages(press: Press) -> Pages:
    """Makes pages, and keeps them for the tests that look at the same."""
    kept: dict[object, dict[str, str]] = {}

    def made(edition: Edition, files: dict[str, str], medium: render.Medium = "paper") -> dict[str, str]:
        key = (edition, tuple(files.items()), medium)
        if key not in kept:
            printed = press.written(files, edition)
            kept[key] = {name: printed.main(name, medium) for name in printed.plans() if name.startswith(MADE)}
        return kept[key]

    return made


def test_documents_of_the_area(pages: Pages) -> None:
    assert tuple(pages("intern", AREA)) == DOCUMENTS
    assert tuple(pages("verteiler", AREA)) == DOCUMENTS
    # To the public: no minutes before they are approved, no closing before it is decided.
    shown = ("zielkatalog", "protokoll-2025-01-16", "auftragsliste", "zwischenbericht", "spur")
    assert tuple(pages("oeffentlich", AREA)) == shown


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("files", [AREA, EMPTY], ids=["voll", "leer"])
def test_no_heading_and_no_cell_is_empty(pages: Pages, edition: Edition, files: dict[str, str]) -> None:
    for name, html in pages(edition, files).items():
        assert not re.search(r"<(h\d|th|td|p|li|section|tbody|div)\b[^>]*>\s*</\1>", html), name
        assert not re.search(r"</h[23]>\s*(</section>|<h2)", html), name


@pytest.mark.parametrize("files", [AREA, EMPTY], ids=["voll", "leer"])
def test_headings_do_not_skip_a_level(pages: Pages, files: dict[str, str]) -> None:
    for name, html in pages("intern", files).items():
        levels = [1, *(int(level) for level in re.findall(r"<h(\d)", html))]
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), name


def test_gaps_are_the_internal_edition_s_alone(pages: Pages) -> None:
    inside, outside = pages("intern", EMPTY), pages("verteiler", EMPTY)
    assert "noch nicht festgelegt" in inside["protokoll-2025-01-16"]
    assert not any("noch nicht festgelegt" in html for html in outside.values())


@pytest.mark.parametrize("edition", EDITIONS[1:])
def test_what_is_confidential_is_said_nowhere_outside(pages: Pages, edition: Edition) -> None:
    inside = "".join(pages("intern", AREA).values())
    outside = "".join(pages(edition, AREA).values())
    assert all(secret in inside for secret in SECRETS)
    assert not [word for word in (*SECRETS, "vertraulich", "089 000000-1", "nur intern") if word in outside]


def test_public_edition_names_no_one(pages: Pages) -> None:
    public = "".join(pages("oeffentlich", AREA).values())
    assert not [name for name in ("Mustermann", "Muster", "Ehrenamtliche", "Pfarramt", "Zahlen", "Stadtrat") if name in public]
    assert "Örtliche Politik" in public  # stands for the name that was cut


@pytest.mark.parametrize("medium", MEDIA)
def test_texts_never_become_markup(pages: Pages, medium: render.Medium) -> None:
    hostile = {
        name: re.sub(
            "(?<=titel: )(Begrüßung|Räume suchen|Offenes Café|Reinigung|Rundgang am Kai|Zahlen|Begegnung)", f'"{EVIL}"', text
        )
        for name, text in AREA.items()
    }
    html = "".join(pages("intern", hostile, medium).values())
    assert "<script" not in html
    assert "<Kai 7>" not in html
    assert html.count("&lt;script&gt;") > len(DOCUMENTS)
    assert not re.search(r'="[^"]*<', html)


def test_both_media_say_the_same(pages: Pages) -> None:
    web, paper = (pages("intern", AREA, medium) for medium in MEDIA)
    for name in DOCUMENTS:
        assert words(web[name]) == words(paper[name]), name


def words(html: str) -> list[str]:
    return re.sub(r"<[^>]+>|\s+", " ", html).split()


def test_every_header_cell_says_its_scope_and_every_anchor_is_unique(pages: Pages) -> None:
    for name, html in pages("intern", AREA).items():
        assert all("scope=" in cell for cell in re.findall(r"<th\b[^>]*>", html)), name
        anchors = re.findall(r' id="([^"]+)"', html)
        assert len(anchors) == len(set(anchors)), name
        assert set(re.findall(r'href="#([^"]+)"', html)) <= set(anchors), name


def test_a_broken_file_is_still_planned(press: Press) -> None:
    broken = {"protokolle/2025-01-16.yaml": "tagesordnung: [", "ziele.yaml": "stand: [", "abschluss.yaml": "x: ["}
    plans = press.written(broken).plans()
    assert {"zielkatalog", "protokoll-2025-01-16", "auftragsliste", "zwischenbericht", "abschlussdokumentation"} <= set(plans)
    assert plans["protokoll-2025-01-16"].source == "protokolle/2025-01-16.yaml"


def test_an_area_without_work_has_no_report(pages: Pages) -> None:
    assert pages("intern", {"chronik.yaml": "eintraege: [{datum: 2025-01-01, art: presse, titel: A}]\n"}) == {}


def test_second_meeting_of_a_day_is_told_apart(press: Press) -> None:
    again = FIRST.replace("sitzungsnummer: 1", "sitzungsnummer: 2")
    printed = press.written({**AREA, "protokolle/2025-01-16-b.yaml": again})
    assert printed.plans()["protokoll-2025-01-16-b"].title == "Protokoll vom 16. Januar 2025 (b)"
    assert "16.01.2025 (b)" in printed.main("auftragsliste")
