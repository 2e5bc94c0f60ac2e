"""`regsam-docs fmt`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import click

from regsam_docs import schema, tidy
from regsam_docs.cli import shared
from regsam_docs.cli.shared import Bar, root, within
from regsam_docs.finding import Finding, Trouble
from regsam_docs.german import counted
from regsam_docs.repository.layout import layout
from regsam_docs.schema import sheet
from regsam_docs.system import disk
from regsam_docs.yaml import characters

EPILOG = """\b
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


@click.command(epilog=EPILOG)
@click.argument("given", metavar="[PFAD …]", nargs=-1, type=shared.PATH)
@click.option("--check", "only_check", is_flag=True, help="Nichts ändern, nur nennen, was sich ändern würde.")
def command(given: tuple[str, ...], only_check: bool) -> int:
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
    except tidy.Left:
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
