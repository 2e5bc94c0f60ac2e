"""The ids of the contract: each is used with its level, and every rule has its cases."""

from __future__ import annotations

import pytest

from regsam_docs.finding import WARNINGS, finding
from regsam_docs.rules import RULES, SELECTION_RULES
from tests.rules.test_cases import ALL, CASES

TABLE = {
    "fehler": "Y01 Y02 Y03 Y04 S01 S02 S03 S04 S05 S06 T01 T02 T04 T05 R01 R02 R03 R04 R05 R06 R07 V01 V03 V04 V06 P01 P03 "
    "P05 P07 G03 Z03 M01 M02 M03 M04 M05 M07 M08 A01 A03 A04 A05 K01 K02 K03",
    "warnung": "Y05 T03 V02 V05 V07 P02 P04 P06 G01 G02 G04 G05 Z01 Z02 M06 M09 M10 M11 M12 A02 A06 K04 K05",
}
"""Level → ids, as the contract lists them."""
LEVELS = {id: level for level, ids in TABLE.items() for id in ids.split()}

LISTED = [id for id, _ in (*RULES, *SELECTION_RULES)]
ELSEWHERE = {"T02", "V06", "K01", "K04", "K05"}
"""Rules that need more than an area's files, or that are mostly another room's."""
OWN = sorted(id for id in LEVELS if id[0] in "VPGZMAK" and id not in ELSEWHERE)
REFERENCES = [id for id in LEVELS if id[0] == "R"]


def shows(case: str) -> bool:
    """Whether a case is named for a rule that holds in it."""
    name = case.split("/")[1]
    return name.startswith("gilt") and not name.startswith("gilt-nicht")


@pytest.mark.parametrize("id", LEVELS)
def test_level(id: str) -> None:
    assert finding("areas/x.yaml", 1, 1, id, "").level == LEVELS[id]


def test_no_warning_is_unknown() -> None:
    assert set(LEVELS) >= WARNINGS


def test_every_rule_is_listed_once() -> None:
    assert len(LISTED) == len(set(LISTED))
    assert set(OWN) <= set(LISTED) <= set(LEVELS)


@pytest.mark.parametrize("id", OWN)
def test_every_rule_has_cases_of_each_sort(id: str) -> None:
    names = [case.split("/")[1] for case in ALL if case.startswith(f"{id}/")]
    assert any(name.startswith("gilt-nicht") for name in names)
    assert any(shows(f"{id}/{name}") for name in names)
    assert any("unbekannt" in name for name in names)


@pytest.mark.parametrize("id", REFERENCES)
def test_every_reference_has_a_case(id: str) -> None:
    assert any(shows(case) for case in ALL if case.startswith(f"{id}/"))


@pytest.mark.parametrize("case", ALL)
def test_a_case_says_what_its_name_says(case: str) -> None:
    ids = [entry.rpartition(" ")[2] for entry in (CASES / case / "erwartet.txt").read_text("utf-8").splitlines()]
    assert (case.split("/", maxsplit=1)[0] in ids) == shows(case)
