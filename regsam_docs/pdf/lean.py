"""What WeasyPrint does in vain for pages like ours, left undone: every page stays the same to the byte and is set sooner.

Each step says why it changes nothing, answers as WeasyPrint's own does or asks it, and is taken back for a document of which that
is not certain. Imported only after `load`.
"""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Iterator
from copy import copy
from typing import Any
from xml.etree import ElementTree as ET

import pydyf  # type: ignore[import-untyped]
import weasyprint
from cssselect2 import compiler, parser
from tinyhtml5 import inputstream
from weasyprint import CSS
from weasyprint.css import ComputedStyle
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.css.tokens import Pending
from weasyprint.formatting_structure.boxes import Box
from weasyprint.html import UA_STYLESHEET
from weasyprint.layout import percent
from weasyprint.text import line_break

KNOWN = "70.0"
"""The version whose insides were read. With another one WeasyPrint is left as it is: slower, and right."""

MADE: list[tuple[object, str, object]] = []
"""What was changed: the module or class, the name, and what it named before."""


def everywhere(part: Any, ours: object) -> Any:
    """Put ours in the place of a function or class, in all its modules that name it; gives back theirs."""
    for name, module in [*sys.modules.items()]:
        if name.partition(".")[0] == "weasyprint":
            for word in [word for word, value in vars(module).items() if value is part]:
                instead(module, word, ours)
    return part


def instead(owner: object, name: str, ours: object) -> Any:
    """Put ours in the place of a method or of what a module names so; gives back theirs."""
    theirs = getattr(owner, name, None)
    if theirs is not None and weasyprint.__version__ == KNOWN:
        MADE.append((owner, name, theirs))
        setattr(owner, name, ours)
    return theirs


# --- rules and files -------------------------------------------------------------------------------------------------

YOUNG = 50_000, 5, 2
"""When the garbage collector looks: at so many new objects, at so many times that, and at everything. Python's own numbers let
it walk through a document's boxes again and again while they are made and none is garbage."""

_NOTES = frozenset(("footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"))
_ASKED = re.compile(r"footnote|\bnote\(|display\s*+:(?:[^;}\"ld]|l(?!ist-item)|d(?!isplay))*+list-item", re.IGNORECASE)
"""What makes WeasyPrint ask for the styles of notes, or of the marker of what is no `li`."""


def settle() -> None:
    """Let the garbage collector pass over what is loaded by now, and look seldom: for a process that only sets documents."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*YOUNG)


def prepare(html: str, css: str) -> None:
    """Choose the rules of WeasyPrint's own stylesheet for a document. It styles six pseudo-elements of every element, which takes
    more time than the elements: five of notes, and the marker that only list items have."""
    use(WHOLE if _ASKED.search(css) or _ASKED.search(html) else LEAN)


def choose(sheet: CSS, tree: ET.Element) -> None:
    """Choose the rules of a stylesheet, which is for documents of all kinds: those for classes and ids that this one has."""
    there = {f".{name}" for element in tree.iter() for name in compiler.split_whitespace(element.get("class", ""))}
    there.update(f"#{element.get('id')}" for element in tree.iter() if element.get("id"))
    rules = vars(sheet).setdefault("all_rules", sheet.matcher)
    sheet.matcher = copy(rules)
    for name, kept in vars(rules).items():
        if isinstance(kept, dict):
            setattr(sheet.matcher, name, {key: found for key, some in kept.items() if (found := _for(there, some))})
        elif isinstance(kept, list):
            setattr(sheet.matcher, name, _for(there, kept))


NOTHING: frozenset[str] = frozenset()


def _for(there: set[str], rules: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [rule for rule in rules if getattr(rule[0], "needs", NOTHING) <= there]


def _compile(selector: Any, parsed: Any) -> None:
    """A selector notes with its test the classes and ids without which it fits nothing."""
    _compile_bare(selector, parsed)
    selector.test.needs = frozenset(_named(parsed.parsed_tree))


def _named(node: Any) -> Iterator[str]:
    while isinstance(node, parser.CombinedSelector):
        yield from _named(node.right)
        node = node.left
    for part in node.simple_selectors:
        if isinstance(part, parser.ClassSelector):
            yield f".{part.class_name}"
        elif isinstance(part, parser.IDSelector):
            yield f"#{part.ident}"


class _Until(dict[tuple[Any, bool], re.Pattern[str]]):
    """The patterns of the HTML parser, which keeps each under itself instead of under what it is made of, and never finds it."""

    def __missing__(self, key: tuple[Any, bool]) -> re.Pattern[str]:
        characters, opposite = key
        signs = "".join(f"\\x{ord(character):02x}" for character in characters)
        pattern = self[key] = re.compile(f"[{'' if opposite else '^'}{signs}]+")
        return pattern


def _bytes(item: Any) -> bytes:
    """What is written into a PDF is mostly bytes, words and whole numbers: these first."""
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[no-any-return]
    if kind is str:
        return item.encode("ascii")  # type: ignore[no-any-return]
    return b"%d" % item if kind is int else _bytes_of_all(item)


Rules = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]
"""Rules for elements of any name, and those for list items."""


def use(rules: Rules) -> None:
    """Let these be the rules of WeasyPrint's own stylesheet."""
    matcher = UA_STYLESHEET.matcher
    matcher.other_selectors, matcher.lower_local_name_selectors["li"] = rules


