r"""Which backslashes are printed: all but those before a sign that would be markup without them.

`\*so\*` is printed as `*so*`, for without them it would be emphasis; `Bewohner\*innen`, `\> 50 %` and `2 \[alt\]` are printed as
they stand there. Signs that need no backslash are exchanged for code points that no text may contain, so that the parser takes
neither for anything, and put back after parsing: places stay the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it.token import Token

from regsam_docs.texts.numbers import restore

_SIGNS = "*`[]|<-+>#=.)"
_STAND_INS = {sign: chr(0xFDD4 + n) for n, sign in enumerate(_SIGNS)}
_BACK = str.maketrans({stand_in: sign for sign, stand_in in _STAND_INS.items()})
_ESCAPED = re.compile(rf"(?<!\\)(\\++)([{re.escape(_SIGNS)}])")


def original(text: str) -> str:
    """The text with the signs that were exchanged."""
    return text.translate(_BACK)


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
