"""Folders for what passes: each belongs to a running process, and what a killed one left behind goes at the next start."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from regsam_docs.system import disk

PREFIX = "regsam-lauf-"
LOCK = "lock"
"""A file in the folder that its process holds locked; the system lets go of it however the process ends."""
TRIES = 100
"""How often a folder is made anew that was taken for a left-over before it could be locked."""


@contextmanager
def folder() -> Iterator[Path]:
    """A new empty folder that only this user may enter; removed at the end. Raises OSError if the system refuses."""
    place, lock = _locked()
    try:
        yield place
    finally:
        os.close(lock)
        shutil.rmtree(place, ignore_errors=True)


def sweep() -> None:
    """Remove what processes left behind that are no more. Never raises; what is not ours or still in use stays."""
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX):
                with suppress(OSError):
                    _remove(Path(entry.path), entry.stat(follow_symlinks=False))


def _remove(place: Path, found: os.stat_result) -> None:
    """Remove a folder if it is as we make them and nobody holds its lock. A link is none, nor is one that others may write."""
    if not stat.S_ISDIR(found.st_mode):
        return
    if hasattr(os, "geteuid") and (found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) != stat.S_IRWXU):
        return
    lock = os.open(place / LOCK, os.O_RDWR | os.O_CREAT | disk.PLAIN, 0o600)
    try:
        if not disk.try_lock(lock):
            return
        if os.name != "nt":  # where a file in use cannot be removed
            shutil.rmtree(place, ignore_errors=True)
    finally:
        os.close(lock)
    shutil.rmtree(place, ignore_errors=True)


def _locked() -> tuple[Path, int]:
    for _ in range(TRIES):
        place = Path(tempfile.mkdtemp(prefix=PREFIX))
        with suppress(FileExistsError, FileNotFoundError):  # somebody sweeps and was here before us
            lock = os.open(place / LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            with suppress(FileNotFoundError):
                if disk.try_lock(lock) and os.path.samestat(os.fstat(lock), (place / LOCK).stat()):
                    return place, lock
            os.close(lock)
    raise FileExistsError(f"{tempfile.gettempdir()}/{PREFIX}*")
