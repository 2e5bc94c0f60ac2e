"""Whatever a reader does to a document is taken over or told: no kind of change gets lost."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from regsam_docs.cli import word as command
from regsam_docs.system import disk
from regsam_docs.texts.fields import Source
from regsam_docs.word import fields, reading, returned
from tests.word.test_word import AREA, MINUTES, paragraph, say, words

NS = nsdecls("w")
WHO = 'w:id="90" w:author="Erika Mustermann" w:date="2026-03-20T10:00:00Z"'
TEXT = "Die vier Themen der ersten Sitzung"
MATHS = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'

Change = Callable[[Document], object]


@dataclass(frozen=True)
class Sent:
    """A document that was sent, what it holds, and the texts it was made of."""

    data: bytes
    came: reading.ReadDocument
    sources: Sequence[Source]
    read: Callable[[str], bytes]

    def told(self, change: Change) -> str:
        """All that is said of the document with a change."""
        document, data = docx.Document(io.BytesIO(self.data)), io.BytesIO()
        change(document)
        document.save(data)
        back = reading.came(("back.docx", data.getvalue()))
        reply = returned.compared(self.sources, self.came, back, self.read)
        remarks = [f"note: {said}" for _, said in returned.remarks_on({}, back)]
        unread = [f"unread: {one.what}" for one in back.unread]
        return "\n".join(
            [f"taken: {text}" for _, text in reply.taken] + [f"left: {one.why}" for one in reply.left] + remarks + unread
        )


@pytest.fixture(scope="module")
def sent(root: Path) -> Sent:
    tree = disk.tree(root)
    result = command._city(root, tree, AREA)
    data = command._document(result, root, AREA, MINUTES, "intern")
    return Sent(data, reading.came(("", data)), list(fields.sources(result, AREA)), tree.read)


def run(document: Document) -> Any:
    return words(document, TEXT).getparent()


def looks(xml: str) -> Change:
    """The text gets a look."""
    return lambda document: run(document).get_or_add_rPr().append(parse_xml(f"<w:{xml} {NS}/>"))


def holds(xml: str) -> Change:
    """Something stands in the text's run."""
    return lambda document: run(document).append(parse_xml(xml))


def behind(xml: str) -> Change:
    """Something stands behind the text's paragraph, within the field."""
    return lambda document: paragraph(document, TEXT).addnext(parse_xml(xml))


def table(inner: str = "") -> str:
    rows = "".join(f"<w:tr><w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p>{inner}</w:tc></w:tr>" for text in ("Kopf", "Zeile"))
    return f"<w:tbl {NS}>{rows}</w:tbl>"


def style(name: str, based_on: str) -> str:
    said = f'<w:name w:val="{name}"/><w:basedOn w:val="{based_on}"/>'
    return f'<w:style {NS} w:type="paragraph" w:styleId="{name}">{said}</w:style>'


def foreign_list(document: Document) -> None:
    document.styles.element.append(parse_xml(style("Fremd", "ListBullet")))
    for text in ("zwei", "eins"):
        behind(f'<w:p {NS}><w:pPr><w:pStyle w:val="Fremd"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>')(document)


def margin(part: str) -> Change:
    def change(document: Document) -> None:
        getattr(document.sections[0], part).paragraphs[0].text = "Von Hand gesetzt"

    return change


def new_row(document: Document) -> None:
    """A row behind one whose last cell ends with a text that takes paragraphs."""
    cell = next(paragraph(document, "58 Gespräche").iterancestors(qn("w:tr")))
    text = f"<w:tc><w:p><w:r><w:t>{'{}'}</w:t></w:r></w:p></w:tc>"
    cell.addnext(parse_xml(f"<w:tr {NS}>{text.format('Neuer Auftrag')}{text.format('Stand dazu')}</w:tr>"))


def new_section(document: Document) -> None:
    field = next(paragraph(document, TEXT).iterancestors(qn("w:sdt")))
    end = next(field.itersiblings(qn("w:bookmarkEnd")))
    for said, kind in (("Was dazukam", "Normal"), ("Neuer Abschnitt", "Heading1")):
        end.addnext(parse_xml(f'<w:p {NS}><w:pPr><w:pStyle w:val="{kind}"/></w:pPr><w:r><w:t>{said}</w:t></w:r></w:p>'))


def joined(document: Document) -> None:
    paragraph(document, TEXT).get_or_add_pPr().append(parse_xml(f"<w:rPr {NS}><w:del {WHO}/></w:rPr>"))


def moved(document: Document) -> None:
    here = paragraph(document, TEXT)
    there = copy.deepcopy(here)
    for place, tag in ((here, "moveFrom"), (there, "moveTo")):
        for one in list(place.iter(qn("w:r"))):
            around = parse_xml(f"<w:{tag} {NS} {WHO}/>")
            one.addprevious(around)
            around.append(one)
    paragraph(document, "Grippewelle").addnext(there)


def plain_look(document: Document) -> None:
    words(document, "Kinderhaus Ziegelei").getparent().get_or_add_rPr().append(parse_xml(f"<w:i {NS}/>"))


