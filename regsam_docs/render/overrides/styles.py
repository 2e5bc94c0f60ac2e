"""What a content repository's stylesheet may say: everything that stands in the product's own, and otherwise how text looks.

It may not hide text, not add any, and not load anything: what a page says is the same on a screen, on paper, and in its source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import tinycss2
from tinycss2.color4 import parse_color

from regsam_docs.rules.colours import contrast

LIGHT = ("#1b2025", "#ffffff")
DARK = ("#e8ebee", "#14181c")
"""Text and ground, where a declaration does not say."""

LEAST = 3.0
"""Ratio a colour of text needs against its ground: that of large text (WCAG 2.2, 1.4.3), for size is not known here."""

LONGEST = {
    "px": 300, "pt": 230, "mm": 80, "cm": 8, "in": 3, "em": 25, "rem": 25, "ch": 50, "ex": 50, "%": 100, "deg": 360, "": 1000,
}  # fmt: skip
"""Unit → largest number: nothing is pushed off the sheet."""

SMALLEST = {"px": 9, "pt": 7, "em": 0.75, "rem": 0.75, "%": 75}
"""Unit → smallest letters."""

NARROWEST = {"px": 24, "pt": 18, "mm": 8, "cm": 0.8, "em": 2, "rem": 2, "%": 5}
WIDEST = 20
"""Unit → smallest width, and how many times that is the largest."""

MOST = 200
"""Most new declarations for the same elements."""

FUNCTIONS = frozenset("counter counters linear-gradient rgb rgba hsl hsla var".split())

LOOKS = frozenset(
    "border border-bottom border-bottom-color border-bottom-left-radius border-bottom-right-radius border-bottom-style "
    "border-bottom-width border-collapse border-color border-left border-left-color border-left-style border-left-width "
    "border-radius border-right border-right-color border-right-style border-right-width border-spacing border-style "
    "border-top border-top-color border-top-left-radius border-top-right-radius border-top-style border-top-width border- "
    "width box-decoration-break box-sizing break-after break-before break-inside caption-side clear column-count column-gap "
    "column-rule columns float font-family font-feature-settings font-kerning font-stretch font-style font-variant font- "
    "variant-numeric font-weight gap hyphenate-limit-chars hyphens letter-spacing list-style-position margin margin-bottom "
    "margin-left margin-right margin-top orphans outline outline-offset overflow-wrap padding padding-bottom padding-left "
    "padding-right padding-top page table-layout text-align text-decoration text-decoration-color text-decoration-line "
    "text-decoration-style text-decoration-thickness text-underline-offset text-wrap vertical-align widows".split()
)
"""Properties that say how text looks, with any value of words, colours and numbers within the limits above."""

WORDS = {
    "display": "block inline inline-block list-item table table-cell table-header-group table-row table-row-group",
    "list-style": "circle decimal disc inside lower-alpha lower-roman none outside square upper-alpha upper-roman",
    "list-style-type": "circle decimal disc lower-alpha lower-roman none square upper-alpha upper-roman",
    "position": "relative static",
    "size": "A3 A4 A5 landscape letter portrait",
    "white-space": "normal pre-line pre-wrap",
}
"""Property → the words it may say."""

FORBIDDEN = (
    "Ein eigenes Stylesheet darf Text weder verbergen noch hinzufügen und nichts von außen laden. Nehmen Sie die Stelle heraus; "
    "docs/vorlagen.md nennt, was geht."
)

_TOO_LONG = re.compile(r"[0-9]{1000}")
"""A number that Python would not read (`sys.get_int_max_str_digits`), and the reader of stylesheets asks it to."""
PLACEHOLDER = "@@akzent@@"
"""Stands for the publisher's colour."""


class Said(NamedTuple):
    """A declaration, or a rule that stands for itself (`name` begins with `@`). `where`: the rules around it."""

    line: int
    where: tuple[str, ...]
    name: str
    value: tuple[Any, ...]
    text: str

    def key(self) -> tuple[object, ...]:
        """The same for what says the same in the same place."""
        return (self.where, self.name, self.text)


