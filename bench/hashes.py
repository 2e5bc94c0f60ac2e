"""Builds the example city in different surroundings and compares every byte: `python bench/hashes.py [FOLDER]`.

Prints one line a surrounding: how many files of all editions there are, and how many differ from the first line's. All must be 0.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
EDITIONS = ("intern", "verteiler", "oeffentlich")
TODAY = "2026-11-22"


@dataclass(frozen=True)
class Surrounding:
    """Where and how a build runs. `folder`: below the one given; the same folder twice is a second build."""

    name: str
    folder: str
    environment: Mapping[str, str] = field(default_factory=dict)
    jobs: int = 2
    umask: int = 0o022


SURROUNDINGS = (
    Surrounding("as it is", "a"),
    Surrounding("another time zone and hash seed", "b", {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1"}),
    Surrounding("another locale", "c", {"LC_ALL": "C", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr", "PANGO_LANGUAGE": "ar"}),
    Surrounding(
        "another user, umask and a deep folder",
        "d/ein tiefer/Ördner",
        {"USER": "erika", "LOGNAME": "erika", "HOME": "/nonexistent", "SOURCE_DATE_EPOCH": "1"},
        umask=0o077,
    ),
    Surrounding("one job", "e", jobs=1),
    Surrounding("built a second time, later", "a"),
)


def build(content: Path, place: Path, surrounding: Surrounding, editions: tuple[str, ...] = EDITIONS) -> dict[str, str]:
    """Build a content repository's `areas/` in a surrounding; gives path → SHA-256 of everything made."""
    root = place / surrounding.folder
    shutil.copytree(content / "areas", root / "areas", dirs_exist_ok=True)
    for path in root.rglob("*.yaml"):
        os.utime(path, (time.time() - 1e6, time.time() - 1e6))
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHONHASH", "TZ"))}
    for edition in editions:
        options = ["--edition", edition, "--today", TODAY, "--jobs", str(surrounding.jobs), "--force"]
        subprocess.run(
            [sys.executable, "-P", "-m", "regsam_docs", "--root", str(root), "build", *options],
            cwd=root,
            env={**plain, **surrounding.environment},
            umask=surrounding.umask,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    files = [path for edition in editions for path in (root / "build" / edition).rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def main(place: Path) -> int:
    first: dict[str, str] | None = None
    worst = 0
    for surrounding in SURROUNDINGS:
        made = build(ROOT, place, surrounding)
        first = first or made
        different = [path for path in {*first, *made} if first.get(path) != made.get(path)]
        worst = max(worst, len(different))
        print(f"{surrounding.name:40} {len(made):4} files, {len(different)} differ {sorted(different)[:3] or ''}", flush=True)
    return worst


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(Path(sys.argv[1])) > 0)
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(main(Path(folder)) > 0)
