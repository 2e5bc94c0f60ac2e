"""The only room that calls git: states of a content repository out of its objects, without a checkout, never writing.

Nothing of what a repository brings is believed. Where it lies is found here, not by git, which would take any folder that looks
like a bare repository for one: `.git` is a name that git never checks out, so content cannot bring it. git is then told where
its folder is, and asked only by plumbing that reads objects: no hooks, pagers, filters, diff drivers, signatures or aliases
come into it, whatever the configuration says. The user's and the machine's configuration are not read; of the environment
git gets what `processes` lets through.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path

from regsam_docs import limits
from regsam_docs.finding import Trouble
from regsam_docs.repository import paths
from regsam_docs.repository.tree import Tree
from regsam_docs.system import processes

SETTINGS = (
    "safe.bareRepository=explicit",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
    "core.quotePath=false",
    "core.pager=cat",
    "protocol.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
)
"""What no command of ours should ever come to, ruled out all the same: it beats what the repository's own file says."""

SAFE = (*(part for setting in SETTINGS for part in ("-c", setting)), "--no-pager", "--no-replace-objects", "--literal-pathspecs")

ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}
"""Protocols are ruled out twice: git before 2.44 knows no `GIT_NO_LAZY_FETCH` and would fetch what a partial clone lacks."""

NEUTRAL = Path(__file__).parent
"""Where git starts: a folder of the program's own. It is told of the repository by `--git-dir` alone."""

GIT = ".git"
MODULE = "160000"
SKIPPED = "S "
"""How `ls-files -v` marks what a sparse checkout leaves away."""
FILE_MODES = ("100644", "100755", "100664")
WHOLE_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
FOUND = 3
"""Words of `cat-file`'s line on an object that is there: id, type, size."""


AT_ONCE = 64
"""Objects asked for at once: their names fit into a pipe, so that git may begin to answer before it has read them all."""

GitObject = tuple[str, str, bytes]
"""Type, id and bytes of an object."""

