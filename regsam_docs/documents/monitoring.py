"""The monitoring of a selection: who fulfils the rule, how the values of each variable are spread, the areas by rank with what
they exceed, and all others in short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, partial
from itertools import groupby

from regsam_docs import german
from regsam_docs.documents.parts import data
from regsam_docs.documents.plan import CityPlan, CityView, FactList, Facts, Page, of_selections
from regsam_docs.forms import Words
from regsam_docs.model.selection import Monitoring, Selection
from regsam_docs.selection import Outcome, Quarter, Variable
from regsam_docs.selection.rule import by_means, probe, reasons, stability, stated

NAME = "monitoring"
TITLE = "Monitoring"

Tables = Mapping[str, Outcome]
"""What the monitoring rule came to, by the name of the selection; one whose table has errors is missing."""

STEP = 30.0
"""Per cent between the first shades of the heat map where the threshold is the mean itself."""

LISTED = 1_500
"""Most areas in the list of those that neither fulfil the rule nor nearly do: a PDF has its limits. The last ones by rank,
which exceed least, are only counted."""

DOUBTS = 60
"""Most areas in the list of those whose qualification hangs on something; the command `select --probe` lists all."""

BAR = {"breite": 46, "abstand": 12, "hoehe": 64, "oben": 20, "links": 10}
"""Measures of the histogram, in units of the drawing."""

STRIP = {"breite": 240, "rand": 5, "zeichen": 8, "zeile": 8, "strich": 13}
"""Measures of the strip of a variable, in units of the drawing: its width with its edges, the width of a letter with the room
around it, the height of a line of letters and of a stroke."""

UPRIGHT = 14
"""Most variables whose columns fit on an upright sheet."""


def plans(view: CityView, tables: Tables) -> Iterator[CityPlan]:
    """One for each selection with a table."""
    return of_selections(view, NAME, TITLE, lambda chosen: chosen.monitoring, partial(make, tables=tables), tables=True)


def make(view: CityView, name: str, tables: Tables) -> Page:
    """The document of one selection."""
    chosen, outcome, words = view.city.selections[name], tables[name], view.forms.words
    rule = chosen.monitoring
    assert rule is not None, "a plan is made only of a selection with a table"
    qualified = _qualified(outcome)
    close = [q for q in outcome.gebiete if not q.qualifiziert and q.anzahl >= max(rule.mindestanzahl - 1, 1)]
    shown = {q.kennung for q in (*qualified, *close)}
    others = [q for q in outcome.gebiete if q.kennung not in shown]
    candidates = _candidates(chosen, outcome)
    proposed = _proposed(candidates)
    heat = _Heat(rule, outcome, proposed)
    return Page(
        template=f"{NAME}.html",
        title=f"{TITLE}: {chosen.titel}",
        stand=chosen.stand,
        context={
            "regel": {**data(rule), "variablen": len(rule.variablen)},
            "aufrecht": len(outcome.variablen) <= UPRIGHT,
            "variablen": [_variable(v, n, words, _strip(outcome, n - 1, proposed)) for n, v in enumerate(outcome.variablen, 1)],
            "weitere": [_variable(v, None, words, None) for v in outcome.weitere],
            "vorschlaege": [{"buchstabe": letter, "gebiet": name} for letter, name, _ in candidates],
            "zu_klein": sum(q.anzahl >= rule.mindestanzahl and not q.qualifiziert for q in outcome.gebiete),
            "niedrig": sum(v.niedrig for v in outcome.variablen),
            "zahl_gebiete": len(outcome.gebiete),
            "zahl_erfuellt": len(qualified),
            "stufen": heat.legend(),
            "erfuellt": [heat.row(q, rank) for rank, q in enumerate(qualified, 1)],
            "knapp": [heat.row(q, None) for q in close],
            "fehlt_etwas": any(None in q.werte[: len(outcome.variablen)] for q in (*qualified, *close)),
            "uebrige": _others(outcome, others[:LISTED], proposed),
            "nicht_gelistet": max(len(others) - LISTED, 0),
            "weitere_spalten": [[v.titel, "zahl"] for v in outcome.weitere],
            "werte": [_further(outcome, q) for q in qualified] if outcome.weitere else [],
            "verteilung": distribution(rule, outcome),
            "probe": _tried(rule, outcome),
            "vergleiche": [compared(outcome, year, earlier) for year, earlier in outcome.frueher.items()],
        },
    )


def _tried(rule: Monitoring, outcome: Outcome) -> Facts:
    """Whether the selection stands, and the areas for which it hangs on something, together those of which the same is said."""
    tried = probe(rule, outcome)
    groups: dict[tuple[str, ...], Facts] = {}
    for doubt in tried.doubts[:DOUBTS]:
        said, now = reasons(outcome, doubt), stated(doubt.quarter)
        group = groups.setdefault((now, *said), {"regel": now, "gruende": said, "gebiete": []})
        group["gebiete"].append(_area(doubt.quarter))
    return {
        "satz": stability(tried),
        "mittelwerte": by_means(tried),
        "gruppen": list(groups.values()),
        "weitere": max(0, len(tried.doubts) - DOUBTS),
    }


def _variable(variable: Variable, number: int | None, words: Words, strip: Facts | None) -> Facts:
    direction = words.one("richtung", "niedrig") if variable.niedrig else None
    notes = [note for note in (variable.einheit, direction) if note]
    return {
        "nr": number,
        "titel": f"{variable.titel} ({', '.join(notes)})" if notes else variable.titel,
        "bereich": words.one("bereich", variable.bereich) if variable.bereich else None,
        "mittelwert": rounded(variable.mittelwert),
        "schwelle": rounded(variable.schwelle),
        "fehlend": variable.fehlend,
        "streifen": strip,
    }


def _letter(number: int) -> str:
    """`A`, `B` … `Z`, `AA`: what a proposed area is called in drawings and tables; from 0."""
    first, last = divmod(number, 26)
    return (chr(ord("A") + first - 1) if first else "") + chr(ord("A") + last)


def _candidates(chosen: Selection, outcome: Outcome) -> list[tuple[str, str, set[str]]]:
    """The proposed areas with their letters and their quarters, as far as the edition shows them and the table has a quarter of
    theirs."""
    there = {quarter.kennung for quarter in outcome.gebiete}
    listed = enumerate(chosen.kandidaten)
    return [(_letter(n), one.gebiet, quarters) for n, one in listed if (quarters := there.intersection(one.viertel))]


def _proposed(candidates: Iterable[tuple[str, str, set[str]]]) -> dict[str, str]:
    """Quarter → the letters of the proposed areas it belongs to."""
    letters: dict[str, str] = {}
    for letter, _, quarters in candidates:
        letters |= {quarter: f"{letters[quarter]}, {letter}" if quarter in letters else letter for quarter in quarters}
    return letters


def _strip(outcome: Outcome, index: int, proposed: Mapping[str, str]) -> Facts | None:
    """The values of a variable that counts on a line: strokes of the areas that fulfil the rule and of the others, the mean, the
    threshold, and the proposed areas by their letters. None for a variable without values."""
    variable, scale = outcome.variablen[index], 10 ** outcome.decimals[index]
    found = [(q, value) for q in outcome.gebiete if (value := q.werte[index]) is not None]  # times `scale`
    if not found or variable.mittelwert is None or variable.schwelle is None:
        return None
    values, limit = {value for _, value in found}, variable.schwelle * scale
    low, high = min(*values, limit), max(*values, limit)
    edge, room = STRIP["rand"], STRIP["breite"] - 2 * STRIP["rand"]

    @cache
    def at(value: Fraction | int) -> float:
        return round(edge + room * float((value - low) / (high - low)) if high > low else edge + room / 2, 1)

    beyond = [q for q, _ in found if variable.spalte in q.ueberschritten]
    return {
        **_letters([(at(value), proposed[q.kennung]) for q, value in found if q.kennung in proposed]),
        "erfuellt": sorted({at(value) for q, value in found if q.qualifiziert}),
        "andere": sorted({at(value) for q, value in found if not q.qualifiziert}),
        "mittel": at(variable.mittelwert * scale),
        "grenze": at(limit),
        "von": rounded(Fraction(min(values), scale)),
        "bis": rounded(Fraction(max(values), scale)),
        "jenseits": len(beyond),
        "breite": STRIP["breite"],
        "strich": STRIP["strich"],
    }


def _letters(marks: list[tuple[float, str]]) -> Facts:
    """Letters above the strokes, in as many lines as keep them apart; `oben` is where the strokes begin."""
    ends: list[float] = []
    placed = []
    for x, text in sorted(set(marks)):
        half = STRIP["zeichen"] * len(text) / 2
        line = next((n for n, end in enumerate(ends) if end <= x - half), len(ends))
        ends[line:] = [x + half, *ends[line + 1 :]]
        placed.append((x, line, text))
    top = STRIP["zeile"] * len(ends)
    letters = [{"x": x, "y": top - STRIP["zeile"] * line - 2, "text": text} for x, line, text in placed]
    return {"buchstaben": letters, "oben": top, "hoehe": top + STRIP["strich"] + 4}


def rounded(number: Fraction | None) -> str | None:
    """`6,50`: with always as many decimals, so that a column of them lines up."""
    return None if number is None else german.number(number, 2)


class _Heat:
    """How far above the mean a value lies (or below it, where low values are the conspicuous ones), in shades: `stufe` 1 to 3,
    0 where the threshold is not passed, None without a value."""

    def __init__(self, rule: Monitoring, outcome: Outcome, proposed: Mapping[str, str]) -> None:
        step = Fraction(str(rule.schwelle_prozent or STEP)) / 100
        self.outcome = outcome
        self.proposed = proposed
        self.steps = (Fraction(str(rule.schwelle_prozent)) / 100, 2 * step, 4 * step)

    def legend(self) -> FactList:
        return [{"stufe": n, "prozent": float(100 * step)} for n, step in enumerate(self.steps, 1)]

    def row(self, quarter: Quarter, rank: int | None) -> Facts:
        """A row of the heat map; a cell's text is how many per cent the value lies above (+) or below (−) the mean."""
        cells = [self._cell(quarter, n) for n in range(len(self.outcome.variablen))]
        return {**_area(quarter), "rang": rank, "vorschlag": self.proposed.get(quarter.kennung), "zellen": cells}

    def _cell(self, quarter: Quarter, index: int) -> Facts:
        value, variable = self.outcome.value(quarter, index), self.outcome.variablen[index]
        if value is None:
            return {"stufe": None, "text": None}
        if variable.spalte not in quarter.ueberschritten:
            return {"stufe": 0, "text": None}
        mean = variable.mittelwert
        if mean is None or mean <= 0:
            return {"stufe": 1, "text": "▲"}
        beyond = abs(value / mean - 1)
        sign = "−" if variable.niedrig else "+"
        return {"stufe": max(1, sum(beyond > step for step in self.steps)), "text": f"{sign}{round(100 * beyond)}"}


