"""What was read before, by its content: files that did not change are not parsed again.

The cache lies in the user's own cache folder, never in the repository: a pull request could bring one along in which its own
mistakes were never found. It holds plain data only (no code can hide in it), and anything that goes wrong with it means no
more than that files are parsed once more.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from regsam_docs import paths
from regsam_docs.sheet import Memory

MOST_BYTES = 512 * 1024 * 1024
"""Size from which the cache is begun anew."""

ROOMS = ("yaml", "schema", "sheet.py", "finding.py", "limits.py")
"""The code that decides what comes of a file's bytes."""


class Forgetful:
    """Remembers nothing: where no cache can be had."""

    def recall(self, key: str) -> bytes | None:
        """Nothing."""
        return None

    def keep(self, key: str, value: bytes) -> None:
        """Does nothing."""


class Remembered:
    """A table of what was read, by generation (code and schemas) and content."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        connection.execute("CREATE TABLE IF NOT EXISTS sheets (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID")

    def recall(self, key: str) -> bytes | None:
        """What was kept, or None; also when the table cannot be read."""
        with suppress(sqlite3.Error):
            row = self.connection.execute("SELECT value FROM sheets WHERE key = ?", (generation() + key,)).fetchone()
            return bytes(row[0]) if row else None
        return None

    def keep(self, key: str, value: bytes) -> None:
        """Keep a value until the cache is begun anew."""
        with suppress(sqlite3.Error):
            self.connection.execute("INSERT OR REPLACE INTO sheets VALUES (?, ?)", (generation() + key, value))


@contextmanager
def opened() -> Iterator[Memory]:
    """The cache of this user; one that forgets everything if none can be had. `REGSAM_DOCS_CACHE` names another folder,
    empty: none."""
    file = place()
    try:
        if file is None:
            raise OSError
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size > MOST_BYTES:
            file.unlink()
        connection = sqlite3.connect(file, timeout=0.2, isolation_level="DEFERRED")
        memory: Memory = Remembered(connection)
    except (OSError, sqlite3.Error):
        yield Forgetful()
        return
    try:
        yield memory
    finally:
        with suppress(sqlite3.Error):
            connection.commit()
        connection.close()


def place() -> Path | None:
    """The cache's file; None if there is to be none."""
    named = os.environ.get("REGSAM_DOCS_CACHE")
    if named is not None:
        return Path(named) / "gelesen.sqlite" if named else None
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        return Path(base or Path.home() / ".cache") / "regsam-docs" / "gelesen.sqlite"
    except RuntimeError:  # no home folder
        return None


@cache
def generation() -> str:
    """Digest of the code and the schemas that decide what comes of a file: another version begins anew."""
    whole = hashlib.sha256()
    here = Path(__file__).parent
    files = [path for room in ROOMS for path in (sorted((here / room).glob("*.py")) or [here / room])]
    for path in (*files, *sorted(paths.resources("schemas").glob("*.json"))):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]
