"""What is known of a new file before anybody fills it in, by its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from regsam_docs.model.catalogue import goals
from regsam_docs.model.phases import PHASES, STEPS
from regsam_docs.model.tracking import track
from regsam_docs.scaffold.basis import Basis
from regsam_docs.scaffold.draft import EMPTY, Noted, Off
from regsam_docs.scaffold.meeting import minutes

Given = Callable[[Basis], Mapping[str, Any]]
"""What is known of a new file (see `draft`)."""


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


GIVEN: Mapping[str, Given] = {
    "regsam": lambda basis: {"format": 1},
    "gebiet": _area,
    "gremium": _committee,
    "phasen": _phases,
    "protokoll": minutes,
    "ziele": _goals,
    "abschluss": _closing,
    "auswahl": _selection,
}
"""Kind of file → what a new one begins with, where that is anything."""


def given(kind: str, basis: Basis) -> Mapping[str, Any]:
    """What is known of a new file of a kind."""
    return GIVEN[kind](basis) if kind in GIVEN else {}
