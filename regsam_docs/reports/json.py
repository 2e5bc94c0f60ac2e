"""For programs: the object of cli.md."""

from __future__ import annotations

from dataclasses import asdict

from regsam_docs.harmless import as_json
from regsam_docs.reports.report import Report


def json(report: Report) -> str:
    """One JSON object; ends with a line feed."""
    whole = {"findings": [asdict(f) for f in report.findings], "files": report.files, "areas": report.areas}
    return as_json(whole)
