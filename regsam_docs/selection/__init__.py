"""The monitoring rule: a table of small-area statistics in, ranked quarters and findings out (docs/format.md, „auswahl.yaml“).
Findings K01 and K05 stand in the table itself; R05, K01, K04 and K07 in `auswahl.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import msgspec

from regsam_docs.finding import Finding, Path, Problem, Rule, finding
from regsam_docs.german import number
from regsam_docs.model.selection import NO_VALUE, Monitoring, Selection, no_areas
from regsam_docs.repository.tree import Tree
from regsam_docs.schema.judge import nearest
from regsam_docs.selection import sheets
from regsam_docs.selection.complaints import K01, K04, K05, K07, guessed
from regsam_docs.selection.figures import Figures, Line, ReadFigures, mean_row, read
from regsam_docs.selection.rule import Outcome, Quarter, Variable, evaluate
from regsam_docs.selection.table import MOST, Fault, parse
from regsam_docs.texts import R05

__all__ = ["Judged", "Outcome", "Quarter", "Variable", "evaluate", "judge"]


FILE = "auswahl.yaml"
NEAR = 5_000
"""Among more ids than this none is suggested: it would take too long."""

_TOTAL = re.compile(r"(?:gesamt(?:stadt|summe|wert|ergebnis|gebiet)?|summen?)(?![a-zäöüß])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the table of a selection comes to. `outcome` is None without `monitoring` and after a K01, K07 or R05; `findings`
    lie in the table, `problems` (with their rules) in `auswahl.yaml`."""

    outcome: Outcome | None = None
    findings: tuple[Finding, ...] = ()
    problems: tuple[tuple[Rule, Problem], ...] = ()


KEPT = 16
"""So many verdicts stay in memory: whoever writes on has the same tables judged again and again."""


def judge(tree: Tree, folder: str, chosen: Selection) -> Judged:
    """Read, judge and evaluate the table of a selection. `folder`: where its `auswahl.yaml` lies, relative to the root."""
    if chosen.monitoring is None:
        return Judged()
    beside, monitoring = tree.below(folder), chosen.monitoring
    named = dict.fromkeys((monitoring.datei, *monitoring.vergleich.values())) if monitoring.datei in beside else ()
    tables = tuple((name, tree.read(f"{folder}/{name}")) for name in named if name in beside)
    return _judged(folder, msgspec.msgpack.encode(chosen), beside, tables)


@lru_cache(maxsize=KEPT)
def _judged(folder: str, said: bytes, beside: frozenset[str], tables: tuple[tuple[str, bytes], ...]) -> Judged:
    """The verdict, by all it hangs on. `said`: the selection, packed; `beside`: names of the files in its folder; `tables`: those
    of them that it names, with their bytes."""
    chosen = msgspec.msgpack.decode(said, type=Selection)
    monitoring, place = chosen.monitoring, ("monitoring", "datei")
    assert monitoring is not None
    if monitoring.datei not in beside:
        return Judged(problems=((R05, _no_table(beside, monitoring.datei, place)),))
    verdict = _Verdict(folder, monitoring, beside, dict(tables), [(K01, problem) for problem in _misread(monitoring)])
    figures, outcome = verdict.table(monitoring.datei, place, ("monitoring", "mittelwert_zeile"))
    if outcome is not None and not verdict.problems:
        verdict.problems += [(K07, problem) for problem in k07(outcome)]
    sound = not verdict.problems
    years = {year: ("monitoring", "vergleich", year) for year in sorted(monitoring.vergleich)}
    earlier = {year: verdict.table(monitoring.vergleich[year], there, there)[1] for year, there in years.items()}
    known = {year: one for year, one in earlier.items() if one is not None}
    outcome = replace(outcome, frueher=known) if outcome is not None and sound and len(known) == len(earlier) else None
    if figures is not None:
        verdict.find(monitoring.datei, k05(monitoring, figures))
        verdict.problems += [(K04, problem) for problem in k04(chosen, figures, outcome)]
    return Judged(outcome, tuple(sorted(verdict.findings, key=lambda f: f.order)), tuple(verdict.problems))


