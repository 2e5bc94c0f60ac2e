"""Findings → text for people and machines. Each format is one function from a report to what is printed."""

from __future__ import annotations

from collections.abc import Callable

from regsam_docs.reports.github import github
from regsam_docs.reports.gitlab import gitlab
from regsam_docs.reports.json import json
from regsam_docs.reports.junit import junit
from regsam_docs.reports.report import Report
from regsam_docs.reports.sarif import sarif
from regsam_docs.reports.text import text

__all__ = ["FORMATS", "Report"]

FORMATS: dict[str, Callable[[Report], str]] = {
    "text": text,
    "json": json,
    "github": github,
    "gitlab": gitlab,
    "sarif": sarif,
    "junit": junit,
}
"""Name of `check --format` → function."""
