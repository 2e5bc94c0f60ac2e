"""A .docx that came back → what stands in each field, what was said of it, and what stands beside the fields."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import unquote

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import nsmap, qn
from lxml import etree

from regsam_docs.finding import Trouble
from regsam_docs.limits import MIB
from regsam_docs.repository import paths
from regsam_docs.texts.markdown import is_address
from regsam_docs.word import elements
from regsam_docs.word.elements import W
from regsam_docs.word.fields import Block, BlockKind, TextRun, tidy_runs
from regsam_docs.word.writing import CODE, UNSEEN

MOST = 50 * MIB
"""Largest document that is read, unpacked too."""

NO_DOCUMENT = (
    "„{}“ ist kein Word-Dokument (.docx), das sich lesen lässt. Speichern Sie es in Word noch einmal als „Word-Dokument (.docx)“."
)

NAME = "_regsam_"

KINDS: dict[str, BlockKind] = {"heading": "heading", "list bullet": "bullet", "list number": "number", "list continue": "more"}
_KIND = re.compile(r"(heading(?= \d)|list bullet|list number|list continue)(?: (\d))?")
"""Styles, by the names that all programs keep in the file, and what they make of a paragraph."""

SIGNS = {"tab": " ", "ptab": " ", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_LIST = etree.XPath("string(w:num[@w:numId=$number]/w:abstractNumId/@w:val)", namespaces=nsmap)
_FORMAT = etree.XPath("string(w:abstractNum[@w:abstractNumId=$list]/w:lvl[@w:ilvl=$level]/w:numFmt/@w:val)", namespaces=nsmap)
"""Which list a number is of, and how the items of one of its levels are marked; "" if nothing is said."""
TRACKED = {"ins": "eingefügt", "moveTo": "hierher verschoben", "del": "gelöscht", "moveFrom": "von hier verschoben"}

UNREAD = {
    "sym": "ein Zeichen aus einer Symbolschrift",
    "oMath": "eine Formel",
    "oMathPara": "eine Formel",
    "altChunk": "ein eingefügtes Dokument",
    "subDoc": "ein eingefügtes Dokument",
    "ruby": "eine Lautschrift über dem Text",
}
"""Elements that hold what no text of ours can say."""

MARKS = {
    "strike": "durchgestrichen",
    "dstrike": "durchgestrichen",
    "u": "unterstrichen",
    "highlight": "farbig hinterlegt",
    "shd": "farbig hinterlegt",
    "color": "farbig",
    "vertAlign": "hoch- oder tiefgestellt",
    "vanish": "verborgen",
}
"""Looks by which readers say something, and which Markdown does not know."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What a reader noted: a comment, a change that the office program kept track of, or a look that stands for something.
    `on`: the words it is about."""

    kind: Literal["comment", "tracked", "look"]
    what: str
    on: str
    field: str | None
    who: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """What no field of ours can hold (German), and the field it stands in."""

    what: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Outside:
    """A paragraph as far as it lies beside fields; a field in it is the sign U+FDD0 and its name."""

    text: str
    block: Block
    """The whole of what stands beside fields."""
    box: int = 0
    """Number of the cell it stands in; 0: in none."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a document holds. `fields`: bookmark → its blocks. `margins`: the words of its running headers and footers."""

    about: str
    fields: dict[str, tuple[Block, ...]]
    lines: tuple[Outside, ...]
    remarks: tuple[Annotation, ...]
    unread: tuple[Unread, ...] = ()
    margins: tuple[str, ...] = ()


def came(job: tuple[str, bytes]) -> ReadDocument:
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


