"""For programs: the object of cli.md."""

from __future__ import annotations

import json as encoder
from dataclasses import asdict

from regsam_docs.reports.report import Report


def json(report: Report) -> str:
    """One JSON object; ends with a line feed."""
    whole = {"findings": [asdict(f) for f in report.findings], "files": report.files, "areas": report.areas}
    return encoder.dumps(whole, ensure_ascii=False, indent=2) + "\n"
