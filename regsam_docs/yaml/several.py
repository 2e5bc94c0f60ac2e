"""Slips that take several lines: texts that go on without `|` or quotes, Word's dashes before list points, lines of dashes.

Each suspect yields what may have been meant; whether it was is tried by parsing the file so corrected
(`mistakes.py`). No correction loses a letter, and none makes keys or list points of what is a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from regsam_docs.yaml.lines import ENTRY, LONG, NAME, Case, Mistake, corrected, indent, opens_block, pieces, put, replaced
from regsam_docs.yaml.parse import DASHES

_WORD_DASH = re.compile(
    rf"( *(?:- +)*)(?:([{DASHES}*])[ \t\u00a0]+(?=\S)"
    rf"|([{DASHES}\uf0a7\uf0b7+>~=|]|--|[0-9]{{1,3}}[.)]|[a-z]\)|[o_](?= ))[ \t\u00a0]*(?={ENTRY.pattern}))"
)
"""What stands for `- `: a sign before anything, or one that a text may begin with too, before a key of ours."""
_RULE = re.compile(r" *[-–—−=~*_.…#+ ]*[-–—−=~*_…+] ?[-–—−=~*_…+][-–—−=~*_.…#+ ]*$| *[–—−] *$")
_ON_TOP = re.compile(r"\.\.\.|--- ?[a-z]+")
_POINT = re.compile(rf"- +(?!{NAME.pattern} *:(?: |$))\S")
_MOST_LINES = 200
"""Longest text that is put right; of a longer one the parser's words must be enough."""
_NAMED = 10


def dash_of_word(case: Case) -> Iterator[Mistake]:
    """`– datum: …`: the dash that a word processor makes of a hyphen, before one list point or all of them."""
    number = case.line
    found = next((n for n in case.near(4) if _word_dash(case.lines[n])), None)
    if found is None:
        return
    number = _first_of_its_kind(case, found)
    level = indent(case.lines[number])
    same = [number]
    for n in range(number + 1, len(case.lines)):
        line = case.lines[n]
        if line.strip() and (indent(line) < level or (indent(line) == level and not _is_point(line))):
            break
        if indent(line) == level and _word_dash(line):
            same.append(n)
    found_sign = _word_dash(case.lines[number])
    sign = (found_sign[2] or found_sign[3]) if found_sign else ""
    lines = list(case.lines)
    for n in same:
        lines[n] = _WORD_DASH.sub(r"\1- ", lines[n], count=1)
    more = f" Das gilt ebenso für Zeile {', '.join(str(n + 1) for n in same[1:_NAMED])}." if len(same) > 1 else ""
    message = (
        f"„{sign}“ ist hier kein Listenpunkt: Er beginnt in YAML mit einem einfachen Bindestrich und einem Leerzeichen („- “). "
        f"{_WORD if sign in _OF_WORD else ''}Bitte tippen Sie „- “.{more}"
    )
    yield Mistake(number, lines[number].find("-", level), message, lines[number].strip(), "\n".join(lines))


_OF_WORD = f"{DASHES}\uf0a7\uf0b7"
_WORD = "Textverarbeitungen machen daraus einen Gedankenstrich oder einen Punkt. "


def _word_dash(line: str) -> re.Match[str] | None:
    return _WORD_DASH.match(line) if len(line) <= LONG else None


def _is_point(line: str) -> bool:
    return line.lstrip(" ").startswith("- ") or _word_dash(line) is not None


def _first_of_its_kind(case: Case, number: int) -> int:
    """The first line of the same list whose point has a dash of that kind."""
    level, first = indent(case.lines[number]), number
    for n in range(number - 1, -1, -1):
        line = case.lines[n]
        if line.strip() and (indent(line) < level or (indent(line) == level and not _is_point(line))):
            break
        if indent(line) == level and _word_dash(line):
            first = n
    return first


def rule_of_dashes(case: Case) -> Iterator[Mistake]:
    """A line of dashes: on top what a word processor made of `---`, elsewhere a line to part things."""
    top = next((n for n, line in enumerate(case.lines) if line.strip() and not line.startswith("#")), 0)
    for number in dict.fromkeys((top, *case.near(4))):
        line = case.lines[number]
        on_top = number == top and _ON_TOP.fullmatch(line.strip())
        marks = line.strip() in ("---", "...") and not on_top
        if len(line) > LONG or marks or not (on_top or _RULE.match(line)):
            continue
        if number == top:
            message = (
                "Diese Zeile aus Strichen ist kein YAML. Am Anfang einer Datei darf höchstens „---“ stehen, nötig ist es nicht. "
                "Bitte löschen Sie die Zeile, oder schreiben Sie genau drei Bindestriche."
            )
            yield corrected(case, number, indent(line), message, "---")
        else:
            message = (
                "Diese Zeile aus Strichen ist kein YAML. Bitte löschen Sie sie, oder machen Sie mit „# “ eine Bemerkung daraus."
            )
            yield corrected(case, number, indent(line), message, f"{' ' * indent(line)}# {line.strip()}")


