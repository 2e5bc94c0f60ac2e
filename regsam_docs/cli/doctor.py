"""`regsam-docs doctor`."""

from __future__ import annotations

import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from regsam_docs import __version__, check, pdf
from regsam_docs.cli import schema
from regsam_docs.cli.init import installed
from regsam_docs.cli.overview import NEAR, cell, printed, table
from regsam_docs.cli.printing import say
from regsam_docs.cli.shared import text_of
from regsam_docs.finding import Trouble
from regsam_docs.render import templates
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import KINDS
from regsam_docs.scaffold import editor
from regsam_docs.scaffold.repository import LOCK_FILE, VERSION_FILE, read
from regsam_docs.system import disk, git

EPILOG = """\b
Beispiel:
  regsam-docs doctor

Ende mit 0: alles da · 2: es fehlt etwas"""

OLDEST, NEWEST = (3, 11), (3, 14)
"""Versions of Python that the locked packages are made for."""

PINNED = re.compile(r"^([a-z0-9-]+)==([^ ;]+)", re.MULTILINE)
"""Name and version of a package in the lock."""

FONTS = "SourceSans3-Regular.ttf SourceSans3-It.ttf SourceSans3-Semibold.ttf SourceSans3-SemiboldIt.ttf"

INSTALL_GIT = {"linux": "Debian und Ubuntu: sudo apt-get install git", "darwin": "xcode-select --install"}


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was looked at and how it is. `lacks`: without it something does not work; `note`: worth knowing only."""

    what: str
    state: str
    lacks: bool = False
    note: bool = False


@click.command(epilog=EPILOG)
@click.pass_context
def command(ctx: click.Context) -> int:
    """Sagt, was auf diesem Rechner fehlt, und wie man es installiert. Ändert nichts."""
    place: Path | None = ctx.obj["root"] or disk.find_root(Path.cwd())
    results = [result for look in MACHINE for result in look()]
    if place is not None:
        results += [result for look in REPOSITORY for result in look(place.absolute())]
    columns: dict[str, dict[str, Any]] = {"": {"no_wrap": True}, "Was": {"no_wrap": True}, "Befund": {"ratio": 1}}
    signs = [("✗", "bold red") if one.lacks else ("!", NEAR) if one.note else ("✓", "green") for one in results]
    made = table(columns, ((sign, one.what, one.state) for sign, one in zip(signs, results, strict=True)))
    lacking = [result.what for result in results if result.lacks]
    end = f"Es fehlt etwas: {', '.join(lacking)}." if lacking else "Es ist alles da."
    say(printed(made, Text(), cell(end)), "colours")
    return 2 if lacking else 0


# ---- the machine


def _program() -> Iterator[Sighting]:
    yield Sighting("regsam-docs", __version__)
    found, fits = platform.python_version(), OLDEST <= sys.version_info[:2] <= NEWEST
    wanted = f"{OLDEST[0]}.{OLDEST[1]} bis {NEWEST[0]}.{NEWEST[1]}"
    said = found if fits else f"{found}; die Pakete sind für {wanted} gemacht. Nehmen Sie eine davon."
    yield Sighting("Python", said, note=not fits)


def _packages() -> Iterator[Sighting]:
    """Whether what is installed is what the tests ran with. Newer is what pip brings without the lock, and fine."""
    lock = paths.resources("requirements.lock")
    wanted = dict(PINNED.findall(lock.read_text("utf-8"))) if lock.is_file() else {}
    there = {name: _installed(name) or version for name, version in wanted.items()}
    older = [name for name, version in wanted.items() if _numbers(there[name]) < _numbers(version)]
    other = [name for name, version in wanted.items() if there[name] != version]
    said = ", ".join(f"{name} {there[name]} statt {wanted[name]}" for name in older or other)
    how = f"in einem Repository für Inhalte: pip install --require-hashes -r {LOCK_FILE}"
    if older:
        yield Sighting("Pakete", f"älter als geprüft: {said}. Installieren Sie die geprüften, {how}", note=True)
    elif other:
        yield Sighting("Pakete", f"neuer als geprüft, Sie müssen nichts tun: {said}. Genau die geprüften gibt es {how}")
    else:
        yield Sighting("Pakete", "wie geprüft")


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"[0-9]+", version)]


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _typesetting() -> Iterator[Sighting]:
    missing = pdf.available()
    yield Sighting("PDF (WeasyPrint, Pango)", missing or "alles da", lacks=missing is not None)


def _fonts() -> Iterator[Sighting]:
    folder = paths.resources("templates") / "fonts"
    missing = [name for name in FONTS.split() if not (folder / name).is_file()]
    advice = f"{', '.join(missing)} fehlen. Installieren Sie regsam-docs neu."
    yield Sighting("Schriften", advice if missing else "Source Sans 3", lacks=bool(missing))


def _git() -> Iterator[Sighting]:
    lacks = shutil.which("git") is None
    how = f"fehlt; ohne git gibt es keine Fassungen und kein „diff“. {INSTALL_GIT.get(sys.platform, 'https://git-scm.com')}"
    yield Sighting("git", how if lacks else "alles da", lacks=lacks)


# ---- the content repository


def _content(place: Path) -> Iterator[Sighting]:
    there = (place / paths.SETTINGS).is_file()
    state = f"{place}" if there else f"{place}: {paths.SETTINGS} fehlt. Anlegen: regsam-docs new settings"
    yield Sighting("Inhalte", state, lacks=not there)


def _contacts(place: Path) -> Iterator[Sighting]:
    """Whether telephone numbers kept outside git really are; silent where there are none, and without git."""
    if not (place / paths.CONTACTS).is_file():
        return
    try:
        repository = git.open_repository(place)
        newest = git.commit_of(repository, "HEAD")
        tracked = newest is not None and paths.CONTACTS in git.object_ids(repository, newest)
    except Trouble:
        return
    out = f"{paths.CONTACTS} steht in git. Herausnehmen: git rm --cached {paths.CONTACTS}, und in .gitignore eintragen"
    yield Sighting("Kontakte", out if tracked else "nur auf diesem Rechner", note=tracked)


def _pin(place: Path) -> Iterator[Sighting]:
    """Whether the CI uses this version; silent in repositories that pin none."""
    written = _text(place, VERSION_FILE)
    if written is None:
        return
    found = read(written)
    if found is None:
        state = f"{VERSION_FILE} ist nicht lesbar. Erneuern: regsam-docs init --upgrade --source ADRESSE"
    elif not found.known:
        state = f"In {VERSION_FILE} fehlt, woher die CI das Programm holt: regsam-docs init --upgrade --source ADRESSE"
    elif found.revision not in (installed().revision, f"v{__version__}"):
        state = (
            f"{found.short}, hier läuft {installed().short}. Auf diese Version bringen: regsam-docs init --upgrade; "
            f"oder jene installieren: pip install --no-deps --no-build-isolation -r {VERSION_FILE}"
        )
    else:
        state = found.short
    yield Sighting("Version der CI", state, note=found is None or state != found.short)


def _lock(place: Path) -> Iterator[Sighting]:
    written, own = _text(place, LOCK_FILE), paths.resources("requirements.lock")
    if written is None or not own.is_file():
        return
    same = written == own.read_text("utf-8")
    state = "wie in dieser Version" if same else f"{LOCK_FILE} ist von einer anderen. Erneuern: regsam-docs init --upgrade"
    yield Sighting("Pakete der CI", state, note=not same)


def _schemas(place: Path) -> Iterator[Sighting]:
    copies = {kind: _text(place, editor.schema_file(kind)) for kind in KINDS}
    if not any(copies.values()):
        return
    old = [kind for kind, copy in copies.items() if copy != editor.for_editors(kind).decode()]
    folders = sorted({name.split("/")[-2] for name in _stale_ids(place)})
    old += [f"Kennungen von {', '.join(folders)}"] if folders else []
    state = f"Die Schemata für Editoren sind veraltet ({', '.join(old)}). Erneuern: regsam-docs schema --install"
    yield Sighting("Editoren", state if old else "Schemata aktuell", note=bool(old))


def _stale_ids(place: Path) -> Iterator[str]:
    """Files with the ids of areas and selections that others came to since, or that are gone; none where none were installed."""
    there = schema.installed_ids(place)
    wanted = editor.files(check.check(disk.tree(place)).city) if there else {}
    for name in there | wanted.keys():
        if _text(place, name) != wanted.get(name, b"").decode():
            yield name


def _replaced(place: Path) -> Iterator[Sighting]:
    try:
        replaced = templates.overlay(disk.resource_bytes("templates"), disk.templates_of(place)).replaced
    except Trouble as trouble:
        yield Sighting("Eigene Vorlagen", str(trouble), lacks=True)
        return
    if replaced:
        names = ", ".join(replaced)
        yield Sighting("Eigene Vorlagen", f"{names} statt der mitgelieferten; prüfen Sie sie nach jedem Upgrade.", note=True)


def _text(place: Path, path: str) -> str | None:
    """A file of the repository, None if it is missing or cannot be read."""
    with suppress(Trouble):
        return text_of(place, path)
    return None


MACHINE: tuple[Callable[[], Iterator[Sighting]], ...] = (_program, _packages, _typesetting, _fonts, _git)
"""What is looked at on every machine."""

REPOSITORY: tuple[Callable[[Path], Iterator[Sighting]], ...] = (_content, _contacts, _pin, _lock, _schemas, _replaced)
"""What is looked at where there is a content repository."""
