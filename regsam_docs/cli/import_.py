"""`regsam-docs import KIND …`: what others wrote, in other programs, becomes part of the contents; looked at before it is."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from regsam_docs import german, limits
from regsam_docs.cli import overview, shared
from regsam_docs.cli.printing import say
from regsam_docs.cli.shared import agreed, day_of, root, today_option
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

FILE = click.argument("file", metavar="DATEI", type=click.Path(dir_okay=False, path_type=Path))
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


@command.command(epilog=TASKS_EPILOG, options_metavar="[OPTIONEN]", short_help="Holt ausgefüllte Auftragslisten (.xlsx).")
@FILE
@YES
@today_option
def tasks(file: Path, yes: bool, today: datetime | None) -> int:
    """Macht aus Stand, Frist und Rückmeldung in einer Auftragsliste (.xlsx) Rückmeldungen der nächsten geplanten Sitzung.

    Was sich nicht übernehmen lässt, wird mit Zeile und Grund genannt; die Datei bleibt, wie sie ist.
    """
    from regsam_docs.publish import task_sheet
    from regsam_docs.selection import sheets

    table = sheets.parse(disk.read_bytes(file), file.name, task_sheet.NAME)
    if isinstance(table, tuple):
        raise Trouble(f"{file}: {table[0].message}")
    back = task_sheet.returned(table, overview.read_all().areas, day_of(today))
    if isinstance(back, str):
        raise Trouble(f"{file}: {back}")
    for why in back.left:
        click.echo(f"Nicht übernommen: {printable(why)}", err=True)
    place = root()
    changed = {}
    for (slug, meeting), reports in back.reports.items():
        path = MINUTES.path(slug, meeting)
        changed[path] = _with_reports(place, path, reports)
    count = sum(len(reports) for reports in back.reports.values())
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
    was, now = (sheet.read(data, path, MINUTES.name).data or {} for data in (before, after))
    if now != {**was, "rueckmeldungen": [*was.get("rueckmeldungen", ()), *_plain(reports)]}:
        raise Trouble(f"In „{path}“ ließen sich die Rückmeldungen nicht ohne Zweifel eintragen. Bitte tragen Sie sie selbst ein.")
    return before, after


def _plain(reports: Iterable[dict[str, object]]) -> Iterator[dict[str, object]]:
    for report in reports:
        yield {key: str(value).strip() for key, value in report.items()}  # days too are texts in a file's data


def _offer(place: Path, changed: dict[str, tuple[bytes, bytes]], what: str, *, yes: bool) -> None:
    """Show what would change and write it if that is wanted. Raises Trouble where a file is not any more what was shown."""
    if not changed:
        click.echo("Es ist nichts zu übernehmen.")
        return
    for path, (before, after) in changed.items():
        say(diff(path, before, after), "colours")
    if not yes and not _agreed(what):
        click.echo("Nichts geschrieben. Mit --yes wird es geschrieben, ohne zu fragen.")
        return
    for path, (before, _) in changed.items():
        if disk.read_bytes(place / path) != before:
            raise Trouble(f"„{path}“ hat sich inzwischen geändert. Rufen Sie den Befehl noch einmal auf.")
    for path, (_, after) in changed.items():
        disk.write(place / path, after)
        click.echo(f"Geschrieben: {path}")
    click.echo(f"{what} übernommen. Sehen Sie nach: regsam-docs check {paths.AREAS}")


def _agreed(what: str) -> bool:
    return sys.stdin.isatty() and agreed(f"{what} übernehmen?")


def diff(path: str, before: bytes, after: bytes) -> str:
    """What changes in a file, line by line."""
    old, new = (data.decode("utf-8", "replace").splitlines() for data in (before, after))
    lines = difflib.unified_diff(old, new, path, path, lineterm="")
    return "".join(f"{_coloured(printable(line))}\n" for line in lines)


def _coloured(line: str) -> str:
    colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
    return click.style(line, fg=colour) if colour else line


MINUTES_EPILOG = """\b
Beispiele:
  regsam-docs import minutes blumenau protokoll.docx --date 2027-03-04
  regsam-docs import minutes blumenau notizen.md

Eine vorhandene Datei wird nie überschrieben."""


@command.command(
    "minutes",
    epilog=MINUTES_EPILOG,
    options_metavar="[OPTIONEN]",
    short_help="Macht aus einem geschriebenen Protokoll einen Entwurf.",
)
@click.argument("area", metavar="GEBIET", shell_complete=shared.areas)
@FILE
@click.option("--date", metavar="TAG", help="Tag der Sitzung (JJJJ-MM-TT; Vorgabe: der erste, den der Text nennt).")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="DATEI",
    help="Woandershin schreiben, etwa weil es die Datei der Sitzung schon gibt.",
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
    path, text = _drafted(place, area.removeprefix(f"{paths.AREAS}/").rstrip("/"), day, lines, free=output is None)
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
