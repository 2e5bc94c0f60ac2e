"""Whether a drawing (SVG) is only a drawing: no scripts, no references outside it, nothing that grows without
end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from regsam_docs.cleaning import alike
from regsam_docs.finding import Rule
from regsam_docs.texts import drawn, printable
from regsam_docs.texts.check import character_message
from regsam_docs.texts.rules import T02, T05

ELEMENTS = 50_000
"""Most elements of a drawing, each counted as often as it is drawn (by `<use>`, patterns, markers)."""
ATTRIBUTES = 200
"""Most attributes of one element: to list them takes the square of their number."""
CHAIN = 200
"""Deepest nesting of elements and references together."""

NESTING = 30
"""Deepest nesting of brackets in a style: the parser writes them anew one in the other."""

_XHTML = "http://www.w3.org/1999/xhtml"
_REFUSED = {
    "script": "ein Skript",
    "handler": "ein Skript",
    "listener": "ein Skript",
    "foreignobject": "fremden Inhalt (foreignObject)",
    "iframe": "fremden Inhalt (iframe)",
    "object": "fremden Inhalt (object)",
    "embed": "fremden Inhalt (embed)",
    "audio": "Ton",
    "video": "ein Video",
    "image": "ein eingebettetes Bild (image)",
    "feimage": "ein eingebettetes Bild (feImage)",
    "cursor": "ein eingebettetes Bild (cursor)",
    "font-face-uri": "eine fremde Schrift",
    "tref": "einen Verweis auf fremden Text (tref)",
    "animate": "eine Animation",
    "animatecolor": "eine Animation",
    "animatemotion": "eine Animation",
    "animatetransform": "eine Animation",
    "set": "eine Animation",
    "discard": "eine Animation",
}
_URL = re.compile(r"url\s*\(\s*[\"']?\s*([^\"')\s]*)", re.IGNORECASE)
_CSS_LOADS = re.compile(r"@import|@font-face|@namespace|\b(?:image|image-set|src|expression)\s*\(|\\", re.IGNORECASE)
_LENGTH = re.compile(rf"\s*(?:auto|({alike.NUMBER.pattern})(?:px|pt|pc|mm|cm|in|em|ex|rem|%)?)\s*\Z")
_LEAST, _MOST = 0.01, 1e7
"""Of a size in any unit, and of a drawing's own coordinates."""
_SAVE = "Speichern Sie die Zeichnung als „einfaches SVG“ oder als PNG."
_TOO_LARGE = f"Die Zeichnung ist zu groß oder enthält Verweise im Kreis (use). Vereinfachen Sie sie. {_SAVE}"


_DOCTYPE = re.compile(
    r"""\s*<!DOCTYPE\s+(?:svg:)?svg"""
    r"""(?:\s+PUBLIC\s+(["'])-//W3C//DTD SVG [A-Za-z0-9. ]{1,40}//EN\1\s*(?:(["'])[A-Za-z0-9_./:-]{1,200}\2)?)?\s*>"""
)
"""The document type that drawing programs write: a public name, which nobody fetches, and no entities."""


def problem(data: bytes) -> str | None:
    """Why an SVG cannot be shown, as a German sentence with what to do; None if it can be. Reads nothing else."""
    read = _read(data)
    return read if isinstance(read, str) else None


def unprinted(data: bytes) -> tuple[Rule, str] | None:
    """What of an SVG that can be shown its PDF would show otherwise (T02), or not at all (T05), with what to do."""
    root = _read(data)
    if isinstance(root, str):
        return None
    said = drawn.differs(root)
    if said is not None:
        return T02, (
            f"Im PDF sähe die Zeichnung anders aus als im Browser, denn sie enthält {said}. Zeichnen Sie es anders (Text in "
            "Pfade umwandeln, Effekte entfernen), oder speichern Sie die Zeichnung als PNG."
        )
    for text in drawn.words(root):
        run = next(printable.unprintable(text), None)
        if run is not None:
            return T05, character_message(text, run)
    return None


