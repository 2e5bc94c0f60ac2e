"""A text written elsewhere (.docx, .md, .txt) → its lines, each with what it is: a heading, an item of a list, or text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from regsam_docs.repository.contents import Archive, Attributes, BadOffice, visit
from regsam_docs.yaml.characters import FORBIDDEN, STEERING, composed

ENDINGS = (".docx", ".md", ".txt")
"""Names of files that are read here."""


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line or paragraph. `level`: of a heading, from 1; of an item of a list, how deep it stands, from 1; 0 for text."""

    kind: Literal["heading", "item", "text"]
    text: str
    level: int = 0


def lines(data: bytes, name: str) -> list[WrittenLine]:
    """The lines of a file, by the ending of its name. Raises BadOffice with what to do about it."""
    if name.lower().endswith(".docx"):
        found = _word(data)
    elif name.lower().endswith(ENDINGS):
        found = _plain(_decoded(data))
    else:
        raise BadOffice(f"Gelesen werden {', '.join(ENDINGS)}. Speichern Sie das Protokoll in einem dieser Formate.")
    return list(_with_headings([line for line in map(_clean, found) if line.text]))


def _clean(line: WrittenLine) -> WrittenLine:
    """Without what no file of ours may hold, and without outer blanks."""
    text = STEERING.sub("", FORBIDDEN.sub("", composed(line.text))).replace("\t", " ")
    return WrittenLine(line.kind, "\n".join(part.strip() for part in text.split("\n")).strip(), line.level)


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # as Windows' editors wrote for long
    return text.replace("\r\n", "\n").replace("\r", "\n")


# ---- .md, .txt

_HASHES = re.compile(r"(#{1,6})[ \t]+(\S.*)\Z")
_BULLET = re.compile(r"([ \t]*)(?:[-*+•–][ \t]+|[0-9]{1,3}[.)][ \t]+|[a-z]\)[ \t]+)(?:\[[ xX]\][ \t]+)?(?=\S)")
_UNDERLINE = re.compile(r"(?:=+|-+)\Z")


def _plain(text: str) -> Iterator[WrittenLine]:
    """Markdown, or plain text in which people part and number as they do. What follows a line without an empty one between goes
    on with it."""
    now: list[str] = []
    kind: WrittenLine | None = None
    for line in text.split("\n"):
        said = line.strip()
        if kind is not None and kind.kind == "text" and len(now) == 1 and _UNDERLINE.match(said):
            kind = WrittenLine("heading", "", 1 if said[0] == "=" else 2)
            continue
        found = _begun(line, said)
        if found is not None and found.kind == "text" and kind is not None and kind.kind != "heading" and not _TOP.match(now[0]):
            now.append(said)
            continue
        if kind is not None:
            yield WrittenLine(kind.kind, "\n".join(now), kind.level)
        kind, now = found, [found.text] if found is not None else []
    if kind is not None:
        yield WrittenLine(kind.kind, "\n".join(now), kind.level)


def _begun(line: str, said: str) -> WrittenLine | None:
    """What a line begins; „TOP 3“ begins something wherever it stands. None for an empty one."""
    hashes, bullet = _HASHES.match(said), _BULLET.match(line)
    if hashes:
        title = hashes[2].rstrip("#")
        return WrittenLine("heading", title if title.endswith((" ", "\t")) else hashes[2], len(hashes[1]))
    if bullet:
        return WrittenLine("item", line[bullet.end() :].strip(), 1 + len(bullet[1].expandtabs(4)) // 2)
    if _TOP.match(said):
        return WrittenLine("heading", said, 3)
    return WrittenLine("text", said) if said else None


# ---- headings that are none by their form

_TOP = re.compile(r"(?:TOP|Top|Tagesordnungspunkt|Punkt)\s*([0-9]{1,2}(?:\.[0-9]{1,2})?)\s*[.:)–-]?\s*(.*)\Z", re.DOTALL)
_NUMBERED = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2})?)\.?\s+(.*)\Z", re.DOTALL)


def _with_headings(found: list[WrittenLine]) -> Iterator[WrittenLine]:
    """The same with lines like „TOP 3: Höfe“ as headings, on whatever level they stand; where headings bear numbers, without."""
    if not any(_TOP.match(line.text) for line in found if line.kind != "item"):
        yield from (_unnumbered(line) for line in found)
        return
    for line in found:
        top = _TOP.match(line.text) if line.kind != "item" and "\n" not in line.text else None
        if top is None:
            yield WrittenLine("text", line.text) if line.kind == "heading" and line.level > 2 else line
        else:
            yield WrittenLine("heading", top[2], 9 + top[1].count("."))


