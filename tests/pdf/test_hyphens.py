"""Where words of this field may be broken, and what no hyphen parts."""

from __future__ import annotations

import io
import random
import subprocess
from itertools import pairwise
from xml.etree import ElementTree as ET

import pikepdf
import pytest

from regsam_docs.pdf import make
from regsam_docs.pdf.hyphens import SHORTEST, Hyphens, breaks, keep_whole
from tests.pdf.jobs import CASES, page
from tests.pdf.reading import heard

WORDS, UNSEEN = ((CASES / f"{name}.txt").read_text("utf-8").split() for name in ("trennung", "trennung-ungesehen"))
"""500 words of this field each, with every place where they may be broken; of the second none was looked at while the parts and
patterns were chosen, and none should be: it measures what other words can expect."""


def places(word: str) -> set[int]:
    """Where a word of the list may be broken."""
    parts = word.split("-")
    return {sum(map(len, parts[: number + 1])) for number in range(len(parts) - 1)}


@pytest.mark.parametrize(("words", "least"), [(WORDS, 1.0), (UNSEEN, 0.98)], ids=["chosen by", "unseen"])
def test_words_of_the_field_are_broken_where_they_may_be(words: list[str], least: float) -> None:
    wrong = [word for word in words if not set(breaks(word.replace("-", ""))[1]) <= places(word)]
    assert len(words) >= 500
    assert len(wrong) <= (1 - least) * len(words), wrong


NAMES = "Mustermann Hintermeier Oberhauser Yilmaz Nowakowski Papadopoulos Schwanthaler Lindenhöhe Zimmermann Petersen"


def test_names_are_not_broken() -> None:
    assert [name for name in NAMES.split() if breaks(name)[1]] == []


@pytest.mark.parametrize(("words", "least"), [(WORDS, 0.85), (UNSEEN, 0.8)], ids=["chosen by", "unseen"])
def test_most_words_that_can_be_broken_are(words: list[str], least: float) -> None:
    can = [word for word in words if any(SHORTEST <= place <= len(word.replace("-", "")) - SHORTEST for place in places(word))]
    assert sum(bool(breaks(word.replace("-", ""))[1]) for word in can) >= least * len(can)


def test_no_part_is_short() -> None:
    for word in (word.replace("-", "") for word in WORDS):
        ends = [0, *breaks(word)[1], len(word)]
        assert all(after - before >= SHORTEST for before, after in pairwise(ends)), word


@pytest.mark.parametrize(
    "word",
    ["Zusammen=arbeit", "Jugend=arbeit", "Nachbarschafts=initiative", "Sozial=planung", "Schul=sozial=arbeit", "Alters=armut"],
)
def test_compounds_have_joints(word: str) -> None:
    assert set(breaks(word.replace("=", ""))[0]) == places(word.replace("=", "-"))


def test_a_joint_comes_before_a_syllable_shortly_behind_it() -> None:
    parts = [first for first, _ in Hyphens("de", 3, 3).iterate("Quartiersentwicklung")]
    assert parts.index("Quartiers") < parts.index("Quartiersent")


@pytest.mark.parametrize("word", ["", "a", "A1", "Straße12", "x@y", "Bewohner*innen", "ß" * 5_000])
def test_any_word_is_taken(word: str) -> None:
    assert all("".join(parts) == word for parts in Hyphens("de", 3, 3).iterate(word))


def test_words_made_of_letters_at_random_are_taken() -> None:
    chance = random.Random(7)
    for _ in range(300):
        word = "".join(chance.choices("abcdefghiklmnorstuäöüß", k=chance.randint(1, 40)))
        ends = [0, *breaks(word)[1], len(word)]
        assert all(after - before >= SHORTEST for before, after in pairwise(ends)) or len(ends) == 2


WHOLE = [
    "https://www.musterstadt.example.org/nachbarschaftsinitiative/befragungsergebnisse-2025.csv",
    "erika.mustermann-zusammenarbeit@example.org",
    "anlagen/befragungsergebnisse-2025.csv",
    "vereinbarung.yaml",
    "Oberhausenstraßenweg",
]


def test_what_is_one_is_kept_whole_and_says_the_same() -> None:
    text = f"Siehe {' oder '.join(WHOLE)} 12, (Brennofenstraße), dann 4.800,50 und Nachbarschaft."
    tree = ET.fromstring(f"<p>{text}<b>und {WHOLE[3]}</b> am Ende</p>")
    said = "".join(tree.itertext())
    keep_whole(tree)
    assert "".join(tree.itertext()) == said
    kept = ["".join(span.itertext()) for span in tree.iter("span") if span not in tree.findall(".//span/span")]
    assert [one.strip(",.") for one in kept] == [*WHOLE, "(Brennofenstraße)", WHOLE[3]]


NUMBERS = ["4.800,50", "(12.345)", "+45", "−12,5", "2026;", "1.2.2026", "30%"]


@pytest.mark.pdf
def test_no_line_parts_a_number() -> None:
    narrow = "<div style='width: 9mm; overflow-wrap: normal'>" + "".join(f"<p>a {one} b</p>" for one in NUMBERS) + "</div>"
    said = subprocess.run(["pdftotext", "-", "-"], input=make(page(narrow)), capture_output=True, check=True)
    lines = said.stdout.decode().split()
    assert [one for one in NUMBERS if one not in lines] == []


def test_no_line_parts_a_day_a_time_or_a_number_and_what_it_counts() -> None:
    tree = ET.fromstring("<p>Am 12. Mai 2011 um 9 Uhr, TOP 3 zu Z1: z. B. 40 Prozent von 12, Auftrag 2, Fassung 3f9a01bc</p>")
    keep_whole(tree)
    said = "".join(tree.itertext()).replace("\u00a0", "~")
    assert said == "Am 12.~Mai~2011 um 9~Uhr, TOP~3 zu Z1: z.~B. 40~Prozent von 12, Auftrag~2, Fassung~3f9a01bc"


@pytest.mark.pdf
def test_no_sign_is_put_into_an_address() -> None:
    narrow = f"<div style='width: 30mm; hyphens: auto; overflow-wrap: break-word'><p>{' '.join(WHOLE)} 12</p></div>"
    with pikepdf.open(io.BytesIO(make(page(narrow)))) as pdf:
        said = "".join(heard(pdf).text("H1").split())
    assert said == "".join(WHOLE) + "12"
