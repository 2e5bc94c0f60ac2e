"""Workflow commands read as GitHub's runner documents them, in both spellings it still takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

PROPERTIES = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
DATA = {"%0D": "\r", "%0A": "\n", "%25": "%"}

COMMANDS = frozenset(
    "error warning notice debug group endgroup add-mask stop-commands set-output save-state set-env add-path echo "
    "add-matcher remove-matcher internal-set-repo-path".split()
)
"""Names the runner does something on; it takes any other line for text."""


@dataclass(frozen=True)
class Command:
    """A command the runner would obey."""

    name: str
    properties: dict[str, str]
    data: str


def commands(log: str) -> list[Command]:
    """What the runner obeys in a step's output. Its lines end wherever .NET's do."""
    return [command for line in re.split(r"\r\n|\r|\n", log) if (command := _new(line) or _old(line))]


def _new(line: str) -> Command | None:
    head, end, data = line.lstrip().removeprefix("::").partition("::")
    if not line.lstrip().startswith("::") or not end:
        return None
    name, _, rest = head.partition(" ")
    pairs = [pair.partition("=") for pair in rest.split(",") if pair.strip()]
    properties = {key.strip(): _plain(value, PROPERTIES) for key, equal, value in pairs if equal and value}
    return Command(name, properties, _plain(data, DATA)) if name.lower() in COMMANDS or name == "" else None


def _old(line: str) -> Command | None:
    found = re.search(r"##\[([^\] ]+)[^\]]*\](.*)", line)
    return Command(found[1], {}, found[2]) if found and found[1].lower() in COMMANDS else None


def _plain(text: str, table: dict[str, str]) -> str:
    for coded, plain in table.items():  # in the runner's order: the percent sign last
        text = text.replace(coded, plain)
    return text


CODE_QUALITY: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path"],
                "properties": {
                    # Relative and without ./ in front, or GitLab shows no line.
                    "path": {"type": "string", "pattern": "^(?![./]*/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What GitLab's documentation of Code Quality demands of a report."""
