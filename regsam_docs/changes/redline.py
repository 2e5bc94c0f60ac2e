"""Two renderings of a document as one: what went struck through, what came underlined, both said to those who listen.

Blocks are laid side by side by their words, words are compared within a block, and a block without a partner is marked whole,
inside its cells and items, so that tables stay tables. The rest of the page is left as the newer one has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree, html
from lxml.html import HtmlElement

from regsam_docs.changes.words import ATOMS, Tag, aligned, append_text, atom, merge, put_together, ratio

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
        whole = put_together(new, "ins", is_block)
    elif old is not None:
        whole = put_together(old, "del", is_block)
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
        return [put_together(old, "del", is_block), put_together(new, "ins", is_block)]
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
    return [put_together(left, mark, is_block)] if left is not None else []


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
