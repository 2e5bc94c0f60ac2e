"""`regsam-docs init`: a new content repository, or an old one brought up to this version."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import click

from regsam_docs import __version__
from regsam_docs.cli import schema
from regsam_docs.cli.shared import FOLDER, agreed, choose, current, put
from regsam_docs.finding import Trouble
from regsam_docs.harmless import printable
from regsam_docs.repository import paths
from regsam_docs.scaffold import editor, repository
from regsam_docs.scaffold.drafting import one_line
from regsam_docs.scaffold.repository import (
    CI_OF,
    MEMORY,
    UNKNOWN,
    Beginning,
    FileStep,
    Pin,
    address,
    differences,
    without_credentials,
)
from regsam_docs.system import git

# --- where the program that runs was installed from: what a content repository pins, so that its CI runs the very same


def installed() -> Pin:
    """This program, as precisely as it is known: the commit where pip (PEP 610) or a checkout knows one, the wheel's hash
    where pip fetched a wheel, else the tag of the version, which every release has. The source may be unknown."""
    known = _recorded()
    url = address(without_credentials(str(known.get("url", "")))) or UNKNOWN
    if "vcs_info" in known:
        return _pinned(url, str(known["vcs_info"].get("commit_id", "")))
    if url.startswith("file:") and "dir_info" in known:
        return _checkout(Path(unquote(urlsplit(url).path)))
    hashed = known.get("archive_info", {}).get("hashes", {}).get("sha256")
    if hashed and url.startswith("https:") and url.endswith(".whl"):
        return Pin(url, f"sha256:{hashed}")
    return _pinned()


def _recorded() -> dict[str, Any]:
    with suppress(metadata.PackageNotFoundError, ValueError):
        found = json.loads(metadata.distribution("regsam-docs").read_text("direct_url.json") or "{}")
        return found if isinstance(found, dict) else {}
    return {}


def _pinned(url: str = UNKNOWN, revision: str = "") -> Pin:
    """A folder of this machine is none of the CI's; what has no known commit is the tag of the version."""
    return Pin(UNKNOWN if url.startswith("file:") else url, revision or f"v{__version__}")


def _checkout(folder: Path) -> Pin:
    """The commit that is checked out in a folder, and where that folder came from."""
    with suppress(Trouble):
        repository = git.open_repository(folder)
        commit = git.commit_of(repository, "HEAD")
        if commit and not repository.prefix:
            remote = address(without_credentials(git.remote(repository) or ""))
            return _pinned(remote or UNKNOWN, commit)
    return _pinned()


# --- `regsam-docs init`: a new content repository, or an old one brought up to this version.


EPILOG = """\b
Beispiele:
  regsam-docs init inhalte
  regsam-docs init inhalte --city Musterstadt --ci gitlab
  regsam-docs init inhalte --source https://git.example.org/regsam-docs.git
  regsam-docs init --upgrade
  regsam-docs init --show .github/workflows/regsam-docs.yml

Auf einem Terminal fragt der Befehl nach Stadt, Herausgeber und CI. Vorhandene
Dateien werden nicht überschrieben; --upgrade erneuert, was dieses
Programm angelegt und niemand geändert hat, und nie etwas unter areas/."""

IGNORED = {"/build/", "build/", "/build", "build"}
"""Ways to keep the documents out of git."""

QUESTIONS = {
    "city": ("Wie heißt die Stadt?", "Musterstadt"),
    "publisher": ("Wer gibt die Dokumente heraus?", "REGSAM Musterstadt (Beispiel)"),
    "partner": ("Wer ist die zweite Partei der Vereinbarungen?", "Sozialreferat"),
}
"""Option → what is asked on a terminal, and the example's answer."""

MOST = 40
"""So many differences of one kind of file are told."""

HEADINGS = {
    "new": "Angelegt",
    "renewed": "Erneuert",
    "kept": "Schon da und unverändert gelassen",
}


