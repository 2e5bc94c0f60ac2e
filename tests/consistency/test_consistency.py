"""One fact, one answer: whatever names the next meeting, the next review, the end of the term, the open and the overdue tasks
or the members names the same, for the same edition and the same day.

What was found wanting is kept in `tests/cases/consistency/<name>/`: files of an area (its master data need not be given), and
`erwartet.txt` with lines `edition day fact value` (`-` for none; the facts of `places.Facts`). A new case needs no Python.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings

from regsam_docs.check import read
from regsam_docs.documents.plan import Edition
from regsam_docs.edition import kind_of
from regsam_docs.repository.tree import tree_of
from tests.consistency.areas import areas, days
from tests.consistency.places import Said, documented, on_a_day, seen
from tests.examples import examples

EDITIONS: tuple[Edition, ...] = get_args(Edition)
CASES = Path(__file__).parents[1] / "cases" / "consistency"
MASTER = {"gebiet.yaml": b"name: Hafenviertel\nstatus: aktiv\noeffentlich: true\n"}


def agreed(said: Iterable[Said]) -> None:
    """Nobody says of a day what another place contradicts."""
    known: dict[tuple[str, date], tuple[Any, str]] = {}
    for saying in said:
        for fact, value in saying.facts.items():
            other, place = known.setdefault((fact, saying.day), (value, saying.place))
            assert value == other, f"{fact} on {saying.day}: {saying.place} says {value}, {place} says {other}"


@settings(max_examples=examples(40), suppress_health_check=list(HealthCheck))
@given(areas(), days())
def test_all_places_say_the_same(data: dict[str, Any], today: date) -> None:
    for edition in EDITIONS:
        area = seen(data, edition)
        if area is None:
            continue
        written = list(documented(area, edition))
        days = {saying.day for saying in written} | {today}
        agreed([*written, *(saying for day in sorted(days) for saying in on_a_day(area, edition, day))])


@pytest.mark.parametrize("case", sorted(folder.name for folder in CASES.iterdir()))
def test_what_was_found_wanting(case: str) -> None:
    data = typed(CASES / case)
    for line in (CASES / case / "erwartet.txt").read_text("utf-8").splitlines():
        wanted, on, fact, expected = line.split()
        edition, day = next(known for known in EDITIONS if known == wanted), date.fromisoformat(on)
        area = seen(data, edition)
        assert area is not None
        said = [*(saying for saying in documented(area, edition) if saying.day == day), *on_a_day(area, edition, day)]
        named = {saying.place: _written(saying.facts[fact]) for saying in said if fact in saying.facts}
        assert len(named) > 1, "the definition, and somebody who says it"
        assert named == dict.fromkeys(named, expected), line


def _written(value: Any) -> str:
    return "-" if value is None else str(value)


def typed(folder: Path) -> dict[str, Any]:
    """The files of a case, read as the product reads them."""
    own = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}
    sheets = {name: read(tree_of({name: text}), name, kind_of(name)) for name, text in (MASTER | own).items()}
    assert all(not sheet.findings for sheet in sheets.values()), [sheet.findings for sheet in sheets.values()]
    return {name: sheet.data for name, sheet in sheets.items()}
