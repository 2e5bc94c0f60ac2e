"""Which signs are printed: which backslashes (all but those before a sign that would be markup without them), and which
numbers at the start of a line number a list and which are part of a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

# --- Which numbers at the start of a line number a list, and which are part of a sentence.
#
# CommonMark makes a list of every line that begins with "31. ". German prose begins lines so: with dates ("31. Juli ist …")
# and years ("2010. "). So a number belongs to a list only if the next item's number is the next number, and never before a
# month. All others stay text (docs/dokumente.md, „Texte“). To keep the parser from reading them, their dot or bracket is
# exchanged for a code point that no text may contain, and put back after parsing: places stay the same.


WRAPPED = {".": "\ufdd0", ")": "\ufdd1"}
"""Stand-ins in a date: its line goes on with the paragraph before it, as any line of a sentence does."""
ALONE = {".": "\ufdd2", ")": "\ufdd3"}
"""Stand-ins in a number that does not run on: its line begins a paragraph of its own, as the list item would
have."""

ALONE_MARKER = re.compile(r"\d{1,9}[\ufdd2\ufdd3](?=[ \t]|$)", re.MULTILINE)

_NUMBERS_BACK = str.maketrans({stand_in: mark for table in (WRAPPED, ALONE) for mark, stand_in in table.items()})
_NO_TEXT = re.compile("[\ufdd0-\ufdef]")
_MARKER = re.compile(r"(?P<digits>[0-9]{1,9})(?P<mark>[.)])(?=[ \t]|$)")
_BEFORE_MARKER = re.compile(r"(?:[ \t]|[-*](?=[ \t]))*")
_MONTH = re.compile(
    r"[ \t]+(?:(?:Januar|Jänner|Februar|Feber|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
    r"|(?:Jan|Feb|Mär|Mrz|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)(?:\.|[ \t]+\d{4}\b))",
    re.IGNORECASE,
)


class Number(NamedTuple):
    """A number that the parser took for a list item's: where it stands in the text, and what it looks like."""

    start: int
    digits: str
    mark: str
    month: bool


class Numbers(NamedTuple):
    """The numbers of one list, and the type of the token that comes before the list without a blank line, or ""."""

    items: list[Number]
    after: str


def clean(text: str) -> str:
    """The text without the code points of stand-ins (noncharacters, which are no text in any file)."""
    return _NO_TEXT.sub("\ufffd", text)


def restore(text: str) -> str:
    """The text with the dots and brackets that were exchanged."""
    return text.translate(_NUMBERS_BACK)


