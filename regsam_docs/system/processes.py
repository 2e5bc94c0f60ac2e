"""The only room that starts processes, and says how (docs/sicherheit.md).

A content repository is anybody's: nothing that lies in it may be imported, configured or executed. So a Python process of ours
runs isolated (`-I`: no working folder, `PYTHONPATH` or user site on its path), every program is started by its absolute path,
in an environment made of the names below, and in a folder that does not belong to the content.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

ALLOWED = (
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LOCALAPPDATA",
    "PATH",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "TZ",
    "USERPROFILE",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
)
"""Environment variables a process of ours inherits: where things lie and how the machine writes, no secrets, no switches."""

FOLDERS = ("PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Lists of folders of which only absolute ones are inherited: a relative one means whatever folder a process is in."""


Running = subprocess.Popen[bytes]
Ended = subprocess.CompletedProcess[bytes]
"""A process at work, and one that came to its end with what it printed."""

# With vfork the whole program stands still until its child runs the new one, for ever if somebody stops the child before.
vars(subprocess)["_USE_VFORK"] = False  # the documented way

KILLED_SECONDS = 5.0
"""How long a killed process is awaited; longer takes only one the system itself holds up."""


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a process of ours. `extra`: what this one needs besides."""
    inherited = {name: os.environ[name] for name in ALLOWED if name in os.environ}
    lists = {name: _absolute(os.environ[name]) for name in FOLDERS if name in os.environ}
    return {**inherited, **lists, **(extra or {})}


def python(*arguments: str) -> list[str]:
    """The call of our own Python: isolated from the folder it is in, from the environment, and from the user's packages."""
    return [sys.executable, "-I", *arguments]


def program(name: str) -> str | None:
    """The absolute path of a program on the PATH; None if there is none. Never one in the working folder, which Windows would
    look into first."""
    endings = os.environ.get("PATHEXT", "").split(os.pathsep) if os.name == "nt" else [""]
    for folder in environment().get("PATH", os.defpath).split(os.pathsep):
        for ending in endings:
            candidate = Path(folder) / f"{name}{ending}"
            if candidate.is_file() and os.access(candidate, os.X_OK):
                return str(candidate)
    return None


def start(command: list[str], folder: Path | str, extra: Mapping[str, str] | None = None) -> Running:
    """Start a command and give the running process, whose input and output are ours; what it complains of goes nowhere.
    `command`: from `python` or begun by `program`. `folder`: the one to start in, not the content's."""
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, env=environment(extra), stdin=pipe, stdout=pipe, stderr=nothing)


def run(command: list[str], folder: Path | str, extra: Mapping[str, str] | None = None, given: bytes = b"") -> Ended:
    """Start a command, tell it something, and give what it printed when it ended."""
    process = start(command, folder, extra)
    try:
        printed, _ = process.communicate(given)
    finally:
        end(process)
    return Ended(command, process.returncode, printed)


def end(process: Running, patience: float = 0.0) -> int | None:
    """End a process, whatever it does, and let go of its streams. `patience`: seconds it gets to end by itself. Gives what it
    ended with, negative for a signal; None if it cannot be ended."""
    for seconds in (patience, KILLED_SECONDS):
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()
    for stream in (process.stdin, process.stdout):
        with suppress(OSError):
            if stream is not None:
                stream.close()
    return process.returncode


def _absolute(folders: str) -> str:
    return os.pathsep.join(folder for folder in folders.split(os.pathsep) if Path(folder).is_absolute())
