"""The folder `build/`: written and cleaned only where a build of ours wrote before. The manifest in it, the list of what was
made, decides what is up to date and is the only ground for deleting anything."""

from __future__ import annotations

import hmac
import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import msgspec

from regsam_docs import limits
from regsam_docs.finding import Finding, Trouble
from regsam_docs.repository import digests, paths
from regsam_docs.system import authentic, disk
from regsam_docs.system.store import Index, Memory

MANIFEST = ".regsam-docs.json"
LOCK = ".regsam-docs.lock"


STRANGE = (
    "build/ ist nicht auf diesem Rechner an dieser Stelle entstanden, oder build/.regsam-docs.json ist beschädigt. Davon wird "
    "nichts übernommen und nichts gelöscht. Löschen oder verschieben Sie den Ordner build/; er entsteht neu."
)
FORGETFUL = (
    " Auf diesem Rechner kann sich das Programm nichts merken: Nennen Sie in der Umgebungsvariablen REGSAM_DOCS_STATE einen "
    "beschreibbaren Ordner außerhalb der Inhalte, dann erkennt es build/ beim nächsten Mal wieder."
)


Signer = Callable[[bytes], bytes]
"""Gives the 32 bytes by which a manifest is known as one written here."""

_END = b',\n "echtheit": "%b"\n}\n'
_END_BYTES = len(_END % bytes(64))

_Path = Annotated[str, msgspec.Meta(pattern=r"\A[a-z]+(?:/(?!\.{1,2}(?:/|\Z))[^/\\\x00-\x1f\x7f]+)+\Z")]
_Digest = Annotated[str, msgspec.Meta(pattern=r"\A(?:[0-9a-f]{64})?\Z")]


class BuiltFile(NamedTuple):
    """A file made by a build: `key` stands for everything it was made of, `digest` for its bytes. Both are empty while a
    build is under way, so that what a killed build left counts as ours and as not up to date."""

    key: _Digest = ""
    digest: _Digest = ""


Manifest = Mapping[str, BuiltFile]
"""Files by their path relative to `build/`, POSIX."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The manifest's file: paths lead into the folder of an edition and nowhere else."""

    erzeugt_von: Literal["regsam-docs"]
    version: Literal[1]
    dateien: dict[_Path, BuiltFile]
    echtheit: str


def encode(files: Manifest, mark: Signer) -> bytes:
    """The manifest as its file; the same files give the same bytes."""
    whole = {"erzeugt_von": "regsam-docs", "version": 1, "dateien": dict(sorted(files.items()))}
    # json's own indentation takes ten times as long, and a build writes this after every few areas.
    body = msgspec.json.format(msgspec.json.encode(whole), indent=1).removesuffix(b"\n}")
    return body + _END % mark(body).hex().encode()


def decode(data: bytes, mark: Signer) -> Manifest | None:
    """Read a manifest; None if it does not bear our mark: then nothing may be left or deleted on its word. Not a byte is looked
    at before the mark is."""
    body, end = data[:-_END_BYTES], data[-_END_BYTES:]
    if not hmac.compare_digest(end, _END % mark(body).hex().encode()):
        return None
    try:
        return msgspec.json.decode(data, type=_File).dateien
    except (ValueError, RecursionError):
        return None


@dataclass(slots=True)
class Built:
    """What a build did; paths relative to the root."""

    findings: tuple[Finding, ...] = ()
    built: list[str] = field(default_factory=list)
    unchanged: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    """Path of a document that could not be made → why (German)."""
    faulty: bool = False
    """Whether a template of the content repository is why something could not be made."""
    notes: list[str] = field(default_factory=list)
    """What somebody should look at before a narrower edition is given away (German, each with its place)."""
    seconds: float = 0.0
    no_pdf: str | None = None
    """Why this machine makes no PDF, if it does not."""
    unset: int = 0
    """How many PDFs are missing for that."""


