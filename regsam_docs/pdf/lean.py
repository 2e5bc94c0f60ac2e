"""What WeasyPrint does in vain for pages like ours, left undone: every page stays the same to the byte and is set sooner.

Each step says why it changes nothing, and is taken back for a document of which that is not certain.
"""

from __future__ import annotations

import gc
import re

from weasyprint.html import UA_STYLESHEET

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
