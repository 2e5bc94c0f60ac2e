"""For code scanning and editors: SARIF 2.1.0 (OASIS standard)."""

from __future__ import annotations

from urllib.parse import quote

from regsam_docs import __version__
from regsam_docs.finding import Finding
from regsam_docs.harmless import as_json, printable
from regsam_docs.register import REGISTER
from regsam_docs.reports.report import Report


def sarif(report: Report) -> str:
    """One SARIF log with one run; columns count code points, as ours do; ends with a line feed."""
    ids = sorted({finding.id for finding in report.findings})
    rules = [{"id": id, "shortDescription": {"text": REGISTER[id].title}, "help": {"text": REGISTER[id].advice}} for id in ids]
    driver = {"name": "regsam-docs", "version": __version__, "language": "de", "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, ids) for finding in report.findings],
    }
    return as_json({"version": "2.1.0", "runs": [run]})


def _result(finding: Finding, ids: list[str]) -> dict[str, object]:
    message = printable(finding.message)
    if finding.hint and finding.hint not in finding.message:
        message += f" → {printable(finding.hint)}"
    region = {"startLine": finding.line, "startColumn": finding.column}
    place = {"artifactLocation": {"uri": quote(finding.path, errors="surrogateescape")}, "region": region}
    return {
        "ruleId": finding.id,
        "ruleIndex": ids.index(finding.id),
        "level": "error" if finding.is_error else "warning",
        "message": {"text": message},
        "locations": [{"physicalLocation": place}],
    }