_PIPES = ("I", "l", "/", "¦", "\\", "||")
"""What is typed for `|` by who does not find it."""


def text_of_lines(case: Case) -> Iterator[Mistake]:
    """`text: Anwesend waren` with lines below that have colons or list marks: one text, that needs a `|`."""
    below = next((n for n in range(case.line + 1, len(case.lines)) if case.lines[n].strip()), case.line)
    for number in dict.fromkeys((below, *case.near(2))):
        line = case.lines[number]
        if ENTRY.match(line.strip()) or len(line) > LONG:
            continue
        head = _head(case, number)
        if head is None:
            continue
        last = _last_of_text(case, head, number)
        piece = pieces(case.lines[head])[0]
        key = indent(case.lines[head], dashes=True)
        body = case.lines[head + 1 : last + 1]
        if any(ENTRY.match(x.strip()) for x in body):
            continue  # keys of ours, moved to the right
        least = min(indent(x) for x in body if x.strip())
        inner = " " * (key + 2)
        written = [] if piece.value in _PIPES or not any(map(str.isalnum, piece.value)) else [inner + piece.value]
        new = [put(case.lines[head], piece, "|"), *written, *(inner + x[least:] if x.strip() else "" for x in body)]
        message = (
            f"Der Text von „{piece.key}“ geht in den nächsten Zeilen weiter; ein Doppelpunkt oder Strich darin macht sie für "
            "YAML zu Schlüsseln oder Listenpunkten. Bitte setzen Sie hinter den Doppelpunkt ein „|“ und beginnen Sie den Text in "
            "der nächsten Zeile, um zwei Leerzeichen eingerückt."
        )
        yield replaced(case, (head, last), piece.start, message, new)


def _head(case: Case, number: int) -> int | None:
    """The line `key: text` that a line goes on from: the next one above that is not as deep."""
    line = case.lines[number]
    point = _POINT.match(line.strip()) is not None
    for n in range(number - 1, max(number - _MOST_LINES, -1), -1):
        above = case.lines[n]
        column = indent(above, dashes=True)
        if not above.strip() or indent(above) > indent(line) or (indent(above) == indent(line) and not point):
            continue
        if point and indent(above) == indent(line) and _POINT.match(above.strip()):
            continue
        found = pieces(above)
        piece = found[0] if found else None
        deep = column < indent(line) or (point and column == indent(line))
        plain = piece is not None and piece.key is not None and piece.value and piece.value[0] not in "\"'[{|>&*!#"
        return n if deep and plain and NAME.fullmatch(piece.key or "") and " #" not in piece.value else None  # type: ignore[union-attr]
    return None


def _last_of_text(case: Case, head: int, number: int) -> int:
    key, last = indent(case.lines[head], dashes=True), number
    for n in range(number + 1, min(len(case.lines), head + _MOST_LINES)):
        line = case.lines[n]
        if not line.strip():
            continue
        if not (indent(line) > key or (indent(line) == key and _POINT.match(line.strip()))):
            break
        last = n
    return last


def quote_over_lines(case: Case) -> Iterator[Mistake]:
    """A text in quotes that goes on in the next lines without being indented."""
    for number in case.near(8):
        line = case.lines[number]
        found = [] if opens_block(line) else pieces(line)
        piece = found[0] if found else None
        if piece is None or piece.key is None or piece.value[:1] not in ("'", '"') or piece.value.count(piece.value[0]) != 1:
            continue
        mark = piece.value[0]
        end = next((n for n in range(number + 1, min(number + 20, len(case.lines))) if mark in case.lines[n]), None)
        if end is None or not case.lines[end].rstrip().endswith(mark) or case.lines[end].count(mark) != 1:
            continue
        body = case.lines[number + 1 : end + 1]
        if any(ENTRY.match(x.strip()) or len(x) > LONG for x in body):
            continue
        inner = " " * (indent(line, dashes=True) + 2)
        message = (
            "Der Text in Anführungszeichen geht in der nächsten Zeile weiter, ohne eingerückt zu sein. Bitte rücken Sie seine "
            "Zeilen ein: Sie beginnen zwei Leerzeichen weiter rechts als der Schlüssel."
        )
        yield replaced(case, (number, end), piece.start, message, [line, *(inner + x.strip() if x.strip() else "" for x in body)])
