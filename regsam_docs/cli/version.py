"""`regsam-docs version`."""

from __future__ import annotations

import re
from datetime import date

import click

from regsam_docs.cli.shared import Bar, format_option, root
from regsam_docs.finding import Trouble
from regsam_docs.german import german_short
from regsam_docs.harmless import as_json
from regsam_docs.history import versions
from regsam_docs.history.versions import DocumentId, Found
from regsam_docs.system.git import Commit

FASSUNG = re.compile(r"[0-9a-f]{8}\Z")

SHALLOW = "Dieser Klon ist verkürzt; ältere Commits fehlen. Den Rest holt: git fetch --unshallow (in der CI: fetch-depth: 0)."

EPILOG = """\b
Beispiele:
  regsam-docs version 3f9a01bc      die Fassung steht im Fuß jedes Dokuments

Ende mit 0: gefunden · 1: nicht gefunden · 2: keine Fassung angegeben, git fehlt"""


@click.command(epilog=EPILOG)
@click.argument("fassung", metavar="FASSUNG")
@format_option("text", "json")
def command(fassung: str, form: str) -> int:
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
