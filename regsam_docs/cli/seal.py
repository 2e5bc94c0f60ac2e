"""`regsam-docs seal`, `extract`: what belongs to a paper, its seal and the data a PDF was made of."""

from __future__ import annotations

from pathlib import Path

import click

from regsam_docs import check
from regsam_docs.cli.printing import say_document
from regsam_docs.cli.shared import ANYWHERE, Name, apart, fresh, root
from regsam_docs.finding import Trouble
from regsam_docs.pdf.extract import MOST, Carried, carried
from regsam_docs.publish.sealing import seal_area
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import kind_of
from regsam_docs.repository.tree import tree_of
from regsam_docs.system import disk

EPILOG = """\b
Beispiele:
  regsam-docs seal blumenau      versiegelt die unterschriebene Vereinbarung
  regsam-docs seal --verify      prüft alle Siegel

Ende mit 0: in Ordnung · 1: eine versiegelte Vereinbarung ist verändert"""


@click.command(epilog=EPILOG)
@click.argument("area", metavar="GEBIET", required=False, type=Name())
@click.option("--verify", is_flag=True, help="Nichts versiegeln, sondern alle vorhandenen Siegel prüfen.")
def command(area: str | None, verify: bool) -> int:
    """Versiegelt eine unterschriebene Kooperationsvereinbarung: Danach meldet „check“ jede Änderung (V06).

    Erlaubt bleiben neue Nachträge, Überprüfungen, Unterschriften und Personenwechsel sowie der Stand noch zu gewinnender
    Beteiligter. Ein zweiter Aufruf nimmt Hinzugekommenes mit auf.
    """
    place = root()
    if verify:
        return _seal_verify()
    if area is None:
        raise Trouble("Welches Gebiet? Aufruf: regsam-docs seal GEBIET, oder regsam-docs seal --verify.")
    made, fresh = seal_area(place, area)
    name = made.relative_to(place).as_posix()
    if fresh:
        click.echo(f"Versiegelt: {name}. Nehmen Sie die Datei mit in den Pull Request.")
    else:
        click.echo(f"Schon versiegelt: {name}. Seither ist nichts hinzugekommen; es gibt nichts zu tun.")
    return 0


def _seal_verify() -> int:
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


# --- `regsam-docs extract`.


EXTRACT_EPILOG = """\b
Beispiele:
  regsam-docs extract zielkatalog.pdf
  regsam-docs extract zielkatalog.pdf -o ziele-aus-dem-pdf.yaml
  regsam-docs extract zielkatalog.pdf --verify

Ende mit 0: ausgegeben, bei --verify gleich · 1: nicht gleich · 2: kein PDF, kein Anhang, mehrere Anhänge"""


@click.command(epilog=EXTRACT_EPILOG)
@click.argument("file", metavar="DATEI.pdf", type=ANYWHERE)
@click.option("-o", "--output", metavar="DATEI", type=ANYWHERE, help="Wohin (Vorgabe: Standardausgabe).")
@click.option("--force", is_flag=True, help="Mit -o: eine vorhandene Datei ersetzen.")
@click.option("--verify", is_flag=True, help="Nur vergleichen: Ist es noch, was im Arbeitsverzeichnis steht?")
def extract_command(file: Path, output: Path | None, force: bool, verify: bool) -> int:
    """Gibt die YAML-Datei aus, die in einem PDF der internen Ausgabe steckt."""
    if verify and output is not None:
        raise click.UsageError("--verify vergleicht nur; lassen Sie -o weg.")
    source = apart(carried, file, MOST + 1, "Geben Sie ein PDF an, das regsam-docs gemacht hat.")
    if verify:
        return _extract_verify(root(), source)
    if output is None:
        say_document(source.data, "Schreiben Sie die Datei mit -o.")
        return 0
    fresh(output, "einen", force=force)
    disk.write_where_asked(output, source.data)
    click.echo(f"Geschrieben: {output} ({len(source.data)} Byte, im PDF „{source.name}“).", err=True)
    return 0


def _extract_verify(place: Path, source: Carried) -> int:
    """Compare with the file it was made of; its name in the PDF is only believed if such a file lies in the working tree."""
    path = source.path
    tree = disk.tree(place)
    if path is None:
        raise Trouble("Das PDF nennt nicht, aus welcher Datei unter areas/ es gemacht ist; vergleichen Sie mit -o von Hand.")
    if path not in tree.files:
        click.echo(f"{path} gibt es im Arbeitsverzeichnis nicht (mehr).")
        return 1
    here = tree.read(path)
    if here == source.data:
        click.echo(f"{path}: Byte für Byte gleich.")
        return 0
    kind = kind_of(path)
    assert kind is not None, "extract names no other files"
    sheets = [check.read(tree_of({path: data}), path, kind.name) for data in (here, source.data)]
    if sheets[0].data is not None and sheets[0].data == sheets[1].data:
        click.echo(f"{path}: inhaltlich gleich; verschieden sind nur Kommentare, Layout oder Schreibweise.")
        return 0
    click.echo(f"{path}: nicht gleich. Was sich geändert hat, zeigt „regsam-docs diff“ mit einem Commit, den")
    click.echo("„regsam-docs version FASSUNG“ nennt; die Fassung steht im Fuß des PDFs.")
    return 1
