"""SVG said in other words, so that the page setter draws what a browser draws: what only one of the two knows is written as both
know it. What cannot be written so stays, and is a finding (`texts.svg`).

Everything here takes a parsed drawing and changes it in place; nothing takes more time than the drawing is long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from math import hypot, isclose, isfinite, radians
from typing import Any

import tinycss2
from fontTools.misc.transform import Identity, Transform
from tinycss2.color5 import parse_color

NAMESPACE = "http://www.w3.org/2000/svg"
SVG = f"{{{NAMESPACE}}}"
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
COLOURS = frozenset(("fill", "stroke", "stop-color", "flood-color", "lighting-color", "color"))
STYLED = COLOURS | {"visibility", "font-size", "font-weight"}
"""Properties that are looked at where they stand as attributes."""

LONGEST = 200
"""Most signs of a variable that is put in where it is named: a drawing does not grow by its variables."""

_PAINT = re.compile(r"(?:none|currentColor|inherit|initial|unset|context-fill|context-stroke|transparent)\Z|url\(")
_KEYWORD = re.compile(r"-?[A-Za-z][A-Za-z-]*+\Z")
NUMBER = re.compile(r"[+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?")
"""As it stands in attributes."""
_STEP = re.compile(r"(?<![A-Za-z])([A-Za-z]++)\s*+\(([^()]*+)\)")
_SIZES = {"xx-small": "9px", "x-small": "10px", "small": "13px", "medium": "16px", "large": "18px", "x-large": "24px",
          "xx-large": "32px", "larger": "1.2em", "smaller": "0.83em"}  # fmt: skip
_SWAPPED = {("visibility", "collapse"): "hidden", ("font-weight", "bolder"): "bold", ("font-weight", "lighter"): "normal"}
_SHOWN = re.compile(r"(?:all|screen|onlyscreen|\(prefers-color-scheme:light\))?\Z")
_UNSEEN = re.compile(r"(?:print|\(prefers-color-scheme:dark\))\Z")
_SYSTEM_FONTS = frozenset("caption icon menu message-box small-caption status-bar inherit initial unset".split())

Declaration = tuple[str, str, bool]
"""Property, value, whether it is `!important`."""


def alike(root: Any) -> None:
    """Rewrite a drawing in place."""
    _choose(root)
    known = _custom(root)
    for element in root.iter("*"):
        _restyle(element, known)
    _backdrop(root)
    _strokes(root)
    _symbols(root)
    _gradients(root)


def parsed(data: bytes, *, instructions: bool = False) -> Any:
    """The root of a drawing without comments, and without instructions unless they are asked for; nothing is fetched for it, and
    nothing of its own expanded. Raises SyntaxError for what is no XML."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=not instructions,
    )
    return etree.fromstring(data, parser)


# --- what is drawn of some alternatives ---------------------------------------------------------------------


def _choose(root: Any) -> None:
    """Of a `<switch>` keep what a German reader sees, and remove what is for other languages or programs."""
    for element in list(root.iter("*")):
        if element.tag == f"{SVG}switch":
            parts = list(element)
            chosen = next((part for part in parts if isinstance(part.tag, str) and _fits(part)), None)
            for part in parts:
                if part is not chosen:
                    element.remove(part)
            element.tag = f"{SVG}g"
        elif element is not root and not _fits(element) and element.getparent() is not None:
            without(element)
    for element in root.iter("*"):
        for name in ("systemLanguage", "requiredFeatures", "requiredExtensions"):
            element.attrib.pop(name, None)


def _fits(element: Any) -> bool:
    languages = element.get("systemLanguage")
    if languages is not None and not any(one.strip().lower().partition("-")[0] == "de" for one in languages.split(",")):
        return False
    return element.get("requiredExtensions") is None


