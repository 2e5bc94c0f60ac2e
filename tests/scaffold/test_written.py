"""Minutes written elsewhere become a draft: every word is in it, and what looks like a decision or a task is a proposal only."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from regsam_docs import yaml
from regsam_docs.cli import main
from regsam_docs.limits import MIB
from regsam_docs.repository.contents import BadOffice
from regsam_docs.scaffold.written import WrittenLine, lines
from regsam_docs.schema import sheet
from tests.selection.spreadsheets import zipped

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MARKDOWN = """\
# Protokoll der 7. Sitzung am 4. Februar 2027

Ort: Kinderhaus Ziegelei, 14:00 bis 16:10 Uhr
Anwesend: Sam Mustermann, Max Beispiel

## 1. Begrüßung

Niemand hat Einwände
gegen die Tagesordnung.

Beschluss: Das Protokoll vom 10. Dezember wird genehmigt. Einstimmig.

## 2. Hofregeln: Entwurf #2

- Jugendhaus Ringofen überarbeitet den Entwurf bis 15. März 2027
- Aushang drucken
  - auch auf Türkisch

### Zeitplan

Beschluss: Der Start am 1. April wird vertagt. (3 Ja, 5 Nein, 1 Enthaltung)
"""
PLAIN = """\
Protokoll vom 4.2.2027
Ort: Rathaus

TOP 1: Begrüßung
Beschluss: Das Protokoll wird genehmigt.

