"""Every key of the file format through the reader: its values, wrong values, left out, empty, misspelt.

The files are made of `tests/schema/listing.yaml`, which is the file format typed a second time: nothing here asks the schemas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from regsam_docs.check import read
from regsam_docs.repository.tree import tree_of
from regsam_docs.schema.sheet import Sheet

LISTING = YAML(typ="safe", pure=True).load((Path(__file__).parents[1] / "schema/listing.yaml").read_text("utf-8"))
KINDS = [kind for kind in LISTING if kind != "shared"]
Place = tuple[str | int, ...]

NO_TEXT = (("[x]", "S03"), ("{x: y}", "S03"))
NUMBERS = tuple((value, "S03") for value in ('"8"', "6,5", "9.800", "8e1", "acht", "true", "~", "[8]"))
FORMS: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "T": (("no", "08:30", "01234", "1.10", "2010", "true", "~", "null", '"#3"', "2010-02-30"), NO_TEXT),
    "MD": (("Ein **Wort**.", "1.10", "|\n                mehrere\n\n                Zeilen"), NO_TEXT),
    "D": (
        ("2011-05-12", '"2011-05-12"'),
        tuple((v, "S05") for v in ("2026-02-30", "31.12.2026", "Mai", "2011-5-2", "~")) + NO_TEXT,
    ),
    "C": (("17:00", '"08:30"', "00:00"), tuple((v, "S05") for v in ("24:30", "9:00", "17.00", "17:60", "17 Uhr")) + NO_TEXT),
    "N": (("8", "12"), (*NUMBERS, ("8.0", "S03"), ("6.5", "S03"), ("-1", "S06"))),
    "F": (("8", "6.5", "10.0"), NUMBERS),
    "B": (("true", "false"), tuple((v, "S03") for v in ("ja", "True", '"true"', "1", "nein", "yes", "[true]"))),
    "1": (("1",), (("2", "S06"), ('"1"', "S03"))),
    "<e-mail>": (("erika@example.org",), (("erika", "S05"), ("erika@example", "S05"), *NO_TEXT)),
    "<colour>": (('"#005a9c"',), (("blau", "S05"), ('"#05c"', "S05"), *NO_TEXT)),
    "<member id>": (("jugendtreff-2",), (("Jugendtreff", "S05"), ("jugend treff", "S05"), ("größe", "S05"), *NO_TEXT)),
    "<H and a number>": (("H1", "H12"), (("h1", "S05"), ("H", "S05"), ("1", "S05"), ("Z1", "S05"))),
    "<Z and a number>": (("Z1",), (("z1", "S05"), ("M1", "S05"))),
    "<M and a number>": (("M1",), (("m1", "S05"), ("M1a", "S05"))),
    "<file name>": (("monitoring.csv",), (("../monitoring.csv", "S05"), ("a/b.csv", "S05"), (".csv", "S05"))),
    "<one character>": (('";"', '"\\t"', '","'), ((";;", "S05"),)),
    "→mitglied": (("moderation",), (("Erika Mustermann", "S05"), *NO_TEXT)),
    "→mitglied-oder-text": (("moderation", "Erika Mustermann"), (("{x: y}", "S03"),)),
    "<meeting id>": (("2010-06-03", "2010-06-03-b"), (("3.6.2010", "S05"), ("2010-06-03-a", "S05"), *NO_TEXT)),
    "<year>": (("2026",), (*NUMBERS, ("26", "S06"), ("3000", "S06"))),
    "<web address>": (
        ("https://soziales.example.org/gebiete", "http://example.org"),
        (("soziales.example.org", "S05"), ("https://example.org/a?b=c", "S05"), *NO_TEXT),
    ),
    "→stadtanlage": (("anlagen/fragebogen.pdf",), NO_TEXT),
    "→protokoll": (("2010-06-10", "2010-06-10-b"), (("10.6.2010", "S05"), ("2010-06-10-a", "S05"), ("2010-06-10.yaml", "S05"))),
    "→auftrag": (("2010-06-10/1", "2010-06-10-b/12"), (("2010-06-10", "S05"), ("2010-06-10/0", "S05"), ("1", "S05"))),
    "→ziel": (("Z1",), (("H1", "S05"), ("Fest", "S05"))),
    "→massnahme": (("M1",), (("Z1", "S05"), ("Fest", "S05"))),
    "→auswahl": (("auswahl-2010",), (("Auswahl 2010", "S05"), ("_auswahl/a", "S05"), ("a--b", "S05"))),
    "→gebiet": (("blumenau",), (("Blumenau", "S05"), ("../blumenau", "S05"))),
    "→anlage": (("anlagen/plan.pdf",), NO_TEXT),
    "→bild": (("anlagen/plan.png",), NO_TEXT),
    "→beleg": (("vereinbarung.yaml", "auswahl/a"), (("{x: y}", "S03"),)),
}
"""Leaf of the listing → values that are right, and wrong ones with the finding they are."""

VALID: Mapping[tuple[str, Place], str] = {
    ("gebiet", ("status",)): "abgelehnt",
    ("protokoll", ("status",)): "abgesagt",
    ("auswahl", ("monitoring", "mittelwert")): "zeile",
    ("protokoll", ("tagesordnung", 0, "beschluesse", 0, "ergebnis")): "verwiesen",
    ("protokoll", ("tagesordnung", 0, "unterpunkte", 0, "beschluesse", 0, "ergebnis")): "vertagt",
}
"""Values that others in the same file ask for."""
RULED_OUT: frozenset[tuple[str, Place]] = frozenset(
    {
        ("protokoll", ("anwesend", "anzahl")),
        ("protokoll", ("tagesordnung", "beschluesse", "vertagt_auf")),
        ("protokoll", ("tagesordnung", "unterpunkte", "beschluesse", "verwiesen_an")),
    }
)
"""Keys, by their place without positions, that another value in the same file rules out."""
EMPTY = ("", '""', "[]", "{}", "''", '"  "', "|")
BLANK = ('"  "', "|")
"""Empty as texts only."""


@dataclass
class Written:
    """A file of one kind with every key, as text, and where everything stands (line, column); `values`, `names` and `gone`
    say what is to be different in it."""

    kind: str
    branch: int = 0
    """Which of the shapes a place may have."""
    values: Mapping[Place, str] = field(default_factory=dict)
    names: Mapping[Place, str] = field(default_factory=dict)
    gone: frozenset[Place] = frozenset()
    lines: list[str] = field(default_factory=list)
    keys: dict[Place, tuple[int, int]] = field(default_factory=dict)
    starts: dict[Place, tuple[int, int]] = field(default_factory=dict)
    leaves: dict[Place, str] = field(default_factory=dict)
    required: dict[Place, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._mapping(LISTING[self.kind], (), 0, "")

    def sheet(self) -> Sheet:
        path = "areas/x.yaml"
        text = "\n".join(self.lines or ["{}"]) + "\n"
        return read(tree_of({path: text.encode()}), path, self.kind)

    def findings(self) -> list[tuple[int, int, str]]:
        return [(f.line, f.column, f.id) for f in self.sheet().findings]

    def first_key(self, place: Place) -> tuple[int, int]:
        """Of the mapping a key belongs to."""
        return min(at for other, at in self.keys.items() if other[:-1] == place[:-1])

    def _mapping(self, spec: dict[str, Any], place: Place, indent: int, start: str) -> None:
        if "column" in spec:
            spec = dict.fromkeys(("items", "values", "keys"), spec["column"])
        if "year" in spec:
            spec = dict.fromkeys(("2007", "2008"), spec["year"])
        for key, value in spec.items():
            name = key.removesuffix("*")
            here = (*place, name)
            if (self.kind, tuple(step for step in here if isinstance(step, str))) in RULED_OUT:
                continue
            self.required[here] = key.endswith("*")
            if here not in self.gone:
                self.keys[here] = (len(self.lines) + 1, len(start) + 1)
                self._value(value, here, indent, f"{start}{self.names.get(here, name)}:")
                start = " " * indent

    def _value(self, spec: Any, place: Place, indent: int, head: str) -> None:
        spec = self._branch(spec)
        if place in self.values or isinstance(spec, str):
            self._leaf(spec, place, head)
        elif isinstance(spec, dict):
            self.lines.append(head)
            self._mapping(spec, place, indent + 2, " " * (indent + 2))
        else:
            self.lines.append(head)
            item = spec[0]
            for index, each in enumerate(item["or"] if "or" in item and isinstance(item, dict) else [item]):
                self._item(each, (*place, index), indent + 2)

    def _item(self, spec: Any, place: Place, indent: int) -> None:
        if isinstance(spec, str):
            self._leaf(spec, place, " " * indent + "-")
        else:
            self._mapping(spec, place, indent + 2, " " * indent + "- ")

    def _leaf(self, spec: Any, place: Place, head: str) -> None:
        if isinstance(spec, str):
            self.leaves[place] = spec
        given = self.values.get(place, VALID.get((self.kind, place)))
        if given is None:
            given = right(spec)[0]
        self.starts[place] = (len(self.lines) + 1, len(head) + 2)
        self.lines += f"{head} {given}".split("\n")

    def _branch(self, spec: Any) -> Any:
        if isinstance(spec, dict) and list(spec) == ["or"]:
            return spec["or"][self.branch % len(spec["or"])]
        return spec


def right(spec: str) -> tuple[str, ...]:
    """Values a leaf may have."""
    if spec in FORMS:
        return FORMS[spec][0]
    return tuple(f'"{word}"' if word in ",." else word for word in spec.split(" | "))


def wrong(spec: str) -> tuple[tuple[str, str], ...]:
    """Values a leaf may not have, with the finding."""
    return FORMS[spec][1] if spec in FORMS else (("quatsch", "S04"), ("Geplant", "S04"), ("1", "S04"), *NO_TEXT)


def whole(kind: str) -> Iterator[Written]:
    yield Written(kind, 0)
    if any("abstimmung" in line or "beleg" in line for line in Written(kind, 0).lines):
        yield Written(kind, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_with_every_key_is_accepted(kind: str) -> None:
    for written in whole(kind):
        assert written.findings() == []
        data = written.sheet().data
        assert data is not None
        for place in written.leaves:
            read_at(data, place)


def turns(choices: Mapping[Place, tuple[Any, ...]]) -> Iterator[dict[Place, Any]]:
    """All choices of all places, those of different places together: as few files as there are choices of one place."""
    for turn in range(max(map(len, choices.values()))):
        yield {place: given[turn] for place, given in choices.items() if turn < len(given)}


def has_shapes(place: Place) -> bool:
    """Whether a list or group may stand there too."""
    return place[-1] in ("abstimmung", "an", "beleg") or place[:1] == ("anwesend",) or place[:2] == ("monitoring", "variablen")


@pytest.mark.parametrize("kind", KINDS)
def test_right_values_are_accepted(kind: str) -> None:
    for written in whole(kind):
        places = {place: right(spec) for place, spec in written.leaves.items() if (kind, place) not in VALID}
        for values in turns(places):
            assert Written(kind, written.branch, values=values).findings() == [], values


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_values_are_one_finding_each_at_the_value(kind: str) -> None:
    for written in whole(kind):
        places = {place: wrong(spec) for place, spec in written.leaves.items()}
        for place, given in places.items():
            if has_shapes(place):
                places[place] = tuple((value, id) for value, id in given if not value.startswith(("[", "{")))
        for turn in turns(places):
            changed = Written(kind, written.branch, values={place: value for place, (value, _) in turn.items()})
            assert changed.findings() == sorted((*changed.starts[place], id) for place, (_, id) in turn.items()), turn


@pytest.mark.parametrize("kind", KINDS)
def test_texts_stay_as_written(kind: str) -> None:
    texts = [place for place, spec in Written(kind).leaves.items() if spec == "T"]
    for value in FORMS["T"][0] if texts else ():
        data = Written(kind, values=dict.fromkeys(texts, value)).sheet().data
        assert {place: read_at(data, place) for place in texts} == dict.fromkeys(texts, value.strip('"'))


@pytest.mark.parametrize("kind", KINDS)
def test_a_group_or_list_written_as_text_is_one_finding(kind: str) -> None:
    written = Written(kind)
    for place in written.keys.keys() - written.leaves.keys():
        changed = Written(kind, values={place: "Wort"})
        assert changed.findings() == [(*changed.starts[place], "S03")], place


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_key_is_named_at_the_first_key_beside_it(kind: str) -> None:
    written = Written(kind)
    for place, required in written.required.items():
        if required and sum(other[:-1] == place[:-1] for other in written.keys) > 1:
            changed = Written(kind, gone=frozenset({place}))
            assert changed.findings() == [(*changed.first_key(place), "S02")], place


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_required_key_is_named_itself(kind: str) -> None:
    written = Written(kind)
    required = [place for place, is_required in written.required.items() if is_required]
    for place in required:
        if place not in written.leaves:
            changed = Written(kind, values={place: "[]"})
            assert changed.findings() == [(*changed.keys[place], "S02")], place
    for empty in EMPTY:
        places = [place for place in required if place in written.leaves and is_empty(empty, written.leaves[place])]
        changed = Written(kind, values=dict.fromkeys(places, empty))
        assert changed.findings() == sorted((*changed.keys[place], "S02") for place in places), empty


# A contact that says nothing is one that was not filled in.
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "kontakte"])
def test_an_empty_optional_key_counts_as_absent(kind: str) -> None:
    written = Written(kind)
    optional = [place for place, required in written.required.items() if not required and not in_map(place)]
    optional = [place for place in optional if not any(place[: len(other)] == other for other in optional if other != place)]
    without = Written(kind, gone=frozenset(optional)).sheet()
    assert without.findings == ()
    for empty in EMPTY:
        places = [place for place in optional if is_empty(empty, written.leaves.get(place, ""))]
        gone = frozenset(optional) - frozenset(places)
        changed = Written(kind, values=dict.fromkeys(places, empty), gone=gone).sheet()
        assert (changed.findings, changed.data) == ((), without.data), empty
    inner = [place for place, spec in written.leaves.items() if not written.required.get(place, True) and not in_map(place)]
    for empty in ("", "[]"):
        assert Written(kind, values=dict.fromkeys(inner, empty)).findings() == [], empty


@pytest.mark.parametrize("kind", KINDS)
def test_a_misspelt_key_is_one_finding_at_the_key(kind: str) -> None:
    written = Written(kind)
    keys = [place for place in written.required if not in_map(place)]
    groups = [[place] for place in keys if place not in written.leaves]
    for places in [*groups, [place for place in keys if place in written.leaves]]:
        changed = Written(kind, names={place: f"{place[-1]}x" for place in places})
        found = changed.sheet().findings
        assert [(f.line, f.column, f.id) for f in found] == sorted((*changed.keys[place], "S01") for place in places)
        assert [place for place in places if not any(f"Meinten Sie „{place[-1]}“?" in f.message for f in found)] == []


def is_empty(value: str, spec: str) -> bool:
    """Whether a value counts as none at a place; blanks do where a text is expected."""
    return value not in BLANK or spec in ("T", "MD")


def in_map(place: Place) -> bool:
    """Whether a key is the user's own: the heading of a column."""
    of_contacts = place[0] == "kontakte" and len(place) in (2, 3)
    return of_contacts or place[-2:-1] in (("variablen",), ("weitere_variablen",), ("vergleich",))


def read_at(data: Any, place: Place) -> Any:
    for step in place:
        data = data[step]
    return data
