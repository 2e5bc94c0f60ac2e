"""The rule: against other ways of computing it, at its borders, and on the example city's real table."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from regsam_docs import check, selection
from regsam_docs.model.selection import Columns, CountingVariable, Monitoring, Selection
from regsam_docs.repository.tree import tree_of
from regsam_docs.selection import Judged, Outcome, figures, judge
from regsam_docs.system import disk

FOLDER = "areas/_auswahl/auswahl"
STAND = date(2026, 1, 20)


def evaluate(monitoring: Monitoring, rows: list[list[str]]) -> Outcome:
    """The result for a table, through the file as it would be written."""
    outcome = judged(monitoring, rows).outcome
    assert outcome is not None
    return outcome


def judged(monitoring: Monitoring, rows: list[list[str]]) -> Judged:
    table = "".join(";".join(row) + "\n" for row in rows)
    tree = tree_of({f"{FOLDER}/{monitoring.datei}": table.encode()})
    return judge(tree, FOLDER, Selection(titel="Auswahl", stand=STAND, monitoring=monitoring))


def monitoring(variables: int, **settings) -> Monitoring:
    columns = {f"v{n}": f"Variable {n}" for n in range(variables)}
    base = {"datei": "t.csv", "spalten": Columns(kennung="id", einwohner="people"), "variablen": columns, "mindestanzahl": 1}
    return Monitoring(**{**base, **settings})


# ---- borders


def test_a_value_exactly_thirty_per_cent_above_the_mean_does_not_exceed_it() -> None:
    # Mean 1,1; 1,1 × 1,3 = 1,43, which no binary floating-point number equals.
    rows = [["id", "people", "v0"], ["a", "500", "1,43"], ["b", "500", "0,77"]]

    exact = evaluate(monitoring(1), rows)
    above = evaluate(monitoring(1), [rows[0], ["a", "500", "1,430001"], ["b", "500", "0,769999"]])

    assert exact.variablen[0].schwelle == Fraction(143, 100)
    assert [q.anzahl for q in exact.gebiete] == [0, 0]
    assert [(q.kennung, q.anzahl) for q in above.gebiete] == [("a", 1), ("b", 0)]


@pytest.mark.parametrize(("people", "qualifies"), [("400", True), ("399", False), ("", False)])
def test_small_or_uncounted_areas_stay_in_the_mean_and_cannot_qualify(people: str, qualifies: bool) -> None:
    outcome = evaluate(monitoring(1), [["id", "people", "v0"], ["a", people, "9"], ["b", "900", "1"]])

    first = outcome.gebiete[0]
    assert outcome.variablen[0].mittelwert == 5
    assert (first.kennung, first.anzahl, first.qualifiziert) == ("a", 1, qualifies)
    assert (first.grund is None) == qualifies


def test_a_missing_value_is_left_out_of_the_mean_and_does_not_exceed() -> None:
    outcome = evaluate(monitoring(1), [["id", "people", "v0"], ["a", "500", ""], ["b", "500", "4"], ["c", "500", "2"]])

    assert outcome.variablen[0].mittelwert == 3
    assert outcome.variablen[0].fehlend == 1
    assert {q.kennung: q.anzahl for q in outcome.gebiete} == {"a": 0, "b": 1, "c": 0}
    assert next(q for q in outcome.gebiete if q.kennung == "a").grund == "keine Werte vorhanden"


def test_weighted_by_population_rows_without_one_do_not_count_in_the_mean() -> None:
    rows = [["id", "people", "v0"], ["a", "300", "4"], ["b", "100", "8"], ["c", "", "1000"]]

    outcome = evaluate(monitoring(1, mittelwert="einwohnergewichtet"), rows)

    assert outcome.variablen[0].mittelwert == 5


def test_a_value_exactly_thirty_per_cent_below_the_mean_is_not_low_enough() -> None:
    low = {"v0": CountingVariable(titel="Übertritte", richtung="niedrig")}
    rows = [["id", "people", "v0"], ["a", "500", "0,77"], ["b", "500", "1,43"]]

    exact = evaluate(monitoring(1, variablen=low), rows)
    below = evaluate(monitoring(1, variablen=low), [rows[0], ["a", "500", "0,769999"], ["b", "500", "1,430001"]])

    assert exact.variablen[0].schwelle == Fraction(77, 100)
    assert [q.anzahl for q in exact.gebiete] == [0, 0]
    assert [(q.kennung, q.anzahl) for q in below.gebiete] == [("a", 1), ("b", 0)]


def test_the_citys_own_row_gives_the_means_and_is_no_area() -> None:
    rows = [["id", "people", "v0"], ["a", "500", "4"], ["b", "500", "2"], ["city", "1000", "1,5"]]

    outcome = evaluate(monitoring(1, mittelwert="zeile", mittelwert_zeile="city", ausgenommen=("city",)), rows)

    assert outcome.variablen[0].mittelwert == Fraction(3, 2)
    assert [(q.kennung, q.anzahl) for q in outcome.gebiete] == [("a", 1), ("b", 1)]


def test_signs_for_no_value_and_for_zero_are_what_they_are_said_to_be() -> None:
    rows = [["id", "people", "v0"], ["a", "x", "4"], ["b", "500", "-"], ["c", "500", "k. A."]]

    outcome = evaluate(monitoring(1, null_zeichen=("-",)), rows)

    assert outcome.variablen[0].mittelwert == 2
    assert outcome.variablen[0].fehlend == 1
    assert next(q for q in outcome.gebiete if q.kennung == "a").einwohner is None


def test_exempted_rows_are_no_areas() -> None:
    rows = [["id", "people", "v0"], ["a", "500", "4"], ["b", "500", "2"], ["total", "1000", "500"]]

    outcome = evaluate(monitoring(1, ausgenommen=("total",)), rows)

    assert outcome.variablen[0].mittelwert == 3
    assert [q.kennung for q in outcome.gebiete] == ["a", "b"]


def test_further_variables_are_shown_and_do_not_count() -> None:
    rows = [["id", "people", "v0", "w"], ["a", "500", "1", "9"], ["b", "500", "1", "1"]]

    outcome = evaluate(monitoring(1, weitere_variablen={"w": "Zuzüge"}), rows)

    assert [(v.spalte, v.mittelwert) for v in outcome.weitere] == [("w", Fraction(5))]
    assert [q.anzahl for q in outcome.gebiete] == [0, 0]
    assert outcome.value(outcome.gebiete[0], 1) == 9


def test_ranked_by_variables_then_inhabitants_then_id() -> None:
    rows = [["id", "people", "v0", "v1"]]
    rows += [["d", "", "9", "1"], ["c", "700", "9", "1"], ["b", "700", "9", "1"], ["a", "600", "9", "1"], ["z", "100", "99", "9"]]
    rows += [[f"n{n}", "500", "1", "1"] for n in range(40)]

    outcome = evaluate(monitoring(2), rows)

    assert [q.kennung for q in outcome.gebiete[:5]] == ["z", "b", "c", "a", "d"]


# ---- another way to the same result


def read_example(root: Path) -> tuple[list[dict[str, str]], Monitoring, Outcome]:
    tree = disk.tree(root)
    folder = "areas/_auswahl/auswahl-2026"
    chosen = check.check(tree, [folder]).city.selections["auswahl-2026"]
    assert chosen.monitoring is not None
    outcome = judge(tree, folder, chosen).outcome
    assert outcome is not None
    with (root / folder / chosen.monitoring.datei).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";")), chosen.monitoring, outcome


def test_example_city_agrees_with_numpy(root: Path) -> None:
    rows, rule, outcome = read_example(root)
    columns = list(rule.variablen)
    values = np.array([[float(row[c].replace(",", ".")) if row[c] else np.nan for c in columns] for row in rows])
    people = np.array([float(row[rule.spalten.einwohner] or "nan") for row in rows])
    mean = np.nanmean(values, axis=0)
    counts = (values > mean * 1.3).sum(axis=1)
    qualified = {row[rule.spalten.kennung] for row, c, p in zip(rows, counts, people, strict=True) if c >= 7 and p >= 400}

    assert len(rows) == len(outcome.gebiete) == 542
    assert np.allclose([float(v.mittelwert or 0) for v in outcome.variablen], mean, rtol=1e-12)
    assert [v.fehlend for v in outcome.variablen] == list(np.isnan(values).sum(axis=0))
    assert {q.kennung: q.anzahl for q in outcome.gebiete} == {
        row[rule.spalten.kennung]: c for row, c in zip(rows, counts, strict=True)
    }
    assert {q.kennung for q in outcome.gebiete if q.qualifiziert} == qualified
    assert len(qualified) == 109


NUMBERS = st.one_of(st.none(), st.integers(-50, 50).map(Fraction), st.integers(-5000, 5000).map(lambda n: Fraction(n, 100)))
PEOPLE = st.one_of(st.none(), st.integers(0, 2000))
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.tuples(PEOPLE, st.lists(NUMBERS, min_size=width, max_size=width)), min_size=1, max_size=12)
)


def written(number: Fraction | int | None) -> str:
    if number is None:
        return ""
    return f"{float(number):.2f}".replace(".", ",") if number != int(number) else str(int(number))


def naive(table, weighted: bool, low: bool, percent: float, at_least: int) -> list[tuple[int, bool]] | None:
    """The rule word for word, in fractions; None where a mean is not above zero."""
    counts = [0] * len(table)
    for column in range(len(table[0][1])):
        present = [(values[column], people if weighted else 1) for people, values in table if values[column] is not None]
        weight = sum(p for _, p in present if p is not None)
        if not weight:
            continue
        mean = sum(v * p for v, p in present if p is not None) / Fraction(weight)
        if mean <= 0:
            return None
        share = Fraction(str(percent)) / 100
        for row, (_, values) in enumerate(table):
            value = values[column]
            if value is not None and (value < mean * (1 - share) if low else value > mean * (1 + share)):
                counts[row] += 1
    people = [people for people, _ in table]
    return [(c, c >= at_least and p is not None and p >= 400) for c, p in zip(counts, people, strict=True)]


@given(
    table=TABLES,
    weighted=st.booleans(),
    low=st.booleans(),
    percent=st.sampled_from([0.0, 10.0, 12.5, 30.0, 33.3, 100.0]),
    at_least=st.integers(1, 4),
)
def test_agrees_with_the_rule_word_for_word(table, weighted: bool, low: bool, percent: float, at_least: int) -> None:
    rule = monitoring(
        len(table[0][1]),
        mittelwert="einwohnergewichtet" if weighted else "ungewichtet",
        schwelle_prozent=percent,
        mindestanzahl=at_least,
        variablen={
            f"v{n}": CountingVariable(titel=f"Variable {n}", richtung="niedrig" if low else "hoch")
            for n in range(len(table[0][1]))
        },
    )
    rows = [["id", "people", *rule.variablen]]
    rows += [[f"q{n}", written(people), *map(written, values)] for n, (people, values) in enumerate(table)]

    expected = naive(table, weighted, low, percent, at_least)
    if expected is None:
        assert {rule.id for rule, _ in judged(rule, rows).problems} == {"K07"}
        return
    outcome = evaluate(rule, rows)

    assert {q.kennung: (q.anzahl, q.qualifiziert) for q in outcome.gebiete} == {f"q{n}": e for n, e in enumerate(expected)}
    assert all(len(q.ueberschritten) == q.anzahl and (q.grund is None) == q.qualifiziert for q in outcome.gebiete)
    for q in outcome.gebiete:
        assert [outcome.value(q, n) for n in range(len(table[0][1]))] == table[int(q.kennung[1:])][1]


# ---- again


def test_a_verdict_is_found_once_and_hangs_on_every_byte_it_was_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(*given: Any) -> figures.ReadFigures:
        read.append(1)
        return figures.read(*given)

    monkeypatch.setattr(selection, "read", counted)
    files = {f"{FOLDER}/t.csv": b"id;people;v0\na;500;1\nb;500;9\n", f"{FOLDER}/frueher.csv": b"id;people;v0\na;500;7\nb;500;1\n"}
    rule = monitoring(1, vergleich={"2020": "frueher.csv"})
    chosen = Selection(titel="Wieder", stand=STAND, monitoring=rule)

    def judged_again(files: dict[str, bytes], chosen: Selection = chosen) -> tuple[Judged, int]:
        read.clear()
        return judge(tree_of(files), FOLDER, chosen), len(read)

    first, again = judged_again(files), judged_again(dict(files))
    assert again == (first[0], 0)
    assert first[1] == 2
    outcome = first[0].outcome
    assert outcome is not None
    for name, bytes_ in ((f"{FOLDER}/t.csv", b"id;people;v0\na;500;9\nb;500;1\n"), (f"{FOLDER}/frueher.csv", b"id;people;v0\n")):
        changed, times = judged_again({**files, name: bytes_})
        assert changed != first[0]
        assert times
    stricter = replace(chosen, monitoring=replace(rule, mindestanzahl=2))
    assert judged_again(files, stricter)[0] != first[0]
    missing, _ = judged_again({name: data for name, data in files.items() if name.endswith("t.csv")})
    assert [rule.id for rule, _ in missing.problems] == ["R05"]
    assert judged_again({**files, f"{FOLDER}/spaeter.csv": b""}) == (first[0], 2)
