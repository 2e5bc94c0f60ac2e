"""The rule: which quarters lie so far above (or below) the mean in so many variables (docs/format.md, „auswahl.yaml“).

Everything is exact: a value that is exactly 30 per cent above the mean does not exceed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Literal, get_args

from regsam_docs.german import counted, number
from regsam_docs.model.selection import CountingVariable, Monitoring, no_areas, variable
from regsam_docs.selection.complaints import NumberColumn
from regsam_docs.selection.figures import Figures, mean_row


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable over all quarters. Mean and threshold are None where no quarter has a value; `fehlend` counts quarters
    without one."""

    spalte: str
    titel: str
    mittelwert: Fraction | None
    schwelle: Fraction | None
    fehlend: int
    niedrig: bool = False
    """Whether the low values are the conspicuous ones."""
    einheit: str | None = None
    bereich: str | None = None


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
    frueher: Mapping[str, Outcome] = field(default_factory=dict)
    """Year → what the same rule comes to with an earlier table; it has no part in this result."""

    def value(self, quarter: Quarter, index: int) -> Fraction | None:
        """A quarter's value of the variable at `index`, or None where it is missing."""
        return _exact(quarter.werte[index], self.decimals[index])


@dataclass(frozen=True, slots=True)
class _Judged:
    variable: Variable
    column: NumberColumn
    limit: int | None
    """A value (times 10 ** decimals) exceeds if it is greater than this whole number; if less, where low values do."""

    def exceeded(self, value: int | None) -> bool:
        """Whether a value (times 10 ** decimals) lies beyond the threshold; a missing one does not."""
        if value is None or self.limit is None:
            return False
        return value < self.limit if self.variable.niedrig else value > self.limit


def evaluate(monitoring: Monitoring, figures: Figures) -> Outcome:
    """Apply the rule to all rows that are areas."""
    skipped = no_areas(monitoring)
    rows = [n for n, line in enumerate(figures.lines) if line.kennung not in skipped]
    people = [figures.lines[n].einwohner for n in rows]
    weights = [p or 0 for p in people] if monitoring.mittelwert == "einwohnergewichtet" else [1] * len(rows)
    own = next((n for n, line in enumerate(figures.lines) if line.kennung == mean_row(monitoring)), None)

    def judged(column: str, entry: str | CountingVariable) -> _Judged:
        whole = figures.columns[column]
        values = NumberColumn(tuple(whole.values[n] for n in rows), whole.decimals)
        mean = _mean(values, weights) if own is None else _exact(whole.values[own], whole.decimals)
        said, missing = variable(entry), values.values.count(None)
        low = said.richtung == "niedrig"
        limit = None if mean is None else mean * _factor(monitoring, low)
        return _limited(Variable(column, said.titel, mean, limit, missing, low, said.einheit, said.bereich), values, limit)

    counting = [judged(column, entry) for column, entry in monitoring.variablen.items()]
    further = [judged(column, entry) for column, entry in monitoring.weitere_variablen.items()]
    quarters = _quarters(monitoring, figures, rows, counting, further)
    return Outcome(
        tuple(j.variable for j in counting),
        tuple(j.variable for j in further),
        tuple(sorted(quarters, key=lambda q: (-q.anzahl, q.einwohner is None, -(q.einwohner or 0), q.kennung))),
        tuple(j.column.decimals for j in (*counting, *further)),
    )


def _exact(value: int | None, decimals: int) -> Fraction | None:
    return None if value is None else Fraction(value, 10**decimals)


def _mean(column: NumberColumn, weights: Sequence[int]) -> Fraction | None:
    """The mean of the values there are, None without any that has a weight."""
    present = [(value, weight) for value, weight in zip(column.values, weights, strict=True) if value is not None]
    total = sum(weight for _, weight in present)
    return Fraction(sum(value * weight for value, weight in present), total * 10**column.decimals) if total else None


def _limited(variable: Variable, column: NumberColumn, threshold: Fraction | None) -> _Judged:
    limit = None if threshold is None else (ceil if variable.niedrig else floor)(threshold * 10**column.decimals)
    return _Judged(variable, column, limit)