class Folder:
    """`build/` of a root, and how it is known what this program wrote there: on this machine, for this user, in this place."""

    def __init__(self, root: Path) -> None:
        key = authentic.key(root)
        # A system that does not tell upper from lower case, or decomposes umlauts, has more than one spelling of a path.
        where = os.fsencode(unicodedata.normalize("NFC", str(root.resolve())).casefold())
        self.path = root / paths.BUILD
        self.mark = partial(key.mark, "manifest", where)
        self.temporary = f"{disk.TEMPORARY}{key.mark('temporary', where).hex()[:16]}-"
        self.advice = STRANGE if key.kept else STRANGE + FORGETFUL

    def recorded(self) -> Manifest:
        """What is known of it: nothing if it does not exist or is empty. Raises Trouble if it is not ours, or if a link to a
        folder lies in it: a pull request could bring one along, and what is written or deleted behind it lies elsewhere."""
        if self.path.is_symlink() or (self.path.exists() and not self.path.is_dir()):
            raise Trouble("build/ ist eine Verknüpfung oder eine Datei. Entfernen Sie sie; der Ordner wird neu angelegt.")
        for link in disk.linked_folders(self.path):
            raise Trouble(f"build/{link} ist eine Verknüpfung (symbolischer Link), der nicht gefolgt wird. Entfernen Sie sie.")
        if os.access(self.path, os.X_OK) and (self.path / MANIFEST).is_file():
            known = decode(disk.read_bytes(self.path / MANIFEST, limits.MANIFEST_BYTES), self.mark)
            if known is None:
                raise Trouble(self.advice)
            return known
        if self.path.is_dir() and any(not self._passes(name) for name in disk.names_below(self.path)):
            raise Trouble("build/ enthält Dateien, die nicht von regsam-docs stammen. Verschieben Sie sie und leeren Sie build/.")
        return {}

    def strangers(self, within: str, known: Iterable[str]) -> Iterator[str]:
        """Files below one of its folders that are none of the known ones; paths relative to `build/`."""
        ours = {unicodedata.normalize("NFC", path) for path in known}
        for name in disk.names_below(self.path / within):
            path = f"{within}/{name}"
            if unicodedata.normalize("NFC", path) not in ours and not self._passes(path):
                yield path

    def _passes(self, path: str) -> bool:
        """Whether a file comes and goes without being anybody's work."""
        name = path.rpartition("/")[2]
        return path == LOCK or name == ".DS_Store" or name.startswith(self.temporary)


class Output:
    """An opened `build/`. Use `opened`."""

    def __init__(self, place: Folder, known: Manifest, index: Index | None = None) -> None:
        self.place = place
        self.index = index
        self.folder = place.path
        self.files: dict[str, BuiltFile] = dict(known)
        self.saved = known

    def is_current(self, path: str, key: str) -> bool:
        """Whether the file is there, made of the same things, and still what was written."""
        entry = self.files.get(path)
        if entry is None or not entry.key or entry.key != key:
            return False
        try:
            if self.index is not None:
                return self.index.digest(f"{self.folder}/{path}") == entry.digest
            return digests.digest(disk.read_bytes(self.folder / path, sys.maxsize)) == entry.digest
        except (Trouble, OSError):
            return False

    def announce(self, paths: Iterable[str]) -> None:
        """Say which files will be written, before the first is: what a killed build leaves is then known as ours.

        Raises Trouble for one that exists and is somebody else's.
        """
        for path in paths:
            if path not in self.files:
                if os.path.lexists(self.folder / path):
                    raise Trouble(f"build/{path} stammt nicht von regsam-docs. Verschieben Sie die Datei aus build/ hinaus.")
                self.files[path] = BuiltFile()
        self.save()

    def put(self, path: str, key: str, data: bytes) -> None:
        """Write a file that was announced."""
        disk.write(self.folder / path, data, self.place.temporary)
        self.files[path] = BuiltFile(key, digests.digest(data))

    def drop(self, path: str) -> None:
        """Remove a file of ours."""
        disk.remove(self.folder / path, self.folder)
        self.files.pop(path, None)

    def save(self) -> None:
        """Write the manifest, if it says anything new."""
        if self.files == self.saved:
            return
        data = encode(self.files, self.place.mark)
        disk.write(self.folder / MANIFEST, data, self.place.temporary)
        self.saved = dict(self.files)

    def settled(self, edition: str, index: Index) -> str | None:
        """What stands for all files of an edition, if each is still as it was written and no stranger's lies among them."""
        ours = {path: entry for path, entry in sorted(self.files.items()) if path.startswith(f"{edition}/")}
        with suppress(Trouble, OSError):
            for path, entry in ours.items():
                if index.digest(f"{self.folder}/{path}") != entry.digest:
                    return None
            if next(self.place.strangers(edition, ours), None) is None:
                return digests.key(*(part for path, entry in ours.items() for part in (path, entry.key, entry.digest)))
        return None


