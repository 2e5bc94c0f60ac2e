"""Numbers, counts and shortened texts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from regsam_docs.german import counted, number, shortened


@pytest.mark.parametrize(
    ("value", "how", "said"),
    [
        (6.5, {}, "6,5"),
        (8, {}, "8"),
        (8.0, {}, "8"),
        (14403, {}, "14.403"),
        (-1234.5678, {}, "-1.234,568"),
        (2026, {"grouped": False}, "2026"),
        (0.123456, {"most": 9}, "0,123456"),
        (Fraction(13, 2), {"decimals": 2}, "6,50"),
        (Fraction(1, 3), {"decimals": 2}, "0,33"),
        (4.4, {"decimals": 1}, "4,4"),
        (1_000_000, {"decimals": 0}, "1.000.000"),
    ],
)
def test_number(value: float, how: dict[str, Any], said: str) -> None:
    assert number(value, **how) == said


def test_counted() -> None:
    assert [counted(n, "Datei", "Dateien") for n in (0, 1, 2)] == ["0 Dateien", "1 Datei", "2 Dateien"]


@pytest.mark.parametrize(
    ("text", "limit", "line"),
    [("kurz", 10, "kurz"), ("ein  langer\nSatz", 11, "ein langer …"), ("Wortohneende" * 3, 12, "Wortohneend…")],
)
def test_shortened(text: str, limit: int, line: str) -> None:
    assert shortened(text, limit) == line
    assert len(line) <= limit + 1


def test_shortened_within_a_word() -> None:
    assert shortened("ein langer Satz", 8, words=False) == "ein lan…"
