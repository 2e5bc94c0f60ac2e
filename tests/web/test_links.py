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

from regsam_docs.publish.build import Options, build
from tests.built import EDITIONS, ROOT, TODAY, example_city


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
def test_in_the_example_city(root: Path) -> None:
    city = example_city()
    links = 0
    for edition in EDITIONS:
        for page in sorted((city / edition).rglob("*.html")):
            assert dead(page, of_page(page)) == [], page
            links += len(list(of_page(page)))
        for paper in sorted((city / edition).rglob("*.pdf")):
            assert dead(paper, of_paper(paper)) == [], paper
    assert links > 1000


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
        here = (address for address in of_page(page) if not urlsplit(address).path.endswith(".pdf"))
        assert dead(page, here) == [], page
