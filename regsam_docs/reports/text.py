"""For people at a terminal: one finding a paragraph, grouped by file, and a line that says what it comes to."""

from __future__ import annotations

from itertools import groupby

import click

from regsam_docs.finding import Finding
from regsam_docs.reports.report import Report, printable


def text(report: Report) -> str:
    """The report as lines; ends with a line feed."""
    lines: list[str] = []
    for path, findings in groupby(report.findings, key=lambda f: f.path):
        for finding in findings:
            lines += _finding(path, finding, report)
    lines.append(_sum(report))
    return "\n".join(lines) + "\n"


def _finding(path: str, finding: Finding, report: Report) -> list[str]:
    level = "Fehler" if finding.is_error else "Warnung"
    place = f"{printable(path)}:{finding.line}:{finding.column}"
    if report.colour:
        place = click.style(place, bold=True)
        level = click.style(level, fg="red" if finding.is_error else "yellow", bold=True)
    shown = [f"{place}: {level} {finding.id}"]
    shown += [f"    {line}" for line in _wrapped(printable(finding.message))]
    if finding.hint and finding.hint not in finding.message:
        shown.append(f"    → {printable(finding.hint)}")
    return [*shown, ""]


def _wrapped(message: str) -> list[str]:
    import textwrap

    return textwrap.wrap(message, width=76, break_long_words=False, break_on_hyphens=False)


def _sum(report: Report) -> str:
    errors = sum(f.is_error for f in report.findings)
    warnings = len(report.findings) - errors
    read = f"{_count(report.files, 'Datei', 'Dateien')} in {_count(report.areas, 'Gebiet', 'Gebieten')} geprüft"
    if not report.findings:
        return f"{read}: alles in Ordnung."
    return f"{read}: {_count(errors, 'Fehler', 'Fehler')}, {_count(warnings, 'Warnung', 'Warnungen')}."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
