"""Every link within a build leads to a file and a place that are there, from pages and from paper, also where documents are
stopped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pikepdf
import pytest
from lxml import html

from regsam_docs.documents.plan import Edition
from regsam_docs.publish.build import Options, build
from tests.built import EDITIONS, NARROWER, ROOT, TODAY, example_city, whole


@cache
def _ids(page: Path) -> frozenset[str]:
    return frozenset(html.fromstring(page.read_bytes()).xpath("//@id"))


def dead(page: Path, addresses: Iterator[str]) -> list[str]:
    """Addresses of a page or PDF that lead nowhere."""
    found = []
    for address in addresses:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "mailto"):
            continue
        target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        nowhere = bool(parts.scheme) or not target.is_file()
        if nowhere or (parts.fragment and target.suffix == ".html" and parts.fragment not in _ids(target)):
            found.append(address)
    return found


def of_page(page: Path) -> Iterator[str]:
    yield from html.fromstring(page.read_bytes()).xpath("//@href")


def of_paper(paper: Path) -> Iterator[str]:
    with pikepdf.open(paper) as pdf:
        for page in pdf.pages:
            for link in page.get("/Annots", ()):
                if "/A" in link:
                    yield str(link.A.URI)


@pytest.mark.pdf
@pytest.mark.parametrize("edition", EDITIONS)
def test_in_every_edition(edition: Edition) -> None:
    built = whole(edition)
    links = 0
    for page in sorted(built.rglob("*.html")):
        assert dead(page, of_page(page)) == [], page
        links += len(list(of_page(page)))
    for paper in sorted(built.rglob("*.pdf")):
        assert dead(paper, of_paper(paper)) == [], paper
    assert links > 300


@pytest.mark.pdf
@pytest.mark.parametrize("edition", NARROWER)
def test_on_the_pages_of_the_example_city(edition: Edition) -> None:
    pages = sorted((example_city() / edition).rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        assert dead(page, not_to_papers(page)) == [], page


def not_to_papers(page: Path) -> Iterator[str]:
    """A page's addresses but those of PDFs, of which there are none."""
    return (address for address in of_page(page) if not urlsplit(address).path.endswith(".pdf"))


BROKEN = ("ziele.yaml", "gremium.yaml", "vereinbarung.yaml", "protokolle/2026-05-07.yaml", "phasen.yaml")


@pytest.mark.parametrize("broken", BROKEN)
def test_where_a_file_has_an_error(broken: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "areas", tmp_path / "areas")
    (tmp_path / "areas/am-ziegelfeld" / broken).write_text("unbekannt: 1\n", "utf-8")
    outcome = build(tmp_path, Options(today=TODAY, pdf=False))
    assert outcome.failed
    pages = sorted((tmp_path / "build").rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        assert dead(page, not_to_papers(page)) == [], page
