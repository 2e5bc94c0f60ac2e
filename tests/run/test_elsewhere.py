"""Windows has no `resource`, `fcntl`, `pwd`, no users with numbers and no `fork`: all but the limits of PDFs works without."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

WITHOUT = """
import os, sys, types, fcntl
import psutil  # on Linux it wants `resource`, on Windows it does not

def locking(descriptor, mode, count):
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise OSError from error

sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2)
sys.modules.update(dict.fromkeys(("resource", "fcntl", "pwd", "grp", "termios", "tty")))
for name in ("fork", "forkpty", "geteuid", "getuid", "getpgid", "killpg", "setsid", "wait4", "O_NOFOLLOW", "O_NONBLOCK"):
    if hasattr(os, name):
        delattr(os, name)

from regsam_docs.cli import main
for command in sys.argv[1:]:
    print("#", command, main(["--debug", *command.split()]))
"""

COMMANDS = {
    "check --strict": 0,
    "fmt --check": 0,
    "status": 0,
    "tasks --overdue": 0,
    "build lindenhoehe --no-pdf": 0,
    "clean": 0,
    "init": 0,
    "new chronicle am-ziegelfeld": 2,  # there is one
    "doctor": 0,
}


def test_commands_work_where_the_system_is_another(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "areas", tmp_path / "areas")
    command = [sys.executable, "-P", "-c", WITHOUT, *COMMANDS]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    ended = [line for line in done.stdout.splitlines() if line.startswith("#")]
    assert ended == [f"# {command} {code}" for command, code in COMMANDS.items()], done.stderr
