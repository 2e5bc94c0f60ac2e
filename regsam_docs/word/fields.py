"""The texts of an area's files as fields of a page: each keeps, wherever a template prints it, which text of which file it is."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from typing import Any, Literal

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from regsam_docs.check import Result
from regsam_docs.documents.plan import Edition
from regsam_docs.edition import kind_of
from regsam_docs.finding import Path
from regsam_docs.publish import FramedPage, Publisher
from regsam_docs.publish import publisher as publishing
from regsam_docs.render import FILTERS, Links, render_all
from regsam_docs.render.overrides.sandbox import Plain
from regsam_docs.render.templates import TemplateFiles
from regsam_docs.schema import walk
from regsam_docs.schema.sheet import Sheet
from regsam_docs.texts.fields import ATTRIBUTE, Source, TextField
from regsam_docs.texts.markdown import alternative
from regsam_docs.texts.parse import parse


@dataclass(frozen=True, slots=True)
class Marked:
    """A document's page with its fields, what it was made of, and who publishes it."""

    html: str
    framed: FramedPage
    publisher: Publisher
    links: Links


def sources(result: Result, slug: str) -> Iterator[Source]:
    """Every text of an area's files that people write freely."""
    for name, sheet in result.files_of(slug).items():
        yield from _texts(name, sheet)


def _texts(name: str, sheet: Sheet) -> Iterator[Source]:
    for leaf in walk(kind_of(name), sheet.data) if sheet.data is not None else ():
        if isinstance(leaf.value, str) and leaf.shape.reference is None and (leaf.shape.markdown or leaf.shape.free_text):
            yield Source(sheet.path, leaf.path, leaf.value, leaf.shape.markdown, leaf.shape.title)


def marked(result: Result, slug: str) -> Result:
    """What was read, with the area's texts as fields."""
    made = {
        sheet.path: replace(sheet, data=_with(sheet.data, (), {one.path: one for one in _texts(name, sheet)}))
        for name, sheet in result.files_of(slug).items()
    }
    return replace(result, sheets={**result.sheets, **made})


def _with(value: Any, path: Path, found: Mapping[Path, Source]) -> Any:
    if isinstance(value, dict):
        return {key: _with(entry, (*path, key), found) for key, entry in value.items()}
    if isinstance(value, list):
        return [_with(entry, (*path, number), found) for number, entry in enumerate(value)]
    if path not in found:
        return value
    field = TextField(value)
    field.source = found[path]
    return field


@pass_context
def _fields_markdown(context: Context, text: str, level: int = 3) -> Markup:
    """The filter `md` for fields: their HTML in an element that says which it is."""
    html: Markup = FILTERS["md"](context, text, level)
    return Markup('<div {}="{}">{}</div>').format(ATTRIBUTE, text.source.name, html) if isinstance(text, TextField) else html


@lru_cache(maxsize=1)
def _environment(templates: tuple[tuple[str, str], ...]) -> Plain:
    return Plain(dict(templates), {**FILTERS, "md": _fields_markdown})


def page(result: Result, templates: TemplateFiles, slug: str, name: str, edition: Edition) -> Marked | None:
    """A document for paper as HTML with its fields; None if there is none of that name, or it cannot be made. It is made with
    the product's own templates: it goes round to be worked on, and nobody signs it."""
    publisher = publishing(marked(result, slug), templates, edition)
    planned = publisher.planned(slug, lambda one: one == name).planned if publisher is not None else {}
    for one in planned.values():
        assert publisher is not None
        framed = one.make()
        links = replace(one.links, files={name: name for name in one.links.files})  # as written, so that they come back so
        filling = publisher.filling(framed, links, ("paper",))
        made = _environment(tuple(sorted(templates.own_templates().items())))
        return Marked(render_all(made, filling)["paper"], framed, publisher, links)
    return None


# --- what stands in a field of an office program's document, and the Markdown that says the same


BlockKind = Literal["text", "heading", "bullet", "number", "more", "table"]


@dataclass(frozen=True, slots=True)
class TextRun:
    """A piece of a line that looks the same. `target`: where a link leads; `picture`: whether a picture stands there, with the
    text as its description."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    target: str | None = None
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading (the highest of a field is of level 1), item of a list or further paragraph of one (`level` from 1),
    or a table of `rows`."""

    kind: BlockKind
    runs: tuple[TextRun, ...] = ()
    level: int = 1
    number: int = 1
    """Which an item of a numbered list is."""
    rows: tuple[tuple[tuple[TextRun, ...], ...], ...] = ()

    @property
    def text(self) -> str:
        """Its words."""
        parts = [self.runs] if self.kind != "table" else [cell for row in self.rows for cell in row]
        return " | ".join(folded("".join(run.text for run in runs)) for runs in parts)


