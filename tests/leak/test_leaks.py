"""No narrower edition says a word it may not say, in any byte of it; and what it may say, it does say."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from regsam_docs.documents.plan import Edition
from tests.built import NARROWER, marked_city
from tests.leak.search import WORD, texts, words
from tests.leak.secrets import ORDER, Ledger, ledger

pytestmark = pytest.mark.pdf

Found = dict[str, dict[str, set[str]]]

UNPRINTED = re.compile(
    r"""name\ of|                              # pictures are shown, their names are not
    gremium\.yaml:\ mitglieder|              # those who left are named where the work ends
    gebiet\.yaml:\ (planungsregionen|viertel)|
    alte-spinnerei/chronik\.yaml|            # an area that was refused: nothing is made of its chronicle
    chronik\.yaml:\ eintraege                # the interim report tells of the last months alone
    """,
    re.VERBOSE,
)
"""Places whose words need not be in an edition although its readers may know them."""


@pytest.fixture(scope="module")
def secrets() -> Ledger:
    return ledger()


@pytest.fixture(scope="module")
def built() -> Path:
    return marked_city()


@pytest.fixture(scope="module")
def found(built: Path) -> Found:
    """Edition → word → files it is found in."""
    return {edition: words(built / edition) for edition in NARROWER}


def test_every_kind_of_secret_is_in_the_city(secrets: Ledger) -> None:
    where: dict[str | None, list[str]] = {allowed: [] for allowed in (*ORDER, None)}
    for word, place in secrets.where.items():
        where[secrets.allowed[word]].append(place)
    for place in ("beschluesse.1.text", "auftraege.1.titel", "tagesordnung.4.text", "rueckmeldungen", "offene_auftraege",
                  "notiz", "telefon", "email", "eintraege.8.titel"):  # fmt: skip
        assert any(place in one for one in where["intern"]), place
    for place in ("am-ziegelfeld/abschluss.yaml: zusammenfassung", "2026-10-15.yaml: tagesordnung.0.titel",
                  "alte-spinnerei/gebiet.yaml: name", "gaeste", "vertreten_durch", "unterschriften.0.name",
                  "mitglieder.0.person.name", "auftraege.0.an"):  # fmt: skip
        assert any(place in one for one in where["verteiler"]), place
    for place in ("EXIF", "photographer", "GPS", "comment"):
        assert any(place in one for one in where[None]), place
    assert len(where["oeffentlich"]) > 300


@pytest.mark.parametrize("edition", NARROWER)
def test_nothing_is_said_that_may_not_be_said(edition: Edition, secrets: Ledger, found: Found) -> None:
    leaked = set(found[edition]) - secrets.may_read(edition)
    assert {f"{secrets.where.get(word, word)} in {min(found[edition][word])}" for word in leaked} == set()


@pytest.mark.parametrize("edition", NARROWER)
def test_what_may_be_said_is_said(edition: Edition, secrets: Ledger, found: Found) -> None:
    unsaid = secrets.may_read(edition) - set(found[edition])
    assert {where for word in unsaid if not UNPRINTED.search(where := secrets.where[word])} == set()


def test_a_document_on_paper_says_what_its_page_says(built: Path) -> None:
    papers = sorted((built / "oeffentlich/hafenviertel-ost").glob("*.pdf"))
    assert len(papers) > 8
    for paper in papers:
        page = set(WORD.findall(paper.with_suffix(".html").read_text("utf-8")))
        printed = {word for text in texts(paper) for word in WORD.findall("".join(text.split()))}
        assert page == printed, paper


def test_the_public_city_page_knows_public_areas_alone(secrets: Ledger, built: Path) -> None:
    names = {word: where for word, where in secrets.where.items() if where.endswith("gebiet.yaml: name")}
    public = {word for word in names if secrets.allowed[word] == "oeffentlich"}
    assert 0 < len(public) < len(names)
    page = (built / "oeffentlich/index.html").read_text("utf-8")
    assert {word for word in names if word in page} == public
    assert {path.name for path in (built / "oeffentlich").iterdir() if path.is_dir()} - {"vorlagen"} == {
        names[word].partition("/")[0] for word in public
    }
    assert not list((built / "oeffentlich").rglob("anlagen"))


def test_a_heading_within_a_text_never_skips_a_level_nor_ends_its_chapter(built: Path) -> None:
    seen = 0
    for path in sorted(built.rglob("*.html")):
        page = html.fromstring(path.read_bytes())
        headings = [(int(h.tag[1]), "".join(h.itertext())) for h in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert all(after <= before + 1 for (before, _), (after, _) in pairwise(headings)), (path, headings)
        # The search names the areas in headings: those are no texts'.
        own = [level for level, text in headings if WORD.fullmatch(text) and path.name != "suche.html"]
        assert not own or min(own) > 2, path
        seen += len(own)
    assert seen > 100
