"""Markdown to tokens that know where in the text they stand, and notes on what was dropped or read differently.

Before that it is settled which backslashes are printed, and which numbers at the start of a line number a list. Signs that are
text are exchanged for code points that no text may contain, so that the parser takes them for nothing, and put back after it:
places stay the same.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, zip_longest
from typing import Any

from markdown_it.token import Token

from regsam_docs.texts.dialect import ALONE, PRINTED, WRAPPED, Note, environment, original, parser

_EMPHASIS = 8
"""Deepest nesting of emphasis that is shown as such."""
_PASSES = 8
_ESCAPABLE = frozenset(("brackets", "cells", "definition", "emphasis", "sparse"))
"""Kinds of notes whose messages advise a backslash."""


@dataclass(frozen=True, slots=True)
class MarkdownText:
    """A text as tokens. Tokens of links, images and raw HTML carry `meta["at"]`, their offset in the text;
    `hidden` are the spans of the text that a reader does not see (addresses of links), `marks` all the other signs that its
    constructs use up."""

    tokens: tuple[Token, ...]
    notes: tuple[Note, ...]
    hidden: tuple[tuple[int, int], ...]
    marks: str


@lru_cache(maxsize=512)
def parse(text: str) -> MarkdownText:
    """Read a Markdown text (line breaks are `\\n`, `\\r\\n` or `\\r`). The tokens are shared, for a text stands on several of an
    area's pages: do not change them."""
    source = _NO_TEXT.sub("\ufffd", re.sub("\r\n?", "\n", text))
    tokens, env = _tokens(_exchanged(source))
    hidden: list[tuple[int, int]] = []
    for token in tokens:
        _settle(token, source, env, hidden)
    if env["unsearched"] and not any(note.kind == "brackets" for note in env["notes"]):
        env["notes"].append(Note(0, "brackets"))  # in an image's description
    place = _places(text)
    for token in tokens:
        for child in token.children or ():
            if "at" in child.meta:
                child.meta["at"] = place(child.meta["at"])
    notes = tuple(sorted(Note(place(note.offset), note.kind) for note in env["notes"]))
    spans = tuple((place(start), place(end)) for start, end in sorted(hidden))
    return MarkdownText(tuple(tokens), notes, spans, "".join(env["marks"]))


def _tokens(source: str) -> tuple[list[Token], dict[str, Any]]:
    """What the parser makes of a text, and its notes of it."""
    env = environment(source)
    tokens = parser().parse(_numbered(source), env)
    for token in tokens:
        _unmark(token.children or [])
    return tokens, env


def inline(parsed: MarkdownText) -> Iterator[Token]:
    """Every inline token of a text, in order."""
    for token in parsed.tokens:
        yield from token.children or ()


def _places(text: str) -> Callable[[int], int]:
    """From an offset in the text with `\\n` alone to the one in the text as it came."""
    if "\r\n" not in text:
        return lambda offset: offset
    places = [match.start() for match in re.finditer("\r(?!\n)|[^\r]", text)] + [len(text)]
    return lambda offset: places[offset]


def _settle(token: Token, source: str, env: dict[str, Any], hidden: list[tuple[int, int]]) -> None:
    """Put the exchanged characters back, turn places in inline text into offsets, and note what will not be
    seen."""
    notes: list[Note] = env["notes"]
    if token.type == "heading_open" or (token.type == "list_item_open" and not token.info):
        env["marks"].append(token.markup)
    unsearched = token.type == "inline" and token.content in env["unsearched"]
    token.content = original(token.content)
    token.info = original(token.info)
    if not token.children:
        return
    offset = _cell_offsets(token, source) if "cell" in token.meta else _line_offsets(token, source)
    if unsearched:
        notes.append(Note(offset(0), "brackets"))
    for child, following in zip_longest(token.children, token.children[1:]):
        _restore(child)
        env["marks"].append(_marks(child))
        if "at" in child.meta:
            child.meta["at"] = offset(child.meta["at"])
        # A link without words shows its address.
        wordless = child.type == "link_open" and following.type == "link_close"
        if "address" in child.meta and not wordless:
            start, end = child.meta["address"]
            hidden.append((offset(start), offset(end)))
        elif "address" in child.meta:
            env["marks"].append("()<>")
        if child.attrs.get("title"):
            notes.append(Note(child.meta["at"], "title"))
    if _flatten(token.children):
        notes.append(Note(offset(0), "emphasis"))


