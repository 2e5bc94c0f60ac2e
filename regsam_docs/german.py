"""What German readers expect: numbers, counts, shortened texts, days and times."""

from __future__ import annotations

import calendar
import re
from datetime import MAXYEAR, date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache


def number(value: float | Fraction, decimals: int | None = None, most: int = 3, grouped: bool = True) -> str:
    """`6,5`, `14.403`. `decimals`: always as many, so that a column lines up; else as many as there are, at `most` so many.
    `grouped`: whether thousands are (years and numbers of things are not)."""
    if decimals is not None:  # as `build` says how long it took, where babel would take longer than that
        return f"{float(round(Fraction(value), decimals)):{',' if grouped else ''}.{decimals}f}".translate(_MARKS)
    from babel.numbers import format_decimal

    return format_decimal(float(value), f"#,##0.{'#' * most}" if most else "#,##0", locale="de", group_separator=grouped)


_MARKS = str.maketrans(",.", ".,")
"""The signs between digits, as Python writes them and as we do."""


_WRITTEN = re.compile("\\+?(-?)([0-9][0-9.,'’_ \u00a0\u2009\u202f]*?)(?:[.,] ?[-–—]{1,2})?")
_GROUPED = re.compile("[1-9][0-9]{0,2}(?:([.,'’_ \u00a0\u2009\u202f])[0-9]{3})(?:\\1[0-9]{3})*")


_LONGEST = 40
"""Longer texts are no numbers."""


def numbers_meant(text: str, *, whole: bool) -> tuple[str, ...]:
    """What a number that is written like a German, an Englishman or a bookkeeper writes it may mean, as our files write it:
    none if it is no number, several if both may be meant (`9.800`). `whole`: whether only a whole number can be meant;
    decimals that are nothing but zeros (`4200.0`) say nothing then, and others make it none."""
    found = _WRITTEN.fullmatch(text.strip("„“”»«\"' ").rstrip("; .")) if len(text) <= _LONGEST else None
    if found is None:
        return ()
    readings: dict[str, None] = {}
    for mark in ".,":
        digits, point, decimals = found[2].partition(mark)
        grouped = _GROUPED.fullmatch(digits)
        if (grouped and grouped[1] == mark) or not (digits.isdigit() or grouped) or not (decimals.isdigit() or not decimals):
            continue
        if whole and (decimals.strip("0") or (mark == "." and _GROUPED.fullmatch(found[2]) and point)):
            continue  # `1.000` people, with a point, are a thousand
        if whole and len(digits) > 3 and len(decimals) == 3:
            continue  # `4200.000` may be four thousand, or four millions that have lost a point
        value = str(int(re.sub("[^0-9]", "", digits)))
        readings[found[1] + value + (f".{decimals.rstrip('0')}" if decimals.strip("0") else "")] = None
    return tuple(readings)


def euro(value: float) -> str:
    """`4.800,00 €`: an amount to the cent, so that a column lines up."""
    from babel.numbers import format_currency

    return format_currency(Decimal(str(value)), "EUR", locale="de")


def counted(value: int, one: str, many: str) -> str:
    """„1 Datei“, „3 Dateien“."""
    return f"{value} {one if value == 1 else many}"


_BLANKS = re.compile(r"[ \t\r\n]+")
"""Blanks that are nothing but blanks: a protected one is a sign that a message must be able to show."""


def shortened(text: str, most: int, *, words: bool = True) -> str:
    """A text as one line of at most `most` characters, cut between words where that leaves any (not with `words=False`) and
    marked by „…“."""
    line = " ".join(_BLANKS.split(text.strip(" \t\r\n")))
    if len(line) <= most:
        return line
    whole, blank, _ = line[:most].rpartition(" ")
    return f"{whole} …" if blank and words else cut(line, most)


def cut(text: str, most: int) -> str:
    """A text as it is, of at most so many characters, the last of them „…“ where it is longer."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""Python reads more as a day than our files mean by one: `20110512`, `2011-W19-4`."""


def parse(text: str) -> date | None:
    """Read `2011-05-12`; None for anything else, also for a day that does not exist."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def month(name: str) -> int | None:
    """Number of a month by its German name or what is left of it („Okt“); None if it is none, or more than one."""
    from babel.dates import get_month_names

    said = name.casefold().replace("maerz", "märz")
    meant = [number for number, month in get_month_names("wide", locale="de").items() if month.casefold().startswith(said)]
    return meant[0] if len(meant) == 1 else None


def day_of(meeting: str) -> date:
    """Day of a meeting from its id (`2010-06-10`, `2010-06-10-b`); the file's name counts, not `datum` (rule M01).

    Raises ValueError if the id does not begin with a day.
    """
    return date.fromisoformat(meeting[:10])


def minute(clock: str) -> int:
    """Minute of the day of a time: 1050 of `17:30`."""
    return int(clock[:2]) * 60 + int(clock[3:])


def add_months(day: date, months: int) -> date:
    """The same day so many calendar months later, or the last of that month if it is shorter (rule V02); the last day
    there is where the calendar ends."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    if year > MAXYEAR:
        return date.max
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_of_months(start: date, months: int) -> date:
    """The last day of a term of so many calendar months: 24 from 1.10.2025 end on 30.9.2027. A month too short to hold the day
    before ends it with its own last day (9 months from 31.5. end on 28.2.)."""
    after = add_months(start, months)
    return add_days(after, -1) if after.day == start.day else after


def day_after(day: date) -> date | None:
    """The next day; None where the calendar ends."""
    return None if day == date.max else add_days(day, 1)


def add_days(day: date, days: int) -> date:
    """The day so many days later (earlier, if negative); the last day there is where the calendar ends."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


@lru_cache(maxsize=4096)  # the same few days stand on every page, and babel takes its time
def _written(day: date, pattern: str) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, locale="de")


def german(day: date) -> str:
    """`12. Mai 2011`."""
    return _written(day, "d. MMMM y")


def german_weekday(day: date) -> str:
    """`Donnerstag, 12. Mai 2011`, as the head of minutes names the day."""
    return _written(day, "EEEE, d. MMMM y")


def german_month(day: date) -> str:
    """`Mai 2011`."""
    return _written(day, "MMMM y")


def german_short(day: date) -> str:
    """`12.05.2011`, for tables and findings; always ten characters so that columns line up."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"
