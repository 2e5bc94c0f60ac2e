"""The only reader and writer of files: a tree from a folder, and complete files or none."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from regsam_docs import limits, paths
from regsam_docs.tree import Tree


class Unreadable(Exception):
    """The content cannot be read; the message (German) says what and why."""


def find_root(start: Path) -> Path | None:
    """The nearest folder upwards from `start` that holds `areas/` (cli.md)."""
    folder = start.absolute()
    return next((place for place in (folder, *folder.parents) if (place / paths.AREAS).is_dir()), None)


def tree(root: Path) -> Tree:
    """Everything below `areas/` of a root by name; nothing is opened, no symbolic link followed."""
    files: dict[str, int] = {}
    folders: set[str] = set()
    links: set[str] = set()
    for path, entry in _scan(root / paths.AREAS, paths.AREAS):
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISREG(mode):
            files[path] = entry.stat(follow_symlinks=False).st_size
        elif stat.S_ISDIR(mode):
            folders.add(path)
        else:
            links.add(path)  # a link, and just as little to be followed: a pipe, a socket, a device

    def read(path: str) -> bytes:
        return read_bytes(root / path)

    return Tree(files, frozenset(folders | {paths.AREAS}), frozenset(links), read)


def _scan(folder: Path, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            path = f"{prefix}/{entry.name}"
            yield path, entry
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                yield from _scan(Path(entry.path), path)


def read_bytes(path: Path, most: int = limits.CSV_BYTES + 1) -> bytes:
    """The bytes of a regular file, never more than `most`: enough to see that it is too large.

    Raises Unreadable if the system refuses; a symbolic link is refused too.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            return file.read(most)
    except OSError as error:
        raise Unreadable(f"{path} kann nicht gelesen werden: {error.strerror}.") from error