def without(element: Any) -> None:
    """Remove an element; the words behind it are its parent's."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


# --- styles -------------------------------------------------------------------------------------------------


def declarations(style: Any) -> list[Declaration]:
    """What a `style` attribute or the inside of a rule says; what is no declaration is left out."""
    parsed = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    return [
        (one.name if one.name.startswith("--") else one.lower_name, tinycss2.serialize(one.value).strip(), one.important)
        for one in parsed
        if one.type == "declaration"
    ]


def written(said: Iterable[Declaration]) -> str:
    """Declarations as they stand in a style."""
    return ";".join(f"{name}:{value}{' !important' if important else ''}" for name, value, important in said)


def rules(sheet: str) -> list[Any]:
    """The rules of a style sheet that count for a page on a light screen, in order."""
    found: list[Any] = []
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
            medium = "".join(tinycss2.serialize(rule.prelude).lower().split())
            if any(_SHOWN.match(one) for one in medium.split(",")):
                found += tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                continue
            if all(_UNSEEN.match(one) for one in medium.split(",")):
                continue
        if rule.type != "error" and not (rule.type == "at-rule" and rule.lower_at_keyword == "charset"):
            found.append(rule)
    return found


def _custom(root: Any) -> dict[str, str]:
    """Values of custom properties that hold for the whole drawing, and of no others."""
    found: dict[str, str] = {}
    elsewhere: set[str] = set()
    for whole, style in _styles(root):
        for name, value, _ in declarations(style):
            if name.startswith("--"):
                found[name] = value
                elsewhere |= set() if whole else {name}
    return {name: value for name, value in found.items() if name not in elsewhere and len(value) <= LONGEST}


def _styles(root: Any) -> Iterator[tuple[bool, Any]]:
    """What styles say that may name a custom property, and whether it holds for the whole drawing."""
    for element in root.iter("*"):
        if element.tag == f"{SVG}style":
            for rule in rules(element.text or ""):
                if rule.type == "qualified-rule":
                    yield tinycss2.serialize(rule.prelude).strip() in (":root", "svg", "*"), rule.content
        elif "--" in element.get("style", ""):
            yield element is root, element.get("style")


def _restyle(element: Any, known: dict[str, str]) -> None:
    if element.tag == f"{SVG}style":
        medium = "".join(element.attrib.pop("media", "").lower().split())
        if medium and not any(_SHOWN.match(one) for one in medium.split(",")):
            element.text = ""
        elif element.text:
            element.text = "\n".join(_rule(rule, known) for rule in rules(element.text))
        return
    if style := element.get("style"):
        element.set("style", written(_said(declarations(style), known)))
        if not element.get("style"):
            del element.attrib["style"]
    element.attrib.pop("font", None)  # a property of styles alone
    for name in list(element.attrib):
        value = element.attrib[name]
        if name in STYLED or "var(" in value or "light-dark(" in value:
            said = [new for key, new, _ in _said([(name, value, False)], known) if key == name]
            if said:
                element.set(name, said[0])
            else:
                del element.attrib[name]


def _rule(rule: Any, known: dict[str, str]) -> str:
    if rule.type != "qualified-rule" or nested(rule):
        return str(tinycss2.serialize([rule]))
    selector = str(tinycss2.serialize(rule.prelude)).strip()
    return "" if "::" in selector else f"{selector}{{{written(_said(declarations(rule.content), known))}}}"


def nested(rule: Any) -> bool:
    """Whether a rule of a style holds others."""
    return any(part.type == "{} block" for part in rule.content)


def _said(given: Iterable[Declaration], known: dict[str, str]) -> Iterator[Declaration]:
    """Declarations as browsers take them, in words that the page setter knows too."""
    for name, value, important in given:
        if (name.startswith("--") and name in known) or (name.startswith("-") and not name.startswith("--")):
            continue
        plain = _plain(value, known)
        if name == "font":
            yield from ((key, part, important) for key, part in _font(plain))
            continue
        if _KEYWORD.match(plain) and "family" not in name:
            plain = "currentColor" if plain.lower() == "currentcolor" else plain.lower()
        if name in COLOURS:
            paint = _paint(plain)
            if paint is None:
                continue
            plain = paint
        elif name == "font-size":
            plain = _SIZES.get(plain, f"{plain}px" if NUMBER.fullmatch(plain) else plain)
        yield name, _SWAPPED.get((name, plain), plain), important


def _plain(value: str, known: dict[str, str]) -> str:
    """A value with its variables put in, and of two schemes the light one."""
    if "var(" not in value and "light-dark(" not in value:
        return value
    for _ in range(4):  # one variable may name another
        value = _replaced(value, known)
    return value.strip()


def _replaced(value: str, known: dict[str, str]) -> str:
    parts = []
    for part in tinycss2.parse_component_value_list(value):
        function = part.lower_name if part.type == "function" else ""
        arguments = tinycss2.serialize(part.arguments).strip() if function else ""
        if function == "light-dark":
            parts.append(str(tinycss2.serialize(_until_comma(part.arguments))).strip())
        elif function == "var":
            name, comma, instead = arguments.partition(",")
            parts.append(known.get(name.strip(), instead.strip() if comma else tinycss2.serialize([part])))
        else:
            parts.append(tinycss2.serialize([part]))
    return "".join(parts)[:2000]


def _until_comma(tokens: list[Any]) -> list[Any]:
    end = next((n for n, token in enumerate(tokens) if token.type == "literal" and token.value == ","), len(tokens))
    return tokens[:end]


def _paint(value: str) -> str | None:
    """A colour as both know it, in the colours of a screen; None for one that browsers pass over."""
    value = re.sub(r"icc-color\([^()]*+\)", "", value).strip()
    if _PAINT.match(value) or re.search(r"\b(?:var|calc|color-mix|env|attr)\(", value):
        return value
    colour = parse_color(value)
    if colour is None or getattr(colour, "space", "") == "device-cmyk":
        return _cmyk(value)
    if colour == "currentcolor" or "(" not in value or re.match(r"(?:rgb|hsl)a?\(", value, re.IGNORECASE):
        return value
    try:
        parts = colour.to("srgb").coordinates
    except NotImplementedError:
        return value  # the page setter knows Lab and its kin
    red, green, blue = (round(255 * min(1.0, max(0.0, part or 0.0))) for part in parts)
    return f"rgba({red},{green},{blue},{round(colour.alpha, 4)})" if colour.alpha < 1 else f"#{red:02x}{green:02x}{blue:02x}"


def _cmyk(value: str) -> str | None:
    """The colour of the screen for one of printers' inks, as CSS reckons it without a profile."""
    found = re.match(r"device-cmyk\(([^()]*)\)\Z", value, re.IGNORECASE)
    parts = re.findall(r"(\d*\.?\d+)(%?)", found[1]) if found else []
    if len(parts) not in (4, 5):
        return None
    ink = [min(1.0, float(number) / (100 if percent else 1)) for number, percent in parts]
    mixed = [round(255 * (1 - min(1.0, one * (1 - ink[3]) + ink[3]))) for one in ink[:3]]
    return "rgba({},{},{},{})".format(*mixed, ink[4]) if len(ink) == 5 else "#{:02x}{:02x}{:02x}".format(*mixed)


