"""For merge requests on GitLab: a Code Quality report (the subset of Code Climate's format that GitLab documents)."""

from __future__ import annotations

import hashlib

from regsam_docs.finding import Finding
from regsam_docs.harmless import as_json, printable
from regsam_docs.reports.report import Report


def gitlab(report: Report) -> str:
    """A JSON array of issues; ends with a line feed."""
    seen: dict[str, int] = {}
    return as_json([_issue(finding, seen) for finding in report.findings])


def _issue(finding: Finding, seen: dict[str, int]) -> dict[str, object]:
    # The line stays out of the fingerprint: a finding that only moved is the same one to GitLab. Equal ones are numbered.
    path = finding.path.encode(errors="replace").decode()  # a name that is no UTF-8: GitLab takes nothing else
    same = f"{path}\0{finding.id}\0{finding.message}"
    seen[same] = seen.get(same, 0) + 1
    return {
        "description": printable(finding.message),
        "check_name": finding.id,
        "fingerprint": hashlib.sha256(f"{same}\0{seen[same]}".encode(errors="surrogateescape")).hexdigest(),
        "severity": "major" if finding.is_error else "minor",
        "location": {"path": path, "lines": {"begin": finding.line}},
    }
