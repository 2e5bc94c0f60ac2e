"""`regsam-docs word`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from regsam_docs import check, documents
from regsam_docs.changes.change import Side
from regsam_docs.changes.reports import text as in_words
from regsam_docs.check import Result
from regsam_docs.cli.diff import style
from regsam_docs.cli.new import known_area
from regsam_docs.cli.printing import say, width
from regsam_docs.cli.shared import ANYWHERE, Name, apart, fresh, rewrite, root
from regsam_docs.finding import Trouble
from regsam_docs.harmless import printable
from regsam_docs.history import comparison
from regsam_docs.history.states import WORKING, Snapshot
from regsam_docs.render import templates
from regsam_docs.render.page import used_pictures
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import EDITIONS, Edition
from regsam_docs.repository.layout import layout
from regsam_docs.repository.tree import Tree
from regsam_docs.system import disk

if TYPE_CHECKING:
    from regsam_docs.texts.fields import Source
    from regsam_docs.word.reading import ReadDocument

EPILOG = """\b
Beispiele:
  regsam-docs word am-hart kooperationsvereinbarung
  regsam-docs word am-hart protokoll-2027-03-04 --edition verteiler -o protokoll.docx
  regsam-docs word --read zurueck.docx             zeigen, was darin anders ist
  regsam-docs word --read zurueck.docx --write     und in die YAML-Dateien schreiben

