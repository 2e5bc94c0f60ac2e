"""Texts as people write them: Markdown to HTML, and what would get lost on the way. Here: the rules about texts (T), and about a
file that one shows (R05)."""

from __future__ import annotations

from regsam_docs.finding import ERROR, WARNING, Rule

T01 = Rule(
    "T01",
    ERROR,
    "Link führt nirgendwohin",
    (
        "Ein Link führt nicht ins Web (`https://`, `http://`), nicht zu einer E-Mail-Adresse (`mailto:`) und nicht zu einer "
        "Datei des Gebiets. Oder in seiner Adresse stehen Leerzeichen, und er wird deshalb kein Link."
    ),
    (
        "Schreiben Sie die vollständige Adresse, oder legen Sie die Datei nach `anlagen/` und verweisen Sie auf `anlagen/…`. "
        "Eine Adresse mit Leerzeichen steht in spitzen Klammern: `[Plan](<anlagen/Plan Hof.pdf>)`."
    ),
)
T02 = Rule(
    "T02",
    ERROR,
    "Bild ohne Beschreibung oder nicht verwendbar",
    (
        "Einem Bild oder einer Karte fehlt die Beschreibung, oder die Datei ist kein brauchbares Bild: erlaubt sind PNG, JPEG "
        "und SVG (ohne Skripte und fremde Inhalte) bis 10 MiB und 20 Megapixel. Oder eine Zeichnung (SVG) enthält etwas, das im "
        "PDF anders aussähe als im Browser; die Meldung nennt es."
    ),
    (
        "Beschreiben Sie in ein, zwei Sätzen, was zu sehen ist, für alle, die es nicht sehen: bei Bildern im Text zwischen den "
        "eckigen Klammern, `![Beschreibung](anlagen/plan.png)`. Ungeeignete Bilder speichern Sie in einem Bildprogramm "
        "neu; eine Zeichnung, die auf Papier anders aussähe, als PNG."
    ),
)
T03 = Rule(
    "T03",
    WARNING,
    "HTML im Text",
    "HTML wirkt hier nicht; es wird gedruckt, wie es da steht.",
    "Nehmen Sie Markdown ([Texte gestalten](texte.md)).",
    checked_at="in die Zeile über diesem Text",
)
T04 = Rule(
    "T04",
    ERROR,
    "Text ginge verloren",
    (
        "Etwas ginge beim Setzen verloren: überzählige Zellen einer Tabelle, zu tief verschachtelte Listen, eine Zeile, die "
        "Markdown als Linkziel liest. Oder eine Tabelle ist so breit, dass ihre Zahlen und Wörter auch klein und im Querformat "
        "zerteilt würden. Oder ein Text ist so gebaut, dass er sich nicht in vernünftiger Zeit lesen lässt: eckige "
        "Klammern ohne Ende, eine Tabelle, in der fast alle Zellen fehlen, mehr als 50.000 Zeilen und Zeichen wie `*` oder `[` "
        "in einer Datei."
    ),
    "Die Meldung nennt die Stelle. Ein senkrechter Strich als Text wird `\\|` geschrieben, eine eckige Klammer als Text `\\[`.",
)
T05 = Rule(
    "T05",
    ERROR,
    "Zeichen nicht darstellbar",
    (
        "Ein Zeichen fehlt in den Schriften der Dokumente (zum Beispiel Bildzeichen) oder ist unsichtbar und ändert die "
        "Schreibrichtung. Das gilt auch für Text in einer Zeichnung (SVG)."
    ),
    (
        "Löschen oder ersetzen Sie das Zeichen. Unsichtbare Zeichen kommen oft mit, wenn man aus anderen Programmen kopiert: "
        "Stelle löschen und neu tippen."
    ),
)
R05 = Rule(
    "R05",
    ERROR,
    "Datei fehlt",
    "Die Datei gibt es nicht, oder sie liegt nicht unter `anlagen/`.",
    "Laden Sie die Datei in den Ordner `anlagen/` des Gebiets, und schreiben Sie ihren Namen genau so, auch groß und klein.",
)
