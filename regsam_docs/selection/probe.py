"""Whether a selection stands: the rule applied again, exactly, for what could have been otherwise with the same table.

Three things are tried, each by itself. **Rounding**: what a table says is rounded to its decimals, so the numbers behind it lie
up to half a unit of the last one above or below, and a mean made of them as well; what lies nearer to the threshold than both
together may be on either side. **The mean**: plain or weighted by population. **Missing values**, which do not count as exceeded:
what if all did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal, get_args

from regsam_docs.german import counted, number
from regsam_docs.model.selection import Monitoring
from regsam_docs.selection.complaints import NumberColumn
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
    limit, off = variable.schwelle * 10 ** outcome.decimals[index], (1 + _factor(rule, variable)) / 2
    return range(ceil(limit - off), floor(limit + off) + 1)


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


# --- What probing a selection came to, in German: the same words for the command and the monitoring.


MEANS: dict[Mean, str] = {
    "ungewichtet": "dem einfachen Mittelwert",
    "einwohnergewichtet": "dem nach Einwohnerzahl gewichteten Mittelwert",
}
SHOWN = 3
"""Decimals more than the table has, with which a threshold is shown beside a value: enough to see on which side it lies."""


def standing(tried: Probe) -> str:
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


def reasons(rule: Monitoring, outcome: Outcome, doubt: Doubt) -> list[str]:
    """On what it hangs, a line each."""
    return [*_told_near(outcome, doubt), *_missing(doubt), *(f"mit {MEANS[mean]}: {_otherwise(doubt)}" for mean in doubt.means)]


def _otherwise(doubt: Doubt) -> str:
    return "nicht erfüllt" if doubt.quarter.qualifiziert else "erfüllt"


def _told_near(outcome: Outcome, doubt: Doubt) -> Iterator[str]:
    for index, variable in enumerate(outcome.variablen):
        value = outcome.value(doubt.quarter, index)
        if variable.spalte in doubt.near and value is not None and variable.schwelle is not None:
            decimals = outcome.decimals[index]
            threshold = number(variable.schwelle, decimals + SHOWN)
            yield f"{variable.titel}: {number(value, decimals)} bei Schwelle {threshold}"


def _missing(doubt: Doubt) -> Iterator[str]:
    if doubt.missing:
        yield f"{counted(doubt.missing, 'Wert fehlt', 'Werte fehlen')}; lägen sie jenseits der Schwelle: erfüllt"


def by_means(rule: Monitoring, tried: Probe) -> str:
    """How many areas fulfil the rule by each mean."""
    parts = [f"mit {MEANS[mean]} {number(count)}" for mean, count in tried.means.items()]
    return f"Die Regel erfüllen {' und '.join(parts)}." if parts else "Ein anderer Mittelwert lässt sich hier nicht bilden."
