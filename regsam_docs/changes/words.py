"""What changed between two texts, in words: whole words are replaced, never letters, and long texts stay quick."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from difflib import Match, SequenceMatcher
from itertools import accumulate, groupby

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


def _words(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Op, str]]:
    for tag, i, j, k, m in opcodes(old, new):
        if tag == "equal":
            yield "same", "".join(old[i:j])
        else:
            yield "deleted", "".join(old[i:j])
            yield "inserted", "".join(new[k:m])


def opcodes(before: Sequence[str], after: Sequence[str]) -> list[Code]:
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


def _joined(found: Iterable[tuple[Op, str]]) -> Iterator[Part]:
    """Neighbours of one kind as one; within a changed stretch what went comes before what came."""
    for _, stretch in groupby((one for one in found if one[1]), key=lambda one: one[0] == "same"):
        held: dict[Op, list[str]] = {"same": [], "deleted": [], "inserted": []}
        for op, text in stretch:
            held[op].append(text)
        yield from (Part(op, "".join(texts)) for op, texts in held.items() if texts)


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
