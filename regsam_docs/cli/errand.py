"""`regsam-docs errand`: what a form in the browser asks for, done in CI and proposed as a change."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from regsam_docs.changes.reports import inert, markdown
from regsam_docs.cli.new import new
from regsam_docs.cli.review import env, hub, lab
from regsam_docs.cli.schema import tidy_all
from regsam_docs.cli.shared import FOLDER, current, root, text_of, today
from regsam_docs.finding import Trouble
from regsam_docs.german import parse
from regsam_docs.harmless import one_line, printable
from regsam_docs.history import comparison
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import KINDS
from regsam_docs.scaffold import drafting
from regsam_docs.scaffold.errands import BY_NAME, BrowserForm, variable
from regsam_docs.schema.sheet import read
from regsam_docs.system import disk

FormValues = dict[str, str]
"""What was filled into a form, by blank."""

EPILOG = """\b
Beispiele (so rufen es die mitgelieferten Formulare auf):
  FORM_GEBIET=am-hart FORM_DATUM=2027-03-04 regsam-docs errand run sitzung --output ORDNER
  regsam-docs errand propose github --folder ORDNER"""

ROOM = 50_000
"""Most characters that what changed may take in the description."""


@click.group(epilog=EPILOG, subcommand_metavar="BEFEHL …")
def command() -> None:
    """Führt in der CI aus, was jemand im Browser in ein Formular eingetragen hat."""


@command.command()
@click.argument("name", metavar="AUFGABE", type=click.Choice(list(BY_NAME)))
@click.option("--output", required=True, type=FOLDER, metavar="ORDNER", help="Wohin das Ergebnis.")
def run(name: str, output: Path) -> int:
    """Ändert die Dateien und schreibt auf, was vorzuschlagen ist. Die Angaben stehen in Umgebungsvariablen FORM_…"""
    place, errand = root(), BY_NAME[name]
    filled = _filled(errand)
    DOES[name](place, filled)
    found = comparison.compare(place, "HEAD")
    if not found.changeset.touched:
        raise Trouble("Es gibt nichts zu ändern; alles ist schon so.")
    about = filled.get("gebiet") or "alle"
    title = f"{errand.title}: {about}" + (f", {filled['datum']}" if filled.get("datum") else "")
    branch = f"formular/{name}-{about}-{os.environ.get('GITHUB_RUN_ID') or os.environ.get('CI_PIPELINE_ID') or 'lokal'}"
    # A name that is no text, or holds what nobody sees, is none that a link could lead to.
    files = sorted(path for path, id in found.head.ids.items() if found.base.ids.get(path) != id and path.isprintable())
    disk.write(output / "zweig.txt", re.sub(r"[^a-z0-9/-]", "-", branch).encode())
    disk.write(output / "titel.txt", f"{title}\n".encode())
    disk.write(output / "dateien.txt", "\n".join(files).encode())
    disk.write(output / "text.md", markdown(found.changeset, printable, ROOM).encode())
    click.echo(f"{title}: {', '.join(files)}")
    return 0


def _filled(errand: BrowserForm) -> FormValues:
    """What was filled in, blank by blank. Raises Trouble, naming the blank, for what does not belong there."""
    filled = {}
    for blank in errand.blanks:
        value = os.environ.get(variable(blank), "").strip()
        if not value and blank.required:
            raise Trouble(f"„{blank.label}“ fehlt. Füllen Sie das Formular noch einmal aus.")
        if value and blank.pattern and not re.fullmatch(blank.pattern, value, re.ASCII):
            raise Trouble(
                f"„{printable(one_line(value))[:80]}“ passt nicht zu: {blank.label}. Füllen Sie das Formular noch einmal aus."
            )
        if len(value) > 1000 or not value.isprintable():
            raise Trouble(f"Was bei „{blank.label}“ steht, ist zu lang oder enthält Zeichen, die niemand sieht.")
        filled[blank.name] = value
    return filled


# ---- what is done


def _meeting(place: Path, filled: FormValues) -> None:
    new(place, KINDS["protokoll"], filled["gebiet"], None, filled["datum"])
    _amend(
        place, _minutes(filled["gebiet"], filled["datum"]), lambda text: drafting.scheduled(text, filled["beginn"], filled["ort"])
    )


def _cancel(place: Path, filled: FormValues) -> None:
    path = _minutes(filled["gebiet"], filled["datum"])
    _amend(place, path, lambda text: drafting.cancelled(text, today().isoformat(), filled["grund"]))


def _move(place: Path, filled: FormValues) -> None:
    """The meeting is cancelled with its new date, and stands with its agenda on the new one."""
    path, later = (_minutes(filled["gebiet"], filled[blank]) for blank in ("datum", "neues_datum"))
    if current(place, later) is not None:
        raise Trouble(f"„{later}“ gibt es schon. Nehmen Sie einen anderen Tag, oder hängen Sie -b an.")
    text, day = _text(place, path), filled["neues_datum"][:10]
    made = drafting.moved(text, filled["datum"], day)
    disk.write(place / later, _right(later, made, text))
    _amend(place, path, lambda text: drafting.cancelled(text, today().isoformat(), filled["grund"], day))


def _goal(place: Path, filled: FormValues) -> None:
    path = f"{paths.AREAS}/{filled['gebiet']}/ziele.yaml"
    _amend(place, path, lambda text: drafting.with_goal(text, filled["feld"], filled["titel"], filled["indikator"]))


def _seal(place: Path, filled: FormValues) -> None:
    from regsam_docs.publish.sealing import seal_area

    seal_area(place, filled["gebiet"])


DOES: dict[str, Callable[[Path, FormValues], object]] = {
    "sitzung": _meeting,
    "absage": _cancel,
    "verschieben": _move,
    "gebiet": lambda place, filled: new(place, KINDS["gebiet"], filled["gebiet"], one_line(filled["name"])),
    "ziel": _goal,
    "ordnen": lambda place, filled: tidy_all(place, [f"{paths.AREAS}/{filled['gebiet']}".rstrip("/")], write=True),
    "siegel": _seal,
    "abschluss": lambda place, filled: new(place, KINDS["abschluss"], filled["gebiet"]),
}
"""BrowserForm (`scaffold.errands`) → what does it."""


def _minutes(slug: str, meeting: str) -> str:
    if parse(meeting[:10]) is None:
        raise Trouble(f"„{meeting[:10]}“ ist kein Tag, den es gibt.")
    return KINDS["protokoll"].path(slug, meeting)


def _text(place: Path, path: str) -> str:
    text = text_of(place, path)
    if text is None:
        raise Trouble(f"„{path}“ gibt es nicht. Prüfen Sie Gebiet und Angaben im Formular.")
    return text


def _amend(place: Path, path: str, change: Callable[[str], str]) -> None:
    before = _text(place, path)
    disk.write(place / path, _right(path, change(before), before))


def _right(path: str, made: str, before: str) -> bytes:
    """A changed file's bytes. Raises Trouble for one that would have more mistakes than before."""
    kind = "protokoll" if f"/{paths.MINUTES}/" in path else path.rpartition("/")[2].removesuffix(".yaml")
    errors, known = ([f for f in read(text.encode(), path, kind).findings if f.is_error] for text in (made, before))
    if len(errors) > len(known):
        new = next((f for f in errors if f.message not in {one.message for one in known}), errors[0])
        raise Trouble(f"„{path}“ wäre dann nicht mehr in Ordnung: {new.message} Ergänzen oder ändern Sie zuerst die Datei.")
    return made.encode()