def _without_waste(rules: Rules) -> Rules:
    of_any, of_items = rules
    markers = [rule for rule in of_any if rule[3] == "marker"]
    return [rule for rule in of_any if rule[3] not in _NOTES and rule[3] != "marker"], [*of_items, *markers]


WHOLE: Rules = UA_STYLESHEET.matcher.other_selectors, UA_STYLESHEET.matcher.lower_local_name_selectors["li"]
LEAN = _without_waste(WHOLE)

_compile_bare = instead(compiler.CompiledSelector, "__init__", _compile)
_bytes_of_all = instead(pydyf, "_to_bytes", _bytes)
instead(inputstream, "characters_until_regex", _Until())

# --- What follows from an element's style alone is asked for once. WeasyPrint shares one style among like elements, but sets the
# same margins, widths and borders on each of their boxes step by step, and walks through a dozen exceptions for every property
# that a style has from its parent or from the beginning.

_OF_THEIR_OWN = re.compile("float|position|display|page|text_decoration_.*")
"""Properties that are more than their parent's or their first value."""
_LOGICAL = frozenset(logical(block="ttb", inline=way) for logical in PHYSICAL_FUNCTIONS.values() for way in ("ltr", "rtl"))
"""Properties that say the same as others, by the direction of the text."""
_HANDED_DOWN = frozenset(key for key in INHERITED if not _OF_THEIR_OWN.fullmatch(key))
_SIDES = ("top", "right", "bottom", "left")
_LINES = frozenset(("outline", "column_rule", *(f"border_{side}" for side in _SIDES)))
_WIDTHS = {f"{line}_width": f"{line}_style" for line in _LINES}
_AT_FIRST = {
    **{
        key: value
        for key, value in INITIAL_VALUES.items()
        if key not in INHERITED and key not in INITIAL_NOT_COMPUTED and not _OF_THEIR_OWN.fullmatch(key)
    },
    **{f"{line}_width": 0 for line in _LINES},  # as long as there is none
}
"""What a property is if nobody says anything."""


def _missing(style: Any, key: str) -> Any:
    """A property of an element that nobody set is that of its parent, or what it is at first."""
    said = style.cascaded
    if key not in said:
        if key in _AT_FIRST and _LOGICAL.isdisjoint(said) and (key not in _WIDTHS or _WIDTHS[key] not in said):
            value = style[key] = _AT_FIRST[key]
            return value
        if key in _HANDED_DOWN and style.parent_style is not None:
            value = style[key] = style.parent_style[key]
            return value
    return _compute(style, key)


