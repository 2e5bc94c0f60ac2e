"""A root that holds nothing but the programs that the forms' steps need, on Linux and as any user."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from functools import cache
from pathlib import Path

PROGRAMS = ("base64", "bash", "cat", "git", "rm", "sh")
"""What the steps call beside their own Python. `rm`: on GitLab alone; `sh`: by git, to push."""

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"

ENTER = """
set -e
mount -t tmpfs none /mnt
while IFS='|' read -r there here; do
    mkdir -p "/mnt${here%/*}"
    if [ -d "$there" ]; then mkdir -p "/mnt$here"; else : >"/mnt$here"; fi
    mount --rbind "$there" "/mnt$here"
done <<<"$PLACES"
mkdir -p /mnt/tmp
exec chroot /mnt /bin/bash -c 'cd "$0" && PATH=/bin && exec "$@"' "$PWD" "$@"
"""

UNSHARE = ("unshare", "--user", "--map-root-user", "--mount", "bash", "-c", ENTER, "bash")


@cache
def possible() -> bool:
    """Whether this machine lets a user make roots of their own."""
    if sys.platform != "linux" or not all(map(shutil.which, ("unshare", "chroot", *PROGRAMS))):
        return False
    made = subprocess.run([*UNSHARE, "bash", "-c", ":"], env={"PATH": PATH, "PLACES": places()}, cwd="/tmp", capture_output=True)
    return made.returncode == 0


def places(*folders: Path) -> str:
    """What is seen in the root, a line each, `where it lies|where it is seen`: the programs, their libraries, and the folders."""
    python = [sys.prefix, str(Path(sys.executable).resolve()), sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    shared = Path(sysconfig.get_config_var("LIBDIR") or "", sysconfig.get_config_var("INSTSONAME") or "")
    python += [str(shared)] if shared.is_file() else []
    libraries = ["/lib", "/usr/lib", *(["/lib64"] if Path("/lib64").exists() else []), "/dev/null", "/dev/urandom"]
    seen = {place: place for place in (*libraries, *python, *map(str, folders))}
    return "\n".join([f"{there}|{here}" for there, here in seen.items()] + [f"{_which(name)}|/bin/{name}" for name in PROGRAMS])


def _which(name: str) -> Path:
    return Path(shutil.which(name) or "/missing").resolve()