def _quarters(
    monitoring: Monitoring, figures: Figures, rows: Sequence[int], counting: Sequence[_Judged], further: Sequence[_Judged]
) -> list[Quarter]:
    by_row = list(zip(*(j.column.values for j in (*counting, *further)), strict=True)) or [()] * len(rows)
    beyond = "jenseits" if any(j.variable.niedrig for j in counting) else "über"
    quarters = []
    for n, values in zip(rows, by_row, strict=True):
        line = figures.lines[n]
        # The further variables come after those that count.
        exceeded = tuple(j.variable.spalte for j, value in zip(counting, values, strict=False) if j.exceeded(value))
        present = any(value is not None for value in values[: len(counting)])
        reason = _reason(monitoring, beyond, line.einwohner, len(exceeded), present)
        quarters.append(Quarter(line.kennung, line.name, line.einwohner, exceeded, len(exceeded), reason is None, reason, values))
    return quarters


def _reason(monitoring: Monitoring, beyond: str, people: int | None, count: int, present: bool) -> str | None:
    """Why a quarter does not qualify, in German; None if it does. `beyond`: on which side of the threshold values are counted."""
    reasons = []
    if not present:
        reasons.append("keine Werte vorhanden")
    elif count < monitoring.mindestanzahl:
        total = len(monitoring.variablen)
        reasons.append(f"{count} von {total} Variablen {beyond} der Schwelle, nötig sind {monitoring.mindestanzahl}")
    if people is None:
        reasons.append("Zahl der Einwohnerinnen und Einwohner fehlt")
    elif people < monitoring.mindesteinwohner:
        reasons.append(f"weniger als {number(monitoring.mindesteinwohner)} Einwohnerinnen und Einwohner")
    return "; ".join(reasons) or None


# --- Whether a selection stands: the rule applied again, exactly, for what could have been otherwise with the same table.
#
# Three things are tried, each by itself. **Rounding**: what a table says is rounded to its decimals, so the numbers behind it
# lie up to half a unit of the last one above or below, and a mean made of them as well; what lies nearer to the threshold than
# both together may be on either side. **The mean**: plain or weighted by population. **Missing values**, which do not count as
# exceeded: what if all did.


