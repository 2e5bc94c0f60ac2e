"""What people write to say which states are to be compared: `A B`, `A..B`, `A...B`, a branch, a tag, a commit, a day."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches

from regsam_docs import german
from regsam_docs.finding import Trouble
from regsam_docs.system import git
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
