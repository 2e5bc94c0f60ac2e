"""What can be wrong with a selection's table and its cells (K), as precisely as can be said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from regsam_docs import german
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
        "`auswahl.yaml` stehen. Eine leere Zelle bedeutet: kein Wert. Welche Zeichen sonst „kein Wert“ oder „null“ heißen, steht "
        "unter `fehlend` und `null_zeichen`; in welcher Zeile die Überschriften stehen, unter `kopfzeile`."
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
    checked_at="in „auswahl.yaml“ in die Zeile über „datei“",
)
K07 = Rule(
    "K07",
    ERROR,
    "Mittelwert nicht über null",
    (
        "Der Mittelwert einer Variablen, die zählt, ist null oder negativ. Eine Schwelle in Prozent eines solchen Mittelwerts "
        "hat keine Bedeutung."
    ),
    (
        "Berichtigen Sie die Spalte der Tabelle, oder führen Sie die Variable unter `weitere_variablen` auf: Dort wird sie "
        "gezeigt und zählt nicht."
    ),
    source="Grundlagen der Auswertung: Die Schwelle liegt 30 % über dem Mittelwert.",
    stops=SELECTION,
)


def guessed(near: str | None) -> str:
    """„Meinten Sie …? “, before what to do; nothing where nothing is near."""
    return f"Meinten Sie „{near}“? " if near else ""


BLANKS = " \t\u00a0\u2000-\u200a\u202f\u205f\u3000"
"""Everything that looks like a blank, as the inside of a character class."""

WORDS = {
    "zeichen": (
        "{zelle} ist keine Zahl. Heißt das Zeichen „kein Wert“, tragen Sie es in auswahl.yaml unter „fehlend“ ein, oder lassen "
        "Sie die Zelle leer; heißt es „genau null“, tragen Sie es unter „null_zeichen“ ein, oder schreiben Sie 0."
    ),
    "formel": "{zelle} ist eine Formel oder sieht wie eine aus. Tragen Sie den Wert selbst ein, zum Beispiel {beispiel}.",
    "datum": (
        "{zelle} ist ein Datum, das die Tabellenkalkulation aus einer Zahl gemacht hat. Stellen Sie das Format der Spalte auf "
        "„Zahl“, und tragen Sie den Wert neu ein."
    ),
    "fehlerwert": (
        "{zelle} ist ein Fehlerwert der Tabellenkalkulation. Berichtigen Sie den Wert dort, oder lassen Sie die Zelle leer."
    ),
    "prozent": "{zelle}: Schreiben Sie die Zahl ohne das Zeichen dahinter, zum Beispiel {beispiel}.",
    "leerzeichen": (
        "In {zelle} steht ein Leerzeichen oder Apostroph zwischen den Ziffern. Schreiben Sie Zahlen ohne Tausendertrennung."
    ),
    "ganz": (
        "{zelle}: Hier wird eine ganze Zahl erwartet, ohne Tausendertrennung und ohne Dezimalstellen, zum Beispiel {beispiel}."
    ),
    "zweideutig": (
        "{zelle} ist nicht eindeutig, denn als Dezimalzeichen ist „{dezimal}“ vereinbart. Trennt „{anderes}“ die Tausender, "
        "schreiben Sie {ohne}; beginnen dort die Dezimalstellen, schreiben Sie {damit}."
    ),
    "dezimal": (
        "{zelle}: Als Dezimalzeichen ist „{dezimal}“ vereinbart. Schreiben Sie {damit}, oder ändern Sie „dezimalzeichen“ in "
        "auswahl.yaml."
    ),
    "tausender": "In {zelle} sind die Tausender abgetrennt. Schreiben Sie Zahlen ohne Tausendertrennung.",
    "exponent": "{zelle}: Schreiben Sie die Zahl ohne Exponent aus (Zellformat „Zahl“), zum Beispiel {beispiel}.",
    "minus": "{zelle} beginnt mit einem Gedankenstrich oder einem anderen Minuszeichen. Schreiben Sie „-“.",
    "negativ": "{zelle}: Die Zahl der Einwohnerinnen und Einwohner kann nicht unter null liegen. Bitte berichtigen Sie sie.",
    "stellen": "{zelle} hat mehr Stellen, als eine Statistik braucht. Bitte runden Sie den Wert.",
    "text": (
        "{zelle} ist keine Zahl. Schreiben Sie nur die Zahl, zum Beispiel {beispiel}; fehlt der Wert, lassen Sie die Zelle leer."
    ),
}
"""Kind of mistake → what is said to it."""

_NOTHING = re.compile(
    r"[-–—−./x…*]|\.\.\.?|--+|n\.? ?[av]\.?|n/a|k\. ?a\.?|null|none|nan|keine? (?:wert|angaben?)",
    re.IGNORECASE,
)
"""What statistics and programs write for "no value"; some of it means zero, so that only a person can tell."""

_MONTHS = (
    "jan(?:uar|uary)?|feb(?:ruar|ruary)?|m[äa]r(?:z|ch)?|mrz|apr(?:il)?|mai|may|jun[ie]?|jul[iy]?|aug(?:ust)?|sept?(?:ember)?|"
    "o[kc]t(?:ober)?|nov(?:ember)?|de[zc](?:ember)?"
)
_DATE = re.compile(
    rf"""(?:
    (?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>(?:19|20)\d\d)
    | (?P<Year>(?:19|20)\d\d)-(?P<Month>\d\d)-(?P<Day>\d\d)
    | \d{{1,2}}/\d{{1,2}}/(?:19|20)\d\d
    | \d{{1,2}}[.\ -]{{1,2}}(?:{_MONTHS})\.?(?:[\ -](?:19|20)?\d\d)?
    | (?:{_MONTHS})\.?[\ -]\d{{1,4}}
    )(?:[T\ ]00:00(?::00)?)?""",
    re.IGNORECASE | re.VERBOSE,
)


def date_of(cell: str) -> str | None:
    """What a cell was most likely, if it is a date as spreadsheets make them of ids and numbers: `04.02.2001` → `4.2.1`, an
    empty text where that cannot be told. None if it is no date."""
    match = _DATE.fullmatch(cell)
    if match is None:
        return None
    parts = [match[name] or match[name.title()] for name in ("day", "month", "year")]
    return ".".join(str(int(part[-2:])) for part in parts) if all(parts) else ""


_SERIAL = re.compile(r"[2-6][0-9]{4}")


def dates_among(ids: Sequence[str]) -> list[str | None]:
    """`date_of` each id; where most ids have points, a number of days since 1900 is a date too: `36926` → `4.2.1`."""
    dotted = 2 * sum("." in id for id in ids) > len(ids)
    return [_serial(id) if dotted and _SERIAL.fullmatch(id) else date_of(id) for id in ids]


def _serial(cell: str) -> str:
    day = date(1899, 12, 30) + timedelta(days=int(cell))
    return f"{day.day}.{day.month}.{day.year % 100}"


_FORMULA = re.compile(rf"[=+@]|-[{BLANKS}]*[A-Za-z(=+@$].|-[0-9.,]+[-+*/^(]")
_BETWEEN = re.compile(rf"(?<=[0-9])[{BLANKS}'’]+(?=[0-9])")
_EXPONENT = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?e[-+]?[0-9]+", re.IGNORECASE)
_OTHER = {",": ".", ".": ","}
_SIGNS = {"zeichen": _NOTHING.fullmatch, "formel": _FORMULA.match, "datum": _DATE.fullmatch, "fehlerwert": re.compile("#").match}
"""Kinds of mistake that a cell's beginning, or all of it, tells: the likeliest first."""


