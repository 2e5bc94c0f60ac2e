"""The only reader and writer of files: a tree from a folder, and complete files or none."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path

from regsam_docs import limits
from regsam_docs.finding import Trouble, reason
from regsam_docs.repository import paths
from regsam_docs.repository.tree import Tree

READING, WRITING = ("gelesen", "ihren Namen und ihre Rechte"), ("geschrieben", "Platz und Rechte")
"""What is done to a file, and what to look after where the system refuses it."""


PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""How a file is opened that somebody may have put a link or a pipe in the place of."""


@contextmanager
def refused(path: Path | str, done: str, advice: str) -> Iterator[None]:
    """Raise Trouble for what the system refuses."""
    try:
        yield
    except OSError as error:
        raise Trouble(f"{path} kann nicht {done} werden: {reason(error)}. Prüfen Sie {advice}.") from error


def find_root(start: Path) -> Path | None:
    """The nearest folder upwards from `start` that holds `areas/` (docs/befehle.md, „Wo ein Befehl arbeitet“)."""
    folder = start.absolute()
    return next((place for place in (folder, *folder.parents) if (place / paths.AREAS).is_dir()), None)


def checkout(root: Path) -> Path | None:
    """The nearest folder upwards from a root that git keeps its own files in."""
    return next((place for place in (root, *root.parents) if (place / ".git").exists()), None)


def tree(root: Path) -> Tree:
    """Everything below `areas/` of a root by name; nothing is opened, no symbolic link followed.

    Raises Trouble if `areas/` itself is a link: a pull request could make it lead anywhere.
    """
    if (root / paths.AREAS).is_symlink():
        raise Trouble("areas/ ist eine Verknüpfung (symbolischer Link) und bleibt ungelesen. Legen Sie den Ordner selbst an.")
    _refuse_empty_modules(root)
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

    folders.add(paths.AREAS)
    absent = _absent(root)
    return Tree(files, frozenset(folders), frozenset(links), read, cache(partial(templates_of, root)), absent=absent)


_SPARSE = re.compile(r"^[ \t]*+sparseCheckout[ \t]*+=[ \t]*+true[ \t\r]*+$", re.MULTILINE | re.IGNORECASE)
_SETTINGS_BYTES = 64 * 1024


def _absent(root: Path) -> dict[str, str]:
    """Why folders may lack what they hold: git's own files say that a clone has a part of all only. They are read, not obeyed."""
    top = checkout(root)
    if top is None:
        return {}
    config = "\n".join(_said(top / ".git" / name) for name in ("config", "config.worktree"))
    return {paths.AREAS: _SPARSE_WAY} if _SPARSE.search(config) else {}


_SPARSE_WAY = "Dieser Klon hat nur einen Teil der Dateien (sparse-checkout). Alle holen Sie mit: git sparse-checkout disable"


def _said(path: Path) -> str:
    """A small file of git's as text; nothing if there is none that can be read."""
    try:
        return read_bytes(path, _SETTINGS_BYTES).decode("utf-8", errors="replace")
    except Trouble:
        return ""


def _refuse_empty_modules(root: Path) -> None:
    """What is a submodule and was not fetched looks like a folder in which everything is missing. Raises Trouble."""
    for top in (root, *root.absolute().parents):
        if (top / MODULES).is_file() and not (top / MODULES).is_symlink():
            said = read_bytes(top / MODULES, limits.MIB).decode("utf-8", "replace")
            for path in map(str.rstrip, MODULE_PATH.findall(said)):
                place = (top / path).absolute()
                if place.is_relative_to(root.absolute() / paths.AREAS) and place.is_dir() and not any(place.iterdir()):
                    raise Trouble(
                        f"„{path}“ ist ein Submodul und noch nicht geholt. Holen Sie es mit: git submodule update --init"
                    )
        if (top / ".git").exists():
            return


