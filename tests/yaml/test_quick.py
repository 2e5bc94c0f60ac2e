"""Both YAML parsers read a file alike, or the quick one leaves it to the other."""

from __future__ import annotations

import random
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regsam_docs.limits import DEPTH
from regsam_docs.tidy import tokens
from regsam_docs.yaml import characters, quick
from regsam_docs.yaml.parse import parse
from tests.examples import examples

ROOT = Path(__file__).parents[2]
FILES = sorted(path for folder in ("areas", "tests/cases") for path in (ROOT / folder).rglob("*.yaml") if path.is_file())


def read(path: Path) -> str:
    """A file's text; nothing where it is none."""
    text, found = characters.decode(path.read_bytes(), "x.yaml")
    return "" if found else text


TEXTS = [text for text in map(read, FILES) if text]
SHORT = [text for text in TEXTS if len(text) < 3_000]
SIGNS = (
    *" \n#:-\"'{}[],|>?!&*%@`\\\tßa1~=\u00a0é",
    *("<<: ", "- ", "  ", "\n- ", "\n  ", "---\n", "...\n", "|-\n", ">+\n", "|2\n", ": ", " #", "\n\n", "? "),
)


def alike(text: str) -> bool:
    """Whether the quick parser read the text; it must then have read what the other one does, and everything in its place."""
    node = quick.read(text)
    if node is None:
        return False
    parsed = parse(text)
    assert parsed.failure is None, text
    assert not parsed.problems, text
    assert parsed.node == node, text
    with patch.object(quick, "LOADER", None):
        slowly = tokens.read.__wrapped__(text)
    assert tokens.read.__wrapped__(text) == slowly, text
    return True


def test_files_are_read_alike_and_nearly_all_quickly() -> None:
    example = [text for path, text in zip(FILES, map(read, FILES), strict=True) if ROOT / "areas" in path.parents]
    assert sum(map(alike, example)) > len(example) * 0.9
    assert sum(map(alike, TEXTS)) > len(TEXTS) * 0.7


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A file with up to four accidents; drawn by a seed, for one choice is cheaper than fifty."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    text = chance.choice(SHORT)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        kind = chance.random()
        if kind < 0.6:
            text = text[:at] + chance.choice(SIGNS) + text[at:]
        elif kind < 0.85:
            text = text[:at] + text[at + chance.randint(1, 4) :]
        else:
            other = chance.randrange(len(text) + 1)
            text = text[:at] + text[other : other + chance.randint(1, 40)] + text[at:]
    return text


@settings(max_examples=examples(400))
@given(damaged())
def test_damaged_files_are_read_alike(text: str) -> None:
    alike(text)


@settings(max_examples=examples(300))
@given(st.lists(st.sampled_from([*SIGNS, "key", "ort", "text: "]), max_size=25).map("".join))
def test_heaps_of_signs_are_read_alike(text: str) -> None:
    alike(text)


@pytest.mark.parametrize(
    "text",
    [
        'a: "x"#b\n',
        "a: |#\n  x\n",
        "a:\tb\n",
        "%YAML 1.1\n---\na: b\n",
        "a: b\n---\nc: d\n",
        "a: &x b\nc: *x\n",
        "a: !!int 1\n",
        "? a\n: b\n",
        "{?a: b}\n",
        "a: b\na: c\n",
        "<<: {a: b}\n",
        'a: "\\n"\n',
        "a: b\n  c\n",
        'a: "b\n  c"\n',
        "a: b # \u202e c\n",
        "",
        "[" * 10_000,
        "- " * (DEPTH + 1) + "a\n",
    ],
)
def test_what_may_be_read_in_two_ways_is_left_to_the_other(text: str) -> None:
    assert quick.read(text) is None
