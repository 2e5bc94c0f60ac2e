"""What no hyphen may part: addresses, links, file names, numbers; a long one breaks after a sign of its own. And what no line may
part: days, times, numbers with what they count or name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from xml.etree import ElementTree as ET

_ONE = re.compile(r"@|://|www\.|\\|[A-Za-zÄÖÜäöüß]/\w|\w\.\w|_|\d|(?:straße|gasse|allee)\W*+\Z")
"""What a word has that is an address, a file, a number or a street."""
_STREETS = tuple("straße str. weg platz allee gasse ring ufer damm steig anger".split())
"""How the names of streets end; before a number they are a part of an address."""
_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_UNITS = "Uhr|Euro|€|Prozent|%|Min\\.|Minuten?|Stunden?|Tagen?|Wochen?|Monaten?|Jahren?|m²?|km"
_NAMES = "TOP|Nr\\.|Seite|Ziel|Maßnahme|Auftrag|Arbeitsauftrag|Empfehlung|Handlungsempfehlung|Beschluss|Stadtbezirk|§|Absatz"
_TOGETHER = re.compile(
    rf"(?<=\d\.) (?=(?:{_MONTHS})\b)|(?<!\w)(?:{_MONTHS}) (?=\d{{4}}\b)|(?<=\d) (?=(?:{_UNITS})(?!\w))"
    rf"|(?<!\w)(?:{_NAMES}) (?=[0-9HZM])|(?<!\w)Fassung (?=[0-9a-f]{{8}}(?!\w))|(?<!\w)(?:[zdiua]\. )(?=[A-Za-zV]\.)"
)
"""Blanks within such, with the word before them where that tells."""
_NUMBER = re.compile(r"[+−(]?\d[\d.,]{0,10}[%;:)]{0,2}")
"""Numbers that stay whole by themselves: hyphens come between letters, and no line breaks at these signs."""
_WORD = re.compile(r"\S+")
_AFTER = re.compile(r"(?<=[/._@?&=#\\])(?=\w)")
_AT = re.compile(r"(?<=@)(?=\w)")
"""The one place in an e-mail address that readers expect a line to end at."""
_MAIL = re.compile(r"[^@/]{1,24}@[^@/]{1,24}")
_LONG = 12
"""Letters from which on a whole may break at its signs."""
STYLE = ".wort-ganz { hyphens: manual } .wort-fest { hyphens: manual; white-space: nowrap }"
"""Rules for the page's stylesheet. Classes, for each `style` attribute would be parsed."""
_FOOT = "data-angaben"
"""The attribute that holds what stands at the foot of each page."""
_OUTSIDE = frozenset(("script", "style", "title", "head", "svg", "{http://www.w3.org/2000/svg}svg"))


def keep_whole(tree: ET.Element) -> None:
    """Put every such word of a page into an element that is not hyphenated, with the places where it may break."""
    for element in _shown(tree):
        _wrap(element)
    for element in tree.iterfind(f".//*[@{_FOOT}]"):
        element.set(_FOOT, _TOGETHER.sub(_bound, element.get(_FOOT, "")))


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
    text, position, before = _TOGETHER.sub(_bound, text or ""), 0, ""
    wholes: list[ET.Element] = []
    for match in _wholes(text):
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


def _bound(blank: re.Match[str]) -> str:
    return blank[0].replace(" ", "\u00a0")


def _wholes(text: str) -> Iterator[re.Match[str]]:
    words = list(_WORD.finditer(text))
    for word, following in zip_longest(words, words[1:]):
        if _NUMBER.fullmatch(word[0]) and "\u00a0" not in text[max(0, word.start() - 1) : word.end() + 1]:
            continue
        before_number = following is not None and following[0][0].isdigit()
        if _ONE.search(word[0]) or (before_number and word[0].endswith(_STREETS)):
            yield word


def _whole(word: str) -> ET.Element:
    if len(word) <= _LONG:
        return _firm(word)
    made = ET.Element("span", {"class": "wort-ganz"})
    first, *others = (_AT if _MAIL.fullmatch(word) else _AFTER).split(word)
    _put(made, first)
    for part in others:
        _put(made, part, ET.SubElement(made, "wbr"))
    return made


def _put(made: ET.Element, part: str, behind: ET.Element | None = None) -> None:
    """Put a part of a whole at its end, `behind` the place where the line may end. A short one is firm, else the line would end
    within it, not before."""
    if len(part) <= _LONG:
        made.append(_firm(part))
    elif behind is not None:
        behind.tail = part
    else:
        made.text = part


def _firm(word: str) -> ET.Element:
    made = ET.Element("span", {"class": "wort-fest"})
    made.text = word
    return made