@dataclass(slots=True)
class _Verdict:
    """What is wrong in the tables of a selection, which are all of one form. What holds for an earlier one in the same words, at
    the same place, is the one mistake in `auswahl.yaml` (a column, a sheet, the headings) and is said once."""

    folder: str
    monitoring: Monitoring
    beside: frozenset[str]
    tables: Mapping[str, bytes]
    problems: list[tuple[Rule, Problem]]
    findings: list[Finding] = field(default_factory=list)
    said: set[object] = field(default_factory=set)

    def table(self, name: str, place: Path, means: Path) -> tuple[Figures | None, Outcome | None]:
        """A table as far as it can be read, and what the rule makes of it if nothing is wrong with it. `place`: where
        `auswahl.yaml` names it; `means`: where it names the row of means."""
        if name not in self.beside:
            self.problems.append((R05, _no_table(self.beside, name, place)))
            return None, None
        reading = _reading(self.tables[name], name, self.monitoring)
        figures, lost = reading.figures, list(_no_mean_row(self.monitoring, reading.figures, means))
        self.find(name, [fault for fault in reading.faults if (fault.mark, fault.message) not in self.said])
        self.problems += [(K01, problem) for problem in lost if problem.message not in self.said]
        self.said |= {*((fault.mark, fault.message) for fault in reading.faults), *(problem.message for problem in lost)}
        return figures, evaluate(self.monitoring, figures) if figures is not None and not reading.faults and not lost else None

    def find(self, name: str, faults: Iterable[Fault]) -> None:
        """Note what is wrong in a table."""
        path = f"{self.folder}/{name}"
        self.findings += [finding(path, f.mark.line, f.mark.column, f.rule, f.message, f.hint) for f in faults]


def _reading(data: bytes, name: str, monitoring: Monitoring) -> ReadFigures:
    """What a table of the selection's form says. `name`: of its file."""
    if name.lower().endswith(sheets.ENDINGS):
        parsed = sheets.parse(data, name, monitoring.blatt, monitoring.kopfzeile)
    else:
        parsed = parse(data, monitoring.trennzeichen, monitoring.kopfzeile)
    return ReadFigures(None, parsed) if isinstance(parsed, tuple) else read(parsed, monitoring)


def _misread(monitoring: Monitoring) -> Iterator[Problem]:
    """K01 of what `auswahl.yaml` says of any table: a sign with two meanings, a sheet of what has none."""
    if monitoring.fehlend != NO_VALUE:
        for n, sign in enumerate(monitoring.null_zeichen):
            if sign.strip() in {other.strip() for other in monitoring.fehlend}:
                message = (
                    f"„{sign}“ steht unter „fehlend“ (kein Wert) und unter „null_zeichen“ (genau null). Lassen Sie das Zeichen "
                    "nur dort stehen, wo es hingehört."
                )
                yield Problem(FILE, ("monitoring", "null_zeichen", n), message)
    files = (monitoring.datei, *monitoring.vergleich.values())
    if monitoring.blatt is not None and not any(name.lower().endswith(sheets.ENDINGS) for name in files):
        message = "Nur Tabellen in .xlsx und .ods haben Blätter. Lassen Sie „blatt“ weg."
        yield Problem(FILE, ("monitoring", "blatt"), message)


def _no_mean_row(monitoring: Monitoring, figures: Figures | None, place: Path) -> Iterator[Problem]:
    """K01 at `place` where the table lacks the row of means."""
    own = mean_row(monitoring)
    if own is None or figures is None or not figures.ids_known:
        return
    known = {line.kennung for line in figures.lines}
    if own not in known:
        near = nearest(own, sorted(known)) if len(known) <= NEAR else None
        message = (
            f"Die Zeile „{own}“ mit den Mittelwerten steht nicht in der Tabelle. {guessed(near)}Nennen Sie unter "
            "„mittelwert_zeile“ die Kennung der Zeile, in der die Werte der ganzen Stadt stehen."
        )
        yield Problem(FILE, place, message, near)


def k07(outcome: Outcome) -> Iterator[Problem]:
    """Variables that count whose mean is zero or negative: so many per cent of it mean nothing."""
    for variable in outcome.variablen:
        mean = variable.mittelwert
        if mean is not None and mean <= 0:
            what = "null" if mean == 0 else f"negativ ({number(mean, 2)})"
            message = (
                f"Der Mittelwert von „{variable.titel}“ ist {what}; eine Schwelle in Prozent davon sagt nichts. Berichtigen Sie "
                f"die Spalte „{variable.spalte}“ der Tabelle, oder führen Sie sie unter „weitere_variablen“ auf: Dort wird sie "
                "gezeigt und zählt nicht."
            )
            yield Problem(FILE, ("monitoring", "variablen", variable.spalte), message)