Mean = Literal["ungewichtet", "einwohnergewichtet"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A quarter whose qualification hangs on something. `near`: the variables whose side of the threshold rounding decides, if
    that decides; `missing`: how many values are missing, if those would; `means`: the other means by which it is decided
    otherwise."""

    quarter: Quarter
    near: tuple[str, ...] = ()
    missing: int = 0
    means: tuple[Mean, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """What trying came to. `doubts`: as the quarters are ranked; `means`: how many quarters fulfil the rule by each mean that
    can be made, the selection's own included."""

    doubts: tuple[Doubt, ...]
    means: Mapping[Mean, int]


def probe(rule: Monitoring, outcome: Outcome) -> Probe:
    """Try the rule of a selection on what its table came to."""
    by_mean = {mean: found for mean in get_args(Mean) if (found := _counts(rule, outcome, mean)) is not None}
    doubts, reach = [], [_reach(rule, outcome, index) for index in range(len(outcome.variablen))]
    for at, quarter in enumerate(outcome.gebiete):
        if quarter.einwohner is None or quarter.einwohner < rule.mindesteinwohner:
            continue
        now = quarter.anzahl >= rule.mindestanzahl
        means = tuple(mean for mean, counts in by_mean.items() if (counts[at] >= rule.mindestanzahl) != now)
        near = _probe_near(rule, outcome, quarter, reach)
        missing = quarter.werte[: len(outcome.variablen)].count(None)
        decides = not now and quarter.anzahl + missing >= rule.mindestanzahl
        if near or decides or means:
            doubts.append(Doubt(quarter, near, missing if decides else 0, means))
    return Probe(tuple(doubts), {mean: _fulfilling(rule, outcome, counts) for mean, counts in by_mean.items()})


def _fulfilling(rule: Monitoring, outcome: Outcome, counts: Sequence[int]) -> int:
    people = (quarter.einwohner for quarter in outcome.gebiete)
    pairs = zip(people, counts, strict=True)
    return sum(p is not None and p >= rule.mindesteinwohner and count >= rule.mindestanzahl for p, count in pairs)


def _probe_near(rule: Monitoring, outcome: Outcome, quarter: Quarter, reach: Sequence[range]) -> tuple[str, ...]:
    """The variables whose side rounding may decide, if the quarter's qualification hangs on them."""
    values = zip(outcome.variablen, quarter.werte, reach, strict=False)  # further variables do not count
    found = [variable.spalte for variable, value, near in values if value in near]
    exceeded = len({*found} & {*quarter.ueberschritten})
    least, most = quarter.anzahl - exceeded, quarter.anzahl + len(found) - exceeded
    return tuple(found) if least < rule.mindestanzahl <= most else ()


def _reach(rule: Monitoring, outcome: Outcome, index: int) -> range:
    """The values of a variable (times 10 ** decimals) that lie so near to its threshold that rounding may decide."""
    variable = outcome.variablen[index]
    if variable.schwelle is None:
        return range(0)
    limit, off = variable.schwelle * 10 ** outcome.decimals[index], (1 + _factor(rule, variable.niedrig)) / 2
    return range(ceil(limit - off), floor(limit + off) + 1)


def _factor(rule: Monitoring, low: bool) -> Fraction:
    """What the mean is multiplied with for the threshold. `low`: whether low values are the conspicuous ones."""
    share = Fraction(str(rule.schwelle_prozent)) / 100
    return 1 - share if low else 1 + share


def _counts(rule: Monitoring, outcome: Outcome, mean: Mean) -> list[int] | None:
    """How many variables each quarter exceeds by another mean; None where one of them says nothing (K07)."""
    weights = [(quarter.einwohner or 0) if mean == "einwohnergewichtet" else 1 for quarter in outcome.gebiete]
    counts = [0] * len(outcome.gebiete)
    for index, judged in enumerate(outcome.variablen):
        column = NumberColumn(tuple(quarter.werte[index] for quarter in outcome.gebiete), outcome.decimals[index])
        middle = _mean(column, weights)
        if middle is not None and middle <= 0:
            return None
        again = _limited(judged, column, None if middle is None else middle * _factor(rule, judged.niedrig))
        counts = [count + again.exceeded(value) for count, value in zip(counts, column.values, strict=True)]
    return counts


# --- What probing a selection came to, in German: the same words for the command and the monitoring.


MEANS: dict[Mean, str] = {
    "ungewichtet": "dem einfachen Mittelwert",
    "einwohnergewichtet": "dem nach Einwohnerzahl gewichteten Mittelwert",
}
SHOWN = 3
"""Decimals more than the table has, with which a threshold is shown beside a value: enough to see on which side it lies."""


def stability(tried: Probe) -> str:
    """Whether the selection stands, in one sentence."""
    if not tried.doubts:
        return f"Die Auswahl hält: Bei keinem Gebiet entscheiden {', '.join(_WHY)}."
    counts = zip(_WHY, zip(*((d.near, d.means, d.missing) for d in tried.doubts), strict=True), strict=True)
    said = [f"{what} bei {number(many)}" for what, ones in counts if (many := sum(map(bool, ones)))]
    total = counted(len(tried.doubts), "Gebiet", "Gebieten")
    return f"Bei {total} entscheidet wenig, ob die Regel erfüllt ist: {', '.join(said)}."


_WHY = ("die Rundung der Zahlen", "die Art des Mittelwerts", "fehlende Werte")


def stated(quarter: Quarter) -> str:
    """What the rule says of a quarter."""
    return "erfüllt" if quarter.qualifiziert else "nicht erfüllt"


def reasons(outcome: Outcome, doubt: Doubt) -> list[str]:
    """On what it hangs, a line each."""
    otherwise = "nicht erfüllt" if doubt.quarter.qualifiziert else "erfüllt"
    return [*_near(outcome, doubt), *_missing(doubt), *(f"mit {MEANS[mean]}: {otherwise}" for mean in doubt.means)]


def _near(outcome: Outcome, doubt: Doubt) -> Iterator[str]:
    for index, each in enumerate(outcome.variablen):
        value = outcome.value(doubt.quarter, index)
        if each.spalte in doubt.near and value is not None and each.schwelle is not None:
            decimals = outcome.decimals[index]
            threshold = number(each.schwelle, decimals + SHOWN)
            yield f"{each.titel}: {number(value, decimals)} bei Schwelle {threshold}"


def _missing(doubt: Doubt) -> Iterator[str]:
    if doubt.missing:
        yield f"{counted(doubt.missing, 'Wert fehlt', 'Werte fehlen')}; lägen sie jenseits der Schwelle: erfüllt"


def by_means(tried: Probe) -> str:
    """How many areas fulfil the rule by each mean."""
    parts = [f"mit {MEANS[mean]} {number(count)}" for mean, count in tried.means.items()]
    return f"Die Regel erfüllen {' und '.join(parts)}." if parts else "Ein anderer Mittelwert lässt sich hier nicht bilden."
