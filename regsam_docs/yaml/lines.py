"""A line as a person reads it: indentation, dashes, key, value. Used to guess what was meant, never to read files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from regsam_docs import german
from regsam_docs.yaml.parse import DASHES, Failure

_HEAD = re.compile(r" *(?:- +)*")
_KEY = re.compile(r"(?P<key>\"[^\"]*\"|'[^']*'|[^\s:#\"'\[\]{},&*!|>%@`][^:#\[\]{},\"']*?) *:(?= |$)")
_DOUBLE = r'"(?:[^"\\]|\\.)*"'
_SINGLE = r"'(?:[^']|'')*'"
_FLOW = re.compile(rf"(?:{_DOUBLE}|{_SINGLE}|[^,\[\]{{}}])+")
CLOSED = re.compile(rf"{_DOUBLE}|{_SINGLE}")
ENTRY = re.compile(r"(?:- +)*[a-z][a-z_]* *:(?: |$)")
"""A key of ours at the beginning of a line (without what indents it)."""
NAME = re.compile(r"[a-z][a-z_]*")
SIGNED_ENTRY = re.compile(rf"(?:[\W_]{{1,3}}|[0-9]{{1,3}}[.)]|[a-z][.)]|o(?= ))?\s*{ENTRY.pattern}")
"""The same behind what somebody may have taken for the mark of a list point."""
BLOCK = re.compile(r" *(?:- +)*(?:[^\s|>#-][^|>]*: +)?[|>][-+]?[0-9]?[-+]?(?: +#.*)?$")
LONG = 2_000
"""Longest line that is guessed about: a stranger's file must not feed the patterns a megabyte of blanks."""
NEAR = 4
"""So many lines back a slip is looked for: what is wrong with a line is mostly noticed there or in the next."""
BACK = 60
"""So many for what may be noticed late: a bracket or a quote that nothing closes."""
WIDE_BLANKS = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000"


class Piece(NamedTuple):
    """One value on a line: the column (from 0) where it begins, its key if one stands before it, and whether it
    is part of a `[…]` or `{…}`."""

    start: int
    value: str
    key: str | None
    flow: bool


class Case(NamedTuple):
    """A file that does not parse, as its lines, and where the parser gave up."""

    lines: list[str]
    failure: Failure

    @property
    def line(self) -> int:
        """Where the parser gave up; at the end of the file it is its last line with content."""
        last = min(self.failure.place.line, len(self.lines) - 1)
        while last > 0 and not self.lines[last].strip():
            last -= 1
        return last

    def near(self, most: int) -> Iterator[int]:
        """Lines with content, from where the parser gave up to the top, and where the open thing began."""
        last, found = self.line + 1, 0
        while last > 0 and found < most:
            last -= 1
            if self.lines[last].strip() and len(self.lines[last]) <= LONG:
                found += 1
                yield last
        head = next((n for n in range(self.line, -1, -1) if self._less_deep(n)), last)
        for line in dict.fromkeys((self.failure.since.line if self.failure.since else last, head)):
            if line < last and len(self.lines[line]) <= LONG:
                yield line

    def lines_near(self, most: int) -> Iterator[tuple[int, str]]:
        """The same lines with what they say."""
        return ((number, self.lines[number]) for number in self.near(most))

    def _less_deep(self, number: int) -> bool:
        """Whether a line has content and less blanks before it than the one where the parser gave up: what goes on there began
        in the last such line."""
        return bool(self.lines[number].strip()) and indent(self.lines[number]) < indent(self.lines[self.line])

    def top(self, *passed: str) -> int:
        """The first line with content that does not begin with one of these signs; 0 if there is none."""
        return next((n for n, line in enumerate(self.lines) if line.strip() and not line.startswith(passed)), 0)

    def above(self, number: int) -> str:
        """The next line with content above a line; empty if there is none."""
        return next((line for line in reversed(self.lines[:number]) if line.strip()), "")

    def below(self, number: int) -> str:
        """The next line with content below a line; empty if there is none."""
        return next((line for line in self.lines[number + 1 :] if line.strip()), "")

    def with_line(self, line: int, content: str) -> str:
        """The file with one line replaced."""
        return "\n".join([*self.lines[:line], content, *self.lines[line + 1 :]])


