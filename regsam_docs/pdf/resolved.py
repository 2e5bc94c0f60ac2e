"""What follows from an element's style alone is asked for once. WeasyPrint shares one style among like elements, but sets the
same margins, widths and borders on each of their boxes step by step, and walks through a dozen exceptions for every property that
a style has from its parent or from the beginning.

Each part here answers as WeasyPrint's own does, or asks it. Imported only after `load`.
"""

from __future__ import annotations

import re
from typing import Any

from weasyprint.css import ComputedStyle
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.css.tokens import Pending
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import percent
from weasyprint.text import line_break

from regsam_docs.pdf.patches import everywhere, instead

# --- styles ----------------------------------------------------------------------------------------------------------

_OF_THEIR_OWN = re.compile("float|position|display|page|text_decoration_.*")
"""Properties that are more than their parent's or their first value."""
_LOGICAL = frozenset(logical(block="ttb", inline=way) for logical in PHYSICAL_FUNCTIONS.values() for way in ("ltr", "rtl"))
"""Properties that say the same as others, by the direction of the text."""
_HANDED_DOWN = frozenset(key for key in INHERITED if not _OF_THEIR_OWN.fullmatch(key))
_LINES = frozenset(("outline", "column_rule", *(f"border_{side}" for side in ("top", "right", "bottom", "left"))))
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

_SIDES = ("top", "right", "bottom", "left")
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