def problem(name: str, text: str, own: Mapping[str, str]) -> tuple[int, str] | None:
    """Line and German sentence of the first thing a stylesheet may not say; None if there is none. `own`: the product's own
    stylesheets by name."""
    try:
        return _problem(name, text, own)
    except RecursionError:
        return 1, f"Das Stylesheet ist zu tief verschachtelt. {FORBIDDEN}"


def _problem(name: str, text: str, own: Mapping[str, str]) -> tuple[int, str] | None:
    if (at := text.find("<")) >= 0:
        return text.count("\n", 0, at) + 1, f"In einem Stylesheet darf kein „<“ stehen. {FORBIDDEN}"
    if (digits := _TOO_LONG.search(text)) is not None:
        line = text.count("\n", 0, digits.start()) + 1
        return line, f"Eine Zahl im Stylesheet hat mehr Stellen, als gelesen werden. {FORBIDDEN}"
    if not _closed(text):
        return text.count("\n") + 1, f"Eine Klammer, ein Kommentar oder ein Anführungszeichen ist nicht geschlossen. {FORBIDDEN}"
    allowed = {said.key() for said in _read(own.get(name, ""))}
    names = {said.name for sheet in own.values() for said in _read(sheet) if said.name.startswith("--")}
    for block in _blocks(said for said in _read(text) if said.key() not in allowed):
        for said in block:
            if len(block) > MOST or not _fine(said, block, names):
                shown = said.text if len(said.text) <= 60 else f"{said.text[:60]} …"
                return said.line, f"„{shown}“ ist nicht vorgesehen. {FORBIDDEN}"
    return None


def _closed(text: str) -> bool:
    """Whether what comes after the stylesheet is not taken for a part of it."""
    rules = tinycss2.parse_stylesheet(f"{text}\n@ende;")
    return bool(rules) and rules[-1].type == "at-rule" and rules[-1].at_keyword == "ende"


def _read(text: str) -> Iterator[Said]:
    css = text.replace(PLACEHOLDER, "#005a9c")
    yield from _flat(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), ())


def _flat(rules: Iterable[Any], where: tuple[str, ...]) -> Iterator[Said]:
    """All declarations below some rules, each with where it stands."""
    for rule in rules:
        if rule.type == "declaration":
            value = tuple(token for token in rule.value if token.type not in ("comment", "whitespace"))
            written = " ".join(token.serialize() for token in value) + (" !important" if rule.important else "")
            yield Said(rule.source_line, where, rule.name, value, f"{rule.name}: {written}")
        elif rule.type == "qualified-rule" or (rule.type == "at-rule" and _holds(rule)):
            head = f"@{rule.at_keyword} " if rule.type == "at-rule" else ""
            around = (*where, head + " ".join(tinycss2.serialize(rule.prelude).split()))
            inside = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            yield from _flat(inside, around)
        else:  # a rule of another kind, or what cannot be read
            written = " ".join(rule.serialize().split()) if rule.type == "at-rule" else "???"
            yield Said(rule.source_line, where, f"@{rule.type}", (), written)


def _holds(rule: Any) -> bool:
    """Whether an at-rule holds rules or declarations of which each can be judged."""
    name = rule.lower_at_keyword
    return rule.content is not None and bool(re.fullmatch(r"media|page|(top|bottom|left|right)-[a-z-]+", name))


def _blocks(said: Iterable[Said]) -> Iterator[list[Said]]:
    """Declarations that stand together."""
    found: dict[tuple[str, ...], list[Said]] = {}
    for one in said:
        found.setdefault(one.where, []).append(one)
    yield from found.values()


def _fine(said: Said, block: list[Said], names: set[str]) -> bool:
    if said.name in SPECIAL:
        return SPECIAL[said.name](said, block, names)
    if said.name in WORDS:
        return all(token.type == "ident" and token.value in WORDS[said.name].split() for token in said.value)
    if said.name.startswith("--"):
        return said.name in names and _contrasts(said, block, names)
    return said.name in LOOKS and _bounded(said.value, names)