def _scan(folder: Path, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with refused(folder, "gelesen", "die Rechte des Ordners"), os.scandir(folder) as found:
        entries = sorted(found, key=lambda e: e.name)
    for entry in entries:
        path = f"{prefix}/{entry.name}"
        yield path, entry
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            yield from _scan(Path(entry.path), path)


MODULES = ".gitmodules"
MODULE_PATH = re.compile(r"^[ \t]*path[ \t]*=[ \t]*(\S[^\n]*)$", re.MULTILINE)
"""Where a submodule lies, as git writes it."""

Stamp = tuple[int, ...]
"""What changes when a file or folder does."""


def marks(root: Path, folders: tuple[str, ...], *, deep: bool = True) -> dict[str, Stamp]:
    """Path → mark of some folders of a root and, if `deep`, of every file and folder below; what is hidden, gone meanwhile or
    not to be read is passed over."""
    found: dict[str, Stamp] = {}
    for folder in folders:
        with suppress(OSError):
            about = os.stat(root / folder)
            found[folder] = (about.st_dev, about.st_ino)
            if deep:
                _mark(root / folder, folder, found)
    return found


def _mark(folder: Path, prefix: str, found: dict[str, Stamp]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = f"{prefix}/{entry.name}"
            with suppress(OSError):
                about = entry.stat(follow_symlinks=False)
                is_folder = stat.S_ISDIR(about.st_mode)
                changed = () if is_folder else (about.st_size, about.st_mtime_ns, about.st_ctime_ns)
                found[path] = (about.st_dev, about.st_ino, about.st_mode, *changed)
                if is_folder:
                    _mark(Path(entry.path), path, found)


def blob_ids(root: Path, tree: Tree, algorithm: str) -> dict[str, str]:
    """Path → the id git would give the file as it lies on disk, for all files and links of a tree. `algorithm`: `sha1` or
    `sha256`. Nothing is asked of git, so no filter that a repository configures runs."""
    found = {path: _blob_id(root / tree.spelled.get(path, path), size, algorithm) for path, size in tree.files.items()}
    for path in tree.links:
        place = root / tree.spelled.get(path, path)
        target = os.fsencode(os.readlink(place)) if place.is_symlink() else b""
        found[path] = hashlib.new(algorithm, b"blob %d\0%b" % (len(target), target), usedforsecurity=False).hexdigest()
    return found


def _blob_id(path: Path, size: int, algorithm: str) -> str:
    whole = hashlib.new(algorithm, b"blob %d\0" % size, usedforsecurity=False)
    with refused(path, *READING), path.open("rb") as file:
        while block := file.read(limits.MIB):
            whole.update(block)
    return whole.hexdigest()


def read_bytes(path: Path, most: int = limits.CSV_BYTES + 1) -> bytes:
    """The bytes of a regular file, never more than `most`: enough to see that it is too large. None of a pipe or a device.

    Raises Trouble if the system refuses; a symbolic link is refused too.
    """
    with refused(path, *READING), os.fdopen(os.open(path, os.O_RDONLY | PLAIN), "rb") as file:
        return file.read(min(os.fstat(file.fileno()).st_size, most))  # a buffer as large as the file, not as the limit


TEMPORARY = ".unfertig-"
"""Beginning of the names of files that are not complete yet; one that is left over was killed and can go."""


def write(path: Path, data: bytes, temporary: str = TEMPORARY) -> None:
    """Put a complete file in place of the old one, with its rights, or leave the old one. Makes the folders it lies in.
    `temporary`: how the name of the file begins as long as it is not complete.

    Raises Trouble when the system refuses (disk full, read-only).
    """
    with refused(path, *WRITING):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=temporary, dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            os.chmod(name, _mode(path))
            os.replace(name, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise


def write_where_asked(path: Path, data: bytes) -> None:
    """Write where a command line said: like `write`, but a pipe or a device (`/dev/stdout`) takes the data and stays."""
    if not path.exists() or path.is_file() or path.is_dir():
        write(path, data)
        return
    with refused(path, *WRITING):
        path.write_bytes(data)


def _mode(path: Path) -> int:
    """The rights of the file that is replaced, as those of a shared folder's group; a new one gets what the process gives."""
    try:
        about = path.lstat()
    except FileNotFoundError:
        return 0o666 & ~_umask()
    return stat.S_IMODE(about.st_mode) & 0o777 if stat.S_ISREG(about.st_mode) else 0o666 & ~_umask()


def _umask() -> int:
    """The process's file mode mask; the system tells it only by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def remove(path: Path, within: Path) -> None:
    """Delete a file and the folders that become empty by it, up to but not including `within`. Raises Trouble."""
    try:
        path.unlink(missing_ok=True)
        folder = path.parent
        while folder != within and folder.is_relative_to(within):
            folder.rmdir()
            folder = folder.parent
    except OSError as error:
        if path.exists():
            raise Trouble(f"{path} kann nicht gelöscht werden: {reason(error)}. Prüfen Sie die Rechte.") from error


def remove_temporary(folder: Path, temporary: str) -> None:
    """Delete what a killed run left half written below `folder`, which is what bears its names."""
    for place, _, names in os.walk(folder):
        for name in names:
            if name.startswith(temporary):
                with suppress(OSError):
                    os.unlink(os.path.join(place, name))


def linked_folders(folder: Path) -> Iterator[str]:
    """Relative POSIX paths of all links to folders below a folder."""
    for place, folders, _ in os.walk(folder):
        yield from (Path(place, n).relative_to(folder).as_posix() for n in folders if os.path.islink(os.path.join(place, n)))


def names_below(folder: Path) -> Iterator[str]:
    """Relative POSIX paths of all files and links below a folder."""
    start = len(os.path.join(folder, ""))
    for place, folders, names in os.walk(folder):
        linked = [name for name in folders if os.path.islink(os.path.join(place, name))]
        for name in (*names, *linked):
            yield os.path.join(place, name)[start:].replace(os.sep, "/")


def resource_bytes(name: str) -> dict[str, bytes]:
    """All files of the product's `templates` or `schemas`: path relative to that folder → bytes."""
    folder = paths.resources(name)
    return {path: (folder / path).read_bytes() for path in sorted(names_below(folder)) if "/." not in f"/{path}"}


def templates_of(root: Path) -> dict[str, bytes]:
    """What a content repository puts in place of the product's templates: path relative to `templates/` → bytes. Nothing
    for the product's own checkout; links, and files of other kinds, are passed over. Raises Trouble for too many or too large
    ones."""
    folder = root / paths.TEMPLATES
    if not folder.is_dir() or folder.is_symlink() or paths.is_product(root):
        return {}
    named = (name for name in names_below(folder) if name.endswith(paths.REPLACEABLE))
    names = sorted(name for name in named if stat.S_ISREG((folder / name).lstat().st_mode))
    if len(names) > limits.TEMPLATE_FILES:
        raise Trouble(f"templates/ enthält {len(names)} Dateien, mehr als {limits.TEMPLATE_FILES}. Löschen Sie überflüssige.")
    found = {name: read_bytes(folder / name, limits.TEMPLATE_BYTES + 1) for name in names}
    large = next((name for name, data in found.items() if len(data) > limits.TEMPLATE_BYTES), None)
    if large is not None:
        raise Trouble(f"templates/{large} ist größer als {limits.TEMPLATE_BYTES // 1024} KiB. Kürzen Sie die Datei.")
    return found


def try_lock(descriptor: int) -> bool:
    """Lock an open file for this process, until it is closed or the process ends; False if another one holds it."""
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
