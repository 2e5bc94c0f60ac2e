"""`regsam-docs schema`, `fmt`: what a file may contain, and the form it has."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import click

from regsam_docs import check, schema, tidy
from regsam_docs.cli import shared
from regsam_docs.cli.shared import Bar, current, put, root, within
from regsam_docs.finding import Finding, Trouble
from regsam_docs.german import counted
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import KINDS, Kind
from regsam_docs.repository.layout import layout
from regsam_docs.scaffold import editor
from regsam_docs.schema import sheet
from regsam_docs.system import disk
from regsam_docs.yaml import characters

EPILOG = """\b
Beispiele:
  regsam-docs schema ziele
  regsam-docs schema areas/blumenau/ziele.yaml
  regsam-docs schema --install      Erklärungen für VS Code einrichten"""

IDS_FILES = frozenset(file(kind, "").rpartition("/")[2] for kind in KINDS for file in (editor.ids_file, editor.own_file))
"""Names of the files that `schema --install` lays into a folder for each area."""


@click.command(epilog=EPILOG)
@click.argument("file", metavar="[DATEI]", required=False, type=shared.PATH)
@click.option("--install", is_flag=True, help=f"Schemata nach {editor.FOLDER}/ legen und VS Code darauf hinweisen.")
def command(file: str | None, install: bool) -> int:
    """Gibt aus, was eine Datei enthalten darf (JSON Schema), oder richtet Editoren damit ein.

    DATEI ist eine Datei oder ihre Art, z. B. „ziele“. Das Programm selbst verwendet immer seine eigenen Schemata.
    """
    if install:
        return renew(root())
    if file is None:
        click.echo("Von welcher Datei? Möglich sind:\n")
        for kind, pattern in editor.PATTERNS.items():
            click.echo(f"  {kind:<12} {pattern}")
        click.echo("\nZum Beispiel: regsam-docs schema ziele")
        return 0
    click.echo(editor.for_editors(kind_of(file)).decode(), nl=False)
    return 0


def kind_of(file: str) -> str:
    """The kind of a file, by its path (it need not exist) or its own name. Raises Trouble."""
    path = PurePosixPath(file.replace("\\", "/"))
    if file in KINDS:
        return file
    if path.suffix in (".yaml", ".yml") and (path.parent.name == paths.MINUTES or paths.MEETING.match(path.stem)):
        return "protokoll"
    if path.suffix in (".yaml", ".yml") and path.stem in KINDS:
        return path.stem
    raise Trouble(f"„{file}“ ist keine der Dateien, für die es ein Schema gibt. Möglich sind: {', '.join(KINDS)}.")


def folder_of(root: Path) -> str:
    """Folder of the schemas that editors use, relative to the root: in the product's own checkout its own."""
    own = root / "schemas"
    return "schemas" if own.is_dir() and own.resolve() == paths.resources("schemas").resolve() else editor.FOLDER


def folder_for(root: Path, kind: Kind, slug: str) -> str:
    """The same for a new file of an area or selection: with the ids there, if they are installed."""
    own = editor.own_file(kind.name, slug)
    return own.rpartition("/")[0] if slug and (root / own).is_file() else folder_of(root)


def renew(place: Path) -> int:
    """Lay the schemas for editors, with the ids there are now, below a root, take those of what is gone away, and say so."""
    folder = folder_of(place)
    changed = 0
    own: list[tuple[Kind, str]] = []
    if folder == editor.FOLDER:
        city = check.check(disk.tree(place)).city
        wanted = {editor.schema_file(kind): editor.for_editors(kind) for kind in KINDS} | editor.files(city)
        changed = sum(put(place, name, data) for name, data in wanted.items())
        gone = installed_ids(place) - wanted.keys()
        for name in sorted(gone):
            disk.remove(place / name, place / editor.FOLDER)
        changed += len(gone)
        own = [(kind, slug) for kind, slug, _ in editor.of_areas(city)]
    click.echo(f"{folder}/: {f'{changed} Schemata eingerichtet' if changed else 'alle Schemata sind aktuell'}.")
    _point_at(place, folder, own)
    return 0


def installed_ids(place: Path) -> frozenset[str]:
    """Which files for areas and selections (`ids.files`) lie there, also of those that are gone."""
    folder = place / editor.FOLDER
    named = (name for name in disk.names_below(folder) if name.count("/") == 1) if folder.is_dir() else ()
    return frozenset(f"{editor.FOLDER}/{name}" for name in named if name.partition("/")[2] in IDS_FILES)