Ende mit 0: geschrieben oder gelesen · 1: etwas lässt sich nicht übernehmen · 2: nicht möglich"""

MISSING = (
    "Für Word fehlt das Paket „python-docx“. Installieren Sie es mit: pip install python-docx (oder gleich mit dem Werkzeug: "
    "pip install 'regsam-docs[word]')."
)

UNREAD = "Übertragen Sie von Hand, was davon gelten soll."

ABOUT = "regsam-docs"


@click.command(epilog=EPILOG)
@click.argument("area", metavar="[GEBIET]", required=False, type=Name())
@click.argument("document", metavar="[DOKUMENT]", required=False)
@click.option(
    "--edition",
    type=click.Choice(EDITIONS),
    default="intern",
    metavar="AUSGABE",
    help=f"{', '.join(EDITIONS)} (Vorgabe: intern).",
)
@click.option("-o", "--output", metavar="DATEI", type=ANYWHERE, help="Wohin (Vorgabe: GEBIET-DOKUMENT.docx).")
@click.option("--force", is_flag=True, help="Eine vorhandene Datei ersetzen.")
@click.option("--read", "back", metavar="DATEI", type=ANYWHERE, help="Ein Dokument lesen, das zurückkam.")
@click.option("--write", is_flag=True, help="Mit --read: die Änderungen in die YAML-Dateien schreiben.")
def command(
    area: str | None, document: str | None, edition: Edition, output: Path | None, force: bool, back: Path | None, write: bool
) -> int:
    """Schreibt ein Dokument als Word-Datei, in der jeder Text der YAML-Dateien ein Feld ist; liest, was zurückkommt.

    Mit --read wird Text für Text verglichen, was im Dokument geändert und kommentiert wurde, auch nachverfolgte Änderungen.
    """
    try:
        import docx  # noqa: F401
    except ImportError as missing:
        raise Trouble(MISSING) from missing
    if back is not None:
        if output is not None or force:
            raise click.UsageError("-o und --force gehören zum Schreiben eines Dokuments; lassen Sie sie bei --read weg.")
        return _read(root(), back, area, document, write=write)
    if area is None or document is None:
        raise click.UsageError("Geben Sie GEBIET und DOKUMENT an, oder mit --read ein Dokument, das zurückkam.")
    if write:
        raise click.UsageError("--write gehört zu --read.")
    place = root()
    data = _document(_city(place, disk.tree(place), area), place, area, document, edition)
    target = output or Path(f"{area}-{document}.docx")
    fresh(target, "mit -o einen", force=force)
    disk.write_where_asked(target, data)
    said = "" if edition == "oeffentlich" else f" Es ist die Ausgabe „{edition}“: Geben Sie es nur an, wer sie lesen darf."
    click.echo(f"Geschrieben: {target}.{said}", err=True)
    return 0


def _city(place: Path, tree: Tree, area: str) -> Result:
    known_area(area, list(layout(tree).areas))
    return check.check(tree, [paths.SETTINGS, f"{paths.AREAS}/{area}"])


def _document(result: Result, place: Path, area: str, document: str, edition: Edition) -> bytes:
    """The document as .docx. Raises Trouble if there is none of that name, or none can be made."""
    from regsam_docs.word import fields, writing

    if document not in (names := _names(result, area, edition)):
        there = ", ".join(names) or "keines"
        raise Trouble(f"Ein Dokument „{document}“ für Word hat „{area}“ in der Ausgabe „{edition}“ nicht. Es gibt: {there}.")
    files = templates.overlay(disk.resource_bytes("templates"), disk.templates_of(place))
    made = fields.page(result, files, area, document, edition)
    if made is None:
        drafts = " Entwürfe von Protokollen werden nicht veröffentlicht." if edition == "oeffentlich" else ""
        raise Trouble(f"„{document}“ lässt sich nicht erzeugen.{drafts} Fehler nennt: regsam-docs check areas/{area}")
    labels = {one.name: one.label for one in fields.sources(result, area)}
    pictures = {name: made.publisher.picture(name, made.framed.folder, made.links) for name in used_pictures(made.html)}
    return writing.written(made.html, pictures, labels, made.framed.page.title, f"{ABOUT} {area}/{document}/{edition}")


def _names(result: Result, area: str, edition: Edition) -> list[str]:
    """The documents of an area for paper: what is filled in on a screen does not go round."""
    seen = next((one for one in result.city.areas if one.slug == area), None)
    return [plan.name for plan in documents.plans(seen, edition) if plan.paper] if seen is not None else []


# --- what came back


def _read(place: Path, file: Path, area: str | None, document: str | None, *, write: bool) -> int:
    from regsam_docs.word import fields, reading, returned

    back = apart(reading.came, file, reading.MOST + 1, "Geben Sie die Word-Datei an, die zurückkam.")
    given = (area, document) if area is not None and document is not None else ()
    area, document, edition = _which(back, area, document)
    tree = disk.tree(place)
    result = _city(place, tree, area)
    sources = list(fields.sources(result, area))
    sent = reading.came(("", _document(result, place, area, document, edition)))
    found = returned.compared(sources, sent, back, tree.read)
    lines: list[str] = []
    if found.files:
        say(_changes(tree, found.files, file.name), "colours")
    elif found.left or back.unread:
        lines.append("Es ist nichts dabei, was sich in die Dateien schreiben lässt.")
    else:
        lines.append("In den Feldern des Dokuments steht dasselbe wie in den Dateien.")
    keyed = {one.name.rpartition("_")[0]: one for one in sources}
    remarks = [(source, said) for source, said in returned.remarks_on(keyed, back)]
    unread = [(keyed.get(returned.key_of(one.field or "")), f"{one.what}. {UNREAD}") for one in back.unread]
    lines += _listed("Bemerkungen im Dokument", result, remarks)
    lines += _listed("Nicht übernommen", result, [(one.source, one.why) for one in found.left])
    lines += _listed("Nicht gelesen", result, unread)
    if found.files and write:
        rewrite(place, {path: (tree.read(path), data) for path, data in found.files.items()})
        lines.append("\nGeschrieben: " + ", ".join(found.files))
        lines.append("Prüfen Sie die Änderungen mit: regsam-docs check")
    elif found.files:
        lines.append(f"\nNoch ist nichts geschrieben. In die Dateien schreibt es: {_again(file, given)}")
    click.echo("\n".join(lines).strip("\n"))
    return 1 if found.left else 0


def _changes(tree: Tree, files: Mapping[str, bytes], name: str) -> str:
    """What a document that came back changes in the files, in words."""
    after = replace(tree, read=lambda path: files.get(path) or tree.read(path))
    here = Snapshot(tree, dict.fromkeys(tree.files, ""), Side(WORKING))
    there = Snapshot(after, {path: "neu" if path in files else "" for path in tree.files}, Side(name))
    return in_words(comparison.compare_states(here, there).changeset, printable, style, width())


def _again(file: Path, given: Iterable[str]) -> str:
    """The command that writes what this one showed."""
    quoted = f'"{file}"' if " " in str(file) else str(file)
    return printable(" ".join(("regsam-docs word --read", quoted, "--write", *given)))


def _which(back: ReadDocument, area: str | None, document: str | None) -> tuple[str, str, Edition]:
    """Which document it is: as it says itself, or as was told."""
    program, _, rest = back.about.partition(" ")
    parts = rest.split("/")
    known = program == ABOUT and len(parts) == 3 and parts[2] in EDITIONS
    edition: Edition = next((one for one in EDITIONS if known and one == parts[2]), "intern")
    if area is not None and document is not None:
        return area, document, edition
    if not known:
        raise Trouble("Das Dokument sagt nicht, welches es ist. Nennen Sie es: regsam-docs word --read DATEI GEBIET DOKUMENT")
    return parts[0], parts[1], edition


def _listed(title: str, result: Result, said: Sequence[tuple[Source | None, str]]) -> list[str]:
    """What is said of places in the files, below a title."""
    return [f"\n{title}:", *(f"  – {printable(f'{_where(result, source)}{one}')}" for source, one in said)] if said else []


def _where(result: Result, source: Source | None) -> str:
    if source is None:
        return ""
    places = result.sheets[source.file].places
    line = f":{places.value(source.path).line}" if places is not None else ""
    return f"{source.file}{line} ({source.label}): "
