"""Every rule is in the register, explains itself, and has its cases."""

from __future__ import annotations

import pytest

from regsam_docs.check.register import REGISTER
from regsam_docs.finding import ERROR, WARNING
from regsam_docs.rules import RULES, SELECTION_RULES
from tests.rules.test_cases import ALL, CASES

LISTED = [*(one.rule.id for one in RULES), *(one.rule.id for one in SELECTION_RULES)]
ELSEWHERE = {"T02", "V06", "K01", "K04", "K05", "K07"}
"""Rules that need more than an area's files, or that are mostly another room's."""
OWN = sorted(id for id in REGISTER if id[0] in "VPGZMAK" and id not in ELSEWHERE)
REFERENCES = [id for id in REGISTER if id[0] == "R"]


def shows(case: str) -> bool:
    """Whether a case is named for a rule that holds in it."""
    name = case.split("/")[1]
    return name.startswith("gilt") and not name.startswith("gilt-nicht")


def test_every_rule_is_in_the_register_once() -> None:
    assert all(rule.id == id for id, rule in REGISTER.items())
    assert len(REGISTER) == len({rule.title for rule in REGISTER.values()})


@pytest.mark.parametrize("id", REGISTER)
def test_a_rule_explains_itself(id: str) -> None:
    rule = REGISTER[id]
    assert rule.level in (ERROR, WARNING)
    assert rule.stops is None or rule.level == ERROR
    assert all(text.endswith((".", "?", ")")) for text in (rule.explanation, rule.advice))
    assert not rule.title.endswith(".")


def test_every_rule_is_listed_once() -> None:
    assert all(len(listed) == len({one.rule.id for one in listed}) for listed in (RULES, SELECTION_RULES))
    assert set(OWN) <= set(LISTED) <= set(REGISTER)


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
