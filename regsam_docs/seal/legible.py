"""What a reader gets of a page: its words in their order, and what may hide, move or add to them.

A page is read as a browser and WeasyPrint read it (`tinyhtml5`). Of its markup only what is known to leave the words as they are
is passed over: ordinary elements, classes, rows and columns. Of a stylesheet, too, only what is known to be looks alone is
passed over (`LOOKS`): spaces of a bounded size, dark text, light ground, lines, type that can be read. Everything else is
part of what a reader gets, and so are elements that such a rule speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import tinycss2
import tinyhtml5

from regsam_docs.limits import KIB, STYLE_LENGTH
from regsam_docs.rules import colours

ORDINARY: Final = frozenset(
    "a abbr b blockquote body br caption code col colgroup div em footer h1 h2 h3 h4 h5 h6 head header html i img li main meta"
    " nav ol p pre section small span strong sub sup table tbody td tfoot th thead time title tr u ul".split()
)
"""Elements that show the words in them."""

SILENT: Final = frozenset("class colspan datetime href id lang role rowspan scope tabindex".split())
"""Attributes nobody reads; what others say may be printed by a style (`attr()`), read out, or hide something."""

LARGEST: Final = {"mm": 40, "cm": 4, "pt": 115, "px": 150, "em": 10, "rem": 10, "%": 30, "": 0}
"""Widest space that leaves words on the sheet, by unit."""

TYPE: Final = {"pt": (7, 40), "px": (9, 53), "em": (0.7, 4), "rem": (0.7, 4), "%": (70, 400)}
"""Sizes of type that can be read."""

LEADING: Final = {"": (1, 3), "%": (100, 300), "em": (1, 3)}
WIDTH: Final = {"%": (5, 100), "mm": (20, 400), "pt": (60, 1200), "px": (80, 1600), "em": (5, 100), "rem": (5, 100)}

DARK, LIGHT = 0.12, 0.6
"""Luminance of text at most, of the ground behind it at least: 3.8 : 1 between the two whatever they are."""

COLOURS: Final = ("color:", "background:", "background-color:")
"""An element for which a style names colours shows its words all the same."""

Value = list[Any]


def words(html: str, *sheets: str) -> tuple[str, ...]:
    """The words of a page under its stylesheets, with marks for what bears on them."""
    rules: list[str] = []
    named: set[str] = set()
    for sheet in sheets:
        said, names = _style(sheet)
        rules += said
        named |= names
    root = tinyhtml5.parse(html, namespace_html_elements=False)
    return (*_content(root, named), *rules)


# ---- the page


def _content(root: Any, named: set[str]) -> Iterator[str]:
    """Marks and words of an element and what is in it; no recursion, for a template may nest without end."""
    open_: list[Any] = [root]
    while open_:
        here = open_.pop()
        if isinstance(here, str):
            yield from here.split()
            continue
        if here.tail:
            open_.append(here.tail)
        if not isinstance(here.tag, str):
            continue  # a comment
        yield from _marks(here, named)
        open_ += reversed(list(here))
        if here.text:
            open_.append(here.text)


def _marks(element: Any, named: set[str]) -> Iterator[str]:
    if element.tag not in ORDINARY or element.tag in named:
        yield f"<{element.tag}>"
    for name, value in sorted(element.attrib.items(), key=lambda pair: str(pair[0])):
        if name == "class":
            yield from (f"<.{one}>" for one in value.split() if one in named)
        elif name in named or not (name in SILENT or (element.tag == "meta" and name == "content")):
            yield f"<{name}={' '.join(value.split())}>"
        elif name == "id" and value in named:
            yield f"<#{value}>"


# ---- the style


@lru_cache(maxsize=32)
def _style(sheet: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """What of a stylesheet is not looks alone, and every name its selectors speak of. Raises ValueError if it is too long."""
    found: list[str] = []
    names: set[str] = set()
    if len(sheet) > STYLE_LENGTH:
        raise ValueError(f"ein Stylesheet ist länger als {STYLE_LENGTH // KIB} KiB")
    for where, selector, said in _rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), ""):
        found.append(f"{where}{said}")
        if not said.startswith(COLOURS):
            names |= set(re.findall(r"[\w-]+", selector))
    return tuple(found), frozenset(names)


_PAGES = ("page", *(f"{v}-{h}" for v in ("top", "bottom") for h in ("left", "center", "right")))
_INSIDE: Final[Mapping[str, Callable[..., Value]]] = {
    **dict.fromkeys(_PAGES, tinycss2.parse_blocks_contents),
    **dict.fromkeys(("media", "supports", "layer"), tinycss2.parse_rule_list),
}
"""At-rule → how what stands in it is read."""


def _rules(nodes: Iterable[Any], where: str) -> Iterator[tuple[str, str, str]]:
    """Where a declaration stands, the selector it stands under, and itself."""
    for node in nodes:
        if node.type == "declaration":
            value = [token for token in node.value if token.type not in ("whitespace", "comment")]
            if node.lower_name not in LOOKS or not LOOKS[node.lower_name](value):
                yield where, where, f"{node.name}: {_folded(node.value)}{' !important' if node.important else ''}"
        elif node.type == "qualified-rule":
            inner = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            yield from _rules(inner, f"{where}{_folded(node.prelude)} / ")
        elif node.type == "at-rule" and node.content is not None and node.lower_at_keyword in _INSIDE:
            inner = _INSIDE[node.lower_at_keyword](node.content, skip_comments=True, skip_whitespace=True)
            yield from _rules(inner, f"{where}@{node.lower_at_keyword} {_folded(node.prelude)} / ")
        elif node.type not in ("whitespace", "comment"):
            yield where, "", _folded([node])


def _folded(tokens: Value) -> str:
    return " ".join(tinycss2.serialize(tokens).split())


# ---- what is looks alone


Fits = Callable[[Value], bool]


def _each(fits: Callable[[Any], bool]) -> Fits:
    return lambda value: all(map(fits, value))


def _measured(sizes: Mapping[str, tuple[float, float]], *idents: str) -> Fits:
    """Sizes within bounds, by unit, and some words."""
    return _each(lambda token: _within(token, sizes) or (token.type == "ident" and token.lower_value in idents))


def _within(token: Any, sizes: Mapping[str, tuple[float, float]]) -> bool:
    units = {"dimension": getattr(token, "lower_unit", ""), "percentage": "%", "number": ""}
    if token.type not in units or units[token.type] not in sizes:
        return False
    least, most = sizes[units[token.type]]
    return bool(least <= token.value <= most)


def _coloured(fits: Callable[[float], bool], *idents: str) -> Fits:
    """One colour whose luminance fits, or one of some words."""

    def judge(value: Value) -> bool:
        if len(value) != 1 or value[0].type != "hash":
            return len(value) == 1 and value[0].type == "ident" and value[0].lower_value in idents
        digits = value[0].value if len(value[0].value) != 3 else "".join(2 * digit for digit in value[0].value)
        return re.fullmatch(r"[0-9A-Fa-f]{6}", digits) is not None and fits(colours.luminance(f"#{digits}"))

    return judge


_PLAIN = _each(lambda token: token.type in ("ident", "number", "string", "literal"))
"""Words and figures: no addresses, no functions."""

_SPACE = {unit: (0.0, float(most)) for unit, most in LARGEST.items()}
_LINE = _each(
    lambda token: (
        _within(token, _SPACE) or token.type in ("ident", "hash") or (token.type == "function" and token.lower_name == "var")
    )
)
"""A border: bounded, of any colour."""

_LIGHT = _coloured(lambda light: light >= LIGHT, "none", "transparent", "white")

_SIDES = ("", "-top", "-right", "-bottom", "-left")

LOOKS: Final[Mapping[str, Fits]] = {
    **{f"{name}{side}": _measured(_SPACE, "auto") for name in ("margin", "padding") for side in _SIDES},
    **{f"border{side}{part}": _LINE for side in _SIDES for part in ("", "-width", "-color", "-style")},
    **dict.fromkeys(("border-radius", "border-spacing", "column-gap"), _measured({**_SPACE, "%": (0, 100)})),
    **dict.fromkeys(("width", "max-width", "min-width"), _measured(WIDTH, "auto", "none")),
    **dict.fromkeys(("font-style", "font-weight", "font-family", "font-variant-numeric"), _PLAIN),
    **dict.fromkeys(("hyphens", "hyphenate-limit-chars", "orphans", "widows", "text-align", "vertical-align"), _PLAIN),
    **dict.fromkeys(("break-before", "break-after", "break-inside", "box-decoration-break", "box-sizing"), _PLAIN),
    **dict.fromkeys(("page-break-before", "page-break-after", "page-break-inside", "overflow-wrap"), _PLAIN),
    **dict.fromkeys(("border-collapse", "table-layout"), _PLAIN),
    "text-decoration": _measured({}, "none", "underline"),
    "font-size": _measured(TYPE),
    "line-height": _measured(LEADING, "normal"),
    "color": _coloured(lambda light: light <= DARK, "inherit", "currentcolor", "black"),
    "background": _LIGHT,
    "background-color": _LIGHT,
}
"""Property → whether a value of it changes looks alone."""
