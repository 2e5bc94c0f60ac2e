"""A .docx that came back → what stands in each field, what was said of it, and what stands beside the fields."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from regsam_docs.finding import Trouble
from regsam_docs.limits import MIB
from regsam_docs.repository import paths
from regsam_docs.texts.targets import is_address
from regsam_docs.word.content import Block, BlockKind, TextRun, tidy_runs
from regsam_docs.word.writing import CODE, UNSEEN

MOST = 50 * MIB
"""Largest document that is read, unpacked too."""

NO_DOCUMENT = (
    "„{}“ ist kein Word-Dokument (.docx), das sich lesen lässt. Speichern Sie es in Word noch einmal als „Word-Dokument (.docx)“."
)

NAME = "_regsam_"
LISTED = ("bullet", "more")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A comment, or a change that the office program kept track of. `on`: the words it is about."""

    who: str
    when: str
    what: str
    on: str
    field: str | None
    tracked: bool = False


@dataclass(frozen=True, slots=True)
class Outside:
    """A paragraph as far as it lies beside fields; a field in it is the sign U+FDD0 and its name."""

    text: str
    block: Block
    """The whole of what stands beside fields."""


@dataclass(frozen=True, slots=True)
class Came:
    """What a document holds. `fields`: bookmark → its blocks. `unknown`: what no field of ours can hold (German)."""

    about: str
    fields: dict[str, tuple[Block, ...]]
    lines: tuple[Outside, ...]
    remarks: tuple[Annotation, ...]
    unknown: tuple[str, ...] = ()


def came(job: tuple[str, bytes]) -> Came:
    """Read a document (name and bytes). Raises Trouble for what is none, or too large. For a process with limits: it may be
    made to do harm."""
    name, data = job
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST:
                raise Trouble(f"„{name}“ ist entpackt größer als {MOST // MIB} MB. Entfernen Sie Bilder, die nicht dazugehören.")
        return content_of(docx.Document(io.BytesIO(data)))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, SyntaxError, AttributeError) as error:
        raise Trouble(NO_DOCUMENT.format(name)) from error


def content_of(document: Document) -> Came:
    """What a document holds."""
    reader = _DocumentReader(document)
    reader.blocks(document.element.body)
    return reader.came()


@dataclass(slots=True)
class _Comment:
    who: str
    when: str
    what: str
    on: list[str] = field(default_factory=list)
    field: str | None = None


@dataclass(slots=True)
class _OpenParagraph:
    """The paragraph being read: its runs beside fields, and the fields that have a part of it."""

    beside: list[TextRun] = field(default_factory=list)
    parts: dict[str, list[TextRun]] = field(default_factory=dict)


