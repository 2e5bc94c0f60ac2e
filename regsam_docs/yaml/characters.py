"""What can be wrong with a file before its schema is asked (Y); and the first of it: bytes to text, or the finding that says
why not (Y03)."""

from __future__ import annotations

import codecs
import re
import unicodedata

from regsam_docs.finding import ERROR, WARNING, Finding, Rule, finding
from regsam_docs.limits import FILE_BYTES, MARKS

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


# --- Bytes of a YAML file to text, or the finding that says why not (Y03).


# Control characters but tab and line breaks; U+2028/2029 (lines no editor shows); surrogates; the byte order mark
# inside a text; noncharacters. What steers direction is T05's.
# Said as what is allowed, the common ones first: of each character the ranges are tried in order.
_PLANES = "".join(f"\\U{plane:04x}0000-\\U{plane:04x}fffd" for plane in range(1, 17))
FORBIDDEN = re.compile(
    f"[^ -~\\n\\xa0-\\u2027\\t\\r\\u202a-\\ud7ff\\ue000-\\ufdcf\\ufdf0-\\ufefe\\uff00-\\ufffd{_PLANES}]",
)
STEERING = re.compile("[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]")
"""What steers the direction of writing. In a text T05 finds it; in a comment, which is no text of ours, it makes reviewers
read another file than the program does."""
_MOST = 20
_DAMAGED = 3
"""So many NULs are no slip."""
_BEYOND_LATIN = re.compile(f"[^\\x00-\u02ff]{{{MARKS + 1},}}+")
_UTF16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NAMES = {
    0x00: "das Nullzeichen",
    0x7F: "ein Steuerzeichen",
    0x2028: "ein unsichtbarer Zeilentrenner",
    0x2029: "ein unsichtbarer Absatztrenner",
    0xFEFF: "eine Byte-Reihenfolge-Marke (BOM) mitten im Text",
}


def name(character: str) -> str:
    """German words for a forbidden character, with its code point."""
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        kind = "ein halbes Zeichen (Surrogat)"
    else:
        kind = _NAMES.get(code, "ein Steuerzeichen" if code < 0xA0 else "kein gültiges Zeichen")
    return f"{kind} (U+{code:04X})"


def decode(data: bytes, path: str) -> tuple[str, tuple[Finding, ...]]:
    """The file's text with `\\n` as its only line break and without a byte order mark; or "" and findings."""
    if len(data) > FILE_BYTES:
        message = (
            f"Die Datei ist größer als {FILE_BYTES // 1024} KiB (1 MiB). Bitte teilen Sie sie auf oder legen Sie "
            "lange Texte als Anlage ab."
        )
        return "", (finding(path, 1, 1, Y03, message, f"Größe jetzt: {len(data)} Bytes, erlaubt: {FILE_BYTES}"),)
    if wide := _utf16(data):
        message = (
            f"Die Datei ist in {wide} gespeichert, nicht in UTF-8. Bitte speichern Sie sie im Editor mit der "
            "Zeichenkodierung „UTF-8“ neu."
        )
        return "", (finding(path, 1, 1, Y03, message, "Editor: „Speichern unter …“ › Kodierung „UTF-8“"),)
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        return "", (_not_utf8(error, path),)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\0") >= _DAMAGED:
        return text, (_damaged(text, path),)
    if FORBIDDEN.search(text):
        return text, tuple(_forbidden(text, path))
    place = piled(text)
    return text, () if place is None else (finding(path, *_line_and_column(text, place), Y03, PILED),)


PILED = f"Hier stehen mehr als {MARKS} Zeichen auf einem Buchstaben (Akzente und Ähnliches). Bitte löschen Sie sie."


def piled(text: str) -> int | None:
    """Where the first letter bears more marks than any language sets (`limits.MARKS`); None if there is none."""
    if not any(map(unicodedata.combining, set(text))):
        return None
    for run in _BEYOND_LATIN.finditer(text):
        count = 0
        for place, character in enumerate(run[0], run.start()):
            count = count + 1 if unicodedata.combining(character) else 0
            if count > MARKS:
                return place - count
    return None


def composed(text: str) -> str:
    """The text in composed form (NFC); one with piled marks, which no file may have, as it is."""
    return text if text.isascii() or piled(text) is not None else unicodedata.normalize("NFC", text)


def _line_and_column(text: str, place: int) -> tuple[int, int]:
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


def _utf16(data: bytes) -> str | None:
    """Name of the encoding if the bytes are UTF-16: by the mark, or by a NUL in every other place."""
    for mark, encoding in _UTF16:
        if data.startswith(mark):
            return encoding.upper()
    head = data[:64]
    if len(head) >= 4 and not head[1::2].strip(b"\0") and head[::2].count(0) == 0:
        return "UTF-16-LE"
    if len(head) >= 4 and not head[::2].strip(b"\0") and head[1::2].count(0) == 0:
        return "UTF-16-BE"
    return None


def _not_utf8(error: UnicodeDecodeError, path: str) -> Finding:
    data: bytes = error.object
    before = data[: error.start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    line, column = _line_and_column(before, len(before))
    bad = data[error.start]
    meant = _windows(data[error.start : error.start + 1])
    word = re.split(r"[\s:,]", before[-40:])[-1] + re.split(r"[\s:,]", _windows(data[error.start : error.start + 40]))[0]
    message = (
        f"Die Datei ist nicht in UTF-8 gespeichert: Das Byte 0x{bad:02X} ist dort kein Zeichen. Bitte speichern Sie "
        "sie im Editor mit der Zeichenkodierung „UTF-8“ neu."
    )
    hint = "Wahrscheinlich ist die Datei in Windows-1252 (Latin-1) gespeichert"
    if meant.isprintable() and meant != "\ufffd":
        hint += f" und gemeint ist „{meant}“ (in „{word}“)"
    return finding(path, line, column, Y03, message, hint)


def _windows(data: bytes) -> str:
    return data.decode("cp1252", errors="replace")


def _damaged(text: str, path: str) -> Finding:
    """NULs in numbers come of a disk or a synchronising program that failed, not of a hand that slipped."""
    line, column = _line_and_column(text, text.index("\0"))
    message = (
        f"Die Datei ist beschädigt: Ab hier stehen darin {text.count(chr(0))} Nullzeichen, wie sie ein abgebrochenes "
        "Speichern oder Synchronisieren hinterlässt. Bitte stellen Sie die Datei aus der Versionsgeschichte wieder her."
    )
    return finding(path, line, column, Y03, message)


def _forbidden(text: str, path: str) -> list[Finding]:
    """One finding a character, up to a handful: a binary file would give thousands."""
    found: list[Finding] = []
    for match in FORBIDDEN.finditer(text):
        if len(found) == _MOST:
            break
        line, column = _line_and_column(text, match.start())
        message = f"Hier steht ein nicht erlaubtes Zeichen: {name(match[0])}. Bitte löschen Sie es."
        hint = "Es ist meist unsichtbar: Löschen Sie die Zeichen ringsum und schreiben Sie sie neu"
        found.append(finding(path, line, column, Y03, message, hint))
    return found
