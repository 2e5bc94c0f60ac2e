"""What can be wrong with a file by its schema (S)."""

from __future__ import annotations

from regsam_docs.finding import ERROR, Rule

S01 = Rule(
    "S01",
    ERROR,
    "Unbekannter Schlüssel",
    "Diesen Schlüssel gibt es hier nicht.",
    (
        "Übernehmen Sie den Vorschlag der Meldung, oder sehen Sie in der [Tabelle der Datei](dateien.md) nach. "
        "Steht da, ein Stück Text sei kein Schlüssel, hat ein Komma in `{…}` einen Text zerteilt: Setzen Sie ihn in "
        "Anführungszeichen."
    ),
)
S02 = Rule(
    "S02",
    ERROR,
    "Pflichtangabe fehlt",
    "Eine Pflichtangabe fehlt oder ist leer.",
    "Ergänzen Sie die genannte Zeile.",
)
S03 = Rule(
    "S03",
    ERROR,
    "Falsche Art von Wert",
    "Es steht etwas anderes da, als hierher gehört: ein Text statt einer Zahl, ein einzelner Wert statt einer Liste.",
    (
        "Zahlen stehen ohne Anführungszeichen, ohne Tausenderpunkt und mit einem Punkt vor den Dezimalstellen; ja und nein "
        "heißen `true` und `false`; Listenpunkte beginnen mit `- `."
    ),
)
S04 = Rule(
    "S04",
    ERROR,
    "Wert nicht in der Liste",
    "Der Wert gehört nicht zu den möglichen.",
    (
        "Wählen Sie einen der Werte, die die Meldung nennt. Sie stehen dort genau so, wie sie zu schreiben sind: klein und "
        "ohne Umlaute."
    ),
)
S05 = Rule(
    "S05",
    ERROR,
    "Falsche Form",
    "Der Wert hat nicht die richtige Form: Datum, Uhrzeit, Kennung, E-Mail-Adresse, Farbe.",
    (
        "Datum `2026-10-01`, Uhrzeit `08:30`, Kennung aus Kleinbuchstaben, Ziffern und Bindestrichen, Auftrag `2027-03-11/1`, "
        'Farbe `"#1f5f4a"`. Auch einen Tag, den es nicht gibt (31. Februar), meldet diese Regel.'
    ),
)
S06 = Rule(
    "S06",
    ERROR,
    "Angabe passt nicht",
    (
        "Die Angabe passt nicht: eine Zahl außerhalb ihrer Grenzen, zwei Angaben, die sich widersprechen, ein Jahr, das "
        "`aufwand` schon nennt, ein zweites `titelbild`, oder eine "
        "`akzentfarbe`, die auf weißem Papier zu schwach zu lesen ist (Kontrast unter 4,5 : 1)."
    ),
    "Die Meldung nennt, was erlaubt ist.",
)
