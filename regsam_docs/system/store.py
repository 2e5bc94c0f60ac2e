"""What was worked out before and is kept: answers, each under the digest of everything it was made of.

It lies outside every checkout, with the key of this user on this machine, and each file of it bears a mark that nobody can make
who has not that key: nothing a pull request or a CI's cache brings along is believed, and what is damaged counts as not there.
Whatever goes wrong with it costs time and never an answer. What is kept is plain JSON, packed.
"""

from __future__ import annotations

import hmac
import os
import sys
import time
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from regsam_docs.finding import Trouble
from regsam_docs.limits import STORE_BYTES
from regsam_docs.repository import digests, paths
from regsam_docs.repository.tree import Tree
from regsam_docs.system import authentic, disk

FOLDER = "ablage"
"""Its name in the user's folder for things of ours."""

RACY = 2_000_000_000
"""Nanoseconds: a file that was younger than this when it was read may have been changed since without looking different, for
file systems count time in steps. Such ones are read again."""

MARK_BYTES = 32

READ = "read"
"""The question what areas were read as, whose answers all commands share (`check.KeptArea`)."""

T = TypeVar("T")


def pack(value: Any) -> bytes:
    """Something as it is kept. Raises ValueError for what JSON has no words for."""
    return zlib.compress(msgspec.json.encode(value), 1)


def unpack(data: bytes, kind: type[T]) -> T:
    """What was packed. Raises ValueError, RecursionError or zlib.error for what is not that kind of thing."""
    return msgspec.json.decode(zlib.decompress(data), type=kind)


class Store:
    """What is kept for one content repository."""

    def __init__(self, root: Path) -> None:
        place, key = authentic.place(root), authentic.key(root)
        where = os.fsencode(unicodedata.normalize("NFC", str(root.resolve())))
        self.root = root
        self.folder = place / FOLDER if place is not None and key.kept else None
        self.mark = partial(key.mark, FOLDER, where)
        self.name = partial(digests.key, where)

    def get(self, key: str, kind: type[T]) -> T | None:
        """What was kept under a key; None if nothing was, or nothing that can be believed."""
        if self.folder is None:
            return None
        file = self.folder / self.name(key)
        try:
            kept = disk.read_bytes(file, STORE_BYTES)
            if not hmac.compare_digest(kept[:MARK_BYTES], self.mark(key, kept[MARK_BYTES:])):
                return None
            return unpack(kept[MARK_BYTES:], kind)
        except (Trouble, ValueError, RecursionError, zlib.error):
            return None

    def put(self, key: str, value: Any) -> None:
        """Keep something, if that can be done; what was written first goes where there is too much."""
        self.put_all({key: value})

    def put_all(self, found: Mapping[str, Any]) -> None:
        """The same for several things, by key; bytes are taken for what was packed before."""
        if self.folder is None:
            return
        with suppress(Trouble, OSError, ValueError):  # no room, no rights, names that are no text
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds what only the internal edition shows
            self.folder.chmod(0o700)
            for key, value in found.items():
                data = value if isinstance(value, bytes) else pack(value)
                disk.write(self.folder / self.name(key), self.mark(key, data) + data)
            self._tidy(self.folder)

    def _tidy(self, folder: Path) -> None:
        with os.scandir(folder) as found:
            files = sorted(((entry.stat(), entry.path) for entry in found), key=lambda file: -file[0].st_mtime_ns)
        size = 0
        for about, path in files:
            size += about.st_size
            if size > STORE_BYTES:
                Path(path).unlink()


IndexedFile = tuple[int, int, int, int, str]
"""Size, times and number of a file, which change when it does (but for what `RACY` says), and the digest of its bytes."""


class KnownFiles(msgspec.Struct):
    """An index as it is kept. `taken`: when it was begun, in nanoseconds."""

    taken: int = 0
    files: dict[str, IndexedFile] = {}


class Index:
    """The digests of files, of which only those are read that look different from when they were read last. `name`: under which
    it is kept."""

    def __init__(self, store: Store, name: str) -> None:
        known = store.get(f"index {name}", KnownFiles) or KnownFiles()
        self.store, self.name = store, name
        self.taken = time.time_ns()
        self.known = {path: files for path, files in known.files.items() if max(files[1:3]) < known.taken - RACY}
        self.files: dict[str, IndexedFile] = {}
        self.new = False

    def digest(self, path: str, read: Callable[[], bytes] | None = None) -> str:
        """The digest of a file's bytes, or of what `read` gives of them. Raises Trouble or OSError where they cannot be had."""
        about, known = os.lstat(path), self.files.get(path) or self.known.get(path)
        stamp = (about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino)
        if known is None or known[:4] != stamp:
            data = read() if read is not None else disk.read_bytes(Path(path), sys.maxsize)
            known, self.new = (*stamp, digests.digest(data)), True
        self.files[path] = known
        return known[4]

    def save(self) -> None:
        """Keep what was seen for the next time."""
        if self.new or len(self.files) != len(self.known):
            self.store.put(f"index {self.name}", KnownFiles(self.taken, self.files))


