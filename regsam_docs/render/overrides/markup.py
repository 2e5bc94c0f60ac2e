"""What a page of a content repository's templates may say, judged as a browser and WeasyPrint read it (HTML5).

What is not listed here is refused. And both media say the same: who reads the page on a screen has read what is signed on paper.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import zip_longest
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import tinyhtml5
from markupsafe import escape

from regsam_docs.rules import colours
from regsam_docs.texts.markdown import is_address
from regsam_docs.yaml.characters import STEERING

ASSET = "asset:"
"""Scheme of pictures in rendered HTML: the page maker and the PDF worker put the bytes in; nothing is ever fetched."""

DEPTH = 100
"""Deepest nesting of elements."""

ELEMENTS = frozenset(
    "a abbr b blockquote body br caption code dd del details div dl dt em fieldset figcaption figure footer h1 h2 h3 h4 h5 "
    "h6 head header hr html i img input ins label legend li main mark meta nav ol p pre s section small span strong sub "
    "summary sup table tbody td textarea tfoot th thead time title tr u ul".split()
)
ATTRIBUTES = frozenset("alt class colspan datetime height id lang rel role rowspan scope start tabindex type value width".split())
ONLY = {
    "href": ("a",),
    "src": ("img",),
    "name": ("meta", "input"),
    "content": ("meta",),
    "charset": ("meta",),
    "http-equiv": ("meta",),
    "for": ("label",),
    "rows": ("textarea",),
    "autocomplete": ("input",),
}
"""Attribute → the elements that may have it. There is no form, so that nothing typed into a field is sent anywhere."""

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = frozenset("circle desc ellipse g line path polygon polyline rect svg text title tspan".split())
DRAWING = frozenset(
    "class cx cy d dx dy fill font-family font-size font-weight height id points r role rx ry shape-rendering stroke "
    "stroke-dasharray stroke-linecap stroke-linejoin stroke-width text-anchor viewBox width x x1 x2 xmlns y y1 y2".split()
)
LETTERS = ("text", "tspan")
ON_COLOUR = ("z-auf", 3)
"""Class of what a drawing writes on a coloured mark, and how many characters that may be."""

OWN = {"style": "stil", "script": "skript"}
"""Elements of the product's own → where a template finds what stands in them: there, and nowhere else."""

SMALLEST = 6
"""Smallest letters of a drawing, in its units."""

LONGEST = 60
"""Most characters shown of what is wrong."""

METAS = ("author", "color-scheme", "referrer", "viewport")

HIDING = frozenset(("filter", "sprung", "verborgen", "wege"))
"""Classes that the product's stylesheets hide on a screen or in print."""

SKIP = ("#inhalt", "Zum Inhalt springen")
"""The one link that only screens have, for those who use a keyboard."""

