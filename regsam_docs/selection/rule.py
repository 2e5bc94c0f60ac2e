"""The rule: which quarters lie so far above the mean in so many variables (docs/format.md, „auswahl.yaml“).

Everything is exact: a value that is exactly 30 per cent above the mean does not exceed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from regsam_docs.german import number
from regsam_docs.model.selection import Monitoring, titles
from regsam_docs.selection.figures import Figures
from regsam_docs.selection.numbers import Column


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable over all quarters. Mean and threshold are None where no quarter has a value; `fehlend` counts quarters
    without one."""

    spalte: str
    titel: str
    mittelwert: Fraction | None
    schwelle: Fraction | None
    fehlend: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """A row that is an area: which counting variables it exceeds, and why it does not qualify (`grund`; None if it does)."""

    kennung: str
    name: str
    einwohner: int | None
    ueberschritten: tuple[str, ...]
    anzahl: int
    qualifiziert: bool
    grund: str | None
    werte: tuple[int | None, ...]
    """Its values in the order of `Outcome.variablen` and then of `Outcome.weitere`, each times 10 ** `decimals`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rule's result. `gebiete` are ranked: most variables first, then most inhabitants, then by id."""

    variablen: tuple[Variable, ...]
    weitere: tuple[Variable, ...]
    gebiete: tuple[Quarter, ...]
    decimals: tuple[int, ...]
    """For each variable (those that count, then the others) how many decimals its values have."""

    def value(self, quarter: Quarter, index: int) -> Fraction | None:
        """A quarter's value of the variable at `index`, or None where it is missing."""
        scaled = quarter.werte[index]
        return None if scaled is None else Fraction(scaled, 10 ** self.decimals[index])


@dataclass(frozen=True, slots=True)
class _Judged:
    variable: Variable
    column: Column
    limit: int | None
    """A value (times 10 ** decimals) exceeds if it is greater than this whole number."""


def evaluate(monitoring: Monitoring, figures: Figures) -> Outcome:
    """Apply the rule to all rows that are not `ausgenommen`."""
    skipped = frozenset(monitoring.ausgenommen)
    rows = [n for n, line in enumerate(figures.lines) if line.kennung not in skipped]
    people = [figures.lines[n].einwohner for n in rows]
    weights = [1] * len(rows) if monitoring.mittelwert == "ungewichtet" else [p or 0 for p in people]
    factor = 1 + Fraction(str(monitoring.schwelle_prozent)) / 100

    def judged(column: str, title: str) -> _Judged:
        whole = figures.columns[column]
        values = Column(tuple(whole.values[n] for n in rows), whole.decimals)
        return _judge(column, title, values, weights, factor)

    counting = [judged(column, title) for column, title in titles(monitoring).items()]
    further = [judged(column, title) for column, title in monitoring.weitere_variablen.items()]
    quarters = _quarters(monitoring, figures, rows, counting, further)
    return Outcome(
        tuple(j.variable for j in counting),
        tuple(j.variable for j in further),
        tuple(sorted(quarters, key=lambda q: (-q.anzahl, q.einwohner is None, -(q.einwohner or 0), q.kennung))),
        tuple(j.column.decimals for j in (*counting, *further)),
    )


def _judge(name: str, title: str, column: Column, weights: Sequence[int], factor: Fraction) -> _Judged:
    present = [(value, weight) for value, weight in zip(column.values, weights, strict=True) if value is not None]
    total = sum(weight for _, weight in present)
    missing = len(column.values) - len(present)
    if not total:
        return _Judged(Variable(name, title, None, None, missing), column, None)
    mean = Fraction(sum(value * weight for value, weight in present), total * 10**column.decimals)
    threshold = mean * factor
    return _Judged(Variable(name, title, mean, threshold, missing), column, floor(threshold * 10**column.decimals))


def _quarters(
    monitoring: Monitoring, figures: Figures, rows: Sequence[int], counting: Sequence[_Judged], further: Sequence[_Judged]
) -> list[Quarter]:
    by_row = list(zip(*(j.column.values for j in (*counting, *further)), strict=True)) or [()] * len(rows)
    limits = [(j.variable.spalte, j.limit) for j in counting]
    quarters = []
    for n, values in zip(rows, by_row, strict=True):
        line = figures.lines[n]
        exceeded = tuple(
            column
            for (column, limit), value in zip(limits, values, strict=False)  # the further variables come after those that count
            if value is not None and limit is not None and value > limit
        )
        present = any(value is not None for value in values[: len(limits)])
        reason = _reason(monitoring, line.einwohner, len(exceeded), present)
        quarters.append(Quarter(line.kennung, line.name, line.einwohner, exceeded, len(exceeded), reason is None, reason, values))
    return quarters


def _reason(monitoring: Monitoring, people: int | None, count: int, present: bool) -> str | None:
    """Why a quarter does not qualify, in German; None if it does."""
    reasons = []
    if not present:
        reasons.append("keine Werte vorhanden")
    elif count < monitoring.mindestanzahl:
        total = len(monitoring.variablen)
        reasons.append(f"{count} von {total} Variablen über der Schwelle, nötig sind {monitoring.mindestanzahl}")
    if people is None:
        reasons.append("Zahl der Einwohnerinnen und Einwohner fehlt")
    elif people < monitoring.mindesteinwohner:
        reasons.append(f"weniger als {number(monitoring.mindesteinwohner)} Einwohnerinnen und Einwohner")
    return "; ".join(reasons) or None