def _flatten(children: list[Token]) -> bool:
    """Make nothing of emphasis that is nested too deep; whether there was any."""
    depth, deep = 0, []
    for child in children:
        if child.tag in ("em", "strong"):
            depth += child.nesting
            deep += [child] if depth + (child.nesting < 0) > _EMPHASIS else []
    for child in deep:
        child.type, child.tag, child.nesting = "text", "", 0
    return bool(deep)


def _unmark(children: list[Token]) -> None:
    """Single asterisks round something without a letter are text: `3 *5* 7`."""
    opened: list[tuple[Token, int]] = []
    letters = 0
    for child in children:
        letters += any(map(str.isalpha, child.content))
        if child.type == "em_open":
            opened.append((child, letters))
        elif child.type == "em_close":
            start, before = opened.pop()
            if letters == before:
                for token in (start, child):
                    token.type, token.tag, token.nesting, token.content = "text", "", 0, token.markup


def _marks(token: Token) -> str:
    """The signs a token of inline text uses up."""
    if token.type == "image":
        return "![]" + "".join(map(_marks, token.children or ()))
    if token.type == "link_open":
        return "<>" if token.info == "auto" else "[]"
    if token.type == "code_inline":
        return 2 * token.markup
    return token.markup if token.nesting and token.type != "link_close" else ""


def _restore(token: Token) -> None:
    token.content = original(token.content)
    token.attrs = {key: original(str(value)) for key, value in token.attrs.items()}
    for child in token.children or ():
        _restore(child)


def _line_offsets(token: Token, source: str) -> Callable[[int], int]:
    """From a position in the text of a paragraph or heading to the one in the source: lines lost their
    indentation."""
    lines = token.content.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    places: list[int] = token.meta["lines"]
    bases = [place - (len(line) - len(line.lstrip(" \t"))) for place, line in zip(places, lines, strict=False)]
    bases[0] = max(source.find(lines[0][:80], places[0], places[0] + len(lines[0]) + 80), bases[0])

    def offset(position: int) -> int:
        row = min(bisect_right(starts, position) - 1, len(bases) - 1)
        return bases[row] + position - starts[row]

    return offset


def _cell_offsets(token: Token, source: str) -> Callable[[int], int]:
    """The same for a table's cell, where `\\|` stands for `|`."""
    places: list[int] = [token.meta["cell"]]
    for _ in token.content:
        places.append(places[-1] + (2 if source.startswith("\\|", places[-1]) else 1))
    return lambda position: places[position]


# --- which numbers at the start of a line number a list, and which are part of a sentence
#
# CommonMark makes a list of every line that begins with "31. ". German prose begins lines so: with dates ("31. Juli ist …")
# and years ("2010. "). So a number belongs to a list only if the next item's number is the next number, and never before a
# month. All others stay text (docs/dokumente.md, „Texte“).


_MONTH = (
    r"[ \t]+(?:(?:Januar|Jänner|Februar|Feber|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
    r"|(?:Jan|Feb|Mär|Mrz|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)(?:\.|[ \t]+\d{4}\b))"
)
_NUMBER = re.compile(
    rf"(?:[ \t]|[-*](?=[ \t]))*+(?P<digits>[0-9]{{1,9}})(?P<mark>[.)])(?=[ \t]|$)(?:(?=(?P<month>(?i:{_MONTH})))|)"
)


