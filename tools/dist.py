"""What a release consists of: wheel, source archive, bill of materials, checksums.

    ./run dist [FOLDER]        into dist/, or a folder that does not exist yet

The same commit gives the same bytes, on any machine: files bear the commit's time, and what builds them comes from the lock.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from regsam_docs import __version__
from tools import inventory

ROOT = Path(__file__).parents[1]
SUMS = "SHA256SUMS"


def commit_time() -> str:
    """When the commit was made that is checked out, in seconds since 1970; 0 where there is no git to ask."""
    asked = subprocess.run(["git", "-C", str(ROOT), "log", "-1", "--format=%ct"], check=False, capture_output=True, text=True)
    return asked.stdout.strip() or "0"


def built(folder: Path, time: str) -> None:
    """Put wheel and source archive into a folder. Raises subprocess.CalledProcessError if they cannot be made."""
    command = [
        sys.executable,
        "-I",
        "-m",
        "hatchling",
        "build",
        "--target",
        "sdist",
        "--target",
        "wheel",
        "--directory",
        str(folder),
    ]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "SOURCE_DATE_EPOCH": time}, check=True, stdout=subprocess.DEVNULL)


def sums(folder: Path) -> str:
    """A line a file, as `sha256sum --check` reads it."""
    files = sorted(path for path in folder.iterdir() if path.name != SUMS)
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def main(argv: Sequence[str]) -> int:
    """Make a release's files, and say what was made; 2 if the folder is there already."""
    folder = Path(argv[0] if argv else ROOT / "dist").absolute()
    if folder.exists():
        print(f"{folder} gibt es schon. Löschen Sie den Ordner, oder nennen Sie einen anderen.", file=sys.stderr)
        return 2
    folder.mkdir(parents=True)
    built(folder, commit_time())
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    (folder / f"regsam_docs-{__version__}.cdx.json").write_text(inventory.sbom(inventory.parts(lock)), "utf-8")
    (folder / SUMS).write_text(sums(folder), "utf-8")
    for path in sorted(folder.iterdir()):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
