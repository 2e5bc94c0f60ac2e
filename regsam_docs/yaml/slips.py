"""Slips within a line: quotes, colons, blanks, characters that mean something else to YAML.

Each suspect yields what may have been meant; whether it was is tried by parsing the file so corrected
(`mistakes.py`).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from regsam_docs.yaml.lines import (
    BACK,
    CLOSED,
    ENTRY,
    LONG,
    NAME,
    NEAR,
    WIDE_BLANKS,
    Case,
    Mistake,
    Piece,
    corrected,
    indent,
    literally,
    on_pieces,
    opens_block,
    piece_at,
    pieces,
    put,
    quote,
    replaced,
)

_WRONG_CLOSE = "“”„»«‘’‚"
_QUOTED_LIST = re.compile(rf"(?:{CLOSED.pattern})(?:, *(?:{CLOSED.pattern}))+")
_STARTERS = {
    "@": "reserviert",
    "`": "reserviert",
    "%": "der Anfang einer Direktive",
    "*": "ein Verweis (Alias)",
    "&": "eine Marke (Anker)",
    "!": "ein Typ (Tag)",
    ",": "ein Trennzeichen",
    "]": "das Ende einer Liste",
    "}": "das Ende einer Zuordnung",
    "[": "der Anfang einer Liste",
    "{": "der Anfang einer Zuordnung",
    "|": "der Anfang eines mehrzeiligen Textes",
    ">": "der Anfang eines mehrzeiligen Textes",
    "?": "der Anfang eines zusammengesetzten Schlüssels",
    "-": "der Anfang eines Listenpunkts",
}


def wide_blank(case: Case) -> Iterator[Mistake]:
    """A non-breaking or other wide blank where YAML counts blanks."""
    wrong = re.compile(rf"^[ -]*[{WIDE_BLANKS}]|(?<=:)[{WIDE_BLANKS}]|(?<=-)[{WIDE_BLANKS}]")
    for number, line in case.lines_near(NEAR):
        if found := wrong.search(line):
            every = re.compile(rf"^[ {WIDE_BLANKS}]+|(?<=:)[{WIDE_BLANKS}]|(?<=-)[{WIDE_BLANKS}]")
            lines = [every.sub(lambda blanks: " " * len(blanks[0]), x) for x in case.lines]
            code = ord(line[found.end() - 1])
            message = (
                f"Hier steht ein besonderes Leerzeichen (U+{code:04X}, zum Beispiel aus einer Textverarbeitung). YAML "
                "versteht nur gewöhnliche Leerzeichen: Bitte löschen Sie es und tippen Sie es mit der Leertaste neu."
            )
            yield Mistake(number, found.end() - 1, message, lines[number].strip(), "\n".join(lines))


_BACKSLASH = (
    "In doppelten Anführungszeichen leitet der Rückstrich „\\“ ein Sonderzeichen ein. Bitte schreiben Sie den Text "
    "in einfachen Anführungszeichen oder jeden Rückstrich doppelt."
)


def backslash(case: Case) -> Iterator[Mistake]:
    """`"C:\\Ordner"`: in double quotes a backslash begins an escape."""
    known = ("found unknown escape", "expected escape sequence")
    if case.failure.kind not in ("path", "escape") and not case.failure.detail.startswith(known):
        return
    number = case.failure.place.line
    line = case.lines[number]
    at = line.rfind("\\", 0, case.failure.place.column + 1)
    piece = piece_at(line, at)
    if piece is not None and piece.value.startswith('"'):
        inner = re.sub(r"(?<!^)(?<!\s)\\\\", r"\\", piece.value.strip('"')).replace('\\"', '"')
        new = put(line, piece, literally(inner))
    else:
        new = line.replace("\\", "\\\\")
    yield corrected(case, number, max(at, 0), _BACKSLASH, new, sure=True)


def space_after_dash(case: Case) -> Iterator[Mistake]:
    """`-item` among items."""
    for number, line in case.lines_near(2):
        if found := re.match(r" *(?:- +)*-(?=[^\s-])", line):
            new = f"{line[: found.end()]} {line[found.end() :]}"
            message = "Nach dem Strich „-“ eines Listenpunkts fehlt ein Leerzeichen."
            yield corrected(case, number, found.end() - 1, message, new)


def space_after_colon(case: Case) -> Iterator[Mistake]:
    """`titel:Foo`."""
    for number, line, piece in on_pieces(case, NEAR):
        found = re.match(r"([A-Za-z_][\wäöüß-]*|\"[^\"]+\"|'[^']+'):(?=[^ \t/])", piece.value)
        if found and piece.key is None and not (piece.flow and found[1][0] in "\"'"):
            at = piece.start + found.end()
            new = f"{line[:at]} {line[at:]}"
            message = f"Nach dem Doppelpunkt von „{found[1]}:“ fehlt ein Leerzeichen."
            yield corrected(case, number, at - 1, message, new)


def quote_open(case: Case) -> Iterator[Mistake]:
    """A quote that is opened and not closed on its line; the parser gives up where another quote closes it."""
    for number, line, piece in on_pieces(case, BACK):
        mark = piece.value[0]
        if mark not in "\"'":
            continue
        if piece.flow and (found := re.match(rf"{mark}[^{mark}]*?(?=, [a-z_]+: *{mark})", piece.value)):
            closed = found[0] + mark + piece.value[found.end() :]
        elif CLOSED.match(piece.value):
            continue
        elif mark == '"' and not piece.flow and piece.value.endswith('\\"') and piece.value.count(mark) == 2:
            yield corrected(case, number, len(line.rstrip()) - 2, _BACKSLASH, put(line, piece, literally(piece.value[1:-1])))
            continue
        else:
            other = "\"'".replace(mark, "")
            single = piece.value.count(other) == 1
            bare = piece.value.rstrip(_WRONG_CLOSE + other if single else _WRONG_CLOSE)
            closed = (piece.value if re.search("[„“»«‚‘]", bare) else bare) + mark
        message = (
            f"Das Anführungszeichen {mark} wird hier geöffnet, aber nicht wieder geschlossen. Bitte setzen Sie "
            f"dasselbe Zeichen {mark} ans Ende des Textes."
        )
        yield corrected(case, number, piece.start, message, put(line, piece, closed))


def after_quote(case: Case) -> Iterator[Mistake]:
    """Something stands after a closing quote: more text, an inner quote or apostrophe, a comma, a comment."""
    for number, line, piece in on_pieces(case, NEAR):
        found = CLOSED.match(piece.value)
        rest = piece.value[found.end() :] if found else ""
        if not found or not rest.strip() or (piece.flow and rest.strip()[0] in "\"'"):
            continue
        at = piece.start + found.end()
        if _QUOTED_LIST.fullmatch(piece.value) and not piece.flow:
            message = (
                "Hier stehen mehrere Texte in Anführungszeichen nebeneinander. Ist eine Liste gemeint, setzen Sie sie in eckige "
                "Klammern; ist es ein einziger Text, nehmen Sie außen andere Anführungszeichen (' statt \")."
            )
            yield corrected(case, number, piece.start, message, put(line, piece, f"[{piece.value}]"))
        elif rest.startswith("#"):
            message = "Vor dem „#“ eines Kommentars fehlt ein Leerzeichen."
            yield corrected(case, number, at, message, f"{line[:at]} {line[at:]}")
        elif rest.strip() == ",":
            message = "Hier steht ein Komma zu viel: Am Ende der Zeile braucht YAML keines. Bitte löschen Sie es."
            yield corrected(case, number, at, message, put(line, piece, found[0]))
        elif piece.value[0] == "'" and piece.value.endswith("'") and '"' not in piece.value:
            message = (
                "Der Apostroph im Text beendet die einfachen Anführungszeichen zu früh. Bitte nehmen Sie doppelte "
                "Anführungszeichen oder schreiben Sie den Apostroph doppelt ('')."
            )
            yield corrected(case, number, at - 1, message, put(line, piece, quote(piece.value[1:-1])))
        else:
            yield _after_quote(case, number, line, piece, at)


def _after_quote(case: Case, number: int, line: str, piece: Piece, at: int) -> Mistake:
    while line[at] == " ":
        at += 1
    mark = piece.value[0]
    inner = piece.value[1:-1] if piece.value.endswith(mark) and piece.value.count(mark) > 3 else ""
    message = (
        f"Nach dem schließenden Anführungszeichen {mark} geht der Text weiter. Bitte setzen Sie den ganzen Text in "
        "Anführungszeichen; kommen darin schon solche vor, nehmen Sie außen die anderen (' statt \")."
    )
    doubled = mark * 2 in (piece.value[:2], piece.value[-2:])  # those outside and those of a word inside
    whole = piece.value if not inner or (inner.count(mark) > 2 and not doubled) else inner
    return corrected(case, number, at, message, put(line, piece, quote(whole)))


def starter(case: Case) -> Iterator[Mistake]:
    """A text that begins with a character that means something else to YAML."""
    for number, line in case.lines_near(2):
        whole = re.match(r"( *(?:- +)*(?:[^\s:#\"'\[\]{}]+: +)?)([\[{].*[\]}] *[^\s\]}#,].*)$", line)
        found = [Piece(len(whole[1]), whole[2].rstrip(), None, False)] if whole else pieces(line)
        for piece in found:
            if piece.value[:1] in _STARTERS and piece.value and not opens_block(piece.value):
                yield _starter(case, number, line, piece)


def _starter(case: Case, number: int, line: str, piece: Piece) -> Mistake:
    first = piece.value[0]
    message = (
        f"Ein Text kann nicht mit „{first}“ beginnen: Das Zeichen ist in YAML {_STARTERS[first]}. Bitte setzen Sie den "
        "Text in Anführungszeichen."
    )
    if first in "|>" and piece.key is not None and not piece.flow:
        return _block_or_sign(case, number, line, piece)
    return corrected(case, number, piece.start, message, put(line, piece, quote(piece.value)))


def _block_or_sign(case: Case, number: int, line: str, piece: Piece) -> Mistake:
    """`titel: >30 Kinder`, `text: | Wir trafen uns`: a sign of the text, or the beginning of one of several lines."""
    first, text = piece.value[0], piece.value[1:]
    key = indent(line, dashes=True)
    below = case.below(number)
    goes_on = indent(below) > key
    if re.fullmatch(r"[|>][^\w\s]{1,2}", piece.value) and goes_on:
        message = f"Ein Text von mehreren Zeilen beginnt mit einem einzigen „{first}“."
        return corrected(case, number, piece.start, message, put(line, piece, first))
    if (first == "|" and goes_on) or (text.startswith(" ") and (first == "|" or goes_on)):
        message = (
            f"Nach „{first}“ beginnt der mehrzeilige Text erst in der nächsten Zeile, eingerückt. Gehört „{first}“ zum Text, "
            "setzen Sie ihn mit diesem Zeichen in Anführungszeichen."
        )
        deep = indent(below) if goes_on else key + 2
        found = replaced(case, (number, number), piece.start, message, [put(line, piece, first), " " * deep + text.strip()])
        return found if goes_on else dataclasses.replace(found, hint=None)
    message = (
        f"„{first}“ am Anfang ist in YAML {_STARTERS[first]}. Gehört es zum Text, setzen Sie den Text bitte in "
        f"Anführungszeichen; sonst beginnt er nach „{first}“ erst in der nächsten Zeile, eingerückt."
    )
    return corrected(case, number, piece.start, message, put(line, piece, quote(piece.value)))


_PAIRS = re.compile(rf"{NAME.pattern}: [\w .-]++(?:, *{NAME.pattern}: [\w .-]++)+")


def colon_in_text(case: Case) -> Iterator[Mistake]:
    """`titel: Thema: Wohnen`, or in a flow mapping the comma that is missing before the second key."""
    for number, line, piece in on_pieces(case, 2):
        found = re.search(r":(?= |$)", piece.value)
        if not found or piece.key is None or piece.value[0] in "\"'[{|>":
            continue
        before = re.search(rf"(\S) +({NAME.pattern}|[\"']{NAME.pattern}[\"'])$", piece.value[: found.start()])
        if piece.flow and before:
            at = piece.start + before.end(1)
            message = f"Vor „{before[2]}:“ fehlt ein Komma."
            yield corrected(case, number, at, message, f"{line[:at].removesuffix(';')},{line[at:]}")
        if _PAIRS.fullmatch(piece.value) and not piece.flow:
            message = "Hier stehen mehrere Angaben in einer Zeile. Bitte setzen Sie sie in geschweifte Klammern."
            yield corrected(case, number, piece.start, message, put(line, piece, f"{{{piece.value}}}"))
            continue
        if _THREE_KEYS.fullmatch(piece.value) and not piece.flow:
            yield _keys_on_line(case, number, line, piece, two=False)
            continue
        if re.match(rf"[\w.-]+, +(?={NAME.pattern}: )", piece.value):
            yield _keys_on_line(case, number, line, piece, two=True)
            continue
        message = (
            "Im Text steht ein Doppelpunkt mit Leerzeichen; YAML hält ihn für einen Schlüssel. Bitte setzen Sie den "
            "Text in Anführungszeichen."
        )
        column = piece.start + found.start()
        yield corrected(case, number, column, message, put(line, piece, quote(piece.value)))


_THREE_KEYS = re.compile(rf"[^,;:\"']+(?:[,;] +{NAME.pattern}: [^,;:\"']+){{2,}}")


def _keys_on_line(case: Case, number: int, line: str, piece: Piece, *, two: bool) -> Mistake:
    """`id: rags, organisation: RAGS Hafen, gruppe: rags`. `two`: what stands behind the first comma is taken for one."""
    first, *rest = re.split(rf"[,;] +(?={NAME.pattern}: )", piece.value, maxsplit=int(two))
    many, each = ("zwei", "die zweite") if two else ("mehrere", "jede")
    message = (
        f"In dieser Zeile stehen {many} Angaben. Bitte beginnen Sie für {each} "
        "eine neue Zeile in derselben Spalte; ist es ein einziger Text, setzen Sie ihn in Anführungszeichen."
    )
    blanks = " " * indent(line, dashes=True)
    column = piece.start + (len(first) if two else 0)
    return replaced(case, (number, number), column, message, [line[: piece.start] + first, *(blanks + x for x in rest)])


def cut(case: Case) -> Iterator[Mistake]:
    """`{text: Auftrag #3, …}`: the rest of the line, with its bracket, is a comment."""
    for number, line in case.lines_near(NEAR):
        if found := re.search(r"(?<=\S) #(?=\S)", line):
            message = (
                "Ab „#“ hält YAML den Rest der Zeile für einen Kommentar. Gehört „#“ zum Text, setzen Sie den Text "
                "bitte in Anführungszeichen."
            )
            new = f"{line[: found.start()]} \uff03{line[found.end() :]}"
            piece = piece_at(new, found.start())
            hint = put(new, piece, quote(piece.value)).replace("\uff03", "#") if piece else line
            yield corrected(case, number, found.start() + 1, message, new, hint.strip())


_NO_COLON = "Nach dem Schlüssel „{}“ fehlt der Doppelpunkt."
_FOR_COLON = r"(?: *(?:[=-]>|=|:=|;|：) *| +[-–—] +)(\S.*)"
_UNLIKE_KEYS = (
    (re.compile(rf"[\"'„“”»]({NAME.pattern})[\"'“”«]{_FOR_COLON}"), _NO_COLON),
    (re.compile(rf"({NAME.pattern}){_FOR_COLON}"), _NO_COLON),
    (
        re.compile(rf"\*{{1,2}}({NAME.pattern})(?:\*{{1,2}} *:|:\*{{1,2}}) *+(.*)"),
        "Ein Schlüssel steht ohne Auszeichnung da: Bitte löschen Sie die Sternchen um „{}“.",
    ),
    (
        re.compile(rf"[`\[({{<]({NAME.pattern})[`\])}}>] *: *+(.*)"),
        "Ein Schlüssel steht ohne Klammern und Zeichen da: Bitte löschen Sie, was um „{}“ steht.",
    ),
    (
        re.compile(rf"[\"']({NAME.pattern}): +([^\"'\s][^\"']*)[\"']?"),
        "Vor dem Schlüssel „{}“ steht ein Anführungszeichen. Es gehört höchstens um den Wert hinter dem Doppelpunkt.",
    ),
)
"""Lines with a key that is not written as one, with the key and its value; and what is wrong with it."""


def unlike_key(case: Case) -> Iterator[Mistake]:
    """`"name" = Hafen`, `name; Hafen`, `**name**: Hafen`, `"name: Hafen"`."""
    for number, line in case.lines_near(BACK):
        start = indent(line, dashes=True)
        for pattern, message in _UNLIKE_KEYS:
            if found := pattern.fullmatch(line.rstrip(), start):
                value = found[2] if re.fullmatch(r"[^\s\[\]{}>|*&!%#`@:;,-][^#:]*", found[2]) else _as_written(found[2])
                new = f"{line[:start]}{found[1]}: {value}".rstrip()
                column = found.end(1) if message == _NO_COLON else start
                yield corrected(case, number, column, message.format(found[1]), new)
                break


def _as_written(value: str) -> str:
    return value if not value or CLOSED.fullmatch(value) or re.fullmatch(r"\[.*\]|\{.*\}|\d\S*", value) else quote(value)


def no_key_on_top(case: Case) -> Iterator[Mistake]:
    """```` ```yaml ````, `Gebiet Hafen`: a line before the first key, from a chat, a mail or a text."""
    number = case.top("#", "---")
    line = case.lines[number][:LONG]
    if not re.match(r"```|[A-ZÄÖÜ][^:=|>\[{;\"']*$", line) or not ENTRY.match(case.below(number)):
        return
    lines = list(case.lines)
    last = next((n for n in range(len(lines) - 1, number, -1) if lines[n].strip()), number)
    for n in {number, last} if line.startswith("```") and lines[last].strip() == "```" else {number}:
        lines[n] = f"# {lines[n].strip()}"
    also = f" Das gilt auch für Zeile {last + 1}." if lines[last] == "# ```" else ""
    message = (
        "Vor den Angaben steht eine Zeile, die keine ist. Bitte löschen Sie sie, oder machen Sie mit „# “ eine Bemerkung "
        f"daraus.{also}"
    )
    yield Mistake(number, 0, message, lines[number], "\n".join(lines))


_REMARK = re.compile(r"( *)(//|<!--|;|/\*|--)(?= )(.*)")


def remark(case: Case) -> Iterator[Mistake]:
    """`// …`, `<!-- … -->`: remarks as other languages write them."""
    for number, line in case.lines_near(NEAR):
        if found := _REMARK.match(line):
            message = f"Eine Bemerkung beginnt in YAML mit „# “, nicht mit „{found[2]}“."
            said = found[3].rstrip().removesuffix("-->").removesuffix("*/").strip()
            yield corrected(case, number, len(found[1]), message, f"{found[1]}# {said}")


def comma_twice(case: Case) -> Iterator[Mistake]:
    """`[a,, b]`, `[, a]`."""
    for number, line in case.lines_near(NEAR):
        if found := re.search(r"(?<=,) *,|(?<=[\[{]) *,", line):
            message = "Hier steht ein Komma zu viel. Bitte löschen Sie es."
            yield corrected(case, number, found.start(), message, line[: found.start()] + line[found.end() :])


def dash_too_many(case: Case) -> Iterator[Mistake]:
    """`- name: Hafen` on top of a file whose other lines are no list points."""
    number = case.top("#", "---")
    found = re.match(rf"- +({NAME.pattern} *:(?: .*)?)$", case.lines[number][:LONG])
    below = [line for line in case.lines[number + 1 :] if line[:1].strip() and not line.startswith("#")]
    if found and below and all(ENTRY.match(line) and not line.startswith("- ") for line in below):
        message = (
            "Der Strich „- “ macht diese Zeile zu einem Listenpunkt; die Zeilen darunter sind keine. Bitte löschen Sie ihn mit "
            "dem Leerzeichen dahinter."
        )
        yield corrected(case, number, 0, message, found[1], found[1], sure=True)


def colon_missing(case: Case) -> Iterator[Mistake]:
    """`titel Foo`, `titel = Foo`."""
    for number, line in case.lines_near(NEAR):
        found = re.match(rf"( *(?:- +)*)({NAME.pattern})( *=)?( +\S.*)? *$", line)
        below = case.below(number)
        deeper = indent(below) > indent(line) or (found and below.startswith(f"{' ' * indent(line)}- "))
        if found and (found[4] or deeper) and not re.search(r":(?: |$)", found[4] or ""):
            new = f"{found[1]}{found[2]}:{found[4] or ''}"
            yield corrected(case, number, found.end(2), _NO_COLON.format(found[2]), new)
