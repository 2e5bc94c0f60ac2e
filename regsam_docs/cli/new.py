"""`regsam-docs new KIND …`: a commented file to fill in, for every kind of file."""

from __future__ import annotations

import os
import sys
from difflib import get_close_matches
from pathlib import Path

import click

from regsam_docs import check, forms, german, model, scaffold
from regsam_docs.cli.schema import folder_for
from regsam_docs.cli.shared import Name, root
from regsam_docs.finding import Trouble
from regsam_docs.harmless import printable
from regsam_docs.model.area import announced
from regsam_docs.render import templates
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import KINDS, MINUTES, Kind
from regsam_docs.repository.layout import layout, suggestion
from regsam_docs.repository.tree import Tree
from regsam_docs.scaffold import Basis
from regsam_docs.scaffold.drafting import one_line
from regsam_docs.schema import shape
from regsam_docs.system import disk
from regsam_docs.tidy import tidied

VARIABLES = "monitoring-variablen"

EPILOG = """\b
Beispiele:
  regsam-docs new area am-hart --name "Am Hart"
  regsam-docs new minutes am-hart --date 2027-03-04
  regsam-docs new gremium am-hart      (die deutschen Namen gehen auch)

Eine vorhandene Datei wird nie überschrieben."""

DATE = click.Option(
    ["--date"],
    metavar="TAG",
    help="Tag der Sitzung (JJJJ-MM-TT; die zweite an einem Tag JJJJ-MM-TT-b). Vorgabe: der zuletzt angekündigte.",
)
NAME = click.Option(["--name"], metavar="NAME", help="Wie das Gebiet in den Dokumenten heißt.")
ARGUMENTS = {"new area": "KENNUNG", "area": "GEBIET", "new selection": "KENNUNG"}


