"""What came back against what stands in the files: which texts are to be changed, and what cannot be taken over."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import Any

from regsam_docs.german import shortened
from regsam_docs.repository.kinds import kind_of
from regsam_docs.schema import sheet
from regsam_docs.texts.fields import ATTRIBUTE, Source
from regsam_docs.texts.markdown import to_html
from regsam_docs.tidy.patching import replaced
from regsam_docs.word.fields import Block, folded, merged, plain
from regsam_docs.word.reading import Outside, ReadDocument, content_of
from regsam_docs.word.writing import document_of

_NAME = re.compile(r"(_regsam_[0-9a-f]{16})_([0-9a-f]{8})(_\d+)?")

QUOTED = 80
"""Longest piece of a document that a line says it is about."""

GONE = "Das Feld mit „{}“ fehlt im Dokument. Soll der Text wegfallen, löschen Sie ihn in der Datei von Hand."
EMPTY = "Der Text „{}“ ist im Dokument gelöscht. Soll er wegfallen, löschen Sie ihn in der Datei von Hand."
UNKNOWN = "In den Dateien gibt es diesen Text nicht mehr: „{}“. Übertragen Sie ihn von Hand, wenn er bleiben soll."
STRESSED = "„{}“ ist im Dokument fett oder kursiv; in diesem Text gibt es das nicht. Der Text bleibt, wie er ist."
STALE = "Der Text in der Datei ist seit dem Versenden geändert worden. Im Dokument steht: „{}“. Übertragen Sie ihn von Hand."
TWICE = "Der Text steht mehrmals im Dokument und ist verschieden geändert: „{}“ und „{}“. Übertragen Sie ihn von Hand."
SHAPE = (
    "So, wie der Text im Dokument gestaltet ist, lässt er sich nicht in die Datei schreiben: „{}“. Übertragen Sie ihn von Hand."
)
REFUSED = "Mit dem Text „{}“ wäre die Datei nicht mehr lesbar. Übertragen Sie ihn von Hand."

BY_HAND = " Übertragen Sie es von Hand, wenn es gelten soll."


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


def compared(sources: Sequence[Source], sent: ReadDocument, back: ReadDocument, read: Callable[[str], bytes]) -> Reply:
    """`sources`: the texts of the area as they are now. `sent`: the document as it would be written now; `back`: as it came.
    `read`: the bytes of a file."""
    known = {one.name: one for one in sources}
    source_of = {name: known["_".join(_named(name)[:2])] for name in sent.fields}
    pairs = _pairs(sent.fields, back.fields)
    names = {one: name for name, one in pairs.items()}
    left = [
        NotTaken(None, UNKNOWN.format(plain(blocks)))
        for name, blocks in back.fields.items()
        if name not in names and plain(blocks)
    ]
    beside, claimed = _beside(sent.lines, back.lines, names, {name for name in pairs if source_of[name].markdown})
    found: dict[str, list[tuple[Block, ...]]] = {}
    for name, before in sent.fields.items():
        source, came_as = source_of[name], pairs.get(name, "")
        after = (*back.fields[came_as], *claimed.get(name, ())) if came_as else None
        objection = _objection(source, before, after, stale=_named(came_as)[1] != _named(name)[1])
        if objection:
            left.append(NotTaken(source, objection))
        elif after is not None and not _same(source, before, after):
            found.setdefault(source.name, []).append(after)
    taken: list[tuple[Source, str]] = []
    for name, ways in found.items():
        source, after = known[name], ways[0]
        other = next((way for way in ways if not _same(source, way, after)), None)
        text = _text(source, after)
        if other is not None:
            left.append(NotTaken(source, TWICE.format(plain(after), plain(other))))
        elif text is None:
            left.append(NotTaken(source, SHAPE.format(plain(after))))
        else:
            taken.append((source, text))
    files, kept, refused = _files(taken, read)
    left += [NotTaken(None, line) for line in (*beside, *_margins(sent.margins, back.margins))]
    return Reply(files, tuple(kept), (*left, *refused))


def _objection(source: Source, before: Sequence[Block], after: Sequence[Block] | None, *, stale: bool) -> str | None:
    """Why what came back of a text is not taken over (German); None if it is, or if there is nothing to take."""
    if after is None:
        return GONE.format(shortened(folded(source.text), QUOTED))
    if _same(source, before, after):
        stressed = "" if source.markdown else _stressed(after)
        return STRESSED.format(stressed) if stressed and stressed != _stressed(before) else None
    if not plain(after):
        return EMPTY.format(shortened(folded(source.text), QUOTED))
    return STALE.format(plain(after)) if stale else None


def _same(source: Source, one: Sequence[Block], other: Sequence[Block]) -> bool:
    return tuple(one) == tuple(other) if source.markdown else plain(one) == plain(other)


def _stressed(blocks: Sequence[Block]) -> str:
    """The words that are bold or italic."""
    return folded(" ".join(run.text for block in blocks for run in block.runs if run.bold or run.italic))


# --- names of fields


def key_of(name: str) -> str:
    """Which text of which file a field is, whatever the text was when it was sent."""
    return _named(name)[0]


def _named(name: str) -> tuple[str, str, str]:
    """Which text of which file a field is, what stood in it when it was sent, and which occurrence it is, if not the first."""
    match = _NAME.fullmatch(name)
    return (match[1], match[2], match[3] or "") if match else (name, "", "")


def _pairs(sent: Iterable[str], back: Iterable[str]) -> dict[str, str]:
    """Field as it would be sent now → the same as it came back: what is the same text at the same place, the same text at
    another place (entries of a list moved since), and another text at the same place (it was changed since)."""
    pairs: dict[str, str] = {}
    for same in (str, lambda name: _named(name)[1], lambda name: _named(name)[::2]):
        rest: dict[Any, list[str]] = {}
        taken = set(pairs.values())
        for name in back:
            if name not in taken:
                rest.setdefault(same(name), []).append(name)
        for name in sent:
            if name not in pairs and rest.get(same(name)):
                pairs[name] = rest[same(name)].pop(0)
    return pairs


# --- texts


def _text(source: Source, after: tuple[Block, ...]) -> str | None:
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


def _beside(
    sent: Sequence[Outside], back: Sequence[Outside], names: Mapping[str, str], longer: Collection[str]
) -> tuple[list[str], dict[str, list[Block]]]:
    """What is otherwise beside the fields (German), and what was written right behind a field and belongs to it.

    `names`: field as it came → as it would be sent. `longer`: the fields that take further paragraphs."""
    said: list[str] = []
    claimed: dict[str, list[Block]] = {}
    one = [line.text for line in sent]
    other = [_PLACE.sub(lambda match: f"\ufdd0{names.get(match[1], match[1])} ", f"{line.text} ").strip() for line in back]
    for op, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        field = _ends_with_field(other[first - 1]) if first and op == "insert" else None
        if field in longer and field is not None:
            while first < last and back[first].box == back[first - 1].box and back[first].block.kind != "heading":
                claimed.setdefault(field, []).append(back[first].block)
                first += 1  # noqa: PLW2901
        before, after = (_without_fields(lines) for lines in (one[start:end], other[first:last]))
        if before or after:
            how = f"steht statt „{before}“ nun „{after}“." if before and after else f"fehlt: „{before}“."
            said.append(f"Außerhalb der Felder {how if before else f'steht neu: „{after}“.'}{BY_HAND}")
    return said, claimed


_PLACE = re.compile(r"\ufdd0(\S+) ?")


def _without_fields(lines: Sequence[str]) -> str:
    """Lines in one, with a sign where fields are; what nothing but fields stood in is told with these."""
    said = (_PLACE.sub("…", f"{line} ").strip() for line in lines)
    return " / ".join(line for line in said if line.strip("… "))


def _ends_with_field(line: str) -> str | None:
    name = line.rpartition("\ufdd0")[2].removesuffix(" ") if "\ufdd0" in line else ""
    return name if name and not any(map(str.isspace, name)) else None


def _margins(sent: Sequence[str], back: Sequence[str]) -> Iterator[str]:
    """What is otherwise in running headers and footers (German)."""
    for how, lines, others in (("fehlt", sent, back), ("steht neu", back, sent)):
        yield from (f"In Kopf- oder Fußzeile {how}: „{line}“.{BY_HAND}" for line in dict.fromkeys(lines) if line not in others)


def remarks_on(source_of: Mapping[str, Source], back: ReadDocument) -> Iterator[tuple[Source | None, str]]:
    """What was noted in the document, in words (German), with the text it is about."""
    for one in back.remarks:
        source = source_of.get(key_of(one.field)) if one.field else None
        who = (one.who or "Unbekannt") + (f" am {one.when}" if one.when else "")
        on = shortened(folded(one.on), QUOTED)
        if one.kind == "tracked":
            yield source, f"{who} {one.what}: „{one.on}“" if one.on.strip() else f"{who}: {one.what}"
        elif one.kind == "look":
            yield source, f"„{on}“ ist {one.what}. In den Dateien gibt es das nicht; sehen Sie nach, was gemeint ist."
        else:
            yield source, f"Kommentar von {who}" + (f" zu „{on}“" if on else "") + f": {one.what}"
