"""States of a content repository, of a commit or on disk, and what one of them cannot show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from regsam_docs.changes.change import Side
from regsam_docs.finding import Trouble
from regsam_docs.german import counted, german_short
from regsam_docs.history import revisions
from regsam_docs.repository import paths
from regsam_docs.repository.tree import Tree, by_composed
from regsam_docs.system import disk, git
from regsam_docs.system.git import Repository

WORKING = "Arbeitsverzeichnis"

MODULE = (
    "„{}“ ist ein Submodul: seine Versionen stehen in einem eigenen Repository, deshalb ist hier nichts zu vergleichen. Was sich "
    "darin geändert hat, zeigt git dort: git -C {} diff"
)
SPARSE = (
    "{} unter areas/ nicht ausgecheckt (sparse checkout) und nicht verglichen; entfallen ist davon nichts. Alles holt: "
    "git sparse-checkout disable"
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state of the repository. `ids`: path → id of its object. `side`: what people are told of it."""

    tree: Tree
    ids: Mapping[str, str]
    side: Side


def committed(repository: Repository, revision: str, of: str | None = None) -> Snapshot:
    """The state of a commit. `of`: the branch a day is looked for on."""
    id = revisions.resolve(repository, revision, of)
    about = git.commit(repository, id)
    named = "" if id.startswith(revision) else f"{revision}, "
    said = f"{named}Commit {id[:8]} vom {german_short(date.fromisoformat(about.day))} „{about.subject}“"
    ids = {path: blob for path, blob in by_composed(git.object_ids(repository, id)).items() if path != paths.CONTACTS}
    return Snapshot(_without_contacts(git.tree(repository, id)), ids, Side(said, revision, id))


def working(root: Path, repository: Repository) -> Snapshot:
    """The state on disk."""
    tree = _without_contacts(disk.tree(root))
    return Snapshot(tree, disk.blob_ids(root, tree, git.algorithm(repository)), Side(WORKING))


def _without_contacts(tree: Tree) -> Tree:
    """What a comparison says is passed on; telephone numbers kept outside git are not."""
    return replace(tree, files={path: size for path, size in tree.files.items() if path != paths.CONTACTS})


def both_seen(repository: Repository, before: Snapshot, after: Snapshot) -> tuple[Snapshot, Snapshot, list[str]]:
    """Both states without what one of them cannot show, so that it does not count as new or removed; and what is to be said of
    that. Raises Trouble if nothing is left."""
    commits = [state.side.commit for state in (before, after) if state.side.commit is not None]
    modules = frozenset().union(*(git.modules(repository, commit) for commit in commits))
    if paths.AREAS in modules:
        raise Trouble(MODULE.format(paths.AREAS, paths.AREAS))
    away = git.not_checked_out(repository) - after.tree.files.keys() if after.side.commit is None else frozenset()
    notices = [MODULE.format(path, path) for path in sorted(modules)]
    if away:
        notices.append(SPARSE.format(counted(len(away), "Datei ist", "Dateien sind")))
    gone = modules | away
    return (_without(before, gone), _without(after, gone), notices) if gone else (before, after, notices)


def _without(snapshot: Snapshot, gone: frozenset[str]) -> Snapshot:
    """A state without some paths, what lies below them, and folders that hold nothing else."""

    def kept(path: str) -> bool:
        return not any(part in gone for part in (path, *_above(path)))

    tree = snapshot.tree
    ids = {path: id for path, id in snapshot.ids.items() if kept(path)}
    held = {folder for path in ids for folder in _above(path)}
    emptied = {folder for path in snapshot.ids.keys() - ids for folder in _above(path)} - held
    files = {path: size for path, size in tree.files.items() if path in ids}
    folders = frozenset(path for path in tree.folders if kept(path) and path not in emptied)
    links = frozenset(path for path in tree.links if kept(path))
    return replace(snapshot, tree=replace(tree, files=files, folders=folders, links=links), ids=ids)


def _above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:number]) for number in range(1, len(parts))]
