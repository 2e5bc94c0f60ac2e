"""Numbers, counts and shortened texts as German readers expect them; days are in `dates`."""

from __future__ import annotations

from fractions import Fraction


def number(value: float | Fraction, decimals: int | None = None, most: int = 3, grouped: bool = True) -> str:
    """`6,5`, `14.403`. `decimals`: always as many, so that a column lines up; else as many as there are, at `most` so many.
    `grouped`: whether thousands are (years and numbers of things are not)."""
    from babel.numbers import format_decimal

    places = "0" * decimals if decimals is not None else "#" * most
    exact = value if decimals is None else round(Fraction(value), decimals)
    return format_decimal(float(exact), f"#,##0.{places}" if places else "#,##0", locale="de", group_separator=grouped)


def counted(value: int, one: str, many: str) -> str:
    """„1 Datei“, „3 Dateien“."""
    return f"{value} {one if value == 1 else many}"


def shortened(text: str, most: int, *, words: bool = True) -> str:
    """A text as one line of at most `most` characters, cut between words where that leaves any (not with `words=False`) and
    marked by „…“."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    whole, blank, _ = line[:most].rpartition(" ")
    return f"{whole} …" if blank and words else f"{line[: most - 1]}…"
