"""The mistakes people make when they write YAML by hand, each as a question to a file that does not parse.

A suspect looks at the lines near the place where the parser gave up and yields what may have been meant. Whether
it was is tried by parsing the file so corrected (`mistakes.py`); of what works, the first in `SUSPECTS` wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from regsam_docs.yaml.lines import BLOCK, CLOSED, NAME, WIDE_BLANKS, Case, Piece, indent, pieces, put, quote

_NEAR = 4
_BACK = 60
_WRONG_CLOSE = "“”„»«‘’‚"
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


@dataclass(frozen=True, slots=True)
class Mistake:
    """What may be wrong: line and column (both from 0), words, and the file with it put right. `sure`: the parser
    could not have failed there for another reason, so that it need not be proved."""

    line: int
    column: int
    message: str
    hint: str | None
    text: str
    sure: bool = False


Suspect = Callable[[Case], Iterator[Mistake]]


def _corrected(case: Case, line: int, column: int, message: str, new: str, hint: str | None = None) -> Mistake:
    return Mistake(line, column, message, hint or new.strip(), case.with_line(line, new))


def _on_pieces(case: Case, most: int) -> Iterator[tuple[int, str, Piece]]:
    for number in case.near(most):
        for piece in pieces(case.lines[number]):
            if piece.value:
                yield number, case.lines[number], piece


def wide_blank(case: Case) -> Iterator[Mistake]:
    """A non-breaking or other wide blank where YAML counts blanks."""
    wrong = re.compile(rf"^[ -]*[{WIDE_BLANKS}]|(?<=:)[{WIDE_BLANKS}]|(?<=-)[{WIDE_BLANKS}]")
    for number in case.near(_NEAR):
        line = case.lines[number]
        if found := wrong.search(line):
            lines = [re.sub(rf"^[ {WIDE_BLANKS}]+|(?<=:)[{WIDE_BLANKS}]|(?<=-)[{WIDE_BLANKS}]", _blanks, x)
                     for x in case.lines]
            code = ord(line[found.end() - 1])
            message = (
                f"Hier steht ein besonderes Leerzeichen (U+{code:04X}, zum Beispiel aus einer Textverarbeitung). YAML "
                "versteht nur gewöhnliche Leerzeichen: Bitte löschen Sie es und tippen Sie es mit der Leertaste neu."
            )
            yield Mistake(number, found.end() - 1, message, lines[number].strip(), "\n".join(lines))


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])


def backslash(case: Case) -> Iterator[Mistake]:
    """`"C:\\Ordner"`: in double quotes a backslash begins an escape."""
    known = ("found unknown escape", "expected escape sequence")
    if case.failure.kind not in ("path", "escape") and not case.failure.detail.startswith(known):
        return
    number = case.failure.place.line
    line = case.lines[number]
    at = line.rfind("\\", 0, case.failure.place.column + 1)
    message = (
        "In doppelten Anführungszeichen leitet der Rückstrich „\\“ ein Sonderzeichen ein. Bitte schreiben Sie den Text "
        "in einfachen Anführungszeichen oder jeden Rückstrich doppelt."
    )
    for piece in pieces(line):
        if piece.start <= at < piece.start + len(piece.value) and piece.value.startswith('"'):
            inner = piece.value.strip('"')
            new = put(line, piece, "'" + inner.replace("'", "''") + "'")
            yield Mistake(number, max(at, 0), message, new.strip(), case.with_line(number, new), sure=True)
            return
    doubled = line.replace("\\", "\\\\")
    yield Mistake(number, max(at, 0), message, doubled.strip(), case.with_line(number, doubled), sure=True)


def list_on_line(case: Case) -> Iterator[Mistake]:
    """`key: - item`."""
    number = case.failure.place.line
    found = re.match(r"( *(?:- +)*)([^\s#\"'][^:#]*): +(- .*)$", case.lines[min(number, len(case.lines) - 1)])
    if found and case.failure.detail.startswith("sequence entries are not allowed"):
        message = (
            "Eine Liste beginnt in einer neuen Zeile. Bitte schreiben Sie den Listenpunkt („- …“) eingerückt unter "
            f"„{found[2]}:“."
        )
        new = f"{found[1]}{found[2]}:"
        hint = f"{found[2]}: ⏎   {found[3]}"
        yield Mistake(number, found.start(3), message, hint, case.with_line(number, new), sure=True)


def space_after_dash(case: Case) -> Iterator[Mistake]:
    """`-item` among items."""
    for number in case.near(2):
        line = case.lines[number]
        if found := re.match(r" *(?:- +)*-(?=[^\s-])", line):
            new = f"{line[: found.end()]} {line[found.end() :]}"
            message = "Nach dem Strich „-“ eines Listenpunkts fehlt ein Leerzeichen."
            yield _corrected(case, number, found.end() - 1, message, new)


def space_after_colon(case: Case) -> Iterator[Mistake]:
    """`titel:Foo`."""
    for number, line, piece in _on_pieces(case, _NEAR):
        found = re.match(r"([A-Za-z_][\wäöüß-]*):(?=[^ \t/])", piece.value)
        if found and piece.key is None:
            at = piece.start + found.end()
            new = f"{line[:at]} {line[at:]}"
            message = f"Nach dem Doppelpunkt von „{found[1]}:“ fehlt ein Leerzeichen."
            yield _corrected(case, number, at - 1, message, new)


def quote_open(case: Case) -> Iterator[Mistake]:
    """A quote that is opened and not closed on its line; the parser gives up where another quote closes it."""
    for number, line, piece in _on_pieces(case, _BACK):
        mark = piece.value[0]
        if mark not in "\"'":
            continue
        if piece.flow and (found := re.match(rf"{mark}[^{mark}]*?(?=, [a-z_]+: *{mark})", piece.value)):
            closed = found[0] + mark + piece.value[found.end() :]
        elif CLOSED.match(piece.value):
            continue
        else:
            closed = piece.value.rstrip(_WRONG_CLOSE) + mark
        message = (
            f"Das Anführungszeichen {mark} wird hier geöffnet, aber nicht wieder geschlossen. Bitte setzen Sie "
            f"dasselbe Zeichen {mark} ans Ende des Textes."
        )
        yield _corrected(case, number, piece.start, message, put(line, piece, closed))


def after_quote(case: Case) -> Iterator[Mistake]:
    """Something stands after a closing quote: more text, an inner quote or apostrophe, a comma, a comment."""
    for number, line, piece in _on_pieces(case, _NEAR):
        found = CLOSED.match(piece.value)
        rest = piece.value[found.end() :] if found else ""
        if not found or not rest.strip() or (piece.flow and rest.strip()[0] in "\"'"):
            continue
        at = piece.start + found.end()
        if rest.startswith("#"):
            message = "Vor dem „#“ eines Kommentars fehlt ein Leerzeichen."
            yield _corrected(case, number, at, message, f"{line[:at]} {line[at:]}")
        elif rest.strip() == ",":
            message = "Hier steht ein Komma zu viel: Am Ende der Zeile braucht YAML keines. Bitte löschen Sie es."
            yield _corrected(case, number, at, message, put(line, piece, found[0]))
        elif piece.value[0] == "'" and piece.value.endswith("'") and '"' not in piece.value:
            message = (
                "Der Apostroph im Text beendet die einfachen Anführungszeichen zu früh. Bitte nehmen Sie doppelte "
                "Anführungszeichen oder schreiben Sie den Apostroph doppelt ('')."
            )
            yield _corrected(case, number, at - 1, message, put(line, piece, quote(piece.value[1:-1])))
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
    whole = piece.value if not inner or inner.count(mark) > 2 else inner
    return _corrected(case, number, at, message, put(line, piece, quote(whole)))


def starter(case: Case) -> Iterator[Mistake]:
    """A text that begins with a character that means something else to YAML."""
    for number in case.near(2):
        line = case.lines[number]
        whole = re.match(r"( *(?:- +)*(?:[^\s:#\"'\[\]{}]+: +)?)([\[{].*[\]}] *[^\s\]}#,].*)$", line)
        found = [Piece(len(whole[1]), whole[2].rstrip(), None, False)] if whole else pieces(line)
        for piece in found:
            if piece.value[:1] in _STARTERS and piece.value and not BLOCK.match(piece.value):
                yield _starter(case, number, line, piece)


def _starter(case: Case, number: int, line: str, piece: Piece) -> Mistake:
    first = piece.value[0]
    message = (
        f"Ein Text kann nicht mit „{first}“ beginnen: Das Zeichen ist in YAML {_STARTERS[first]}. Bitte setzen Sie den "
        "Text in Anführungszeichen."
    )
    if first in "|>":
        message = (
            f"Nach „{first}“ beginnt der mehrzeilige Text erst in der nächsten Zeile, eingerückt. Steht er in dieser "
            f"Zeile, lassen Sie „{first}“ weg."
        )
        text = piece.value[1:].strip()
        plain = text if re.fullmatch(r"[\w äöüÄÖÜß.,()-]+", text) and text[0].isalnum() else quote(text)
        return _corrected(case, number, piece.start, message, put(line, piece, plain))
    return _corrected(case, number, piece.start, message, put(line, piece, quote(piece.value)))


def colon_in_text(case: Case) -> Iterator[Mistake]:
    """`titel: Thema: Wohnen`, or in a flow mapping the comma that is missing before the second key."""
    for number, line, piece in _on_pieces(case, 2):
        found = re.search(r":(?= |$)", piece.value)
        if not found or piece.key is None or piece.value[0] in "\"'[{|>":
            continue
        before = re.search(rf"(\S) +({NAME.pattern}|[\"']{NAME.pattern}[\"'])$", piece.value[: found.start()])
        if piece.flow and before:
            at = piece.start + before.end(1)
            message = f"Vor „{before[2]}:“ fehlt ein Komma."
            yield _corrected(case, number, at, message, f"{line[:at]},{line[at:]}")
        message = (
            "Im Text steht ein Doppelpunkt mit Leerzeichen; YAML hält ihn für einen Schlüssel. Bitte setzen Sie den "
            "Text in Anführungszeichen."
        )
        column = piece.start + found.start()
        yield _corrected(case, number, column, message, put(line, piece, quote(piece.value)))


def cut(case: Case) -> Iterator[Mistake]:
    """`{text: Auftrag #3, …}`: the rest of the line, with its bracket, is a comment."""
    for number in case.near(_NEAR):
        line = case.lines[number]
        if found := re.search(r"(?<=\S) #(?=\S)", line):
            message = (
                "Ab „#“ hält YAML den Rest der Zeile für einen Kommentar. Gehört „#“ zum Text, setzen Sie den Text "
                "bitte in Anführungszeichen."
            )
            new = f"{line[: found.start()]} \uff03{line[found.end() :]}"
            piece = next((p for p in pieces(new) if p.start <= found.start() < p.start + len(p.value)), None)
            hint = put(new, piece, quote(piece.value)).replace("\uff03", "#") if piece else line
            yield _corrected(case, number, found.start() + 1, message, new, hint.strip())


def block_text(case: Case) -> Iterator[Mistake]:
    """A line of a `|` text that is not indented far enough."""
    for number in case.near(_NEAR):
        head = next((n for n in range(number - 1, -1, -1) if BLOCK.match(case.lines[n])), None)
        if head is not None:
            yield from _block_text(case, number, head)


def _block_text(case: Case, number: int, head: int) -> Iterator[Mistake]:
    between = [indent(line) for line in case.lines[head + 1 : number] if line.strip()]
    now, key = indent(case.lines[number]), _after_dash(case.lines[head])
    if any(n <= indent(case.lines[head]) for n in between):
        return
    if now == key and between and NAME.match(case.lines[number].strip()) and len(case.lines[number].split()) <= 3:
        return
    if len(between) == 1 and now == key + 2 < between[0]:
        first = next(n for n in range(head + 1, number) if case.lines[n].strip())
        yield _indented(case, first, now, [*case.lines[:first], " " * now + case.lines[first].strip(), *case.lines[first + 1 :]])
    inner = between[0] if between else key + 2
    if now >= inner:
        return
    lines = list(case.lines)
    for n in range(number, len(lines)):
        if n > number and re.match(rf" {{0,{key}}}(?:- |[a-z_]+:(?: |$))", lines[n]):
            break
        if lines[n].strip() and indent(lines[n]) < inner:
            lines[n] = " " * inner + lines[n].lstrip(" ")
    message = (
        f"Diese Zeile gehört zum mehrzeiligen Text aus Zeile {head + 1}, ist aber nicht weit genug eingerückt. Bitte "
        f"rücken Sie sie mit {inner} Leerzeichen ein."
    )
    yield Mistake(number, now, message, f"{inner} Leerzeichen vor „{_start(lines[number])}“", "\n".join(lines))


def _start(line: str) -> str:
    text = line.strip()
    return text if len(text) <= 30 else text[:29] + "…"


def colon_missing(case: Case) -> Iterator[Mistake]:
    """`titel Foo`, `titel = Foo`."""
    for number in case.near(_NEAR):
        line = case.lines[number]
        found = re.match(rf"( *(?:- +)*)({NAME.pattern})( *=)?( +\S.*)? *$", line)
        if found and not re.search(r":(?: |$)", found[4] or ""):
            new = f"{found[1]}{found[2]}:{found[4] or ''}"
            message = f"Nach dem Schlüssel „{found[2]}“ fehlt der Doppelpunkt."
            yield _corrected(case, number, found.end(2), message, new)


def indentation(case: Case) -> Iterator[Mistake]:
    """A line too far left or right for what stands around it."""
    yield from _indentation(case, sorted(case.near(3), key=lambda n: (n, 0) if _odd(case, n) else (10**9, -n)))


def point_out_of_line(case: Case) -> Iterator[Mistake]:
    """A list point that became part of the text above."""
    yield from _indentation(case, [case.line])


def _odd(case: Case, number: int) -> bool:
    """Whether a line begins where, after the lines above, none should. The first such line is the culprit: those
    that follow only follow it."""
    line = case.lines[number]
    above = _outer(case, number)
    columns = {_after_dash(x) for x in above}
    if line.lstrip(" ").startswith("- "):
        columns |= {indent(x) for x in above if x.lstrip(" ").startswith("- ")}
    if above:
        columns.add(_after_dash(above[0]) + 2)
    return bool(above) and indent(line) not in columns


def _outer(case: Case, number: int) -> list[str]:
    """The line above and those it belongs to, from the inside out."""
    outer: list[str] = []
    for line in reversed(case.lines[:number]):
        if line.strip() and (not outer or indent(line) < indent(outer[-1])):
            outer.append(line)
    return outer


def _after_dash(line: str) -> int:
    return re.match(r" *(?:- +)*", line).end()  # type: ignore[union-attr]


def _indentation(case: Case, numbers: list[int]) -> Iterator[Mistake]:
    for number in numbers:
        now = indent(case.lines[number])
        for wanted in sorted(_levels(case, number), key=lambda n: (abs(n - now), n)):
            for lines in _shifted(case.lines, number, wanted - now):
                yield _indented(case, number, wanted, lines)


def _levels(case: Case, number: int) -> set[int]:
    """Columns at which a line may begin here."""
    outer = _outer(case, number)
    levels = {0} | {indent(line) for line in outer} | {_after_dash(line) for line in outer}
    if outer:
        levels.add(_after_dash(outer[0]) + 2)
    return levels - {indent(case.lines[number])}


def _shifted(lines: list[str], number: int, by: int) -> Iterator[list[str]]:
    """The line moved alone, with what is deeper below it, with what is as deep."""
    now = indent(lines[number])
    seen = set()
    for least in (10_000, now + 1, now):
        end = number + 1
        while end < len(lines) and (not lines[end].strip() or indent(lines[end]) >= least):
            end += 1
        if end not in seen:
            seen.add(end)
            moved = [(" " * by + x if by > 0 else x[-by:]) if x.strip() else x for x in lines[number:end]]
            yield [*lines[:number], *moved, *lines[end:]]


def _indented(case: Case, number: int, wanted: int, lines: list[str]) -> Mistake:
    now = indent(case.lines[number])
    where = "zu weit" if now > wanted else "nicht weit genug"
    message = (
        f"Diese Zeile ist {where} eingerückt: Davor stehen {now} Leerzeichen, hier passen {wanted}. Was zusammengehört, "
        "beginnt in derselben Spalte."
    )
    return Mistake(number, now, message, f"{wanted} Leerzeichen vor „{_start(lines[number])}“", "\n".join(lines))


def comma_missing(case: Case) -> Iterator[Mistake]:
    """`["a" "b"]`."""
    if not case.failure.detail.startswith("expected ',' or"):
        return
    place = case.failure.place
    number = min(place.line, len(case.lines) - 1)
    before = case.lines[number][: place.column].rstrip()
    while not before and number > 0:
        number -= 1
        before = case.lines[number].rstrip()
    line = case.lines[number]
    if before and before[-1] not in "[{,":
        message = "Hier fehlt ein Komma zwischen zwei Einträgen."
        yield _corrected(case, number, len(before), message, f"{before},{line[len(before) :]}")


def bracket(case: Case) -> Iterator[Mistake]:
    """`[` or `{` without its partner, or with the wrong one."""
    pairs = {"]": "[", "}": "{"}
    closing = {"[": "]", "{": "}"}
    for number in case.near(_BACK):
        line = case.lines[number]
        bare = CLOSED.sub(lambda m: "x" * len(m[0]), line)
        open_: list[tuple[int, str]] = []
        for column, character in enumerate(bare):
            if character in closing:
                open_.append((column, character))
            elif character in pairs and open_ and open_[-1][1] == pairs[character]:
                open_.pop()
            elif character in pairs:
                yield from _wrong_bracket(case, number, column, open_, closing)
                break
        else:
            if open_:
                column, first = open_[0]
                tail = "".join(closing[c] for _, c in reversed(open_))
                message = f"Die Klammer „{open_[-1][1]}“ wird hier geöffnet, aber nicht geschlossen: Es fehlt „{tail}“."
                new = line.rstrip().removesuffix(",") + tail
                yield _corrected(case, number, open_[-1][0], message, new)


def _wrong_bracket(
    case: Case, number: int, column: int, open_: list[tuple[int, str]], closing: dict[str, str]
) -> Iterator[Mistake]:
    line = case.lines[number]
    if not open_:
        message = f"Die Klammer „{line[column]}“ schließt etwas, das nicht geöffnet wurde. Bitte löschen Sie sie."
        yield _corrected(case, number, column, message, line[:column] + line[column + 1 :])
        return
    right = closing[open_[-1][1]]
    message = f"Hier muss „{right}“ stehen: Die zuletzt geöffnete Klammer ist „{open_[-1][1]}“."
    yield _corrected(case, number, column, message, f"{line[:column]}{right}{line[column:]}")
    yield _corrected(case, number, column, message, f"{line[:column]}{right}{line[column + 1 :]}")


def dash_missing(case: Case) -> Iterator[Mistake]:
    """The first item of a list without its dash: below `key:`, above an item that has one."""
    for number in case.near(12):
        line = case.lines[number]
        at = indent(line)
        above = next((x for x in reversed(case.lines[:number]) if x.strip()), "")
        dash = re.compile(rf" {{{max(at - 2, 0)}}}(?:  )?- ")
        below = next((x for x in case.lines[number + 1 :] if x.strip() and (indent(x) < at or dash.match(x))), "")
        if above.rstrip().endswith(":") and dash.match(below) and line[at] != "-":
            message = "Hier fehlt der Strich „- “: Jeder Punkt einer Liste beginnt mit einem."
            yield _corrected(case, number, at, message, f"{' ' * indent(below)}- {line[at:]}")


SUSPECTS: tuple[Suspect, ...] = (
    wide_blank,
    backslash,
    list_on_line,
    space_after_dash,
    space_after_colon,
    quote_open,
    after_quote,
    colon_in_text,
    starter,
    cut,
    block_text,
    dash_missing,
    colon_missing,
    comma_missing,
    bracket,
    indentation,
)
"""In the order of likelihood: of several explanations that work, the first is given."""