ENDED: GitObject = ("", "", b"")


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository. `root`: the content repository's. `folder`: where git keeps its own files, absolute. `prefix` is where
    the root lies in it (`""` or `docs/`)."""

    root: Path
    folder: Path
    prefix: str


def open_repository(root: Path) -> Repository:
    """The repository `root` lies in. Raises Trouble if git is missing or cannot read it, if there is no repository, or if a
    folder on the way up to it pretends to be one."""
    opened = _located(root)
    if not _said(opened, "rev-parse", "--git-dir"):
        top = opened.folder.parent
        raise Trouble(f"git kann das Repository „{top}“ nicht lesen. Den Grund nennt: git -C {top} status")
    return opened


def _located(root: Path) -> Repository:
    """Where the repository lies, without asking git. Raises Trouble."""
    place = root.resolve()
    for top in (place, *place.parents):
        if _pretends(top):
            raise Trouble(
                f"„{top}“ sieht aus wie ein git-Repository ohne Arbeitsverzeichnis (HEAD, objects, refs) und könnte git eigene "
                "Einstellungen unterschieben; deshalb wird git hier nicht gefragt. Löschen Sie diese Dateien aus dem Ordner."
            )
        if (top / GIT).exists() or (top / GIT).is_symlink():
            below = place.relative_to(top).as_posix()
            return Repository(root, _own(top / GIT), "" if below == "." else f"{below}/")
    raise Trouble(
        f"„{root}“ liegt in keinem git-Repository, deshalb gibt es keine früheren Fassungen. Legen Sie eines an mit: git init"
    )


def _pretends(folder: Path) -> bool:
    """Whether git would take a folder itself for a repository."""
    if folder.name == GIT or not _there(folder / "HEAD"):
        return False
    return _there(folder / "commondir") or ((folder / "objects").is_dir() and (folder / "refs").is_dir())


def _there(path: Path) -> bool:
    return path.is_symlink() or path.is_file()


def _own(place: Path) -> Path:
    """git's folder by what lies at `.git`: itself, or where its one line leads (a work tree of its own, a submodule). Raises
    Trouble for a link and for a line that leads where content might lie."""
    strange = Trouble(
        f"„{place}“ führt zu einem fremden Ordner, und der bleibt ungelesen. Holen Sie das Repository neu mit: git clone"
    )
    if place.is_symlink():
        raise strange
    if place.is_dir():
        return place
    try:
        with place.open(encoding="utf-8", errors="surrogateescape") as file:
            line = file.read(limits.LINE_LENGTH)
        target = (place.parent / line.removeprefix("gitdir:").strip()).resolve()
        back = target / "gitdir"
        returns = back.is_file() and back.read_text(errors="surrogateescape").strip() == str(place)
    except (OSError, ValueError) as error:
        raise strange from error
    if not line.startswith("gitdir:") or not target.is_dir() or not (GIT in target.parts or returns):
        raise strange
    return target


def commit_of(repository: Repository, revision: str) -> str | None:
    """The commit a revision names, as its whole id; None if there is none, or several."""
    id = _said(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return id if WHOLE_ID.fullmatch(id) else None


def head(root: Path) -> str | None:
    """The commit that is checked out at a root; None without git, without a repository, and before the first commit."""
    with suppress(Trouble):
        return commit_of(open_repository(root), "HEAD")
    return None


def remote(repository: Repository) -> str | None:
    """The address a repository was cloned from, as its own configuration has it: whatever somebody wrote there."""
    answer = _git(repository, "config", "--local", "--get", "remote.origin.url")
    return answer.stdout.decode(errors="replace").strip() or None


def names(repository: Repository) -> list[str]:
    """The short names of all branches, remote ones too, and tags."""
    kinds = ("refs/heads", "refs/tags", "refs/remotes")
    return _said(repository, "for-each-ref", "--format=%(refname:lstrip=2)", *kinds).splitlines()


def has_commits(repository: Repository) -> bool:
    """Whether anything was committed on the branch that is checked out."""
    return _said(repository, "rev-parse", "--verify", "--quiet", "HEAD") != ""


def is_shallow(repository: Repository) -> bool:
    """Whether the clone lacks older commits."""
    return _said(repository, "rev-parse", "--is-shallow-repository") == "true"


def is_boundary(repository: Repository, commit: str) -> bool:
    """Whether a commit is one where a shallow clone was cut off, so that it seems to have no parents."""
    with suppress(OSError):
        return commit in (NEUTRAL / _said(repository, "rev-parse", "--git-path", "shallow")).read_text().split()
    return False


def merge_base(repository: Repository, one: str, other: str) -> str | None:
    """The newest commit both histories share; None if the clone does not reach back to one."""
    return _said(repository, "merge-base", one, other) or None


@cache
def tree(repository: Repository, commit: str) -> Tree:
    """Everything below `areas/` as it was in a commit."""
    listed = _listed(repository, commit, paths.AREAS, "-t", "--long")
    if listed is None:
        raise _missing(commit)
    files: dict[str, int] = {}
    objects: dict[str, str] = {}
    folders: set[str] = set()
    links: set[str] = set()
    for path, (mode, kind, name, size) in listed.items():
        if kind == "tree":
            folders.add(path)
        elif mode in FILE_MODES and not size.isdigit():
            raise _missing(name)
        elif mode in FILE_MODES:
            files[path], objects[path] = int(size), name
        else:
            links.add(path)

    def read(path: str) -> bytes:
        return blob(repository, objects[path])

    return Tree(files, frozenset(folders), frozenset(links), read, cache(partial(_templates, repository, commit)))


def _templates(repository: Repository, commit: str) -> dict[str, bytes]:
    """What a commit puts in place of the product's templates."""
    if paths.is_product(repository.root):
        return {}
    listed = (_listed(repository, commit, f"{paths.TEMPLATES}/") or {}).items()
    files = {path.removeprefix(f"{paths.TEMPLATES}/"): id for path, (mode, _, id) in listed if mode in FILE_MODES}
    return {name: blob(repository, id) for name, id in sorted(files.items())}


def modules(repository: Repository, commit: str) -> frozenset[str]:
    """Paths of the submodules in a commit, below `areas/` or that itself: what lies there has a history of its own."""
    listed = (_listed(repository, commit, paths.AREAS) or {}).items()
    return frozenset(path for path, (mode, *_) in listed if mode == MODULE)


