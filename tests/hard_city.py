"""A city of everything that is hard to set: for the judges of paper and of pages."""

from __future__ import annotations

import io
import json
from typing import Any

from PIL import Image

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsversammlungsprotokollführung"
UNBROKEN = "ABCDEFGHIJ0123456789" * 8
ADDRESS = "https://example.org/" + "/".join(["sehr-langer-abschnitt-ohne-ende"] * 7) + "?frage=" + "x" * 60
SENTENCE = "Die Stadt, die Träger und die Bewohnerschaft haben es am 12. Mai 2024 besprochen und Änderungen vereinbart. "
MAP = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 240" width="400" height="240">'
    b'<rect width="400" height="240" fill="#eef1f4"/>'
    b'<path d="M40 40 L350 60 L320 210 L60 190 Z" fill="#9dbfe2" stroke="#174f86"/>'
    b'<text x="150" y="130" font-size="24">Umgriff</text></svg>'
)

EVERYTHING = f"""\
# Überschrift erster Stufe in einem Textfeld

{SENTENCE}{SENTENCE}

## Zweiter Stufe

- Punkt mit **fettem** und *kursivem* Text
  - verschachtelt
    1. nummeriert
       - noch tiefer
    2. zweitens
- Punkt mit einem Absatz

  Zweiter Absatz im Punkt.

7) mit Klammer
8) läuft weiter

#### Eine Stufe übersprungen

> Ein Zitat, das länger ist als eine Zeile: {SENTENCE}

{LONG} und {UNBROKEN} und [eine lange Adresse]({ADDRESS}), auch als Text: <{ADDRESS}>

Eine Anmerkung¹ wie eine Fußnote und eine zweite[^2].

---

¹ Stand der Zahlen: 31. Mai 2024.

[^2]: so schreibt man sie andernorts

31. Mai 2024 war ein Freitag; 5*3 m² und 4*2 m² bleiben, was sie sind.

![Karte des Umgriffs mit einer blauen Fläche](anlagen/umgriff.svg)

![Ein Farbverlauf von Schwarz nach Weiß](anlagen/foto.jpg) ![Dasselbe klein](anlagen/bild.png)

```
vorformatiert   mit    Abständen
```
"""


def columns(number: int, rows: int) -> str:
    """A Markdown table."""
    head = "| " + " | ".join(f"Spalte {n}" for n in range(1, number + 1)) + " |\n"
    line = "|" + "|".join([":--", "--:", ":-:"][n % 3] for n in range(number)) + "|\n"
    body = "".join("| " + " | ".join(f"Wert {row}.{n}" for n in range(1, number + 1)) + " |\n" for row in range(1, rows + 1))
    return f"{head}{line}{body}"


