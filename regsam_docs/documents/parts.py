"""Pieces that several documents share: records as plain data, states with a sign, signatures, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from regsam_docs.forms import AgreementForm, Words
from regsam_docs.model import Area
from regsam_docs.model.agreement import PARTIES, Signature
from regsam_docs.texts.fields import TextField

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
    """A record as plain data, its fields under their names; days and fields stay so, tuples become lists."""
    return msgspec.to_builtins(record, builtin_types=(date, TextField))


def badge(words: Words, kind: str, value: str | None) -> dict[str, str] | None:
    """A state for the macro `marke`: its word and its tone; None for no state."""
    return None if value is None else {"wort": words.one(kind, value), "ton": TONES[kind][value]}


def warning(word: str) -> dict[str, str]:
    """A badge for what is overdue or missing."""
    return {"wort": word, "ton": "warnung"}


def signatures(form: AgreementForm, signed: Iterable[Signature]) -> list[list[dict[str, Any]]]:
    """For the macro `unterschriften`: first signatures of both parties beside each other, then the rest in twos.

    A party that has not signed gets lines to sign on (`offen`).
    """
    sides = {"regsam": form.parteien.regsam, "sozialreferat": form.parteien.sozialreferat}
    names = {party: side.fuer or side.name for party, side in sides.items()}
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