def numbered_lists(tokens: Sequence[Token], source: str) -> Iterator[Numbers]:
    """The numbers of every ordered list among the block tokens."""
    starts = _line_starts(source)
    scanned: dict[int, Iterator[Number]] = {}
    lists: list[Numbers | None] = []
    for index, token in enumerate(tokens):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            lists.append(Numbers([], _before(tokens, index)) if token.type == "ordered_list_open" else None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            if (closed := lists.pop()) is not None:
                yield closed
        elif token.type == "list_item_open" and token.map and (numbers := lists[-1]) is not None:
            line = token.map[0]
            number = next(scanned.setdefault(line, _markers(source, starts[line])), None)
            if number is not None:
                numbers.items.append(number)


def _before(tokens: Sequence[Token], index: int) -> str:
    """The type of the token before a list, if no blank line stands between the two."""
    start = (tokens[index].map or [0])[0]
    closing = tokens[index - 1].type if index else ""
    opening = tokens[index - 3] if closing == "paragraph_close" else None
    return "" if opening is not None and opening.map and opening.map[1] != start else closing


def exchange(numbers: Numbers) -> Iterator[tuple[int, str]]:
    """Places and stand-ins for those numbers of a list that are text: dates, and what follows the unbroken run."""
    items = numbers.items
    if any(number.month for number in items):
        for index, number in enumerate(items):
            # Dates that stand line by line stay on lines of their own.
            marks = ALONE if index or numbers.after == "table_close" else WRAPPED
            if number.month:
                yield number.start + len(number.digits), marks[number.mark]
        return
    run = 0
    while run < len(items) and _runs_on(items, run):
        run += 1
    # A single number below a line of text is part of the sentence: "… am\n1. Dienstag im Monat".
    marks = WRAPPED if len(items) == 1 and numbers.after == "paragraph_close" else ALONE
    for number in items[run if run > 1 else 0 :]:
        yield number.start + len(number.digits), marks[number.mark]


def _runs_on(numbers: Sequence[Number], index: int) -> bool:
    digits = numbers[index].digits
    # "01." would be printed as "1."
    if digits != str(int(digits)):
        return False
    return index == 0 or int(digits) == int(numbers[index - 1].digits) + 1


def _markers(source: str, position: int) -> Iterator[Number]:
    """The list markers at the start of a line, from left to right: "1. 2. text" opens two lists."""
    while match := _MARKER.match(source, _end(_BEFORE_MARKER, source, position)):
        position = match.end()
        yield Number(match.start(), match["digits"], match["mark"], bool(_MONTH.match(source, position)))


def _end(pattern: re.Pattern[str], source: str, position: int) -> int:
    match = pattern.match(source, position)
    return match.end() if match else position


def _line_starts(source: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", source))]


# --- Which backslashes are printed: all but those before a sign that would be markup without them.
#
# `\*so\*` is printed as `*so*`, for without them it would be emphasis; `Bewohner\*innen`, `\> 50 %` and `2 \[alt\]` are
# printed as they stand there. Signs that need no backslash are exchanged for code points that no text may contain, so that the
# parser takes neither for anything, and put back after parsing: places stay the same.


_SIGNS = "*`[]|<-+>#=.)"
_STAND_INS = {sign: chr(0xFDD4 + n) for n, sign in enumerate(_SIGNS)}
_ESCAPES_BACK = str.maketrans({stand_in: sign for sign, stand_in in _STAND_INS.items()})
_ESCAPED = re.compile(rf"(?<!\\)(\\++)([{re.escape(_SIGNS)}])")


def original(text: str) -> str:
    """The text with the signs that were exchanged."""
    return text.translate(_ESCAPES_BACK)


def exchanged(source: str, read: Callable[[str], tuple[Sequence[Token], bool]]) -> str:
    """The text with stand-ins for signs whose backslashes are printed. `read` gives a text's tokens, and whether it has
    mistakes for which somebody may have been told to write backslashes: then all of them are taken for that."""
    if not _ESCAPED.search(source):
        return source
    bare = _ESCAPED.sub(r"\2", source)
    tokens, mistaken = read(bare)
    if mistaken:
        return source
    kept, removed = list(source), 0
    printed = _printed(bare, original(restore("".join(_visible(tokens)))))
    for match in _ESCAPED.finditer(source):
        removed += len(match[1])
        if match.start(2) - removed in printed:
            kept[match.start(2)] = _STAND_INS[match[2]]
    return "".join(kept)


def _visible(tokens: Sequence[Token]) -> Iterator[str]:
    """What is printed of a text, but what a backslash keeps from being looked for: tags, and links with blanks in their
    addresses."""
    for token in tokens:
        if token.type == "list_item_open":
            yield f"{token.info}{token.markup}" if token.info else ""
        elif token.children:
            yield from _visible(token.children)
        elif token.type == "html_inline":
            yield token.content[1:]
        elif token.type != "almost":
            yield token.content


def _printed(text: str, seen: str) -> set[int]:
    """The places in a text of what is seen of it."""
    awaited = (c for c in seen if not c.isspace())
    places, character = set[int](), next(awaited, None)
    for place, written in enumerate(text):
        if written == character:
            places.add(place)
            character = next(awaited, None)
    return places
