"""What is put right without asking: the same said in the right form, and nothing else."""

from __future__ import annotations

import difflib

import pytest

from regsam_docs.check import check
from regsam_docs.check.mending import mend
from regsam_docs.repository.tree import tree_of
from tests.oracle.test_advice import CITY

PROFILE, CHRONICLE, GOALS = (f"areas/muster/{name}.yaml" for name in ("gebiet", "chronik", "ziele"))


def mended(**changed: tuple[str, str]) -> tuple[dict[str, bytes], dict[str, str], dict[str, bytes]]:
    """The city with texts replaced (file without folder → old, new): what is put right, what is left, the files before."""
    files = {path: text.encode() for path, text in CITY.items()}
    for name, (old, new) in changed.items():
        path = f"areas/muster/{name}.yaml"
        assert old in CITY[path]
        files[path] = CITY[path].replace(old, new, 1).encode()
    tree = tree_of(files)
    made = mend(tree, check(tree).findings)
    return {one.path: one.after for one in made.files}, dict(made.left), files


CERTAIN = {
    "a thousands point": ("gebiet", "einwohner: 4200", "einwohner: 4.200", "einwohner: 4200"),
    "a number with its comment": ("gebiet", "einwohner: 4200", "einwohner: 4 200   # Amt", "einwohner: 4200   # Amt"),
    "yes": ("gebiet", "oeffentlich: true", "oeffentlich: ja", "oeffentlich: true"),
    "an umlaut in a key": ("gebiet", "oeffentlich: true", "öffentlich: true", "oeffentlich: true"),
    "a misspelt key": ("gebiet", "einwohner: 4200", "einwoner: 4200", "einwohner: 4200"),
    "capitals": ("chronik", "art: rags", "art: RAGS", "art: rags"),
    "a German day": ("chronik", "2025-10-05", "5.10.2025", "2025-10-05"),
    "no blank": ("gebiet", "einwohner: 4200", "einwohner:4200", "einwohner: 4200"),
    "a member in capitals": ("ziele", "verantwortlich: treff", "verantwortlich: Treff", "verantwortlich: treff"),
}
"""What → file, what stands there, what was typed, and what comes of it."""


@pytest.mark.parametrize("what", CERTAIN)
def test_what_can_mean_only_one_thing_is_put_right(what: str) -> None:
    name, old, typed, meant = CERTAIN[what]
    made, left, files = mended(**{name: (old, typed)})
    path = f"areas/muster/{name}.yaml"
    assert left == {}
    assert made == {path: files[path].replace(typed.encode(), meant.encode(), 1)}


DOUBTFUL = {
    "another word": ("chronik", "art: begehung", "art: begehungen"),
    "a number that may be two": ("gebiet", "einwohner: 4200", "einwohner: 4.2"),
    "a day that may be two": ("chronik", "2025-10-05", "10/05/2025"),
    "a text that a comment sign cuts": ("chronik", "titel: Die RAGS schlägt das Musterviertel vor", "titel: Antrag #intern"),
    "another member": ("ziele", "verantwortlich: treff", "verantwortlich: trefff"),
    "another goal": ("chronik", "art: rags", "art: rags\n    ziele: [Z9]"),
}


@pytest.mark.parametrize("what", DOUBTFUL)
def test_what_may_mean_something_else_is_left(what: str) -> None:
    name, old, typed = DOUBTFUL[what]
    made, left, files = mended(**{name: (old, typed)})
    assert (made, left) == ({}, {})
    assert check(tree_of(files)).findings


def test_what_a_mistake_hid_is_put_right_too() -> None:
    made, _, files = mended(chronik=("art: rags", "art:RAGS"), gebiet=("einwohner: 4200", "einwohner: 4.200"))
    assert made == {path: CITY[path].encode() for path in (PROFILE, CHRONICLE)}
    assert check(tree_of(files | made)).findings == ()


def test_a_file_that_does_not_belong_beside_it_is_left() -> None:
    before = CITY[PROFILE].replace("einwohner: 4200", "einwohner: 4.200").encode()
    files = {path: text.encode() for path, text in CITY.items()}
    tree = tree_of(files | {PROFILE: before, "areas/muster/chronikk.yaml": b"x: 1"})
    (made,) = mend(tree, check(tree).findings).files
    assert (made.path, made.after) == (PROFILE, CITY[PROFILE].encode())


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_all_else_stays_to_the_byte(end: str) -> None:
    before = f"# Oben{end}name: Musterviertel   # so{end}status: Aktiv{end}{end}einwohner: 4.200 # Ende".encode("utf-8-sig")
    tree = tree_of({"areas/regsam.yaml": CITY["areas/regsam.yaml"].encode(), PROFILE: before})
    (made,) = mend(tree, check(tree).findings).files
    assert made.after == before.replace(b"Aktiv", b"aktiv").replace(b"4.200", b"4200")
    assert [(edit.start, edit.end) for edit in made.edits] == [(2, 3), (4, 5)]


def test_the_diff_is_the_usual_one() -> None:
    text = "".join(f"# {n}\n" for n in range(20)) + "name: Muster\nstatus: Aktiv\n" + "# .\n" * 12 + "einwohner: 4.200\n# Ende\n"
    tree = tree_of({"areas/regsam.yaml": CITY["areas/regsam.yaml"].encode(), PROFILE: text.encode()})
    (made,) = mend(tree, check(tree).findings).files
    before, after = (data.decode().splitlines(keepends=True) for data in (made.before, made.after))
    assert made.diff() == "".join(difflib.unified_diff(before, after, PROFILE, PROFILE))


def test_what_was_signed_or_approved_is_left_and_named() -> None:
    minutes = "areas/muster/protokolle/2025-11-12.yaml"
    files = {path: text.encode() for path, text in CITY.items()}
    agreement = "areas/muster/vereinbarung.yaml"
    files[agreement] = files[agreement].replace(b"monate: 24", b"monate: 24.0", 1)
    files["areas/muster/vereinbarung.siegel.json"] = b"{}"
    files[minutes] = b"sitzungsnummer: 1\ndatum: 12.11.2025\nphase: diagnose\nstatus: genehmigt\n"
    tree = tree_of(files)
    made = mend(tree, check(tree).findings)
    assert made.files == ()
    assert made.left == {agreement: "Die Vereinbarung ist versiegelt", minutes: "Das Protokoll ist genehmigt"}
