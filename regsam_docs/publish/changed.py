"""How often files were changed, by which calendars tell the newer of two states of an entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path, PurePosixPath

from regsam_docs.finding import Trouble
from regsam_docs.repository import paths
from regsam_docs.repository.tree import Tree
from regsam_docs.system import disk, git

Changes = Callable[[str], int]
"""Path of a file or folder relative to `areas/` → how often it was changed."""


def changes(root: Path, tree: Tree) -> Changes:
    """How often files and folders were changed (`counted`); that is looked at when it is asked for."""
    found = cache(partial(counted, root, tree))
    return lambda path: found()[f"{paths.AREAS}/{path}"]


def counted(root: Path, tree: Tree, within: tuple[str, ...] = (f"{paths.AREAS}/",)) -> Counter[str]:
    """How many commits of what is checked out touched a file or folder, by path, and once more if it is not as it was committed.
    Never less along a history. Always 0 without git, and in a clone cut short, which does not know. `within`: how paths begin
    that are asked for."""
    with suppress(Trouble):
        repository = git.open_repository(root)
        head = git.commit_of(repository, "HEAD")
        if head is not None and not git.is_shallow(repository):
            return Counter(git.changes(repository, head)) + _since(repository, head, root, tree, within)
    return Counter()


def _since(repository: git.Repository, head: str, root: Path, tree: Tree, within: tuple[str, ...]) -> Counter[str]:
    """What differs from a commit, with the folders it lies in."""
    asked = {path: size for path, size in tree.files.items() if path.startswith(within)}
    links = frozenset(path for path in tree.links if path.startswith(within))
    now = disk.blob_ids(root, replace(tree, files=asked, links=links), git.algorithm(repository))
    before = git.object_ids(repository, head)
    differing = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path) and path.startswith(within)}
    return Counter(differing | {str(folder) for path in differing for folder in PurePosixPath(path).parents})
