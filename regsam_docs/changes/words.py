"""What changed between two texts, in words: whole words are replaced, never letters, and long texts stay quick."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate, groupby
from typing import Literal

from lxml import html
from lxml.html import HtmlElement

from regsam_docs.changes.change import Op, Part

WORD = re.compile(r"^\s+|(?:\w+(?:[-’'./]\w+)*|[^\w\s])\s*")
"""A word (`Sozialbürgerhaus`, `10.30`, `M1`) or a punctuation mark, with the blanks after it."""

PARAGRAPH = re.compile(r"(\n[^\S\n]*\n\s*)")
"""An empty line; any other blanks and line ends count for nothing."""

MOST = 3_000
"""Most words on either side that are compared word by word; longer passages are compared line by line first."""

FEW, MANY = 4_000, 60_000
"""Pairs of equal tokens up to which two texts are compared by order, and word by word with every word as an anchor."""

STEPS = 50
"""Steps that comparing may take for each token (and four hundred tokens more): difflib may need the cube of their number. Beyond
that, only tokens that are there once are anchors."""

Code = tuple[str, int, int, int, int]

ALIKE = 0.3
"""Below this share of common words two passages are shown as one replaced by the other."""


def parts(before: str, after: str) -> tuple[Part, ...]:
    """Both texts as runs of words that stayed, went and came; `same` and `deleted` together are `before`."""
    return tuple(_joined(_texts(before, after)))


def runs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Op, int, int]]:
    """Stretches of two token sequences: `same` and `deleted` count positions in `before`, `inserted` in `after`."""
    for tag, i, j, k, m in _opcodes(before, after):
        if tag == "equal":
            yield "same", i, j
            continue
        if j > i:
            yield "deleted", i, j
        if m > k:
            yield "inserted", k, m


def replaced(found: Sequence[Part]) -> bool:
    """Whether one text took the place of the other and no word is common."""
    return all(part.op != "same" for part in found)


def plain_equal(before: str, after: str) -> bool:
    """Whether two texts differ in blanks and line ends only."""
    return before.split() == after.split()


def ratio(before: Sequence[str], after: Sequence[str]) -> float:
    """How much of two token sequences is common, from 0 to 1; of many equal tokens without regard to their order."""
    matcher = _Matcher(before, after, autojunk=False)
    if _meetings(before, after) <= FEW:
        with suppress(_TooLong):
            return matcher.ratio()
    return matcher.quick_ratio()


def aligned(before: Sequence[str], after: Sequence[str]) -> Sequence[Code]:
    """difflib's opcodes; where tokens are repeated so often that it would take minutes, frequent ones are no anchors."""
    matcher = _Matcher(before, after, autojunk=_meetings(before, after) > MANY)
    try:
        return matcher.get_opcodes()
    except _TooLong:
        matcher.matching_blocks = [*_anchored(before, after), Match(len(before), len(after), 0)]  # type: ignore[attr-defined]
        return matcher.get_opcodes()


class _TooLong(Exception):
    """Comparing takes more steps than the texts are worth."""


class _Matcher(SequenceMatcher[str]):
    """difflib's, with its steps counted."""

    def __init__(self, before: Sequence[str], after: Sequence[str], *, autojunk: bool) -> None:
        super().__init__(None, before, after, autojunk=autojunk)
        self.tokens, places = len(before), self.b2j  # type: ignore[attr-defined]
        self.costs = list(accumulate((1 + len(places.get(token, ())) for token in before), initial=0))
        self.left = STEPS * (len(before) + len(after) + 400)

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """As difflib's; raises `_TooLong`."""
        self.left -= self.costs[self.tokens if ahi is None else ahi] - self.costs[alo]
        if self.left < 0:
            raise _TooLong
        return super().find_longest_match(alo, ahi, blo, bhi)


def _anchored(before: Sequence[str], after: Sequence[str]) -> Iterator[Match]:
    """What two sequences have in common at both ends, and in between as far as tokens that are there once keep their order."""
    least = min(len(before), len(after))
    head = next((n for n in range(least) if before[n] != after[n]), least)
    tail = next((n for n in range(least - head) if before[-1 - n] != after[-1 - n]), least - head)
    old, new = Counter(before), Counter(after)
    at = {after[j]: j for j in range(head, len(after) - tail) if new[after[j]] == 1}
    pairs = [(i, at[before[i]]) for i in range(head, len(before) - tail) if old[before[i]] == 1 and before[i] in at]
    kept = _rising([j for _, j in pairs])
    yield Match(0, 0, head)
    yield from (Match(*pairs[n], 1) for n in kept)
    yield Match(len(before) - tail, len(after) - tail, tail)