class Memory:
    """The answers to one question about a content repository as it lies on disk. `question`: everything besides its files that
    decides the answer."""

    def __init__(self, root: Path, tree: Tree, *question: str) -> None:
        self.root, self.tree, self.question = root, tree, question
        self.store = Store(root)
        self.index, self.key = self._look(tree)
        self._known: dict[frozenset[str], dict[str, str]] = {}

    def _look(self, tree: Tree) -> tuple[Index, str | None]:
        index = Index(self.store, "read")
        try:
            program = digests.key(*self.question, *_program(index))
            return index, digests.key(program, self._parts(index, tree)[""])
        except (Trouble, OSError, ValueError):  # it cannot be read: the command itself says so
            return index, None

    def _parts(self, index: Index, tree: Tree, names: frozenset[str] = frozenset()) -> dict[str, str]:
        """What stands for all that is read in each of some folders below `areas/`, and under "" for everything else, these
        folders' names included."""
        found: dict[str, list[str | bytes]] = {"": sorted(names), **{name: [] for name in names}}

        def part(path: str) -> list[str | bytes]:
            name = path.split("/", 2)[1] if "/" in path else ""
            return found[name if name in names else ""]

        for path in sorted(tree.files):
            spelled = tree.spelled.get(path, path)
            part(path).extend(("file", spelled, index.digest(f"{self.root}/{spelled}", partial(tree.read, path))))
        for what, paths_ in (("folder", tree.folders), ("link", tree.links), ("twin", tree.twins)):
            for path in sorted(paths_):
                part(path).extend((what, path))
        for folder, why in tree.absent.items():
            found[""].extend(("absent", folder, why))
        for name, data in sorted(tree.templates().items()):
            found[""].extend(("template", name, data))
        return {name: digests.key(*parts) for name, parts in found.items()}

    def get(self, kind: type[T]) -> T | None:
        """The answer, if it is known."""
        if self.key is None:
            return None
        self.index.save()
        return self.store.get(self.key, kind)

    def keys(self, names: Iterable[str], *question: str) -> dict[str, str]:
        """What stands for each of some folders below `areas/`, together with what lies in none of them, and under "" for the
        latter alone. `question`: as when a memory is made; that of this one if none is given."""
        if self.key is None:
            return {}
        around = digests.key(*(question or self.question), *_program(self.index))
        apart = frozenset(names)
        if apart not in self._known:
            self._known[apart] = self._parts(self.index, self.tree, apart)
        parts = self._known[apart]
        return {name: digests.key(around, parts[""], parts[name]) for name in ("", *names)}

    def digests(self, names: Iterable[str]) -> Iterator[str]:
        """Names of files and what stands for what each holds."""
        for name in sorted(names):
            files = self.index.files.get(f"{self.root}/{self.tree.spelled.get(name, name)}")
            yield from (name, files[4] if files is not None else "")

    def put(self, answer: Any, **more: Any) -> None:
        """Keep an answer that was found meanwhile, and what else was, by name."""
        if self.key is not None:
            self.keep({**more, self.key: answer})

    def keep(self, found: Mapping[str, Any]) -> None:
        """Keep what was found meanwhile, by the name it is asked for, unless a file changed meanwhile."""
        if self.key is not None and found:
            index, key = self._look(disk.tree(self.root))
            if key == self.key and index.files == self.index.files:
                self.store.put_all(found)


def _program(index: Index) -> Iterator[str]:
    """This program: its files, and the versions of what it is made with."""
    yield sys.version
    installed = Path(msgspec.__file__).parents[1].glob("*.dist-info")
    yield digests.key(*sorted(folder.name for folder in installed))
    for folder in (paths.PACKAGE, paths.resources("templates"), paths.resources("schemas")):
        for name in sorted(disk.names_below(folder)):
            if not name.endswith(".pyc"):
                yield from (name, index.digest(f"{folder}/{name}"))