def _read(data: bytes) -> Any:
    """The root of a drawing that is nothing more than one; else why it is refused."""
    from lxml import etree

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return f"Die Zeichnung ist nicht in UTF-8 gespeichert. {_SAVE}"
    text = _without_type(text)
    if re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
        return f"Die Zeichnung enthält einen DOCTYPE mit eigenen Entities oder fremden Adressen; das ist nicht erlaubt. {_SAVE}"
    declared = re.match(r"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", text)
    if declared and declared[1].lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
        # Another program would read other words than we.
        return f"Die Zeichnung ist nicht in UTF-8 gespeichert. {_SAVE}"
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8", remove_comments=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        return f"Die Zeichnung ist kein gültiges SVG (Zeile {error.lineno or 1}). {_SAVE}"
    if any(number == ELEMENTS or len(element.attrib) > ATTRIBUTES for number, element in enumerate(root.iter("*"))):
        return _TOO_LARGE
    if root.tag != f"{{{alike.NAMESPACE}}}svg":
        return f'Der Zeichnung fehlt die Angabe xmlns="{alike.NAMESPACE}". {_SAVE}'
    reason = next(_forbidden(root), None)
    if reason is not None:
        return f"Die Zeichnung enthält {reason}; das ist nicht erlaubt. {_SAVE}"
    if not _is_small(root):
        return _TOO_LARGE
    size = next(_sizeless(root), None)
    if size is not None:
        return f"Die Zeichnung hat keine Größe, die sich drucken lässt ({size}). Geben Sie ihr Breite und Höhe, oder: {_SAVE}"
    return root


def _sizeless(root: Any) -> Iterator[str]:
    """What of a drawing's size is not to be read, nothing or endless, as it is written; what is not said is no fault."""
    for name in ("width", "height"):
        found = _LENGTH.match(root.get(name, "auto"))
        if found is None or not (found[1] is None or _LEAST <= float(found[1]) <= _MOST):
            yield f'{name}="{root.get(name)[:20]}"'
    if "viewBox" in root.attrib:
        box = root.get("viewBox").replace(",", " ").split()
        whole = len(box) == 4 and all(alike.NUMBER.fullmatch(part) and abs(float(part)) <= _MOST for part in box)
        if not whole or min(map(float, box[2:])) < _LEAST:
            yield f'viewBox="{root.get("viewBox")[:40]}"'


def _without_type(text: str) -> str:
    """A drawing without the document type that programs write, which says nothing; only before its root, outside a comment."""
    start = text.find("<!DOCTYPE")
    before = text[: max(start, 0)]
    found = _DOCTYPE.match(text, start) if start >= 0 and before.count("<!--") == before.count("-->") else None
    return before + text[found.end() :] if found and not re.search(r"<[A-Za-z]", before) else text


def _forbidden(root: Any) -> Iterator[str]:
    """Everything in a drawing that is more than drawing, in German, as the object of "enthält"."""
    for element in (*root.itersiblings(preceding=True), *root.iter()):
        if not isinstance(element.tag, str):
            if element.target == "xml-stylesheet":
                yield "einen Verweis nach außen (xml-stylesheet)"
            continue
        namespace, name = _split(element.tag)
        if name in _REFUSED and not (name == "foreignobject" and element.get("requiredExtensions")):  # which no browser has
            yield _REFUSED[name]
        if namespace == _XHTML:
            yield "HTML"
        if name == "style":
            yield from _css(_sheet(element))
        for key, value in element.attrib.items():
            yield from _attribute(*_split(key), value)


def _sheet(element: Any) -> str:
    """A style sheet: the texts directly below its element. One inside another has its own."""
    return "".join((element.text or "", *(child.tail or "" for child in element)))


def _attribute(namespace: str, name: str, value: str) -> Iterator[str]:
    if name.startswith("on"):
        yield f"ein Skript ({name})"
    elif name == "base":
        yield "einen Verweis nach außen (base)"
    elif name in ("href", "src"):
        if not re.match(r"#[^\s#]", value):
            yield "einen Verweis nach außen"
    elif name == "style" or (not namespace and "(" in value):
        yield from _css(value)