def photo(kind: str, size: tuple[int, int] = (160, 120)) -> bytes:
    """A gradient; a JPEG bears a place and a camera."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "Kamerahersteller"
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    image.save(file, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return file.getvalue()


FULL = 20
"""So many items of an agenda have all that items may have; the others show but what many of them need."""


def item(number: int, *, rich: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"titel": f"Punkt {number} von vielen" + (f" mit {LONG}" if number == 7 else "")}
    if number > FULL and number % FULL:
        return made
    if number % 3:
        made["text"] = SENTENCE * (number % 4 + 1)
    if rich and number % 5 == 0:
        made["beschluesse"] = [{"text": SENTENCE, "ergebnis": "angenommen", "abstimmung": {"ja": 9, "nein": 1, "enthaltung": 2}}]
    if rich and number % 7 == 0:
        made["auftraege"] = [
            {"nr": number, "art": "auftrag", "titel": f"Auftrag aus Punkt {number}", "an": ["moderation", "haus"],
             "adressatengruppe": "einrichtung", "frist": "2025-06-30", "text": "- eins\n- zwei\n  1. zwei eins\n"}
        ]  # fmt: skip
    return made


def minutes(day: str, number: int, items: int, **more: Any) -> dict[str, Any]:
    held = {"anwesend": ["moderation", "planung", "haus"], "beschlussfaehig": True} if more.get("status") != "geplant" else {}
    return {
        "sitzungsnummer": number,
        "datum": day,
        "beginn": "17:00",
        "ort": "Saal",
        "phase": "diagnose",
        "status": "versandt",
        **held,
        "tagesordnung": [item(n, rich=bool(held)) for n in range(1, items + 1)],
        **more,
    }


def fields(number: int) -> list[dict[str, Any]]:
    def measure(n: int) -> dict[str, Any]:
        return {"id": f"M{n}", "titel": f"Maßnahme {n}", "verantwortlich": "haus", "status": "geplant", "frist": "2025-12-31"}

    def goal(n: int) -> dict[str, Any]:
        measures = [measure(3 * n + k) for k in (1, 2, 3)] if n % 4 else []
        return {"id": f"Z{n}", "titel": f"Ziel {n}", "beschreibung": SENTENCE, "indikator": "Zahl", "massnahmen": measures}

    def one(n: int) -> dict[str, Any]:
        need = EVERYTHING if n == 1 else SENTENCE
        return {"id": f"H{n}", "titel": f"Handlungsfeld {n}", "bedarf": need, "ziele": [goal(2 * n), goal(2 * n + 1)]}

    return [one(n) for n in range(1, number + 1)]


def files() -> dict[str, bytes]:
    """The city's files by path from its root. (JSON is YAML.)"""
    members = [
        {"id": "moderation", "organisation": "REGSAM", "gruppe": "moderation", "entscheidungsbefugt": True},
        {"id": "planung", "organisation": "Sozialreferat", "gruppe": "sozialplanung", "entscheidungsbefugt": True},
        {"id": "haus", "organisation": f"Haus der {LONG}", "gruppe": "einrichtungstraeger", "entscheidungsbefugt": True},
    ]
    erika = {"name": "Erika Mustermann", "ort": "Musterstadt", "datum": "2024-01-02"}
    signed = [{"partei": party, **erika} for party in ("regsam", "sozialreferat")]
    person = {"person": {"name": "Erika Mustermann", "funktion": "Moderatorin", "telefon": "089 000000-1"}}
    list_in_table = "- Liste in einer Tabelle\n  - verschachtelt\n\n    mit Absatz\n\n1. eins\n2. zwei\n"
    event = {"art": "begehung", "titel": "Begehung", "text": list_in_table}
    data: dict[str, Any] = {
        "regsam.yaml": {"format": 1, "stadt": "Musterstadt", "herausgeber": {"name": "REGSAM"}, "logo": "anlagen/logo.svg"},
        "hart/gebiet.yaml": {"name": "Hartes Feld", "status": "aktiv", "oeffentlich": True, "einwohner": 14403},
        "hart/vereinbarung.yaml": {
            "thema": EVERYTHING,
            "umgriff": {"beschreibung": columns(14, 6), "karte": "anlagen/umgriff.svg", "karte_text": "Karte: eine blaue Fläche"},
            "gruende": "Tabelle über mehr als zwei Seiten:\n\n" + columns(4, 90) + "\n\nDanach geht es weiter.\n",
            "prozessverantwortung": {"regsam": person, "sozialreferat": person},
            "weitere_vereinbarungen": "## Nur eine Überschrift\n\n" + columns(2, 3),
            "stunden_pro_woche": 6.5,
            "prozessdauer_monate": 24,
            "start": "2024-01-03",
            "ueberpruefung": "2025-11-01",
            "unterschriften": signed,
        },
        "hart/gremium.yaml": {"mitglieder": members, "arbeitsweise": EVERYTHING},
        "hart/phasen.yaml": {"vorlauf": {"beginn": "2023-06-01", "ende": "2024-01-02"}, "diagnose": {"beginn": "2024-01-03"}},
        "hart/ziele.yaml": {"stand": "2024-06-03", "handlungsfelder": fields(5)},
        "hart/chronik.yaml": {"eintraege": [{"datum": f"2024-01-{1 + n:02}", **event} for n in range(8)]},
        "hart/abschluss.yaml": {
            "datum": "2025-01-15",
            "status": "entwurf",
            "entscheidung": "beendet",
            "zusammenfassung": EVERYTHING,
            "zielerreichung": [{"ziel": "Z2", "bewertung": "teilweise", "ergebnis": columns(3, 45)}],
            "weitere_schritte": [{"titel": f"Schritt {n}", "zustaendig": "haus"} for n in range(12)],
        },
        "hart/protokolle/2024-01-10.yaml": minutes("2024-01-10", 1, 15),
        "hart/protokolle/2024-03-13.yaml": minutes("2024-03-13", 2, 105),
        "hart/protokolle/2024-05-15.yaml": minutes("2024-05-15", 3, 1, status="entwurf"),
        "hart/protokolle/2024-07-17.yaml": minutes("2024-07-17", 4, 15, status="geplant"),
        "leer/gebiet.yaml": {"name": "Leeres Feld", "status": "geplant"},
        "leer/gremium.yaml": {"mitglieder": members[:1]},
        "leer/ziele.yaml": {
            "stand": "2024-06-03",
            "handlungsfelder": [{"id": "H1", "titel": "Feld", "bedarf": "–", "ziele": [{"id": "Z1", "titel": "Ziel"}]}],
        },
        "leer/chronik.yaml": {"eintraege": [{"datum": "2024-06-04", "art": "weitere", "titel": "Nur ein Titel"}]},
    }  # fmt: skip
    texts = {f"areas/{name}": json.dumps(value, ensure_ascii=False, indent=1).encode() for name, value in data.items()}
    pictures = {"umgriff.svg": MAP, "foto.jpg": photo("JPEG"), "bild.png": photo("PNG", (20, 15))}
    return texts | {f"areas/hart/anlagen/{name}": data for name, data in pictures.items()} | {"areas/anlagen/logo.svg": MAP}
