"""What in a drawing (SVG) the page setter draws otherwise than a browser, and letters that no document can show.

A drawing is looked at as it is published: `cleaning.alike` has said by then in words of both what can be said so. What is
listed here was measured with pictures of both (`tests/visual/test_drawings.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import tinycss2

from regsam_docs.cleaning import alike
from regsam_docs.cleaning.alike import SVG, Declaration

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


def _unless(pattern: str, said: str) -> Callable[[str], str | None]:
    allowed = re.compile(pattern)
    return lambda value: None if allowed.match(value) or _NONE.match(value) else said


_PROPERTIES: dict[str, Callable[[str], str | None]] = {
    "filter": _unless(r"none", "einen Filter wie Weichzeichnen oder Schatten (filter)"),
    "mask": _unless(r"none", "eine Maske (mask)"),
    "mask-image": _unless(r"none", "eine Maske (mask-image)"),
    "clip-path": _unless(r"url\(", "eine Beschneidung durch eine Form im Stil (clip-path)"),
    "paint-order": _unless(r"fill|markers fill", "die Reihenfolge „Strich vor Füllung“ (paint-order)"),
    "text-decoration": _unless(r"none", "unter- oder durchgestrichenen Text (text-decoration)"),
    "text-decoration-line": _unless(r"none", "unter- oder durchgestrichenen Text (text-decoration-line)"),
    "text-transform": _unless(r"none", "Text in verwandelter Schreibung (text-transform)"),
    "font-variant": _unless(r"normal", "Kapitälchen oder andere Schriftvarianten (font-variant)"),
    "font-variant-caps": _unless(r"normal", "Kapitälchen (font-variant-caps)"),
    "word-spacing": _unless(r"normal", "geänderte Wortabstände (word-spacing)"),
    "baseline-shift": _unless(r"baseline", "hoch- oder tiefgestellten Text (baseline-shift)"),
    "writing-mode": _unless(r"lr(?:-tb)?\Z|horizontal-tb", "Text von oben nach unten (writing-mode)"),
    "mix-blend-mode": _unless(r"normal", "Farben, die sich beim Überlagern mischen (mix-blend-mode)"),
    "vector-effect": _unless(r"none", "Striche, die nicht mitwachsen (vector-effect)"),
    "transform-box": _unless(r"view-box", "eine Drehung um einen errechneten Punkt (transform-box)"),
    "transform-origin": _unless(r"[\d.\s+px-]++\Z", "eine Drehung um einen errechneten Punkt (transform-origin)"),
    "stroke": _unless(r"(?!\s*url\()", "Striche aus einem Verlauf oder Muster (stroke)"),
    "font": lambda value: f"die Schriftangabe „{value[:20]}“ (font)",
}
"""Property → what a value of it that the page setter does not draw as a browser is in German, as the object of „enthält“."""
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


def differs(root: Any) -> str | None:
    """What a drawing contains that its PDF would show otherwise than its web page: German, as the object of „enthält“. `root`:
    parsed, and changed by this into what both know."""
    alike.alike(root)
    return next((said for element in root.iter("*") for said in _faults(element)), None)


def _faults(element: Any) -> Iterator[str]:
    namespace, _, name = element.tag.rpartition("}")
    if f"{namespace}}}" != SVG:
        return
    if name in _ELEMENTS:
        yield _ELEMENTS[name]
    if name == "style":
        yield from _sheet(element.text or "")
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


def _sheet(text: str) -> Iterator[str]:
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule":
            yield f"eine Stilregel @{rule.lower_at_keyword}"
        elif rule.type == "qualified-rule":
            if any(part.type == "{} block" for part in rule.content):
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
    judge = _PROPERTIES.get(name)
    told = judge(value.strip()) if judge is not None else None
    if told is not None:
        yield told
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
    turned = matrix is None or abs(matrix.b) > 1e-6 or abs(matrix.c) > 1e-6
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


def words(root: Any) -> Iterator[str]:
    """The texts a drawing shows, one by one."""
    for element in root.iter(f"{SVG}text"):
        yield "".join(element.itertext())
