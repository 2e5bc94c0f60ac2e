"""For pull requests on GitHub: workflow commands that become annotations on the lines.

Source: GitHub's documentation of workflow commands; values are escaped as its toolkit does, so that no text of a content
repository can end the command or begin another.
"""

from __future__ import annotations

from regsam_docs.finding import Finding
from regsam_docs.harmless import printable
from regsam_docs.reports.report import Report


def github(report: Report) -> str:
    """One `::error` or `::warning` a finding; ends with a line feed unless there is none."""
    return "".join(f"{_command(finding)}\n" for finding in report.findings)


def _command(finding: Finding) -> str:
    level = "error" if finding.is_error else "warning"
    place = f"file={_property(finding.path)},line={finding.line},col={finding.column}"
    message = finding.message
    if finding.hint and finding.hint not in message:
        message += f"\n→ {finding.hint}"
    return f"::{level} {place},title={_property(finding.id)}::{_data(message)}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