def _unnumbered(line: WrittenLine) -> WrittenLine:
    numbered = _NUMBERED.match(line.text) if line.kind == "heading" else None
    return WrittenLine("heading", numbered[2], line.level) if numbered and numbered[2] else line


# ---- .docx

_HEADING = re.compile(r"(?:heading|überschrift|title)\s*([1-9]?)\Z", re.IGNORECASE)
SKIPPED = frozenset({"Fallback", "del", "moveFrom", "instrText", "pPrChange", "rPrChange"})
"""Elements of Word whose content is not read: said twice, or crossed out."""


def _word(data: bytes) -> Iterator[WrittenLine]:
    archive = Archive.of(data)
    document = archive.read("word/document.xml")
    if document is None:
        raise BadOffice("Das ist kein Word-Dokument. Speichern Sie es in Word neu, als .docx.")
    styles = _Styles()
    visit(archive.read("word/styles.xml") or b"<r/>", styles.start)
    reader = _Word(styles.names)
    visit(document, reader.start, reader.end, reader.said)
    return iter(reader.found)


@dataclass(slots=True)
class _Styles:
    """Names of the styles by their ids, which programs translate: „berschrift1“ is „heading 1“."""

    names: dict[str, str] = field(default_factory=dict)
    now: str = ""

    def start(self, tag: str, found: Attributes) -> None:
        if tag == "style":
            self.now = found.get("styleId", "")
        elif tag == "name" and self.now:
            self.names[self.now] = found.get("val", "")


@dataclass(slots=True)
class _Paragraph:
    style: str = ""
    outline: int | None = None
    list_level: int | None = None
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Word:
    """The paragraphs of a document, as its elements come by; those of a table's row beside each other."""

    styles: dict[str, str]
    found: list[WrittenLine] = field(default_factory=list)
    open: list[_Paragraph] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    inside: int = 0
    skipped: int = 0
    numbered: bool = False

    def start(self, tag: str, found: Attributes) -> None:
        self.skipped += tag in SKIPPED
        if self.skipped:
            return
        here = self.open[-1] if self.open else None
        if tag == "p":
            self.open.append(_Paragraph())
        elif tag == "tr":
            self.rows.append([])
        elif tag == "t":
            self.inside += 1
        elif here is not None:
            if tag == "pStyle":
                here.style = self.styles.get(found.get("val", ""), found.get("val", ""))
            elif tag == "outlineLvl" and found.get("val", "9") in "012345678":
                here.outline = int(found["val"]) + 1
            elif tag == "ilvl" and found.get("val", "").isdigit():
                here.list_level = int(found["val"][:2]) + 1
            elif tag == "numId":
                here.list_level = None if found.get("val") == "0" else here.list_level or 1
            elif tag in ("tab", "br", "cr", "noBreakHyphen"):
                here.text.append({"tab": " ", "noBreakHyphen": "-"}.get(tag, "\n"))

    def said(self, text: str) -> None:
        if self.inside and not self.skipped and self.open:
            self.open[-1].text.append(text)

    def end(self, tag: str) -> None:
        if tag in SKIPPED:
            self.skipped -= 1
        elif self.skipped:
            return
        elif tag == "t":
            self.inside -= 1
        elif tag == "p" and self.open:
            self._close(self.open.pop())
        elif tag == "tr" and self.rows:
            cells = [cell for cell in self.rows.pop() if cell]
            self._keep(WrittenLine("text", " | ".join(cells)))

    def _close(self, made: _Paragraph) -> None:
        text = "".join(made.text).strip()
        heading = _HEADING.match(made.style)
        if self.rows:
            self.rows[-1].append(" ".join(text.split()))
        elif heading or made.outline:
            level = int(heading[1] or 1) if heading else made.outline or 1
            self._keep(WrittenLine("heading", " ".join(text.split()), level))
        elif made.list_level is not None:
            self._keep(WrittenLine("item", text, made.list_level))
        else:
            self._keep(WrittenLine("text", text))

    def _keep(self, line: WrittenLine) -> None:
        if self.rows:
            self.rows[-1].append(line.text)
        elif line.text:
            self.found.append(line)


def flat(found: Iterable[WrittenLine]) -> str:
    """Lines as a Markdown text: items of lists beside each other, all else with an empty line between."""
    made = list(found)
    if not made:
        return ""
    parts = [_markdown(made[0])]
    for before, line in pairwise(made):
        parts.append(("\n" if before.kind == line.kind == "item" else "\n\n") + _markdown(line))
    return "".join(parts)


def _markdown(line: WrittenLine) -> str:
    if line.kind != "item":
        return line.text
    indent = "  " * (min(line.level, 4) - 1)
    return f"{indent}- " + line.text.replace("\n", f"\n{indent}  ")
