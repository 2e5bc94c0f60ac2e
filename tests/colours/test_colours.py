"""Contrast as WCAG reckons it, and the shade that is offered instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsam_docs.rules.colours import LEAST, WHITE, contrast, darker, problem

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21),
        ("#ffffff", "#ffffff", 1),
        ("#777777", "#ffffff", 4.478),
        ("#767676", "#ffffff", 4.542),
        ("#ff0000", "#ffffff", 3.998),
    ],
)
def test_ratios_that_are_known(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.001) == pytest.approx(contrast(other, one), abs=0.001)


@given(COLOURS)
def test_the_shade_that_is_offered_can_be_read(colour: str) -> None:
    assert contrast(darker(colour), WHITE) >= LEAST
    assert problem(darker(colour)) is None
    assert (darker(colour) == colour) == (problem(colour) is None)


def test_a_ratio_is_never_said_better_than_it_is() -> None:
    assert "Kontrast 4,4 : 1, nötig sind 4,5 : 1" in str(problem("#777777"))
