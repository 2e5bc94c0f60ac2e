"""Runs commands on a content repository and prints what they took: `python bench/measure.py ROOT [COMMAND …]`.

One line a command: seconds, peak memory of the largest process, exit code. Without commands: those of `COMMANDS`, in order.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

COMMANDS = (
    "check",
    "check --format json",
    "status --today 2026-11-22",
    "tasks --open --today 2026-11-22 --format json",
    "deadlines --today 2026-11-22",
    "build --no-pdf --today 2026-11-22",
    "build --no-pdf --today 2026-11-22",
)
"""The second build finds everything up to date."""

KIB = 1 if sys.platform != "darwin" else 1024
"""Linux counts peak memory in KiB, macOS in bytes."""


def measure(root: Path, command: str) -> tuple[float, float, int]:
    """Seconds, peak memory in MiB (its own or that of its largest worker) and exit code of one command."""
    start = time.monotonic()
    arguments = [sys.executable, "-P", "-m", "regsam_docs", "--root", str(root), *shlex.split(command)]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.monotonic() - start, usage.ru_maxrss / KIB / 1024, process.returncode


def main(root: Path, commands: tuple[str, ...]) -> None:
    for command in commands:
        seconds, memory, code = measure(root, command)
        print(f"{seconds:8.2f} s  {memory:7.0f} MiB  exit {code}  {command}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]) or COMMANDS)
