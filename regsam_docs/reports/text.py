"""For people at a terminal: one finding a paragraph, and a line that says what it comes to."""

from __future__ import annotations

import textwrap

import click

from regsam_docs.finding import Finding
from regsam_docs.german import counted
from regsam_docs.harmless import harmless, one_line, printable
from regsam_docs.reports.report import Report

WIDTH = 76
"""Longest line of a message, without its indentation, in characters."""


def text(report: Report) -> str:
    """The report as lines; ends with a line feed."""
    return "".join(f"{_finding(finding, report)}\n" for finding in report.findings) + f"{_sum(report)}\n"


def _finding(finding: Finding, report: Report) -> str:
    colour = "red" if finding.is_error else "yellow"
    place = _styled(report, f"{one_line(finding.path)}:{finding.line}:{finding.column}", bold=True)
    level = _styled(report, f"{'Fehler' if finding.is_error else 'Warnung'} {finding.id}", fg=colour, bold=True)
    lines = [f"{place}: {level}", *(f"    {line}" for line in _wrapped(finding.message))]
    if finding.hint and finding.hint not in finding.message:
        first, *more = printable(finding.hint).split("\n")
        lines += [f"    {_styled(report, '→', fg='green', bold=True)} {first}", *(f"      {line}" for line in more)]
    return "\n".join(lines) + "\n"


def _wrapped(message: str) -> list[str]:
    """Lines no longer than the terminal of old; a word that begins one may not make it a command."""
    lines = textwrap.wrap(printable(message), width=WIDTH, break_long_words=False, break_on_hyphens=False)
    return [harmless(line) for line in lines]


def _sum(report: Report) -> str:
    errors = sum(f.is_error for f in report.findings)
    warnings = len(report.findings) - errors
    read = f"{counted(report.files, 'Datei', 'Dateien')} in {counted(report.areas, 'Gebiet', 'Gebieten')} geprüft"
    if not report.findings:
        return f"{read}: {_styled(report, 'alles in Ordnung', fg='green', bold=True)}."
    counts = []
    if errors:
        counts.append(_styled(report, f"{errors} Fehler", fg="red", bold=True))
    if warnings:
        counts.append(_styled(report, counted(warnings, "Warnung", "Warnungen"), fg="yellow", bold=True))
    strictly = " Mit --strict zählen Warnungen als Fehler." if report.strict and warnings else ""
    return f"{read}: {', '.join(counts)}.{strictly}"


def _styled(report: Report, words: str, *, fg: str | None = None, bold: bool = False) -> str:
    return click.style(words, fg=fg, bold=bold) if report.colour else words
