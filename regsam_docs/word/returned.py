"""What came back against what stands in the files: which texts are to be changed, and what cannot be taken over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape

from regsam_docs.german import shortened
from regsam_docs.repository.kinds import kind_of
from regsam_docs.schema import sheet
from regsam_docs.texts.fields import ATTRIBUTE, Source
from regsam_docs.texts.markdown import to_html
from regsam_docs.tidy.replacing import replaced
from regsam_docs.word.content import Block, merged, plain
from regsam_docs.word.reading import Came, Outside, content_of
from regsam_docs.word.writing import document_of

_NAME = re.compile(r"(_regsam_[0-9a-f]{16})_([0-9a-f]{8})(_\d+)?")

QUOTED = 80
"""Longest piece of a document that a line says it is about."""

GONE = "Das Feld fehlt im Dokument: Text und Feld sind gelöscht. Löschen Sie den Text von Hand, wenn er wegfallen soll."
EMPTY = "Der Text ist im Dokument gelöscht. Löschen Sie ihn von Hand, wenn er wegfallen soll."
STALE = "Der Text in der Datei ist seit dem Versenden geändert worden. Im Dokument steht: „{}“. Übertragen Sie ihn von Hand."
TWICE = "Der Text steht mehrmals im Dokument und ist verschieden geändert: „{}“ und „{}“. Übertragen Sie ihn von Hand."
SHAPE = (
    "So, wie der Text im Dokument gestaltet ist, lässt er sich nicht in die Datei schreiben: „{}“. Übertragen Sie ihn von Hand."
)
REFUSED = "Mit dem Text „{}“ wäre die Datei nicht mehr lesbar. Übertragen Sie ihn von Hand."


@dataclass(frozen=True, slots=True)
class NotTaken:
    """What is not taken over, and why (German). `source` None: it stands beside the fields."""

    source: Source | None
    why: str


@dataclass(frozen=True, slots=True)
class Reply:
    """`files`: path → the file's new bytes. `taken`: the texts that change, with what they become."""

    files: Mapping[str, bytes]
    taken: tuple[tuple[Source, str], ...]
    left: tuple[NotTaken, ...]


def compared(sources: Sequence[Source], sent: Came, back: Came, read: Callable[[str], bytes]) -> Reply:
    """`sources`: the texts of the area as they are now. `sent`: the document as it would be written now; `back`: as it came.
    `read`: the bytes of a file."""
    known = {one.name: one for one in sources}
    now = {_key(name): name for name in known}
    found: dict[str, list[tuple[Block, ...]]] = {}
    left: list[NotTaken] = []
    beside, claimed = _beside(sent.lines, back.lines)
    there = {_place(name): name for name in back.fields}
    for name, before in sent.fields.items():
        source, came_as = known[_bare(name)], there.get(_place(name))
        if came_as is None:
            left.append(NotTaken(source, GONE))
            continue
        after = (*back.fields[came_as], *claimed.get(_place(name), ()))
        if _same(source, before, after):
            continue
        if not plain(after):
            left.append(NotTaken(source, EMPTY))
        elif _bare(came_as) != now[_key(name)]:
            left.append(NotTaken(source, STALE.format(plain(after))))
        else:
            found.setdefault(source.name, []).append(after)
    taken: list[tuple[Source, str]] = []
    for name, ways in found.items():
        source, after = known[name], ways[0]
        other = next((way for way in ways if not _same(source, way, after)), None)
        text = _text(source, sent, after)
        if other is not None:
            left.append(NotTaken(source, TWICE.format(plain(after), plain(other))))
        elif text is None:
            left.append(NotTaken(source, SHAPE.format(plain(after))))
        else:
            taken.append((source, text))
    files, kept, refused = _files(taken, read)
    left += [NotTaken(None, line) for line in beside]
    return Reply(files, tuple(kept), (*left, *refused))


def _same(source: Source, one: Sequence[Block], other: Sequence[Block]) -> bool:
    return tuple(one) == tuple(other) if source.markdown else plain(one) == plain(other)


def _key(name: str) -> str:
    match = _NAME.fullmatch(name)
    return match[1] if match else name


def _bare(name: str) -> str:
    """A field's name without the number of its occurrence."""
    match = _NAME.fullmatch(name)
    return f"{match[1]}_{match[2]}" if match else name