@dataclass(slots=True)
class _DocumentReader:
    document: Any
    fields: dict[str, list[Block]] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    """Name of a field that has begun → number of its bookmark."""
    names: dict[str, str] = field(default_factory=dict)
    """Number of a bookmark → name of the field."""
    lines: list[Outside] = field(default_factory=list)
    comments: dict[str, _Comment] = field(default_factory=dict)
    running: list[str] = field(default_factory=list)
    """Numbers of comments whose words are being read."""
    tracked: list[Annotation] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    paragraph: _OpenParagraph = field(default_factory=_OpenParagraph)
    rels: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rels = {id: _target(rel.target_ref) for id, rel in self.document.part.rels.items() if rel.is_external}
        for comment in self.document.comments:
            when = f"{comment.timestamp:%d.%m.%Y}" if comment.timestamp else ""
            self.comments[str(comment.comment_id)] = _Comment(comment.author, when, comment.text.strip())

    def came(self) -> Came:
        """All that was read."""
        said = [Annotation(one.who, one.when, one.what, "".join(one.on).strip(), one.field) for one in self.comments.values()]
        fields = {name: tuple(_trimmed(blocks)) for name, blocks in self.fields.items()}
        about = self.document.core_properties.keywords
        return Came(about, fields, tuple(self.lines), (*said, *self.tracked), tuple(dict.fromkeys(self.unknown)))

    # --- blocks

    def blocks(self, parent: Any) -> None:
        """What a body, a cell or a content control holds."""
        for child in parent:
            tag = str(child.tag).removeprefix(W)
            if tag == "p":
                self._paragraph(child)
            elif tag == "tbl":
                self._table(child)
            elif tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
                self.blocks(child)
            else:
                self._mark(tag, child)

    def _table(self, table: Any) -> None:
        if not self.open:
            for cell in table.iter(f"{W}tc"):
                if next(cell.iterancestors(f"{W}tbl")) is table:
                    self.blocks(cell)
            return
        rows = []
        for row in table.iterchildren(f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            cells = []
            for cell in row.iterchildren(f"{W}tc"):
                inner = replace_state(self)
                inner.open = dict.fromkeys(["cell"], "")
                inner.fields["cell"] = []
                inner.blocks(cell)
                runs = [run for block in inner.fields["cell"] for run in (*block.runs, TextRun(" "))]
                cells.append(tidy_runs(runs))
            rows.append(tuple(cells))
        for name in self.open:
            self.fields[name].append(Block("table", rows=tuple(rows)))

    def _paragraph(self, element: Any) -> None:
        before = dict(self.open)
        self.inline(element)
        properties = element.find(f"{W}pPr")
        mark = properties.find(f"{W}rPr/{W}del") if properties is not None else None
        if mark is not None:
            self._track(mark, "Absatz mit dem nächsten verbunden", "")
            return  # what follows belongs to this paragraph
        shape = self._shape(properties)
        said, self.paragraph = self.paragraph, _OpenParagraph()
        for name in {**before, **dict.fromkeys(said.parts), **self.open}:
            if name in said.parts or name in self.open:
                self.fields[name].append(replace(shape, runs=tidy_runs(said.parts.get(name, ()))))
        beside = tidy_runs(said.beside)
        if beside:
            text = " ".join("".join(run.text for run in beside).split())
            self.lines.append(
                Outside(text, replace(shape, runs=tuple(run for run in beside if not run.text.startswith("\ufdd0"))))
            )

    def _shape(self, properties: Any) -> Block:
        """What a paragraph is, by its style or its numbering."""
        style = self._style(properties)
        level = int(style[-1]) if style[-1:].isdigit() else 1
        kinds: tuple[tuple[str, BlockKind], ...] = (
            ("heading", "heading"),
            ("list bullet", "bullet"),
            ("list number", "number"),
            ("list continue", "more"),
        )
        kind: BlockKind = next((kind for begin, kind in kinds if style.startswith(begin)), "text")
        numbering = properties.find(f"{W}numPr") if properties is not None else None
        if kind == "text" and numbering is not None:
            kind, level = self._numbered(numbering)
        elif kind in ("bullet", "number") and numbering is not None and level == 1:
            level = self._numbered(numbering)[1]
        return Block(kind, level=level)

    def _style(self, properties: Any) -> str:
        """The name of a paragraph's style, in small letters."""
        found = properties.find(f"{W}pStyle") if properties is not None else None
        named = self.document.styles.element.get_by_id(found.get(qn("w:val"))) if found is not None else None
        return str(named.name_val).lower() if named is not None else ""

    def _numbered(self, numbering: Any) -> tuple[BlockKind, int]:
        """Which kind of list and which level of it an item is in."""
        level = int(_value(numbering.find(f"{W}ilvl")) or 0)
        number = _value(numbering.find(f"{W}numId"))
        if number in (None, "0"):
            return "text", 1
        root = self.document.part.numbering_part.element
        abstract = next(
            (_value(one.find(f"{W}abstractNumId")) for one in root.iter(f"{W}num") if one.get(qn("w:numId")) == number), None
        )
        for one in root.iter(f"{W}abstractNum"):
            if one.get(qn("w:abstractNumId")) == abstract:
                for place in one.iter(f"{W}lvl"):
                    if place.get(qn("w:ilvl")) == str(level):
                        bullet = _value(place.find(f"{W}numFmt")) in ("bullet", "none", None)
                        return ("bullet" if bullet else "number"), level + 1
        return "bullet", level + 1

    # --- lines

    def inline(self, parent: Any, link: str | None = None) -> None:
        """What a paragraph or a part of one holds."""
        for child in parent:
            tag = str(child.tag).removeprefix(W)
            if tag == "r":
                self._run(child, link)
            elif tag == "hyperlink":
                self.inline(child, self.rels.get(child.get(qn("r:id"), "")) or link)
            elif tag in ("ins", "moveTo"):
                self._track(child, "eingefügt", _text(child, "t"))
                self.inline(child, link)
            elif tag in ("del", "moveFrom"):
                self._track(child, "gelöscht", _text(child, "delText") or _text(child, "t"))
            elif tag in ("sdt", "sdtContent", "smartTag", "customXml", "fldSimple"):
                self.inline(child, link)
            else:
                self._mark(tag, child)

    def _mark(self, tag: str, element: Any) -> None:
        """Where bookmarks and comments begin and end."""
        number = str(element.get(qn("w:id"))) if isinstance(element.tag, str) else ""
        if tag == "bookmarkStart":
            name = str(element.get(qn("w:name")))
            if name.startswith(NAME):
                self.names[number] = name
                if name not in self.open:
                    self.open[name] = number
                    self.fields.setdefault(name, [])
                    self.paragraph.parts.setdefault(name, [])
                    self.paragraph.beside.append(TextRun(f"\ufdd0{name} "))
        elif tag == "bookmarkEnd" and number in self.names:
            self.open.pop(self.names[number], None)
        elif tag == "commentRangeStart" and number in self.comments:
            self.running.append(number)
            self.comments[number].field = next(iter(self.open), None)
        elif tag == "commentRangeEnd" and number in self.running:
            self.running.remove(number)

    def _run(self, element: Any, link: str | None) -> None:
        looks = element.find(f"{W}rPr")
        style = _value(looks.find(f"{W}rStyle")) if looks is not None else None
        run = TextRun("", bold=_on(looks, "b"), italic=_on(looks, "i"), code=style == CODE, target=link)
        for child in element:
            tag = str(child.tag).removeprefix(W)
            if tag == "t":
                self._put(replace(run, text=(child.text or "").replace(UNSEEN, "")))
            elif tag in ("tab", "ptab"):
                self._put(replace(run, text=" "))
            elif tag in ("br", "cr"):
                self._put(TextRun("\n"))
            elif tag == "noBreakHyphen":
                self._put(replace(run, text="\u2011"))
            elif tag == "commentReference" and (number := child.get(qn("w:id"))) in self.comments:
                self.comments[number].field = self.comments[number].field or next(iter(self.open), None)
            elif tag in ("drawing", "pict", "object"):
                self._drawing(child)
            elif tag in ("footnoteReference", "endnoteReference"):
                self.unknown.append("eine Fußnote oder Endnote")
            elif tag == "AlternateContent":
                self.unknown.append("ein Textfeld oder eine Form")

    def _drawing(self, element: Any) -> None:
        said = next(element.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"), None)
        if said is not None and said.get("descr"):
            self._put(TextRun(said.get("descr"), picture=True))
        else:
            self.unknown.append("ein Bild ohne Beschreibung")

    def _put(self, run: TextRun) -> None:
        for name in self.open:
            self.paragraph.parts.setdefault(name, []).append(run)
        if not self.open:
            self.paragraph.beside.append(run)
        for number in self.running:
            self.comments[number].on.append(run.text)

    def _track(self, element: Any, what: str, text: str) -> None:
        who, when = str(element.get(qn("w:author"), "")), str(element.get(qn("w:date"), ""))[:10]
        day = ".".join(reversed(when.split("-")))
        self.tracked.append(Annotation(who, day, what, text, next(iter(self.open), None), tracked=True))


def replace_state(reader: _DocumentReader) -> _DocumentReader:
    """A reader for a cell, which knows what the document's knows of comments and links."""
    made = _DocumentReader(reader.document)
    made.comments, made.running, made.tracked, made.unknown = reader.comments, reader.running, reader.tracked, reader.unknown
    return made


def _trimmed(blocks: list[Block]) -> Iterator[Block]:
    """Blocks with something in them, items numbered and headings from level 1 on."""
    counts: dict[int, int] = {}
    highest = min((block.level for block in blocks if block.kind == "heading" and block.runs), default=1)
    for block in blocks:
        if block.kind == "heading":
            block = replace(block, level=block.level - highest + 1)  # noqa: PLW2901
        if block.kind == "table" or block.runs:
            if block.kind == "number":
                counts[block.level] = counts.get(block.level, 0) + 1
                yield replace(block, number=counts[block.level])
            else:
                counts = {
                    level: number for level, number in counts.items() if block.kind in ("bullet", "more") and level < block.level
                }
                yield block


_FILE = re.compile(rf"(?:\A|.*/)((?:{paths.ATTACHMENTS}|{paths.MINUTES})/.+|[a-z]+\.yaml(?:#.*)?)", re.DOTALL)


def _target(link: str) -> str:
    """Where a link leads; programs write files' names anew, below whatever folder the document lies in."""
    match = None if is_address(link) else _FILE.fullmatch(unquote(link))
    return match[1].replace(" ", "%20") if match else link


def _value(element: Any) -> str | None:
    return None if element is None else element.get(qn("w:val"))


def _on(looks: Any, name: str) -> bool:
    found = looks.find(f"{W}{name}") if looks is not None else None
    return found is not None and _value(found) not in ("0", "false", "off", "none")


def _text(element: Any, tag: str) -> str:
    return "".join(one.text or "" for one in element.iter(f"{W}{tag}"))
