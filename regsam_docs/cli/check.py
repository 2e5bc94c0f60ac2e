"""`regsam-docs check`."""

from __future__ import annotations

import re
import textwrap

import click

from regsam_docs import check
from regsam_docs.cli import shared
from regsam_docs.cli.printing import say, say_commands
from regsam_docs.cli.reports import FORMATS, Report
from regsam_docs.cli.shared import Bar, format_option, root, width, within
from regsam_docs.finding import ERROR, SELECTION, Trouble
from regsam_docs.german import counted
from regsam_docs.register import REGISTER
from regsam_docs.repository import paths
from regsam_docs.system import disk, git

EPILOG = """\b
Beispiele:
  regsam-docs check
  regsam-docs check areas/blumenau/protokolle/2010-06-10.yaml
  regsam-docs check --format json > befund.json
  regsam-docs check --explain Z02

Ende mit 0: in Ordnung · 1: Fehler gefunden (mit --strict auch bei Warnungen)"""

STOPPED = {
    None: "Verhindert die Dokumente, die aus der Datei entstehen.",
    SELECTION: "Verhindert nur die Dokumente der Auswahl.",
}
"""What a rule's errors stop → words for it."""


@click.command(epilog=EPILOG)
@click.argument("wanted", metavar="[PFAD …]", nargs=-1, type=shared.PATH)
@format_option(*FORMATS)
@click.option("--strict", is_flag=True, help="Auch Warnungen gelten als Fehler.")
@click.option("--explain", "id", metavar="KENNUNG", help="Nichts prüfen, sondern eine Meldung erklären, z. B. Z02.")
@click.pass_context
def command(ctx: click.Context, wanted: tuple[str, ...], form: str, strict: bool, id: str | None) -> int:
    """Prüft alle Dateien unter areas/ (oder nur PFAD) und sagt zu jeder Fundstelle, was zu tun ist."""
    if id is not None:
        click.echo(explained(id))
        return 0
    place = root(ctx)
    only = [within(place, path) for path in wanted]
    tree = disk.tree(place)
    _say_what_is_away(git.left_away(place) - tree.files.keys())
    with Bar("Prüfe Gebiete") as bar:
        result = check.check(tree, only, bar.show)
    areas = sum(f"{paths.AREAS}/{area.slug}/gebiet.yaml" in tree.files for area in result.city.areas)
    report = Report(
        result.findings,
        files=len(result.sheets),
        areas=areas,
        strict=strict,
        width=width(),
        checked_off=result.checked_off,
    )
    if form == "github":
        say_commands(FORMATS[form](report))
    else:
        say(FORMATS[form](report), "colours")
    return 1 if any(f.is_error or strict for f in result.findings) else 0


def _say_what_is_away(away: frozenset[str]) -> None:
    """That files are not checked because a sparse checkout leaves them away. Raises Trouble if nothing can be judged so."""
    if not away:
        return
    number = counted(len(away), "Datei ist", "Dateien sind")
    said = f"{number} hier nicht ausgecheckt (sparse checkout) und nicht geprüft. Alles holt: git sparse-checkout disable"
    if paths.SETTINGS in away:
        raise Trouble(f"„{paths.SETTINGS}“ fehlt hier: {said}")
    click.echo(f"Hinweis: {said}", err=True)


def explained(id: str) -> str:
    """What the register says of a rule, in German. Raises a usage error for an id that no rule has."""
    rule = REGISTER.get(id.upper())
    if rule is None:
        raise click.UsageError(f"Eine Meldung „{id}“ gibt es nicht. Die Kennung steht am Anfang jeder Meldung, z. B. Z02.")
    level, stops = "Fehler", STOPPED.get(rule.stops, f"Verhindert nur dieses Dokument: {rule.stops}.")
    if rule.level != ERROR:
        level, stops = "Warnung", "Verhindert nichts."
    said = [f"{rule.id}: {rule.title}", f"{level}. {rule.explanation}", f"Was tun: {rule.advice}", stops]
    said += [rule.check_off] if rule.check_off else []
    said += [f"Grundlage: Konzept, {rule.source}"] if rule.source else []
    return "\n".join(textwrap.fill(re.sub(r"\[([^][]*)\]\([^()]*\)", r"\1", text), 80) for text in said)