def _place(name: str) -> str:
    """Which occurrence of which text a field is, whatever the text was when it was sent."""
    match = _NAME.fullmatch(name)
    return f"{match[1]}{match[3] or ''}" if match else name


# --- texts


def _text(source: Source, sent: Came, after: tuple[Block, ...]) -> str | None:
    """The text that looks like `after`; None if there is none."""
    if not source.markdown:
        return plain(after) + ("\n" if source.text.endswith("\n") else "")
    return merged(source.text, looks(source.text), after, looks)


def looks(text: str) -> tuple[Block, ...]:
    """What a Markdown text looks like in a document."""
    html = to_html(text, link=lambda name: name, image=lambda name, alt: f'<img src="" alt="{escape(alt)}">')
    page = f'<body><header><h1>-</h1></header><main><div {ATTRIBUTE}="_regsam_">{html}</div></main></body>'
    return content_of(document_of(page, {}, {})).fields.get("_regsam_", ())


def _files(
    taken: Sequence[tuple[Source, str]], read: Callable[[str], bytes]
) -> tuple[dict[str, bytes], list[tuple[Source, str]], list[NotTaken]]:
    """The files with the new texts in them; a text that would make one unreadable is left."""
    files: dict[str, bytes] = {}
    kept: list[tuple[Source, str]] = []
    left: list[NotTaken] = []
    for source, text in taken:
        before = files.get(source.file) or read(source.file)
        kind = kind_of(source.file)
        assert kind is not None, "texts come from files of the format"
        after = replaced(before.decode("utf-8-sig").replace("\r\n", "\n"), source.path, text).encode()
        made = sheet.read(after, source.file, kind.name)
        if made.data is None or _value(made.data, source) != text:
            left.append(NotTaken(source, REFUSED.format(" ".join(text.split()))))
        else:
            files[source.file] = after
            kept.append((source, text))
    return files, kept, left


def _value(data: object, source: Source) -> object:
    for step in source.path:
        data = data[step]  # type: ignore[index]
    return data


# --- beside the fields


def _beside(sent: Sequence[Outside], back: Sequence[Outside]) -> tuple[list[str], dict[str, list[Block]]]:
    """What is otherwise beside the fields (German), and what was written right behind a field and belongs to it, by its place."""
    said: list[str] = []
    claimed: dict[str, list[Block]] = {}
    one, other = ([_PLACE.sub(_only_place, line.text) for line in lines] for lines in (sent, back))
    for op, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        gone, new = list(range(start, end)), list(range(first, last))
        if first and (field := _ends_with_field(other[first - 1])) is not None and op == "insert":
            claimed.setdefault(field, []).extend(back[number].block for number in new)
            continue
        before, after = (" / ".join(_PLACE.sub("…", lines[n]) for n in numbers) for lines, numbers in ((one, gone), (other, new)))
        how = (
            f"steht statt „{before}“ nun „{after}“."
            if gone and new
            else f"{'fehlt' if gone else 'steht neu'}: „{before or after}“."
        )
        said.append(f"Außerhalb der Felder {how}")
    return said, claimed


_PLACE = re.compile(r"\ufdd0(\S+) ?")


def _only_place(match: re.Match[str]) -> str:
    return f"\ufdd0{_place(match[1])} "


def _ends_with_field(line: str) -> str | None:
    name = line.rpartition("\ufdd0")[2].removesuffix(" ") if "\ufdd0" in line else ""
    return name if name and not any(map(str.isspace, name)) else None


def remarks_on(source_of: Mapping[str, Source], back: Came) -> Iterator[tuple[Source | None, str]]:
    """What was noted in the document, in words (German), with the text it is about."""
    for one in back.remarks:
        source = source_of.get(_key(one.field)) if one.field else None
        who = one.who or "Unbekannt"
        when = f" am {one.when}" if one.when else ""
        if one.tracked:
            yield source, f"{who}{when} {one.what}: „{one.on}“" if one.on.strip() else f"{who}{when}: {one.what}"
        else:
            yield (
                source,
                f"Kommentar von {who}{when}" + (f" zu „{shortened(one.on, QUOTED)}“" if one.on else "") + f": {one.what}",
            )
