"""What probing a selection came to, in German: the same words for the command and the monitoring."""

from __future__ import annotations

from collections.abc import Iterator

from regsam_docs.german import counted, number
from regsam_docs.model.selection import Monitoring
from regsam_docs.selection.probe import Doubt, Mean, Probe
from regsam_docs.selection.rule import Outcome, Quarter

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
    return [*_near(outcome, doubt), *_missing(doubt), *(f"mit {MEANS[mean]}: {_otherwise(doubt)}" for mean in doubt.means)]


def _otherwise(doubt: Doubt) -> str:
    return "nicht erfüllt" if doubt.quarter.qualifiziert else "erfüllt"


def _near(outcome: Outcome, doubt: Doubt) -> Iterator[str]:
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
