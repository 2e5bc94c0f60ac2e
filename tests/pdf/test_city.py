"""Every PDF of an edition of the example city (see `whole`), and of the city of hard cases: by the reference validator, by what
a reader hears, and by what who looks at the pages sees first."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import html

from regsam_docs.pdf.structure import below, elements, is_element, kids
from tests.built import EDITIONS, ROOT, Verdicts, city, hard_cases, whole
from tests.pdf import boxes
from tests.pdf.reading import BLANKS, heard, unlike
from tests.pdf.verapdf import jar, judge, missing

pytestmark = pytest.mark.pdf


CASES = ROOT / "tests" / "cases"

RIGHT = {False: 20 / 25.4 * 72, True: 16 / 25.4 * 72}
"""Points right of what is printed on a page, upright and across; a poster has the narrower (`templates/stil/druck.css`)."""
BREATH = 2.0
"""Points by which a letter may reach over."""
MOST = {
    "anwesenheitsliste-*": 1,
    "zwischenbericht": 2,
    "kriterienkatalog-*": 3,
    "monitoring-*": 6,
    "auswahlverfahren-*": 2,
    "kooperationsvereinbarung": 3,
}
"""Most pages of documents; of the agreement up to its annex."""


@pytest.fixture(scope="module")
def ordinary() -> list[Path]:
    """What a city has when nothing is hard."""
    places = [whole(edition) for edition in EDITIONS]
    assert all(len(list(place.rglob("*.pdf"))) > 10 for place in places)
    return [file for place in places for file in sorted(place.rglob("*.pdf"))]


@pytest.fixture(scope="module")
def files(ordinary: list[Path]) -> list[Path]:
    return [*ordinary, *sorted(hard_cases().rglob("*.pdf"))]


@cache
def placed(file: Path) -> list[boxes.Page]:
    """Where the words of a file stand."""
    return list(boxes.pages(file))


@pytest.mark.verapdf
@pytest.mark.skipif(missing() is not None, reason=missing() or "")
def test_the_validator_finds_no_broken_rule(files: list[Path], tmp_path: Path) -> None:
    verdicts = Verdicts("verapdf", str(jar()))
    new = verdicts.unjudged(files)
    if not new:
        return
    named = {f"{number}.pdf": file for number, file in enumerate(new)}
    for name, file in named.items():
        shutil.copy(file, tmp_path / name)
    found = judge([tmp_path / name for name in named], tmp_path)
    verdicts.passed(file for name, file in named.items() if not found[name])
    assert {str(named[name]): broken for name, broken in found.items() if broken} == {}


def test_what_is_heard_is_the_page_word_by_word_in_its_order(files: list[Path]) -> None:
    verdicts = Verdicts("gehoert", Path(__file__).read_bytes())
    for file in verdicts.unjudged(files):
        with pikepdf.open(file) as pdf:
            said = heard(pdf)
        page = html.fromstring(file.with_suffix(".html").read_bytes())
        for drawing in page.xpath("//svg"):
            drawing.drop_tree()
        wanted = BLANKS.sub("", "".join(page.get_element_by_id("inhalt").itertext()))
        assert wanted, file
        assert unlike(BLANKS.sub("", said.text("Lbl", "Figure")), wanted) is None, file
        assert any(text.startswith("Seite 1 von") for text in said.artifacts), file
        assert "Seite 1 von" not in said.text(), file
        verdicts.passed([file])


def test_every_word_is_on_the_paper_and_none_on_another(files: list[Path]) -> None:
    verdicts = Verdicts("platz", Path(boxes.__file__).read_bytes())
    for file in verdicts.unjudged(files):
        pages = placed(file)
        assert boxes.outside(pages) == [], file
        assert boxes.collisions(pages) == [], file
        verdicts.passed([file])


def test_no_document_of_several_pages_ends_with_one_that_is_nearly_empty(files: list[Path]) -> None:
    """But for one that is signed: its last page says what the signatures stand under."""
    verdicts = Verdicts("ende", Path(boxes.__file__).read_bytes())
    for file in verdicts.unjudged(files):
        *before, last = placed(file)
        signed = any(word[4].startswith("Unterschrift") for word in last[2])
        assert not before or signed or boxes.fill(last) >= 0.2, file
        verdicts.passed([file])


def test_the_structure_can_be_followed(files: list[Path]) -> None:
    verdicts = Verdicts("bau", Path(__file__).read_bytes())
    for file in verdicts.unjudged(files):
        page = html.fromstring(file.with_suffix(".html").read_bytes())
        with pikepdf.open(file) as pdf:
            headings = [int(str(e.S)[2]) for e in elements(pdf) if re.fullmatch("/H[1-6]", str(e.S))]
            assert headings == [int(e.tag[1]) for e in page.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")], file
            assert headings[0] == 1
            assert all(after <= before + 1 for before, after in pairwise(headings)), file
            with pdf.open_outline() as outline:
                assert len(list(_bookmarks(outline.root))) == len(headings), file
            for element in elements(pdf):
                _check(element, file)
            assert [e.get("alt") for e in page.xpath("//img")] == [str(e.Alt) for e in _pictures(pdf, page)], file
            assert str(pdf.Root.Lang) == "de"
            for one in pdf.pages:
                for annotation in one.get("/Annots", ()):
                    assert str(annotation.Contents).strip(), file
        verdicts.passed([file])


def _check(element: Any, file: Path) -> None:
    if element.S == "/TH":
        assert str(element.A.Scope) in ("/Column", "/Row"), file
    elif element.S == "/Figure":
        assert str(element.Alt).strip(), file
    elif element.S == "/L":
        assert all(is_element(kid) and kid.S == "/LI" for kid in kids(element)), file
    elif element.S == "/TR":
        assert all(is_element(kid) and kid.S in ("/TH", "/TD") for kid in kids(element)), file


def _pictures(pdf: pikepdf.Pdf, page: html.HtmlElement) -> list[Any]:
    """The figures that are no drawings of the page's own, in order."""
    titles = {"".join(title.itertext()) for title in page.xpath("//svg/title")}
    return [element for element in elements(pdf) if element.S == "/Figure" and str(element.Alt) not in titles]


