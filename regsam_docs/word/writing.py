"""A page of ours as .docx: styles of the office program instead of ours, each text of the files in a field of its own.

A field is a content control, which a reader sees, within a bookmark, which every program brings back."""

from __future__ import annotations

import io
import re
import textwrap
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import docx
from docx.blkcntnr import BlockItemContainer
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree, html
from PIL import Image, ImageDraw, ImageFont

from regsam_docs.cleaning.alike import parsed
from regsam_docs.render.overrides.markup import ASSET
from regsam_docs.system import disk
from regsam_docs.texts.fields import ATTRIBUTE, BEGIN, END, NAMED
from regsam_docs.texts.markdown import is_address

INLINE = frozenset("a abbr b br code em i img small span strong sub sup svg time".split())
LISTS = {"ul": "List Bullet", "ol": "List Number"}
DEEPEST = 3
"""Levels of lists and their styles in the office program."""
LEFT_OUT = frozenset("script style nav head title".split())
APART = ("vertraulich", "luecke")
"""Classes whose words our pages set off by their looks."""
CODE = "Code"
LOOKS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "code": CODE}
"""Element → what it makes of its text."""
TABLE = qn("w:tbl")
SPECIAL = tuple(qn(f"w:{tag}") for tag in ("b", "i", "rStyle", "hyperlink", "drawing", "tbl"))
UNSEEN = "\u200b"
IN_CELLS = "Table Text"
HEADINGS = tuple(f"h{n}" for n in range(2, 7))
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""The day of all files in the archive: the same page gives the same bytes."""

_SIGNS = re.compile(f"({BEGIN}[^{BEGIN}{NAMED}]*+{NAMED}|{END})")
_SPACE = re.compile(r"[ \t\n\r\f]+")


def written(page: str, pictures: Mapping[str, bytes], labels: Mapping[str, str], title: str, about: str) -> bytes:
    """The document. `page`: HTML for paper with fields (`fields.page`). `pictures`: those it shows. `labels`: name of a field →
    what its content control is called. `about`: what is kept in the file's keywords."""
    made = document_of(page, pictures, labels)
    core = made.core_properties
    core.title, core.keywords, core.author, core.language, core.comments = title, about, "", "de-DE", ""
    core.created = core.modified = EARLIEST
    return _packed(made)


def document_of(page: str, pictures: Mapping[str, bytes], labels: Mapping[str, str]) -> Document:
    """The same before it is a file."""
    tree = html.document_fromstring(page)
    made = _DocumentWriter(docx.Document(), pictures, labels)
    made.prepare(landscape=tree.find("body[@class='seite-quer']") is not None)
    header, main = tree.find(".//header"), tree.find(".//main")
    assert header is not None, "every page has one"
    assert main is not None, "every page has one"
    made.head(header)
    made.blocks(made.document._body, main)
    return made.document


