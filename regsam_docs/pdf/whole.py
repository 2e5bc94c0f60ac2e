"""What no hyphen may part: addresses, links, file names, numbers. A long one breaks after a sign of its own."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_WHOLE = re.compile(
    r"\S*(?:@|://|www\.|\\|[A-Za-zÄÖÜäöüß_]/\w|\w\.\w|_|\d)\S*"  # an address, a file, a number
    r"|\b[A-ZÄÖÜ][\w-]*(?:straße|str\.|weg|platz|allee|gasse|ring|ufer|damm|steig|anger)(?=\s+\d)"  # a street before its number
)
_AFTER = re.compile(r"(?<=[/._@?&=#\\])(?=\w)")
_LONG = 12
"""Letters from which on a whole may break at its signs."""
_OUTSIDE = frozenset(("script", "style", "title", "head", "svg", "{http://www.w3.org/2000/svg}svg"))


def keep_whole(tree: ET.Element) -> None:
    """Put every such word of a page into an element that is not hyphenated, with the places where it may break."""
    for element in _shown(tree):
        _wrap(element)


def _shown(element: ET.Element) -> list[ET.Element]:
    if element.tag in _OUTSIDE:
        return []
    return [element, *(inner for child in element for inner in _shown(child))]


def _wrap(element: ET.Element) -> None:
    children = list(element)
    element.text, wholes = _parted(element.text)
    for child in children:
        child.tail, behind = _parted(child.tail)
        wholes += [child, *behind]
    element[:] = wholes


def _parted(text: str | None) -> tuple[str, list[ET.Element]]:
    """A text as what stands before its first whole, and the wholes with what stands behind each."""
    text, position, before = text or "", 0, ""
    wholes: list[ET.Element] = []
    for match in _WHOLE.finditer(text):
        if wholes:
            wholes[-1].tail = text[position : match.start()]
        else:
            before = text[: match.start()]
        wholes.append(_whole(match[0]))
        position = match.end()
    if not wholes:
        return text, []
    wholes[-1].tail = text[position:]
    return before, wholes


def _whole(word: str) -> ET.Element:
    made = ET.Element("span", style="hyphens: manual")
    first, *others = _AFTER.split(word) if len(word) > _LONG else [word]
    made.text = first
    for part in others:
        ET.SubElement(made, "wbr").tail = part
    return made
