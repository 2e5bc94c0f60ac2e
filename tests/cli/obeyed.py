"""What runners and terminals would do with a log, written from their documentation and not with the product's code."""

from __future__ import annotations

import re
import unicodedata

LINES = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Line ends of any reader of logs."""

OBEYED = (
    re.compile(r"\s*::"),  # GitHub: actions/runner, ActionCommand.TryParseV2, for any name
    re.compile(r".*##\w*\["),  # GitHub's older spelling, Azure's ##vso[ and ##[, TeamCity's ##teamcity[
    re.compile(r".*section_(?:start|end):\d"),  # GitLab: collapsible sections
)


def obeyed(log: str) -> list[str]:
    """The lines that some runner could take for a command."""
    return [line for line in LINES.split(log) if any(pattern.match(line) for pattern in OBEYED)]


def steering(log: str, allowed: str = "\n") -> list[str]:
    """The characters that a terminal or reader would not show."""
    return [c for c in log if c not in allowed and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
