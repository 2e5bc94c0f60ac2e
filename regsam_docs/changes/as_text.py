"""A comparison for people at a terminal: what changed area by area, words that went in [-…-], words that came in {+…+}."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from itertools import groupby

from regsam_docs.changes.change import Change, Op
from regsam_docs.changes.told import FIRST, WORDS, Told
from regsam_docs.changes.words import condensed, replaced

MARKS: dict[Op, tuple[str, str]] = {"same": ("", ""), "deleted": ("[-", "-]"), "inserted": ("{+", "+}")}

LONG = 600
"""Longest value that is printed whole."""

Style = Callable[[str, str], str]
"""Paints a text: („Fehler“, "first") → the text as the terminal shows it. Names: head, first, kind, deleted, inserted."""


def text(told: Told, printable: Callable[[str], str], style: Style = lambda said, name: said, width: int = 80) -> str:
    """The report as lines of at most `width` letters where words allow; ends with a line feed. `printable` makes what stands in
    files harmless; `style` is told what each piece is."""
    lines = [*_wrapped(f"Verglichen: {printable(told.base.said)}", width, "", " " * 12)]
    lines += _wrapped(f"{'mit:':>11} {printable(told.head.said)}", width, "", " " * 12)
    for notice in told.notices:
        lines += _wrapped(f"Hinweis: {printable(notice)}", width, "", " " * 9)
    for above, called, changes in told.groups():
        if above is not None:
            lines += ["", style(above, "first" if above == FIRST else "head")]
        lines += ["", style(printable(called), "head")]
        for document, found in groupby(changes, key=lambda change: change.document):
            lines.append(f"  {printable(document)}")
            for change in found:
                lines += _change(change, printable, style, width)
    return "\n".join((*lines, "", *_wrapped(told.sum(), width, "", ""))) + "\n"


def _change(change: Change, printable: Callable[[str], str], style: Style, width: int) -> Iterator[str]:
    word = WORDS[change.kind]
    head = "" if change.what == change.document else printable(change.what)
    before, after = (_value(value, printable) for value in (change.before, change.after))
    short = replaced(change.parts) and change.kind != "unreadable" and _fits(before, after, width)
    values = " → ".join(filter(None, (before, after))) if short else ""
    if short and change.after is None:
        values = _marked("deleted", values)
    line = ": ".join(filter(None, (head, values)))
    wrapped = _wrapped(f"{word:<12} {line}".rstrip(), width, "    ", " " * 17)
    yield wrapped[0].replace(word, style(word, "kind"), 1)
    yield from wrapped[1:]
    if change.parts and not short:
        parts = condensed(change.parts, lines=change.kind == "unreadable")
        said = "".join(_marked(part.op, printable(part.text)) for part in parts)
        yield from (_painted(line, style) for line in _block(said, width))
    elif not short:
        for op, value in (("deleted", change.before and before), ("inserted", change.after and after)):
            if value:
                yield from (_painted(line, style) for line in _block(_marked(op, value), width))  # type: ignore[arg-type]


def _fits(before: str, after: str, width: int) -> bool:
    return "\n" not in before + after and len(before) + len(after) < width


def _value(value: str | None, printable: Callable[[str], str]) -> str:
    said = printable(value or "")
    return said if len(said) <= LONG else f"{said[:LONG].rsplit(' ', 1)[0]} …"


def _marked(op: Op, said: str) -> str:
    """A passage between its marks; on every line anew, so that no line is misread."""
    opening, closing = MARKS[op]
    if not opening:
        return said
    lines = ((line.rstrip(), line[len(line.rstrip()) :]) for line in said.split("\n"))
    return "\n".join(f"{opening}{line}{closing}{blank}" if line else blank for line, blank in lines)


def _painted(line: str, style: Style) -> str:
    marks = line.count("[-") + line.count("{+")
    if marks == 1 and line.lstrip().startswith(("[-", "{+")) and line.rstrip().endswith(("-]", "+}")):
        return style(line, "deleted" if "[-" in line else "inserted")
    return line


def _block(said: str, width: int) -> Iterator[str]:
    for line in said.split("\n"):
        if line.strip():
            yield from _wrapped(line, width, " " * 8, " " * 8)


def _wrapped(said: str, width: int, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        said, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    ) or [""]
