"""Every kind of file that can be begun: its names on the command line, where it lies, what it takes over, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from regsam_docs.model.catalogue import goals
from regsam_docs.model.phases import PHASES, STEPS
from regsam_docs.model.tracking import track
from regsam_docs.repository import paths
from regsam_docs.scaffold.basis import Basis
from regsam_docs.scaffold.draft import EMPTY, Noted, Off
from regsam_docs.scaffold.meeting import minutes

Given = Callable[[Basis], Mapping[str, Any]]
"""What is known of a new file (see `draft`)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`schema`: kind of file. `asks`: what stands behind the command. `path` holds `{slug}` and `{meeting}`. `then`, with
    `{slug}`, says what to do when the file is filled in. `reads`: the area's files, or the beginnings of their names, that it
    takes over from."""

    schema: str
    aliases: tuple[str, ...]
    what: str
    asks: Literal["", "new area", "area", "new selection"]
    path: str
    given: Given
    then: str
    reads: tuple[str, ...] = ()


def _area(basis: Basis) -> dict[str, Any]:
    return {"status": "geplant", **({"name": basis.name} if basis.name else {})}


def _committee(basis: Basis) -> dict[str, Any]:
    profile = basis.area.profile
    partner = basis.settings.partner if basis.settings else EMPTY
    seats = (("moderation", "REGSAM"), ("sozialplanung", partner), ("rags", profile.rags if profile and profile.rags else EMPTY))
    own = [{"id": group, "organisation": organisation, "gruppe": group} for group, organisation in seats]
    return {"mitglieder": [*own, {}]}


def _phases(basis: Basis) -> dict[str, Any]:
    first = {"beginn": EMPTY}
    return {id: {**(first if id == PHASES[0] else {}), "schritte": {}} for id in STEPS}


def _goals(basis: Basis) -> dict[str, Any]:
    return {"handlungsfelder": [{"id": "H1", "ziele": [{"id": "Z1"}]}]}


def _closing(basis: Basis) -> dict[str, Any]:
    known = [Noted({"ziel": goal.id}, goal.titel) for _, goal in goals(basis.area.catalogue)]
    still_open = [Noted({"auftrag": t.id, "uebergeben_an": EMPTY}, t.given.task.titel) for t in track(basis.area) if t.open]
    return {
        "status": "entwurf",
        **({"zielerreichung": known} if known else {}),
        **({"offene_auftraege": Off(still_open)} if still_open else {}),
    }


def _nothing(basis: Basis) -> dict[str, Any]:
    return {}


def _selection(basis: Basis) -> dict[str, Any]:
    columns = {key: key for key in ("kennung", "name", "einwohner")}
    counting, other = ({n: v.titel for n, v in basis.variables.items() if v.zaehlt is wanted} for wanted in (True, False))
    return {
        "monitoring": {
            "datei": "monitoring.csv",
            "spalten": columns,
            "variablen": counting or EMPTY,
            **({"weitere_variablen": other} if other else {}),
        }
    }


FOLDER = f"{paths.AREAS}/{{slug}}"
PROFILE, COMMITTEE, PHASE_FILE, CATALOGUE = "gebiet.yaml", "gremium.yaml", "phasen.yaml", "ziele.yaml"


def _kind(schema: str, what: str, given: Given, then: str, *, reads: tuple[str, ...] = ()) -> Kind:
    """A file that lies directly in an area's folder and is called like its schema."""
    return Kind(schema, (schema,), what, "area", f"{FOLDER}/{schema}.yaml", given, then, reads)


KINDS: dict[str, Kind] = {
    "settings": Kind(
        "regsam",
        ("einstellungen",),
        "Einstellungen: Herausgeber, Stadt, Logo",
        "",
        paths.SETTINGS,
        lambda basis: {"format": 1},
        "Danach: regsam-docs new area KENNUNG",
    ),
    "area": Kind(
        "gebiet",
        ("gebiet",),
        "Neues Gebiet: Stammdaten",
        "new area",
        f"{FOLDER}/{PROFILE}",
        _area,
        "Danach: regsam-docs new agreement {slug}",
    ),
    "agreement": _kind("vereinbarung", "Kooperationsvereinbarung", _nothing, "Danach: regsam-docs new phases {slug}"),
    "phases": _kind("phasen", "Stand im Phasenmodell", _phases, "Danach: regsam-docs new committee {slug}"),
    "committee": _kind(
        "gremium",
        "Kooperationsgremium: Mitglieder und Arbeitsweise",
        _committee,
        "Danach: regsam-docs new minutes {slug} --date TAG",
        reads=(PROFILE,),
    ),
    "minutes": Kind(
        "protokoll",
        ("protokoll", "sitzung", "einladung"),
        "Sitzung: zuerst Einladung, dann Protokoll",
        "area",
        f"{FOLDER}/{paths.MINUTES}/{{meeting}}.yaml",
        minutes,
        "Die Einladung erzeugt: regsam-docs build {slug}\n"
        "Nach der Sitzung wird aus der Datei das Protokoll: mit „status: entwurf“ und „anwesend“.",
        (COMMITTEE, PHASE_FILE, f"{paths.MINUTES}/"),
    ),
    "goals": _kind("ziele", "Ziel- und Handlungskatalog", _goals, "Das Dokument erzeugt: regsam-docs build {slug}"),
    "chronicle": _kind("chronik", "Chronik: was außerhalb der Sitzungen geschieht", _nothing, "Neue Einträge kommen unten dazu."),
    "closing": _kind(
        "abschluss",
        "Abschlussdokumentation",
        _closing,
        "Das Dokument erzeugt: regsam-docs build {slug}",
        reads=(CATALOGUE, f"{paths.MINUTES}/"),
    ),
    "selection": Kind(
        "auswahl",
        ("auswahl",),
        "Auswahl von Gebieten: Monitoring und Kriterienkatalog",
        "new selection",
        f"{paths.AREAS}/{paths.SELECTIONS}/{{slug}}/auswahl.yaml",
        _selection,
        "Legen Sie die Tabelle als monitoring.csv daneben. Danach: regsam-docs select {slug}",
    ),
}
"""Name on the command line → kind, in the order in which an area comes by them."""
