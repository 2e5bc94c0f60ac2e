"""`regsam-docs diff`."""

from __future__ import annotations

from collections.abc import Callable

import click

from regsam_docs.changes.change import Told
from regsam_docs.changes.reports import json, markdown, text
from regsam_docs.cli import shared
from regsam_docs.cli.printing import say, say_document, width
from regsam_docs.cli.shared import root
from regsam_docs.harmless import as_markup, printable
from regsam_docs.history import comparison

EPILOG = """\b
Beispiele:
  regsam-docs diff main                    Arbeitsverzeichnis gegen den Zweig main
  regsam-docs diff main...                 was seit der Abzweigung von main dazukam
  regsam-docs diff main..zweig             zwei Zweige, wie bei git
  regsam-docs diff 2026-10-01              was seit diesem Tag anders ist
  regsam-docs diff HEAD~1 HEAD             was der letzte Commit geändert hat
  regsam-docs diff --since-signing blumenau
  regsam-docs diff main --format html > vergleich.html

Ende mit 0: verglichen, ob mit Änderungen oder ohne · 2: Version unbekannt, git fehlt"""

COLOURS = {"head": {"bold": True}, "first": {"bold": True, "fg": "red"}, "deleted": {"fg": "red"}, "inserted": {"fg": "green"}}

ADVICE = "Leiten Sie den Vergleich in eine Datei: regsam-docs diff … --format html > vergleich.html"


@click.command(epilog=EPILOG)
@click.argument("base", metavar="BASIS", required=False)
@click.argument("head", metavar="[KOPF]", required=False)
@shared.format_option("text", "markdown", "html", "json")
@click.option(
    "--since-signing",
    metavar="GEBIET",
    shell_complete=shared.areas,
    help="Vergleicht mit der unterschriebenen Vereinbarung dieses Gebiets.",
)
def command(base: str | None, head: str | None, form: str, since_signing: str | None) -> int:
    """Sagt in Worten, was sich zwischen zwei Versionen geändert hat: Klauseln, Ziele, Aufträge, Termine, Protokolle.

    BASIS und KOPF sind Zweige, Marken, Commits oder Tage; ohne KOPF gilt, was jetzt im Ordner liegt. Zuerst steht, was an
    versiegelten oder unterschriebenen Vereinbarungen und genehmigten Protokollen anders ist.
    """
    place = root()
    if since_signing is not None and base is not None:
        if head is not None:
            raise click.UsageError("Mit --since-signing ist die Basis schon bekannt; geben Sie höchstens KOPF an.")
        base, head = None, base
    found = comparison.compare(place, base, head, since_signing)
    if form == "html":
        from regsam_docs.history.redlining import redline

        say_document(as_markup(redline(place, found)).encode(), ADVICE)
        return 0
    say(FORMS[form](found.told), "joints" if form == "markdown" else "colours")
    return 0


def style(said: str, name: str) -> str:
    """What is said, in the colours of its part of the report."""
    return click.style(said, **COLOURS[name]) if name in COLOURS else said  # type: ignore[arg-type]


FORMS: dict[str, Callable[[Told], str]] = {
    "text": lambda told: text(told, printable, style, width()),
    "markdown": lambda told: markdown(told, printable),
    "json": json,
}
