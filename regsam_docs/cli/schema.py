"""`regsam-docs schema`."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import click

from regsam_docs import check
from regsam_docs.cli import shared
from regsam_docs.cli.shared import current, put, root
from regsam_docs.finding import Trouble
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import KINDS, Kind
from regsam_docs.scaffold import editor
from regsam_docs.system import disk

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
