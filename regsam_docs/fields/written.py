"""How a file is written: of every entry and item its lines and the comments at it, so that what is not changed can stay as it is.

Lines are given as if their entry stood at the left margin; `tief` says how far what is below them is indented. They say nothing
of what they mean: that is the typed data's part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from regsam_docs.tidy import Lines, comments, tokens
from regsam_docs.tidy.tokens import GapLine, List, Map, Spanned, Text, between, column, read, split, squeezed


def written(text: str) -> dict[str, Any] | None:
    """The file's head, its entries by key, and the lines at its end; None where there is no mapping in blocks, or something odd
    between its entries: such a file is only written as a whole."""
    if not text.strip():
        return None
    root = read(text)
    if not isinstance(root, Map) or root.flow:
        return None
    above = text[: text.rfind("\n", 0, root.start) + 1].split("\n")[:-1]
    # What an empty line parts from the first entry is the file's own.
    parted = max((number for number, line in enumerate(above, 1) if not line.strip()), default=0)
    lead = tuple(GapLine(line.strip()) for line in above[parted:])
    if not parted and lead and lead[0].text.startswith("# yaml-language-server:"):
        parted, lead = 1, lead[1:]
    try:
        made = _Written(text).mapping(root, lead, between(text, root.end, len(text)).lines)
    except tokens.Odd:
        return None
    return {"kopf": above[:parted], **made}


@dataclass(frozen=True, slots=True)
class _Written:
    text: str

    def mapping(self, node: Map, lead: Lines, after: Lines) -> dict[str, Any]:
        """The entries of a mapping in blocks, and the lines behind them. `lead`, `after`: comments before and behind it."""
        left, found = column(self.text, node.start), dict[str, Any]()
        for number, entry in enumerate(node.entries):
            key = self.text[entry.key.start : entry.key.end].strip("\"'")
            last = number + 1 == len(node.entries)
            rest = after if last else between(self.text, entry.value.end, node.entries[number + 1].key.start).lines
            own, rest = ((), rest) if _is_block(entry.value) else split(rest, left)
            inner = between(self.text, entry.colon, entry.value.start).lines if entry.value.end > entry.value.start else ()
            found[key] = self.entry(entry.value, entry.key.start, left, lead, inner, own)
            lead = rest
        return {"felder": found, "ende": squeezed(lead)}

    def sequence(self, node: List, lead: Lines, after: Lines) -> dict[str, Any]:
        """The items of a list in blocks, and the lines behind them."""
        left, found = column(self.text, node.start), []
        for number, item in enumerate(node.items):
            last = number + 1 == len(node.items)
            rest = after if last else between(self.text, item.value.end, node.items[number + 1].dash).lines
            own, rest = ((), rest) if _is_block(item.value) else split(rest, left)
            found.append(self.entry(item.value, item.dash, left, lead, (), own, dash=2))
            lead = rest
        return {"punkte": found, "ende": squeezed(lead)}

    def entry(
        self, value: Spanned, start: int, left: int, lead: Lines, inner: Lines, own: Lines, dash: int = 0
    ) -> dict[str, Any]:
        """One entry or item. `inner`: comments between its key and its value; `own`: those behind it that are its."""
        last = max(value.end - 1, start)
        ending = self.text.find("\n", last)
        whole = self.text[start : ending if ending >= 0 else len(self.text)].split("\n")
        behind = [" " * line.column + line.text if line.text else "" for line in own]
        while behind and not behind[-1]:
            behind.pop()
        lines = [whole[0][dash:], *(line[left + dash :] for line in (*whole[1:], *behind))]
        made: dict[str, Any] = {"vor": _above(lead), "zeilen": lines}
        if isinstance(value, Map) and not value.flow:
            made["innen"] = {"tief": column(self.text, value.start) - left, **self.mapping(value, inner, own)}
        elif isinstance(value, List) and not value.flow:
            made["innen"] = {"tief": column(self.text, value.start) - left, **self.sequence(value, inner, own)}
        else:
            kept = [line.text for line in (*inner, *own) if line.text]
            if not isinstance(value, Text):
                kept += comments_within(self.text[value.start : value.end])
            trail = self._trail(value, start)
            made |= {"bemerkt": kept} if kept else {}
            made |= {"hinter": trail} if trail else {}
            return made
        trail = self._trail_of_key(start, value)
        return made | ({"hinter": trail} if trail else {})

    def _trail(self, value: Spanned, start: int) -> str:
        """The comment behind a value, with the blanks before it; behind the sign of a text in lines of its own."""
        if _is_block(value):
            head = next(tokens.lines_from(self.text, value.start))
            found = head.find(" #")
            return head[found:].rstrip() if found >= 0 else ""
        end = self.text.find("\n", value.end)
        rest = self.text[value.end : end if end >= 0 else len(self.text)]
        return rest.rstrip() if rest.strip().startswith("#") else ""

    def _trail_of_key(self, start: int, value: Spanned) -> str:
        """The comment behind a key whose value begins on a later line."""
        line = next(tokens.lines_from(self.text, start))
        if start + len(line) >= value.start:
            return ""
        found = line.find(" #")
        return line[found:].rstrip() if found >= 0 else ""


def comments_within(text: str) -> list[str]:
    """The comments between the brackets of a list or mapping."""
    return comments(text) if "#" in text else []


def _is_block(value: Spanned) -> bool:
    return isinstance(value, Text) and value.block


def _above(lead: Lines) -> list[str]:
    gap = bool(lead) and not lead[0].text
    lines = squeezed(lead)
    while lines and not lines[0]:
        lines.pop(0)
    return ["", *lines] if gap else lines