def _bookmarks(items: list[pikepdf.OutlineItem]) -> Iterator[pikepdf.OutlineItem]:
    for item in items:
        yield item
        yield from _bookmarks(item.children)


# --- what is seen first -------------------------------------------------------------------------------------------


def test_no_row_of_a_table_stands_alone_on_a_page(files: list[Path]) -> None:
    """Where a table goes on over pages, each has two of its rows, or a part of one that is too long for a page."""
    verdicts = Verdicts("reihen", Path(__file__).read_bytes())
    for file in verdicts.unjudged(files):
        with pikepdf.open(file) as pdf:
            assert [place for table in elements(pdf) if table.S == "/Table" for place in _alone(pdf, table)] == [], file
        verdicts.passed([file])


def _alone(pdf: pikepdf.Pdf, table: Any) -> Iterator[tuple[str, int]]:
    """Pages on which a table has a single row; of one with a single row, none."""
    pages = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    rows = [found for row in _rows(table) if (found := sorted(_pages(row, pages)))]
    count = Counter(number for row in rows for number in row)
    parted = {number for row in rows if len(row) > 1 for number in row}
    if len(rows) > 1:
        yield from ((str(table.get("/Title", "Tafel")), number) for number, n in count.items() if n == 1 and number not in parted)


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table that are no heads of it, those of tables within it aside."""
    for kid in kids(table):
        if kid.S in ("/TBody", "/TR"):
            yield from (row for row in (kids(kid) if kid.S == "/TBody" else [kid]) if row.S == "/TR")


def _pages(row: Any, pages: Mapping[Any, int]) -> set[int]:
    marked = (part for part in (row, *below(row)) if "/Pg" in part and any(isinstance(kid, int) for kid in kids(part)))
    return {pages[part.Pg.objgen] for part in marked}


def test_nothing_is_set_beyond_the_right_edge(ordinary: list[Path]) -> None:
    verdicts = Verdicts("rand", Path(__file__).read_bytes(), Path(boxes.__file__).read_bytes())
    for file in verdicts.unjudged(ordinary):
        for width, height, words in placed(file):
            edge = width - RIGHT[width > height] + BREATH
            assert [word[4] for word in words if word[2] > edge] == [], file
        verdicts.passed([file])


def test_documents_have_no_more_pages_than_readers_were_promised(ordinary: list[Path]) -> None:
    for file in ordinary:
        most = next((most for name, most in MOST.items() if fnmatch(file.stem, name)), None)
        if most is not None:
            assert len(_own(file)) <= most, file


def _own(file: Path) -> list[boxes.Page]:
    """The pages of a document that come before its annex."""
    pages = placed(file)
    begun = {("Anhang:", "was"), ("Stand", "der")}
    annex = (n for n, page in enumerate(pages) if any((a[4], b[4]) in begun for a, b in pairwise(page[2])))
    return pages[: next(annex, len(pages))]


def test_minutes_of_a_meeting_of_an_hour_are_one_page() -> None:
    """Four points, two decisions, three tasks, eight people."""
    root = CASES / "stunde"
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.yaml")}
    built = city("stunde", files, ("intern",), papers={"intern": ("muster",)}) / "intern"
    with pikepdf.open(built / "muster" / "protokoll-2025-09-29.pdf") as pdf:
        assert len(pdf.pages) == 1
