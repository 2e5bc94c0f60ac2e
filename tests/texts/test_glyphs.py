"""The table of characters is the fonts' own, and the quick way is no other way."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from regsam_docs.texts import printable
from regsam_docs.texts.check import problems


def characters(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def test_the_table_is_what_all_fonts_have(root: Path):
    paths = sorted((root / "templates" / "fonts").glob("*.ttf"))
    assert len(paths) == 4
    common = set.intersection(*map(characters, paths))
    ranges: list[list[int]] = []
    for code in sorted(common):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    table = [f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in ranges]
    assert printable.COVERED.split() == table


def test_everyday_characters_can_all_be_shown():
    everyday = re.compile(f"[{printable.EVERYDAY}]")
    found = [chr(code) for code in range(sys.maxunicode + 1) if everyday.match(chr(code))]
    assert len(found) > 300
    assert [character for character in found if not printable.is_shown(character)] == []


@pytest.mark.parametrize(
    "text",
    [
        "„Straße“ – ẞ … 5 €, 3 % ½ ² → ☐ ☑ ✓",
        "weiche\u00adTrennung, feste\u00a0und schmale\u202fLeerzeichen\tund\nUmbruch\r\n",
        "zerlegt: a\u0308 o\u0308 e\u0301 \u212b",
    ],
)
def test_shows_what_texts_are_made_of(text: str):
    assert list(printable.unprintable(text)) == []


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Fest 😀!", [(5, "😀")]),
        ("花火 und 花", [(0, "花火"), (7, "花")]),
        ("a\u202eb", [(1, "\u202e")]),
        ("a\u202eb\u202cc\u202c", [(1, "\u202e"), (5, "\u202c")]),
        ("\u2067a\u2069", [(0, "\u2067")]),
        ("a\u200bb\u200dc\ufeff\u2060", [(1, "\u200b"), (3, "\u200d"), (5, "\ufeff\u2060")]),
        ("\U000e0041 \u061c \u200e \u200f", [(0, "\U000e0041"), (2, "\u061c"), (4, "\u200e"), (6, "\u200f")]),
        ("\x07 \x85 \ufffd \ud800", [(0, "\x07"), (2, "\x85"), (4, "\ufffd"), (6, "\ud800")]),
        ("x\u0489", [(1, "\u0489")]),
    ],
)
def test_finds_what_cannot_be_printed(text: str, runs: list[tuple[int, str]]):
    assert [tuple(run) for run in printable.unprintable(text)] == runs


def test_names_code_point_name_and_word():
    (emoji,) = problems("Am Fest😀 war", markdown=False)
    assert emoji.offset == 7
    assert "(U+1F600, GRINNING FACE)" in emoji.message
    assert "„Fest😀“" in emoji.message
    (bidi,) = problems("abc\u202exe", markdown=True)
    assert "U+202E, RIGHT-TO-LEFT OVERRIDE" in bidi.message
    assert "\u202e" not in bidi.message


def test_addresses_may_hold_what_is_not_printed_but_nothing_that_steers():
    assert list(problems("[Link](https://example.org/花)", markdown=True)) == []
    assert [p.rule.id for p in problems("[Link](https://example.org/a\u202eb)", markdown=True)] == ["T05"]
