"""Small areas for the tests, put together from what a test is about and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

from regsam_docs import model
from regsam_docs.model import Area

PROFILE = {"name": "Am Anger", "status": "aktiv"}
COMMITTEE = {"mitglieder": [{"id": "jugend", "organisation": "Jugendhaus", "gruppe": "einrichtungstraeger"}]}


def area(slug: str = "anger", unread: frozenset[str] = frozenset(), **files: dict[str, Any]) -> Area:
    """An area of some files: `gebiet`, `vereinbarung` …; minutes as `m2010_06_10`."""
    named = {_name(key): data for key, data in files.items()}
    data = {"gebiet.yaml": PROFILE, "gremium.yaml": COMMITTEE, **named}
    return model.area(slug, data, unread, frozenset(data) | unread)


def _name(key: str) -> str:
    return f"protokolle/{key[1:].replace('_', '-')}.yaml" if key[0] == "m" else f"{key}.yaml"


def minutes(day: str, number: int | None = 1, status: str = "genehmigt", **more: Any) -> dict[str, Any]:
    tasks = more.pop("auftraege", [])
    items = [{"titel": "Aufträge", "auftraege": tasks}]
    return {
        "sitzungsnummer": number,
        "datum": date.fromisoformat(day),
        "phase": "diagnose",
        "status": status,
        "tagesordnung": items,
        **more,
    }


def task(nr: int = 1, **more: Any) -> dict[str, Any]:
    return {"nr": nr, "art": "auftrag", "titel": f"Aufgabe {nr}", "an": "jugend", "adressatengruppe": "einrichtung", **more}


def agreement(review: str, *reviews: dict[str, Any]) -> dict[str, Any]:
    return {
        "thema": "Miteinander",
        "umgriff": {"beschreibung": "Der Anger"},
        "gruende": "Viele",
        "prozessverantwortung": {party: {"person": {"name": "Erika Mustermann"}} for party in ("regsam", "sozialreferat")},
        "stunden_pro_woche": 8,
        "prozessdauer_monate": 24,
        "start": date(2010, 1, 1),
        "ueberpruefung": date.fromisoformat(review),
        "ueberpruefungen": list(reviews),
    }


def catalogue(*measures: dict[str, Any]) -> dict[str, Any]:
    goal = {"id": "Z1", "titel": "Ziel", "massnahmen": list(measures)}
    field = {"id": "H1", "titel": "Feld", "bedarf": "Bedarf", "ziele": [goal]}
    return {"stand": date(2010, 6, 1), "handlungsfelder": [field]}


def measure(id: str, status: str, due: str | None) -> dict[str, Any]:
    dated = {"frist": date.fromisoformat(due)} if due else {}
    return {"id": id, "titel": "Etwas tun", "verantwortlich": "jugend", "status": status, **dated}


def closing(**more: Any) -> dict[str, Any]:
    return {
        "datum": date(2012, 6, 1),
        "status": "beschlossen",
        "entscheidung": "beendet",
        "zusammenfassung": "Getan.",
        **more,
    }