def _numbered(source: str) -> str:
    """The text with stand-ins in numbers that are no list numbers. Each exchange may show new lists, so it
    repeats; a text made to repeat without end keeps no ordered list at all."""
    if not re.search(r"[0-9][.)](?:[ \t]|$)", source, re.MULTILINE):
        return source
    for _ in range(_PASSES):
        tokens: list[Token] = []
        parser().block.parse(source, parser(), environment(source), tokens)
        places = list(_no_numbers(tokens, source))
        if not places:
            return source
        characters = list(source)
        for offset, stand_in in places:
            characters[offset] = stand_in
        source = "".join(characters)
    return re.sub(r"(?<=[0-9])[.)](?=[ \t]|$)", lambda m: ALONE[m[0]], source, flags=re.MULTILINE)


def _no_numbers(tokens: Sequence[Token], source: str) -> Iterator[tuple[int, str]]:
    """Places and stand-ins for the numbers of ordered lists that are text. "1. 2. text" opens two lists in one line."""
    starts = [0, *(match.end() for match in re.finditer("\n", source))]
    scanned: dict[int, Iterator[re.Match[str]]] = {}
    lists: list[tuple[str, list[re.Match[str]]]] = []
    for index, token in enumerate(tokens):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            lists.append((_before(tokens, index), []))
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            before, numbers = lists.pop()
            yield from _texts(numbers, before)
        elif token.type == "list_item_open" and token.map and token.info:
            line = token.map[0]
            number = next(scanned.setdefault(line, _numbers(source, starts[line])), None)
            if number is not None:
                lists[-1][1].append(number)


def _numbers(source: str, position: int) -> Iterator[re.Match[str]]:
    while match := _NUMBER.match(source, position):
        position = match.end()
        yield match


def _before(tokens: Sequence[Token], index: int) -> str:
    """The type of the token before a list, if no blank line stands between the two."""
    start = (tokens[index].map or [0])[0]
    closing = tokens[index - 1].type if index else ""
    opening = tokens[index - 3] if closing == "paragraph_close" else None
    return "" if opening is not None and opening.map and opening.map[1] != start else closing


def _texts(numbers: list[re.Match[str]], before: str) -> Iterator[tuple[int, str]]:
    """The same for one list: dates, and what follows the unbroken run."""
    if any(number["month"] for number in numbers):
        for index, number in enumerate(numbers):
            # Dates that stand line by line stay on lines of their own.
            marks = ALONE if index or before == "table_close" else WRAPPED
            if number["month"]:
                yield number.start("mark"), marks[number["mark"]]
        return
    # "01." would be printed as "1."
    broken = (n for n, number in enumerate(numbers) if number["digits"] != str(int(numbers[0]["digits"]) + n))
    run = next(broken, len(numbers))
    # A single number below a line of text is part of the sentence: "… am\n1. Dienstag im Monat".
    marks = WRAPPED if len(numbers) == 1 and before == "paragraph_close" else ALONE
    for number in numbers[run if run > 1 else 0 :]:
        yield number.start("mark"), marks[number["mark"]]


# --- which backslashes are printed: all but those before a sign that would be markup without them
#
# `\*so\*` is printed as `*so*`, for without them it would be emphasis; `Bewohner\*innen`, `\> 50 %` and `2 \[alt\]` are
# printed as they stand there.


_NO_TEXT = re.compile("[\ufdd0-\ufdef]")
_ESCAPED = re.compile(rf"(?<!\\)(\\++)([{re.escape(''.join(PRINTED))}])")


def _exchanged(source: str) -> str:
    """The text with stand-ins for signs whose backslashes are printed. Where it has mistakes for which somebody may have been
    told to write backslashes, all of them are taken for that."""
    if not _ESCAPED.search(source):
        return source
    bare = _ESCAPED.sub(r"\2", source)
    tokens, env = _tokens(bare)
    if env["unsearched"] or any(note.kind in _ESCAPABLE for note in env["notes"]):
        return source
    kept, removed = list(source), 0
    printed = _printed(bare, original("".join(_visible(tokens))))
    for match in _ESCAPED.finditer(source):
        removed += len(match[1])
        if match.start(2) - removed in printed:
            kept[match.start(2)] = PRINTED[match[2]]
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
