"""Changes to files for people who fill in a form: one place changes, all else stays to the letter."""

from __future__ import annotations

from difflib import ndiff

import pytest

from regsam_docs.finding import Trouble
from regsam_docs.scaffold import drafting

GOALS = """\
# Von Hand
stand:   2026-01-01
handlungsfelder:
  - id: H1
    titel: Wohnen
    ziele:
      - id: Z4
        titel: Ein Treffpunkt  # gezählt

  # zweites
  - {id: H2, titel: x, ziele: []}
  - id: "H3"
    titel: y
    ziele: [{id: Z7, titel: a}]
  - titel: y
    id: H4
"""
LINES = ["- id: Z8", '  titel: "Lernen: ja"', "  indikator: Plätze"]
MEETING = "datum: 2027-03-04 # Do\nphase: vorlauf\nstatus: 'geplant'  # vorerst\ntagesordnung:\n  - titel: Begrüßung\n"


def changed(before: str, after: str) -> list[str]:
    return [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize(
    ("field", "lines"),
    [
        ("H1", [f"+       {line}" for line in LINES]),
        ("H4", ["+     ziele:", *(f"+       {line}" for line in LINES)]),
        ("H3", ["-     ziele: [{id: Z7, titel: a}]",
                '+     ziele: [{id: Z7, titel: a}, {id: Z8, titel: "Lernen: ja", indikator: Plätze}]']),
    ],
)  # fmt: skip
def test_a_goal_comes_behind_the_others_however_they_are_written(field: str, lines: list[str]) -> None:
    assert changed(GOALS, drafting.with_goal(GOALS, field, "Lernen: ja", "Plätze")) == lines


def test_a_meeting_is_called_off_and_its_day_kept() -> None:
    made = drafting.cancelled(MEETING, "2027-02-01", "Raum: belegt", "2027-04-01")
    assert changed(MEETING, made) == [
        "- status: 'geplant'  # vorerst",
        "+ status: abgesagt  # vorerst",
        "+ abgesagt:",
        "+   am: 2027-02-01",
        '+   grund: "Raum: belegt"',
        "+   neuer_termin: 2027-04-01",
    ]
    moved = drafting.moved(MEETING, "2027-03-04", "2027-04-01")
    assert drafting.moved(moved, "2027-03-04", "2027-04-01") == moved
    assert "datum: 2027-04-01 # Do\n" in moved
    assert drafting.scheduled(MEETING, "17:30").startswith("datum: 2027-03-04 # Do\nbeginn: 17:30\n")


@pytest.mark.parametrize("odd", ["status: geplant\nb: [", "status: geplant\nfremd: 1\n", "status: geplant\n---\na: 1\n", ""])
def test_what_cannot_be_read_is_left(odd: str) -> None:
    with pytest.raises(Trouble, match="von Hand"):
        drafting.cancelled(odd, "2027-02-01")


@pytest.mark.parametrize("field", ["H2", "H9"])
def test_a_field_in_braces_or_unknown_is_left(field: str) -> None:
    with pytest.raises(Trouble):
        drafting.with_goal(GOALS, field, "Lernen")
