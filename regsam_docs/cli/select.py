"""`regsam-docs select`."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from typing import Any

import click
from rich.console import RenderableType

from regsam_docs import check, harmless
from regsam_docs.cli import overview
from regsam_docs.cli.overview import NUMBERS, TableCell, cell, printed
from regsam_docs.cli.printing import say
from regsam_docs.cli.reports import Report, text
from regsam_docs.cli.shared import Name, format_option, root
from regsam_docs.finding import Trouble
from regsam_docs.german import counted
from regsam_docs.german import number as in_german
from regsam_docs.model.selection import Monitoring, Selection
from regsam_docs.publish.dataset import quarter_data
from regsam_docs.repository import paths
from regsam_docs.repository.layout import layout
from regsam_docs.selection import Outcome, Quarter, Variable
from regsam_docs.selection.rule import Doubt, by_means, probe, reasons, stability, stated
from regsam_docs.system import disk

EPILOG = """\b
Beispiele:
  regsam-docs select auswahl-2026
  regsam-docs select auswahl-2026 --probe
  regsam-docs select auswahl-2026 --format csv > rangfolge.csv

Ende mit 0: in Ordnung · 1: Fehler in der Auswahl oder ihrer Tabelle"""


@click.command(epilog=EPILOG)
@click.argument("name", metavar="NAME", type=Name("selections"))
@click.option("--probe", "trying", is_flag=True, help="Zeigen, welche Gebiete an einer Dezimale hängen.")
@format_option("text", "csv", "json")
def command(name: str, trying: bool, form: str) -> int:
    """Wendet die Regel des Monitorings auf die Tabelle der Auswahl NAME an (der Ordner unter areas/_auswahl/)."""
    place = root()
    tree = disk.tree(place)
    folder = f"{paths.AREAS}/{paths.SELECTIONS}/{name}"
    there = layout(tree).selections
    if name not in there:
        raise Trouble(f"Eine Auswahl „{name}“ gibt es unter areas/_auswahl/ nicht. Es gibt: {', '.join(there) or 'noch keine'}.")
    result = check.check(tree, [folder])
    report = text(Report(result.findings, files=len(result.sheets), areas=0))
    if any(f.is_error for f in result.findings):
        say(report, "colours", err=form != "text")
        return 1
    if result.findings:
        say(f"{report}\n", "colours", err=True)
    chosen = result.city.selections[name]
    outcome = result.tables.get(name)
    if chosen.monitoring is None or outcome is None:
        raise Trouble(f"In {folder}/auswahl.yaml steht kein „monitoring“. Ergänzen Sie dort die Tabelle und ihre Spalten.")
    if trying and form == "csv":
        raise Trouble("--probe gibt es als Text und mit --format json.")
    forms = PROBED if trying else FORMS
    say(forms[form](chosen, chosen.monitoring, outcome), "colours" if form == "text" else "")
    return 0


Form = Callable[[Selection, Monitoring, Outcome], str]

# ---- for programs


def _data(outcome: Outcome) -> dict[str, Any]:
    """The object of docs/befehle.md, „Was Programme lesen“: the variables that count, and all areas by rank."""
    return {
        "variablen": [
            {
                "spalte": v.spalte,
                "titel": v.titel,
                "mittelwert": None if v.mittelwert is None else float(v.mittelwert),
                "schwelle": None if v.schwelle is None else float(v.schwelle),
                "fehlend": v.fehlend,
            }
            for v in outcome.variablen
        ],
        "gebiete": [quarter_data(q) for q in outcome.gebiete],
    }


def _probed_json(chosen: Selection, rule: Monitoring, outcome: Outcome) -> str:
    """The same with `probe`: of each area whose qualification hangs on something, on what."""
    tried = probe(rule, outcome)
    doubts = [
        {"kennung": d.quarter.kennung, "dezimale": list(d.near), "fehlend": d.missing, "mittelwert": list(d.means)}
        for d in tried.doubts
    ]
    return harmless.as_json({**_data(outcome), "probe": {"mittelwerte": dict(tried.means), "gebiete": doubts}})


def _csv(chosen: Selection, rule: Monitoring, outcome: Outcome) -> str:
    """A table for a spreadsheet; nothing in it can become a formula there."""
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";", lineterminator="\n")
    for number, quarter in enumerate(outcome.gebiete):
        area = {**quarter_data(quarter), "qualifiziert": "ja" if quarter.qualifiziert else "nein"}
        area["ueberschritten"] = ", ".join(quarter.ueberschritten)
        if not number:
            rows.writerow(area)
        rows.writerow([harmless.cell(value) for value in area.values()])
    return written.getvalue()


# ---- for people


def _text(chosen: Selection, rule: Monitoring, outcome: Outcome) -> str:
    low = any(variable.niedrig for variable in outcome.variablen)
    parts: list[RenderableType] = [cell((chosen.titel, "bold")), cell(_rule(rule, low)), "", _variables(outcome)]
    qualified = [q for q in outcome.gebiete if q.qualifiziert]
    head = f"{counted(len(qualified), 'Gebiet erfüllt', 'Gebiete erfüllen')} die Regel, von {in_german(len(outcome.gebiete))}."
    parts.append(cell((head, "bold")))
    if qualified:
        parts.append(_qualified(outcome, qualified))
    parts += _others(outcome)
    return printed(*parts)


MEANS = {
    "ungewichtet": "Mittelwert",
    "einwohnergewichtet": "nach Einwohnerzahl gewichteten Mittelwert",
    "zeile": "Wert der Stadt",
}


def _rule(rule: Monitoring, low: bool) -> str:
    below = " (wo niedrige Werte auffällig sind: darunter)" if low else ""
    return (
        f"Mehr als {in_german(rule.schwelle_prozent)} Prozent über dem {MEANS[rule.mittelwert]}{below} in mindestens "
        f"{rule.mindestanzahl} von {len(rule.variablen)} Variablen, mindestens {in_german(rule.mindesteinwohner)} Einwohnerinnen "
        "und Einwohner."
    )


def _label(variable: Variable) -> str:
    """A variable's title with what has to be known to read its numbers."""
    notes = [note for note in (variable.einheit, "niedrig ist auffällig" if variable.niedrig else None) if note]
    return f"{variable.titel} ({', '.join(notes)})" if notes else variable.titel


