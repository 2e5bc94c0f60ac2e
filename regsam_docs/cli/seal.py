"""`regsam-docs seal`."""

from __future__ import annotations

import click

from regsam_docs import check
from regsam_docs.cli import shared
from regsam_docs.cli.shared import root
from regsam_docs.finding import Trouble
from regsam_docs.publish.sealing import seal_area
from regsam_docs.repository import paths
from regsam_docs.system import disk

EPILOG = """\b
Beispiele:
  regsam-docs seal blumenau      versiegelt die unterschriebene Vereinbarung
  regsam-docs seal --verify      prüft alle Siegel

Ende mit 0: in Ordnung · 1: eine versiegelte Vereinbarung ist verändert"""


@click.command(epilog=EPILOG)
@click.argument("area", metavar="GEBIET", required=False, shell_complete=shared.areas)
@click.option("--verify", is_flag=True, help="Nichts versiegeln, sondern alle vorhandenen Siegel prüfen.")
def command(area: str | None, verify: bool) -> int:
    """Versiegelt eine unterschriebene Kooperationsvereinbarung: Danach meldet „check“ jede Änderung (V06).

    Erlaubt bleiben neue Nachträge, Überprüfungen, Unterschriften und Personenwechsel sowie der Stand noch zu gewinnender
    Beteiligter. Ein zweiter Aufruf nimmt Hinzugekommenes mit auf.
    """
    place = root()
    if verify:
        return _verify()
    if area is None:
        raise Trouble("Welches Gebiet? Aufruf: regsam-docs seal GEBIET, oder regsam-docs seal --verify.")
    made, fresh = seal_area(place, area)
    name = made.relative_to(place).as_posix()
    if fresh:
        click.echo(f"Versiegelt: {name}. Nehmen Sie die Datei mit in den Pull Request.")
    else:
        click.echo(f"Schon versiegelt: {name}. Seither ist nichts hinzugekommen; es gibt nichts zu tun.")
    return 0


def _verify() -> int:
    tree = disk.tree(root())
    sealed = sorted(path for path in tree.files if path.endswith(f"/{paths.SEAL}"))
    if not sealed:
        click.echo("Es gibt noch keine versiegelte Vereinbarung.")
        return 0
    findings = check.check(tree).findings
    broken = False
    for path in sealed:
        folder = path.rpartition("/")[0]
        changed = [f for f in findings if f.id == "V06" and f.path.startswith(f"{folder}/")]
        unread = [f for f in findings if f.is_error and f.path == f"{folder}/vereinbarung.yaml" and f.id != "V06"]
        broken = broken or bool(changed or unread)
        slug = folder.removeprefix(f"{paths.AREAS}/")
        click.echo(f"{slug}: {'unverändert' if not changed and not unread else 'nicht mehr wie versiegelt'}")
        for f in changed or unread:
            click.echo(f"    {f}")
    return 1 if broken else 0
