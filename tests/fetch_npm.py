"""Fetch the programs that some tests need from npm into .cache/npm; do nothing where they are there.

    python tests/fetch_npm.py

Every folder below tests/ with a `package-lock.json` gets `.cache/npm/<folder>`, by version and hash as the lock says, without
running anything from the packages. Nothing of it is in a build, so no build needs it.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent
CACHE = TESTS.parent / ".cache" / "npm"
FILES = ("package.json", "package-lock.json")


def main() -> int:
    """Fetch what is missing; return 0 if all of it is there afterwards."""
    folders = [lock.parent for lock in sorted(TESTS.glob("*/package-lock.json"))]
    return max((fetch(folder) for folder in folders), default=0)


def fetch(folder: Path) -> int:
    """Fetch what one lock names.."""
    there = CACHE / folder.name
    if all((there / name).is_file() and filecmp.cmp(folder / name, there / name, shallow=False) for name in FILES):
        return 0
    npm = shutil.which("npm")
    if npm is None:
        print(f"Für die Tests in tests/{folder.name} fehlt npm (Debian: npm). Sie werden ausgelassen.", file=sys.stderr)
        return 1
    partial = CACHE / f"{folder.name}.{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name in FILES:
        shutil.copy(folder / name, partial)
    command = [npm, "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    if subprocess.run(command, cwd=partial, stdin=subprocess.DEVNULL).returncode != 0:
        print(f"Was tests/{folder.name} braucht, ließ sich mit npm nicht holen. Ist das Netz erreichbar?", file=sys.stderr)
        shutil.rmtree(partial)
        return 1
    shutil.rmtree(there, ignore_errors=True)
    partial.replace(there)
    return 0


if __name__ == "__main__":
    sys.exit(main())