@contextmanager
def opened(root: Path, index: Index | None = None) -> Iterator[Output]:
    """Open `build/` of a root for one writer; the manifest is written last, also when a build ends early. `index`: what is known
    of its files; it is kept then too.

    Raises Trouble if `build/` is a link, holds a stranger's files or another build is at work.
    """
    place = Folder(root)
    place.recorded()
    with _lock(place.path):
        output = Output(place, place.recorded(), index)  # once more: another build may have ended in between
        disk.remove_temporary(place.path, place.temporary)
        try:
            yield output
        finally:
            output.save()
            if index is not None:
                index.save()


def clean(root: Path) -> int:
    """Delete what builds made, and `build/` itself if it becomes empty. Gives the number of files deleted. Raises Trouble if
    `build/` is not ours."""
    place = Folder(root)
    folder = place.path
    place.recorded()
    if not folder.is_dir():
        return 0
    with _lock(folder):
        known = place.recorded()
        disk.remove_temporary(folder, place.temporary)
        there = [path for path in known if (folder / path).is_file()]
        for path in known:
            disk.remove(folder / path, folder)
        disk.remove(folder / MANIFEST, folder)
    disk.remove(folder / LOCK, root)
    return len(there)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Hold `build/` for one process; the system lets go of it when the process ends, however it does."""
    with disk.refused("build/", "beschrieben", "Platz und Rechte"):
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | disk.PLAIN, 0o666)
        with os.fdopen(descriptor, "r+b") as file:
            if not disk.try_lock(file.fileno()):
                raise Trouble("Ein anderer Lauf schreibt gerade nach build/. Warten Sie, bis er fertig ist.")
            yield


# --- Whether a build would do nothing: then nothing need be read, made or imported for it.


class Settled(msgspec.Struct):
    """What a build of a whole edition came to, after which there was nothing left to do. `files`: see `Output.settled`."""

    findings: tuple[Finding, ...]
    notes: list[str]
    unchanged: int
    files: str


def recall(root: Path, edition: str, memory: Memory) -> Built | None:
    """What a build would do, if that is nothing: it was done before, and neither what it was made of nor what came of it has
    changed. Raises Trouble as `opened` does."""
    start = time.monotonic()
    kept = memory.get(Settled)
    if kept is None or not (root / paths.BUILD / MANIFEST).is_file():
        return None
    index = Index(memory.store, f"built {edition}")
    with opened(root) as output:
        files = output.settled(edition, index)
    index.save()
    if files is None or files != kept.files:
        return None
    seconds = round(time.monotonic() - start, 3)
    return Built(kept.findings, unchanged=kept.unchanged, notes=kept.notes, seconds=seconds)


def remember(root: Path, edition: str, memory: Memory, outcome: Built) -> None:
    """Keep what a build of a whole edition came to, if another one would come to the same."""
    if outcome.failed or outcome.faulty or outcome.no_pdf is not None:
        return
    index = Index(memory.store, f"built {edition}")
    place = Folder(root)
    files = Output(place, place.recorded()).settled(edition, index)
    if files is not None:
        index.save()
        memory.put(Settled(outcome.findings, outcome.notes, outcome.unchanged + len(outcome.built), files))
