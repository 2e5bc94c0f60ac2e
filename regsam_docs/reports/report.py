"""What every format of a report is made of."""

from __future__ import annotations

import unicodedata
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


def printable(text: str) -> str:
    """A text for a terminal: control and direction characters show as their code point, so that content can neither
    steer the terminal nor pretend to be a command of the CI."""
    return "".join(c if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else f"<U+{ord(c):04X}>" for c in text)
