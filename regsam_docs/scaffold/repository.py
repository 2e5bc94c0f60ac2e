"""A new content repository, and an old one brought up to date: which edition of this program it uses, which files it has,
which of those that are there may be replaced, and what another edition changes for contents."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from regsam_docs.repository import paths
from regsam_docs.repository.kinds import KINDS
from regsam_docs.scaffold import editor, errands
from regsam_docs.scaffold.drafting import items, properties, required
from regsam_docs.schema.schemas import Schema
from regsam_docs.tidy.patching import scalar

VERSION_FILE = "regsam-docs.version"
LOCK_FILE = "regsam-docs.lock"

UNKNOWN = "https://bitte-eintragen.example/regsam-docs.git"
"""Stands where nobody said where the program comes from; installing from there fails, and `doctor` says why."""

_PLACE = r"(?:https://|ssh://(?:[\w.-]+@)?|file:///)(?:[^\s@#?:/\[\]]*|\[[0-9a-fA-F:.]+\])(?::\d+)?(?:/[^\s@#?]*)?"
"""An address without password, token, query or fragment: all could read the ones, and the others change what pip fetches."""

_SHORT = re.compile(r"(?P<host>[\w.-]+@[\w.-]+):(?P<path>[^\s@#?:]+)\Z")
"""How git writes an address of ssh: `git@git.example.org:regsam-docs.git`."""

_COMMIT = r"[0-9a-f]{40}(?:[0-9a-f]{24})?"
_TAG = r"v[0-9][0-9A-Za-z.+!-]*"
_HASH = r"sha256:[0-9a-f]{64}"

_LINE = re.compile(
    rf"^(?:regsam-docs @ )?(?:git\+(?P<source>{_PLACE})@(?P<revision>{_COMMIT}|{_TAG})"
    rf"|(?P<wheel>{_PLACE}\.whl) --hash=(?P<hash>{_HASH}))\s*$",
    re.MULTILINE,
)

_TEXT = """\
# Diese Fassung von regsam-docs verwendet die CI, aus dieser Quelle; ihre Pakete stehen in regsam-docs.lock.
# Erneuern: siehe README.md, „Eine neue Fassung des Programms“.
{requirement}
"""


@dataclass(frozen=True, slots=True)
class Pin:
    """`source`: address of the program's git repository, or of a wheel. `revision`: a commit, a tag (`v1.0.0`), or a wheel's
    hash (`sha256:…`): never a name that may mean something else tomorrow, but for tags, which releases never move."""

    source: str
    revision: str

    @property
    def known(self) -> bool:
        """Whether anybody said where the program comes from."""
        return self.source != UNKNOWN

    @property
    def is_wheel(self) -> bool:
        """Whether a file is pinned, not a state of a repository."""
        return self.revision.startswith("sha256:")

    @property
    def short(self) -> str:
        """The revision as people compare it."""
        return self.revision if re.fullmatch(_TAG, self.revision) else self.revision.removeprefix("sha256:")[:12]


def address(given: str) -> str | None:
    """The address of a git repository or a wheel as pip takes it; None for what is none, or holds a password or token."""
    short = _SHORT.match(given)
    whole = f"ssh://{short['host']}/{short['path']}" if short else given
    return whole if re.fullmatch(_PLACE, whole) else None


def without_credentials(address: str) -> str:
    """An address as it may be written down: who may fetch from there is nobody's business but the machine's that does."""
    return re.sub(r"^(https?://)[^/@]*@", r"\1", address)


def write(pin: Pin) -> str:
    """The text of `regsam-docs.version`."""
    if pin.is_wheel:
        return _TEXT.format(requirement=f"regsam-docs @ {pin.source} --hash={pin.revision}")
    # Before a folder's address pip 23, which Debian 12 has, understands no name.
    name = "" if pin.source.startswith("file:") else "regsam-docs @ "
    return _TEXT.format(requirement=f"{name}git+{pin.source}@{pin.revision}")


def read(text: str) -> Pin | None:
    """What `regsam-docs.version` says; None if that is something that `write` would not write."""
    found = _LINE.search(text)
    return Pin(found["source"] or found["wheel"], found["revision"] or found["hash"]) if found else None


# --- the files of a repository


CONTENT = (
    "README.md",
    "areas/regsam.yaml",
    "areas/musterviertel/gebiet.yaml",
    "areas/musterviertel/vereinbarung.yaml",
    "areas/musterviertel/phasen.yaml",
    "areas/musterviertel/gremium.yaml",
    "areas/musterviertel/chronik.yaml",
)
"""Files that are the users' own from the day they are written: no upgrade touches them."""

