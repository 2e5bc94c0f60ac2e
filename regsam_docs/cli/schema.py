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
from regsam_docs.scaffold import editor, ids
from regsam_docs.system import disk

EPILOG = """\b
Beispiele:
  regsam-docs schema ziele
  regsam-docs schema areas/blumenau/ziele.yaml
  regsam-docs schema --install      Erklärungen für VS Code einrichten"""


@click.command(epilog=EPILOG)
@click.argument("file", metavar="[DATEI]", required=False, type=shared.PATH)
@click.option("--install", is_flag=True, help=f"Schemata nach {editor.FOLDER}/ legen und VS Code darauf hinweisen.")
def command(file: str | None, install: bool) -> int:
    """Gibt aus, was eine Datei enthalten darf (JSON Schema), oder richtet Editoren damit ein.

    DATEI ist eine Datei oder ihre Art, z. B. „ziele“. Das Programm selbst verwendet immer seine eigenen Schemata.
    """
    if install:
        return _install(root())
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


def _install(place: Path) -> int:
    folder = folder_of(place)
    new = 0
    own: list[tuple[Kind, str]] = []
    if folder == editor.FOLDER:
        new = sum(put(place, editor.schema_file(kind), editor.for_editors(kind)) for kind in KINDS)
        for kind, slug, schema in ids.schemas(check.check(disk.tree(place)).city):
            new += put(place, editor.ids_file(kind.name, slug), editor.as_json(schema).encode())
            new += put(place, editor.own_file(kind.name, slug), editor.as_json(editor.own_schema(kind.name)).encode())
            own.append((kind, slug))
    click.echo(f"{folder}/: {f'{new} Schemata eingerichtet' if new else 'alle Schemata sind aktuell'}.")
    _point_at(place, folder, own)
    return 0


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