def shared(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many lines two texts have in common at their beginning, and how many of the others at their end."""
    most = min(len(old), len(new))
    before = next((n for n in range(most) if old[n] != new[n]), most)
    return before, next((n for n in range(most - before) if old[-1 - n] != new[-1 - n]), most - before)


def opens_block(line: str) -> bool:
    """Whether a line ends with `|` or `>`, so that a text of several lines follows."""
    return len(line) <= LONG and BLOCK.match(line) is not None


def block_of(lines: list[str], number: int) -> int | None:
    """The line that ends with `|` or `>` of whose text a line is part, if it is."""
    level = indent(lines[number])
    for n in range(number - 1, -1, -1):
        if lines[n].strip() and indent(lines[n]) < level:
            if opens_block(lines[n]):
                return n
            level = indent(lines[n])
        if level == 0:
            break
    return None


def indent(line: str, *, dashes: bool = False) -> int:
    """Blanks before the first character; `dashes`: the dashes of list points count for blanks."""
    return _HEAD.match(line).end() if dashes else len(line) - len(line.lstrip(" "))  # type: ignore[union-attr]


def pieces(line: str) -> list[Piece]:
    """The values on a line: one, or those between the commas of a flow collection; none of an overlong line."""
    if len(line) > LONG:
        return []
    whole = _piece(line, indent(line, dashes=True), len(line), flow=False)
    if whole.value[:1] not in "[{" or not whole.value:
        return [whole]
    return [_piece(line, m.start(), m.end(), flow=True) for m in _FLOW.finditer(line, whole.start) if m[0].strip()]


def _piece(line: str, start: int, end: int, flow: bool) -> Piece:
    while start < end and line[start] == " ":
        start += 1
    found = _KEY.match(line, start, end)
    key = None
    if found:
        key = found["key"]
        start = found.end()
        while start < end and line[start] == " ":
            start += 1
    return Piece(start, line[start:end].rstrip(), key, flow)


def piece_at(line: str, column: int) -> Piece | None:
    """The value of which a column (from 0) is part."""
    return next((piece for piece in pieces(line) if piece.start <= column < piece.start + len(piece.value)), None)


def put(line: str, piece: Piece, value: str) -> str:
    """The line with this value in place of the piece's."""
    return line[: piece.start] + value + line[piece.start + len(piece.value) :]


def quote(text: str) -> str:
    """A text in quotes, as a person would write it."""
    return f'"{text}"' if '"' not in text and "\\" not in text else literally(text)


def literally(text: str) -> str:
    """A text in quotes between which no sign means another."""
    return "'" + text.replace("'", "''") + "'"


def untabbed(line: str, width: int) -> str:
    """The line with the tabs that indent it as blanks."""
    return re.sub(r"^[ \t-]*\t", lambda found: found[0].replace("\t", " " * width), line)


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
"""A question to a file that does not parse: near the place where the parser gave up, what may have been meant?"""


def corrected(
    case: Case, line: int, column: int, message: str, new: str, hint: str | None = None, *, sure: bool = False
) -> Mistake:
    """A mistake in one line, `new` being the line put right."""
    return Mistake(line, column, message, hint or new.strip(), case.with_line(line, new), sure)


def replaced(case: Case, span: tuple[int, int], column: int, message: str, new: list[str]) -> Mistake:
    """A mistake of several lines, from the first to the last of `span`; `new` are the lines put right, and the hint shows them
    as deep as the first of them lets them begin."""
    first, last = span
    least = indent(new[0])
    hint = "\n".join(line[least:] if not line[:least].strip() else line.strip() for line in new)
    return Mistake(first, column, message, hint, "\n".join([*case.lines[:first], *new, *case.lines[last + 1 :]]))


def on_pieces(case: Case, most: int) -> Iterator[tuple[int, str, Piece]]:
    """The values on the last lines before the failure, with their lines."""
    for number, line in case.lines_near(most):
        yield from ((number, line, piece) for piece in pieces(line) if piece.value)


def start_of(line: str) -> str:
    """As much of a line as a message needs to name it."""
    return german.cut(line.strip(), 30)


# --- Slips that take several lines: texts that go on without `|` or quotes, Word's dashes before list points, lines of dashes.
#
# Each suspect yields what may have been meant; whether it was is tried by parsing the file so corrected
# (`mistakes.py`). No correction loses a letter, and none makes keys or list points of what is a text.


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
    found = next((n for n in case.near(4) if _word_dash(case.lines[n])), None)
    if found is None:
        return
    number = [found, *_alike(case, found, -1)][-1]
    same = [*_alike(case, number, 1)]
    lines = list(case.lines)
    for n in (number, *same):
        lines[n] = _WORD_DASH.sub(r"\1- ", lines[n], count=1)
    found_sign = _word_dash(case.lines[number])
    sign = (found_sign[2] or found_sign[3]) if found_sign else ""
    more = f" Das gilt ebenso für Zeile {', '.join(str(n + 1) for n in same[: _NAMED - 1])}." if same else ""
    message = (
        f"„{sign}“ ist hier kein Listenpunkt: Er beginnt in YAML mit einem einfachen Bindestrich und einem Leerzeichen („- “). "
        f"{_WORD if sign in _OF_WORD else ''}Bitte tippen Sie „- “.{more}"
    )
    column = lines[number].find("-", indent(case.lines[number]))
    yield Mistake(number, column, message, lines[number].strip(), "\n".join(lines))


_OF_WORD = f"{DASHES}\uf0a7\uf0b7"
_WORD = "Textverarbeitungen machen daraus einen Gedankenstrich oder einen Punkt. "


def _word_dash(line: str) -> re.Match[str] | None:
    return _WORD_DASH.match(line) if len(line) <= LONG else None


def _alike(case: Case, number: int, step: int) -> Iterator[int]:
    """The lines of the same list, above (-1) or below (1) a line, whose points have a dash of that kind."""
    level = indent(case.lines[number])
    for n in range(number + step, len(case.lines) if step > 0 else -1, step):
        line = case.lines[n]
        dash = _word_dash(line)
        if line.strip() and (
            indent(line) < level or (indent(line) == level and not line.lstrip(" ").startswith("- ") and not dash)
        ):
            return
        if dash and indent(line) == level:
            yield n


def rule_of_dashes(case: Case) -> Iterator[Mistake]:
    """A line of dashes: on top what a word processor made of `---`, elsewhere a line to part things."""
    top = case.top("#")
    for number in dict.fromkeys((top, *case.near(4))):
        line = case.lines[number]
        on_top = number == top and _ON_TOP.fullmatch(line.strip())
        marks = line.strip() in ("---", "...") and not on_top
        if len(line) > LONG or marks or not (on_top or _RULE.match(line)):
            continue
        said, new = (_RULE_ON_TOP, "---") if number == top else (_RULE_BETWEEN, f"{' ' * indent(line)}# {line.strip()}")
        yield corrected(case, number, indent(line), f"Diese Zeile aus Strichen ist kein YAML. {said}", new)


_RULE_ON_TOP = (
    "Am Anfang einer Datei darf höchstens „---“ stehen, nötig ist es nicht. Bitte löschen Sie die Zeile, oder schreiben Sie "
    "genau drei Bindestriche."
)
_RULE_BETWEEN = "Bitte löschen Sie sie, oder machen Sie mit „# “ eine Bemerkung daraus."
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
    for number, line in case.lines_near(8):
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
