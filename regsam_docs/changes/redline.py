"""Two renderings of a document as one: what went struck through, what came underlined, both said to those who listen.

Blocks are laid side by side by their words, words are compared within a block, and a block without a partner is marked whole,
inside its cells and items, so that tables stay tables. The rest of the page is left as the newer one has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from lxml import etree, html
from lxml.html import HtmlElement

from regsam_docs.changes.words import WORD, aligned, opcodes, ratio

ALIKE = 0.4
"""From this share of common words on a block counts as the same, changed."""

MOST = 60
"""Most blocks on either side whose words are compared in search of a partner."""

INNER = frozenset({"p", "li", "td", "th", "dt", "dd", "caption", "figcaption", "pre", *(f"h{n}" for n in range(1, 7))})
OUTER = frozenset(
    "address article aside blockquote details div dl fieldset figure footer form header main nav ol section ul".split()
) | {"table", "tbody", "tfoot", "thead", "tr"}
BLOCKS = INNER | OUTER

POINTING = ("headers", "aria-labelledby", "aria-describedby", "for")

Tag = Literal["ins", "del"]

ATOMS = frozenset({"img", "svg", "br", "hr", "input", "math"})
"""Elements that are compared whole."""

SAID: dict[Tag, tuple[str, str]] = {
    "ins": ("eingefügt: ", " (Ende der Einfügung) "),
    "del": ("gelöscht: ", " (Ende der Löschung) "),
}
"""What a screen reader says before and after; sighted people see lines."""

CLASSES: dict[Tag, str] = {"ins": "eingefuegt", "del": "geloescht"}

NAMED = ("id", *POINTING)
"""Attributes that what was deleted may not keep: they would be there twice."""

BLANKS = re.compile(r"\s+")

ADDRESS = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)


def merged(before: str | None, after: str | None, prefix: str) -> str | None:
    """Contents of `main` of two pages as one, its headings a step lower; None if nothing differs. A page that is not there is
    None. `prefix` keeps ids apart from those of other documents on the same page."""
    old, new = (_main(page) if page is not None else None for page in (before, after))
    if old is not None and new is not None:
        if _flat(old) == _flat(new):
            return None
        whole = _pair(old, new)[0]
    elif new is not None:
        whole = put_together(new, "ins")
    elif old is not None:
        whole = put_together(old, "del")
    else:
        return None
    _settle(whole, prefix)
    inner = "".join(html.tostring(child, encoding="unicode") for child in whole)
    return inner or None


def is_block(element: HtmlElement) -> bool:
    """Whether an element holds other blocks, so that words cannot be compared across it."""
    return any(child.tag in BLOCKS for child in element.iterdescendants() if isinstance(child.tag, str))


def _main(page: str) -> HtmlElement:
    """The page's `main` with everything removed that is no content, stray words in boxes of their own."""
    found = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8")).find(".//main")
    assert found is not None, "every page has one"
    found.tail = None
    for element in list(found.iter("script", "style", etree.Comment)):
        element.drop_tree()
    for element in list(found.iter()):
        if element.tag in OUTER | {"li", "td", "th", "dd"} and is_block(element):
            _box(element)
    return found


def _box(element: HtmlElement) -> None:
    """Put words and inline elements that stand between blocks into spans, so that all children are elements."""
    pieces: list[HtmlElement | str | None] = [element.text]
    for child in element:
        pieces += [child, child.tail]
        child.tail = None
    boxed: list[HtmlElement] = []
    run: HtmlElement | None = None
    for piece in pieces:
        if isinstance(piece, HtmlElement) and piece.tag in BLOCKS:
            run = None
            boxed.append(piece)
        elif run is not None or (piece.strip() if isinstance(piece, str) else isinstance(piece, HtmlElement)):
            if run is None:
                run = html.Element("span")
                boxed.append(run)
            if isinstance(piece, str):
                append_text(run, piece)
            elif piece is not None:
                run.append(piece)
    element.text = None
    element[:] = boxed


# ---- blocks side by side


def _pair(old: HtmlElement, new: HtmlElement) -> list[HtmlElement]:
    """Two blocks as one, or one after the other where they cannot be one."""
    if _flat(old) == _flat(new):
        return [new]
    if old.tag != new.tag or old.tag in ATOMS or is_block(old) != is_block(new):
        return [put_together(old, "del"), put_together(new, "ins")]
    made: HtmlElement = html.Element(new.tag, dict(new.attrib))
    if not is_block(new):
        merge(made, old, new)
        return [made]
    for one, other in _partners(list(old), list(new), cells=new.tag == "tr"):
        made.extend(_side_by_side(one, other))
    return [made]


