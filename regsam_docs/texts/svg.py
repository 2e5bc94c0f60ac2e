"""Whether a drawing (SVG) is only a drawing: no scripts, no references outside it, nothing that grows without end; and what of it
the page setter draws otherwise than a browser, or letters that no document can show.

A drawing is looked at as it is published: `cleaning.alike` has said by then in words of both what can be said so. What else is
listed here was measured with pictures of both (`tests/visual/test_drawings.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

import tinycss2

from regsam_docs.cleaning import alike
from regsam_docs.cleaning.alike import SVG, Declaration
from regsam_docs.finding import Rule
from regsam_docs.texts import T02, T05, printable
from regsam_docs.texts.check import character_message

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
    said = _difference(root)
    if said is not None:
        return T02, (
            f"Im PDF sähe die Zeichnung anders aus als im Browser, denn sie enthält {said}. Zeichnen Sie es anders (Text in "
            "Pfade umwandeln, Effekte entfernen), oder speichern Sie die Zeichnung als PNG."
        )
    for text in ("".join(element.itertext()) for element in root.iter(f"{SVG}text")):
        run = next(printable.unprintable(text), None)
        if run is not None:
            return T05, character_message(text, run)
    return None


def _read(data: bytes) -> Any:
    """The root of a drawing that is nothing more than one; else why it is refused."""
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
    try:
        root = alike.parsed(text.encode(), instructions=True)
    except SyntaxError as error:
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


def _is_small(root: Any) -> bool:
    """Whether a drawing, with everything counted as often as it is drawn, stays within ELEMENTS; one whose references go round in
    a circle never does."""
    elements = list(root.iter("*"))
    ids = {element.get("id"): element for element in reversed(elements) if element.get("id")}  # the first of a name counts
    parts: dict[Any, int] = {}
    points: dict[Any, int] = {}
    drawn: dict[Any, list[tuple[int, Any]]] = {}
    for element in reversed(elements):  # parts before the whole
        inner = list(element.iterchildren("*"))
        numbers = re.findall(r"\d+", element.get("d", "") + element.get("points", ""))
        parts[element] = 1 + sum(parts[part] for part in inner)
        points[element] = len(numbers) + sum(points[part] for part in inner)
        named = _references(element, parts[element], points[element])
        drawn[element] = [*((1, part) for part in inner), *((times, ids[target]) for times, target in named if target in ids)]
    sizes: dict[Any, int] = {}
    depths: dict[Any, int] = {}
    try:
        for element in TopologicalSorter({one: [part for _, part in drawn[one]] for one in elements}).static_order():
            sizes[element] = min(1 + sum(times * sizes[part] for times, part in drawn[element]), ELEMENTS + 1)
            depths[element] = max((1 + depths[part] for _, part in drawn[element]), default=0)
    except CycleError:
        return False
    # What a style sheet refers to may be drawn with every element.
    styled = (ids[target] for sheet in root.iter("{*}style") for target in _targets(_sheet(sheet)) if target in ids)
    return depths[root] <= CHAIN and sizes[root] * (1 + sum(sizes[target] for target in styled)) <= ELEMENTS


def _references(element: Any, parts: int, points: int) -> Iterator[tuple[int, str]]:
    """How often an element draws what it refers to, and its id: a group once for each of its parts, a marker at each point."""
    for key, value in element.attrib.items():
        name = _split(key)[1]
        times = 1 if name == "href" else max(parts, points) if "marker" in name + value else parts
        yield from ((times, target) for target in ([value[1:]] if name == "href" else _targets(value)))


def _targets(value: str) -> list[str]:
    return [target[1:] for target in _URL.findall(value) if target.startswith("#")]


# --- what paper would show otherwise ------------------------------------------------------------------------


_FUNCTIONS = frozenset(
    "url rgb rgba hsl hsla hwb lab lch oklab oklch matrix translate translatex translatey scale scalex scaley rotate skewx skewy"
    " skew".split()
)
"""Functions in values that both know."""
_CALL = re.compile(r"(?<![A-Za-z0-9-])(-?[A-Za-z][A-Za-z0-9-]*+)\(")
_NONE = re.compile(r"(?:none|normal|auto|inherit|initial|0(?:px|em|%)?)\Z")
_NEEDLESS = frozenset(("font-family", "-inkscape-font-specification"))
"""Properties whose values are names."""

_TEXT = frozenset(f"{SVG}{name}" for name in ("text", "tspan", "a"))


_PROPERTIES: dict[str, tuple[str, str]] = {
    "filter": (r"none", "einen Filter wie Weichzeichnen oder Schatten (filter)"),
    "mask": (r"none", "eine Maske (mask)"),
    "mask-image": (r"none", "eine Maske (mask-image)"),
    "clip-path": (r"url\(", "eine Beschneidung durch eine Form im Stil (clip-path)"),
    "paint-order": (r"fill|markers fill", "die Reihenfolge „Strich vor Füllung“ (paint-order)"),
    "text-decoration": (r"none", "unter- oder durchgestrichenen Text (text-decoration)"),
    "text-decoration-line": (r"none", "unter- oder durchgestrichenen Text (text-decoration-line)"),
    "text-transform": (r"none", "Text in verwandelter Schreibung (text-transform)"),
    "font-variant": (r"normal", "Kapitälchen oder andere Schriftvarianten (font-variant)"),
    "font-variant-caps": (r"normal", "Kapitälchen (font-variant-caps)"),
    "word-spacing": (r"normal", "geänderte Wortabstände (word-spacing)"),
    "baseline-shift": (r"baseline", "hoch- oder tiefgestellten Text (baseline-shift)"),
    "writing-mode": (r"lr(?:-tb)?\Z|horizontal-tb", "Text von oben nach unten (writing-mode)"),
    "mix-blend-mode": (r"normal", "Farben, die sich beim Überlagern mischen (mix-blend-mode)"),
    "vector-effect": (r"none", "Striche, die nicht mitwachsen (vector-effect)"),
    "transform-box": (r"view-box", "eine Drehung um einen errechneten Punkt (transform-box)"),
    "transform-origin": (r"[\d.\s+px-]++\Z", "eine Drehung um einen errechneten Punkt (transform-origin)"),
    "stroke": (r"(?!\s*url\()", "Striche aus einem Verlauf oder Muster (stroke)"),
    "font": (r"(?!)", "die Schriftangabe „{}“ (font)"),
}
"""Property → values that the page setter draws as a browser, and what any other is in German, as the object of „enthält“."""
_ONLY_IN_STYLES = frozenset("d rotate scale translate offset-path animation animation-name transition all zoom".split())
_UNSET = re.compile(r"(?:unset|revert|revert-layer)\Z")

_COURSE = re.compile(r"\s*+(?:none|[Mm][MmZzLlHhVvCcSsQqTtAa\d\s,.eE+-]*+|)\Z")
"""What the line of a path is made of."""

_ELEMENTS = {
    "textPath": "Text auf einem Pfad (textPath)",
    "flowRoot": "Fließtext (flowRoot), den Browser nicht zeigen",
    "meshgradient": "einen Verlauf über ein Netz (meshgradient)",
    "hatch": "eine Schraffur (hatch)",
}


def _difference(root: Any) -> str | None:
    """What a drawing contains that its PDF would show otherwise than its web page: German, as the object of „enthält“. `root` is
    changed by this into what both know."""
    alike.alike(root)
    return next((said for element in root.iter("*") for said in _faults(element)), None)


def _faults(element: Any) -> Iterator[str]:
    namespace, _, name = element.tag.rpartition("}")
    if f"{namespace}}}" != SVG:
        return
    if name in _ELEMENTS:
        yield _ELEMENTS[name]
    if name == "style":
        yield from _rules(element.text or "")
    for key, value in element.attrib.items():
        if "}" not in key and key != "style":
            yield from _declared(key, value, style=False)
    if element.get("style"):
        yield from _block(alike.declarations(element.get("style")))
    if element.tag in alike.GRADIENTS:
        yield from _gradient(element)
    elif name == "clipPath":
        yield from _clip(element)
    elif name == "path" and not _COURSE.match(element.get("d", "none")):
        yield "einen Pfad, der nicht zu Ende zu lesen ist (d)"
    elif element.get("pathLength") and "stroke-dasharray" in f"{element.attrib.keys()}{element.get('style', '')}":
        yield "gestrichelte Linien mit eigener Länge (pathLength)"


def _rules(text: str) -> Iterator[str]:
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule":
            yield f"eine Stilregel @{rule.lower_at_keyword}"
        elif rule.type == "qualified-rule":
            if alike.nested(rule):
                yield "ineinander geschachtelte Stilregeln"
            yield from _block(alike.declarations(rule.content))


def _block(said: list[Declaration]) -> Iterator[str]:
    for name, value, _ in said:
        if name.startswith("--"):
            continue
        if name in _ONLY_IN_STYLES and not _NONE.match(value):
            yield f"im Stil die Angabe „{name}“"
        if name == "paint-order" and ("stroke", "none", False) in said:
            continue
        yield from _declared(name, value, style=True)


def _declared(name: str, value: str, *, style: bool) -> Iterator[str]:
    pattern, said = _PROPERTIES.get(name, ("", ""))
    if said and not re.match(pattern, value.strip()) and (name == "font" or not _NONE.match(value.strip())):
        yield said.format(value.strip()[:20])
    if name in _NEEDLESS or not (style or "(" in value):
        return
    if style and _UNSET.match(value):
        yield f"im Stil die Angabe „{value}“"
    if name == "transform" and style and "%" in value:
        yield "eine Verschiebung in Prozent (transform)"
    if name not in ("aria-label", "id", "class"):
        strange = next((call for call in _CALL.findall(value) if call.lower() not in _FUNCTIONS), None)
        if strange is not None:
            yield f"die Angabe „{strange}()“"


def _gradient(element: Any) -> Iterator[str]:
    matrix = alike.transformation(element.get("gradientTransform", ""))
    turned = matrix is None or abs(matrix.xy) > 1e-6 or abs(matrix.yx) > 1e-6
    if "gradientTransform" in element.attrib and (turned or element.tag.endswith("linearGradient")):
        yield "einen verzerrten Verlauf (gradientTransform)"
    if any("%" in element.get(key, "") for key in ("x1", "y1", "x2", "y2", "cx", "cy", "r", "fx", "fy")):
        yield "einen Verlauf, dessen Lage in Prozent ohne viewBox angegeben ist (gradientUnits)"


def _clip(element: Any) -> Iterator[str]:
    if element.get("clipPathUnits") == "objectBoundingBox":
        yield "eine Beschneidung nach der Größe des Objekts (clipPathUnits)"
    for part in element.iter("*"):
        if part.tag in _TEXT:
            yield "eine Beschneidung durch Text (clipPath)"
        if "evenodd" in part.get("clip-rule", "") or re.search(r"clip-rule:\s*evenodd", part.get("style", "")):
            yield "eine Beschneidung mit Löchern (clip-rule)"
