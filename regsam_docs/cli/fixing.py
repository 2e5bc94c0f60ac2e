"""`check --fix`: what is certain is shown as a diff, asked about, and written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from regsam_docs.check import mending
from regsam_docs.check.mending import Mended
from regsam_docs.cli.printing import painted_diff, say
from regsam_docs.cli.shared import agreed, current
from regsam_docs.finding import Finding
from regsam_docs.german import counted
from regsam_docs.repository.tree import Tree
from regsam_docs.system import disk


def fix(place: Path, tree: Tree, findings: Sequence[Finding], *, yes: bool, aside: bool) -> bool:
    """Put right what is certain, if the user agrees; gives whether anything was written. `yes`: nobody is asked. `aside`:
    standard output belongs to a report for programs."""
    said: Callable[[str], None] = lambda text: click.echo(text, err=aside)  # noqa: E731
    found = mending.mend(tree, findings)
    for path, why in found.left.items():
        said(f"{path}: {why}; von selbst wird daran nichts geändert. Ändern Sie die Datei von Hand, wenn alle davon wissen.")
    if not found.files:
        said("Nichts lässt sich mit Sicherheit von selbst verbessern.")
        return False
    for mended in found.files:
        say(painted_diff(mended.diff().splitlines()), "colours", err=aside)
    number = counted(len(found.files), "Datei", "Dateien")
    if not yes and not (sys.stdin.isatty() and sys.stdout.isatty()):
        said(f"Noch ist nichts geändert. So ändert es {number}: regsam-docs check --fix --yes")
        return False
    if not yes and not agreed(f"{number} so ändern?", err=aside):
        said("Nichts geändert.")
        return False
    written = [_written(place, tree, mended, said) for mended in found.files]
    return any(written)


def _written(place: Path, tree: Tree, mended: Mended, said: Callable[[str], None]) -> bool:
    """Write a file unless it is no longer what was read, for then somebody else is at it."""
    path = tree.spelled.get(mended.path, mended.path)
    if current(place, path) != mended.before:
        said(f"{mended.path} hat sich inzwischen geändert und bleibt, wie es ist. Rufen Sie den Befehl noch einmal auf.")
        return False
    disk.write(place / path, mended.after)
    said(f"Verbessert: {mended.path}")
    return True
