"""What docs/format.md does not allow although it may be YAML: anchors, tags, tabs, a second document … (`Stop`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from regsam_docs.yaml import several, slips
from regsam_docs.yaml.lines import Case, Mistake, Suspect, block_of, indent, pieces, put, quote
from regsam_docs.yaml.shape import point_out_of_line


def _at(case: Case, message: str, new: str | None, hint: str | None = None, sure: bool = True) -> Mistake:
    """A mistake at the very place where reading stopped; `new` is the line put right."""
    place = case.failure.place
    line = min(place.line, len(case.lines) - 1)
    text = "\n".join(case.lines) if new is None else case.with_line(line, new)
    return Mistake(line, place.column, message, hint, text, sure)


def _empty(case: Case) -> Iterator[Mistake]:
    marks = [n for n, line in enumerate(case.lines) if line.rstrip() == "---"]
    if len(marks) > 1 and any(line.strip() for line in case.lines[marks[1] + 1 :]):
        message = "Hier steht „---“ ein zweites Mal; nötig ist es nicht. Bitte löschen Sie die Zeile."
        yield Mistake(marks[1], 0, message, None, case.with_line(marks[1], ""), sure=True)
        return
    yield _at(case, "Die Datei ist leer. Bitte füllen Sie sie aus oder löschen Sie sie.", None)


def _document(case: Case) -> Iterator[Mistake]:
    line = case.failure.place.line
    message = (
        "Hier beginnt ein zweites Dokument („---“ oder „...“); eine Datei darf nur eines enthalten. Bitte löschen Sie "
        "die Zeile oder teilen Sie die Datei."
    )
    yield Mistake(line, 0, message, None, "\n".join(case.lines[:line]), sure=True)


def _directive(case: Case) -> Iterator[Mistake]:
    line = case.lines[case.failure.place.line]
    message = (
        "Eine Zeile, die mit „%“ beginnt, ist in YAML eine Direktive; die sind hier nicht erlaubt. Bitte löschen Sie "
        "sie; gehört sie zu einem Text, rücken Sie sie ein."
    )
    yield _at(case, message, "#" + line)


def _tab(case: Case) -> Iterator[Mistake]:
    """All tabs that indent are one mistake: they come from one setting of one editor."""
    place = case.failure.place
    message = "Hier ist mit einem Tabulator eingerückt; YAML erlaubt dafür nur Leerzeichen. Bitte ersetzen Sie ihn."
    above = _above(case)
    start = indent(above, dashes=True) + (2 if above.rstrip().endswith(":") else 0)
    fitting = start if case.lines[place.line].startswith("\t") and start else 2
    for width in dict.fromkeys((min(fitting, 40), 2, 4, 8, 1)):
        lines = [_untabbed(line, width) for line in case.lines]
        if width == 1:
            lines[place.line] = case.lines[place.line].replace("\t", " ")
        hint = f"{width} Leerzeichen statt des Tabulators"
        yield Mistake(place.line, place.column, message, hint, "\n".join(lines))
    yield _at(case, message, case.lines[place.line].replace("\t", "  "), "2 Leerzeichen statt des Tabulators")


def _above(case: Case) -> str:
    """The line that tells how deep the failing one is: the next one above with content, without tabs, that is no part of a
    text of several lines (then it is the text's key)."""
    number = case.failure.place.line - 1
    while number >= 0:
        line = case.lines[number]
        if line.strip() and "\t" not in line[: indent(line) + 1]:
            head = block_of(case.lines, number)
            return case.lines[number if head is None else head]
        number -= 1
    return ""


def _untabbed(line: str, width: int) -> str:
    """The line with the tabs that indent it as blanks."""
    return re.sub(r"^[ \t-]*\t", lambda match: match[0].replace("\t", " " * width), line)


def _indicator(name: str, advice: str) -> Suspect:
    """Anchor, alias or tag, or a text that only looks like one."""

    def suspect(case: Case) -> Iterator[Mistake]:
        place = case.failure.place
        line = case.lines[place.line]
        sign = line[place.column]
        message = (
            f"„{sign}“ am Anfang eines Wertes ist in YAML {name}; das ist hier nicht erlaubt. {advice} Ist ein Text "
            "gemeint, setzen Sie ihn in Anführungszeichen."
        )
        for piece in pieces(line):
            if piece.start <= place.column < piece.start + len(piece.value) and place.column == piece.start:
                quoted = put(line, piece, quote(piece.value))
                yield _at(case, message, quoted, quoted.strip(), sure=False)
        bare = re.compile(r"\S+ ?").sub("", line[place.column :], count=1)
        yield _at(case, message, line[: place.column] + bare, (line[: place.column] + bare).strip(), sure=False)
        yield _at(case, message, line, None)

    return suspect


def _question(case: Case) -> Iterator[Mistake]:
    place = case.failure.place
    line = case.lines[place.line]
    message = (
        "„? “ leitet in YAML einen zusammengesetzten Schlüssel ein; das ist hier nicht erlaubt. Bitte schreiben Sie "
        "„schlüssel: Wert“ oder setzen Sie einen Text, der mit „?“ beginnt, in Anführungszeichen."
    )
    rest = line[place.column + 1 :].strip()
    for piece in pieces(line):
        if piece.start == place.column and piece.key is not None:
            new = put(line, piece, quote(piece.value))
            yield _at(case, message, new, new.strip())
            return
    if not re.search(r":(?: |$)", rest):
        colon = next(
            (n for n in range(place.line + 1, min(place.line + 3, len(case.lines))) if case.lines[n].strip().startswith(":")),
            None,
        )
        if colon is not None:
            new = f"{line[: place.column]}{rest}{case.lines[colon].strip()}"
            lines = [*case.lines[: place.line], new, *case.lines[place.line + 1 : colon], "", *case.lines[colon + 1 :]]
            yield Mistake(place.line, place.column, message, new.strip(), "\n".join(lines), sure=True)
            return
        rest = f"{rest}:"
    new = line[: place.column] + rest
    yield _at(case, message, new, new.strip())


def _complex(case: Case) -> Iterator[Mistake]:
    message = (
        "Hier steht eine Liste oder Zuordnung als Schlüssel („[…]:“ oder „{…}:“). Ein Schlüssel ist immer ein Wort. Ist "
        "ein Text gemeint, setzen Sie ihn in Anführungszeichen."
    )
    yield from slips.unlike_key(case)
    line = case.lines[case.failure.place.line]
    hint = quote(line[case.failure.place.column :].strip())
    yield _at(case, message, line[: case.failure.place.column] + hint, hint, sure=False)
    yield _at(case, message, None, hint)


def _nokey(case: Case) -> Iterator[Mistake]:
    line = case.lines[case.failure.place.line]
    message = "Vor dem Doppelpunkt fehlt der Schlüssel. Bitte ergänzen Sie ihn, zum Beispiel „titel: …“."
    yield _at(case, message, f"{line[: case.failure.place.column]}schluessel{line[case.failure.place.column :]}")


def _merge(case: Case) -> Iterator[Mistake]:
    line = case.lines[case.failure.place.line]
    message = (
        "„<<“ fügt in YAML die Angaben einer anderen Stelle ein; das ist hier nicht erlaubt. Bitte schreiben Sie die Angaben aus."
    )
    column = case.failure.place.column
    yield _at(case, message, f'{line[:column]}"<<": ""')


def _comment(case: Case) -> Iterator[Mistake]:
    line, column = case.lines[case.failure.place.line], case.failure.place.column
    new = f"{line[:column]} {line[column:]}"
    message = (
        "Vor dem „#“ eines Kommentars fehlt ein Leerzeichen. Gehört „#“ zum Text, setzen Sie bitte den ganzen Text in "
        "Anführungszeichen."
    )
    yield _at(case, message, new, new.strip())


def _out_of_line(case: Case) -> Iterator[Mistake]:
    for suspect in (several.dash_of_word, several.text_of_lines, point_out_of_line):
        yield from suspect(case)


def _alias(case: Case) -> Iterator[Mistake]:
    yield from several.dash_of_word(case)
    yield from slips.unlike_key(case)
    yield from _indicator("ein Verweis (Alias)", "Bitte schreiben Sie die Angaben aus.")(case)


STOPS: dict[str, Suspect] = {
    "empty": _empty,
    "document": _document,
    "directive": _directive,
    "tab": _tab,
    "alias": _alias,
    "anchor": _indicator("eine Marke (Anker)", "Bitte löschen Sie sie."),
    "tag": _indicator("eine Typangabe (Tag)", "Bitte löschen Sie sie."),
    "question": _question,
    "complex": _complex,
    "nokey": _nokey,
    "merge": _merge,
    "comment": _comment,
    "dash": _out_of_line,
    "point": several.dash_of_word,
}
"""What is said of each kind of `Stop`; of the other failures only the suspects know."""
