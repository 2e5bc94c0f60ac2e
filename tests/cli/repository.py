"""Content repositories on disk for tests of the commands."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.check.cases import BASIS
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
WRONG = "name: Musterviertel\nstatus: geplannt\n"
DOUBTFUL = "eintraege:\n  - {datum: 2024-05-02, art: weitere, titel: Auftrag #3 erledigt\n  }\n"


def repository(folder: Path, own: Mapping[str, str] | None = None) -> Path:
    """The small valid basis of `tests/cases/check`, with files below `areas/` laid over it."""
    files = BASIS | {f"areas/{name}": text.encode() for name, text in (own or {}).items()}
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def environment(**changes: str) -> dict[str, str]:
    """An environment without anything that decides about colours or language, but what is said here."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "REGSAM_DOCS_STATE") if key in os.environ}
    return kept | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color"} | changes


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "regsam_docs", *arguments]


def run(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """A command as its own process, its output caught as bytes."""
    return subprocess.run(command(*arguments), cwd=folder, env=environment(**env), capture_output=True, timeout=PATIENCE)