def _rising(numbers: Sequence[int]) -> list[int]:
    """Positions of the longest rising run of numbers, others left out."""
    ends: list[int] = []  # of the runs of each length, the position of the smallest number one ends with
    before: list[int] = []
    for position, number in enumerate(numbers):
        length = bisect_left(ends, number, key=numbers.__getitem__)
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [position]
    run: list[int] = []
    position = ends[-1] if ends else -1
    while position >= 0:
        run.append(position)
        position = before[position]
    return run[::-1]


def _meetings(before: Sequence[str], after: Sequence[str]) -> int:
    """How many pairs of equal tokens there are: what comparing costs."""
    old, new = Counter(before), Counter(after)
    return sum(number * new[token] for token, number in old.items())


def tokens(text: str) -> list[str]:
    """A text cut into words, marks and empty lines; joined they are the text."""
    return [token for passage in PARAGRAPH.split(text) for token in ([passage] if not passage.strip() else WORD.findall(passage))]


def _texts(before: str, after: str) -> Iterator[tuple[Op, str]]:
    old, new = tokens(before), tokens(after)
    if max(len(old), len(new)) <= MOST:
        yield from _words(old, new)
        return
    old_lines, new_lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, i, j, k, m in aligned(old_lines, new_lines):
        one, other = "".join(old_lines[i:j]), "".join(new_lines[k:m])
        if tag == "equal":
            yield "same", one
        elif max(len(one), len(other)) <= MOST:
            yield from _words(tokens(one), tokens(other))
        else:
            yield "deleted", one
            yield "inserted", other


def _words(old: list[str], new: list[str]) -> Iterator[tuple[Op, str]]:
    for op, start, end in runs(old, new):
        yield op, "".join((new if op == "inserted" else old)[start:end])


def _opcodes(before: Sequence[str], after: Sequence[str]) -> list[Code]:
    """difflib's opcodes, so merged that a reader can follow them: a short word between two changes is part of them."""
    old, new = [token.strip() for token in before], [token.strip() for token in after]
    codes = aligned(old, new)
    common = sum(j - i for tag, i, j, _, _ in codes if tag == "equal")
    if 2 * common < ALIKE * (len(old) + len(new)):
        return [("replace", 0, len(old), 0, len(new))]
    merged: list[Code] = []
    for position, code in enumerate(codes):
        inner = 0 < position < len(codes) - 1
        apart = code[0] == "equal" and not (inner and _slight(old[code[1] : code[2]]))
        if merged and not apart and merged[-1][0] != "equal":
            last = merged[-1]
            merged[-1] = ("replace", last[1], code[2], last[3], code[4])
        else:
            merged.append(code)
    return merged


def _slight(between: Sequence[str]) -> bool:
    """Whether what two changes have between them is too little to keep them apart: two marks, an article."""
    return len(between) <= 2 and all(between) and sum(map(len, between)) <= 3


def _joined(texts: Iterable[tuple[Op, str]]) -> Iterator[Part]:
    """Neighbours of one kind as one; within a changed stretch what went comes before what came."""
    held: dict[Op, list[str]] = {}
    for op, text in texts:
        if not text:
            continue
        if (op == "same") != ("same" in held) and held:
            yield from _parts(held)
            held = {}
        held.setdefault(op, []).append(text)
    yield from _parts(held)


def _parts(held: dict[Op, list[str]]) -> Iterator[Part]:
    for op in ("same", "deleted", "inserted"):
        if op in held:
            yield Part(op, "".join(held[op]))


SOFT = re.compile(r"(?<=\S)[^\S\n]*\n[^\S\n]*(?=[^\s\-*+|#>\d]|\d+[^\d.)])")
"""A line end that Markdown takes for a blank."""


def condensed(found: Sequence[Part], context: int = 60, *, lines: bool = False) -> tuple[Part, ...]:
    """The parts with long unchanged passages cut to about so many letters around each change, and lines joined to paragraphs
    unless `lines` are to stay."""
    last = len(found) - 1
    soft = [part if lines else Part(part.op, SOFT.sub(" ", part.text)) for part in found]
    return tuple(
        Part("same", _middle(part.text, context, head=n > 0, tail=n < last)) if part.op == "same" else part
        for n, part in enumerate(soft)
    )


def _middle(text: str, most: int, *, head: bool, tail: bool) -> str:
    """The end of a text, its beginning, or both: whatever stands next to a change."""
    if len(text) <= most * (head + tail) + 20:
        return text
    start = text[:most].rsplit(" ", 1)[0] if head else ""
    end = text[-most:].split(" ", 1)[-1] if tail else ""
    return f"{start} … {end}" if start and end else f"{start} …" if start else f"… {end}"


# --- Words of a block with the inline elements around them: compared, and put together again with `ins` and `del`.


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


def put_together(element: HtmlElement, mark: Tag, is_block: Callable[[HtmlElement], bool]) -> HtmlElement:
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
