"""States of a content repository, of a commit or on disk: what people write to say which are to be compared (`A B`, `A..B`, a
branch, a tag, a commit, a day), what lies in each, and what one of them cannot show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from regsam_docs import german
from regsam_docs.changes.change import Side
from regsam_docs.finding import Trouble
from regsam_docs.german import counted, german_short
from regsam_docs.repository import paths
from regsam_docs.repository.tree import Tree, by_composed
from regsam_docs.system import disk, git
from regsam_docs.system.git import Repository

HEAD = "HEAD"
"""The commit that is checked out."""

MOST_NAMES = 3
"""Names at most that are suggested for one that does not exist."""

DAY = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<D>\d{1,2})\.\s*(?:(?P<M>\d{1,2})\.|(?P<N>[a-zä]{3,9})\.?)\s*(?P<Y>\d{4})",
    re.IGNORECASE,
)
"""`2026-10-01`, `1.10.2026`, `1. Oktober 2026`."""

REFLOG = re.compile(r"@\{(?!-?\d+\}|u\}|upstream\}|push\})[^}]*\}?", re.IGNORECASE)
"""What asks git's diary of this clone for a time."""


def sides(repository: Repository, base: str, head: str | None) -> tuple[str, str | None]:
    """Base and head as one revision each; head None is the working tree. `A..B` are both, `A..` and `..B` have HEAD on the other
    side as in git; of `A...B` the base is the commit from which both went their ways, and without `B` the head the working tree.

    Raises Trouble for three sides, for histories that share nothing and for a side that does not exist.
    """
    dots = "..." if "..." in base else ".." if ".." in base else ""
    if not dots:
        return base, head
    one, _, other = base.partition(dots)
    if other and head is not None:
        raise Trouble(f"„{base}“ nennt schon beide Seiten. Bitte geben Sie keine dritte an.")
    one, head = one or HEAD, other or head
    if dots == "..":
        return one, head or HEAD
    return _forked(repository, one, head), head


def _forked(repository: Repository, one: str, head: str | None) -> str:
    base = git.merge_base(repository, resolve(repository, one), resolve(repository, head or HEAD))
    if base is None:
        why = " Der Klon ist verkürzt; holen Sie den Rest: git fetch --unshallow" if git.is_shallow(repository) else ""
        raise Trouble(f"„{one}“ und „{head or HEAD}“ haben keinen gemeinsamen Vorgänger.{why}")
    return base


def resolve(repository: Repository, revision: str, of: str | None = None) -> str:
    """The commit a revision names, as its whole id. A day means the last commit until its end that the branch `of` (default: the
    one that is checked out) pointed to. Raises Trouble with what may have been meant, if there is none."""
    _refuse_what_names_none(revision)
    found = git.commit_of(repository, revision)
    if found is not None:
        return found
    if not git.has_commits(repository):
        raise Trouble("In diesem git-Repository gibt es noch keinen Commit, also auch nichts zu vergleichen.")
    if DAY.fullmatch(revision.strip()):
        start = of if of is not None and not DAY.fullmatch(of.strip()) else HEAD
        return _on_day(repository, revision, resolve(repository, start))
    raise _unknown(repository, revision)


def _refuse_what_names_none(revision: str) -> None:
    """What git would read, but not as the one commit that is meant."""
    if ".." in revision:
        raise Trouble(
            f"„{revision}“ nennt zwei Versionen, hier ist eine gemeint. Geben Sie einen Zweig, eine Marke oder einen Commit an."
        )
    if revision.startswith("^"):
        name = revision.lstrip("^") or "main"
        raise Trouble(f"„{revision}“ nennt keine Version. Meinten Sie „{name}“, oder „{name}^“ (den Commit davor)?")
    if REFLOG.search(revision):
        name = REFLOG.sub("", revision) or HEAD
        raise Trouble(
            f"„{revision}“ fragt, was dieser Klon an jenem Tag hatte, und das weiß ein neuer Klon nicht. Geben Sie nur den Tag "
            f"an: regsam-docs diff 2026-10-01 {name} vergleicht den Stand, den „{name}“ an diesem Tag hatte, mit dem jetzigen."
        )


def _on_day(repository: Repository, written: str, start: str) -> str:
    """The last commit until the end of a day, by the days the commits themselves say, along the first parents."""
    day = _day(written)
    if day is None:
        raise Trouble(f"„{written}“ ist kein Tag, den es gibt. Schreiben Sie ihn so: 2026-10-01")
    commits = git.line(repository, start)
    found = next((commit for commit in commits if commit.day <= day.isoformat()), None)
    if found is not None:
        return found.id
    first = german.german_short(date.fromisoformat(commits[-1].day))
    more = " Der Klon ist verkürzt; ältere holt: git fetch --unshallow" if git.is_shallow(repository) else ""
    raise Trouble(f"Am {german.german_short(day)} gab es hier noch keinen Commit; der erste ist vom {first}.{more}")


def _day(written: str) -> date | None:
    found = DAY.fullmatch(written.strip())
    assert found is not None, "it looks like one"
    month = found["m"] or found["M"] or german.month(found["N"]) or 0
    try:
        return date(int(found["y"] or found["Y"]), int(month), int(found["d"] or found["D"]))
    except ValueError:
        return None


def _unknown(repository: Repository, revision: str) -> Trouble:
    if revision and (repository.root / revision).exists():
        return Trouble(
            f"„{revision}“ ist keine Version, sondern liegt im Ordner. diff vergleicht immer alles: regsam-docs diff main"
        )
    names = git.names(repository)
    there = [name for name in names if name.rpartition("/")[2] == revision]
    if near := (there or get_close_matches(revision, names, MOST_NAMES))[:MOST_NAMES]:
        return Trouble(f"Die Version „{revision}“ gibt es nicht. Meinten Sie {' oder '.join(f'„{name}“' for name in near)}?")
    if git.is_shallow(repository):
        return Trouble(
            f"Die Version „{revision}“ ist in diesem verkürzten Klon nicht enthalten. Holen Sie sie nach, z. B. mit: "
            "git fetch --unshallow (in der CI: fetch-depth: 0)."
        )
    return Trouble(
        f"Die Version „{revision}“ gibt es nicht. Möglich sind Zweige, Marken, Commits und Tage, z. B. main, HEAD~1 oder "
        "2026-10-01."
    )


# --- States of a content repository, of a commit or on disk, and what one of them cannot show.


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
    id = resolve(repository, revision, of)
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
