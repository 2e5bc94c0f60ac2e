"""The page on the city's data (`daten.html`): what there is to use elsewhere, and what each of it says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from regsam_docs.documents.plan import Page

NAME = "daten"
TITLE = "Daten zum Weiterverwenden"


def page(files: Sequence[str], parts: Sequence[tuple[str, str]], today: date) -> Page:
    """The page on a day. `files`: those there are; `parts`: what an area in the data has, and its meaning."""
    there: list[dict[str, Any]] = [{"datei": name, **what} for name, what in FILES.items() if name in files]
    return Page(
        template=f"{NAME}.html",
        title=TITLE,
        context={"heute": today, "dateien": there, "teile": [{"name": name, "text": text} for name, text in parts]},
    )


FILES = {
    "daten.json": {
        "titel": "Alle Angaben",
        "art": "JSON",
        "text": "Gebiete, Phasen, Vereinbarungen, Sitzungen, Beschlüsse, Aufträge, Ziele, Termine, Abschlüsse und Auswahlen.",
    },
    "daten-schema.json": {
        "titel": "Beschreibung der Angaben",
        "art": "JSON Schema",
        "text": "Was in „daten.json“ steht, Feld für Feld; Programme können damit prüfen, ob sie es richtig lesen.",
    },
    "daten-auftraege.csv": {
        "titel": "Aufträge und Empfehlungen",
        "art": "CSV",
        "text": "Eine Zeile je Auftrag oder Empfehlung: an wen, bis wann, in welchem Stand, aus welcher Sitzung.",
    },
    "daten-beschluesse.csv": {
        "titel": "Beschlüsse und Anträge",
        "art": "CSV",
        "text": "Eine Zeile je Beschluss oder Antrag: Wortlaut, Ergebnis, Abstimmung, Sitzung.",
    },
    "daten-massnahmen.csv": {
        "titel": "Maßnahmen",
        "art": "CSV",
        "text": "Eine Zeile je Maßnahme: Ziel, Verantwortliche, Beginn, Frist, Stand.",
    },
    "termine.ics": {
        "titel": "Termine",
        "art": "iCalendar",
        "text": "Sitzungen und Fristen; ein Kalenderprogramm kann die Datei abonnieren.",
    },
    "neues.atom": {
        "titel": "Neues",
        "art": "Atom",
        "text": "Genehmigte Protokolle und was sich im Stand der Gebiete ändert; Programme für Nachrichten können es abonnieren.",
    },
}
"""File → what people read of it."""
