"""A new file of any kind reads, says what is missing, and is right once filled in."""

from __future__ import annotations

import pytest

from regsam_docs import schema
from regsam_docs.model import Area
from regsam_docs.repository.kinds import KINDS
from regsam_docs.scaffold import Basis, begin
from regsam_docs.schema import schemas
from regsam_docs.tidy.patching import inline, scalar
from tests.scaffold.filled import filled, fitting, keys, known, nodes, switched_on

BASIS = Basis(Area("am-hart"), meeting="2027-03-04")


def new(name: str) -> tuple[str, str]:
    return name, begin(KINDS[name], BASIS, ".regsam/schemas")


def found(kind: str, text: str) -> list[str]:
    return [finding.id for finding in schema.check(kind, nodes(text), "x").findings]


@pytest.mark.parametrize("name", KINDS)
def test_a_new_file_lacks_only_what_is_to_be_filled_in(name: str) -> None:
    kind, text = new(name)
    assert set(found(kind, text)) <= {"S02"}
    assert found(kind, filled(kind, text)) == []


@pytest.mark.parametrize("name", KINDS)
def test_what_is_switched_off_is_right_when_switched_on(name: str) -> None:
    kind, text = new(name)
    text = switched_on(text.replace("status: geplant", "status: abgelehnt")) if kind == "gebiet" else fitting(switched_on(text))
    assert found(kind, filled(kind, text)) == []


@pytest.mark.parametrize("name", KINDS)
def test_a_new_file_knows_every_key(name: str) -> None:
    kind, text = new(name)
    written = set(keys(nodes(switched_on(text)), schemas.whole(kind)))
    assert set(known(schemas.whole(kind))) - written == set()


@pytest.mark.parametrize("name", KINDS)
def test_every_line_of_a_new_file_is_narrow_and_points_to_its_schema(name: str) -> None:
    kind, text = new(name)
    assert text.startswith("# yaml-language-server: $schema=../")
    assert text.split("\n")[0].endswith(f"/.regsam/schemas/{kind}.schema.json")
    assert text.endswith("\n")
    assert not [line for line in text.splitlines() if line != line.rstrip() or len(line) > 120]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Am Hart", "Am Hart"),
        ("2010-06-10", "2010-06-10"),
        ("17:00", "17:00"),
        ("20", '"20"'),
        ("20.1.1", '"20.1.1"'),
        ("no", '"no"'),
        ("", '""'),
        (" a", '" a"'),
        ("a: b", '"a: b"'),
        ("Auftrag #3", '"Auftrag #3"'),
        ("- a", '"- a"'),
        ("a\nb", '"a\\nb"'),
        ('"a"', '"\\"a\\""'),
        (True, "true"),
        (6.5, "6.5"),
    ],
)
def test_values_as_yaml(value: object, written: str) -> None:
    assert scalar(value) == written


def test_values_between_brackets() -> None:
    assert inline({"a": ["x, y", "z"], "b": 1}) == '{a: ["x, y", z], b: 1}'