# ---- proposing it


@command.group(subcommand_metavar="PLATTFORM …")
def propose() -> None:
    """Öffnet den Pull Request zum angelegten Zweig."""


WHERE = click.option("--folder", required=True, type=FOLDER, metavar="ORDNER", help="Wo es liegt.")


@propose.command("github")
@WHERE
def propose_github(folder: Path) -> int:
    """Auf GitHub, mit GITHUB_TOKEN."""
    repository, said = env("GITHUB_REPOSITORY"), _said(folder)
    forge, address = hub(), f"{env('GITHUB_SERVER_URL')}/{repository}"
    body = _description(said, lambda verb, path: f"{address}/{verb}/{said['zweig']}/{path}")
    pull = {"title": said["titel"], "head": said["zweig"], "base": env("GITHUB_REF_NAME"), "body": body}
    made = forge.tell("POST", f"/repos/{repository}/pulls", pull, dict[str, Any])
    # What a workflow pushes starts no other one; asked for, it runs.
    forge.send("POST", f"/repos/{repository}/actions/workflows/regsam-docs.yml/dispatches", {"ref": said["zweig"]})
    click.echo(f"Vorgeschlagen: {made.get('html_url', '')}")
    return 0


@propose.command("gitlab")
@WHERE
def propose_gitlab(folder: Path) -> int:
    """Auf GitLab, mit REGSAM_DOCS_TOKEN."""
    said, address, forge = _said(folder), env("CI_PROJECT_URL"), lab()
    body = _description(said, lambda verb, path: f"{address}/-/{verb}/{said['zweig']}/{path}")
    target = {"source_branch": said["zweig"], "target_branch": env("CI_DEFAULT_BRANCH"), "remove_source_branch": True}
    merge = {**target, "title": said["titel"], "description": body}
    made = forge.tell("POST", f"/projects/{int(env('CI_PROJECT_ID'))}/merge_requests", merge, dict[str, Any])
    click.echo(f"Vorgeschlagen: {made.get('web_url', '')}")
    return 0


def _said(folder: Path) -> FormValues:
    names = {"zweig": "zweig.txt", "titel": "titel.txt", "dateien": "dateien.txt", "text": "text.md"}
    return {name: disk.read_bytes(folder / file).decode().strip() for name, file in names.items()}


def _description(said: FormValues, address: Callable[[str, str], str]) -> str:
    """What a pull request says of itself: where to go on, and what changed."""
    files = [path for path in said["dateien"].split("\n") if path]
    edit = {path: f" · [bearbeiten]({address('edit', quote(path))})" for path in files if path.endswith(".yaml")}
    shown = "\n".join(f"- [{inert(printable(path))}]({address('blob', quote(path))}){edit.get(path, '')}" for path in files)
    how = "Aus einem Formular entstanden. Ansehen, ergänzen, was noch leer ist, und dann übernehmen:"
    return f"{how}\n\n{shown}\n\n{said['text']}\n"