def picture(document: Document) -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    holds(f'<w:drawing {NS}><wp:inline xmlns:wp="{drawing}"><wp:docPr id="1" name="x" descr="Ein Hof"/></wp:inline></w:drawing>')(
        document
    )


BOX = f"<w:pict {NS}><w:txbxContent><w:p><w:r><w:t>im Kasten</w:t></w:r></w:p></w:txbxContent></w:pict>"
NOTED = "ist {}. In den Dateien gibt es das nicht"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (looks("strike"), NOTED.format("durchgestrichen")),
        (looks("dstrike"), NOTED.format("durchgestrichen")),
        (looks('u w:val="single"'), NOTED.format("unterstrichen")),
        (looks('highlight w:val="yellow"'), NOTED.format("farbig hinterlegt")),
        (looks('color w:val="FF0000"'), NOTED.format("farbig")),
        (looks('vertAlign w:val="superscript"'), NOTED.format("hoch- oder tiefgestellt")),
        (looks("vanish"), NOTED.format("verborgen")),
        (looks("b"), f"taken: **{TEXT}"),
        (looks('rStyle w:val="Strong"'), f"taken: **{TEXT}"),
        (looks('rStyle w:val="Emphasis"'), f"taken: *{TEXT}"),
        (lambda document: say(document, "vier Themen", "vier\u00a0Themen"), "taken: Die vier\u00a0Themen"),
        (lambda document: say(document, "Kinderhaus Ziegelei", "Kinderhaus\u00a0Ziegelei"), "Kinderhaus\u00a0Ziegelei"),
        (plain_look, "„Kinderhaus Ziegelei“ ist im Dokument fett oder kursiv"),
        (margin("header"), "In Kopf- oder Fußzeile steht neu: „Von Hand gesetzt“."),
        (margin("footer"), "In Kopf- oder Fußzeile steht neu: „Von Hand gesetzt“."),
        (holds(f'<w:footnoteReference w:id="2" {NS}/>'), "unread: eine Fußnote"),
        (holds(f'<w:sym w:font="Wingdings" w:char="F0E0" {NS}/>'), "unread: ein Zeichen aus einer Symbolschrift"),
        (holds(f"<w:softHyphen {NS}/>"), "möglich.\u00ad"),
        (holds(f'<w:br w:type="page" {NS}/>'), "unread: ein Seitenumbruch"),
        (lambda document: run(document).addnext(parse_xml(f"<m:oMath {MATHS}/>")), "unread: eine Formel"),
        (behind(f"<w:altChunk {NS}/>"), "unread: ein eingefügtes Dokument"),
        (holds(BOX), "unread: ein Textfeld mit „im Kasten“"),
        (picture, "left: So, wie der Text im Dokument gestaltet ist"),
        (behind(table()), "| Kopf |\n| --- |\n| Zeile |"),
        (behind(table(table())), "unread: eine Tabelle in einer Tabelle mit „Kopf Zeile“"),
        (foreign_list, "\n\n- eins\n- zwei"),
        (new_row, "Außerhalb der Felder steht neu: „Neuer Auftrag / Stand dazu“."),
        (new_section, "Außerhalb der Felder steht neu: „Neuer Abschnitt / Was dazukam“."),
        (joined, "Erika Mustermann am 20.03.2026: Absatz mit dem nächsten verbunden"),
        (moved, "note: Erika Mustermann am 20.03.2026 von hier verschoben"),
    ],
)
def test_every_kind_of_change_is_taken_over_or_told(sent: Sent, change: Change, told: str) -> None:
    assert told in sent.told(change)


def test_nothing_is_said_of_what_nobody_changed(sent: Sent) -> None:
    assert sent.told(lambda document: None) == ""


def test_what_one_wrote_and_another_deleted_is_told_once(sent: Sent) -> None:
    inner = f"<w:del {WHO}><w:r><w:delText>doch nicht</w:delText></w:r></w:del>"
    said = sent.told(lambda document: run(document).addnext(parse_xml(f"<w:ins {NS} {WHO}>{inner}</w:ins>")))
    assert said == "note: Erika Mustermann am 20.03.2026 gelöscht: „doch nicht“"


def test_texts_that_moved_in_their_file_since_are_found_again(sent: Sent) -> None:
    """Somebody put an agenda item before the others after the document was sent."""
    same = [name for name in sent.came.fields if name.count("_") == 3]  # those that stand in the document once
    moved = [f"{name[:8]}{number:016x}{name[24:]}" for number, name in enumerate(same)]
    assert {name[24:]: one[24:] for name, one in returned._pairs(same, moved).items()} == {name[24:]: name[24:] for name in same}


def test_a_text_that_is_no_longer_in_the_files_is_told(sent: Sent) -> None:
    def change(document: Document) -> None:
        start = next(document.element.body.iter(qn("w:bookmarkStart")))
        start.set(qn("w:name"), f"_regsam_{'0' * 16}_{'0' * 8}")

    assert "In den Dateien gibt es diesen Text nicht mehr" in sent.told(change)
