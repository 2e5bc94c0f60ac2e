"""The only room that calls git: states of a content repository out of its objects, without a checkout, never writing.

What the repository configures is not trusted: no hooks, no file system monitor, no check of
signatures, no encoding of messages, no pager, no prompts, no lazy fetching.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from regsam_docs import limits, paths
from regsam_docs.tree import Tree
from regsam_docs.trouble import Trouble

SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.quotePath=false",
    "log.showSignature=false",
    "i18n.logOutputEncoding=UTF-8",
)

SAFE = (*(part for setting in SETTINGS for part in ("-c", setting)), "--no-pager")

LINK_MODE = "120000"
FILE_MODES = ("100644", "100755", "100664")


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository. `prefix` is where the content repository's root lies in it (`""` or `docs/`)."""

    root: Path
    prefix: str


def open_repository(root: Path) -> Repository:
    """The repository `root` lies in. Raises Trouble if git is missing or there is no repository."""
    answer = _git(root, "rev-parse", "--show-prefix")
    if b"dubious ownership" in answer.stderr:
        raise Trouble(
            f"git liest „{root}“ nicht, weil der Ordner jemand anderem gehört. Erlauben Sie es mit: "
            f"git config --global --add safe.directory {root}"
        )
    if answer.returncode:
        raise Trouble(
            f"„{root}“ liegt in keinem git-Repository, deshalb gibt es keine früheren Fassungen. Legen Sie eines an mit: git init"
        )
    return Repository(root, answer.stdout.decode(errors="surrogateescape").strip("\n"))