TOOLS = (
    ".github/workflows/regsam-docs.yml",
    ".github/workflows/regsam-docs-kommentar.yml",
    *errands.FILES,
    ".gitlab-ci.yml",
    ".pre-commit-config.yaml",
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    ".vscode/extensions.json",
)
"""Files an upgrade renews where nobody has changed them."""

_CI = {
    "github": tuple(path for path in TOOLS if path.startswith(".github/")),
    "gitlab": tuple(path for path in TOOLS if path.startswith(".gitlab")),
}
CI_OF = {**_CI, "beide": _CI["github"] + _CI["gitlab"], "keine": ()}
"""Whose CI a repository has → the files that it runs."""

MEMORY = ".regsam/init.json"
"""What was written: version, and the hash of each file, so that an upgrade knows what the users have changed.

It is content like any other, and whoever changes it can have a file renewed that its owners did change. Nothing is lost by that:
to name the hash they must have seen the very bytes, so those are in the repository's history; and what comes in their place is
what this program ships.
"""

Fate = Literal["new", "current", "renewed", "kept", "declined"]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a city says of itself when it begins. None: it has not said, and the example stays. `ci`: a key of `CI_OF`."""

    city: str | None = None
    publisher: str | None = None
    partner: str | None = None
    public: bool = False
    ci: str = "beide"

    @property
    def declined(self) -> tuple[str, ...]:
        """Files of a CI that nobody here has."""
        return tuple(path for path in CI_OF["beide"] if path not in CI_OF[self.ci])


@dataclass(frozen=True, slots=True)
class FileStep:
    """What is to become of a file. `data`: what is to be written; None for one that stays as it is."""

    path: str
    fate: Fate
    data: bytes | None = None


def shipped(path: str) -> bytes:
    """A file as the program ships it (below `files/`, with `dot-` for a leading dot, so that no tool heeds it there)."""
    if path in errands.FILES:
        return errands.github(errands.FILES[path])
    name = "/".join(f"dot-{part[1:]}" if part.startswith(".") else part for part in path.split("/"))
    data = (Path(__file__).with_name("files") / name).read_bytes()
    return (errands.gitlab_head() + data.decode() + errands.gitlab_job()).encode() if path == ".gitlab-ci.yml" else data


def begun(path: str, wanted: Beginning) -> bytes:
    """A file of the users' own as it is written the first day: as shipped, with what they said of themselves."""
    text = shipped(path).decode()
    if path == paths.SETTINGS:
        text = _settled(text, wanted)
    elif path.endswith("/gebiet.yaml") and wanted.public:
        text += "oeffentlich: true\n"
    return text.encode()


def _settled(text: str, wanted: Beginning) -> str:
    """The settings: what was said takes the example's place; the example's address stays as a comment beside a real name."""
    if wanted.city:
        text = re.sub(r"^stadt: .*$", lambda _: f"stadt: {scalar(wanted.city)}", text, flags=re.MULTILINE)
    if wanted.publisher:
        before, key, below = text.partition("herausgeber:\n")
        example = below.split("\n", 1)[1]
        text = f"{before}{key}  name: {scalar(wanted.publisher)}\n" + re.sub(r"^  (?=\S| )", "  #", example, flags=re.MULTILINE)
    if wanted.partner:
        text += f"partner: {scalar(wanted.partner)}\n"
    return text


def ours(chosen: Pin, lock: bytes) -> dict[str, bytes]:
    """The files that this program keeps for itself in a content repository: always as it wants them."""
    schemas = {editor.schema_file(kind): editor.for_editors(kind) for kind in KINDS}
    return {VERSION_FILE: write(chosen).encode(), LOCK_FILE: lock, **schemas}


def plan(
    there: Mapping[str, bytes], own: Mapping[str, bytes], *, upgrade: bool, has_areas: bool, wanted: Beginning = Beginning()
) -> list[FileStep]:
    """What to do. `there`: the files that exist already of those this names. `own`: see `ours`.

    Without `upgrade` only what is missing is added, the area to try out only where there are no areas yet. An upgrade
    does not look at content, renews what nobody has changed, and brings nothing back that was deleted.
    """
    remembered = _loaded(there).dateien
    content = [path for path in CONTENT if not (upgrade or (has_areas and path.startswith("areas/musterviertel/")))]
    steps = [FileStep(path, "kept") if path in there else FileStep(path, "new", begun(path, wanted)) for path in content]
    for path in TOOLS:
        if path in wanted.declined and path not in there:
            steps.append(FileStep(path, "declined"))
        elif path in there or path not in remembered or not upgrade:
            untouched = remembered.get(path) == _digest(there.get(path, b""))
            steps.append(_step(path, shipped(path), there, replace=upgrade and untouched))
    steps += [_step(path, data, there, replace=upgrade) for path, data in own.items()]
    settings = _settings(there)
    return [*steps, *([settings] if settings else [])]