def _packed(document: Document) -> bytes:
    """The file, its parts in one order and of one day."""
    raw, packed = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            archive.writestr(zipfile.ZipInfo(name, EARLIEST.timetuple()[:6]), parts.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


@dataclass(slots=True)
class _DocumentWriter:
    document: Document
    pictures: Mapping[str, bytes]
    labels: Mapping[str, str]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    """Of bookmarks and content controls."""
    inside: bool = False
    """Whether what is written now is a text of a file."""
    used: dict[str, int] = field(default_factory=dict)
    """How often a field stands in the document."""

    def prepare(self, *, landscape: bool) -> None:
        """Paper, language and the styles the template of the library lacks."""
        section = self.document.sections[0]
        section.page_width, section.page_height = (Cm(29.7), Cm(21)) if landscape else (Cm(21), Cm(29.7))
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
        styles = self.document.styles
        styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(11)
        styles["Normal"].paragraph_format.space_after = Pt(6)
        cells = styles.add_style(IN_CELLS, 1)  # 1: of paragraphs
        cells.base_style, cells.paragraph_format.space_after = styles["Normal"], Pt(2)
        styles.add_style(CODE, 2).font.name = "Consolas"  # 2: of characters
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), "de-DE")

    def head(self, header: Any) -> None:
        """Title, area and remarks on top; title and edition in the running header and footer."""
        section = self.document.sections[0]
        section.header.paragraphs[0].text = _bare(header.get("data-titel"))
        foot = section.footer.paragraphs[0]
        foot.text = f"{_bare(header.get('data-angaben'))} · Seite "
        foot._p.append(_number("PAGE"))
        foot.add_run(" von ")
        foot._p.append(_number("NUMPAGES"))
        title = header.find(".//h1")
        self.inline(self.document.add_paragraph(style="Title"), title)
        for part in header.iter("p"):
            if not str(part.get("class")).startswith("herausgeber"):
                self.inline(self.document.add_paragraph(style="Subtitle" if part.get("class") == "gebiet" else None), part)

    # --- blocks

    def blocks(self, box: BlockItemContainer, parent: Any) -> None:
        """What an element holds, block by block; text between blocks is a paragraph."""
        for piece in _pieces(parent):
            if isinstance(piece, list):
                self._runs(self._paragraph(box, None), piece)
            else:
                self._block(box, piece)

    def _block(self, box: BlockItemContainer, element: Any) -> None:
        name = element.get(ATTRIBUTE)
        if name is not None:
            start = len(_content(box)) if _first_of_cell(box) is None else 0
            self.inside = True
            self.blocks(box, element)
            self.inside = False
            inside = _content(box)[start:]
            # Programs let no bookmark begin before a table or end behind one.
            if inside and inside[0].tag == TABLE:
                inside[0].addprevious(_blank())
            if inside and inside[-1].tag == TABLE:
                inside[-1].addnext(_blank())
            self._wrap(_content(box)[start:], name)
        elif element.tag in HEADINGS:
            self.inline(self._paragraph(box, f"Heading {int(element.tag[1]) - 1}"), element)
        elif element.tag in LISTS:
            self._list(box, element, 1)
        elif element.tag == "table":
            if (before := _content(box)) and before[-1].tag == TABLE:
                box.add_paragraph()  # or it grows together with the one before
            self._table(box, element)
        elif element.tag == "pre":
            self._runs(self._paragraph(box, None), [element.text_content().rstrip("\n")], code=True)
        else:
            self.blocks(box, element)

    def _paragraph(self, box: BlockItemContainer, style: str | None) -> Paragraph:
        """A new paragraph; in a cell the one it begins with, as long as that is empty."""
        style = IN_CELLS if style is None and isinstance(box, _Cell) else style
        first = _first_of_cell(box)
        if first is not None:
            first.style = style
            return first
        added: Paragraph = box.add_paragraph(style=style)
        return added

    def _list(self, box: BlockItemContainer, element: Any, level: int) -> None:
        style = _of_level(LISTS[element.tag], level)
        numbering = self._numbered(style, int(element.get("start") or 1)) if element.tag == "ol" else None
        for item in element.iterchildren("li"):
            first = True
            for piece in _pieces(item):
                if not isinstance(piece, list):
                    inner = piece.tag in LISTS
                    self._list(box, piece, min(level + 1, DEEPEST)) if inner else self._block(box, piece)
                    continue
                paragraph = self._paragraph(box, style if first else _of_level("List Continue", level))
                if first and numbering is not None:
                    properties: Any = paragraph._p.get_or_add_pPr()
                    properties.get_or_add_numPr().get_or_add_numId().val = numbering
                self._runs(paragraph, piece)
                first = False

    def _numbered(self, style: str, start: int) -> int:
        """A list of numbers of its own that begins with `start`."""
        numbering = self.document.part.numbering_part.element
        number = self.document.styles[style].element.pPr.numPr.numId.val
        made = numbering.add_num(numbering.num_having_numId(number).abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(made.numId)

    def _table(self, box: BlockItemContainer, element: Any) -> None:
        rows = list(element.iter("tr"))
        columns = max((sum(map(_span, _cells(row))) for row in rows), default=0)
        if not columns:
            return
        size = (len(rows), columns)
        table = box.add_table(*size) if isinstance(box, _Cell) else box.add_table(*size, Emu(self._room(box)))
        table.style = self.document.styles["Table Grid"]
        table.autofit = False
        shares = _shares(rows, columns)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = int(self._room(box) * share)
        for row, made in zip(rows, table.rows, strict=True):
            if row.getparent().tag == "thead":
                made._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
            column = 0
            for cell in _cells(row):
                wide = _span(cell)
                target = made.cells[column]
                if wide > 1:
                    target = target.merge(made.cells[min(column + wide, columns) - 1])
                self.blocks(target, cell)
                if target._tc[-1].tag != qn("w:p"):
                    target.add_paragraph()  # a cell ends with a paragraph, or Word calls the file damaged
                if cell.tag == "th":
                    for run in target._tc.iter(qn("w:r")):
                        run.get_or_add_rPr().get_or_add_b()
                target.width = int(self._room(box) * sum(shares[column : column + wide]))
                column += wide

    def _room(self, box: BlockItemContainer) -> int:
        """Width of the text where something is put, in the library's units."""
        if isinstance(box, _Cell) and box.width is not None:
            return int(box.width)
        section: Any = self.document.sections[0]
        return int(section.page_width - section.left_margin - section.right_margin)

    # --- lines

    def inline(self, paragraph: Paragraph, element: Any) -> None:
        """What an element holds, in one paragraph."""
        self._runs(paragraph, [element.text, *_inner(element)])

    def _runs(self, paragraph: Paragraph, parts: list[Any], *, code: bool = False) -> None:
        line = _Line(self, paragraph, code)
        for part in parts:
            line.put(part, frozenset({CODE} if code else ()))
        line.end()

    def _wrap(self, inside: list[Any], name: str) -> None:
        """Make a field of elements that follow each other."""
        if not inside:
            return
        self.used[name] = self.used.get(name, 0) + 1
        number = str(next(self.numbers))
        begin = _element("bookmarkStart", id=number, name=f"{name}_{self.used[name]}" if self.used[name] > 1 else name)
        inside[0].addprevious(begin)
        inside[-1].addnext(_element("bookmarkEnd", id=number))
        if any(next(one.iter(*SPECIAL), None) is not None for one in inside):
            return  # LibreOffice 7 forgets in a content control what is bold, and links
        control, properties, content = (OxmlElement(f"w:{tag}") for tag in ("sdt", "sdtPr", "sdtContent"))
        for tag, value in (("alias", self.labels.get(name, "")), ("tag", name), ("id", number)):
            properties.append(_element(tag, val=value))
        begin.addnext(control)
        control.extend((properties, content))
        content.extend(inside)

    def picture(self, run: Run, name: str, alt: str) -> None:
        """Put a picture into a run, with its alternative text."""
        data = self.pictures[name]
        drawing = data.lstrip()[:1] == b"<"
        shape = run.add_picture(io.BytesIO(_said(alt) if drawing else data))
        room = self._room(self.document._body)
        if shape.width > room:
            shape.height, shape.width = Emu(shape.height * room // shape.width), Emu(room)
        properties = shape._inline.docPr
        properties.set("descr", alt)
        properties.set("name", name)
        if drawing:
            self._vector(shape._inline, data)

    def _vector(self, shape: Any, data: bytes) -> None:
        """The drawing itself beside the picture that older programs show in its place (MS-ODRAWXML, svgBlip)."""
        package = self.document.part.package
        part = Part(PackURI(f"/word/media/zeichnung{next(self.numbers)}.svg"), "image/svg+xml", data, package)
        related = self.document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        extension = (
            '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            '<a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}">'
            '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
            f'r:embed="{related}"/></a:ext></a:extLst>'
        )
        next(shape.iter(qn("a:blip"))).append(etree.fromstring(extension))
        size = _size(data)
        shape.extent.cy = int(shape.extent.cx * size[1] / size[0])
        extent = next(next(shape.iter(qn("a:xfrm"))).iter(qn("a:ext")))
        extent.set("cy", str(shape.extent.cy))


@dataclass(slots=True)
class _Line:
    """A paragraph being written: `open` is the field that has begun, with the place of its first run."""

    writer: _DocumentWriter
    paragraph: Paragraph
    keep: bool
    """Whether blanks stay as they are."""
    open: tuple[str, int] | None = None
    blank: bool = True
    """Whether a blank would double one or begin the line."""

    def put(self, part: Any, looks: frozenset[str], link: str | None = None) -> None:
        """A text or an element with all it holds."""
        if part is None:
            return
        if isinstance(part, str):
            self._text(part, looks, link)
            return
        if not isinstance(part.tag, str) or part.tag in LEFT_OUT:
            return
        if part.tag == "br":
            self.paragraph.add_run().add_break()
            self.blank = True
        elif part.tag == "img":
            self._picture(part)
        elif part.tag == "svg":
            if part.get("aria-hidden") != "true" and part.get("aria-label"):
                self._text(f" [{part.get('aria-label')}] ", looks, None)
        else:
            looks = looks.union([LOOKS[part.tag]] if part.tag in LOOKS else [])
            target = part.get("href") if part.tag == "a" else None
            aside = part.get("class") in APART
            for inner in ("(" if aside else None, part.text, *_inner(part), ")" if aside else None):
                self.put(inner, looks, target or link)

    def _text(self, text: str, looks: frozenset[str], link: str | None) -> None:
        for piece in _SIGNS.split(text):
            if piece.startswith(BEGIN):
                self.open = piece[1:-1], len(self.paragraph._p)
            elif piece == END:
                self.end()
            elif piece:
                said = piece if self.keep else _SPACE.sub(" ", piece)
                said = said[1:] if self.blank and said.startswith(" ") and not self.keep else said
                if said:
                    self.blank = said.endswith(" ")
                    self._run(said, looks, link)

    def _run(self, text: str, looks: frozenset[str], link: str | None) -> None:
        run = self.paragraph.add_run(text, style=CODE if CODE in looks else None)
        run.bold, run.italic = "bold" in looks or None, "italic" in looks or None
        if link is None or not (is_address(link) or self.writer.inside):
            return  # a way within our pages leads nowhere here; one in a text is kept, for it may come back
        related = self.paragraph.part.relate_to(link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        holder: Any = OxmlElement("w:hyperlink")
        holder.set(qn("r:id"), related)
        run._r.addprevious(holder)
        holder.append(run._r)

    def _picture(self, element: Any) -> None:
        name = str(element.get("src")).removeprefix(ASSET)
        alt = _bare(element.get("alt"))
        if name in self.writer.pictures:
            self.writer.picture(self.paragraph.add_run(), name, alt)
        else:
            self._text(alt, frozenset(), None)

    def end(self) -> None:
        """Close the field that is open."""
        if self.open is not None:
            self.writer._wrap(list(self.paragraph._p)[self.open[1] :], self.open[0])
        self.open = None


def _pieces(parent: Any) -> Iterator[Any]:
    """What an element holds: blocks, and between them what makes a paragraph, as a list of texts and elements."""
    loose: list[Any] = [parent.text]
    for child in parent:
        if isinstance(child.tag, str) and child.tag in INLINE:
            loose.append(child)
        elif isinstance(child.tag, str) and child.tag not in LEFT_OUT:
            yield from _paragraph_of(loose)
            loose = []
            if child.tag == "p":
                yield from _paragraph_of([child.text, *_inner(child)])
            else:
                yield child
        loose.append(child.tail)
    yield from _paragraph_of(loose)


def _paragraph_of(parts: list[Any]) -> list[list[Any]]:
    return [parts] if any(not isinstance(part, str) or part.strip() for part in parts if part is not None) else []


def _inner(element: Any) -> Iterator[Any]:
    for child in element:
        yield child
        yield child.tail


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in ("th", "td")]


def _shares(rows: list[Any], columns: int) -> list[float]:
    """How much of the width each column takes: as its head says (class `breite-20`), the others what is left."""
    first = _cells(rows[0])
    said = [re.search(r"\bbreite-(\d+)", str(cell.get("class"))) for cell in first]
    if len(first) != columns or not any(said):
        heads = [0.23 if cell.tag == "th" else 0.27 for cell in max((_cells(row) for row in rows), key=len)]
        known = heads if len(heads) == columns and rows[0].getparent().tag == "tbody" else [1.0] * columns
    else:
        left = max(100 - sum(int(one[1]) for one in said if one), 10)
        known = [max(float(one[1]), 8) if one else left / said.count(None) for one in said]
    return [one / sum(known) for one in known]


def _first_of_cell(box: BlockItemContainer) -> Paragraph | None:
    """The empty paragraph that a cell begins with, as long as nothing was written into it."""
    if not isinstance(box, _Cell) or len(_content(box)) != 1 or len(box.paragraphs) != 1:
        return None
    first: Paragraph = box.paragraphs[0]
    return first if not len(first._p) else None


def _content(box: BlockItemContainer) -> list[Any]:
    """What stands in a document or cell, without its properties."""
    return [child for child in box._element if child.tag not in (qn("w:sectPr"), qn("w:tcPr"))]


def _of_level(style: str, level: int) -> str:
    return f"{style} {level}" if level > 1 else style


def _span(cell: Any) -> int:
    return int(cell.get("colspan") or 1)


def _bare(text: str | None) -> str:
    return _SIGNS.sub("", text or "")


def _element(tag: str, **values: str) -> Any:
    made = OxmlElement(f"w:{tag}")
    for name, value in values.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _blank() -> Any:
    """A paragraph with a character that nobody sees: an empty one beside a table is moved by LibreOffice."""
    return parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>{UNSEEN}</w:t></w:r></w:p>")


def _number(what: str) -> Any:
    """The number of a page, or of all, as a field that the office program fills."""
    return parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{what}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')


def _said(alt: str) -> bytes:
    """What stands for a drawing where only pictures of dots can be shown."""
    made = Image.new("RGB", (1000, 500), "#f2f4f6")
    font = ImageFont.truetype(io.BytesIO(disk.resource_bytes("templates")["fonts/SourceSans3-Regular.ttf"]), 28)
    words = textwrap.fill(f"Diese Zeichnung zeigt Ihr Programm nicht. Auf ihr ist: {alt}", 70)
    ImageDraw.Draw(made).multiline_text((30, 30), words, fill="#1b2025", font=font)
    buffer = io.BytesIO()
    made.save(buffer, "PNG")
    return buffer.getvalue()


def _size(data: bytes) -> tuple[float, float]:
    """Width and height of a drawing, in its own units."""
    box = re.split(r"[\s,]+", parsed(data).get("viewBox", "").strip())
    try:
        return float(box[2]), float(box[3])
    except (IndexError, ValueError):
        return 2.0, 1.0