def _css(text: str) -> Iterator[str]:
    if _depth(text) > NESTING:
        yield "einen Stil mit zu vielen Klammern ineinander"
    if _CSS_LOADS.search(text) or any(not target.startswith("#") for target in _URL.findall(text)):
        yield "einen Verweis nach außen (im Stil)"


def _depth(text: str) -> int:
    """How many brackets stand in one another; those that close nothing are not counted."""
    deepest = depth = 0
    for bracket in re.findall(r"[()\[\]{}]", text):
        depth = depth + 1 if bracket in "([{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _split(name: str) -> tuple[str, str]:
    """Namespace and lower-case local name of lxml's `{namespace}name`."""
    namespace, _, local = name.rpartition("}")
    return namespace.lstrip("{"), local.lower()


# --- drawings that grow -------------------------------------------------------------------------------------


class _Endless(Exception):
    """References in a circle, or a chain too long."""


def _is_small(root: Any) -> bool:
    """Whether a drawing, with everything counted as often as it is drawn, stays within ELEMENTS."""
    elements = [element for element, _ in zip(root.iter("*"), range(ELEMENTS + 1), strict=False)]
    if len(elements) > ELEMENTS:
        return False
    counted = _Counted(elements)
    try:
        total = counted.drawn(root, 0)
        # What a style sheet refers to may be drawn with every element.
        return total * (1 + sum(counted.drawn(target, 0) for target in counted.styled)) <= ELEMENTS
    except _Endless:
        return False


class _Counted:
    """How often each element of a drawing is drawn, by the references to it. Each element is counted once."""

    def __init__(self, elements: list[Any]) -> None:
        self.ids: dict[str, Any] = {}
        for element in elements:
            self.ids.setdefault(element.get("id", ""), element)
        self.ids.pop("", None)
        self.parts: dict[Any, int] = {}
        self.points: dict[Any, int] = {}
        for element in reversed(elements):  # parts before the whole
            numbers = re.findall(r"\d+", element.get("d", "") + element.get("points", ""))
            self.parts[element] = 1 + sum(self.parts[part] for part in element.iterchildren("*"))
            self.points[element] = len(numbers) + sum(self.points[part] for part in element.iterchildren("*"))
        sheets = (_sheet(e) for e in elements if _split(e.tag)[1] == "style")
        targets = (target for sheet in sheets for target in _targets(sheet))
        self.styled = [self.ids[target] for target in targets if target in self.ids]
        self.sizes: dict[Any, int] = {}
        self.open: set[Any] = set()

    def drawn(self, element: Any, depth: int) -> int:
        """The number of elements drawn for one; raises `_Endless` where it would never end."""
        if element in self.sizes:
            return self.sizes[element]
        if element in self.open or depth > CHAIN:
            raise _Endless
        self.open.add(element)
        size = 1
        for part in element.iterchildren("*"):
            size += self.drawn(part, depth + 1)
        for key, value in element.attrib.items():
            for times, target in self._references(element, _split(key)[1], value):
                size += times * self.drawn(target, depth + 1)
        self.open.remove(element)
        self.sizes[element] = min(size, ELEMENTS + 1)
        return self.sizes[element]

    def _references(self, element: Any, name: str, value: str) -> Iterator[tuple[int, Any]]:
        """What an attribute refers to, and how often: a group's once for each of its parts, a marker at each
        point."""
        if name == "href":
            if value[1:] in self.ids:
                yield 1, self.ids[value[1:]]
            return
        times = self.parts[element]
        if "marker" in name + value:
            times = max(times, self.points[element])
        yield from ((times, self.ids[target]) for target in _targets(value) if target in self.ids)


def _targets(value: str) -> list[str]:
    return [target[1:] for target in _URL.findall(value) if target.startswith("#")]
