"""`regsam-docs check`."""

from __future__ import annotations

import click

from regsam_docs import check, disk, paths
from regsam_docs.cli import completing
from regsam_docs.cli.shared import Bar, colours, root, within
from regsam_docs.reports import FORMATS, Report

EPILOG = """\b
Beispiele:
  regsam-docs check
  regsam-docs check areas/blumenau/protokolle/2010-06-10.yaml
  regsam-docs check --format json > befund.json

Ende mit 0: in Ordnung · 1: Fehler gefunden (mit --strict auch bei Warnungen)"""


@click.command(epilog=EPILOG)
@click.argument("wanted", metavar="[PFAD …]", nargs=-1, type=completing.PATH)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    metavar="FORM",
    help=f"{', '.join(FORMATS)} (Vorgabe: text).",
)
@click.option("--strict", is_flag=True, help="Auch Warnungen gelten als Fehler.")
@click.pass_context
def command(ctx: click.Context, wanted: tuple[str, ...], form: str, strict: bool) -> int:
    """Prüft alle Dateien unter areas/ (oder nur PFAD) und sagt zu jeder Fundstelle, was zu tun ist."""
    place = root(ctx)
    only = [within(place, path) for path in wanted]
    tree = disk.tree(place)
    with Bar("Prüfe Gebiete") as bar:
        result = check.check(tree, only, bar.show)
    areas = sum(f"{paths.AREAS}/{area.slug}/gebiet.yaml" in tree.files for area in result.city.areas)
    report = Report(result.findings, files=len(result.sheets), areas=areas, colour=colours(ctx), strict=strict)
    click.echo(FORMATS[form](report), nl=False, color=True)
    return 1 if any(f.is_error or strict for f in result.findings) else 0
