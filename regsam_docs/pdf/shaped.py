"""Every text of a document is shaped once. WeasyPrint has Pango shape it to see whether it fits its line, again to draw it, and
anew whenever the page, the table or the document it stands in is set again, each time with a context and a font looked up anew.

What is kept is kept for one document, under all that it hangs on (`SHAPE`, `BREAK`): every page stays the same to the byte.

At the end: two places where WeasyPrint ends a line wrongly. Imported only after `load`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from math import inf
from operator import itemgetter
from typing import Any

import weasyprint
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.text.line_break import Layout

from regsam_docs.pdf.lean import KNOWN, everywhere

SHAPE = (
    "font_family font_style font_stretch font_weight font_size font_variant_caps font_variation_settings font_kerning "
    "font_variant_ligatures font_variant_position font_variant_numeric font_variant_alternates font_variant_east_asian "
    "font_feature_settings font_language_override lang direction text_decoration_line overflow_wrap letter_spacing word_spacing"
).split()
"""The properties a shaped text hangs on."""
BREAK = "white_space hyphens hyphenate_limit_chars hyphenate_limit_zone hyphenate_character word_break tab_size".split()
"""Those that decide besides where it is broken."""
_ask_shape, _ask_break = itemgetter(*SHAPE), itemgetter(*BREAK)

MOST = 6000
"""So many texts, and so many lines, are kept at most: some ten megabytes."""

_ODD = re.compile("[\t\n\r\v\f\x00\x85\u2028\u2029]")
"""What makes Pango or WeasyPrint do more than to set one letter after another."""

ffi.cdef("""
    PangoLayout * pango_layout_copy (PangoLayout *layout);
    int pango_layout_get_line_count (PangoLayout *layout);
    PangoEllipsizeMode pango_layout_get_ellipsize (PangoLayout *layout);
    PangoWrapMode pango_layout_get_wrap (PangoLayout *layout);
""")


class _Kept:
    """What is kept while one document is set."""

    def __init__(self) -> None:
        self.kinds: dict[object, int] = {}
        """Numbers of styles that shape, or break, alike."""
        self.blanks: dict[int, tuple[Any, dict[str, Any]]] = {}
        """An empty layout for each kind of shape, and what WeasyPrint notes beside it."""
        self.shapes: dict[tuple[int, str], Any] = {}
        """Texts as Pango shaped them, each in one line."""
        self.wholes: dict[tuple[int, str], tuple[Any, ...]] = {}
        """Texts that fitted their line: what `split_first_line` gives, if they fit."""
        self.lines: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        """First lines of texts that did not, by the width there was."""

    def shape(self, style: Any) -> int:
        """The number of all styles that shape texts as this one, which remembers it."""
        kind: int | None = vars(style).get("_shape")
        if kind is None:
            kind = vars(style)["_shape"] = self._number((style.font_config, *_ask_shape(style)))
        return kind

    def breaks(self, style: Any) -> int:
        """The number of all styles that break lines as this one."""
        kind: int | None = vars(style).get("_breaks")
        if kind is None:
            kind = vars(style)["_breaks"] = self._number((self.shape(style), *_ask_break(style)))
        return kind

    def _number(self, asked: object) -> int:
        try:
            return self.kinds.setdefault(asked, len(self.kinds))
        except TypeError:  # a list of fonts, a set of lines
            return self.kinds.setdefault(repr(asked), len(self.kinds))


_kept = _Kept()


@contextmanager
def one_document() -> Iterator[None]:
    """Keep what is shaped until the document is written."""
    global _kept  # noqa: PLW0603  # WeasyPrint hands nothing through that could hold it
    _kept = _Kept()
    try:
        yield
    finally:
        _kept = _Kept()


def _plain(style: Any) -> bool:
    return style["letter_spacing"] == "normal" and not style["word_spacing"]


class _Frugal(Layout):  # type: ignore[misc]
    """A layout that is copied from a blank one, and whose shaped text is left to the next that wants the same."""

    def setup(self, style: Any) -> None:
        kind = _kept.shape(style)
        if kind not in _kept.blanks:
            _kept.blanks[kind] = self._blank(style)
        blank, beside = _kept.blanks[kind]
        self.__dict__.update(beside, style=style, layout=ffi.gc(pango.pango_layout_copy(blank), gobject.g_object_unref))

    @staticmethod
    def _blank(style: Any) -> tuple[Any, dict[str, Any]]:
        made = Layout.__new__(Layout)
        made.setup(style)
        beside = vars(made)
        layout = beside.pop("layout")
        pango.pango_layout_set_single_paragraph_mode(layout, True)
        if style["overflow_wrap"] in ("anywhere", "break-word"):
            attributes = pango.pango_layout_get_attributes(layout)
            if attributes == ffi.NULL:
                attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
            # Of the whole text, whatever it will be.
            pango.pango_attr_list_change(attributes, pango.pango_attr_insert_hyphens_new(False))
            pango.pango_layout_set_attributes(layout, attributes)
        return layout, beside

    def set_text(self, text: str, justify: bool = False) -> None:
        if _ODD.search(text) or (justify and self.justification_spacing) or not _plain(self.style):
            pango.pango_layout_set_single_paragraph_mode(self.layout, False)
            super().set_text(text, justify)
        else:
            self.text = text
            pango.pango_layout_set_text(self.layout, text.encode(), -1)

    def deactivate(self) -> None:
        if len(_kept.shapes) < MOST and self._is_one_line():
            _kept.shapes[_kept.shape(self.style), self.text] = self.layout
        super().deactivate()

    def _is_one_line(self) -> bool:
        """Whether nothing but its style and its text makes it what it is."""
        return (
            not self.justification_spacing
            and not _ODD.search(self.text)
            and _plain(self.style)
            and pango.pango_layout_get_line_count(self.layout) == 1
            and not pango.pango_layout_get_ellipsize(self.layout)
            and not pango.pango_layout_get_wrap(self.layout)
        )

    def reactivate(self, style: Any) -> None:
        # Taken, not shared: who draws it may change it.
        kind = _kept.shape(style)
        shape = None if self.justification_spacing else _kept.shapes.pop((kind, self.text), None)
        if shape is None:
            super().reactivate(style)
        else:
            self.__dict__.update(_kept.blanks[kind][1], style=style, layout=shape)

    def again(self) -> _Frugal:
        """The same, for another place of the document."""
        copy = type(self).__new__(type(self))
        copy.__dict__.update(self.__dict__)
        return copy


def _split_once(
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> tuple[Any, ...]:
    if justification_spacing or not _plain(style):
        return _split(text, style, context, max_width, justification_spacing, is_line_start, minimum)  # type: ignore[no-any-return]
    kind = _kept.breaks(style)
    whole, place = (kind, text), (kind, text, max_width, is_line_start, minimum)
    known = _kept.wholes.get(whole)
    if known is None or (max_width is not None and known[3] > max_width):
        known = _kept.lines.get(place)
    if known is None:
        known = _split(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        layout, _, following, width, *_ = known
        fits = following is None and layout.text == text and (max_width is None or width <= max_width)
        if len(_kept.wholes) + len(_kept.lines) < MOST:
            if fits:
                _kept.wholes[whole] = known
            else:
                _kept.lines[place] = known
    layout = known[0].again()
    layout.max_width = max_width
    return layout, *known[1:]


# --- Two places where WeasyPrint ends a line wrongly, put right: what it gives is asked again, or told what it overlooks.

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

everywhere(Layout, _Frugal)
_split = everywhere(line_break.split_first_line, _split_once)
everywhere(line_break.can_break_text, lru_cache(maxsize=1024)(line_break.can_break_text))
