"""What people who have nothing but a browser can have done: one table, of which the forms of both platforms are made.

Nothing that is filled in gets into a script: it comes as values of variables (`FORM_…`), which the program reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from regsam_docs.harmless import as_json

PREFIX = "FORM_"
"""How the variables begin that hold what was filled in."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank of a form. `pattern`: what may stand in it, an ECMAScript and Python regular expression that holds the whole."""

    name: str
    label: str
    required: bool = False
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class BrowserForm:
    """Something to be done. `title`: what the form is called; `paper`: whether PDFs are made for it."""

    name: str
    title: str
    blanks: tuple[Blank, ...]
    paper: bool = False

    @property
    def workflow(self) -> str:
        """Path of its form on GitHub."""
        return f".github/workflows/regsam-docs-formular-{self.name}.yml"


_SLUG, _DAY, _MEETING, _HOUR = (
    "[a-z0-9]+(-[a-z0-9]+)*",
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(-[a-z])?",
    "[0-9]{2}:[0-9]{2}",
)
_AREA = Blank("gebiet", "Gebiet: Name seines Ordners unter areas/, zum Beispiel am-hart", True, _SLUG)
_WHICH = Blank("datum", "Welche Sitzung: Name ihrer Datei ohne .yaml, zum Beispiel 2027-03-04", True, _MEETING)
_REASON = Blank("grund", "Grund (steht nicht in der öffentlichen Ausgabe)")

ERRANDS = (
    BrowserForm(
        "sitzung",
        "Neue Sitzung ankündigen",
        (
            _AREA,
            Blank("datum", "Tag der Sitzung (JJJJ-MM-TT; die zweite an einem Tag JJJJ-MM-TT-b)", True, _MEETING),
            Blank("beginn", "Beginn (HH:MM)", pattern=_HOUR),
            Blank("ort", "Ort"),
        ),
    ),
    BrowserForm("absage", "Sitzung absagen", (_AREA, _WHICH, _REASON)),
    BrowserForm(
        "verschieben",
        "Sitzung verschieben",
        (_AREA, _WHICH, Blank("neues_datum", "Neuer Tag (JJJJ-MM-TT)", True, _MEETING), _REASON),
    ),
    BrowserForm(
        "gebiet",
        "Neues Gebiet anlegen",
        (
            Blank(
                "gebiet", "Kennung: Name des neuen Ordners, Kleinbuchstaben und Bindestriche, zum Beispiel am-hart", True, _SLUG
            ),
            Blank("name", "Wie das Gebiet in den Dokumenten heißt", True),
        ),
    ),
    BrowserForm(
        "ziel",
        "Neues Ziel eintragen",
        (
            _AREA,
            Blank("feld", "Handlungsfeld: seine Kennung, zum Beispiel H1", True, "H[0-9]+"),
            Blank("titel", "Ziel", True),
            Blank("indikator", "Woran man sieht, dass es erreicht ist"),
        ),
    ),
    BrowserForm("ordnen", "Dateien ordnen", (Blank("gebiet", "Nur dieses Gebiet; leer: alle", pattern=_SLUG),)),
    BrowserForm("siegel", "Unterschriebene Vereinbarung versiegeln", (_AREA,), paper=True),
    BrowserForm("abschluss", "Abschluss beginnen", (_AREA,)),
)

BY_NAME = {errand.name: errand for errand in ERRANDS}
FILES = {errand.workflow: errand for errand in ERRANDS}
"""Path of a form on GitHub → its errand."""

LONGEST = 255
"""Characters that GitLab takes in a description."""

NONE = "keine"
"""Chosen on GitLab where a pipeline is started for something else."""


def github(errand: BrowserForm) -> bytes:
    """The workflow that is an errand's form on GitHub."""
    blanks = "".join(
        f"      {blank.name}:\n        description: {_text(blank.label)}\n"
        f"        required: {str(blank.required).lower()}\n        type: string\n"
        for blank in errand.blanks
    )
    variables = "".join(f"          {variable(blank)}: ${{{{ inputs.{blank.name} }}}}\n" for blank in errand.blanks)
    paper = _part("papier.yml") if errand.paper else ""
    values = {"TITEL": _text(errand.title), "NAME": errand.name, "FELDER\n": blanks, "WERTE\n": variables, "PAPIER\n": paper}
    return _filled(_part("github.yml"), values).encode()


def gitlab_head() -> str:
    """What stands before a pipeline on GitLab so that it has a form."""
    names = [NONE, *BY_NAME]
    said = ", ".join(f"{errand.name} = {errand.title}" for errand in ERRANDS)
    options = f"      options: [{', '.join(names)}]\n      default: {NONE}\n"
    made = f"spec:\n  inputs:\n    aufgabe:\n      description: {_text(said[:LONGEST])}\n{options}"
    for blank in _every():
        users = ", ".join(errand.name for errand in ERRANDS if blank.name in {one.name for one in errand.blanks})
        made += f"    {blank.name}:\n      description: {_text(f'{blank.label} (für {users})'[:LONGEST])}\n      default: ''\n"
        made += f"      regex: {_text(f'^({blank.pattern})?$')}\n" if blank.pattern else ""
    return f"{made}---\n"


def gitlab_job() -> str:
    """The job that does an errand on GitLab."""
    made = "".join(f'    {variable(blank)}: {{value: "$[[ inputs.{blank.name} ]]", expand: false}}\n' for blank in _every())
    return _filled(_part("gitlab.yml"), {"WERTE\n": made})


def variable(blank: Blank) -> str:
    """Name of the variable that holds what was filled into a blank."""
    return f"{PREFIX}{blank.name.upper()}"


def _every() -> Iterator[Blank]:
    """The blanks of all forms, each once: where two errands want different things in one, either will do."""
    seen: dict[str, Blank] = {}
    for blank in (blank for errand in ERRANDS for blank in errand.blanks):
        seen.setdefault(blank.name, blank)
    yield from seen.values()


def _part(name: str) -> str:
    return (Path(__file__).with_name("errands_parts") / name).read_text("utf-8")


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"@@{name}", value)
    return text


def _text(text: str) -> str:
    """A text as a value of YAML in one line."""
    return as_json(text).rstrip("\n")