def _side_by_side(old: HtmlElement | None, new: HtmlElement | None) -> list[HtmlElement]:
    if old is not None and new is not None:
        return _pair(old, new)
    mark: Tag = "del" if new is None else "ins"
    left = old if new is None else new
    return [put_together(left, mark)] if left is not None else []


Partners = Iterator[tuple[HtmlElement | None, HtmlElement | None]]


def _partners(old: list[HtmlElement], new: list[HtmlElement], *, cells: bool) -> Partners:
    """Children that belong together, in order; cells of a row by their column."""
    if cells and len(old) == len(new):
        yield from zip(old, new, strict=True)
        return
    for tag, i, j, k, m in aligned([_flat(e) for e in old], [_flat(e) for e in new]):
        if tag == "equal":
            yield from zip(old[i:j], new[k:m], strict=True)
        else:
            yield from _alike(old[i:j], new[k:m])


def _alike(old: list[HtmlElement], new: list[HtmlElement]) -> Partners:
    """Within a stretch where nothing is equal: partners of similar words, in order; the others stay alone."""
    start = 0
    came: list[HtmlElement] = []
    said = [_words(element) for element in old] if max(len(old), len(new)) <= MOST else []
    for element in new:
        best = _best(old, start, said, element, alone=len(old) == len(new) == 1)
        if best is None:
            came.append(element)
            continue
        yield from ((gone, None) for gone in old[start : start + best])
        yield from ((None, fresh) for fresh in came)
        yield old[start + best], element
        start, came = start + best + 1, []
    yield from ((gone, None) for gone in old[start:])
    yield from ((None, fresh) for fresh in came)


def _best(old: Sequence[HtmlElement], start: int, said: Sequence[Sequence[str]], new: HtmlElement, *, alone: bool) -> int | None:
    """How many places behind `start` the one among `old` stands that became the new one. `said`: the words of the old ones;
    none if there are so many that the next one of its kind has to do."""
    if not said:
        return 0 if start < len(old) and old[start].tag == new.tag else None
    words = _words(new)
    ranked = [
        (ratio(said[position], words), start - position) for position in range(start, len(old)) if old[position].tag == new.tag
    ]
    if not ranked:
        return None
    share, position = max(ranked)
    return -position if share >= ALIKE or (alone and new.tag in OUTER) else None


def _words(element: HtmlElement) -> list[str]:
    return " ".join(element.itertext()).split()[:400]


def _flat(element: HtmlElement) -> str:
    """What two elements must have in common to be equal: tags, words and pictures; not ids and classes."""
    return "".join(_pieces(element))