def left_away(root: Path) -> frozenset[str]:
    """As `not_checked_out`, of the repository a root lies in, if there is one that can be read; git is asked only if need be."""
    with suppress(Trouble):
        return not_checked_out(_located(root))
    return frozenset()


def not_checked_out(repository: Repository) -> frozenset[str]:
    """Paths below `areas/` that a sparse checkout leaves away: the index knows them, and the folder need not hold them."""
    if not (repository.folder / "info/sparse-checkout").exists():
        return frozenset()
    lines = _said(repository, "ls-files", "-v", "-z", "--full-name", "--", f"{repository.prefix}{paths.AREAS}").split("\0")
    return frozenset(line[2:].removeprefix(repository.prefix) for line in lines if line.startswith(SKIPPED))


@lru_cache(maxsize=4)
def changes(repository: Repository, head: str) -> Mapping[str, int]:
    """Path from the root of each file and folder below `areas/`, of those too that are gone → how many commits up to `head`
    touched it."""
    start = f"{repository.prefix}{paths.AREAS}"
    commits = _git(repository, "rev-list", "--full-history", head, "--", start).stdout
    ways = ("--stdin", "--root", "--name-only", "-r", "-t", "-z", "--no-renames", "--no-ext-diff")
    touched = _said(repository, "diff-tree", *ways, "--", start, given=commits).split("\0")
    return Counter(name.removeprefix(repository.prefix) for name in touched)


def algorithm(repository: Repository) -> str:
    """What object ids are made with: `sha1` or `sha256`."""
    return _said(repository, "rev-parse", "--show-object-format") or "sha1"


def object_ids(repository: Repository, commit: str) -> dict[str, str]:
    """Path below the root → id of its object: equal ids mean equal bytes, so what did not change need not be read."""
    return {path: id for path, (_, _, id) in (_listed(repository, commit, paths.AREAS) or {}).items()}


def _listed(repository: Repository, commit: str, start: str, *more: str) -> dict[str, list[str]] | None:
    """All files below a path in a commit, by their path from the root: mode, kind, id, and what `more` asks for. None if they
    cannot be listed."""
    answer = _git(repository, "ls-tree", "-r", "-z", *more, "--full-tree", commit, "--", f"{repository.prefix}{start}")
    pairs = (line.partition("\t") for line in _text(answer).split("\0") if line)
    return {full.removeprefix(repository.prefix): about.split() for about, _, full in pairs} if not answer.returncode else None


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its id, day (`2026-05-12`) and first line of its message."""

    id: str
    day: str
    subject: str


def history(repository: Repository, paths_of: list[str], *starts: str) -> list[Commit]:
    """The commits that touch any of the paths (relative to the root), newest first, reached from `starts`."""
    wanted = [f"{repository.prefix}{path}" for path in paths_of]
    return _commits(repository, "--full-history", "--date-order", *starts, "--", *wanted)


def line(repository: Repository, start: str) -> list[Commit]:
    """The commits a branch pointed to, newest first: along the first parents."""
    return _commits(repository, "--first-parent", start, "--")


def commit(repository: Repository, id: str) -> Commit:
    """Day and first line of a commit."""
    return _commits(repository, "--max-count=1", id, "--")[0]


def _commits(repository: Repository, *arguments: str) -> list[Commit]:
    form = ("--encoding=UTF-8", "--format=%H%x1f%cs%x1f%s")
    listed = _git(repository, "rev-list", *form, *arguments)
    if listed.returncode:
        raise _missing(next((part for part in arguments if WHOLE_ID.fullmatch(part)), "HEAD"))
    lines = listed.stdout.decode(errors="replace").split("\n")
    rows = (line.split("\x1f", 2) for line in lines if "\x1f" in line)  # before each stands „commit“ and its id
    return [Commit(id, day, subject) for id, day, subject in rows]


TreeEntries = dict[str, tuple[str, str]]
"""What lies directly in a folder: name → its mode (`100644`; `40000` is a folder) and its id."""


def objects_below(repository: Repository, id: str) -> TreeEntries:
    """What lies directly in a folder, by the folder's id or as `COMMIT:path`. Nothing for a folder that does not exist."""
    return folders(repository, [id])[0]


def folders(repository: Repository, ids: Sequence[str]) -> list[TreeEntries]:
    """As `objects_below`, of several folders at once."""
    return [_entries(id, found) for id, found in zip(ids, _objects(repository, ids), strict=True)]


