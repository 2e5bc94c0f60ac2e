"""What every format of a report is made of."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from regsam_docs.finding import Finding

HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Unicode categories of characters that are not seen but do something."""


@dataclass(frozen=True, slots=True)
class Report:
    """Findings in order, how many YAML files and areas were read, and how the text is to look."""

    findings: tuple[Finding, ...]
    files: int
    areas: int
    colour: bool = False
    strict: bool = False


COMMANDS = re.compile(r"^(\s*):(?=:)|#(?=#\[)", re.MULTILINE)
"""What a line's content may not begin with or hold: GitHub's runner takes `::error::` (also after blanks) and `##[error]`
(anywhere) for commands."""


def printable(text: str) -> str:
    """A text for a terminal: control and direction characters show as their code point, so that content can neither
    steer the terminal nor pretend to be a command of the CI. Line feeds stay."""
    return harmless("".join(c if c == "\n" or unicodedata.category(c) not in HIDDEN else f"<U+{ord(c):04X}>" for c in text))


def one_line(text: str) -> str:
    """A name for a terminal: as `printable`, and on one line."""
    return printable(text.replace("\n", "<U+000A>"))


def as_json(value: object) -> str:
    """JSON, indented and ended with a line feed, that is no command to the CI that shows it; it reads back as `value`
    (days as `2011-05-12`)."""
    written = json.dumps(value, ensure_ascii=False, indent=2, default=date.isoformat)
    return written.replace("##[", "#\\u0023[") + "\n"


def harmless(text: str) -> str:
    """A text whose lines are no commands to the CI that shows them."""
    return COMMANDS.sub(lambda found: f"{found[1] or ''}<U+{ord(found[0][-1]):04X}>", text)
