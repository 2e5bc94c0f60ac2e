"""Whether a selection stands: the rule applied again, exactly, for what could have been otherwise with the same table.

Three things are tried, each by itself. **Rounding**: what a table says is rounded to its decimals, so the numbers behind it lie
up to half a unit of the last one above or below, and a mean made of them as well; what lies nearer to the threshold than both
together may be on either side. **The mean**: plain or weighted by population. **Missing values**, which do not count as exceeded:
what if all did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from regsam_docs.model.selection import Monitoring
from regsam_docs.selection.numbers import NumberColumn
from regsam_docs.selection.rule import Outcome, Quarter, Variable, judged_anew

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
    doubts = []
    for at, quarter in enumerate(outcome.gebiete):
        if quarter.einwohner is None or quarter.einwohner < rule.mindesteinwohner:
            continue
        now = quarter.anzahl >= rule.mindestanzahl
        means = tuple(mean for mean, counts in by_mean.items() if (counts[at] >= rule.mindestanzahl) != now)
        near = _near(rule, outcome, quarter)
        missing = quarter.werte[: len(outcome.variablen)].count(None)
        decides = not now and quarter.anzahl + missing >= rule.mindestanzahl
        if near or decides or means:
            doubts.append(Doubt(quarter, near, missing if decides else 0, means))
    return Probe(tuple(doubts), {mean: _fulfilling(rule, outcome, counts) for mean, counts in by_mean.items()})


def _fulfilling(rule: Monitoring, outcome: Outcome, counts: Sequence[int]) -> int:
    people = (quarter.einwohner for quarter in outcome.gebiete)
    pairs = zip(people, counts, strict=True)
    return sum(p is not None and p >= rule.mindesteinwohner and count >= rule.mindestanzahl for p, count in pairs)


def _near(rule: Monitoring, outcome: Outcome, quarter: Quarter) -> tuple[str, ...]:
    """The variables whose side rounding may decide, if the quarter's qualification hangs on them."""
    found = [v.spalte for index, v in enumerate(outcome.variablen) if within(rule, outcome, quarter, index)]
    exceeded = len({*found} & {*quarter.ueberschritten})
    least, most = quarter.anzahl - exceeded, quarter.anzahl + len(found) - exceeded
    return tuple(found) if least < rule.mindestanzahl <= most else ()


def within(rule: Monitoring, outcome: Outcome, quarter: Quarter, index: int) -> bool:
    """Whether a value lies so near to its threshold that rounding may decide."""
    variable, value = outcome.variablen[index], outcome.value(quarter, index)
    if value is None or variable.schwelle is None:
        return False
    half = Fraction(1, 2 * 10 ** outcome.decimals[index])
    return abs(value - variable.schwelle) <= half + half * _factor(rule, variable)


def _factor(rule: Monitoring, variable: Variable) -> Fraction:
    """What the mean is multiplied with for the threshold."""
    share = Fraction(str(rule.schwelle_prozent)) / 100
    return 1 - share if variable.niedrig else 1 + share


def _counts(rule: Monitoring, outcome: Outcome, mean: Mean) -> list[int] | None:
    """How many variables each quarter exceeds by another mean; None where one of them says nothing (K07)."""
    weights = [(quarter.einwohner or 0) if mean == "einwohnergewichtet" else 1 for quarter in outcome.gebiete]
    counts = [0] * len(outcome.gebiete)
    for index, variable in enumerate(outcome.variablen):
        column = NumberColumn(tuple(quarter.werte[index] for quarter in outcome.gebiete), outcome.decimals[index])
        exceeded = judged_anew(variable, column, weights, _factor(rule, variable))
        if exceeded is None:
            return None
        counts = [count + beyond for count, beyond in zip(counts, exceeded, strict=True)]
    return counts
