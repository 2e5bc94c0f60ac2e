"""A new content repository, and an old one brought up to date: which files, and which of those that are there may be renewed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from regsam_docs.repository import paths
from regsam_docs.repository.kinds import KINDS
from regsam_docs.scaffold import editor, errands, pin
from regsam_docs.scaffold.draft import scalar
from regsam_docs.scaffold.pin import Pin

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
    return {pin.VERSION_FILE: pin.write(chosen).encode(), pin.LOCK_FILE: lock, **schemas}


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
