"""Putting files into a content repository beside its content, never through a link to somewhere else."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from regsam_docs import disk
from regsam_docs.trouble import Trouble


def current(root: Path, path: str) -> bytes | None:
    """Bytes of a file, None if there is none. Raises Trouble where a link, or a folder, is in its place."""
    for part in (PurePosixPath(path), *PurePosixPath(path).parents):
        if str(part) != "." and (root / part).is_symlink():
            raise Trouble(f"„{part}“ ist eine Verknüpfung (symbolischer Link); dort wird nichts angelegt. Entfernen Sie sie.")
    if (root / path).is_dir():
        raise Trouble(f"„{path}“ ist ein Ordner; dort gehört eine Datei hin. Benennen Sie ihn um.")
    return disk.read_bytes(root / path) if (root / path).exists() else None


def put(root: Path, path: str, data: bytes) -> bool:
    """Write a file if that changes it; gives whether it did."""
    if current(root, path) == data:
        return False
    disk.write(root / path, data)
    return True
