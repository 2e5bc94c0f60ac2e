"""What a text does to the terminal or the CI's log that shows it: nothing.

A runner obeys lines of a log: GitHub's those that begin with `::`, blanks aside, and `##[…]` anywhere; Azure's `##vso[…]`
anywhere (TeamCity's is like it); GitLab folds at `section_start:…`. A terminal obeys control characters; others hide or turn what
is read. Everything printed passes here once more at the door (`cli.printing`); formats spell it before in ways that mean as much.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date

HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Unicode categories of characters that are not seen but do something."""

COMMANDS = re.compile(
    r"(?:^|(?<=[\r\v\f\x1c-\x1e\x85\u2028\u2029]))((?:[^\S\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|\x1b\[[0-9;]*m)*):(?=:)"
    r"|#(?=#[a-z]{0,20}\[)|(?<=section_start):(?=\d)|(?<=section_end):(?=\d)",
    re.MULTILINE | re.IGNORECASE,
)
"""Commands of runners. The last character of a match is the one without which it is none."""

_SELDOM = re.compile(r"[^\n\x20-\x7e\xa1-\xac\xae-\u024f\u2010-\u2027\u2030-\u205e\u20a0-\u2bff]")
"""All that might be hidden; the rest is not looked up."""

_STEERING = re.compile(r"[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Of the hidden characters those that a document printed byte for byte may not have either."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would calculate; some take the wide forms too."""

Spelling = Callable[[str], str]
"""A character → how it is written in some format."""


def printable(text: str) -> str:
    """A text for people: hidden characters and commands show the code point of what was meant to work. Line feeds stay."""
    return harmless(spelled(text))


def one_line(text: str) -> str:
    """A name for people: as `printable`, and on one line."""
    return printable(joined(text))


def joined(text: str) -> str:
    """A name on one line, its line feeds spelled."""
    return text.replace("\n", "<U+000A>")


def as_json(value: object) -> str:
    """JSON, indented and ended with a line feed, that is no command and reads back as `value` (days as `2011-05-12`). Bytes that
    are no text, as in a file's name, are spelled: strict readers of JSON refuse them."""
    written = json.dumps(value, ensure_ascii=False, indent=2, default=date.isoformat)
    return harmless(spelled(written, _in_json), _in_json) + "\n"


def as_markup(page: str) -> str:
    """HTML whose texts are no commands; it says the same."""
    return harmless(page, lambda character: f"&#{ord(character)};")


def _code_point(character: str) -> str:
    return f"<U+{ord(character):04X}>"


def _in_json(character: str) -> str:
    if unicodedata.category(character) == "Cs":
        return _code_point(character)
    return json.dumps(character)[1:-1] if ord(character) > 0x7E else f"\\u{ord(character):04x}"


def spelled(text: str, spell: Spelling = _code_point) -> str:
    """A text with its hidden characters spelled; line feeds stay."""
    return _SELDOM.sub(lambda found: spell(found[0]) if unicodedata.category(found[0]) in HIDDEN else found[0], text)


def harmless(text: str, spell: Spelling = _code_point, begun: str = "") -> str:
    """A text without commands. `begun`: what stands before it on its first line already, and cannot be changed."""
    whole, made, position = begun + text, "", len(begun)
    for found in COMMANDS.finditer(whole):
        place = max(found.end() - 1, len(begun))
        if position <= place < len(whole):  # a command that ends in what is printed already cannot be changed
            made += whole[position:place] + spell(whole[place])
            position = place + 1
    return made + whole[position:]


def is_plain(document: str) -> bool:
    """Whether a document may be printed byte for byte: nothing in it is a command or steers a terminal. Line ends may be CRLF."""
    text = document.replace("\r\n", "\n")
    return COMMANDS.search(text) is None and _STEERING.search(text) is None


def cell(value: object) -> str:
    """A value as the cell of a table that a spreadsheet opens: what would become a formula there is text; None is empty."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