class _Memory(msgspec.Struct):
    """The file, as strictly as anything that is read: its names and its version get into other files and onto the terminal."""

    version: Annotated[str, msgspec.Meta(pattern=r"\A[0-9A-Za-z.+-]{0,40}\Z")] = ""
    dateien: dict[
        Annotated[str, msgspec.Meta(pattern=r"\A[0-9A-Za-z_./-]{1,100}\Z")],
        Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")],
    ] = {}  # msgspec makes a new one each time


def memory(steps: list[FileStep], there: Mapping[str, bytes], version: str) -> bytes:
    """The text of `.regsam/init.json` once the steps are done."""
    written = {step.path: _digest(step.data) for step in steps if step.data is not None and step.path in TOOLS}
    same = {step.path: _digest(there[step.path]) for step in steps if step.fate == "current" and step.path in TOOLS}
    # Remembered as if deleted: no upgrade brings it.
    declined = {step.path: _digest(shipped(step.path)) for step in steps if step.fate == "declined"}
    files = {**_loaded(there).dateien, **written, **same, **declined}
    return editor.as_json({"version": version, "dateien": dict(sorted(files.items()))}).encode()


def version_before(there: Mapping[str, bytes]) -> str | None:
    """The version whose `init` was the last one here."""
    return _loaded(there).version or None


def _step(path: str, data: bytes, there: Mapping[str, bytes], *, replace: bool) -> FileStep:
    if path not in there:
        return FileStep(path, "new", data)
    if there[path].replace(b"\r\n", b"\n") == data:
        return FileStep(path, "current")
    return FileStep(path, "renewed", data) if replace else FileStep(path, "kept")


def _settings(there: Mapping[str, bytes]) -> FileStep | None:
    """VS Code's settings: added to, never replaced; left alone if that is not possible without loss."""
    before = there.get(editor.SETTINGS)
    try:
        text = editor.merged(before.decode() if before is not None else None).encode()
    except (editor.Unmergeable, UnicodeDecodeError):
        return FileStep(editor.SETTINGS, "kept")
    if text == before:
        return FileStep(editor.SETTINGS, "current")
    return FileStep(editor.SETTINGS, "new" if before is None else "renewed", text)


def _loaded(there: Mapping[str, bytes]) -> _Memory:
    """What is remembered: nothing where the file is missing or not as this program writes it."""
    try:
        return msgspec.json.decode(there.get(MEMORY, b""), type=_Memory)
    except (ValueError, RecursionError):
        return _Memory()


def _digest(data: bytes) -> str:
    """Hash of a file, the same on machines that check it out with CRLF."""
    return hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()


# --- What another edition of this program changes for contents: the schemas a repository has, and those it gets, key by key.


DEEPEST = 20
"""So deep keys are compared; ours are not half as deep, and what lies in a repository may be anything."""


@dataclass(frozen=True, slots=True)
class _Key:
    required: bool
    words: frozenset[str]
    title: str


def differences(before: bytes, after: bytes) -> list[str]:
    """Sentences on what is new, gone, or judged otherwise between two schemas of a kind of file; nothing where the one before
    cannot be read."""
    with suppress(ValueError, RecursionError, AttributeError, TypeError):
        old, new = (dict(_keys(json.loads(text))) for text in (before, after))
        return [*_sentences(old, new)]
    return []


def _sentences(old: Mapping[str, _Key], new: Mapping[str, _Key]) -> Iterator[str]:
    for name, key in new.items():
        was = old.get(name)
        if was is None:
            parent = name.rpartition(".")[0]
            if not parent or parent in old:  # what lies below a new key is new with it
                yield f"neu: „{name}“ ({key.title})" + (", Pflicht" if key.required else "")
            continue
        if key.required != was.required:
            yield f"„{name}“ ist {'jetzt' if key.required else 'nicht mehr'} Pflicht"
        for words, said in ((key.words - was.words, "neu möglich"), (was.words - key.words, "nicht mehr möglich")):
            if words and key.words and was.words:
                yield f"„{name}“: {said}: {', '.join(sorted(words))}"
    for name in old:
        if name not in new and name.rpartition(".")[0] in (*new, ""):
            yield f"entfallen: „{name}“"


def _keys(schema: Any, start: str = "", depth: int = 0) -> Iterator[tuple[str, _Key]]:
    """Every key of a schema by its path, whatever list or group it lies in."""
    inner: Schema = items(schema) or schema
    needed = required(inner) if depth <= DEEPEST else ()
    for key, place in properties(inner).items() if depth <= DEEPEST else ():
        name = f"{start}{key}"
        words = items(place).get("enum") or place.get("enum") or ()
        yield name, _Key(key in needed, frozenset(map(str, words)), str(place.get("title", key)))
        yield from _keys(place, f"{name}.", depth + 1)