TOP 2 Hofregeln
* Aushang drucken
TOP 2.1 – Zeitplan
Im Mai.
"""


def paragraph(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def docx(*body: str, own: str = "") -> bytes:
    styles = '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    return zipped(
        {
            "word/document.xml": f"{own}<w:document {WORD}><w:body>{''.join(body)}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {WORD}>{styles}</w:styles>",
        }
    )


@pytest.fixture
def city(root: Path, tmp_path: Path) -> Path:
    shutil.copytree(root / "areas", tmp_path / "areas")
    return tmp_path


def bring(city: Path, name: str, data: bytes, *options: str) -> int:
    (city / name).write_bytes(data)
    return main(["--root", str(city), "import", "minutes", "am-ziegelfeld", str(city / name), *options])


def test_headings_become_items_and_all_else_is_a_proposal(city: Path) -> None:
    assert bring(city, "p.md", MARKDOWN.encode()) == 0
    path = "areas/am-ziegelfeld/protokolle/2027-02-04.yaml"
    data = (city / path).read_bytes()
    read = sheet.read(data, path, "protokoll")
    assert [(one.id, "anwesend" in one.message) for one in read.findings] == [("S02", True)]  # nobody can know
    assert read.certain is not None
    assert {key: read.certain[key] for key in ("datum", "beginn", "ende", "ort", "status", "sitzungsnummer")} == {
        "datum": "2027-02-04",
        "beginn": "14:00",
        "ende": "16:10",
        "ort": "Kinderhaus Ziegelei",
        "status": "entwurf",
        "sitzungsnummer": 7,
    }
    first, second = read.certain["tagesordnung"]
    assert first["titel"] == "Begrüßung"
    assert first["text"].startswith("Niemand hat Einwände\ngegen die Tagesordnung.\n\nBeschluss:")
    assert [part["titel"] for part in second["unterpunkte"]] == ["Zeitplan"]
    assert not any({"beschluesse", "auftraege"} & set(item) for item in (first, second, *second["unterpunkte"]))
    words = set(re.findall(r"\w+", MARKDOWN)) - {"1", "2"}
    assert words <= set(re.findall(r"\w+", data.decode()))


def test_a_proposal_counts_once_its_sign_is_gone(city: Path) -> None:
    bring(city, "p.md", MARKDOWN.encode())
    text = (city / "areas/am-ziegelfeld/protokolle/2027-02-04.yaml").read_text("utf-8")
    start = text.index("#auftraege:\n", text.index("Hofregeln"))
    block = re.match(r"(?:.*\n)(?: *#.*\n)*", text[start:])
    assert block is not None
    active = "\n".join(re.sub(r"^( *)#", r"\1", line) for line in ("    " + block[0]).splitlines())
    node, findings = yaml.read(("x:\n" + active + "\n").encode(), "")
    assert not findings and node is not None
    assert "an: jugendhaus" in active and "frist: 2027-03-15" in active and "prüfen, ergänzen" in active
    assert "titel: Aushang drucken" in active and "titel: auch auf Türkisch" not in active
    assert "ja: 3" in text and "ergebnis: vertagt" in text


def test_plain_text_with_numbered_items(city: Path) -> None:
    assert bring(city, "p.txt", PLAIN.encode("cp1252"), "--date", "2027-02-04") == 0
    text = (city / "areas/am-ziegelfeld/protokolle/2027-02-04.yaml").read_text("utf-8")
    assert re.findall(r"^ *- titel: (.*)$", text, re.MULTILINE) == ["Begrüßung", "Hofregeln", "Zeitplan"]
    assert "ort: Rathaus" in text and "#   Protokoll vom 4.2.2027" in text


def test_what_word_holds() -> None:
    listed = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr>'
    row = f"<w:tr><w:tc>{paragraph('Wer')}</w:tc><w:tc>{paragraph('Was')}</w:tc></w:tr>"
    gone = "<w:p><w:r><w:t>neu</w:t></w:r><w:del><w:r><w:delText>alt</w:delText><w:t>weg</w:t></w:r></w:del></w:p>"
    twice = "<w:p><w:r><w:t>einmal</w:t></w:r><x:Fallback xmlns:x='x'><w:r><w:t>einmal</w:t></w:r></x:Fallback></w:p>"
    body = (
        paragraph("Höfe &amp; Wege", '<w:pStyle w:val="berschrift1"/>'),
        paragraph("Öffnen", listed),
        f"<w:tbl>{row}</w:tbl>",
        gone,
        twice,
        paragraph("kein\u202etext"),
    )
    assert lines(docx(*body), "p.docx") == [
        WrittenLine("heading", "Höfe & Wege", 1),
        WrittenLine("item", "Öffnen", 2),
        WrittenLine("text", "Wer | Was"),
        WrittenLine("text", "neu"),
        WrittenLine("text", "einmal"),
        WrittenLine("text", "keintext"),
    ]


def bomb() -> bytes:
    return docx(*(paragraph("x" * MIB) for _ in range(65)))


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("p.docx", b"kein Word", "nicht das Format"),
        ("p.docx", zipped({"mimetype": "x"}), "kein Word-Dokument"),
        ("p.docx", docx(paragraph("&b;"), own=ENTITIES), "nicht das Format"),
        ("p.docx", zipped({"word/document.xml": "<w:document><w:p>"}), "beschädigt"),
        ("p.docx", b"\xd0\xcf\x11\xe0alt", "altes Format|alten Format"),
        ("p.pdf", b"%PDF", "Gelesen werden"),
    ],
)
def test_what_cannot_be_read_is_told(name: str, data: bytes, why: str) -> None:
    with pytest.raises(BadOffice, match=why):
        lines(data, name)


def test_a_bomb_is_not_unpacked() -> None:
    data = bomb()
    assert len(data) < MIB
    with pytest.raises(BadOffice, match="entpackt größer"):
        lines(data, "p.docx")


def test_nothing_is_overwritten(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = city / "areas/am-ziegelfeld/protokolle/2026-12-10.yaml"
    before = file.read_bytes()
    assert bring(city, "p.md", MARKDOWN.encode(), "--date", "2026-12-10") == 2
    assert "--output DATEI" in capsys.readouterr().err
    assert bring(city, "p.md", MARKDOWN.encode(), "--date", "2026-12-10", "--output", str(city / "entwurf.yaml")) == 0
    assert file.read_bytes() == before and (city / "entwurf.yaml").exists()
    assert bring(city, "p.md", MARKDOWN.encode(), "--output", str(city / "entwurf.yaml")) == 2
    assert bring(city, "p.txt", b"Ohne Tag") == 2
    assert bring(city, "leer.txt", b" \n") == 2
