"""`regsam-docs import KIND …`: what others wrote, in other programs, becomes part of the contents; looked at before it is."""

from __future__ import annotations

import datetime as dt
import difflib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from regsam_docs import german, limits
from regsam_docs.cli import overview
from regsam_docs.cli.printing import painted_diff, say
from regsam_docs.cli.shared import FILE, Name, agreed, rewrite, root, today_option
from regsam_docs.finding import Trouble
from regsam_docs.german import counted
from regsam_docs.harmless import printable
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import MINUTES
from regsam_docs.schema import shape, sheet
from regsam_docs.system import disk
from regsam_docs.yaml import characters

if TYPE_CHECKING:
    from regsam_docs.scaffold.written import WrittenLine

DATEI = click.argument("file", metavar="DATEI", type=FILE)
YES = click.option("--yes", is_flag=True, help="Schreiben, ohne zu fragen.")


EPILOG = """\b
Beispiele:
  regsam-docs import tasks auftraege.xlsx
  regsam-docs import minutes blumenau protokoll.docx"""


@click.group(subcommand_metavar="ART …", epilog=EPILOG)
def command() -> None:
    """Holt herein, was in anderen Programmen geschrieben wurde; zeigt es, bevor etwas geschrieben wird."""


TASKS_EPILOG = """\b
Beispiele:
  regsam-docs tasks --open --format xlsx --output auftraege.xlsx
  regsam-docs import tasks auftraege.xlsx

Ende mit 0: in Ordnung · 1: einzelne Zeilen ließen sich nicht übernehmen"""


@command.command(epilog=TASKS_EPILOG, short_help="Holt ausgefüllte Auftragslisten (.xlsx).")
@DATEI
@YES
@today_option
def tasks(file: Path, yes: bool, today: dt.date) -> int:
    """Macht aus Stand, Frist und Rückmeldung in einer Auftragsliste (.xlsx) Rückmeldungen der nächsten geplanten Sitzung.

    Was sich nicht übernehmen lässt, wird mit Zeile und Grund genannt; die Datei bleibt, wie sie ist.
    """
    from regsam_docs.publish import task_sheet
    from regsam_docs.selection import sheets

    table = sheets.parse(disk.read_bytes(file), file.name, task_sheet.NAME)
    if isinstance(table, tuple):
        raise Trouble(f"{file}: {table[0].message}")
    back = task_sheet.returned(table, overview.read_all().areas, today)
    if isinstance(back, str):
        raise Trouble(f"{file}: {back}")
    for why in back.left:
        click.echo(f"Nicht übernommen: {printable(why)}", err=True)
    place = root()
    files = {MINUTES.path(*meeting): reports for meeting, reports in back.reports.items()}
    changed = {path: _with_reports(place, path, reports) for path, reports in files.items()}
    count = sum(map(len, back.reports.values()))
    _offer(place, changed, counted(count, "Rückmeldung", "Rückmeldungen"), yes=yes)
    return 1 if back.left else 0


def _with_reports(place: Path, path: str, reports: list[dict[str, object]]) -> tuple[bytes, bytes]:
    """A file of minutes as it is, and with the reports. Raises Trouble where they cannot be put in."""
    from regsam_docs.tidy.patching import NoPlace, appended

    before = disk.read_bytes(place / path)
    try:
        after = appended(characters.decode(before, path)[0], ("rueckmeldungen",), reports, shape(MINUTES.name)).encode()
    except NoPlace as error:
        raise Trouble(f"„{path}“ ist ungewöhnlich geschrieben; tragen Sie die Rückmeldungen selbst ein.") from error
    plain = [{key: str(value).strip() for key, value in report.items()} for report in reports]  # days too are texts there
    was, now = (sheet.read(data, path, MINUTES.name).data or {} for data in (before, after))
    if now != {**was, "rueckmeldungen": [*was.get("rueckmeldungen", ()), *plain]}:
        raise Trouble(f"In „{path}“ ließen sich die Rückmeldungen nicht ohne Zweifel eintragen. Bitte tragen Sie sie selbst ein.")
    return before, after


