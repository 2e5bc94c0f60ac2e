"""A content repository as names and bytes, whether it lies on disk or in a git commit.

Names are in composed Unicode (NFC), as texts are: macOS stores `Übersicht.csv` decomposed, and who links to it types it composed.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, eq=False)
class Tree:
    """What lies below `areas/`. Paths are relative to the root, POSIX, and begin with `areas/`."""

    files: Mapping[str, int]
    """Path → size in bytes."""
    folders: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    """Symbolic links; they are never followed."""
    read: Callable[[str], bytes] = field(default=lambda path: b"")
    """Bytes of one of `files`."""
    templates: Callable[[], Mapping[str, bytes]] = field(default=dict)
    """What is put in place of the product's templates: path relative to `templates/` → bytes. Read when asked for."""
    spelled: Mapping[str, str] = field(default_factory=dict)
    """Composed path → how it is spelled where it lies, if otherwise."""
    twins: frozenset[str] = frozenset()
    """Paths that several files have once they are composed; one of them is read."""
    absent: Mapping[str, str] = field(default_factory=dict)
    """Folders of which the clone has nothing, or not everything → why, and what to do (German)."""

    def __post_init__(self) -> None:
        names = [*self.files, *self.folders, *self.links]
        if all(map(_is_composed, names)):
            return
        put, read = object.__setattr__, self.read
        spelled = {composed(path): path for path in sorted(names, key=_is_composed) if not path.isascii()}
        put(self, "twins", frozenset(path for path in self.files if spelled.get(composed(path), path) != path))
        put(self, "spelled", {path: there for path, there in spelled.items() if path != there})
        put(self, "files", {composed(path): self.files[spelled.get(composed(path), path)] for path in self.files})
        put(self, "folders", frozenset(map(composed, self.folders)))
        put(self, "links", frozenset(map(composed, self.links)))
        put(self, "read", lambda path: read(self.spelled.get(path, path)))

    def below(self, folder: str) -> frozenset[str]:
        """All files below a folder, relative to it."""
        return frozenset(path[len(folder) + 1 :] for path in below(self._files, folder))

    def why_absent(self, path: str) -> str | None:
        """Why a file is not there, if the clone lacks what its folder holds."""
        return next((why for folder, why in self.absent.items() if path == folder or path.startswith(f"{folder}/")), None)

    def links_below(self, folder: str) -> Sequence[str]:
        """All symbolic links below a folder, sorted."""
        return below(self._links, folder)

    @cached_property
    def _files(self) -> list[str]:
        return sorted(self.files)

    @cached_property
    def _links(self) -> list[str]:
        return sorted(self.links)

    def children(self) -> dict[str, list[str]]:
        """Folder → sorted names of what lies directly in it."""
        found: dict[str, list[str]] = {folder: [] for folder in self.folders}
        for path in sorted({*self.files, *self.folders, *self.links}):
            folder, _, name = path.rpartition("/")
            found.setdefault(folder, []).append(name)
        return found


def composed(path: str) -> str:
    """A path in composed Unicode."""
    return unicodedata.normalize("NFC", path)


def _is_composed(path: str) -> bool:
    return path.isascii() or unicodedata.is_normalized("NFC", path)


def by_composed(ids: Mapping[str, str]) -> dict[str, str]:
    """What is known by path, by composed path; of two that are the same then, that of the one that is read."""
    return {composed(path): ids[path] for path in sorted(ids, key=_is_composed)}


def below(paths: Sequence[str], folder: str) -> Sequence[str]:
    """Those of some sorted paths that lie below a folder, found without looking at the others."""
    start, end = (bisect_left(paths, f"{folder}{sign}") for sign in ("/", "0"))  # the sign behind "/" is "0"
    return paths[start:end]


def tree_of(files: Mapping[str, bytes], templates: Mapping[str, bytes] | None = None) -> Tree:
    """A tree from bytes in memory; its folders are those its files lie in."""
    parts = [path.split("/") for path in files]
    folders = frozenset("/".join(p[:n]) for p in parts for n in range(1, len(p)))
    sizes = {path: len(data) for path, data in files.items()}
    return Tree(sizes, folders, read=files.__getitem__, templates=lambda: templates or {})
