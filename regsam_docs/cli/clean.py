"""`regsam-docs clean`."""

from __future__ import annotations

import click

from regsam_docs.cli.shared import root
from regsam_docs.german import counted
from regsam_docs.system.output import clean


@click.command(epilog="\b\nBeispiel:\n  regsam-docs clean")
def command() -> int:
    """Löscht, was „build“ erzeugt hat, und sonst nichts."""
    number = clean(root())
    if not number:
        click.echo("Es gibt nichts zu löschen.")
    else:
        click.echo(f"{counted(number, 'Datei', 'Dateien')} gelöscht.")
    return 0