def _pieces(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    if element.tag in ATOMS:
        yield atom(element)
        return
    yield f"<{element.tag}>{' '.join((element.text or '').split())}"
    for child in element:
        yield from _pieces(child)
        yield " ".join((child.tail or "").split())


# ---- the words of a block, with the inline elements around them


@dataclass(frozen=True, slots=True)
class Token:
    """A word with the blanks after it, or an atom, and the inline elements around it, outermost first."""

    text: str
    path: tuple[HtmlElement, ...]
    element: HtmlElement | None = None

    @property
    def key(self) -> str:
        """Two tokens are the same if they read and look the same."""
        look = ["\0".join((str(e.tag), e.get("href", ""), e.get("class", ""))) for e in self.path]
        return "\0".join((atom(self.element) if self.element is not None else self.text.strip(), *look))


def merge(made: HtmlElement, old: HtmlElement, new: HtmlElement) -> None:
    """Fill `made` with the words of two blocks as one. Those that stayed come out of the newer: its blanks and links count."""
    before, after = list(_tokens(old)), list(_tokens(new))
    for tag, i, j, k, m in opcodes(*([token.key for token in side] for side in (before, after))):
        if tag == "equal":
            _build(made, after[k:m], 0)
            continue
        if j > i:
            _marked(made, before[i:j], "del", first=True, last=True)
        if m > k:
            _marked(made, after[k:m], "ins", first=True, last=True)


def put_together(element: HtmlElement, mark: Tag) -> HtmlElement:
    """A copy of a block marked as inserted or deleted: within every piece of text, said once at its beginning and end."""
    made = deepcopy(element)
    made.tail = None
    if mark == "del":
        _strip(made)
    leaves = [leaf for leaf in _leaves(made) if leaf.tag in ATOMS or (leaf.text_content().strip() or len(leaf))]
    for number, leaf in enumerate(leaves):
        tokens = list(_tokens(leaf))
        box = leaf if leaf.tag not in ATOMS else html.Element("div")
        if box is not leaf:
            parent = leaf.getparent()
            made = box if parent is None else made
            if parent is not None:
                parent.replace(leaf, box)
        box.text = None
        box[:] = []
        _marked(box, tokens, mark, first=number == 0, last=number == len(leaves) - 1)
    made.set("class", " ".join(filter(None, (made.get("class"), CLASSES[mark]))))
    return made


def _strip(element: HtmlElement) -> None:
    for inner in element.iter():
        for name in NAMED:
            inner.attrib.pop(name, None)


def _leaves(element: HtmlElement) -> Iterator[HtmlElement]:
    if not is_block(element):
        yield element
        return
    for child in element:
        if isinstance(child.tag, str):
            yield from _leaves(child)


def _marked(made: HtmlElement, tokens: list[Token], mark: Tag, *, first: bool, last: bool) -> None:
    """Add words within an `ins` or `del`; the blank after them stays outside."""
    box: HtmlElement = html.Element(mark)
    blank = ""
    if tokens and tokens[-1].element is None:
        end = tokens[-1]
        blank = end.text[len(end.text.rstrip()) :]
        tokens = [*tokens[:-1], Token(end.text.rstrip(), end.path)]
    if first:
        box.append(_hidden(SAID[mark][0]))
    _build(box, tokens, 0, bare=mark == "del")
    if last:
        box.append(_hidden(SAID[mark][1]))
    made.append(box)
    box.tail = blank or None


def _hidden(said: str) -> HtmlElement:
    span: HtmlElement = html.Element("span", {"class": "verborgen"})
    span.text = said
    return span


def _build(made: HtmlElement, tokens: Iterable[Token], depth: int, *, bare: bool = False) -> None:
    """Add words to an element, with the inline elements around them made anew. `bare`: without ids."""
    for around, group in groupby(tokens, key=lambda token: token.path[depth] if len(token.path) > depth else None):
        if around is not None:
            child: HtmlElement = html.Element(around.tag, {k: v for k, v in around.attrib.items() if not (bare and k in NAMED)})
            _build(child, group, depth + 1, bare=bare)
            made.append(child)
            continue
        for _, same in groupby(group, key=lambda token: id(token.element)):
            run = list(same)
            if run[0].element is None:
                append_text(made, "".join(token.text for token in run))
            else:
                copied = deepcopy(run[0].element)
                copied.tail = None
                if bare:
                    _strip(copied)
                made.append(copied)


def append_text(made: HtmlElement, text: str) -> None:
    """Add a text behind all that an element holds."""
    last = next(made.iterchildren(reversed=True), None)  # to ask for the number of children is to count them
    if last is not None:
        last.tail = (last.tail or "") + text
    else:
        made.text = (made.text or "") + text


def _tokens(leaf: HtmlElement) -> Iterator[Token]:
    if leaf.tag in ATOMS:
        yield Token("", (), leaf)
        return
    yield from _inside(leaf, ())


def _inside(element: HtmlElement, path: tuple[HtmlElement, ...]) -> Iterator[Token]:
    yield from _split(element.text, path)
    for child in element:
        if isinstance(child.tag, str):
            yield from [Token("", path, child)] if child.tag in ATOMS else _inside(child, (*path, child))
        yield from _split(child.tail, path)


def _split(text: str | None, path: tuple[HtmlElement, ...]) -> Iterator[Token]:
    for word in WORD.findall(BLANKS.sub(" ", text or "")):
        yield Token(word, path)


def atom(element: HtmlElement) -> str:
    """What an atom is compared by."""
    return html.tostring(element, encoding="unicode", with_tail=False)


# ---- as part of a larger page


def _settle(whole: HtmlElement, prefix: str) -> None:
    """Make ids unique, drop links that lead nowhere from here, lower headings by one step."""
    for element in list(whole.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.tag == "a" and not ADDRESS.match(element.get("href", "")):
            element.tag = "span"
            element.attrib.pop("href", None)
        if element.get("role") == "region":
            element.set("role", "group")  # its name is the same in many documents; landmarks must differ
        if re.fullmatch(r"h[1-5]", element.tag):
            element.tag = f"h{int(element.tag[1]) + 1}"
        _point(element, prefix)


def _point(element: HtmlElement, prefix: str) -> None:
    if "id" in element.attrib:
        element.set("id", f"{prefix}{element.get('id')}")
    for name in POINTING:
        if name in element.attrib:
            element.set(name, " ".join(f"{prefix}{id}" for id in element.get(name, "").split()))
    if element.get("href", "").startswith("#"):
        element.set("href", f"#{prefix}{element.get('href', '')[1:]}")
    for name, value in element.attrib.items():
        if "url(#" in value:
            element.set(name, value.replace("url(#", f"url(#{prefix}"))
