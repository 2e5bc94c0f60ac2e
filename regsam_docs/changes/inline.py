"""Words of a block with the inline elements around them: compared, and put together again with `ins` and `del`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from lxml import html
from lxml.html import HtmlElement

from regsam_docs.changes.change import Op
from regsam_docs.changes.words import WORD, runs

Tag = Literal["ins", "del"]

ATOMS = frozenset({"img", "svg", "br", "hr", "input", "math"})
"""Elements that are compared whole."""

SAID: dict[Tag, tuple[str, str]] = {
    "ins": ("eingefügt: ", " (Ende der Einfügung) "),
    "del": ("gelöscht: ", " (Ende der Löschung) "),
}
"""What a screen reader says before and after; sighted people see lines."""

CLASSES: dict[Tag, str] = {"ins": "eingefuegt", "del": "geloescht"}

NAMED = ("id", "headers", "aria-labelledby", "aria-describedby", "for")
"""Attributes that what was deleted may not keep: they would be there twice."""

BLANKS = re.compile(r"\s+")


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
    """Fill `made` with the words of two blocks as one."""
    before, after = list(_tokens(old)), list(_tokens(new))
    keys = [[token.key for token in side] for side in (before, after)]
    # Words that stayed come out of the newer block: its blanks and links count.
    same = iter([token for op, i, j in _reversed(keys) if op == "same" for token in after[i:j]])
    for op, i, j in runs(*keys):
        if op == "same":
            _build(made, [next(same) for _ in range(i, j)], 0)
        else:
            mark: Tag = "del" if op == "deleted" else "ins"
            _marked(made, (before if mark == "del" else after)[i:j], mark, first=True, last=True)


def _reversed(keys: list[list[str]]) -> Iterator[tuple[Op, int, int]]:
    """The runs with positions in the newer block for what stayed."""
    position = 0
    for op, i, j in runs(*keys):
        if op == "same":
            yield op, position, position + j - i
        if op != "deleted":
            position += j - i


def whole(element: HtmlElement, mark: Tag, is_block: Callable[[HtmlElement], bool]) -> HtmlElement:
    """A copy of a block marked as inserted or deleted: within every piece of text, said once at its beginning and end."""
    made = deepcopy(element)
    made.tail = None
    if mark == "del":
        _strip(made)
    leaves = [leaf for leaf in _leaves(made, is_block) if leaf.tag in ATOMS or (leaf.text_content().strip() or len(leaf))]
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


def _leaves(element: HtmlElement, is_block: Callable[[HtmlElement], bool]) -> Iterator[HtmlElement]:
    if not is_block(element):
        yield element
        return
    for child in element:
        if isinstance(child.tag, str):
            yield from _leaves(child, is_block)


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
