"""What every format of a report is made of."""

from __future__ import annotations

from dataclasses import dataclass

from regsam_docs.finding import Finding


@dataclass(frozen=True, slots=True)
class Report:
    """Findings in order, how many YAML files and areas were read, and how the text is to look."""

    findings: tuple[Finding, ...]
    files: int
    areas: int
    colour: bool = False
    strict: bool = False

