"""The folder `build/`: written and cleaned only where a build of ours wrote before."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from regsam_docs import disk, limits, manifest
from regsam_docs.manifest import Entry, Manifest
from regsam_docs.trouble import Trouble, reason

LOCK = ".regsam-docs.lock"


class Output:
    """An opened `build/`. Use `opened`."""

    def __init__(self, folder: Path, known: Manifest) -> None:
        self.folder = folder
        self.files: dict[str, Entry] = dict(known.files)

    def is_current(self, path: str, key: str) -> bool:
        """Whether the file is there, made of the same things, and still what was written."""
        entry = self.files.get(path)
        if entry is None or not entry.key or entry.key != key:
            return False
        try:
            return manifest.digest((self.folder / path).read_bytes()) == entry.digest
        except OSError:
            return False

    def announce(self, paths: Iterable[str]) -> None:
        """Say which files will be written, before the first is: what a killed build leaves is then known as ours.

        Raises Trouble for one that exists and is somebody else's.
        """
        for path in paths:
            if path not in self.files:
                if (self.folder / path).exists() or (self.folder / path).is_symlink():
                    raise Trouble(f"build/{path} stammt nicht von regsam-docs. Verschieben Sie die Datei aus build/ hinaus.")
                self.files[path] = Entry()
        self.save()

    def put(self, path: str, key: str, data: bytes) -> None:
        """Write a file that was announced."""
        disk.write(self.folder / path, data)
        self.files[path] = Entry(key, manifest.digest(data))

    def drop(self, path: str) -> None:
        """Remove a file of ours."""
        disk.remove(self.folder / path, self.folder)
        self.files.pop(path, None)

    def save(self) -> None:
        """Write the manifest."""
        disk.write(self.folder / manifest.NAME, manifest.encode(Manifest(self.files)))


@contextmanager
def opened(root: Path) -> Iterator[Output]:
    """Open `build/` of a root for one writer; the manifest is written last, also when a build ends early.

    Raises Trouble if `build/` is a link, holds a stranger's files or another build is at work.
    """
    folder = root / "build"
    known = recorded(folder)
    with _lock(folder):
        disk.remove_temporary(folder)
        output = Output(folder, known)
        try:
            yield output
        finally:
            output.save()


def recorded(folder: Path) -> Manifest:
    """What is known of `build/`: nothing if it does not exist or is empty. Raises Trouble if it is not ours, or if a link to
    a folder lies in it: a pull request could bring one along, and what is written or deleted behind it lies elsewhere."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Trouble("build/ ist eine Verknüpfung oder eine Datei. Entfernen Sie sie; der Ordner wird neu angelegt.")
    for link in disk.linked_folders(folder):
        raise Trouble(f"build/{link} ist eine Verknüpfung (symbolischer Link), der nicht gefolgt wird. Entfernen Sie sie.")
    if os.access(folder, os.X_OK) and (folder / manifest.NAME).is_file():
        return manifest.decode(disk.read_bytes(folder / manifest.NAME, limits.MANIFEST_BYTES))
    if folder.is_dir() and any(not _passing(name) for name in disk.names_below(folder)):
        raise Trouble("build/ enthält Dateien, die nicht von regsam-docs stammen. Verschieben Sie sie und leeren Sie build/.")
    return Manifest()


def _passing(name: str) -> bool:
    """Whether a file comes and goes without being anybody's work."""
    return name.rpartition("/")[2].startswith((LOCK, disk.TEMPORARY, ".DS_Store"))


def clean(root: Path) -> int:
    """Delete what builds made, and `build/` itself if it becomes empty. Gives the number of files deleted."""
    folder = root / "build"
    known = recorded(folder)
    if not folder.is_dir():
        return 0
    with _lock(folder):
        disk.remove_temporary(folder)
        there = [path for path in known.files if (folder / path).is_file()]
        for path in known.files:
            disk.remove(folder / path, folder)
        disk.remove(folder / manifest.NAME, folder)
    disk.remove(folder / LOCK, root)
    return len(there)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Hold `build/` for one process; the system lets go of it when the process ends, however it does."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        with os.fdopen(descriptor, "r+b") as file:
            if not _try_lock(file.fileno()):
                raise Trouble("Ein anderer Lauf schreibt gerade nach build/. Warten Sie, bis er fertig ist.")
            yield
    except OSError as error:
        raise Trouble(f"build/ kann nicht beschrieben werden: {reason(error)}. Prüfen Sie Platz und Rechte.") from error


def _try_lock(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:
        return _try_lock_on_windows(descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _try_lock_on_windows(descriptor: int) -> bool:
    import importlib

    msvcrt = importlib.import_module("msvcrt")  # exists on Windows only; imported so that type checkers need not know it
    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True