def resolve(repository: Repository, revision: str) -> str:
    """The commit a revision names, as 40 hexadecimal digits. Raises Trouble if there is none (and says if the clone is
    shallow, so that it may only be missing here)."""
    answer = _git(repository.root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if answer.returncode == 0:
        return answer.stdout.decode().strip()
    if not has_commits(repository):
        raise Trouble("In diesem git-Repository gibt es noch keinen Commit, also auch nichts zu vergleichen.")
    if is_shallow(repository):
        raise Trouble(
            f"Die Version „{revision}“ ist in diesem verkürzten Klon nicht enthalten. Holen Sie sie nach, z. B. mit: "
            "git fetch --unshallow (in der CI: fetch-depth: 0)."
        )
    raise Trouble(f"Die Version „{revision}“ gibt es nicht. Möglich sind Zweige, Marken und Commits, z. B. main oder HEAD~1.")


def has_commits(repository: Repository) -> bool:
    """Whether anything was committed on the branch that is checked out."""
    return _git(repository.root, "rev-parse", "--verify", "--quiet", "HEAD").returncode == 0


def is_shallow(repository: Repository) -> bool:
    """Whether the clone lacks older commits."""
    return _git(repository.root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def is_boundary(repository: Repository, commit: str) -> bool:
    """Whether a commit is one where a shallow clone was cut off, so that it seems to have no parents."""
    where = _git(repository.root, "rev-parse", "--git-path", "shallow").stdout.decode(errors="surrogateescape").strip("\n")
    try:
        return commit in (repository.root / where).read_text().split()
    except OSError:
        return False


def merge_base(repository: Repository, one: str, other: str) -> str | None:
    """The newest commit both histories share; None if the clone does not reach back to one."""
    answer = _git(repository.root, "merge-base", one, other)
    return answer.stdout.decode().strip() or None if answer.returncode == 0 else None


def tree(repository: Repository, commit: str) -> Tree:
    """Everything below `areas/` as it was in a commit."""
    return _tree(repository, commit)


@cache
def _tree(repository: Repository, commit: str) -> Tree:
    start = f"{repository.prefix}{paths.AREAS}"
    listed = _git(repository.root, "ls-tree", "-r", "-t", "-z", "--long", "--full-tree", commit, "--", start)
    if listed.returncode:
        raise Trouble(f"git kann den Stand {commit[:8]} nicht lesen: {listed.stderr.decode(errors='replace').strip()}")
    files: dict[str, int] = {}
    objects: dict[str, str] = {}
    folders: set[str] = set()
    links: set[str] = set()
    for line in filter(None, listed.stdout.decode(errors="surrogateescape").split("\0")):
        about, _, full = line.partition("\t")
        mode, kind, name, size = about.split()
        path = full.removeprefix(repository.prefix)
        if kind == "tree":
            folders.add(path)
        elif mode in FILE_MODES:
            files[path], objects[path] = int(size), name
        else:
            links.add(path)

    def read(path: str) -> bytes:
        return _blob(repository, objects[path])

    return Tree(files, frozenset(folders), frozenset(links), read)


def algorithm(repository: Repository) -> str:
    """What object ids are made with: `sha1` or `sha256`."""
    return _git(repository.root, "rev-parse", "--show-object-format").stdout.decode().strip() or "sha1"


def object_ids(repository: Repository, commit: str) -> dict[str, str]:
    """Path below the root → id of its object: equal ids mean equal bytes, so what did not change need not be read."""
    start = f"{repository.prefix}{paths.AREAS}"
    listed = _git(repository.root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", start).stdout
    pairs = (line.partition("\t") for line in listed.decode(errors="surrogateescape").split("\0") if line)
    return {full.removeprefix(repository.prefix): about.split()[2] for about, _, full in pairs}


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its id, day (`2026-05-12`) and first line of its message."""

    id: str
    day: str
    subject: str


def history(repository: Repository, paths_of: list[str], *starts: str) -> list[Commit]:
    """The commits that touch any of the paths (relative to the root), newest first, reached from `starts`."""
    wanted = [f":(top,literal){repository.prefix}{path}" for path in paths_of]
    form = "--format=%H%x1f%cs%x1f%s"
    listed = _git(repository.root, "log", "-z", form, "--full-history", "--date-order", *starts, "--", *wanted)
    rows = (line.split("\x1f", 2) for line in listed.stdout.decode(errors="replace").split("\0") if line)
    return [Commit(id, day, subject) for id, day, subject in rows]


def commit(repository: Repository, id: str) -> Commit:
    """Day and first line of a commit."""
    shown = _git(repository.root, "show", "--no-patch", "--format=%H%x1f%cs%x1f%s", id).stdout.decode(errors="replace")
    return Commit(*shown.strip("\n").split("\x1f", 2))


def objects_below(repository: Repository, id: str) -> dict[str, tuple[str, str]]:
    """What lies directly in a folder, by the folder's id or as `COMMIT:path`: name → its mode (`100644`; `40000` is a folder)
    and its id. Nothing for a folder that does not exist."""
    found = _object(repository, id)
    if found is None or found[0] != "tree":
        return {}
    size = len(found[1]) // 2
    entries: dict[str, tuple[str, str]] = {}
    rest = found[2]
    while rest:
        head, _, rest = rest.partition(b"\0")
        mode, _, name = head.decode(errors="surrogateescape").partition(" ")
        entries[name] = (mode, rest[:size].hex())
        rest = rest[size:]
    return entries


def areas_at(repository: Repository, commit: str) -> dict[str, tuple[str, str]]:
    """What lies directly below `areas/` in a commit, as `objects_below` gives it."""
    return objects_below(repository, f"{commit}:{repository.prefix}{paths.AREAS}")


def blob(repository: Repository, id: str) -> bytes:
    """The bytes of a file by its object's id, never more than the limit for files."""
    return _blob(repository, id)


_READERS: dict[Path, subprocess.Popen[bytes]] = {}


def _blob(repository: Repository, name: str) -> bytes:
    found = _object(repository, name)
    if found is None:
        raise Trouble(
            f"git kann das Objekt {name} nicht lesen; der Klon ist unvollständig. Holen Sie es nach, "
            "z. B. mit: git fetch --refetch"
        )
    return found[2]


def _object(repository: Repository, name: str) -> tuple[str, str, bytes] | None:
    """Type, id and bytes of an object, from one `git cat-file` kept running: a process for each file of a city would take
    minutes. None if it is not there."""
    process = _READERS.get(repository.root)
    if process is None or process.poll() is not None:
        process = subprocess.Popen(
            ["git", *SAFE, "cat-file", "--batch"],
            cwd=repository.root,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        _READERS[repository.root] = process
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{name}\n".encode(errors="surrogateescape"))
    process.stdin.flush()
    about = process.stdout.readline().split()
    if len(about) != 3 or not about[2].isdigit():
        return None
    size = int(about[2])
    kept = process.stdout.read(min(size, limits.CSV_BYTES + 1))
    for start in range(len(kept), size + 1, limits.MIB):
        process.stdout.read(min(limits.MIB, size + 1 - start))
    return about[1].decode(), about[0].decode(), kept


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *SAFE, *arguments], cwd=folder, env=_environment(), capture_output=True, check=False)
    except FileNotFoundError as missing:
        raise Trouble("git ist nicht installiert (Debian/Ubuntu: apt install git; macOS: brew install git).") from missing


def _environment() -> dict[str, str]:
    return {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C.UTF-8"}