def _solved(pending: Any, tokens: list[Any], wanted: str, base_url: str | None) -> Any:
    """A value made of variables is the same wherever they are."""
    answers = vars(pending).setdefault("_answers", {})
    place = wanted, base_url, *map(id, tokens)  # which are kept, so that no other has their number
    if place in answers:
        return answers[place][1]
    answer = _solve(pending, tokens, wanted, base_url)
    if len(answers) < VARIANTS:
        answers[place] = tokens, answer
    return answer


VARIANTS = 64
"""So many are kept for one value of a stylesheet."""

# --- boxes -----------------------------------------------------------------------------------------------------------

_LENGTHS = (
    *(f"{part}_{side}" for part in ("margin", "padding") for side in _SIDES),
    *(f"{bound}{axis}" for bound in ("", "min_", "max_") for axis in ("width", "height")),
)
_SET = (*_LENGTHS, *(f"border_{side}_width" for side in _SIDES))
_CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
_SQUARE = dict.fromkeys(_CORNERS, (0, 0))


def _percentages(box: Any, containing_block: Any) -> None:
    fixed = vars(box.style).get("_fixed_lengths")
    if not fixed or not isinstance(box, Box):  # a placeholder hands on what is set on it
        _resolve(box, containing_block)
        if fixed is None and isinstance(box, Box):
            vars(box.style)["_fixed_lengths"] = _fixed(box)
        return
    lengths, percent, taken = fixed
    vars(box).update(lengths)
    if percent is not None:
        width = containing_block.width if isinstance(containing_block, Box) else containing_block[0]
        box.width = max(0, width * percent / 100 - taken) if taken > 0 else width * percent / 100


def _fixed(box: Any) -> tuple[dict[str, Any], float | None, float] | bool:
    """The lengths of all boxes with the style of this one, which is found out; a width that is a percentage, and what of it is
    not for content. False if more hangs on where they stand."""
    style = box.style
    width = style["width"]
    percent = width.value if getattr(width, "unit", None) == "%" else None
    others = (name for name in _LENGTHS if percent is None or name != "width")
    if style["border_collapse"] == "collapse" or not all(_is_fixed(style[name]) for name in others):
        return False
    taken = 0 if style["box_sizing"] == "content-box" else box.padding_left + box.padding_right
    if style["box_sizing"] == "border-box":
        taken = box.padding_left + box.padding_right + box.border_left_width + box.border_right_width
    return {name: vars(box)[name] for name in _SET}, percent, taken


def _is_fixed(length: Any) -> bool:
    return length == "auto" or getattr(length, "unit", None) == "px"


def _radii(box: Any) -> None:
    square = vars(box.style).get("_square")
    if square is None:
        square = vars(box.style)["_square"] = all((0, "px") in box.style[corner] for corner in _CORNERS)
    if square and isinstance(box, Box):
        vars(box).update(_SQUARE)
    else:
        _resolve_radii(box)


def _in_flow(box: Any) -> bool:
    style = box.style
    position = style["position"]
    return (style["float"] == "none" and position in ("static", "relative")) or bool(_ask_flow(box))


def _strut(style: Any) -> tuple[float, float]:
    known = vars(style).get("_strut")
    if known is None:
        known = vars(style)["_strut"] = _measure(style)
    return known  # type: ignore[no-any-return]


_resolve = everywhere(percent.resolve_percentages, _percentages)
_resolve_radii = everywhere(percent.resolve_radii_percentages, _radii)
_measure = everywhere(line_break.strut, _strut)
_solve = instead(Pending, "solve", _solved)
_ask_flow = instead(Box, "is_in_normal_flow", _in_flow)
_compute = instead(ComputedStyle, "__missing__", _missing)