_STYLES = frozenset(("italic", "oblique"))
_WEIGHTS = frozenset(("bold", "bolder", "lighter", *map(str, range(100, 1000, 100))))


def _font(value: str) -> Iterator[tuple[str, str]]:
    """What the shorthand `font` says, one by one; the shorthand itself where it names a font of the system."""
    if value.lower() in _SYSTEM_FONTS:
        yield "font", value
        return
    words = value.split()
    sizes = (word.lower() in _SIZES or (re.match(r"[\d.]", word) and word not in _WEIGHTS) for word in words)
    at = next((n for n, size in enumerate(sizes) if size), len(words))
    before, size = [word.lower() for word in words[:at]], "".join(words[at : at + 1]).partition("/")[0]
    family = " ".join(words[at + 1 :])
    if family.startswith("/"):
        family = " ".join(family.lstrip("/ ").split()[1:])
    if not size or not family:
        return  # browsers pass over what is not whole
    yield "font-style", next((word for word in before if word in _STYLES), "normal")
    yield "font-variant", "small-caps" if "small-caps" in before else "normal"
    weight = next((word for word in before if word in _WEIGHTS), "normal")
    yield "font-weight", _SWAPPED.get(("font-weight", weight), weight)
    yield "font-size", _SIZES.get(size.lower(), size)
    yield "font-family", family