def _bounded(value: Iterable[Any], names: set[str]) -> bool:
    """Whether a value holds only words, colours, known functions, and numbers that push nothing off the sheet."""
    for token in value:
        if token.type in ("number", "dimension", "percentage"):
            unit = "%" if token.type == "percentage" else getattr(token, "lower_unit", "")
            if not 0 <= token.value <= LONGEST.get(unit, -1):
                return False
        elif token.type == "function":
            if token.lower_name not in FUNCTIONS or (token.lower_name == "var" and _variable(token) not in names):
                return False
            if token.lower_name != "var" and not _bounded(token.arguments, names):
                return False
        elif token.type not in ("ident", "hash", "whitespace", "literal", "comment"):
            return False
    return True


def _variable(token: Any) -> str:
    return str(tinycss2.serialize(token.arguments)).strip()


def _contrasts(said: Said, block: list[Said], names: set[str]) -> bool:
    """Whether text stands out from its ground; both from the same block where it says them, else the page's."""
    text, ground = DARK if any("dark" in part for part in said.where) else LIGHT
    is_ground = "background" in said.name or said.name in GROUNDS
    here = _colour(said, names)
    if here is None:
        return False
    if here == "":
        return True
    if said.name.startswith("--"):
        return contrast(here, text if is_ground else ground) >= LEAST
    other_role = ("color",) if is_ground else ("background", "background-color")
    beside = {_colour(one, names) for one in block if one.name in other_role}
    others = beside - {"", None} or {text if is_ground else ground}
    return all(contrast(here, str(other)) >= LEAST for other in others)


GROUNDS = ("--grund", "--flaeche", "--linie", "--linie-stark")
"""The product's variables that are no colours of text."""

INHERITED = ("currentcolor", "inherit", "none")


def _colour(said: Said, names: set[str]) -> str | None:
    """`#rrggbb`; empty for one that is the surroundings' or a variable of the same role; None for anything else."""
    if len(said.value) != 1:
        return None
    token = said.value[0]
    if token.type == "function" and token.lower_name == "var":
        role = _variable(token) in GROUNDS
        return "" if _variable(token) in names and role == ("background" in said.name) else None
    if token.type == "ident" and token.lower_value in INHERITED:
        return ""
    parsed = parse_color(token)
    if parsed is None or parsed == "currentcolor" or parsed.alpha < 1:
        return None
    return "#" + "".join(f"{round(min(max(part, 0), 1) * 255):02x}" for part in parsed.to("srgb").coordinates)


def _letters(said: Said, block: list[Said], names: set[str]) -> bool:
    if len(said.value) != 1:
        return False
    token = said.value[0]
    unit = "%" if token.type == "percentage" else getattr(token, "lower_unit", None)
    return unit in SMALLEST and SMALLEST[unit] <= token.value <= LONGEST[unit]


def _wide(said: Said, block: list[Said], names: set[str]) -> bool:
    if len(said.value) != 1:
        return False
    token = said.value[0]
    if token.type == "ident":
        return token.lower_value in ("auto", "none")
    unit = "%" if token.type == "percentage" else getattr(token, "lower_unit", None)
    return unit in NARROWEST and NARROWEST[unit] <= token.value <= WIDEST * NARROWEST[unit]


def _leading(said: Said, block: list[Said], names: set[str]) -> bool:
    return len(said.value) == 1 and said.value[0].type == "number" and 1 <= said.value[0].value <= LONGEST["em"]


def _wordless(said: Said, block: list[Said], names: set[str]) -> bool:
    """Generated content: nothing, a sign or two, a running number."""
    return all(
        (token.type == "string" and not any(map(str.isalnum, token.value)) and len(token.value) <= len(" – "))
        or (token.type == "ident" and token.lower_value in ("none", "normal"))
        or (token.type == "function" and token.lower_name in ("counter", "counters"))
        for token in said.value
    )


SPECIAL: dict[str, Callable[[Said, list[Said], set[str]], bool]] = {
    "background": _contrasts,
    "background-color": _contrasts,
    "color": _contrasts,
    "content": _wordless,
    "font-size": _letters,
    "line-height": _leading,
    "max-width": _wide,
    "width": _wide,
}
"""Property → whether its value will do."""
