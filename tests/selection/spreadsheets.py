"""Small spreadsheets for tests, written as the programs write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
STYLES = f'<styleSheet {MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
Cell = str | float


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """An archive of these parts, the same bytes each time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def column(index: int) -> str:
    """0 → A, 26 → AA."""
    return (column(index // 26 - 1) if index >= 26 else "") + chr(65 + index % 26)


def xlsx(rows: Sequence[Sequence[Cell]], sheet: str = "Tabelle1", *, own: str = "", before: str = "") -> bytes:
    """One sheet. `own`: XML of further rows; `before`: what stands before the sheet's root."""
    texts: list[str] = []

    def cell(row: int, at: int, value: Cell) -> str:
        if value == "":
            return ""
        place = f"{column(at)}{row}"
        if isinstance(value, str):
            texts.append(value)
            return f'<c r="{place}" t="s"><v>{len(texts) - 1}</v></c>'
        return f'<c r="{place}"><v>{value!r}</v></c>'

    data = "".join(
        f'<row r="{n}">{"".join(cell(n, at, value) for at, value in enumerate(row))}</row>' for n, row in enumerate(rows, 1)
    )
    shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook {MAIN} {RELATIONS}><sheets><sheet name="{sheet}" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<R><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></R>',
            "xl/worksheets/sheet1.xml": f"{before}<worksheet {MAIN}><sheetData>{data}{own}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst {MAIN}>{shared}</sst>",
            "xl/styles.xml": STYLES,
        }
    )


def ods(rows: Sequence[Sequence[Cell]], sheet: str = "Tabelle1", *, own: str = "") -> bytes:
    """One table, with the empty rest that LibreOffice writes. `own`: XML of further rows."""

    def cell(value: Cell) -> str:
        kind = "string" if isinstance(value, str) else "float"
        number = "" if isinstance(value, str) else f' office:value="{value!r}"'
        return f'<table:table-cell office:value-type="{kind}"{number}><text:p>{escape(str(value))}</text:p></table:table-cell>'

    data = "".join(
        f'<table:table-row>{"".join(map(cell, row))}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for row in rows
    )
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    rest = '<table:table-row table:number-rows-repeated="1048000">'
    rest += '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="{sheet}">'
            f"{data}{own}{rest}</table:table></office:spreadsheet></office:body></office:document-content>",
        }
    )
