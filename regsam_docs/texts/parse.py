"""Markdown to tokens that know where in the text they stand, and notes on what was dropped or read
differently.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, zip_longest
from typing import Any

from markdown_it.token import Token

from regsam_docs.texts import signs
from regsam_docs.texts.dialect import Note, most_steps, parser

EMPHASIS = 8
"""Deepest nesting of emphasis that is shown as such."""
_PASSES = 8
ESCAPABLE = frozenset(("brackets", "cells", "definition", "emphasis", "sparse"))
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
    source = signs.clean(re.sub("\r\n?", "\n", text))
    tokens, env = _tokens(signs.exchanged(source, _without_backslashes))
    hidden: list[tuple[int, int]] = []
    for token in tokens:
        _settle(token, source, env, hidden)
    if env["unsearched"] and not any(note.kind == "brackets" for note in env["notes"]):
        env["notes"].append(Note(0, "brackets"))  # in an image's description
    original = _original(text)
    for token in tokens:
        for child in token.children or ():
            if "at" in child.meta:
                child.meta["at"] = original(child.meta["at"])
    notes = tuple(sorted(Note(original(note.offset), note.kind) for note in env["notes"]))
    return MarkdownText(
        tuple(tokens), notes, tuple((original(start), original(end)) for start, end in sorted(hidden)), "".join(env["marks"])
    )


def _tokens(source: str) -> tuple[list[Token], dict[str, Any]]:
    """What the parser makes of a text, and its notes of it."""
    env: dict[str, Any] = {"notes": [], "marks": [], "unsearched": [], "most_steps": most_steps(source)}
    tokens = parser().parse(_numbered(source), env)
    for token in tokens:
        _unmark(token.children or [])
    return tokens, env


def _without_backslashes(source: str) -> tuple[list[Token], bool]:
    tokens, env = _tokens(source)
    return tokens, bool(env["unsearched"]) or any(note.kind in ESCAPABLE for note in env["notes"])


def inline(parsed: MarkdownText) -> Iterator[Token]:
    """Every inline token of a text, in order."""
    for token in parsed.tokens:
        yield from token.children or ()


def _original(text: str) -> Callable[[int], int]:
    """From an offset in the text with `\\n` alone to the one in the text as it came."""
    if "\r\n" not in text:
        return lambda offset: offset
    places = [match.start() for match in re.finditer("\r(?!\n)|[^\r]", text)] + [len(text)]
    return lambda offset: places[offset]


def _numbered(source: str) -> str:
    """The text with stand-ins in numbers that are no list numbers. Each exchange may show new lists, so it
    repeats; a text made to repeat without end keeps no ordered list at all."""
    if not re.search(r"[0-9][.)](?:[ \t]|$)", source, re.MULTILINE):
        return source
    for _ in range(_PASSES):
        tokens: list[Token] = []
        parser().block.parse(source, parser(), {"notes": [], "marks": []}, tokens)
        places = [place for list_ in signs.numbered_lists(tokens, source) for place in signs.exchange(list_)]
        if not places:
            return source
        characters = list(source)
        for offset, stand_in in places:
            characters[offset] = stand_in
        source = "".join(characters)
    return re.sub(r"(?<=[0-9])[.)](?=[ \t]|$)", lambda m: signs.ALONE[m[0]], source, flags=re.MULTILINE)


def _settle(token: Token, source: str, env: dict[str, Any], hidden: list[tuple[int, int]]) -> None:
    """Put the exchanged characters back, turn places in inline text into offsets, and note what will not be
    seen."""
    notes: list[Note] = env["notes"]
    if token.type == "heading_open" or (token.type == "list_item_open" and not token.info):
        env["marks"].append(token.markup)
    unsearched = token.type == "inline" and token.content in env["unsearched"]
    token.content = _original_signs(token.content)
    token.info = _original_signs(token.info)
    if not token.children:
        return
    offset = _cell_offsets(token, source) if "cell" in token.meta else _line_offsets(token, source)
    if unsearched:
        notes.append(Note(offset(0), "brackets"))
    depth = 0
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
        depth += (child.type in ("em_open", "strong_open")) - (child.type in ("em_close", "strong_close"))
        if depth > EMPHASIS and child.nesting == 1:
            notes.append(Note(offset(0), "emphasis"))
            depth = -len(token.children)  # once is enough


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


def _original_signs(text: str) -> str:
    return signs.original(signs.restore(text))


def _restore(token: Token) -> None:
    token.content = _original_signs(token.content)
    token.attrs = {key: _original_signs(str(value)) for key, value in token.attrs.items()}
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
