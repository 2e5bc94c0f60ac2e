"""The Markdown that is read here: markdown-it's CommonMark with tables, made smaller so that it loses nothing.

One principle: a sign is markup only where a whole construct of ours is there. Those are a list of two or more items with
`-` or `*`, a list of numbers that run on (`numbers`), a heading with a letter in it, `**…**` and `*…*` closed round
something, a link, an image, a table, closed code, and a backslash before a sign that would be markup. Everything else is
printed as it was written: block quotes, underlined headings, rules, indented code, `_` and `+` are no constructs of ours,
nor are asterisks inside words and formulas, entities, link definitions, or nesting that is too deep.

Rules of the parser that find something with a place (a link, a cell, a line) leave that place on the token; those that
use up signs no token tells of add them to `env["marks"]`, for the proof that nothing else was lost (`check`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.rules_block import StateBlock, heading, list_block, paragraph, reference, table
from markdown_it.rules_inline import StateInline, autolink, backtick, html_inline, image, link, newline
from markdown_it.token import Token

DEPTH = 20
"""Deepest nesting of blocks; a list takes two. Below it text stays as it was written."""
_IMAGES = 3
_STEPS = 30
"""Steps the search for closing brackets may take for each character of a text; what people write takes one or two."""
_SPARSE = 4
"""Cells a table may have for each that was written: the parser fills up its rows, and a row may be one character."""

WRAPPED = {".": "\ufdd0", ")": "\ufdd1"}
"""Stand-ins in a date at the beginning of a line: it goes on with the paragraph before it, as any line of a sentence does."""
ALONE = {".": "\ufdd2", ")": "\ufdd3"}
"""Stand-ins in a number that does not run on: its line begins a paragraph of its own, as the list item would have."""
PRINTED = {sign: chr(0xFDD4 + n) for n, sign in enumerate("*`[]|<-+>#=.)")}
"""Stand-ins for signs whose backslashes are printed."""
_ALONE_MARKER = re.compile(r"\d{1,9}[\ufdd2\ufdd3](?=[ \t]|$)", re.MULTILINE)
_BACK = str.maketrans({stand_in: sign for table in (WRAPPED, ALONE, PRINTED) for sign, stand_in in table.items()})

BlockRule = Callable[[StateBlock, int, int, bool], bool]
InlineRule = Callable[[StateInline, bool], bool]


class Note(NamedTuple):
    """Something the document would show otherwise than written: its place (offset in the text) and its kind
    ("brackets", "cells", "deep", "definition", "emphasis", "info", "sparse", "title")."""

    offset: int
    kind: str


def original(text: str) -> str:
    """The text with the signs that stand-ins stand for."""
    return text.translate(_BACK)


class _Dialect(MarkdownIt):
    """Takes every address as it was written: `check` judges it, `markdown` prints only what is allowed."""

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


def environment(source: str) -> dict[str, Any]:
    """The parser's `env` for a text: its rules add to `notes` and `marks`, and to `unsearched` the inline texts whose brackets
    were given up; the rest is what they count and remember."""
    steps = {"steps": 0, "most_steps": _STEPS * len(source) + 1_000, "images": 0, "searched": {}}
    return {"notes": [], "marks": [], "unsearched": [], **steps}


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """The one parser. Its `env` must be an `environment`."""
    # HTML is on so that a tag is one token, printed as it was written; blocks of HTML stay paragraphs.
    # maxNesting lies above DEPTH: markdown-it's own limit, which drops text, is never reached.
    made = _Dialect("commonmark", {"html": True, "maxNesting": DEPTH + 4})
    helpers: Any = SimpleNamespace(
        parseLinkLabel=_label, parseLinkDestination=parseLinkDestination, parseLinkTitle=parseLinkTitle
    )
    made.helpers = helpers
    made.enable("table").disable(["entity", "html_block", "blockquote", "lheading", "hr", "code"])
    blocks = made.block.ruler
    blocks.before("table", "deep", _deep)
    chains = ["paragraph", "reference", "blockquote", "list"]  # what these rules end; tables ask as quotations would
    blocks.before("list", "number", _number, {"alt": chains})
    blocks.before("list", "sign", _sign, {"alt": chains})
    blocks.at("table", _table, {"alt": chains[:2]})
    blocks.at("list", _list, {"alt": chains[:3]})
    blocks.at("fence", _fence, {"alt": chains})
    blocks.at("heading", _placed(_heading), {"alt": chains})
    blocks.at("paragraph", _placed(paragraph))
    blocks.at("reference", _definition)
    inlines = made.inline.ruler
    inlines.at("newline", _newline)
    inlines.at("backticks", _code)
    inlines.at("escape", _escape)
    inlines.before("emphasis", "asterisk", _asterisk)
    inlines.at("link", _spotted(link, "link_open"))
    inlines.at("autolink", _spotted(autolink, "link_open"))
    inlines.at("image", _spotted(_image, "image"))
    inlines.after("image", "almost", _almost)
    inlines.at("html_inline", _spotted(_html, "html_inline"))
    return made


def _deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Below DEPTH everything up to the end of the container is one paragraph."""
    if silent or state.level < DEPTH:
        return False
    line = start + 1
    while line < end and (state.isEmpty(line) or not 0 <= state.sCount[line] < state.blkIndent):
        line += 1
    token = state.push("deep", "p", 0)
    token.content = state.getLines(start, line, state.blkIndent, False)
    state.env["notes"].append(Note(_first(state, start), "deep"))
    state.line = line
    return True


