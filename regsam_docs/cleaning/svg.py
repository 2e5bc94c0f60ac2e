"""SVG: elements and attributes that draw are listed and kept, and titles and descriptions, which are its words for those who do
not see it. No comments, instructions, metadata, editors' own elements and attributes, and no ids that nothing refers to."""

from __future__ import annotations

import re
from typing import Any

from regsam_docs.cleaning import BROKEN, Unclean
from regsam_docs.cleaning.alike import NAMESPACE, SVG, alike, parsed, without

_XLINK = "{http://www.w3.org/1999/xlink}href"
_XML = frozenset(f"{{http://www.w3.org/XML/1998/namespace}}{name}" for name in ("lang", "space"))

_WORDS = frozenset("a text tspan textPath title desc style".split())
"""Elements whose own text is seen, or said, or is a style."""

_ELEMENTS = _WORDS | frozenset(
    """circle clipPath defs ellipse feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode
    feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter g line linearGradient marker
    mask path pattern polygon polyline radialGradient rect stop svg switch symbol use view""".split()
)
_ATTRIBUTES = frozenset(
    """alignment-baseline amplitude aria-describedby aria-hidden aria-label aria-labelledby azimuth baseFrequency baseline-shift
    bias class clip clip-path clip-rule clipPathUnits color color-interpolation color-interpolation-filters color-rendering
    cursor cx cy d diffuseConstant direction display divisor dominant-baseline dx dy edgeMode elevation enable-background
    exponent fill fill-opacity fill-rule filter filterUnits flood-color flood-opacity font font-family font-feature-settings
    font-kerning font-size font-size-adjust font-stretch font-style font-variant font-variant-ligatures font-variation-settings
    font-weight fr fx fy glyph-orientation-horizontal glyph-orientation-vertical gradientTransform gradientUnits height href id
    image-rendering in in2 inline-size intercept isolation k1 k2 k3 k4 kernelMatrix kernelUnitLength kerning lang lengthAdjust
    letter-spacing lighting-color limitingConeAngle line-height marker marker-end marker-mid marker-start markerHeight
    markerUnits markerWidth mask mask-type maskContentUnits maskUnits media method mix-blend-mode mode numOctaves offset opacity
    operator order orient overflow paint-order path pathLength patternContentUnits patternTransform patternUnits pointer-events
    points pointsAtX pointsAtY pointsAtZ preserveAspectRatio primitiveUnits r radius refX refY requiredExtensions
    requiredFeatures result role rotate rx ry scale seed shape-inside shape-rendering side slope spacing specularConstant
    specularExponent spreadMethod startOffset stdDeviation stitchTiles stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width style surfaceScale
    systemLanguage tableValues targetX targetY text-align text-anchor text-decoration text-indent text-orientation text-overflow
    text-rendering textLength transform transform-box transform-origin type unicode-bidi values vector-effect version viewBox
    visibility white-space width word-spacing writing-mode x x1 x2 xChannelSelector y y1 y2 yChannelSelector z""".split()
)
_COMMENT = re.compile(r"(\"[^\"\n]*\"|'[^'\n]*')|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)")
_REFERENCE = re.compile(r"#([^\s\"'(){},;:.\[\]>+~]+)")


def cleaned(data: bytes) -> bytes:
    """The drawing alone. `data`: one that `texts.svg.problem` found fit, so without scripts, entities and references to
    elsewhere. Raises Unclean where it is broken."""
    from lxml import etree

    try:
        root = parsed(data.removeprefix(b"\xef\xbb\xbf").lstrip())
    except SyntaxError as error:
        raise Unclean(BROKEN) from error
    if root.tag != f"{SVG}svg":
        raise Unclean(BROKEN)
    alike(root)
    _strip(root)
    _forget_names(root)
    plain = etree.Element(root.tag, root.attrib, nsmap={None: NAMESPACE})
    plain.text = root.text
    plain.extend(list(root))
    etree.cleanup_namespaces(plain)
    written: bytes = etree.tostring(plain, encoding="utf-8", xml_declaration=False)
    return written + b"\n"


def _strip(element: Any) -> None:
    """Remove from an element and its parts what does not draw and is not said."""
    for part in list(element.iter("*")):  # lxml goes no further than a part that is removed while it looks
        name = part.tag.rpartition("}")[2]
        for inner in list(part):
            namespace, _, local = inner.tag.rpartition("}")
            if namespace != SVG[:-1] or local not in _ELEMENTS:
                without(inner) if name in _WORDS else part.remove(inner)
            elif name not in _WORDS:
                inner.tail = None
        if name not in _WORDS:
            part.text = None
        elif name == "style":
            part.text = _uncommented(part.text or "")
        for key, value in part.attrib.items():
            if key not in _ATTRIBUTES and key not in _XML and key != _XLINK:
                del part.attrib[key]
            elif key == "style":
                part.set(key, _uncommented(value))


def _uncommented(style: str) -> str:
    return _COMMENT.sub(lambda found: found[1] or "", style)


def _forget_names(root: Any) -> None:
    """Remove ids that nothing refers to: editors make them of the names of layers and files."""
    named: set[str] = set()
    for element in root.iter("*"):
        said = [value for key, value in element.attrib.items() if "#" in value or key.startswith("aria-")]
        if element.tag.endswith("}style"):
            said.append(element.text or "")
        for value in said:
            named.update(_REFERENCE.findall(value) if "#" in value else value.split())
    for element in root.iter("*"):
        if element.get("id") not in (None, *named):
            del element.attrib["id"]