def _area(quarter: Quarter) -> Facts:
    return {"kennung": quarter.kennung, "name": quarter.name, "einwohner": quarter.einwohner, "anzahl": quarter.anzahl}


def _others(outcome: Outcome, quarters: Sequence[Quarter], proposed: Mapping[str, str]) -> FactList:
    """Areas by how many variables they exceed, each with the numbers of these; by name, for whoever looks for one."""
    numbers = {variable.spalte: str(n) for n, variable in enumerate(outcome.variablen, 1)}
    groups = []
    for count, found in groupby(quarters, lambda quarter: quarter.anzahl):
        areas = sorted(found, key=lambda quarter: (quarter.name.casefold(), quarter.kennung))
        rows = [
            {
                **_area(quarter),
                "vorschlag": proposed.get(quarter.kennung),
                "nummern": ", ".join(numbers[column] for column in quarter.ueberschritten),
                "ohne_werte": all(value is None for value in quarter.werte[: len(outcome.variablen)]),
            }
            for quarter in areas
        ]
        groups.append({"anzahl": count, "gebiete": rows})
    return groups


def _further(outcome: Outcome, quarter: Quarter) -> Facts:
    """An area's values of the variables that do not count."""
    first = len(outcome.variablen)
    values = [rounded(outcome.value(quarter, first + n)) for n in range(len(outcome.weitere))]
    return {"kennung": quarter.kennung, "name": quarter.name, "werte": values}


