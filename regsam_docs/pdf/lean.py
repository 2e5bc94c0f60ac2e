"""What WeasyPrint does in vain for pages like ours, left undone: every page stays the same to the byte and is set sooner.

Each step says why it changes nothing, and is taken back for a document of which that is not certain.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from copy import copy
from typing import Any
from xml.etree import ElementTree as ET

import pydyf  # type: ignore[import-untyped]
from cssselect2 import compiler, parser
from tinyhtml5 import inputstream
from weasyprint import CSS
from weasyprint.html import UA_STYLESHEET

from regsam_docs.pdf.patches import instead

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
