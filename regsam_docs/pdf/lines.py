"""Two places where WeasyPrint ends a line wrongly, put right: what it gives is asked again, or told what it overlooks.

Imported only after `load`.
"""

from __future__ import annotations

from math import inf
from typing import Any

import weasyprint
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.layout import inline
from weasyprint.text import line_break

from regsam_docs.pdf.patches import KNOWN

_NARROW = 4
"""Letters of a line are at most so many times its width through the size of its type."""


def _first_line(text: str, style: Any, context: Any, max_width: float | None, *others: Any, **named: Any) -> Any:
    """A text whose last blank alone goes beyond the line fits: the blank goes. WeasyPrint takes such a line for one long word,
    and ends it after the first word or within that."""
    split = line_break.split_first_line(text, style, context, max_width, *others, **named)
    ends = split[2] is not None and text.endswith(" ") and style["white_space"] == "normal"
    if ends and max_width not in (None, inf) and style["font_size"] and len(text) <= max_width * _NARROW / style["font_size"]:
        bare = line_break.split_first_line(text.rstrip(" "), style, context, max_width, *others, **named)
        if bare[2] is None and bare[3] <= max_width:
            return line_break.split_first_line(text, style, context, inf, *others, **named)
    return split


def _inline_level(
    context: Any, box: Any, x: float, max_x: float, space: float, skip: Any, around: Any, absolute: Any, fixed: Any, places: Any,
    floats: Any, before: Any, *styles: Any,
) -> Any:  # fmt: skip
    """A word stands at the beginning of its line only if nothing stands before it. WeasyPrint looks whether something does, but
    not into an element that began with the line, and parts a word at any letter there."""
    if not before and isinstance(box, TextBox) and x - around.content_box_x() > 2 * box.style["font_size"]:
        before = (box,)
    return _split_inline_level(context, box, x, max_x, space, skip, around, absolute, fixed, places, floats, before, *styles)


_split_inline_level = inline.split_inline_level
if weasyprint.__version__ == KNOWN:  # another may ask these otherwise; its lines are as it breaks them
    inline.split_first_line, inline.split_inline_level = _first_line, _inline_level
