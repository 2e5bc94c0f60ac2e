"""Days at the edges of the calendar behave like any other."""

from __future__ import annotations

from datetime import date

import pytest

from regsam_docs import german


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2010, 5, 1), 24, date(2012, 5, 1)),
        (date(2010, 12, 31), 2, date(2011, 2, 28)),
        (date(1, 1, 1), 1200, date(101, 1, 1)),
        (date(9999, 12, 1), 1, date.max),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert german.add_months(day, months) == later


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2025, 10, 1), 24, date(2027, 9, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 5, 31), 9, date(2025, 2, 28)),
        (date(2024, 3, 31), 12, date(2025, 3, 30)),
        (date(9999, 1, 1), 24, date.max),
    ],
)
def test_last_day_of_a_term(start: date, months: int, last: date) -> None:
    assert german.last_of_months(start, months) == last


def test_the_day_after() -> None:
    assert [german.day_after(day) for day in (date(2024, 2, 28), date.max)] == [date(2024, 2, 29), None]


def test_days_later() -> None:
    assert german.add_days(date(2024, 2, 28), 2) == date(2024, 3, 1)
    assert german.add_days(date(9999, 12, 30), 30) == date.max


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "31.12.2026", "20260101", "2026-W01-1", "0000-01-01", ""])
def test_what_is_no_day(text: str) -> None:
    assert german.parse(text) is None


def test_german_words() -> None:
    day = date(2011, 5, 12)
    assert (german.german(day), german.german_weekday(day), german.german_short(day)) == (
        "12. Mai 2011",
        "Donnerstag, 12. Mai 2011",
        "12.05.2011",
    )
    assert german.german_short(date(988, 2, 29)) == "29.02.0988"
