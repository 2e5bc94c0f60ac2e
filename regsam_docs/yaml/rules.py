"""What can be wrong with a file before its schema is asked (Y)."""

from __future__ import annotations

from regsam_docs.finding import ERROR, WARNING, Rule

Y01 = Rule(
    "Y01",
    ERROR,
    "Kein gültiges YAML",
    (
        "Die Datei ist kein YAML, wie es hier verlangt wird: ein Doppelpunkt fehlt, die Einrückung ist schief, ein "
        "Anführungszeichen ist nicht geschlossen, git hat einen Konflikt stehen gelassen, die Datei ist leer."
    ),
    (
        "Verbessern Sie die genannte Zeile; oft steht daneben, wie sie heißen müsste. Die häufigsten Ursachen stehen unter "
        "[Was oft schiefgeht](yaml.md#was-oft-schiefgeht)."
    ),
)
Y02 = Rule(
    "Y02",
    ERROR,
    "Schlüssel doppelt",
    "Ein Schlüssel steht in derselben Gruppe zweimal. Meist fehlt davor der Strich eines neuen Listenpunkts.",
    "Ergänzen Sie den Strich, oder löschen Sie eine der beiden Angaben.",
)
Y03 = Rule(
    "Y03",
    ERROR,
    "Datei nicht lesbar",
    (
        "Die Datei ist nicht in UTF-8 gespeichert, enthält ein unerlaubtes Zeichen, oder sie ist zu groß (mehr als 1 MiB), zu "
        "tief verschachtelt (mehr als 20 Ebenen) oder zu lang (mehr als 10.000 Listenpunkte). Auch mehr als 30 Akzente auf "
        "einem Buchstaben sind nicht erlaubt."
    ),
    (
        "Speichern Sie die Datei im Editor mit der Kodierung UTF-8 („Speichern unter …“). Unsichtbare Zeichen verschwinden, "
        "wenn Sie die Stelle löschen und neu tippen."
    ),
)
Y05 = Rule(
    "Y05",
    WARNING,
    "Text vermutlich abgeschnitten",
    (
        "Ein Text ist vermutlich abgeschnitten: Nach einer Raute beginnt für YAML eine Bemerkung, oder ein Komma in "
        "geschweiften Klammern hat einen Text zerteilt."
    ),
    "Setzen Sie den ganzen Text in Anführungszeichen. Ist eine Bemerkung gemeint, schreiben Sie nach `#` ein Leerzeichen.",
)
Y06 = Rule(
    "Y06",
    WARNING,
    "Abgehakt ohne Grund oder Wirkung",
    (
        "Eine Bemerkung hakt eine Warnung ab (`# Z02 geprüft: Grund`), aber ohne Grund, für einen Fehler, oder wo es diese "
        "Warnung nicht (mehr) gibt."
    ),
    (
        "Ergänzen Sie den Grund, beheben Sie den Fehler, oder löschen Sie die Bemerkung. Wie es geht, steht unter "
        "[Warnungen abhaken](warnungen-abhaken.md)."
    ),
    checked_at=None,
)