@click.command(epilog=EPILOG)
@click.argument("folder", metavar="[ORDNER]", default=".", type=FOLDER)
@click.option("--source", metavar="ADRESSE", help="Woher die CI das Programm holt: Adresse seines git-Repositorys.")
@click.option("--city", metavar="NAME", help="Name der Stadt.")
@click.option("--publisher", metavar="NAME", help="Wer die Dokumente herausgibt, zum Beispiel REGSAM Musterstadt.")
@click.option("--partner", metavar="NAME", help="Die zweite Partei der Vereinbarungen (Vorgabe: Sozialreferat).")
@click.option("--public", is_flag=True, default=None, help="Das Gebiet zum Ausprobieren auch öffentlich zeigen.")
@click.option("--ci", type=click.Choice(list(CI_OF)), help="Wessen CI die Dateien prüft (Vorgabe: beide).")
@click.option("--upgrade", is_flag=True, help="Ein vorhandenes Repository für Inhalte auf die Version dieses Programms bringen.")
@click.option("--show", metavar="DATEI", help="Eine mitgelieferte Datei nur ausgeben, zum Vergleichen.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    folder: Path,
    source: str | None,
    upgrade: bool,
    show: str | None,
    public: bool | None,
    **said: str | None,
) -> int:
    """Legt ein neues Repository für Inhalte an: Einstellungen, ein Gebiet zum Ausprobieren, CI, Einstellungen für Editoren."""
    if show is not None:
        return _show(show)
    place = (ctx.obj["root"] or folder).absolute()
    source = _given(source) if source is not None else None
    if upgrade and not (place / paths.AREAS).is_dir():
        raise Trouble(f"In „{place}“ liegt kein Ordner „areas“; da ist nichts zu erneuern. Neu anlegen: regsam-docs init ORDNER")
    if (place / "schemas").is_dir() and (place / "schemas").resolve() == paths.resources("schemas").resolve():
        raise Trouble("Das ist das Programm selbst. Geben Sie einen anderen Ordner an: regsam-docs init ORDNER")
    there = _there(place)
    chosen = _pin(source, there)
    own = repository.ours(chosen, paths.resources("requirements.lock").read_bytes())
    new = not upgrade and paths.SETTINGS not in there
    wanted = _wanted(said, public, ask=new and sys.stdin.isatty() and sys.stdout.isatty())
    steps = repository.plan(there, own, upgrade=upgrade, has_areas=_has_areas(place), wanted=wanted)
    for step in steps:
        if step.data is not None:
            put(place, step.path, step.data)
    before = repository.version_before(there)
    put(place, MEMORY, repository.memory(steps, there, __version__ if upgrade or before is None else before))
    _tell(place, steps, there, chosen, upgrade)
    return schema.renew(place) if upgrade and schema.installed_ids(place) else 0


def _wanted(said: dict[str, str | None], public: bool | None, *, ask: bool) -> Beginning:
    """What the options say, and on a terminal what the user answers to the questions that they leave open."""
    answers = {name: text.strip() if text else None for name, text in said.items()}
    if ask:
        click.echo("Ein paar Fragen zum Anfang; mit der Eingabetaste bleibt der Vorschlag.\nAlles lässt sich später ändern.")
        for name, (question, example) in QUESTIONS.items():
            elsewhere = name == "publisher" and answers["city"] != QUESTIONS["city"][1]
            proposal = f"REGSAM {answers['city']}" if elsewhere else example
            answers[name] = answers[name] or click.prompt(
                question, default=proposal, value_proc=lambda said: printable(one_line(said))
            )
        if public is None:
            public = agreed("Sollen auch Seiten für die Öffentlichkeit entstehen?")
        if answers["ci"] is None:
            answers["ci"] = choose("Wo liegt das Repository?", list(CI_OF), "beide")
        click.echo()
    given = {name: answer for name, answer in answers.items() if name != "ci" and answer and answer != QUESTIONS[name][1]}
    return Beginning(**given, public=bool(public), ci=answers["ci"] or "beide")


def _show(path: str) -> int:
    if path not in (*repository.TOOLS, *repository.CONTENT):
        raise Trouble(f"„{path}“ liefert dieses Programm nicht mit. Möglich sind: {', '.join(repository.TOOLS)}.")
    click.echo(repository.shipped(path).decode(), nl=False)
    return 0


def _there(place: Path) -> dict[str, bytes]:
    """The files of the new repository that exist already. Raises Trouble for a link in the place of one."""
    names = [*repository.CONTENT, *repository.TOOLS, *repository.ours(Pin("", ""), b""), editor.SETTINGS, MEMORY]
    found = {name: current(place, name) for name in names}
    return {name: data for name, data in found.items() if data is not None}


def _has_areas(place: Path) -> bool:
    folder = place / paths.AREAS
    return folder.is_dir() and any((child / "gebiet.yaml").exists() for child in folder.iterdir())


def _pin(source: str | None, there: dict[str, bytes]) -> Pin:
    """What to pin: this very program, from where the caller says, else as before, else from where it was installed."""
    this = installed()
    before = repository.read(there.get(repository.VERSION_FILE, b"").decode("utf-8", "replace"))
    kept = before.source if before is not None and before.known and not before.is_wheel else None
    chosen = source or kept or this.source
    # A wheel's hash holds for that wheel alone.
    return Pin(chosen, f"v{__version__}" if this.is_wheel and chosen != this.source else this.revision)