def _backdrop(root: Any) -> None:
    """A background is a part of the drawing, so that it is printed too."""
    said = declarations(root.get("style", ""))
    rest = [one for one in said if one[0] not in ("background", "background-color", "color-scheme")]
    if len(rest) == len(said):
        return
    root.set("style", written(rest))
    if not rest:
        del root.attrib["style"]
    colours = [value for name, value, _ in said if name.startswith("background")]
    colour = parse_color(colours[-1]) if colours else None
    if colour is None or colour == "currentcolor" or not colour.alpha:
        return
    whole = _numbers(root.get("viewBox", ""))
    place = [f"{value:g}" for value in whole] if len(whole) == 4 else ["0", "0", "100%", "100%"]
    ground = root.makeelement(f"{SVG}rect", dict(zip(("x", "y", "width", "height"), place, strict=True)))
    ground.set("fill", _paint(colours[-1]) or "none")
    root.insert(0, ground)


def _strokes(root: Any) -> None:
    """A stroke that is not to be scaled with the drawing's parts, where nothing scales them."""
    scaled: dict[Any, bool] = {}
    for element in root.iter("*"):  # the whole before its parts
        style = element.get("style", "")
        scaled[element] = scaled.get(element.getparent(), False) or "transform" in element.attrib or "transform" in style
        if not scaled[element] and "vector-effect" in element.attrib:
            del element.attrib["vector-effect"]


# --- symbols and gradients ----------------------------------------------------------------------------------