class Complaint(NamedTuple):
    """Kind of mistake, German words for it, and what was probably meant."""

    kind: str
    message: str
    hint: str | None


def complaint(cell: str, mark: str, whole: bool = False) -> Complaint:
    """What is wrong with a cell that is no number by the decimal mark `mark` (`whole`: no whole number from 0 on)."""
    kind, hint = next(_Cells(mark, whole).kinds(cell))
    other = _OTHER[mark]
    words = WORDS[kind].format(
        zelle=f"„{german.cut(cell, 30)}“",
        beispiel="1234" if whole else f"6{mark}5",
        dezimal=mark,
        anderes=other,
        ohne=cell.replace(other, ""),
        damit=cell.replace(other, mark),
    )
    return Complaint(kind, words, hint)


@dataclass(frozen=True, slots=True)
class _Cells:
    mark: str
    whole: bool

    def right(self, text: str) -> str | None:
        """The text if it would be a number, as a hint."""
        return text if _number(self.mark, self.whole).match(text) else None

    def grouped(self, text: str, by: str) -> bool:
        """Whether the thousands are set apart by this character."""
        decimals = rf"(?:{re.escape(_OTHER[by])}[0-9]+)?"
        return re.fullmatch(rf"-?[0-9]{{1,3}}(?:{re.escape(by)}[0-9]{{3}})+{decimals}", text) is not None

    def kinds(self, cell: str) -> Iterator[tuple[str, str | None]]:
        """Kind and hint, the likeliest first; the last fits everything."""
        yield from ((kind, None) for kind, fits in _SIGNS.items() if fits(cell))
        if cell.endswith(("%", "‰")):
            yield "prozent", self.right(cell[:-1].rstrip())
        tidy = _BETWEEN.sub("", cell)
        if tidy != cell and re.fullmatch(r"-?[0-9.,]+", tidy):
            yield "leerzeichen", self.right(tidy)
        yield from self.marks(cell)
        if _EXPONENT.fullmatch(cell):
            yield "exponent", None
        if cell[0] in "−–‐‑" and self.right(f"-{cell[1:]}"):
            yield "minus", f"-{cell[1:]}"
        if self.whole and re.fullmatch(r"-[0-9]+", cell):
            yield "negativ", None
        if re.fullmatch(r"-?[0-9]+(?:[.,][0-9]+)?", cell):
            yield "stellen", None
        yield "text", None

    def marks(self, cell: str) -> Iterator[tuple[str, str | None]]:
        """Points and commas where none may be, or the wrong ones."""
        other = _OTHER[self.mark]
        if self.whole and re.fullmatch(r"[0-9]+(?:[.,][0-9]+)+", cell):
            sure = self.grouped(cell, other) and self.mark not in cell
            yield "ganz", self.right(cell.replace(other, "")) if sure else None
        elif re.fullmatch(rf"-?[0-9]{{1,3}}{re.escape(other)}[0-9]{{3}}", cell):
            yield "zweideutig", None
        elif re.fullmatch(rf"-?[0-9]+{re.escape(other)}[0-9]+", cell):
            yield "dezimal", self.right(cell.replace(other, self.mark))
        elif self.grouped(cell, other):
            yield "tausender", self.right(cell.replace(other, ""))
        elif self.grouped(cell, self.mark):
            yield "tausender", None


