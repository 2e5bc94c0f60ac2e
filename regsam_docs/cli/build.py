"""`regsam-docs build`, `serve`, `clean`: documents made, shown while they change, and deleted."""

from __future__ import annotations

import os
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import click

from regsam_docs import harmless
from regsam_docs.cli import shared
from regsam_docs.cli.printing import FULL, say, width
from regsam_docs.cli.reports import Report, text
from regsam_docs.cli.shared import ANYWHERE, Bar, Name, Whole, format_option, root, today_option
from regsam_docs.german import counted, number
from regsam_docs.harmless import printable
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import EDITIONS, Edition
from regsam_docs.system import disk, git
from regsam_docs.system.output import Built, clean, recall, remember
from regsam_docs.system.store import Memory

EPILOG = """\b
Beispiele:
  regsam-docs build
  regsam-docs build blumenau --only protokoll zielkatalog
  regsam-docs build --edition oeffentlich
  regsam-docs build --shard 2/3
  regsam-docs build --merge anteile/*

Ende mit 0: in Ordnung · 1: etwas konnte nicht erzeugt werden · 2: auf diesem Rechner fehlt etwas"""


class Several(click.Command):
    """A command whose `--only` and `--merge` take several words, as it is written in German: `--only A B`, `--only A,B`,
    `--only A --only B`. A word after `--only` that is an area stays one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments with `--only` or `--merge` before each of its words."""
        apart: list[str] = []
        slugs: frozenset[str] | None = None
        open_option = ""
        for word, after in pairwise([*args, "--"]):
            if word in ("--only", "--merge") and not after.startswith("-"):
                open_option = word
            elif word.startswith("-"):
                open_option = "--only" if word.startswith("--only=") else ""
                named = word.removeprefix("--only=").split(",") if open_option else []
                apart += [f"--only={one}" for one in named] or [word]
            elif open_option == "--merge":
                apart.append(f"--merge={word}")
            elif open_option:
                slugs = frozenset(getattr(shared.plan(ctx), "areas", ())) if slugs is None else slugs
                is_area = word.removeprefix(f"{paths.AREAS}/").rstrip("/") in slugs
                apart += [word] if is_area else [f"--only={one}" for one in word.split(",")]
            else:
                apart.append(word)
        return super().parse_args(ctx, apart)