def tidy_runs(runs: Iterable[TextRun]) -> tuple[TextRun, ...]:
    """The runs as a reader sees them: alike ones together, blanks folded and outside of emphasis, none at the ends."""
    together: list[TextRun] = []
    for run in _apart(runs):
        if together and replace(together[-1], text="") == replace(run, text="") and not run.picture:
            run = replace(run, text=together.pop().text + run.text)  # noqa: PLW2901
        together.append(run)
    folded: list[TextRun] = []
    before = " "
    for run in together:
        text = re.sub(r"[ \t]+", " ", run.text)
        text = re.sub(r" ?\n ?", "\n", text)
        if before in " \n" and text.startswith(" "):
            text = text[1:]
        if text or run.picture:
            folded.append(replace(run, text=text))
            before = text[-1:] or "x"
    while folded and not folded[-1].picture and not folded[-1].text.rstrip(" \n"):
        folded.pop()
    if folded:
        folded[-1] = replace(folded[-1], text=folded[-1].text.rstrip(" \n"))
    return tuple(folded)


def _apart(runs: Iterable[TextRun]) -> Iterator[TextRun]:
    """Blanks at the ends of what looks special stand beside it, for neither reader nor Markdown knows a bold blank."""
    for run in runs:
        bare = run.text.strip(" \n")
        if run.picture or not bare or bare == run.text or run.code:
            yield run if bare or run.picture else TextRun(run.text)
            continue
        start = run.text.index(bare)
        yield TextRun(run.text[:start])
        yield replace(run, text=bare)
        yield TextRun(run.text[start + len(bare) :])


def plain(blocks: Sequence[Block]) -> str:
    """The words of a text without markup, in one line."""
    return " ".join(filter(None, (block.text for block in blocks)))


def folded(text: str) -> str:
    """A text in one line. Blanks where no line may end stay, for they were meant."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


# --- to Markdown

Reads = Callable[[str], Sequence[Block]]
"""What a Markdown text looks like in a document."""

_MARKUP = re.compile(r"([\\`*\[\]|<])")
_FIRST = re.compile(r"\A([-+#>=~]|\d+[.)])")


def merged(source: str, before: Sequence[Block], after: Sequence[Block], reads: Reads) -> str | None:
    """The Markdown `source`, which looks like `before`, changed so that it looks like `after`. Blocks that are as they were keep
    the lines they were written in. None if no Markdown is known that looks so."""
    lines, pictures = _lines_of(source, len(before)), _pictures(source)
    longest = max(map(len, source.split("\n"))) if len(source.rstrip("\n").split("\n")) > len(before) else 0
    for wide, escaped in ((longest, False), (0, False), (0, True)):
        text = _joined(before, after, lines, _Writing(pictures, wide, escaped=escaped))
        if tuple(reads(text)) == tuple(after):
            return text + ("\n" if source.endswith("\n") else "")
    return None


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines of a block, and whether an empty one stands before them."""

    lines: tuple[str, ...]
    gap: bool


@dataclass(frozen=True, slots=True)
class _Writing:
    """How lines are written. `pictures`: description → file; `wide`: where paragraphs are broken, 0 for not at all; `escaped`:
    with a backslash before what could be markup."""

    pictures: Mapping[str, str]
    wide: int
    escaped: bool


def _pictures(source: str) -> dict[str, str]:
    """The pictures of a Markdown text: description → file."""
    tokens = (inner for token in parse(source).tokens for inner in token.children or ())
    return {alternative(token): str(token.attrs["src"]) for token in tokens if token.type == "image"}