class Kinds(click.Group):
    """One command for each kind of file, by its English name or one of its German ones."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The kinds in the order of their table."""
        return [kind.command for kind in KINDS.values()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command that begins a file of that kind."""
        wanted = cmd_name.casefold()
        kind = next((kind for kind in KINDS.values() if wanted in kind.names), None)
        return _command(kind) if kind else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of kinds, with all their names."""
        with formatter.section("Arten"):
            formatter.write_dl([(", ".join(kind.names), kind.what) for kind in KINDS.values()])


NAMES = {name: click.Command(name) for kind in KINDS.values() for name in kind.names}
"""All names of the kinds, to suggest one; `Kinds.get_command` knows what they begin."""


@click.command(cls=Kinds, commands=NAMES, epilog=EPILOG, subcommand_metavar="ART …")
def command() -> None:
    """Legt eine neue Datei zum Ausfüllen an, mit einer Erklärung zu jeder Angabe."""


def _command(kind: Kind) -> click.Command:
    """The click command for one kind."""
    parameters: list[click.Parameter] = []
    if kind.asks:
        parameters.append(click.Argument(["slug"], metavar=ARGUMENTS[kind.asks], type=Name() if kind.asks == "area" else str))
    if kind.asks == "new area":
        parameters.append(NAME)
    if kind is MINUTES:
        parameters.append(DATE)
    options = [parameter for parameter in parameters if isinstance(parameter, click.Option)]

    def run(slug: str = "", name: str | None = None, date: str | None = None) -> int:
        for option in options:
            _all_named(kind, slug, option)
        place = root()
        if kind.asks == "new area":
            _fit(slug, kind.asks)
            name = name or _named(slug)
        return new(place, kind, slug, name, date)

    said = f"{kind.what}.\n\nLegt {kind.path('…', '<TAG>')} an."
    settings = {"allow_extra_args": bool(options)}
    return click.Command(kind.command, settings, run, parameters, help=said, options_metavar="[OPTIONEN]")


def _all_named(kind: Kind, slug: str, option: click.Option) -> None:
    """Refuse what stands there without the option it belongs to."""
    left = " ".join(click.get_current_context().args)
    if left:
        value = left if left.replace("-", "").isalnum() else f'"{left}"'
        meant = f"regsam-docs new {kind.command} {slug} {option.opts[0]} {value}"
        raise Trouble(f"Vor „{left}“ fehlt {option.opts[0]}. Meinten Sie: {meant}")


def _named(slug: str) -> str:
    """How an area is called: as the user says on a terminal, else as its slug reads, which is said."""
    guess = " ".join(word.capitalize() for word in slug.split("-"))
    if sys.stdin.isatty() and sys.stdout.isatty():
        return printable(one_line(click.prompt("Wie heißt das Gebiet in den Dokumenten?", default=guess)))
    click.echo(f"Als Name steht „{guess}“ in der Datei; ändern Sie ihn dort, wenn das Gebiet anders heißt.")
    return guess


def new(place: Path, kind: Kind, slug: str, name: str | None = None, date: str | None = None) -> int:
    """Begin a file and say what comes next. Raises Trouble for what cannot be begun."""
    tree = disk.tree(place)
    known = basis(place, tree, kind, slug, name, date)
    path = scaffold.path_of(kind, known)
    free(place, tree, path)
    text = tidied(scaffold.begin(kind, known, folder_for(place, kind, slug)), shape(kind.name))
    disk.write(place / path, text.encode())
    click.echo(f"Angelegt: {path}")
    unread = [file for file in sorted(known.area.unread) if file.startswith(kind.reads)] if kind.reads else []
    if unread:
        click.echo(f"Nicht lesbar und deshalb nicht übernommen: {', '.join(unread)}. Warum, zeigt: regsam-docs check")
    click.echo(f"Füllen Sie die Datei aus; was noch auszufüllen ist, zeigt: regsam-docs check {path}")
    click.echo(kind.then.format(slug=slug))
    return 0


def basis(place: Path, tree: Tree, kind: Kind, slug: str, name: str | None = None, date: str | None = None) -> Basis:
    """What is known of a new file. Raises Trouble for what cannot be begun."""
    if kind.asks != "area":
        if kind.asks:
            _fit(slug, kind.asks)
        return Basis(model.Area(slug), name=name, variables=_variables(place) if kind.asks == "new selection" else {})
    known_area(slug, list(layout(tree).areas))
    city = check.check(tree, [f"{paths.AREAS}/{slug}"]).city
    area = next(area for area in city.areas if area.slug == slug)
    return Basis(area, city.settings, meeting=_meeting(area, date) if kind is MINUTES else "")


def _fit(slug: str, asks: str) -> None:
    """Refuse a name that no folder may have, with one it may."""
    if paths.slug_allowed(slug):
        return
    better = suggestion(slug)
    command = "area" if asks == "new area" else "selection"
    name = f' --name "{slug}"' if command == "area" and better else ""
    meant = f" Zum Beispiel: regsam-docs new {command} {better}{name}" if better else ""
    raise Trouble(
        f"„{slug}“ ist als Ordnername nicht möglich: nur Kleinbuchstaben a–z, Ziffern und einzelne Bindestriche (ä wird ae), "
        f"kein vergebener Name wie „anlagen“.{meant}"
    )


def known_area(slug: str, areas: list[str]) -> None:
    """Refuse a name that no area has, with one that is meant."""
    if slug in areas:
        return
    near = get_close_matches(paths.slug(slug), areas, n=1)
    meant = f" Meinten Sie „{near[0]}“?" if near else ""
    there = f"Vorhanden: {', '.join(areas)}." if areas else "Es gibt noch keines."
    raise Trouble(f"Das Gebiet „{slug}“ gibt es nicht.{meant} {there} Ein neues legt an: regsam-docs new area KENNUNG")


def _meeting(area: model.Area, date: str | None) -> str:
    """Id of the meeting to begin: the day given, else the next one announced."""
    following = next(iter(announced(area)), None)
    if date is None and following is None:
        raise Trouble("An welchem Tag ist die Sitzung? Die letzte kündigt keine an. Geben Sie ihn an: --date JJJJ-MM-TT")
    meeting = date if date is not None else following.id if following else ""
    if not paths.MEETING.match(meeting) or not german.parse(meeting[:10]):
        raise Trouble(f"„{meeting}“ ist kein Tag in der Form JJJJ-MM-TT. Zum Beispiel: --date 2027-03-04")
    return meeting


def _variables(place: Path) -> dict[str, forms.MonitoringVariable]:
    """The monitoring's variables: the product's list, or the content repository's in its place."""
    files = templates.overlay(disk.resource_bytes("templates"), disk.templates_of(place)).files
    return forms.monitoring_variables(templates.data_of(files, f"{VARIABLES}.yaml", VARIABLES))


def free(place: Path, tree: Tree, path: str, advice: str = "") -> None:
    """Refuse to write over something, or through a link to somewhere else. `advice`: what to do instead."""
    linked = [link for link in tree.links if path.startswith(f"{link}/")]
    if linked:
        raise Trouble(
            f"„{linked[0]}“ ist eine Verknüpfung (symbolischer Link); dort wird nichts angelegt. Legen Sie einen Ordner an."
        )
    if os.path.lexists(place / path):
        second = (
            path.startswith(f"{paths.AREAS}/") and f"/{paths.MINUTES}/" in path and not path.removesuffix(".yaml")[-1].isalpha()
        )
        hint = f" {advice}" if advice else " Eine zweite Sitzung an diesem Tag legt an: --date JJJJ-MM-TT-b" if second else ""
        raise Trouble(f"„{path}“ gibt es schon und bleibt, wie es ist.{hint}")
