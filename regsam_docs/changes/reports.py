"""A comparison for programs, for people at a terminal (words that went in [-…-], words that came in {+…+}), and as a comment on a
pull request, where nothing in the files can become markup, mention, link or command."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from regsam_docs.changes.change import LOOK_FIRST, WORDS, Change, Changeset, Op, Part
from regsam_docs.changes.words import condensed, replaced
from regsam_docs.harmless import as_json

AS_THEY_ARE = ("file", "document", "what", "kind", "first", "before", "after")
"""What of a change programs get as it is."""


def json(changeset: Changeset) -> str:
    """`{"base": {"revision", "commit"}, "head": …, "notices": [text], "changes": [{"area", "file", "document", "what", "kind",
    "first", "before", "after", "words": [[op, text], …]}]}`; in the order of the other reports, ends with a line feed.

    `area` is null for the city's own files, `before` and `after` for what is not there, `commit` for the working tree; `words`
    are the runs of words of changed texts (op `same`, `deleted`, `inserted`).
    """
    whole: dict[str, Any] = {
        "base": {"revision": changeset.base.revision, "commit": changeset.base.commit},
        "head": {"revision": changeset.head.revision, "commit": changeset.head.commit},
        "notices": list(changeset.notices),
        "changes": [
            {
                "area": change.area or None,
                **{name: getattr(change, name) for name in AS_THEY_ARE},
                "words": [[part.op, part.text] for part in change.parts],
            }
            for change in changeset.changes
        ],
    }
    return as_json(whole)


MARKS: dict[Op, tuple[str, str]] = {"same": ("", ""), "deleted": ("[-", "-]"), "inserted": ("{+", "+}")}

LONG_IN_TEXT = 600
"""Longest value that is printed whole."""

Paint = Callable[[str, str], str]
"""Paints a text: („Fehler“, "first") → the text as the terminal shows it. Names: head, first, kind, deleted, inserted."""


def text(changeset: Changeset, printable: Callable[[str], str], style: Paint = lambda said, name: said, width: int = 80) -> str:
    """The report as lines of at most `width` letters where words allow; ends with a line feed. `printable` makes what stands in
    files harmless; `style` is told what each piece is."""
    lines = [*_wrapped(f"Verglichen: {printable(changeset.base.said)}", width, "", " " * 12)]
    lines += _wrapped(f"{'mit:':>11} {printable(changeset.head.said)}", width, "", " " * 12)
    for notice in changeset.notices:
        lines += _wrapped(f"Hinweis: {printable(notice)}", width, "", " " * 9)
    for above, called, changes in changeset.groups():
        if above is not None:
            lines += ["", style(above, "first" if above == LOOK_FIRST else "head")]
        lines += ["", style(printable(called), "head")]
        for document, found in groupby(changes, key=lambda change: change.document):
            lines.append(f"  {printable(document)}")
            for change in found:
                lines += _change(change, printable, style, width)
    return "\n".join((*lines, "", *_wrapped(changeset.sum(), width, "", ""))) + "\n"


def _change(change: Change, printable: Callable[[str], str], style: Paint, width: int) -> Iterator[str]:
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
    return said if len(said) <= LONG_IN_TEXT else f"{said[:LONG_IN_TEXT].rsplit(' ', 1)[0]} …"


def _marked(op: Op, said: str) -> str:
    """A passage between its marks; on every line anew, so that no line is misread."""
    opening, closing = MARKS[op]
    if not opening:
        return said
    lines = ((line.rstrip(), line[len(line.rstrip()) :]) for line in said.split("\n"))
    return "\n".join(f"{opening}{line}{closing}{blank}" if line else blank for line, blank in lines)


def _painted(line: str, style: Paint) -> str:
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


LIMIT = 60_000
"""Most characters of a report. GitHub takes 65,536 in a comment; the rest is left to whoever posts it."""

LONG_IN_MARKDOWN = 280
"""Longer texts are folded."""

CONTEXT = 100
"""Letters of unchanged text shown on each side of a change."""

LONGEST = 4_000
"""Longer texts are cut."""

MANY = 12
"""So many changes of one area are folded, unless they come first."""

TAGS: dict[Op, tuple[str, str]] = {"same": ("", ""), "deleted": ("<del>", "</del>"), "inserted": ("<ins>", "</ins>")}

APART = "\u200b"
"""A blank without width: it keeps apart what the platforms would join to a mention, reference or address."""

JOINED = re.compile(r"[@#!%~&$](?=\S)|:(?=//)|\bwww(?=\.)|\bGH-(?=\d)", re.IGNORECASE)
COMMIT = re.compile(r"\b[0-9a-f]{7,64}\b", re.IGNORECASE)
PUNCTUATION = re.compile(r"[^\w\s.,;()?'\-\u0080-\U0010ffff]|_")


def markdown(changeset: Changeset, printable: Callable[[str], str], limit: int = LIMIT) -> str:
    """The report; at most `limit` characters, ends with a line feed. `printable` makes control characters visible."""

    def inert_(said: str) -> str:
        return inert(printable(said))

    head = [f"**Verglichen:** {inert_(changeset.base.said)}  \n**mit:** {inert_(changeset.head.said)}", f"**{changeset.sum()}**"]
    head += [f"> **Hinweis:** {inert_(notice)}" for notice in changeset.notices]
    blocks: list[tuple[str, list[str], str]] = []
    for above, called, changes in changeset.groups():
        title = f"#### {inert_(called)}" if above is None else f"### {above}\n\n#### {inert_(called)}"
        folded = not changes[0].first and len(changes) > MANY
        opening = f"\n<details><summary>{len(changes)} Änderungen</summary>\n" if folded else ""
        documents = groupby(changes, key=lambda change: change.document)
        items = [item for document, found in documents for item in _items(document, found, inert_)]
        blocks.append((f"{title}\n{opening}", items, "\n\n</details>" if folded else ""))
    return _fitted("\n\n".join(head), blocks, limit)


def inert(said: str) -> str:
    """A text that Markdown shows as it is, whatever it contains: every mark as a character reference, line ends as `<br>`."""
    loose = COMMIT.sub(lambda match: APART.join(re.findall(r".{1,6}", match[0])), said)
    apart = JOINED.sub(lambda match: f"{match[0]}{APART}", loose)
    return PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", apart).replace("\n", "<br>")


def _items(document: str, found: Iterator[Change], inert_: Callable[[str], str]) -> Iterator[str]:
    """The changes of one document as list items; its name stands before the first."""
    for number, change in enumerate(found):
        heading = f"\n**{inert_(document)}**\n\n" if not number else ""
        yield heading + _item(change, inert_)


def _item(change: Change, inert_: Callable[[str], str]) -> str:
    what = "" if change.what == change.document else f" {inert_(change.what)}"
    said = f"- *{WORDS[change.kind]}*{what}"
    parts = () if replaced(change.parts) else condensed(change.parts, CONTEXT, lines=change.kind == "unreadable")
    words = _words(change, parts, inert_)
    if not words:
        return said
    length = sum(len(part.text) for part in parts) if parts else len(change.before or "") + len(change.after or "")
    if length <= LONG_IN_MARKDOWN or (change.first and length <= LONGEST):
        return f"{said}: {words}"
    return f"{said}\n  <details><summary>Wortlaut</summary>\n\n  {words}\n\n  </details>"


def _words(change: Change, parts: tuple[Part, ...], inert_: Callable[[str], str]) -> str:
    if parts:
        return "".join(_tagged(part.op, part.text, inert_) for part in parts)
    before, after = (None if value is None else _cut(value) for value in (change.before, change.after))
    if before is not None and after is not None:
        return f"{_tagged('deleted', before, inert_)} → {_tagged('inserted', after, inert_)}"
    return inert_(after) if after is not None else _tagged("deleted", before, inert_) if before is not None else ""


def _tagged(op: Op, said: str, inert_: Callable[[str], str]) -> str:
    opening, closing = TAGS[op]
    inner = said.strip("\n ") if op != "same" else said
    blank = " " if op != "same" and said[-1:].isspace() else ""
    return f"{opening}{inert_(_cut(inner))}{closing}{blank}"


def _cut(said: str) -> str:
    return said if len(said) <= LONGEST else f"{said[:LONGEST]} … (gekürzt)"


def _fitted(head: str, blocks: list[tuple[str, list[str], str]], limit: int) -> str:
    """Head and blocks as far as they fit; what is left out is counted."""
    room = limit - len(head) - 400
    shown, left = [head], 0
    for opening, items, closing in blocks:
        used = len(opening) + len(closing) + 4
        kept: list[str] = []
        for item in items:
            if not left and used + len(item) + 1 <= room:
                kept.append(item)
                used += len(item) + 1
            else:
                left += 1
        if kept:
            room -= used
            shown.append(opening + "\n".join(kept) + closing)
    if left:
        shown.append(f"**Gekürzt:** {left} weitere Änderungen passen nicht in diesen Kommentar. Alle zeigt: `regsam-docs diff`")
    return "\n\n".join(shown) + "\n"
