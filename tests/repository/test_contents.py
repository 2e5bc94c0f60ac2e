"""Files that are not what their names say: each is one finding with the way out, and none leaves with the documents."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from regsam_docs.cleaning import Unclean
from regsam_docs.edition import travel
from regsam_docs.finding import Finding
from regsam_docs.repository import contents
from tests.check.cases import findings, line

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"7" * 64 + b"\nsize 48211\n"
EVENTS = b"eintraege:\n  - datum: 2024-06-13\n    art: presse\n    titel: Bericht\n"
CHRONICLE = "muster/chronik.yaml"
SELECTION = Path(__file__).parents[1] / "cases" / "selection" / "auswahl.yaml"
TABLE = {"_auswahl/wahl/auswahl.yaml": SELECTION.read_bytes()}


def packed(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 100)
    return made.getvalue()


def of_chronicle(data: bytes) -> tuple[Finding, ...]:
    return findings({CHRONICLE: data})


def of_table(data: bytes) -> list[Finding]:
    found = findings({**TABLE, "_auswahl/wahl/monitoring.csv": data})
    return [f for f in found if f.path.endswith(".csv")]


OTHERS = {
    "xlsx": (packed("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), "Y03", "Excel-Arbeitsmappe"),
    "docx": (packed("[Content_Types].xml", "_rels/.rels", "word/document.xml"), "Y03", "Word-Dokument"),
    "ods": (packed("mimetype", "content.xml"), "Y03", "ZIP"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "Y03", "ältere Office-Datei"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "Y03", "PDF-Datei"),
    "rtf": (b"{\\rtf1\\ansi\\deff0 Hallo}", "Y03", "RTF-Dokument"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(30), "Y03", "Bild"),
    "html": (b"\n<!DOCTYPE html>\n<html lang='de'><title>Anmeldung</title>", "Y01", "Webseite"),
    "xml": (b"\xef\xbb\xbf<?xml version='1.0'?>\n<a/>", "Y01", "XML-Datei"),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_another_kind_of_file_under_the_name_is_one_finding(kind: str) -> None:
    data, id, what = OTHERS[kind]
    (found,) = of_chronicle(data)
    (table,) = of_table(data)
    assert line(found) == f"areas/{CHRONICLE}:1:1 {id}"
    assert (table.line, table.column, table.id) == (1, 1, "K01")
    assert what in found.message
    assert what in table.message


def test_a_workbook_is_to_be_saved_as_a_table() -> None:
    (found,) = of_table(OTHERS["xlsx"][0])
    assert "„CSV UTF-8“" in found.message


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_nuls_in_a_row_are_damage_and_named_once(end: bytes) -> None:
    data = EVENTS.replace(b"\n", end) + bytes(200)
    (found,) = of_chronicle(data)
    assert line(found) == f"areas/{CHRONICLE}:5:1 Y03"
    assert "200 Nullzeichen" in found.message
    assert "Versionsgeschichte" in found.message
    (table,) = of_table(b"Viertel;Einwohner;A\n1;2;" + bytes(7))
    assert (table.line, table.column, table.id) == (2, 5, "K01")


def test_a_sign_alone_and_another_encoding_keep_their_own_words() -> None:
    assert contents.unfit(b"a\0b", "yaml") is None
    assert contents.unfit("titel: Ärger\n".encode("utf-16"), "yaml") is None
    assert contents.unfit(EVENTS, "yaml") is None


@pytest.mark.parametrize("data", [POINTER, POINTER.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + POINTER])
def test_a_pointer_is_named_wherever_it_lies(data: bytes) -> None:
    (found,) = of_chronicle(data)
    (table,) = of_table(data)
    attached = findings({"muster/anlagen/bericht.pdf": data})
    assert line(found) == f"areas/{CHRONICLE}:1:1 Y01"
    assert [line(f) for f in attached] == ["areas/muster/anlagen/bericht.pdf:1:1 Y04"]
    assert all("git lfs pull" in f.message for f in (found, table, *attached))


@pytest.mark.parametrize("edition", ["intern", "verteiler"])
@pytest.mark.parametrize("data", [POINTER, b"a;b\n<<<<<<< HEAD\n1;2\n=======\n1;3\n>>>>>>> zweig\n"])
def test_what_is_no_file_of_its_own_leaves_with_no_edition(edition: str, data: bytes) -> None:
    with pytest.raises(Unclean):
        travel.cleaner(data, edition)


def test_a_picture_that_is_a_pointer_is_one_finding() -> None:
    text = EVENTS + b'    text: "![Plan](anlagen/plan.png) und ![Plan](anlagen/plan.png)"\n'
    found = findings({CHRONICLE: text, "muster/anlagen/plan.png": POINTER})
    assert [line(f) for f in found] == ["areas/muster/anlagen/plan.png:1:1 Y04"]


OURS, BASE, THEIRS = b"    titel: Bericht\n", b"    titel: Artikel\n", b"    titel: Meldung\n"
STYLES = {
    "merge": (b"<<<<<<< HEAD\n", b"=======\n", b">>>>>>> zweig\n"),
    "longer": (b"<<<<<<<<< HEAD\n", b"=========\n", b">>>>>>>>> zweig\n"),
    "without labels": (b"<<<<<<<\n", b"=======\n", b">>>>>>>\n"),
    "indented": (b"    <<<<<<< HEAD\n", b"    =======\n", b"    >>>>>>> zweig\n"),
    "tabs": (b"\t<<<<<<< .mine\n", b"\t=======\n", b"\t>>>>>>> .r7\n"),
    "jj": (b"<<<<<<< Conflict 1 of 1\n%%%%%%% Changes\n", b"+++++++ Contents\n", b">>>>>>> Conflict 1 of 1 ends\n"),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_conflict_of_any_style_is_one_finding_at_its_first_line(style: str, end: bytes) -> None:
    start, middle, last = STYLES[style]
    data = EVENTS[: -len(OURS)] + start + OURS + middle + THEIRS + last
    (found,) = of_chronicle(data.replace(b"\n", end))
    assert (found.line, found.id) == (4, "Y01")
    assert "zwei Fassungen" in found.message
    assert "|||||||" not in found.message


def test_the_old_state_between_goes_too() -> None:
    data = EVENTS + b"<<<<<<< HEAD\n" + OURS + b"||||||| abc1234\n" + BASE + b"=======\n" + THEIRS + b">>>>>>> zweig\n"
    (found,) = of_chronicle(data)
    assert "<<<<<<<, |||||||, ======= und >>>>>>>" in found.message
    assert "die alte Fassung" in found.message


@pytest.mark.parametrize(
    "left", [b"||||||| abc1234\n", b"<<<<<<< HEAD\n", b">>>>>>> zweig\n", b"=======\n", b"  ||||||| abc1234\n"]
)
def test_a_line_that_is_left_over_is_to_be_deleted(left: bytes) -> None:
    (found,) = of_chronicle(EVENTS[: -len(OURS)] + left + OURS)
    assert (found.line, found.id) == (4, "Y01")
    assert "Löschen Sie sie" in found.message
    assert of_chronicle(EVENTS) == ()


@pytest.mark.parametrize("text", ["Titel\n=======\n", "> a\n", "|||||||\n", "a <<<<<<< b\n", "<<<<<< HEAD\n", "==== 7 ====\n"])
def test_what_only_looks_like_it_is_text(text: str) -> None:
    assert contents.conflict(("".join(f"      {one}\n" for one in text.splitlines())).encode()) is None


def test_conflicts_in_tables_and_attachments_are_one_finding() -> None:
    table = b"Viertel;Einwohner;A\n<<<<<<< HEAD;;\n1;2;3\n=======;;\n1;2;4\n>>>>>>> zweig;;\n"
    (found,) = of_table(table)
    assert (found.line, found.column, found.id) == (2, 1, "K01")
    attached = findings({"muster/anlagen/zahlen.csv": table.replace(b"\n", b"\r\n"), "muster/anlagen/plan.svg": table})
    assert [line(f) for f in attached] == [f"areas/muster/anlagen/{name}:2:1 Y04" for name in ("plan.svg", "zahlen.csv")]
