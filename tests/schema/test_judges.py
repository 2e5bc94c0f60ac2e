"""jsonschema-rs, which says whether there is anything to find, and jsonschema, which finds the words, judge alike."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regsam_docs import yaml
from regsam_docs.repository.kinds import KINDS
from regsam_docs.schema import judge, shape
from regsam_docs.schema.sheet import read
from regsam_docs.schema.typed import Reader
from tests.examples import examples

ROOT = Path(__file__).parents[2]
VALUES: tuple[Any, ...] = (
    *("", "x", "2026-02-30", "2026-02-28", "2026-02-28\n", "a@b", "a@b.example", "a b@c.example", "24:00", "17:30", "H1\n", "ß"),
    *(0, 1, -1, 2.0, 2.5, 10**30, True, False, None, [], {}, ["x", "x"], {"x": 1}, "anlagen/plan.pdf", "../x", "#005a9g"),
)


def kind_of(path: Path) -> str:
    return "protokoll" if path.parent.name == "protokolle" else path.stem


def typed(path: Path) -> Any:
    """A file of the example city as the schemas judge it."""
    node, found = yaml.read(path.read_bytes(), path.name)
    assert node is not None, found
    return Reader(lambda mark, id, message, hint: None).value(node, shape(kind_of(path)))


FILES = [(kind_of(path), typed(path)) for path in sorted((ROOT / "areas").rglob("*.yaml")) if kind_of(path) in KINDS]


def alike(kind: str, data: Any) -> bool:
    accepted = judge.accepts(kind, data)
    assert accepted == judge.validator(kind).is_valid(data), (kind, data)
    return accepted


def test_the_example_is_accepted_by_both() -> None:
    assert {kind for kind, _ in FILES} == set(KINDS)
    assert all(alike(kind, data) for kind, data in FILES)


@settings(max_examples=examples(200))
@given(st.integers(0, 2**32))
def test_damaged_data_is_judged_alike(seed: int) -> None:
    chance = random.Random(seed)
    kind, data = chance.choice(FILES)
    data = copy.deepcopy(data)
    for _ in range(chance.randint(1, 3)):
        damage(data, chance)
    alike(kind, data)


def damage(here: Any, chance: random.Random) -> None:
    """Change, drop or add one value somewhere below."""
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(here[key], dict | list) and here[key] and chance.random() < 0.8:
            here = here[key]
            continue
        what = chance.random()
        if what < 0.6:
            here[key] = chance.choice(VALUES)
        elif what < 0.8:
            del here[key]
        elif isinstance(here, dict):
            here[chance.choice(["id", "text", "fremd", "datum"])] = chance.choice(VALUES)
        else:
            here.append(chance.choice(VALUES))
        return


def test_a_name_that_may_not_stand_there_is_of_the_wrong_form() -> None:
    (found,) = judge.faults("kontakte", {"kontakte": {"muster": {"Am Hart": {"telefon": "089 000000-1"}}}})

    assert (found.rule, found.path) == (judge.S05, ("kontakte", "muster")) and "„Am Hart“" in found.message


@pytest.mark.parametrize("year", ["2008", "0300"])
def test_a_key_of_digits_is_a_key(year: str) -> None:
    found = judge.faults("auswahl", {"monitoring": {"vergleich": {year: "../monitoring.csv"}}})

    assert ("monitoring", "vergleich", year) in {one.path for one in found if one.rule is judge.S05}


def test_half_a_character_stops_nothing() -> None:
    sheet = read(b'name: "\xc3\xa4 \\ud800"\nslug: muster\n', "gebiet.yaml", "gebiet")

    assert next(found.id for found in sheet.findings) == "Y03" and sheet.data is None
