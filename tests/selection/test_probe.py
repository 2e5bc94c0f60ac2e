"""Whether a selection stands: against the rule itself on tables that were changed, and on the example city's real ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsam_docs.cli import main
from regsam_docs.selection import Outcome
from regsam_docs.selection.rule import Doubt, probe, reasons, stability
from tests.selection.test_rule import evaluate, monitoring

HEAD = ["id", "people", "v0", "v1"]


def doubts(outcome: Outcome, rule) -> dict[str, Doubt]:
    return {doubt.quarter.kennung: doubt for doubt in probe(rule, outcome).doubts}


def test_a_value_on_the_threshold_hangs_on_a_decimal() -> None:
    rule = monitoring(1)
    rows = [HEAD[:3], ["a", "500", "1,43"], ["b", "500", "0,77"]]  # mean 1,1, threshold 1,43
    outcome = evaluate(rule, rows)
    (doubt,) = doubts(outcome, rule).values()
    assert (doubt.quarter.kennung, doubt.near) == ("a", ("v0",))
    assert reasons(outcome, doubt) == ["Variable 0: 1,43 bei Schwelle 1,43000"]
    assert stability(probe(rule, outcome)).endswith("ob die Regel erfüllt ist: die Rundung der Zahlen bei 1.")


def test_what_is_further_off_than_rounding_stands() -> None:
    rule = monitoring(1)
    outcome = evaluate(rule, [HEAD[:3], ["a", "500", "1,60"], ["b", "500", "0,60"]])
    assert doubts(outcome, rule) == {}
    assert stability(probe(rule, outcome)).startswith("Die Auswahl hält:")


def test_another_mean_and_missing_values_are_tried_each_by_itself() -> None:
    rule = monitoring(2, mindestanzahl=2)
    table = "a 500 30 30|b 90000 26 26|c 500 1 1|d 500 30 |e 300 19 "
    found = doubts(evaluate(rule, [HEAD, *(row.split(" ") for row in table.split("|"))]), rule)
    assert found["a"].means == ("einwohnergewichtet",) and not found["a"].near
    assert (found["d"].missing, found["d"].quarter.qualifiziert) == (1, False)
    assert "e" not in found  # too small to qualify whatever its values are


values = st.integers(0, 60)
tables = st.lists(st.tuples(values | st.none(), values | st.none(), st.integers(300, 3000)), min_size=3, max_size=7)


@given(tables, st.data())
def test_no_numbers_behind_a_rounded_table_decide_otherwise_than_is_told(table, data: st.DataObject) -> None:
    """What is in no doubt for its decimals stands whatever the numbers were before they were rounded."""
    rule = monitoring(2, mindestanzahl=1, schwelle_prozent=data.draw(st.sampled_from([0, 20, 30])))
    if any(not any(row[column] for row in table) for column in (0, 1)):
        return
    outcome = evaluate(rule, [HEAD, *([f"q{n}", str(p), _cell(a), _cell(b)] for n, (a, b, p) in enumerate(table))])
    told = doubts(outcome, rule)
    steps = st.sampled_from([-49, -25, 0, 25, 49])
    exact = [(p, *(None if v is None else 100 * v + data.draw(steps) for v in (a, b))) for a, b, p in table]
    if any(sum(row[column] or 0 for row in exact) <= 0 for column in (1, 2)):
        return  # of such a mean no threshold is made (K07)
    rows = [[f"q{n}", str(p), *("" if v is None else _hundredths(v) for v in vs)] for n, (p, *vs) in enumerate(exact)]
    now = {q.kennung: q.qualifiziert for q in evaluate(rule, [HEAD, *rows]).gebiete}
    for quarter in outcome.gebiete:
        if not (quarter.kennung in told and told[quarter.kennung].near):
            assert now[quarter.kennung] == quarter.qualifiziert, (table, rows, quarter)


def _cell(value: int | None) -> str:
    return "" if value is None else str(value)


def _hundredths(value: int) -> str:
    return f"{'-' if value < 0 else ''}{abs(value) // 100},{abs(value) % 100:02}"


@given(tables)
def test_the_other_mean_is_the_rule_with_it(table) -> None:
    rows = [HEAD, *([f"q{n}", str(p), _cell(a), _cell(b)] for n, (a, b, p) in enumerate(table))]
    if any(not any(row[column] for row in table) for column in (0, 1)):
        return
    plain, weighted = (monitoring(2, mittelwert=mean) for mean in ("ungewichtet", "einwohnergewichtet"))
    here, there = evaluate(plain, rows), evaluate(weighted, rows)
    qualified = {q.kennung for q in there.gebiete if q.qualifiziert}
    other = {q.kennung for q in here.gebiete if q.qualifiziert} ^ {k for k, d in doubts(here, plain).items() if d.means}
    assert other == qualified
    assert probe(plain, here).means["einwohnergewichtet"] == len(qualified)


def test_the_command_and_the_document_say_the_same(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(root), "select", "auswahl-2026", "--probe", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [one["kennung"] for one in data["probe"]["gebiete"] if one["dezimale"]] != []
    main(["--root", str(root), "select", "auswahl-2026", "--probe"])
    said = capsys.readouterr().out
    assert all(one["kennung"] in said for one in data["probe"]["gebiete"])
    assert main(["--root", str(root), "select", "auswahl-2026", "--probe", "--format", "csv"]) == 2