def _point_at(place: Path, folder: str, own: list[tuple[Kind, str]]) -> None:
    """Tell VS Code where the schemas are, if its settings can be added to without losing anything."""
    there = current(place, editor.SETTINGS)
    try:
        text = editor.merged(there.decode() if there is not None else None, folder, own)
        changed = put(place, editor.SETTINGS, text.encode())
    except (editor.Unmergeable, UnicodeDecodeError):
        click.echo(f"{editor.SETTINGS} bleibt, wie sie ist: Sie enthält Kommentare oder ist kein reines JSON. Ergänzen Sie:")
        click.echo(editor.as_json(editor.wanted(folder, own)), nl=False)
        return
    state = "ergänzt. In VS Code gehört die Erweiterung „YAML“ (Red Hat) dazu" if changed else "ist aktuell"
    click.echo(f"{editor.SETTINGS}: {state}.")


# --- `regsam-docs fmt`.


FMT_EPILOG = """\b
Beispiele:
  regsam-docs fmt
  regsam-docs fmt areas/blumenau/ziele.yaml
  regsam-docs fmt --check      nur nennen, was sich ändern würde

Ende mit 0: in Ordnung · 1: eine Datei ist nicht lesbar, oder (mit --check)
würde sich ändern"""


@dataclass(slots=True)
class Done:
    """What became of the files: paths, and for those left alone why."""

    changed: list[str] = field(default_factory=list)
    fine: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)
    broken: bool = False


@click.command(epilog=FMT_EPILOG)
@click.argument("given", metavar="[PFAD …]", nargs=-1, type=shared.PATH)
@click.option("--check", "only_check", is_flag=True, help="Nichts ändern, nur nennen, was sich ändern würde.")
def fmt_command(given: tuple[str, ...], only_check: bool) -> int:
    """Bringt Dateien in eine einheitliche Form: Schlüssel in der Reihenfolge des Schemas, gleiche Einrückung.

    Kommentare und Texte bleiben, wie sie sind, und die Bedeutung auch. Eine Datei, die nicht lesbar ist, bleibt unberührt.
    """
    place = root()
    done = tidy_all(place, list(given), write=not only_check)
    click.echo(_text(done, only_check), nl=False)
    return 1 if done.broken or (only_check and done.changed) else 0


def tidy_all(place: Path, given: list[str], *, write: bool) -> Done:
    """Tidy the files below the paths given, all if there are none; gives what became of them. `write`: else it is only told."""
    tree = disk.tree(place)
    kinds = _wanted(layout(tree).kinds(), [within(place, path) for path in given])
    done = Done()
    with Bar("Ordne Dateien") as bar:
        for number, (path, kind) in enumerate(kinds.items()):
            bar.show(number, len(kinds))
            _one(place, path, kind, tree.read(path), done, write=write)
    return done


def _wanted(kinds: dict[str, str], given: list[str]) -> dict[str, str]:
    for path in given:
        if not any(name == path or name.startswith(f"{path}/") for name in kinds):
            raise Trouble(f"Unter „{path}“ liegt keine Datei, die sich ordnen lässt. Geben Sie eine Datei oder ein Gebiet an.")
    return {name: kind for name, kind in kinds.items() if not given or any(name == p or name.startswith(f"{p}/") for p in given)}


def _one(place: Path, path: str, kind: str, content: bytes, done: Done, *, write: bool) -> None:
    """Tidy one file; notes in `done` what became of it."""
    faults = [one for one in sheet.read(content, path, kind).findings if one.id.startswith("Y")]
    if faults:
        worst = min(faults, key=lambda one: not one.is_error)
        done.left[path] = _reason(worst)
        done.broken |= worst.is_error
        return
    try:
        made = tidy.tidied(characters.decode(content, path)[0], schema.shape(kind)).encode()
    except tidy.LeftAsIs:
        done.left[path] = "Ihre Form ist zu ungewöhnlich, um sie ohne Zweifel umzustellen. Bitte ordnen Sie sie von Hand."
        return
    if made == content:
        done.fine.append(path)
        return
    done.changed.append(path)
    if write:
        disk.write(place / path, made)


def _reason(finding: Finding) -> str:
    return f"Zeile {finding.line}, Spalte {finding.column} ({finding.id}): {finding.message}"


def _text(done: Done, only_check: bool) -> str:
    verb = "Würde geordnet" if only_check else "Geordnet"
    lines = [f"{verb}: {path}" for path in done.changed]
    lines += [f"Bleibt, wie sie ist: {path}\n    {reason}" for path, reason in done.left.items()]
    total = len(done.changed) + len(done.fine) + len(done.left)
    files = counted(total, "Datei", "Dateien")
    if len(done.fine) == total:
        return f"{files}: alles ist schon in Ordnung.\n"
    left = f", {len(done.left)} unberührt" if done.left else ""
    ending = "Ordnen Sie sie mit: regsam-docs fmt\n" if only_check and done.changed else ""
    lines.append(f"{files}: {len(done.changed)} {'würden ' if only_check else ''}geordnet, {len(done.fine)} in Ordnung{left}.")
    return "\n".join(lines) + f"\n{ending}"