def _ids(root: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for element in root.iter("*"):
        found.setdefault(element.get("id", ""), element)
    return found


def _target(ids: dict[str, Any], element: Any) -> Any:
    said = next((element.get(name) for name in HREFS if element.get(name)), "")
    return ids.get(said[1:]) if len(said) > 1 else None


def _symbols(root: Any) -> None:
    """A `<use>` without a size takes its symbol's, or all there is."""
    ids = _ids(root)
    for element in root.iter(f"{SVG}use"):
        target = _target(ids, element)
        if target is not None and target.tag == f"{SVG}symbol":
            for name in ("width", "height"):
                if element.get(name) in (None, "auto"):
                    element.set(name, target.get(name, "100%"))


def _numbers(text: str) -> list[float]:
    return [float(number) for number in NUMBER.findall(text)]


_COORDINATES = {
    f"{SVG}linearGradient": {"x1": "0%", "y1": "0%", "x2": "100%", "y2": "0%"},
    f"{SVG}radialGradient": {"cx": "50%", "cy": "50%", "r": "50%", "fx": "cx", "fy": "cy"},
}
"""Those of each kind of gradient → what they are if nothing is said, or which other one they follow then."""
GRADIENTS = frozenset(_COORDINATES)


def _gradients(root: Any) -> None:
    """Each gradient with coordinates of its own, in numbers, and without a transformation where that can be."""
    ids = _ids(root)
    extent = _numbers(root.get("viewBox", ""))
    found = [element for element in root.iter("*") if element.tag in GRADIENTS]
    for element, said in [(element, _inherited(ids, element)) for element in found]:
        user = said.get("gradientUnits") == "userSpaceOnUse"
        element.set("gradientUnits", "userSpaceOnUse" if user else "objectBoundingBox")
        across = (extent[2:] if len(extent) == 4 else None) if user else [1.0, 1.0]
        numbers = {name: _coordinate(name, said[name], across) for name in _COORDINATES[element.tag]}
        values = {name: value for name, value in numbers.items() if value is not None}
        matrix = transformation(said.get("gradientTransform", ""))
        moved = _moved(element.tag, values, matrix) if matrix is not None and len(values) == len(numbers) else None
        for name, value in (moved or values).items():
            element.set(name, f"{round(value, 6) + 0:.10g}")
        if moved is None and said.get("gradientTransform"):
            element.set("gradientTransform", said["gradientTransform"])
        else:
            element.attrib.pop("gradientTransform", None)
    for stop in root.iter(f"{SVG}stop"):
        place = _coordinate("offset", stop.get("offset", ""), [1.0, 1.0])
        if place is not None and not 0 <= place <= 1:
            stop.set("offset", "0" if place < 0 else "1")


def _inherited(ids: dict[str, Any], element: Any) -> dict[str, str]:
    """The attributes of a gradient with those of the gradients it refers to, at most 20 of them, and all its coordinates."""
    said: dict[str, str] = dict(element.attrib)
    own, at = _COORDINATES[element.tag], element
    for _ in range(20):
        at = _target(ids, at)
        if at is None or at.tag not in GRADIENTS:
            break
        for name in {"gradientUnits", "gradientTransform", "spreadMethod", *own}.intersection(at.attrib):
            said.setdefault(name, at.get(name))
    for name, default in own.items():
        said.setdefault(name, said.get(default, default))
    return said


def _coordinate(name: str, value: str, across: list[float] | None) -> float | None:
    """A coordinate in numbers; None where that takes more than the drawing's own extent, or is endless."""
    match = re.fullmatch(rf"\s*({NUMBER.pattern})(%|px)?\s*", value)
    number = float(match[1]) if match else float("inf")
    if match is None or match[2] != "%":
        return number if isfinite(number) else None
    whole = (hypot(*across) / 2**0.5 if name == "r" else across["y" in name]) if across else float("inf")
    return number / 100 * whole if isfinite(number * whole) else None


_STEPS: dict[str, Callable[..., Transform]] = {
    "matrix": lambda whole, *numbers: whole.transform(Transform(*numbers)),
    "translate": lambda whole, x, y=0.0: whole.translate(x, y),
    "scale": lambda whole, x, y=None: whole.scale(x, y),
    "rotate": lambda whole, turn, x=0.0, y=0.0: whole.translate(x, y).rotate(radians(turn)).translate(-x, -y),
    "skewX": lambda whole, turn: whole.skew(radians(turn)),
    "skewY": lambda whole, turn: whole.skew(0, radians(turn)),
}


def transformation(text: str) -> Transform | None:
    """What a `transform` does in all; None if it is not to be read."""
    whole = Identity
    for name, inside in _STEP.findall(text):
        try:
            whole = _STEPS[name](whole, *_numbers(inside))
        except (KeyError, TypeError, ValueError):  # an unknown one; too many or too few numbers; endless ones
            return None
    return whole if all(map(isfinite, whole)) else None


def _moved(tag: str, at: dict[str, float], by: Transform) -> dict[str, float] | None:
    """Coordinates with a transformation worked in; None where a circle would become an ellipse, or nothing is left of them."""
    if by == Identity:
        return at
    area = by.xx * by.yy - by.xy * by.yx
    if tag.endswith("linearGradient"):
        x, y = at["x2"] - at["x1"], at["y2"] - at["y1"]
        # Where the colour rises fastest, seen after the transformation.
        across, down = by.yy * x - by.xy * y, by.xx * y - by.yx * x
        steep = across * across + down * down
        far = area * (x * x + y * y) / steep if steep else 0
        x1, y1 = by.transformPoint((at["x1"], at["y1"]))
        made = {"x1": x1, "y1": y1, "x2": x1 + across * far, "y2": y1 + down * far} if far else {}
    else:
        round_ = isclose(hypot(by.xx, by.xy), hypot(by.yx, by.yy), rel_tol=1e-3)
        if not round_ or abs(by.xx * by.yx + by.xy * by.yy) >= 1e-3 * abs(area):
            return None
        (cx, cy), (fx, fy) = by.transformPoints([(at["cx"], at["cy"]), (at["fx"], at["fy"])])
        made = {"cx": cx, "cy": cy, "r": at["r"] * abs(area) ** 0.5, "fx": fx, "fy": fy}
    return made if made and all(map(isfinite, made.values())) else None
