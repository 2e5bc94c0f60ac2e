"""A comparison as a comment on a pull request: nothing in the files can become markup, mention, link or command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from regsam_docs.changes.change import Change, Op, Part
from regsam_docs.changes.told import WORDS, Told
from regsam_docs.changes.words import condensed, replaced

LIMIT = 60_000
"""Most characters of a report. GitHub takes 65,536 in a comment; the rest is left to whoever posts it."""

LONG = 280
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


def markdown(told: Told, printable: Callable[[str], str]) -> str:
    """The report; at most `LIMIT` characters, ends with a line feed. `printable` makes control characters visible."""

    def inert_(said: str) -> str:
        return inert(printable(said))

    head = [f"**Verglichen:** {inert_(told.base.said)}  \n**mit:** {inert_(told.head.said)}", f"**{told.sum()}**"]
    head += [f"> **Hinweis:** {inert_(notice)}" for notice in told.notices]
    blocks: list[tuple[str, list[str], str]] = []
    for above, called, changes in told.groups():
        title = f"#### {inert_(called)}" if above is None else f"### {above}\n\n#### {inert_(called)}"
        folded = not changes[0].first and len(changes) > MANY
        opening = f"\n<details><summary>{len(changes)} Änderungen</summary>\n" if folded else ""
        documents = groupby(changes, key=lambda change: change.document)
        items = [item for document, found in documents for item in _items(document, found, inert_)]
        blocks.append((f"{title}\n{opening}", items, "\n\n</details>" if folded else ""))
    return _fitted("\n\n".join(head), blocks)


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
    if length <= LONG or (change.first and length <= LONGEST):
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


def _fitted(head: str, blocks: list[tuple[str, list[str], str]]) -> str:
    """Head and blocks as far as they fit; what is left out is counted."""
    room = LIMIT - len(head) - 400
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