def _entries(id: str, found: GitObject | None) -> TreeEntries:
    if found is None and WHOLE_ID.fullmatch(id):
        raise _missing(id)
    if found is None or found[0] != "tree":
        return {}
    size = len(found[1]) // 2
    entries: TreeEntries = {}
    rest = found[2]
    while rest:
        head, _, rest = rest.partition(b"\0")
        mode, _, name = head.decode(errors="surrogateescape").partition(" ")
        entries[name] = (mode, rest[:size].hex())
        rest = rest[size:]
    return entries


def blob(repository: Repository, id: str) -> bytes:
    """The bytes of a file by its object's id, never more than the limit for files. Raises Trouble if it is not there."""
    found = _objects(repository, [id])[0]
    if found is None:
        raise _missing(id)
    return found[2]


_READERS: dict[Repository, processes.Running] = {}


def _missing(name: str) -> Trouble:
    return Trouble(
        f"Hier fehlt etwas aus der Versionsgeschichte ({name[:8]}); der Klon ist unvollständig, zum Beispiel mit --filter "
        "geholt. Holen Sie den Rest mit: git fetch --refetch --no-filter"
    )


def blobs(repository: Repository, ids: Sequence[str]) -> dict[str, bytes]:
    """The bytes of several files at once, by id, as far as they are there."""
    return {id: found[2] for id, found in zip(ids, _objects(repository, ids), strict=True) if found is not None}


def _objects(repository: Repository, names: Sequence[str]) -> list[GitObject | None]:
    """Objects by name, from one `git cat-file` kept running: a process for each file of a city would take minutes. Many are asked
    for at once: to wait for each answer takes longer than to read it. None for one that is not there."""
    asked = [name for name in names if "\n" not in name]  # the question would be two
    found: dict[str, GitObject | None] = {}
    for start in range(0, len(asked), AT_ONCE):
        process = _reader(repository)
        assert process.stdin is not None
        part = asked[start : start + AT_ONCE]
        process.stdin.write("".join(f"{name}\n" for name in part).encode(errors="surrogateescape"))
        process.stdin.flush()
        for name in part:
            answer = _answer(process)
            if answer is ENDED:  # as for an object that a partial clone lacks
                with _READERS.pop(repository):
                    break
            found[name] = answer
    return [found.get(name) for name in names]


def _reader(repository: Repository) -> processes.Running:
    process = _READERS.get(repository)
    if process is None or process.poll() is not None:
        process = processes.start(_command(repository, "cat-file", "--batch"), NEUTRAL, ENVIRONMENT)
        _READERS[repository] = process
    return process


def _answer(process: processes.Running) -> GitObject | None:
    """The next object; None if it is not there, ENDED if the process is."""
    assert process.stdout is not None
    line = process.stdout.readline()
    about = line.split()
    if len(about) != FOUND or not about[2].isdigit():
        return None if line else ENDED
    size = int(about[2])
    kept = process.stdout.read(min(size, limits.CSV_BYTES + 1))
    for start in range(len(kept), size + 1, limits.MIB):
        process.stdout.read(min(limits.MIB, size + 1 - start))
    return about[1].decode(), about[0].decode(), kept


def _git(repository: Repository, *arguments: str, given: bytes = b"") -> processes.Ended:
    return processes.run(_command(repository, *arguments), NEUTRAL, ENVIRONMENT, given)


def _said(repository: Repository, *arguments: str, given: bytes = b"") -> str:
    """What git prints, without the end of its line; nothing if it only refuses."""
    return _text(_git(repository, *arguments, given=given)).strip("\n")


def _text(answer: processes.Ended) -> str:
    """Names that are no UTF-8 come through whole."""
    return answer.stdout.decode(errors="surrogateescape")


def _command(repository: Repository, *arguments: str) -> list[str]:
    """The call of git on a repository. Raises Trouble if git is not installed."""
    program = processes.program("git")
    if program is None:
        raise Trouble("git ist nicht installiert (Debian/Ubuntu: apt install git; macOS: brew install git).")
    return [program, f"--git-dir={repository.folder}", f"--work-tree={NEUTRAL}", *SAFE, *arguments]