def _no_table(beside: frozenset[str], file: str, place: Path) -> Problem:
    near = nearest(file, sorted(name for name in beside if name.lower().endswith((".csv", *sheets.ENDINGS))))
    message = (
        f"Die Tabelle „{file}“ gibt es hier nicht. {guessed(near)}Legen Sie sie neben auswahl.yaml, oder ändern Sie hier "
        "den Namen."
    )
    return Problem(FILE, place, message, near)


def k05(monitoring: Monitoring, figures: Figures) -> Iterator[Fault]:
    """Rows that look like a total and are not `ausgenommen`, each once, at its id."""
    skipped = no_areas(monitoring)
    districts: dict[str, int] = {}
    for line in figures.lines:
        districts[line.bezirk.casefold()] = districts.get(line.bezirk.casefold(), 0) + 1
    everyone = sum(line.einwohner or 0 for line in figures.lines if line.kennung not in skipped)
    for line in figures.lines:
        if line.kennung in skipped:
            continue
        sign = _sign_of_total(line, districts, everyone if figures.people_known else None)
        if sign is not None:
            shown = f"{line.kennung} {line.name}".strip()
            message = (
                f"„{shown}“ sieht nach einer Summe aus: {sign}. Ist die Zeile kein Gebiet, tragen Sie ihre Kennung in "
                "auswahl.yaml unter „ausgenommen“ ein; sonst verfälscht sie die Mittelwerte."
            )
            yield Fault(line.place, message, f"ausgenommen: [{line.kennung}]", rule=K05)


def _sign_of_total(line: Line, districts: dict[str, int], everyone: int | None) -> str | None:
    """By which of the three signs (docs/handbuch/meldungen-k.md, „K05“) a row looks like a total. `districts`: how many rows
    name a district; `everyone`: all inhabitants, None if not known."""
    for text in (line.name, line.kennung):
        others = districts.get(text.casefold(), 0) - (line.bezirk.casefold() == text.casefold())
        if text and others:
            return f"„{text}“ ist der Bezirk anderer Zeilen"
        if found := _TOTAL.search(text):
            return f"hier steht „{found[0]}“"
    if everyone is not None and (line.einwohner or 0) * 5 > everyone:
        return "hier wohnt mehr als ein Fünftel der gesamten Bevölkerung"
    return None


def k04(chosen: Selection, figures: Figures, outcome: Outcome | None) -> Iterator[Problem]:
    """Candidates whose quarters the table does not have, or none of which qualifies without a reason given. The second
    is known only with an `outcome`."""
    if not figures.ids_known:
        return
    skipped = no_areas(chosen.monitoring) if chosen.monitoring else frozenset()
    known = {line.kennung for line in figures.lines}
    qualified = {q.kennung for q in outcome.gebiete if q.qualifiziert} if outcome is not None else None
    suggested = 0
    for index, candidate in enumerate(chosen.kandidaten):
        unknown = [(n, id) for n, id in enumerate(candidate.viertel) if id not in known or id in skipped]
        for n, id in unknown:
            suggested += 1
            yield _unknown(index, n, id, known - skipped if suggested <= MOST and len(known) <= NEAR else set(), id in skipped)
        if unknown or qualified is None or not candidate.viertel or candidate.begruendung:
            continue
        if qualified.isdisjoint(candidate.viertel):
            message = (
                f"Keines der Viertel von „{candidate.gebiet}“ erfüllt die Regel des Monitorings, und es fehlt eine Begründung. "
                "Bitte ergänzen Sie unter „begruendung“, warum das Gebiet dennoch vorgeschlagen ist oder wie entschieden wurde."
            )
            yield Problem(FILE, ("kandidaten", index, "viertel"), message)


def _unknown(candidate: int, n: int, id: str, known: set[str], skipped: bool) -> Problem:
    path = ("kandidaten", candidate, "viertel", n)
    if skipped:
        message = (
            f"„{id}“ ist unter „ausgenommen“ als Summe oder unter „mittelwert_zeile“ eingetragen und kein Viertel. Bitte nennen "
            "Sie die Viertel selbst."
        )
        return Problem(FILE, path, message)
    near = next((k for k in sorted(known) if k.lstrip("0") == id.lstrip("0")), None) or nearest(id, sorted(known))
    message = f"Das Viertel „{id}“ steht nicht in der Tabelle des Monitorings. {guessed(near)}Bitte berichtigen Sie die Kennung."
    return Problem(FILE, path, message, near)