def _joined(before: Sequence[Block], after: Sequence[Block], lines: Sequence[_Lines] | None, how: _Writing) -> str:
    made: list[str] = []
    last: Block | None = None
    old, new = ([replace(block, number=0) for block in blocks] for blocks in (before, after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for op, start, _, first, end in matcher.get_opcodes():
        for number in range(first, end):
            block, kept = after[number], None
            if op == "equal" and lines is not None:
                kept = lines[start + number - first]
            gap = kept.gap if kept is not None and number > first else _parted(last, block)
            made += [""] if gap and made else []
            made += kept.lines if kept is not None else _content_markdown(block, after, number, how)
            last = block
    return "\n".join(made)


def _parted(one: Block | None, other: Block) -> bool:
    items = ("bullet", "number")
    return one is not None and not (other.kind in items and one.kind in (*items, "more"))


def _lines_of(source: str, blocks: int) -> list[_Lines] | None:
    """The lines of a Markdown text's blocks in their order; None if they are not so many."""
    lines = source.split("\n")
    places = [
        token.map
        for token in parse(source).tokens
        if token.map is not None and token.type in ("paragraph_open", "heading_open", "table_open", "fence", "deep")
    ]
    if len(places) != blocks:
        return None
    ends = [0, *(end for _, end in places)]
    return [
        _Lines(tuple(lines[start:end]), any(not line.strip() for line in lines[max(last, 0) : start]))
        for (start, end), last in zip(places, ends, strict=False)
    ]


def _content_markdown(block: Block, blocks: Sequence[Block], at: int, how: _Writing) -> list[str]:
    """A block's lines."""
    if block.kind == "table":
        rows = [[_line(cell, how).replace("\n", " ") for cell in row] for row in block.rows]
        said = [f"| {' | '.join(row)} |" for row in rows]
        return [*said[:1], f"|{' --- |' * len(block.rows[0])}", *said[1:]]
    text = _line(block.runs, how)
    if block.kind == "heading":
        return [f"{'#' * block.level} {text}"]
    if block.kind == "text":
        return _broken(_first(text, how), how.wide)
    around = "".join(" " * len(_sign(one)) for one in _above(blocks, at))
    sign = _sign(block) if block.kind != "more" else " " * len(_sign(_item(blocks, at)))
    first, *rest = _broken(_first(text, how), how.wide - len(around + sign) if how.wide else 0)
    return [f"{around}{sign}{first}", *(f"{around}{' ' * len(sign)}{line}" for line in rest)]


def _sign(block: Block) -> str:
    return f"{block.number}. " if block.kind == "number" else "- "


def _above(blocks: Sequence[Block], at: int) -> list[Block]:
    """The items that the block at a place lies within, the outermost first."""
    found: list[Block] = []
    level = blocks[at].level
    for block in reversed(blocks[:at]):
        if block.kind not in ("bullet", "number", "more"):
            break
        if block.kind != "more" and block.level < level:
            found.insert(0, block)
            level = block.level
    return found


def _item(blocks: Sequence[Block], at: int) -> Block:
    """The item that a further paragraph belongs to."""
    before = reversed(blocks[:at])
    return next((one for one in before if one.kind in ("bullet", "number") and one.level == blocks[at].level), blocks[at])


def _broken(text: str, wide: int) -> list[str]:
    """A paragraph's lines, broken between words where the others of its text are."""
    lines = text.split("\n")
    if wide <= 0:
        return lines
    return [part for line in lines for part in textwrap.wrap(line, wide, break_long_words=False, break_on_hyphens=False) or [""]]


def _first(text: str, how: _Writing) -> str:
    return _FIRST.sub(_shielded, text) if how.escaped else text


def _shielded(match: re.Match[str]) -> str:
    sign = match[1]
    return f"\\{sign}" if len(sign) == 1 and not sign.isdigit() else f"{sign[:-1]}\\{sign[-1]}"


def _line(runs: Iterable[TextRun], how: _Writing) -> str:
    """Runs as Markdown; line breaks of a paragraph as its hard ones."""
    parts: list[str] = []
    for target, group in groupby(runs, key=lambda run: run.target):
        text = "".join(_run(run, how) for run in group)
        parts.append(f"[{text}]({target})" if target is not None else text)
    return "".join(parts).replace("\n", "\\\n")


def _run(run: TextRun, how: _Writing) -> str:
    if run.picture:
        # A picture that the text did not show has no file: its words alone do not look like it, so that it is left.
        return f"![{run.text}]({how.pictures[run.text]})" if run.text in how.pictures else run.text
    if run.code:
        return f"`{run.text}`"
    text = _MARKUP.sub(r"\\\1", run.text) if how.escaped else run.text
    signs = ("**" if run.bold else "") + ("*" if run.italic else "")
    return f"{signs}{text}{signs[::-1]}"