# --- Numbers as a table writes them, read strictly and exactly: what could be read in two ways is a mistake, never a wrong
# number.


WHOLE_DIGITS = 15
DECIMALS = 30
"""More digits than any statistic has; without an end a number could fill the memory."""


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """The numbers of a column: each is `values[n]` / 10 ** `decimals`; None where the cell is empty."""

    values: tuple[int | None, ...]
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class NoNumber:
    """A cell that is no number: its row in the column and what is wrong with it."""

    row: int
    complaint: Complaint


def column(cells: Sequence[str], mark: str, whole: bool = False) -> tuple[NumberColumn, list[NoNumber]]:
    """Read a column. `mark` is the decimal mark; `whole`: only whole numbers from 0 on. What cannot be read is None."""
    pattern = _number(mark, whole)
    matches = [pattern.match(cell) if cell else None for cell in cells]
    bad = [
        NoNumber(row, complaint(cell, mark, whole))
        for row, (cell, match) in enumerate(zip(cells, matches, strict=True))
        if cell and match is None
    ]
    decimals = max((len(match[2] or "") for match in matches if match), default=0)
    values = (int(match[1] + (match[2] or "").ljust(decimals, "0")) if match else None for match in matches)
    return NumberColumn(tuple(values), decimals), bad


@lru_cache
def _number(mark: str, whole: bool) -> re.Pattern[str]:
    if whole:
        return re.compile(rf"([0-9]{{1,{WHOLE_DIGITS}}})()\Z")
    return re.compile(rf"(-?[0-9]{{1,{WHOLE_DIGITS}}})(?:{re.escape(mark)}([0-9]{{1,{DECIMALS}}}))?\Z")