def _offer(place: Path, changed: dict[str, tuple[bytes, bytes]], what: str, *, yes: bool) -> None:
    """Show what would change and write it if that is wanted. Raises Trouble where a file is not any more what was shown."""
    if not changed:
        click.echo("Es ist nichts zu übernehmen.")
        return
    for path, (before, after) in changed.items():
        old, new = (data.decode("utf-8", "replace").splitlines() for data in (before, after))
        say(painted_diff(difflib.unified_diff(old, new, path, path, lineterm="")), "colours")
    if not yes and not (sys.stdin.isatty() and agreed(f"{what} übernehmen?")):
        click.echo("Nichts geschrieben. Mit --yes wird es geschrieben, ohne zu fragen.")
        return
    rewrite(place, changed)
    for path in changed:
        click.echo(f"Geschrieben: {path}")
    click.echo(f"{what} übernommen. Sehen Sie nach: regsam-docs check {paths.AREAS}")


MINUTES_EPILOG = """\b
Beispiele:
  regsam-docs import minutes blumenau protokoll.docx --date 2027-03-04
  regsam-docs import minutes blumenau notizen.md

Eine vorhandene Datei wird nie überschrieben."""


@command.command(epilog=MINUTES_EPILOG, short_help="Macht aus einem geschriebenen Protokoll einen Entwurf.")
@click.argument("area", metavar="GEBIET", type=Name())
@DATEI
@click.option("--date", metavar="TAG", help="Tag der Sitzung (JJJJ-MM-TT; Vorgabe: der erste, den der Text nennt).")
@click.option(
    "--output", type=FILE, metavar="DATEI", help="Woandershin schreiben, etwa weil es die Datei der Sitzung schon gibt."
)
def minutes(area: str, file: Path, date: str | None, output: Path | None) -> int:
    """Macht aus einem geschriebenen Protokoll (.docx, .md, .txt) den Entwurf einer Protokolldatei.

    Überschriften werden Tagesordnungspunkte, ihr Text bleibt ganz. Was nach Beschluss oder Auftrag aussieht, steht als Vorschlag
    daneben und zählt erst, wenn Sie das # davor löschen.
    """
    from regsam_docs.repository.contents import BadOffice
    from regsam_docs.scaffold import protocol, written

    place = root()
    data = disk.read_bytes(file)
    if len(data) > limits.CSV_BYTES:
        raise Trouble(f"{file} ist größer als {limits.CSV_BYTES // limits.MIB} MiB. Löschen Sie, was nicht gebraucht wird.")
    try:
        lines = written.lines(data, file.name)
    except BadOffice as why:
        raise Trouble(f"{file}: {why}") from why
    if not lines:
        raise Trouble(f"In {file} steht kein Text.")
    day = date or str(protocol.day_of(lines) or "")
    if not day:
        raise Trouble("Der Text nennt keinen Tag. Geben Sie ihn an: --date JJJJ-MM-TT")
    path, text = _drafted(place, area, day, lines, free=output is None)
    if len(text.encode()) > limits.FILE_BYTES:
        raise Trouble(f"Der Entwurf wäre größer als {limits.FILE_BYTES // limits.MIB} MiB. Teilen Sie das Protokoll.")
    if output is not None and output.exists():
        raise Trouble(f"„{output}“ gibt es schon und bleibt, wie es ist. Nennen Sie eine andere Datei.")
    disk.write(output if output is not None else place / path, text.encode())
    click.echo(f"Angelegt: {output or path}")
    click.echo("Fußnoten, Kopfzeilen und Bilder sind nicht dabei. Prüfen Sie jeden Punkt und jeden Vorschlag.")
    if output is None:
        click.echo(f"Was noch fehlt, zeigt: regsam-docs check {path}")
    return 0


def _drafted(place: Path, slug: str, day: str, lines: Sequence[WrittenLine], *, free: bool) -> tuple[str, str]:
    """Where the file belongs, and its text."""
    from regsam_docs import scaffold
    from regsam_docs.cli import new
    from regsam_docs.cli.schema import folder_of
    from regsam_docs.scaffold import protocol
    from regsam_docs.tidy import tidied

    tree = disk.tree(place)
    basis = new.basis(place, tree, MINUTES, slug, date=day)
    path = scaffold.path_of(MINUTES, basis)
    if free:
        new.free(place, tree, path, "Schreiben Sie den Entwurf woandershin und übernehmen Sie daraus: --output DATEI")
    read = protocol.protocol(lines, basis.area, german.day_of(basis.meeting))
    text = scaffold.begin(MINUTES, basis, folder_of(place), {"status": "entwurf", **read.given})
    head, _, rest = text.partition("\n\n")
    noted = ["", "# Vor dem ersten Punkt stand im Protokoll:", *(f"#   {line}".rstrip() for line in read.before.splitlines())]
    return path, tidied("\n".join([head, *(noted if read.before else ()), "", rest]), shape(MINUTES.name))