class ShareType(click.ParamType[tuple[int, int]]):
    """`K/N`: one of so many shares, counted from 1."""

    name = "K/N"

    def convert(self, value: str | tuple[int, int], param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """The two numbers."""
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", value, re.ASCII)
        if match is None or int(match[1]) > int(match[2]):
            self.fail(f"„{value}“ ist kein Anteil. Schreiben Sie zum Beispiel 2/3 für den zweiten von dreien.", param, ctx)
        return int(match[1]), int(match[2])


@click.command(epilog=EPILOG, cls=Several)
@click.argument("areas", metavar="[GEBIET …]", nargs=-1, type=Name())
@click.option(
    "--edition",
    type=click.Choice(EDITIONS),
    default="intern",
    metavar="AUSGABE",
    help="intern, verteiler oder oeffentlich (Vorgabe: intern).",
)
@click.option("--only", metavar="DOKUMENT", multiple=True, help="Nur dieses Dokument; auch mehrere.")
@click.option("--no-pdf", is_flag=True, help="Nur HTML erzeugen.")
@click.option("--jobs", type=Whole(min=1), metavar="N", help="Wie viele PDFs zugleich (Vorgabe: so viele wie Kerne).")
@click.option("--force", is_flag=True, help="Auch erzeugen, was schon aktuell ist.")
@click.option("--shard", type=ShareType(), metavar="K/N", help="Von den PDFs nur den K-ten von N Anteilen setzen.")
@click.option(
    "--merge",
    metavar="ORDNER …",
    multiple=True,
    type=ANYWHERE,
    help="Die PDFs aus den Ordnern build/ aller Läufe mit --shard nehmen.",
)
@click.option("--cluster", metavar="ADRESSE", help="PDFs von einem Dask-Cluster setzen lassen (tcp://RECHNER:8786).")
@today_option
@format_option("text", "json")
def command(
    areas: tuple[str, ...],
    edition: Edition,
    only: tuple[str, ...],
    no_pdf: bool,
    jobs: int | None,
    force: bool,
    shard: tuple[int, int] | None,
    merge: tuple[Path, ...],
    cluster: str | None,
    today: date,
    form: str,
) -> int:
    """Prüft die Dateien und erzeugt unter build/, was nicht mehr aktuell ist.

    Was ein Fehler betrifft, wird nicht erzeugt; alles andere schon.
    """
    place = root()
    if sum(map(bool, (no_pdf, shard, merge, cluster))) > 1:
        raise click.UsageError("--no-pdf, --shard, --merge und --cluster schließen einander aus. Geben Sie nur eines davon an.")
    memory = None if areas or only or shard or merge else _memory(place, edition, today, pdf=not no_pdf)
    outcome = recall(place, edition, memory) if memory is not None and not force else None
    if outcome is None:
        from regsam_docs.publish import setting  # not where there is nothing to do
        from regsam_docs.publish.build import Options, build

        executor = setting.handed_in(merge, edition) if merge else setting.in_cluster(cluster) if cluster else None
        options = Options(
            today=today,
            edition=edition,
            areas=areas,
            only=only,
            pdf=not no_pdf,
            jobs=jobs or os.cpu_count() or 1,
            force=force,
            executor=executor,
            share=shard,
        )
        with Bar("Erzeuge PDF") as bar:
            outcome = build(place, options, lambda what, done, total: bar.show(done, total), memory)
        if memory is not None:
            remember(place, edition, memory, outcome)
    say(as_json(outcome) if form == "json" else _text(outcome), "colours")
    if outcome.no_pdf is not None:
        click.echo(f"Fehler: {outcome.no_pdf}", err=True)
    return exit_code(outcome)


def exit_code(outcome: Built) -> int:
    """2 if a template of the content repository is wrong, 1 if a finding is an error or a document is missing, 2 if this machine
    makes no PDF, else 0."""
    if outcome.faulty:
        return 2
    if outcome.failed or any(f.is_error for f in outcome.findings):
        return 1
    return 2 if outcome.no_pdf is not None else 0


def _memory(place: Path, edition: Edition, day: date, *, pdf: bool) -> Memory:
    """What earlier builds of the whole edition came to. The commit counts, as calendars count those that changed what an entry is
    made of."""
    return Memory(place, disk.tree(place), "build", edition, str(pdf), str(day), git.head(place) or "")


def as_json(outcome: Built) -> str:
    """The object of docs/befehle.md, „Was Programme lesen“."""
    whole = {
        "built": sorted(outcome.built),
        "unchanged": outcome.unchanged,
        "failed": sorted(outcome.failed),
        "seconds": outcome.seconds,
    }
    return harmless.as_json(whole)


def _text(outcome: Built) -> str:
    lines = []
    if outcome.findings:
        files = len({f.path for f in outcome.findings})
        lines.append(text(Report(outcome.findings, files=files, areas=0, width=min(width(), FULL))).rpartition("\n\n")[0] + "\n")
    lines += [f"Bitte sehen Sie nach: {printable(note)}" for note in outcome.notes]
    failed: dict[str, list[str]] = {}
    for path, reason in sorted(outcome.failed.items()):
        failed.setdefault(reason, []).append(f"    {printable(path)}")
    lines += ["\n".join((f"Nicht erzeugt: {printable(reason)}", *names)) for reason, names in failed.items()]
    made = f"{counted(len(outcome.built), 'Datei', 'Dateien')} erzeugt"
    missing = len(outcome.failed) + outcome.unset
    if not outcome.built and not missing:
        made = "Alles ist aktuell"
    lines.append(f"{made}, {outcome.unchanged} unverändert, {missing} nicht erzeugt ({number(outcome.seconds, 1)} s).")
    return "\n".join(lines) + "\n"


# --- `regsam-docs clean`.


@click.command(epilog="\b\nBeispiel:\n  regsam-docs clean")
def clean_command() -> int:
    """Löscht, was „build“ erzeugt hat, und sonst nichts."""
    number = clean(root())
    if not number:
        click.echo("Es gibt nichts zu löschen.")
    else:
        click.echo(f"{counted(number, 'Datei', 'Dateien')} gelöscht.")
    return 0


# --- `regsam-docs serve`.


SERVE_EPILOG = """\b
Beispiele:
  regsam-docs serve
  regsam-docs serve --port 8080
  regsam-docs serve --edit         Dateien im Browser bearbeiten

Seiten entstehen sofort neu, wenn Sie eine Datei unter areas/ speichern; ein PDF, sobald Sie es öffnen.
Ende mit Strg+C (130) · 2: der Port ist belegt oder auf diesem Rechner fehlt etwas"""


@click.command(epilog=SERVE_EPILOG)
@click.option(
    "--port",
    type=Whole(0, 65535),
    metavar="N",
    help="Port der Vorschau (Vorgabe: der erste freie ab 8000; 0: irgendein freier).",
)
@click.option(
    "--edit", is_flag=True, help="Dateien unter areas/ dürfen im Browser geändert werden (nur mit der Adresse vom Start)."
)
def serve_command(port: int | None, edit: bool) -> None:
    """Zeigt die Dokumente im Browser (nur auf diesem Rechner) und erneuert sie, sobald sich eine Datei ändert.

    Was falsch ist, steht am Rand der Seite; sie zeigt so lange den letzten Stand ohne Fehler.
    """
    from regsam_docs.preview import serve

    serve(root(), port, "intern", date.today, click.echo, edit=edit)