def content_of(document: Document) -> ReadDocument:
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
    shape: Block | None = None
    """What it is, where it goes on in the next one."""


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
    looks: list[Annotation] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    place: str | None = None
    """The field around the table whose cell is read."""
    box: int = 0
    """Number of the cell that is read; 0: none."""
    boxes: int = 0
    """How many cells beside fields were begun."""
    read: int = 0
    """How many pieces were read."""
    looked: int = -1
    """Which of them the last look of `looks` was found at."""
    paragraph: _OpenParagraph = field(default_factory=_OpenParagraph)
    rels: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rels = {id: _target(rel.target_ref) for id, rel in self.document.part.rels.items() if rel.is_external}
        for comment in self.document.comments:
            when = f"{comment.timestamp:%d.%m.%Y}" if comment.timestamp else ""
            self.comments[str(comment.comment_id)] = _Comment(
                elements.one_line(comment.author), when, elements.one_line(comment.text)
            )

    def came(self) -> ReadDocument:
        """All that was read."""
        self._end()
        said = [
            Annotation("comment", one.what, "".join(one.on).strip(), one.field, one.who, one.when)
            for one in self.comments.values()
        ]
        fields = {name: tuple(_trimmed(blocks)) for name, blocks in self.fields.items()}
        about = self.document.core_properties.keywords
        return ReadDocument(
            about,
            fields,
            tuple(self.lines),
            (*said, *self.tracked, *self.looks),
            tuple(dict.fromkeys(self.unread)),
            tuple(elements.margins(self.document)),
        )

    @property
    def within(self) -> str | None:
        """The field that is being read."""
        return self.place or next(iter(self.open), None)

    # --- blocks

    def blocks(self, parent: Any) -> None:
        """What a body, a cell or a content control holds."""
        for child in parent:
            tag = elements.name_of(child)
            if tag == "p":
                self._paragraph(child)
            elif tag == "tbl":
                self._table(child)
            elif tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
                self.blocks(child)
            else:
                self._mark(tag, child)

    def _table(self, table: Any) -> None:
        if self.place is not None:
            self._unread("eine Tabelle in einer Tabelle", elements.words(table))
            return
        rows = [
            [cell for cell in elements.own(row, "tc", "tr") if elements.nearest(cell, "tbl") is table]
            for row in elements.own(table, "tr", "tbl")
            if not self.open or row.find(f"{W}trPr/{W}del") is None
        ]
        if self.open:
            read = [[self._cell(cell, head=number == 0) for cell in row] for number, row in enumerate(rows)]
            for name in self.open:
                self.fields[name].append(Block("table", rows=tuple(map(tuple, read))))
            return
        outer = self.box
        for cell in (cell for row in rows for cell in row):
            self.boxes += 1
            self.box = self.boxes
            self.blocks(cell)
            self._end()
        self.box = outer

    def _cell(self, cell: Any, *, head: bool) -> tuple[TextRun, ...]:
        """What stands in a cell of a field's table. The first row is the head, which is bold anyway."""
        inner = _DocumentReader(self.document, place=self.within)
        inner.comments, inner.running = self.comments, self.running
        inner.tracked, inner.looks, inner.unread = self.tracked, self.looks, self.unread
        inner.open, inner.fields["cell"] = {"cell": ""}, []
        inner.blocks(cell)
        inner._end()
        runs = [run for block in inner.fields["cell"] for run in (*block.runs, TextRun(" "))]
        return tidy_runs(replace(run, bold=False) if head else run for run in runs)

    def _paragraph(self, element: Any) -> None:
        before = dict(self.open)
        self.inline(element)
        properties = element.find(f"{W}pPr")
        mark = properties.find(f"{W}rPr/{W}del") if properties is not None else None
        shape = self.paragraph.shape or self._shape(properties)
        if mark is not None:
            self._track(mark, "Absatz mit dem nächsten verbunden", "")
            self.paragraph.shape = shape  # what follows belongs to this paragraph
            self.paragraph.parts.update({name: [] for name in before if name not in self.paragraph.parts})
            return
        self._end(shape, before)

    def _end(self, shape: Block | None = None, before: Iterable[str] = ()) -> None:
        """Put away the paragraph that was read."""
        said, self.paragraph = self.paragraph, _OpenParagraph()
        shape = shape or said.shape
        if shape is None:
            return
        for name in {**dict.fromkeys(before), **dict.fromkeys(said.parts), **self.open}:
            if name in said.parts or name in self.open:
                self.fields[name].append(replace(shape, runs=tidy_runs(said.parts.get(name, ()))))
        beside = tidy_runs(said.beside)
        if beside:
            text = " ".join("".join(run.text for run in beside).split())
            own = tuple(run for run in beside if not run.text.startswith("\ufdd0"))
            self.lines.append(Outside(text, replace(shape, runs=own), self.box))

    def _shape(self, properties: Any) -> Block:
        """What a paragraph is, by its style, those that it is based on, or its numbering."""
        kind: BlockKind = "text"
        level = 1
        numbering = properties.find(f"{W}numPr") if properties is not None else None
        for style in self._styles(elements.value(properties.find(f"{W}pStyle")) if properties is not None else None):
            match = _KIND.fullmatch(str(style.name_val).lower())
            if match is not None:
                kind, level = KINDS[match[1]], int(match[2] or 1)
                break
            if numbering is None:
                numbering = style.find(f"{W}pPr/{W}numPr")
        if kind == "text" and numbering is not None:
            kind, level = self._numbered(numbering)
        elif kind in ("bullet", "number") and numbering is not None and level == 1:
            level = self._numbered(numbering)[1]
        return Block(kind, level=level)

    def _styles(self, name: str | None) -> Iterator[Any]:
        """A style and those that it is based on, itself first."""
        seen: set[str] = set()
        while name is not None and name not in seen:
            seen.add(name)
            style = self.document.styles.element.get_by_id(name)
            if style is None:
                return
            yield style
            name = elements.value(style.find(f"{W}basedOn"))

    def _numbered(self, numbering: Any) -> tuple[BlockKind, int]:
        """Which kind of list and which level of it an item is in."""
        level = int(elements.value(numbering.find(f"{W}ilvl")) or 0)
        number = elements.value(numbering.find(f"{W}numId"))
        if number in (None, "0"):
            return "text", 1
        root = self.document.part.numbering_part.element
        marked = _FORMAT(root, list=_LIST(root, number=number), level=str(level))
        return ("bullet" if marked in ("bullet", "none", "") else "number"), level + 1

    # --- lines

    def inline(self, parent: Any, link: str | None = None) -> None:
        """What a paragraph or a part of one holds."""
        for child in parent:
            tag = elements.name_of(child)
            if tag == "r":
                self._run(child, link)
            elif tag == "hyperlink":
                self.inline(child, self.rels.get(child.get(qn("r:id"), "")) or link)
            elif tag in ("ins", "moveTo"):
                said = elements.text_of(child, "t")
                if said or not elements.text_of(child, "delText"):  # what another one deleted again is told as that
                    self._track(child, TRACKED[tag], said)
                self.inline(child, link)
            elif tag in ("del", "moveFrom"):
                self._track(child, TRACKED[tag], elements.text_of(child, "delText") or elements.text_of(child, "t"))
            elif tag in ("sdt", "sdtContent", "smartTag", "customXml", "fldSimple", "dir", "bdo"):
                self.inline(child, link)
            else:
                self._mark(tag, child)

    def _mark(self, tag: str, element: Any) -> None:
        """Where bookmarks and comments begin and end, and what is no text."""
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
            self.comments[number].field = self.within
        elif tag == "commentRangeEnd" and number in self.running:
            self.running.remove(number)
        elif tag in UNREAD:
            self._unread(UNREAD[tag])

    def _run(self, element: Any, link: str | None) -> None:
        looks = element.find(f"{W}rPr")
        style = elements.value(looks.find(f"{W}rStyle")) if looks is not None else None
        all_looks = [looks, *(one.find(f"{W}rPr") for one in self._styles(style))]
        run = TextRun(
            "", bold=elements.is_on(all_looks, "b"), italic=elements.is_on(all_looks, "i"), code=style == CODE, target=link
        )
        for child in element:
            tag = elements.name_of(child)
            if tag == "t":
                said = replace(run, text=(child.text or "").replace(UNSEEN, ""))
                self._put(said)
                self._look(looks, said)
            elif tag in SIGNS:
                self._put(replace(run, text=SIGNS[tag]))
            elif tag == "br" and child.get(qn("w:type")) in ("page", "column"):
                self._put(TextRun(" "))
                self._unread("ein Seitenumbruch")
            elif tag in ("br", "cr"):
                self._put(TextRun("\n"))
            elif tag == "commentReference" and (number := child.get(qn("w:id"))) in self.comments:
                self.comments[number].field = self.comments[number].field or self.within
            elif tag in ("drawing", "pict", "object", "AlternateContent"):
                self._drawing(child)
            elif tag in ("footnoteReference", "endnoteReference"):
                kind = tag.removesuffix("Reference")
                self._unread("eine Fußnote", elements.note(self.document, kind, str(child.get(qn("w:id")))))
            elif tag in UNREAD:
                self._unread(UNREAD[tag])

    def _look(self, looks: Any, run: TextRun) -> None:
        """What a reader says by the looks of a text."""
        linked = ("u", "color") if run.target is not None else ()  # programs set links off themselves
        marks = [name for name in MARKS if name not in linked and elements.is_marked(looks, name)]
        if not marks or not run.text.strip():
            return
        what = " und ".join(dict.fromkeys(MARKS[name] for name in marks))
        last = self.looks[-1] if self.looks else None
        if last is not None and (last.what, last.field) == (what, self.within) and self.looked == self.read - 1:
            self.looks[-1] = replace(last, on=last.on + run.text)
        else:
            self.looks.append(Annotation("look", what, run.text, self.within))
        self.looked = self.read

    def _drawing(self, element: Any) -> None:
        said = next(element.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"), None)
        box = next(element.iter(f"{W}txbxContent"), None)
        if box is not None:
            self._unread("ein Textfeld", elements.words(box))
        elif said is not None and said.get("descr"):
            self._put(TextRun(said.get("descr"), picture=True))
        else:
            self._unread("eine Form oder ein Bild ohne Beschreibung")

    def _unread(self, what: str, words: str = "") -> None:
        self.unread.append(Unread(f"{what} mit „{words}“" if words else what, self.within))

    def _put(self, run: TextRun) -> None:
        self.read += 1
        for name in self.open:
            self.paragraph.parts.setdefault(name, []).append(run)
        if not self.open:
            self.paragraph.beside.append(run)
        for number in self.running:
            self.comments[number].on.append(run.text)

    def _track(self, element: Any, what: str, text: str) -> None:
        who, when = elements.one_line(str(element.get(qn("w:author"), ""))), str(element.get(qn("w:date"), ""))[:10]
        day = ".".join(reversed(when.split("-")))
        self.tracked.append(Annotation("tracked", what, text, self.within, who, day))


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
