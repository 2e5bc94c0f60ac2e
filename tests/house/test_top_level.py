"""What lies in the project's folder is known by name: nothing that a tool left there is handed on with it."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = {
    *(".ci", ".clusterfuzzlite", ".github", "areas", "bench", "docs", "regsam_docs", "schemas", "templates", "tests", "tools"),
}
FILES = {
    *(".gitignore", ".pre-commit-hooks.yaml", "CHANGELOG.md", "CONTRIBUTING.md", "Containerfile", "LICENSE", "README.md"),
    *("SECURITY.md", "action.yml", "pyproject.toml", "requirements-dev.lock", "requirements.lock", "run"),
}


def test_nothing_lies_there_that_nobody_placed() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    assert {path.split("/")[0] for path in listed.split("\0") if path} <= FOLDERS | FILES
