"""`regsam-docs serve`."""

from __future__ import annotations

from datetime import date

import click

from regsam_docs.cli.shared import Whole, root
from regsam_docs.preview import serve

EPILOG = """\b
Beispiele:
  regsam-docs serve
  regsam-docs serve --port 8080
  regsam-docs serve --edit         Dateien im Browser bearbeiten

Seiten entstehen sofort neu, wenn Sie eine Datei unter areas/ speichern; ein PDF, sobald Sie es öffnen.
Ende mit Strg+C (130) · 2: der Port ist belegt oder auf diesem Rechner fehlt etwas"""


@click.command(epilog=EPILOG)
@click.option(
    "--port",
    type=Whole(0, 65535),
    metavar="N",
    help="Port der Vorschau (Vorgabe: der erste freie ab 8000; 0: irgendein freier).",
)
@click.option(
    "--edit", is_flag=True, help="Dateien unter areas/ dürfen im Browser geändert werden (nur mit der Adresse vom Start)."
)
def command(port: int | None, edit: bool) -> None:
    """Zeigt die Dokumente im Browser (nur auf diesem Rechner) und erneuert sie, sobald sich eine Datei ändert.

    Was falsch ist, steht am Rand der Seite; sie zeigt so lange den letzten Stand ohne Fehler.
    """
    serve(root(), port, "intern", date.today, click.echo, edit=edit)
