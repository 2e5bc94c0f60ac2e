"""What can be wrong with a selection's table (K)."""

from __future__ import annotations

from regsam_docs.finding import ERROR, SELECTION, WARNING, Rule

K01 = Rule(
    "K01",
    ERROR,
    "Tabelle nicht auswertbar",
    (
        "Die Tabelle des Monitorings lässt sich nicht auswerten: eine Spalte fehlt, eine Zahl ist nicht lesbar, eine Kennung "
        "steht zweimal."
    ),
    (
        "Speichern Sie die Tabelle als „CSV UTF-8“, ohne Tausenderpunkte, mit dem Trennzeichen und Dezimalzeichen, die in "
        "`auswahl.yaml` stehen. Eine leere Zelle bedeutet: kein Wert."
    ),
    stops=SELECTION,
)
K04 = Rule(
    "K04",
    WARNING,
    "Viertel qualifiziert sich nicht",
    (
        "Ein Viertel eines vorgeschlagenen Gebiets steht nicht in der Tabelle; oder keines seiner Viertel erfüllt die Regel "
        "des Monitorings, und es fehlt eine Begründung."
    ),
    "Berichtigen Sie die Kennung, oder begründen Sie in `begruendung`, warum das Gebiet trotzdem vorgeschlagen ist.",
    source="Grundlagen der Auswertung: mehr als 30 % über dem Mittel in mindestens 7 von 13 Variablen.",
)
K05 = Rule(
    "K05",
    WARNING,
    "Summe in der Tabelle",
    (
        "Eine Zeile der Tabelle sieht nach einer Summe aus (ihr Name sagt es, sie ist der Bezirk anderer Zeilen, oder dort "
        "wohnt mehr als ein Fünftel aller Menschen). Summen verfälschen die Mittelwerte."
    ),
    "Tragen Sie die Kennung der Zeile unter `ausgenommen` ein.",
)