def compared(outcome: Outcome, year: str, earlier: Outcome) -> Facts:
    """What has changed since an earlier table: the means, and of each area that fulfils the rule rank and values."""
    before = {quarter.kennung: quarter for quarter in earlier.gebiete}
    ranks = {quarter.kennung: rank for rank, quarter in enumerate(_qualified(earlier), 1)}

    def row(quarter: Quarter, rank: int) -> Facts:
        then = before.get(quarter.kennung)
        return {
            **_area(quarter),
            "rang": rank,
            "rang_frueher": ranks.get(quarter.kennung),
            "anzahl_frueher": then.anzahl if then is not None else None,
            "zellen": [
                _change(outcome.value(quarter, n), earlier.value(then, n) if then is not None else None, 1)
                for n in range(len(outcome.variablen))
            ],
        }

    return {
        "jahr": year,
        "variablen": [
            {
                "nr": n,
                "titel": now.titel,
                "frueher": rounded(then.mittelwert),
                "jetzt": rounded(now.mittelwert),
                "veraenderung": _change(now.mittelwert, then.mittelwert, 2),
            }
            for n, (now, then) in enumerate(zip(outcome.variablen, earlier.variablen, strict=True), 1)
        ],
        "gebiete": [row(quarter, rank) for rank, quarter in enumerate(_qualified(outcome), 1)],
    }


