"""What who looks at the pages sees first: rows of tables in company, one right edge, as many pages as readers were promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from regsam_docs.pdf.structure import below, elements, kids
from tests.built import EDITIONS, ROOT, Verdicts, city, hard_cases, whole
from tests.pdf import boxes

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
def files() -> list[Path]:
    return [file for edition in EDITIONS for file in sorted(whole(edition).rglob("*.pdf"))]


def test_no_row_of_a_table_stands_alone_on_a_page(files: list[Path]) -> None:
    """Where a table goes on over pages, each has two of its rows, or a part of one that is too long for a page."""
    verdicts = Verdicts("reihen", Path(__file__).read_bytes())
    for file in verdicts.unjudged([*files, *sorted(hard_cases().rglob("*.pdf"))]):
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


def test_nothing_is_set_beyond_the_right_edge(files: list[Path]) -> None:
    verdicts = Verdicts("rand", Path(__file__).read_bytes(), Path(boxes.__file__).read_bytes())
    for file in verdicts.unjudged(files):
        for width, height, words in boxes.pages(file):
            edge = width - RIGHT[width > height] + BREATH
            assert [word[4] for word in words if word[2] > edge] == [], file
        verdicts.passed([file])


def test_documents_have_no_more_pages_than_readers_were_promised(files: list[Path]) -> None:
    for file in files:
        most = next((most for name, most in MOST.items() if fnmatch(file.stem, name)), None)
        if most is not None:
            assert len(_own(file)) <= most, file


def _own(file: Path) -> list[boxes.Page]:
    """The pages of a document that come before its annex."""
    pages = list(boxes.pages(file))
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
