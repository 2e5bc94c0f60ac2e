"""What changed between two texts, in words: whole words are replaced, never letters, and long texts stay quick."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from regsam_docs.changes.change import Op, Part

WORD = re.compile(r"^\s+|(?:\w+(?:[-’'./]\w+)*|[^\w\s])\s*")
"""A word (`Sozialbürgerhaus`, `10.30`, `M1`) or a punctuation mark, with the blanks after it."""

PARAGRAPH = re.compile(r"(\n[^\S\n]*\n\s*)")
"""An empty line; any other blanks and line ends count for nothing."""

MOST = 3_000
"""Most words on either side that are compared word by word; longer passages are compared line by line first."""

FEW, MANY = 4_000, 60_000
"""Pairs of equal tokens up to which two texts are compared by order, and word by word with every word as an anchor."""

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
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return matcher.ratio() if _meetings(before, after) <= FEW else matcher.quick_ratio()


def aligned(before: Sequence[str], after: Sequence[str]) -> Sequence[Code]:
    """difflib's opcodes; where tokens are repeated so often that it would take minutes, frequent ones are no anchors."""
    return SequenceMatcher(None, before, after, autojunk=_meetings(before, after) > MANY).get_opcodes()


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
    held: dict[Op, str] = {}
    for op, text in texts:
        if not text:
            continue
        if (op == "same") != ("same" in held) and held:
            yield from _parts(held)
            held = {}
        held[op] = held.get(op, "") + text
    yield from _parts(held)


def _parts(held: dict[Op, str]) -> Iterator[Part]:
    for op in ("same", "deleted", "inserted"):
        if op in held:
            yield Part(op, held[op])


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