def _variables(outcome: Outcome) -> RenderableType:
    columns = {"Nr.": NUMBERS, "Variable": {}, "Mittel": NUMBERS, "Schwelle": NUMBERS, "ohne Wert": NUMBERS}
    rows = [_variable(str(number), variable) for number, variable in enumerate(outcome.variablen, 1)]
    rows += [("", ("Diese zählen nicht:", "italic"))] if outcome.weitere else []
    return overview.table(columns, [*rows, *(_variable("", variable) for variable in outcome.weitere)])


def _variable(number: str, variable: Variable) -> tuple[TableCell, ...]:
    mean, threshold = (in_german(v, 2) if v is not None else "–" for v in (variable.mittelwert, variable.schwelle))
    return number, _label(variable), mean, threshold, in_german(variable.fehlend)


def _qualified(outcome: Outcome, qualified: list[Quarter]) -> RenderableType:
    beyond = "jenseits" if any(variable.niedrig for variable in outcome.variablen) else "über"
    columns = {"Anzahl": NUMBERS, "Kennung": {}, "Name": {}, "Einw.": NUMBERS, f"{beyond} der Schwelle": {}}
    number = {variable.spalte: str(n) for n, variable in enumerate(outcome.variablen, 1)}
    rows = (
        (str(q.anzahl), q.kennung, q.name, in_german(q.einwohner or 0), " ".join(number[one] for one in q.ueberschritten))
        for q in qualified
    )
    return overview.table(columns, rows)


def _others(outcome: Outcome) -> list[RenderableType]:
    """How many areas do not qualify, and why."""
    reasons = Counter(q.grund for q in outcome.gebiete if q.grund)
    if not reasons:
        return []
    table = overview.table({"Gebiete": NUMBERS, "Grund": {}}, ((in_german(number), reason) for reason, number in reasons.items()))
    head = f"{counted(reasons.total(), 'Gebiet erfüllt', 'Gebiete erfüllen')} die Regel nicht:"
    return [cell((head, "bold")), table]


def _probed_text(chosen: Selection, rule: Monitoring, outcome: Outcome) -> str:
    tried = probe(rule, outcome)
    parts: list[RenderableType] = [cell((chosen.titel, "bold")), "", cell((stability(tried), "bold"))]
    if tried.doubts:
        columns: dict[str, dict[str, Any]] = {"Gebiet": {}, "Regel": {"no_wrap": True}, "hängt an": {"ratio": 1}}
        parts.append(overview.table(columns, (_doubt(outcome, doubt) for doubt in tried.doubts)))
    parts.append(cell(by_means(tried)))
    return printed(*parts)


def _doubt(outcome: Outcome, doubt: Doubt) -> tuple[TableCell, ...]:
    quarter = doubt.quarter
    count = f"{quarter.anzahl} von {len(outcome.variablen)}"
    return [quarter.kennung, quarter.name], [stated(quarter), (count, "dim")], [*reasons(outcome, doubt)]


PROBED: dict[str, Form] = {"text": _probed_text, "json": _probed_json}
FORMS: dict[str, Form] = {"text": _text, "csv": _csv, "json": lambda chosen, rule, outcome: harmless.as_json(_data(outcome))}
