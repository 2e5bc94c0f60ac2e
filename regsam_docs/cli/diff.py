"""`regsam-docs diff`, `version`: what changed between two states, and which states hold a Fassung."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import click

from regsam_docs.changes.change import Changeset
from regsam_docs.changes.reports import json, markdown, text
from regsam_docs.cli.printing import painted, say, say_document, width
from regsam_docs.cli.shared import Bar, Name, format_option, root
from regsam_docs.finding import Trouble
from regsam_docs.german import german_short
from regsam_docs.harmless import as_json, as_markup, printable
from regsam_docs.history import comparison, versions
from regsam_docs.history.versions import DocumentId, Found
from regsam_docs.system.git import Commit

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

COLOURS = {"head": "bold", "first": "bold red", "deleted": "red", "inserted": "green"}

ADVICE = "Leiten Sie den Vergleich in eine Datei: regsam-docs diff … --format html > vergleich.html"


@click.command(epilog=EPILOG)
@click.argument("base", metavar="BASIS", required=False)
@click.argument("head", metavar="[KOPF]", required=False)
@format_option("text", "markdown", "html", "json")
@click.option(
    "--since-signing", metavar="GEBIET", type=Name(), help="Vergleicht mit der unterschriebenen Vereinbarung dieses Gebiets."
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
    say(FORMS[form](found.changeset), "joints" if form == "markdown" else "colours")
    return 0


def style(said: str, name: str) -> str:
    """What is said, in the colours of its part of the report."""
    return painted(said, COLOURS.get(name, ""))


FORMS: dict[str, Callable[[Changeset], str]] = {
    "text": lambda changeset: text(changeset, printable, style, width()),
    "markdown": lambda changeset: markdown(changeset, printable),
    "json": json,
}


# --- `regsam-docs version`.


FASSUNG = re.compile(r"[0-9a-f]{8}\Z")

SHALLOW = "Dieser Klon ist verkürzt; ältere Commits fehlen. Den Rest holt: git fetch --unshallow (in der CI: fetch-depth: 0)."

VERSION_EPILOG = """\b
Beispiele:
  regsam-docs version 3f9a01bc      die Fassung steht im Fuß jedes Dokuments

Ende mit 0: gefunden · 1: nicht gefunden · 2: keine Fassung angegeben, git fehlt"""


@click.command(epilog=VERSION_EPILOG)
@click.argument("fassung", metavar="FASSUNG")
@format_option("text", "json")
def version_command(fassung: str, form: str) -> int:
    """Findet zu der Fassung, die im Fuß eines Dokuments steht, das Dokument und die Commits, die sie enthalten."""
    wanted = fassung.strip().lower()
    if not FASSUNG.match(wanted):
        said = "Eine Fassung sind die acht Zeichen 0–9 und a–f im Fuß eines Dokuments."
        raise Trouble(f"„{fassung}“ ist keine Fassung. {said}")
    with Bar("Lese Commits") as bar:
        found = versions.find(root(), wanted, bar.show)
    click.echo(_json(found) if form == "json" else _text(found), nl=False)
    return 0 if found.documents or found.working else 1


def _text(found: Found) -> str:
    lines: list[str] = []
    for (name, editions), commits in _merged(found):
        lines.append(f"{name} ({', '.join(editions)})")
        if commits:
            newest, oldest = commits[0], commits[-1]
            lines.append(f"    {_named(newest)}" if len(commits) == 1 else f"    {len(commits)} Commits unter areas/")
            if len(commits) > 1:
                lines += [f"    von {_named(oldest)}", f"    bis {_named(newest)}"]
        there = any((name, edition) in found.working for edition in editions)
        lines.append(f"    Das Arbeitsverzeichnis hat diese Fassung{'' if there else ' nicht mehr' if commits else ' nicht'}.")
    if not lines:
        one = found.commits == 1
        number = "einem Commit, der areas/ berührt" if one else f"{found.commits} Commits, die areas/ berühren"
        lines.append(f"Die Fassung {found.fassung} gibt es weder im Arbeitsverzeichnis noch in {number}.")
        if not found.shallow:
            lines.append("Vielleicht stammt sie aus einem Zweig, der hier fehlt (git fetch --all), oder wurde nie eingecheckt.")
    return "\n".join((*lines, *([SHALLOW] if found.shallow else []))) + "\n"


def _merged(found: Found) -> list[tuple[tuple[str, list[str]], tuple[Commit, ...]]]:
    """Documents with all editions that have the same commits as one."""
    grouped: dict[tuple[str, tuple[Commit, ...]], list[str]] = {}
    documents: list[DocumentId] = sorted({*found.documents, *found.working})
    for name, edition in documents:
        grouped.setdefault((name, found.documents.get((name, edition), ())), []).append(edition)
    return [((name, editions), commits) for (name, commits), editions in grouped.items()]


def _named(commit: Commit) -> str:
    return f"{commit.id[:8]} vom {german_short(date.fromisoformat(commit.day))} „{commit.subject}“"


def _json(found: Found) -> str:
    """`{"fassung", "documents": [{"document", "edition", "working", "commits": [{"commit", "day", "subject"}]}], "commits": n,
    "shallow": true|false}`; commits newest first, `commits` counts those looked at."""
    return as_json(
        {
            "fassung": found.fassung,
            "documents": [
                {
                    "document": name,
                    "edition": edition,
                    "working": (name, edition) in found.working,
                    "commits": [
                        {"commit": c.id, "day": c.day, "subject": c.subject} for c in found.documents.get((name, edition), ())
                    ],
                }
                for name, edition in sorted({*found.documents, *found.working})
            ],
            "commits": found.commits,
            "shallow": found.shallow,
        }
    )
