"""Pieces that several documents share: records as plain data, states with a sign, signatures, gaps, and where a goal's result
came from: the decisions and tasks of the meetings that concern it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from regsam_docs.forms import AgreementForm, Words
from regsam_docs.model import Area
from regsam_docs.model.agenda import points
from regsam_docs.model.agreement import PARTIES, Signature
from regsam_docs.model.area import held_meetings
from regsam_docs.model.catalogue import Catalogue, Field, Goal
from regsam_docs.model.minutes import Decision, Minutes, Subitem
from regsam_docs.model.settings import Settings, partner_forms
from regsam_docs.model.tracking import TrackedTask

TONES: Final[Mapping[str, Mapping[str, str]]] = {
    "gebiet_status": {"geplant": "offen", "aktiv": "laeuft", "ruhend": "ruht", "beendet": "gut", "abgelehnt": "schlecht"},
    "zu_gewinnen_status": {"offen": "offen", "angefragt": "laeuft", "gewonnen": "gut", "abgelehnt": "schlecht"},
    "ueberpruefung_entscheidung": {"fortfuehrung": "laeuft", "beendigung": "gut"},
    "schritt_status": {"offen": "offen", "laufend": "laeuft", "erledigt": "gut", "entfaellt": "ruht"},
    "massnahme_status": {"geplant": "offen", "laufend": "laeuft", "umgesetzt": "gut", "aufgegeben": "ruht"},
    "protokoll_status": {"geplant": "offen", "abgesagt": "ruht", "entwurf": "laeuft", "versandt": "laeuft", "genehmigt": "gut"},
    "beschluss_ergebnis": {
        "angenommen": "gut",
        "abgelehnt": "schlecht",
        "vertagt": "ruht",
        "zurueckgezogen": "ruht",
        "verwiesen": "laeuft",
        "kenntnisnahme": "offen",
    },
    "auftrag_status": {
        "offen": "offen",
        "in_arbeit": "laeuft",
        "erledigt": "gut",
        "zurueckgezogen": "ruht",
        "abgelehnt": "schlecht",
    },
    "abschluss_status": {"entwurf": "laeuft", "beschlossen": "gut"},
    "abschluss_entscheidung": {"beendet": "gut", "fortgefuehrt": "laeuft", "uebergeben": "gut", "abgebrochen": "schlecht"},
    "bewertung": {"erreicht": "gut", "teilweise": "laeuft", "nicht_erreicht": "schlecht", "nicht_bewertbar": "ruht"},
    "kandidat_entscheidung": {
        "ausgewaehlt": "gut",
        "zurueckgestellt": "ruht",
        "abgelehnt": "schlecht",
        "dissens": "warnung",
    },
    "dissens_entscheidung": {"ausgewaehlt": "gut", "abgelehnt": "schlecht", "dissens": "warnung"},
}
"""List of words → value → tone: which sign stands beside the word (`.ton-…` in templates/stil/grund.css)."""


def data(record: msgspec.Struct | None) -> Any:
    """A record as plain data, its fields under their names; days stay days, tuples become lists."""
    return msgspec.to_builtins(record, builtin_types=(date,))


def badge(words: Words, kind: str, value: str | None) -> dict[str, str] | None:
    """A state for the macro `marke`: its word and its tone; None for no state."""
    return None if value is None else {"wort": words.one(kind, value), "ton": TONES[kind][value]}


def warning(word: str) -> dict[str, str]:
    """A badge for what is overdue or missing."""
    return {"wort": word, "ton": "warnung"}


def signatures(form: AgreementForm, signed: Iterable[Signature], settings: Settings) -> list[list[dict[str, Any]]]:
    """For the macro `unterschriften`: first signatures of both parties beside each other, then the rest in twos.

    A party that has not signed gets lines to sign on (`offen`). The partner is named as the settings decline it.
    """
    partner = (partner_forms(settings) or {}).get("akkusativ", form.parteien.sozialreferat.name)
    names = {"regsam": form.parteien.regsam.name, "sozialreferat": partner}
    given = list(signed)
    firsts = [next((s for s in given if s.partei == party), None) for party in PARTIES]
    row = [_signature(names[party], first) for party, first in zip(PARTIES, firsts, strict=True)]
    rest = [_signature(names[s.partei], s) for s in given if s not in firsts]
    return [row, *(rest[at : at + 2] for at in range(0, len(rest), 2))]


def _signature(party: str, signed: Signature | None) -> dict[str, Any]:
    if signed is None:
        return {"fuer": party, "offen": True}
    return {**data(signed), "fuer": party, "offen": False}


def district(area: Area) -> str | None:
    """„Stadtbezirk 20 Hadern“, or None if the area does not say."""
    lies = area.profile.stadtbezirk if area.profile else None
    return None if lies is None else f"Stadtbezirk {lies.nummer}{f' {lies.name}' if lies.name else ''}"


_ID = re.compile(r"\b[HZM][0-9]+\b")
"""Ids of the catalogue as the minutes' texts name them: „Die Praktikumsbörse (M6) wird aufgegeben.“"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision and the meeting that took it; `item` is its number on the agenda, `3` or `3.1`."""

    minutes: Minutes
    item: str
    decision: Decision


def tasks_for(goal: Goal, tracked: tuple[TrackedTask, ...]) -> list[TrackedTask]:
    """The tasks given for a measure of the goal."""
    measures = {measure.id for measure in goal.massnahmen}
    return [task for task in tracked if task.given.task.massnahme in measures]


def decisions_for(area: Area, field: Field, goal: Goal) -> list[Taken]:
    """The decisions that concern a goal.

    One that names goals, measures or fields of the catalogue concerns these alone; any other concerns the goals whose
    measures were given out as tasks under the same agenda item.
    """
    return [taken for taken, item in _decisions(area) if _concerns(area.catalogue, field, goal, taken.decision, item)]


def _decisions(area: Area) -> Iterator[tuple[Taken, Subitem]]:
    for minutes in held_meetings(area):
        for point in points(minutes):
            for decision in point.item.beschluesse:
                yield Taken(minutes, point.number, decision), point.item


def _concerns(catalogue: Catalogue | None, field: Field, goal: Goal, decision: Decision, item: Subitem) -> bool:
    own = {goal.id, *(measure.id for measure in goal.massnahmen)}
    named = set(_ID.findall(decision.text)) & _ids(catalogue)
    if named:
        return bool(named & (own | {field.id}))
    return any(task.massnahme in own for task in item.auftraege)


def _ids(catalogue: Catalogue | None) -> set[str]:
    fields = catalogue.handlungsfelder if catalogue else ()
    goals = [goal for field in fields for goal in field.ziele]
    measures = [measure for goal in goals for measure in goal.massnahmen]
    return {entry.id for entries in (fields, goals, measures) for entry in entries}