def _given(source: str) -> str:
    """The address from the command line. Raises Trouble, without repeating it: a password may stand in it."""
    found = repository.address(source)
    if found is None:
        raise Trouble(
            "Was Sie mit --source angeben, ist keine Adresse, aus der die CI das Programm holen kann. Sie beginnt mit https://, "
            "ssh:// oder file:// (oder hat die Form git@git.example.org:regsam-docs.git) und enthält weder Passwort noch Token: "
            "Sie steht für alle lesbar im Repository."
        )
    return found


def _tell(place: Path, steps: list[FileStep], there: dict[str, bytes], chosen: Pin, upgrade: bool) -> None:
    for fate, heading in HEADINGS.items():
        listed = [step.path for step in steps if step.fate == fate]
        names = [path for path in listed if not path.startswith(f"{editor.FOLDER}/")]
        schemas = len(listed) - len(names)
        names += [f"{editor.FOLDER}/ ({schemas} Schemata)"] if schemas else []
        if listed:
            click.echo("\n  ".join((f"{heading}:", *names)))
    if upgrade:
        before = repository.version_before(there)
        click.echo(f"Version: {__version__}, vorher: {before or 'unbekannt'}")
        _tell_what_changes(steps, there, chosen)
    _advise(place, steps, there, chosen, upgrade)


def _tell_what_changes(steps: list[FileStep], there: dict[str, bytes], chosen: Pin) -> None:
    """Which edition is pinned from now on, and what it changes for contents: the schemas of both are at hand."""
    pinned = repository.read(there.get(repository.VERSION_FILE, b"").decode("utf-8", "replace"))
    if pinned is not None and pinned != chosen:
        click.echo(f"Festgelegt ist jetzt {chosen.short} (vorher {pinned.short}).")
    renewed = [step for step in steps if step.fate == "renewed" and step.path.startswith(f"{editor.FOLDER}/")]
    found = {step.path: differences(there[step.path], step.data or b"") for step in renewed}
    if not any(found.values()):
        click.echo("Am Format der Dateien ändert sich nichts." if found else "Die Schemata sind dieselben.")
        return
    click.echo("Was sich an den Dateien ändert:")
    for path, sentences in found.items():
        for sentence in sentences[:MOST]:
            click.echo(f"  {path.rpartition('/')[2].partition('.')[0]}: {printable(one_line(sentence))}")
        if len(sentences) > MOST:
            click.echo(f"  … und {len(sentences) - MOST} weitere Angaben")


def _advise(place: Path, steps: list[FileStep], there: dict[str, bytes], chosen: Pin, upgrade: bool) -> None:
    """What is left to do by hand."""
    kept = [step.path for step in steps if step.fate == "kept" and step.path in repository.TOOLS]
    if kept and upgrade:
        click.echo(f"Von Ihnen geändert und deshalb gelassen. Zum Vergleichen: regsam-docs init --show {kept[0]}")
    if ".gitignore" in kept and not IGNORED & set(there[".gitignore"].decode("utf-8", "replace").split()):
        click.echo("Bitte ergänzen Sie in .gitignore die Zeile: /build/")
    if any(step.path == editor.SETTINGS and step.fate == "kept" for step in steps):
        click.echo(f"Wie Sie {editor.SETTINGS} ergänzen, sagt: regsam-docs schema --install")
    if any(step.path == repository.LOCK_FILE and step.fate == "renewed" for step in steps):
        click.echo(
            f"Die Paketliste ist eine andere. Ihre Pakete installiert: pip install --require-hashes -r {repository.LOCK_FILE}"
        )
    if not chosen.known:
        click.echo(f"\nBevor die CI prüfen kann, muss in {repository.VERSION_FILE} stehen,\nwoher sie dieses Programm holt:")
        click.echo("  regsam-docs init --upgrade --source ADRESSE\nmit der Adresse seines git-Repositorys.")
    if not upgrade:
        click.echo(f"\nDie nächsten drei Schritte, in {place}:")
        click.echo("  1. areas/regsam.yaml ansehen und anpassen (README.md sagt, was wo liegt)")
        click.echo("  2. regsam-docs check && regsam-docs build: Die Dokumente liegen dann unter build/")
        click.echo("  3. regsam-docs new area KENNUNG: Ihr erstes eigenes Gebiet")
    elif any(step.data is not None for step in steps):
        click.echo("Danach: regsam-docs check und regsam-docs build; der Lauf nennt, wie viele Dokumente anders sind.")