def _qualified(outcome: Outcome) -> list[Quarter]:
    """The areas that fulfil the rule, by rank."""
    return [quarter for quarter in outcome.gebiete if quarter.qualifiziert]


def _change(now: Fraction | None, then: Fraction | None, digits: int) -> str | None:
    """`+1,50`, `−0,20`, `±0,00`; None where one of both is missing."""
    if now is None or then is None:
        return None
    text = german.number(abs(now - then), digits)
    sign = "±" if not text.strip("0,.") else "+" if now > then else "−"
    return f"{sign}{text}"


def distribution(rule: Monitoring, outcome: Outcome) -> Facts:
    """A histogram: how many areas exceed how many variables, and how many of them fulfil the rule. Lengths are units of the
    drawing."""
    counts = Counter(q.anzahl for q in outcome.gebiete)
    fulfilled = Counter(q.anzahl for q in outcome.gebiete if q.qualifiziert)
    most = max(counts.values(), default=1)
    wide = BAR["breite"] + BAR["abstand"]
    columns = []
    for number in range(len(outcome.variablen) + 1):
        height, filled = (round(BAR["hoehe"] * of[number] / most, 1) for of in (counts, fulfilled))
        columns.append(
            {
                "nummer": number,
                "gebiete": counts[number],
                "x": BAR["links"] + number * wide,
                "y": round(BAR["oben"] + BAR["hoehe"] - height, 1),
                "breite": BAR["breite"],
                "hoehe": height,
                "erfuellt": fulfilled[number],
                "gefuellt": filled,
            }
        )
    return {
        "saeulen": columns,
        "breite": 2 * BAR["links"] + len(columns) * wide - BAR["abstand"],
        "grundlinie": BAR["oben"] + BAR["hoehe"],
        "hoehe": BAR["oben"] + BAR["hoehe"] + 38,
        "grenze": BAR["links"] + rule.mindestanzahl * wide - BAR["abstand"] / 2,
    }