SAID = ("alt", "href", "src", "start", "value", "type")
"""Attributes that belong to what a page says."""
ON_PAPER = ("data-titel", "data-angaben")
"""Attributes that the stylesheet prints at the foot of every sheet; the footer says the same on a screen."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")


class Forbidden(NamedTuple):
    """Something a page may not say: a German sentence, and texts by which its place in a template is found."""

    sentence: str
    traces: tuple[str, ...]


def complaints(html: Mapping[Any, str], context: Mapping[str, Any], pictures: Collection[str]) -> Iterator[Forbidden]:
    """Everything that is wrong with a page. `html`: medium (`web`, `paper`) → the whole page. `context`: what its template got.
    `pictures`: files it may show."""
    shown = {context["herausgeber"]["logo"], *(f"{ASSET}{name}" for name in pictures)}
    trees = {}
    for medium, text in html.items():
        own = {name: context[key] for name, key in OWN.items() if context[key]} if medium == "web" else {}
        if medium == "web" and not _guarded(text, context["csp"]):
            sentence = "Die Seite beginnt nicht mit ihrer Schutzregel. Lassen Sie die ersten Zeilen von base.html stehen."
            yield Forbidden(sentence, ("<!doctype",))
        bare = text
        for name, content in own.items():
            bare = bare.replace(f"<{name}>{content}</{name}>", f"<{name}></{name}>", 1)
        trees[medium] = tinyhtml5.parse(bare, namespace_html_elements=False)
        yield from _judged(trees[medium], {**dict.fromkeys(own, 1), "guard": context["csp"]}, shown, alone=len(html) == 1)
        if steering := STEERING.search(text):
            sentence = f"Das Zeichen U+{ord(steering[0]):04X} ändert die Schreibrichtung; gelesen würde anderes. Löschen Sie es."
            yield Forbidden(sentence, (steering[0],))
    if len(trees) > 1:
        yield from _differing(trees["web"], trees["paper"])


def _guarded(html: str, rule: str) -> bool:
    """Whether a page begins with its policy: a template that leaves it out, or says something before it, is refused."""
    start = (r"<!doctype html>", r'<html lang="de">', r"<head>", r'<meta charset="utf-8">')
    meta = f'<meta http-equiv="Content-Security-Policy" content="{re.escape(str(escape(rule)))}">'
    return re.match("".join(rf"\s*{part}" for part in (*start, meta)), html) is not None


def _judged(tree: Any, allowed: dict[str, Any], pictures: Collection[str], *, alone: bool) -> Iterator[Forbidden]:
    """Complaints about single elements. `allowed`: how often each of `OWN` may still come, and the page's policy. `pictures`:
    addresses of those it may show. `alone`: whether the page is for screens alone."""
    waiting = [(tree, 0)]
    while waiting:
        element, depth = waiting.pop()
        if not isinstance(element.tag, str):  # a comment
            continue
        if depth > DEPTH:
            yield Forbidden("Die Seite ist zu tief verschachtelt. Vereinfachen Sie sie.", ())
            return
        waiting += ((child, depth + 1) for child in reversed(element))
        name = element.tag.removeprefix(SVG)
        if element.tag in OWN and allowed.get(name, 0) and not element.text and not element.attrib:
            allowed[name] -= 1
        elif element.tag not in ELEMENTS and not (name in DRAWN and element.tag.startswith(SVG)):
            yield Forbidden(f"„<{name}>“ darf in einer Vorlage nicht stehen. Nehmen Sie es heraus.", (f"<{name}",))
        elif name == "meta":
            yield from _meta(element, allowed)
        else:
            yield from _attributes(element, name, pictures)
            yield from _hidden(element, name, alone=alone)


def _meta(element: Element, allowed: dict[str, Any]) -> Iterator[Forbidden]:
    given = dict(element.attrib)
    if given == {"http-equiv": "Content-Security-Policy", "content": allowed["guard"]}:
        allowed["guard"] = None
    elif given != {"charset": "utf-8"} and not (given.keys() == {"name", "content"} and given["name"] in METAS):
        named = ", ".join(METAS)
        yield Forbidden(
            f"Dieses „<meta>“ darf in einer Vorlage nicht stehen; erlaubt sind die mit den Namen {named}. Nehmen Sie es heraus.",
            (f'http-equiv="{given.get("http-equiv")}', "http-equiv=", "<meta"),
        )


def _attributes(element: Element, name: str, pictures: Collection[str]) -> Iterator[Forbidden]:
    drawn = element.tag.startswith(SVG)
    for key, value in element.attrib.items():
        attribute = str(key).rpartition("}")[2]
        known = attribute in DRAWING if drawn else attribute in ATTRIBUTES or name in ONLY.get(attribute, ())
        if not known and not attribute.startswith(("aria-", "data-")):
            sentence = f"Das Attribut „{attribute}“ darf in einer Vorlage an „<{name}>“ nicht stehen. Nehmen Sie es heraus."
            yield Forbidden(sentence, (f"{attribute}=", attribute))
        elif attribute == "href" and not _leads(value):
            sentence = f"Ein Link auf „{_short(value)}“ ist nicht erlaubt. Erlaubt: https://, http://, mailto:, #, Dateien."
            yield Forbidden(sentence, (value, value.partition(":")[0]))
        elif attribute == "src" and value not in pictures:
            sentence = f"„{_short(value)}“ ist kein Bild, das ein Text dieser Ausgabe zeigt. Schreiben Sie „{ASSET}anlagen/…“."
            yield Forbidden(sentence, (value, "<img"))


def _leads(href: str) -> bool:
    """Whether a link may lead there: to the web, by mail, into the page, or to a file beside it."""
    path = re.split("[?#]", href, maxsplit=1)[0]
    return not _CONTROL.search(href) and (is_address(href) or (":" not in path and not path.startswith("/")))


def _hidden(element: Element, name: str, *, alone: bool) -> Iterator[Forbidden]:
    """What would keep words from being seen."""
    classes = set(element.get("class", "").split())
    link = (element.get("href"), element.text)
    for hiding in sorted(HIDING & classes):
        if hiding != "sprung" or name != "a" or link != SKIP or len(element):
            yield Forbidden(f"Die Klasse „{hiding}“ blendet Text aus. Nehmen Sie sie heraus.", (hiding,))
    if element.get("aria-hidden") == "true" and "".join(element.itertext()).strip():
        yield Forbidden("„aria-hidden“ verbirgt hier Text. Nehmen Sie es heraus.", ("aria-hidden",))
    if name == "details" and not alone:
        yield Forbidden("„<details>“ klappt Text weg, der auf dem Papier steht. Nehmen Sie es heraus.", ("<details",))
    if element.tag.startswith(SVG) and not _readable(element, name, classes):
        sentence = "Text in einer Zeichnung muss zu lesen sein: fill als #rrggbb, das sich von Weiß abhebt, font-size ab 6."
        yield Forbidden(sentence, ("<text", "<svg"))


def _readable(element: Element, name: str, classes: set[str]) -> bool:
    """Whether what a drawing says can be read: neither too small nor as white as the paper."""
    size = element.get("font-size", "6")
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", size) or float(size) < SMALLEST:
        return False
    if name not in LETTERS:
        return name not in ("g", "svg") or "fill" not in element.attrib
    if ON_COLOUR[0] in classes:
        return len("".join(element.itertext()).strip()) <= ON_COLOUR[1]
    fill = element.get("fill", "#000000")
    return bool(re.fullmatch(r"#[0-9a-fA-F]{6}", fill)) and colours.contrast(fill, colours.WHITE) >= colours.LEAST


def _differing(web: Element, paper: Element) -> Iterator[Forbidden]:
    """The first word that one medium says and the other does not."""
    feet = [word for element in paper.iter() for key in ON_PAPER for word in str(element.get(key, "")).split()]
    for word, other in zip_longest(_said(web), (*_said(paper), *feet)):
        if word != other:
            sentence = (
                f"Bildschirm und Papier sagen nicht dasselbe: Dort steht „{_short(word or '')}“, hier „{_short(other or '')}“. "
                "Lassen Sie „medium“ nur über das Aussehen entscheiden."
            )
            yield Forbidden(sentence, ("medium", str(word), str(other)))
            return


def _said(tree: Element) -> Iterator[str]:
    """A page's words in their order, and what its pictures, links and lists say."""
    body = tree.find("body")
    waiting: list[Any] = [body] if body is not None else []
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield from item.split()
        elif isinstance(item.tag, str) and item.tag not in OWN and "sprung" not in item.get("class", "").split():
            yield from (item.attrib[key] for key in SAID if key in item.attrib and not (key == "type" and item.tag == "input"))
            waiting += reversed([item.text or "", *(part for child in item for part in (child, child.tail or ""))])


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