def _number(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """A number that does not run on ends the paragraph or list before it; then it is a paragraph's first
    word."""
    return silent and bool(_ALONE_MARKER.match(state.src, _first(state, start)))


_ALONE = re.compile(r"[-=*_~+#]{2,}[ \t]*(?=\n|\Z)")
_OWN_LINE = re.compile(r">|#{1,6}[ \t]")


def _sign(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """A line of nothing but signs is a paragraph of its own; one that begins with `>` or `# ` begins one, as it did where it
    was a quotation or a heading; further lines with `>` stay in that (`_newline`)."""
    place = _first(state, start)
    alone = bool(_ALONE.match(state.src, place))
    if silent or not alone:
        goes_on = start and all(state.src.startswith(">", _first(state, line)) for line in (start - 1, start))
        return alone or bool(silent and not goes_on and _OWN_LINE.match(state.src, place))
    state.push("paragraph_open", "p", 1).map = [start, start + 1]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = state.src[place : state.eMarks[start]].rstrip(), [start, start + 1], []
    token.meta["lines"] = [place]
    state.push("paragraph_close", "p", -1)
    state.line = start + 1
    return True


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A list of two or more items, counted with those inside it; one inside another on a line of its own belongs to that.
    Anything else that begins with `-`, `*` or `+` is a paragraph (`- 3 %`, `* 1974`)."""
    place = _first(state, start)
    if silent or not state.src.startswith(("-", "*", "+"), place):
        return list_block(state, start, end, silent)
    count, notes, marks = len(state.tokens), len(state.env["notes"]), len(state.env["marks"])
    if state.src[place] == "+" or not list_block(state, start, end, False):
        return False
    inside = state.parentType == "list" and not state.src[state.bMarks[start] : place].strip()
    if inside or _items(state.tokens[count:]) > 1:
        return True
    del state.tokens[count:], state.env["notes"][notes:], state.env["marks"][marks:]
    state.line = start
    return False


def _items(tokens: list[Token]) -> int:
    """How many items with something of their own in them the tokens of a list have."""
    return sum(
        one.type == "list_item_open" and not after.type.endswith(("list_open", "item_close")) for one, after in pairwise(tokens)
    )


def _heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A heading has a letter, and all that stands in its line."""
    line = state.src[_first(state, start) : state.eMarks[start]]
    if not any(map(str.isalpha, line)) or not heading(state, start, end, silent):
        return False
    if not silent:
        state.tokens[-2].content = line.lstrip("#").strip(" \t")
    return True


def _definition(state: StateBlock, start: int, end: int, _silent: bool) -> bool:
    """What CommonMark takes for link definitions, and would not print, stays text and is noted."""
    env, state.env, line = state.env, dict(state.env), start
    while line < end and not state.isEmpty(line) and reference(state, line, end, False):
        env["notes"].append(Note(_first(state, line), "definition"))
        line = state.line
    state.env, state.line = env, start
    return False


_FENCE = re.compile(r"```(?!`)([^`\n]*)(?=\n|\Z)")
_FENCE_END = re.compile(r"```[ \t]*(?=\n|\Z)")


def _fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Code between two lines of three backticks. Where the second is missing the first is text; up to where that was looked
    for is remembered, or each of many first lines would look again."""
    opening = _FENCE.match(state.src, _first(state, start))
    searched = state.env["searched"]
    if opening is None or searched.get(state.blkIndent, 0) > start:
        return False
    line = start + 1
    while line < end and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
        if _FENCE_END.match(state.src, _first(state, line)):
            break
        line += 1
    else:
        searched[state.blkIndent] = line
        return False
    if not silent:
        token = state.push("fence", "code", 0)
        token.content = state.getLines(start + 1, line, state.sCount[start], True)
        token.map = [start, line + 1]
        state.env["marks"].append("``````")
        if opening[1].strip():
            state.env["notes"].append(Note(opening.start(1), "info"))
        state.line = line + 1
    return True


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table whose cells know their place; cells beyond the last column, which are not printed, are
    noted."""
    if start + 1 >= end or "|" not in state.src[state.bMarks[start + 1] : state.eMarks[start + 1]]:
        return False
    notes, marks, count = state.env["notes"], state.env["marks"], len(state.tokens)
    if silent:
        return table(state, start, end, True)
    if _is_sparse(state, start, end):
        notes.append(Note(_first(state, start), "sparse"))
        return False
    if not table(state, start, end, False):
        return False
    columns = sum(token.type == "th_open" for token in state.tokens[count:])
    cells: Iterator[tuple[int, int]] = iter(())
    marks.append(_without(state, start + 1, []))
    for token in state.tokens[count:]:
        if token.type == "tr_open" and token.map:
            spans = _cells(state.src, _first(state, token.map[0]), state.eMarks[token.map[0]])
            notes += [Note(place, "cells") for place, stop in spans[columns:] if place < stop][:1]
            marks.append(_without(state, token.map[0], spans))
            cells = iter(spans)
        elif token.type == "inline":
            token.meta["cell"] = next(cells, (0, 0))[0]
    return True


def _without(state: StateBlock, line: int, spans: list[tuple[int, int]]) -> str:
    """The signs of a table's line that stand outside its cells, and the backslashes before `|` inside them."""
    ends = [_first(state, line), *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), state.eMarks[line]]
    outside = "".join(state.src[end:start] for end, start in zip(ends, starts, strict=True))
    return outside + "".join("\\" * state.src.count("\\|", *span) for span in spans)


def _is_sparse(state: StateBlock, start: int, end: int) -> bool:
    """Whether so many cells of a table were not written that filling them up would take longer than reading the text."""
    if not table(state, start, end, True):
        return False
    rows = 0
    while start + 2 + rows < end and not state.isEmpty(start + 2 + rows):
        rows += 1
    columns, *written = (
        state.src.count("|", state.bMarks[line], state.eMarks[line]) + 1 for line in (start, *range(start + 2, start + 2 + rows))
    )
    return columns * rows > _SPARSE * (columns + sum(written)) + 50


def _cells(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the cells of a table's row begin and end, without the blanks before and after them."""
    start, end = _trimmed(source, start, end)
    bounds = [start - 1, *(bar.start() for bar in _BAR.finditer(source, start, end)), end]
    spans = [(left + 1, right) for left, right in pairwise(bounds)]
    if spans[0][0] == spans[0][1]:
        del spans[0]
    if spans and spans[-1][0] == spans[-1][1]:
        del spans[-1]
    return [_trimmed(source, *span) for span in spans]


_BAR = re.compile(r"(?<!\\)\|")
"""Between two cells."""


def _trimmed(source: str, start: int, end: int) -> tuple[int, int]:
    part = source[start:end].rstrip(MD_TRIM_CHARS)
    return start + len(part) - len(part.lstrip(MD_TRIM_CHARS)), start + len(part)


def _placed(rule: BlockRule) -> BlockRule:
    """The rule, with each line's first character's place in the text given to the inline token it makes."""

    def placed(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        count = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        for token in state.tokens[count:]:
            if token.type == "inline" and token.map:
                token.meta["lines"] = [_first(state, line) for line in range(*token.map)]
        return True

    return placed


def _first(state: StateBlock, line: int) -> int:
    return state.bMarks[line] + state.tShift[line]


def _label(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N803
    """Where the bracket at `start` is closed, or -1: markdown-it's parseLinkLabel, but its steps are counted, for brackets
    inside brackets, each searched to the end of the text, would take hours. Where the text's share is used up, brackets stay
    text and are noted."""
    env, before, level, end = state.env, state.pos, 1, -1
    state.pos = start + 1
    while state.pos < state.posMax and env["steps"] <= env["most_steps"]:
        env["steps"] += 1
        marker, place = state.src[state.pos], state.pos
        level -= marker == "]"
        if level == 0:
            end = place
            break
        state.md.inline.skipToken(state)
        opened = marker == "[" and state.pos == place + 1
        if marker == "[" and not opened and disableNested:
            break
        level += opened
    if env["steps"] > env["most_steps"]:
        end = -1
        if not env["unsearched"]:
            env["unsearched"].append(state.src)
    state.pos = before
    return end


def _spotted(rule: InlineRule, kind: str) -> InlineRule:
    """The rule, with the place of what it found (in the inline text) given to its first token."""

    def spotted(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            token = next(token for token in state.tokens[count:] if token.type == kind and "at" not in token.meta)
            token.meta["at"] = start
            if kind in ("link_open", "image") and token.info != "auto":
                label = state.md.helpers.parseLinkLabel(state, start + (kind == "image"), False)
                token.meta["address"] = (label + 1, state.pos)
        return True

    return spotted


def _image(state: StateInline, silent: bool) -> bool:
    """An image's description is read as Markdown of its own; images inside images inside … would not end
    well."""
    if state.env["images"] >= _IMAGES:
        return False
    state.env["images"] += 1
    try:
        return image(state, silent)
    finally:
        state.env["images"] -= 1


def _html(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule, with comments that end at the next `-->`: its pattern may go back over all that came before."""
    if not state.src.startswith("<!--", state.pos):
        return html_inline(state, silent)
    if state.html_terminator_last("-->") < state.pos + 2:
        return False
    end = state.src.find("-->", state.pos + 2) + 3
    if not silent:
        state.push("html_inline", "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


def _newline(state: StateInline, silent: bool) -> bool:
    """A line that begins with `>` stays a line."""
    count = len(state.tokens)
    if not newline(state, silent):
        return False
    if len(state.tokens) > count and state.src.startswith(">", state.pos):
        state.tokens[-1].type = "hardbreak"
    return True


def _code(state: StateInline, silent: bool) -> bool:
    """Code stands between words and has no blanks inside its signs, unless it takes two of them: ``Max` und Hans` Idee`` has
    none."""
    start, count, pending = state.pos, len(state.tokens), state.pending
    if not backtick(state, silent) or _is_code(state.src, start, state.pos):
        return state.pos > start
    del state.tokens[count:]
    state.pending, state.pos = pending, start
    while state.src.startswith("`", state.pos):
        state.pos += 1
    if not silent:
        state.append_pending(state.src[start : state.pos])
    return True


def _is_code(source: str, start: int, end: int) -> bool:
    inner = source[start:end].strip("`")
    outside = source[start - 1 : start] + source[end : end + 1]
    if not inner.strip() or any(map(str.isalnum, outside)):
        return False
    return source.startswith("``", start) or inner == inner.strip()


_ESCAPED = frozenset("*`[]|<")
_ESCAPED_FIRST = re.compile(r"(?:[-+>#=]|(?<=\d\\)[.)])")
_PATH = re.compile(r"(?:\A|\s)(?:[A-Za-z]:|\\)\\\S*\Z")
_FIRST = re.compile(r"(?:\A|\n)[ \t]*[0-9]{0,9}\Z")


def _escape(state: StateInline, silent: bool) -> bool:
    """A backslash before a sign that would be markup there makes it text; any other is text itself, as is one in a path."""
    start = state.pos
    if not state.src.startswith("\\", start) or start + 1 >= state.posMax:
        return False
    sign = state.src[start + 1]
    at_first = _ESCAPED_FIRST.match(state.src, start + 1) and _FIRST.search(state.src[max(0, start - 200) : start])
    if (sign not in _ESCAPED and not at_first) or _PATH.search(state.src[max(0, start - 300) : start]):
        return False
    if not silent:
        state.append_pending(sign)
        state.env["marks"].append("\\")
    state.pos = start + 2
    return True


_ADDRESS = r"((?:https?://|mailto:|www\.|anlagen[/\\])[^()<>\[\]\s]++)"
_ALMOST = {
    "blanks": re.compile(r"\[[^\[\]]*+\]\(([^()<>\n]*+)\)"),
    "apart": re.compile(rf"\[[^\[\]]*+\](?:[ \t]++\n?|\n)[ \t]*+\({_ADDRESS}\)"),
    "open": re.compile(rf"\[[^\[\]]*+\]\({_ADDRESS}(?=\s|\Z)"),
    "swapped": re.compile(rf"(?<=\))\[{_ADDRESS}\]"),
}
"""What looks like a link and is none: blanks in the address, a blank before it, no bracket behind it, brackets exchanged."""


def _almost(state: StateInline, silent: bool) -> bool:
    """A bracket that looks like a link's and is none: text that keeps its place, what it lacks and the address."""
    if state.src[state.pos] != "[":
        return False
    found = ((kind, pattern.match(state.src, state.pos, state.posMax)) for kind, pattern in _ALMOST.items())
    kind, match = next(((kind, match) for kind, match in found if match), ("", None))
    if match is None or (kind == "blanks" and not (set("/\\.").intersection(match[1]) and set(" \t").intersection(match[1]))):
        return False
    if not silent:
        token = state.push("almost", "", 0)
        before = state.src[max(0, state.pos - 100) : state.pos]
        token.content, token.info = "[", match[1].strip(" \t")
        token.meta = {"at": state.pos, "kind": kind, "written": match[0], "before": before}
    state.pos += 1
    return True


_NO_OPENING = frozenset(")]}%€$§°@")
_NO_CLOSING = frozenset("{€$§@")
_BLANK = re.compile(r"\s")


def _asterisk(state: StateInline, silent: bool) -> bool:
    """Asterisks inside words, formulas and addresses are text: `5*3`, `Bewohner*innen`, `2*(5)`; underscores
    always are."""
    start = state.pos
    marker = state.src[start]
    if marker not in "*_":
        return False
    end = start + 1
    while end < state.posMax and state.src[end] == marker:
        end += 1
    if silent:  # no rule begins within a run of them; not to pass it in one step would mean to look at it again and again
        state.pos = end
        return True
    left = original(state.src[start - 1]) if start else " "
    right = state.src[end] if end < state.posMax else " "
    opens = not left.isalnum() and left not in _NO_OPENING
    closes = not right.isalnum() and right not in _NO_CLOSING and not (right in "([" and left.isdigit())
    goes_on = not (right.isspace() or right in '.,;:!?)]*_"“»‘')
    if marker == "*" and (opens or closes) and not (goes_on and _in_address(state.src[max(0, start - 300) : start])):
        return False
    state.append_pending(state.src[start:end])
    state.pos = end
    return True


def _in_address(before: str) -> bool:
    """Whether the last word of a text looks like the beginning of an address."""
    word = _BLANK.split(before)[-1]
    return "://" in word or "www." in word
