"""A document that goes round in Word comes back text by text: what was changed lands in the files, and nothing is lost."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from regsam_docs.cli import main
from regsam_docs.tidy.patching import replaced
from regsam_docs.word import fields, reading, returned
from tests.office import saved

AREA, MINUTES = "am-ziegelfeld", "protokoll-2026-03-12"
FILE = f"areas/{AREA}/protokolle/2026-03-12.yaml"
SENT = f"{AREA}-{MINUTES}.docx"


class City:
    """The example city in a folder of its own, a document that was sent round, and what commands say."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def run(self, *arguments: str) -> tuple[int, str]:
        code = main(["--root", str(self.folder), *arguments])
        return code, " ".join("".join(self.capsys.readouterr()).split())

    def back(self, change: Callable[[Document], object], *arguments: str) -> tuple[int, str]:
        """What is said of the document with a change."""
        document = docx.Document(str(self.folder / SENT))
        change(document)
        document.save(str(self.folder / "back.docx"))
        return self.run("word", "--read", str(self.folder / "back.docx"), *arguments)

    @property
    def file(self) -> str:
        return (self.folder / FILE).read_text("utf-8")


@pytest.fixture(scope="module")
def sent(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("word")
    shutil.copytree(root / "areas", folder / "areas")
    assert main(["--root", str(folder), "word", AREA, MINUTES, "-o", str(folder / SENT)]) == 0
    return folder


@pytest.fixture
def guarded(sent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> City:
    """As people have it: what came back is read by a process of its own."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    shutil.copytree(sent, tmp_path, dirs_exist_ok=True)
    return City(tmp_path, capsys)


@pytest.fixture
def city(guarded: City, work_here: None) -> City:
    return guarded


def words(document: Document, text: str) -> Any:
    """The element that holds these words."""
    return next(one for one in document.element.body.iter(qn("w:t")) if one.text and text in one.text)


def say(document: Document, old: str, new: str) -> None:
    found = words(document, old)
    found.text = found.text.replace(old, new)


def paragraph(document: Document, text: str) -> Any:
    return next(words(document, text).iterancestors(qn("w:p")))


def test_an_unchanged_document_says_so(guarded: City) -> None:
    code, said = guarded.back(lambda document: None)
    assert (code, said) == (0, "In den Feldern des Dokuments steht dasselbe wie in den Dateien.")


def test_the_same_state_gives_the_same_bytes(city: City) -> None:
    before = (city.folder / SENT).read_bytes()
    city.run("word", AREA, MINUTES, "-o", str(city.folder / "again.docx"))
    assert (city.folder / "again.docx").read_bytes() == before


def test_every_text_of_the_minutes_that_is_printed_is_a_field(city: City) -> None:
    document = docx.Document(str(city.folder / SENT))
    named = {one.get(qn("w:name")) for one in document.element.body.iter(qn("w:bookmarkStart"))}
    controls = {one.get(qn("w:val")) for one in document.element.body.iter(qn("w:alias"))}
    assert len(named) > 40
    assert {"Titel", "Text", "Ort"} <= controls


def test_a_text_that_fills_a_cell_is_a_field_too(city: City) -> None:
    city.back(lambda document: say(document, "vier Handlungsfeldern", "fünf Handlungsfeldern"), "--write")
    assert "fünf Handlungsfeldern" in city.file


def test_a_change_is_shown_in_words_and_written_only_on_request(city: City) -> None:
    before = city.file
    code, said = city.back(lambda document: say(document, "Grippewelle", "Erkältungswelle"))
    assert code == 0
    assert "[-Grippewelle-] {+Erkältungswelle+}" in said
    assert "Noch ist nichts geschrieben" in said
    assert city.file == before
    _, said = city.back(lambda document: say(document, "Grippewelle", "Erkältungswelle"), "--write")
    assert f"Geschrieben: {FILE}" in said
    assert "Wegen einer Erkältungswelle sind" in city.file
    lines = [line for line in before.splitlines() if line not in city.file.splitlines()]
    assert all("Grippe" in line or "Moderation schlägt" in line or "Beschlüsse im Umlauf" in line for line in lines)


def test_a_new_paragraph_belongs_to_its_field_and_keeps_its_signs(city: City) -> None:
    def change(document: Document) -> None:
        element = paragraph(document, "Die vier Themen")
        added = parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t># Neu und *wichtig*</w:t></w:r></w:p>")
        element.addnext(added)

    city.back(change, "--write")
    assert "\n      \\# Neu und \\*wichtig\\*\n" in city.file


def test_what_is_written_behind_a_field_belongs_to_it(city: City) -> None:
    def change(document: Document) -> None:
        field = next(paragraph(document, "Die vier Themen").iterancestors(qn("w:sdt")))
        end = next(field.itersiblings(qn("w:bookmarkEnd")))
        end.addnext(parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>Danach geschrieben.</w:t></w:r></w:p>"))

    _, said = city.back(change, "--write")
    assert "Außerhalb" not in said
    assert "      Danach geschrieben.\n" in city.file


def test_tracked_changes_count_and_are_told_with_their_author(city: City) -> None:
    def change(document: Document) -> None:
        run = words(document, "Grippewelle").getparent()
        who = f'w:id="90" w:author="Erika Mustermann" w:date="2026-03-20T10:00:00Z" {nsdecls("w")}'
        inserted = parse_xml(f"<w:ins {who}><w:r><w:t xml:space='preserve'>Vorab: </w:t></w:r></w:ins>")
        deleted = parse_xml(f"<w:del {who}><w:r><w:delText>{run.find(qn('w:t')).text}</w:delText></w:r></w:del>")
        run.addprevious(inserted)
        run.addprevious(deleted)
        run.find(qn("w:t")).text = "So gilt es."

    _, said = city.back(change, "--write")
    assert "Erika Mustermann am 20.03.2026 eingefügt: „Vorab: “" in said
    assert "Erika Mustermann am 20.03.2026 gelöscht" in said
    assert "Vorab: So gilt es." in city.file
    assert "Grippewelle" not in city.file


def test_comments_are_told_with_their_text_and_place(city: City) -> None:
    def change(document: Document) -> None:
        run = Paragraph(paragraph(document, "Die vier Themen"), document).runs[0]
        document.add_comment(run, text="Stimmt das?", author="Max Mustermann", initials="MM")

    code, said = city.back(change)
    assert code == 0
    assert f"{FILE}:69 (Text): Kommentar von Max Mustermann" in said
    assert said.endswith(": Stimmt das?")


def test_what_is_not_a_text_of_the_files_is_told(city: City) -> None:
    code, said = city.back(lambda document: say(document, "Beschlussfähig", "Genug anwesend"))
    assert code == 1
    assert "Außerhalb der Felder steht statt „Beschlussfähig“ nun „Genug anwesend“." in said


def test_a_text_changed_since_is_left_with_what_the_document_says(city: City) -> None:
    path = city.folder / FILE
    path.write_text(city.file.replace("Grippewelle", "Grippe"), "utf-8")
    before = city.file
    code, said = city.back(lambda document: say(document, "Grippewelle", "Erkältung"), "--write")
    assert code == 1
    assert "seit dem Versenden geändert" in said
    assert "Wegen einer Erkältung sind" in said
    assert city.file == before


def test_a_deleted_text_is_left_in_the_file(city: City) -> None:
    def change(document: Document) -> None:
        say(document, words(document, "Grippewelle").text, "")

    code, said = city.back(change, "--write")
    assert code == 1
    assert "ist im Dokument gelöscht. Soll er wegfallen" in said
    assert "Grippewelle" in city.file


def test_a_deleted_field_is_told(city: City) -> None:
    def change(document: Document) -> None:
        field = next(paragraph(document, "Die vier Themen").iterancestors(qn("w:sdt")))
        for one in (*field.itersiblings(qn("w:bookmarkEnd")), *field.itersiblings(qn("w:bookmarkStart"), preceding=True)):
            if one.get(qn("w:id")) == field.find(f"{qn('w:sdtPr')}/{qn('w:id')}").get(qn("w:val")):
                one.getparent().remove(one)
        field.getparent().remove(field)

    code, said = city.back(change)
    assert code == 1
    assert "Das Feld mit „Die vier Themen der ersten Sitzung bleiben bestehen." in said
    assert "Außerhalb" not in said


def test_different_changes_of_one_text_are_left(city: City) -> None:
    def change(document: Document) -> None:
        marks = list(document.element.body.iter(qn("w:bookmarkStart")))
        second = next(one for one in marks if one.get(qn("w:name")).endswith("_2"))
        first = next(one for one in marks if f"{one.get(qn('w:name'))}_2" == second.get(qn("w:name")))
        for place, text in ((first, "So A"), (second, "So B")):
            next(place.getnext().iter(qn("w:t"))).text = text

    code, said = city.back(change, "--write")
    assert code == 1
    assert "„So A“ und „So B“" in said


def test_it_goes_through_libreoffice_unharmed(city: City) -> None:
    back = saved(city.folder / SENT, "docx", city.folder)
    code, said = city.run("word", "--read", str(back))
    assert (code, said) == (0, "In den Feldern des Dokuments steht dasselbe wie in den Dateien.")


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (reading.MOST + 1))
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"kein Word", "kein Word-Dokument"), (b"PK\x05\x06" + bytes(18), "kein Word-Dokument"), (bomb(), "größer als 50 MB")],
    ids=["text", "empty archive", "bomb"],
)
def test_what_is_no_document_is_said(guarded: City, data: bytes, said: str) -> None:
    (guarded.folder / "back.docx").write_bytes(data)
    code, answer = guarded.run("word", "--read", str(guarded.folder / "back.docx"))
    assert code == 2
    assert said in answer


def test_a_document_that_does_not_say_which_it_is_can_be_named(city: City) -> None:
    def change(document: Document) -> None:
        document.core_properties.keywords = ""

    code, said = city.back(change)
    assert code == 2
    assert "Nennen Sie es" in said
    assert city.back(change, AREA, MINUTES)[0] == 0


def test_names_that_do_not_exist_are_answered(city: City) -> None:
    assert "Das Gebiet „nirgends“ gibt es nicht. Vorhanden: " in city.run("word", "nirgends", MINUTES)[1]
    assert "Es gibt: kooperationsvereinbarung," in city.run("word", AREA, "nichts")[1]
    assert "für Word hat" in city.run("word", AREA, "sitzungsbogen-2026-12-10")[1]  # it is filled in on a screen
    assert "gibt es schon" in city.run("word", AREA, MINUTES, "-o", str(city.folder / SENT))[1]


# ---- texts


LINES = st.sampled_from(
    ["- a", "- b **c**", "  - d", "1. e", "2. f", "# g", "h *i*", "", "> j", "| k | l |", "|---|---|", "`m` n", "* o", "5 * 3"]
)


@settings(max_examples=15, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=6).map("\n".join))
def test_what_a_text_looks_like_can_be_written_again(text: str) -> None:
    looks = returned.looks(text)
    again = fields.merged("", (), looks, returned.looks)
    assert again is None or returned.looks(again) == looks
    assert fields.merged(text, looks, looks, returned.looks) is not None or not looks


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ("a: x  # warum\nb: y\n", ("a",), "neu", "a: neu  # warum\nb: y\n"),
        ("a: |\n  eins\n  zwei\n\nb: y\n", ("a",), "drei\n", "a: |\n  drei\n\nb: y\n"),
        ("a: eins\nb: y\n", ("a",), "eins\nzwei\n", "a: |\n  eins\n  zwei\nb: y\n"),
        ("l:\n  - t: x\n    u: y\n", ("l", 0, "t"), "zwei: drei", 'l:\n  - t: "zwei: drei"\n    u: y\n'),
        ("l:\n  - |\n    x\n  - y\n", ("l", 0), "z\nw\n", "l:\n  - |\n    z\n    w\n  - y\n"),
        ("p: {a: x, b: y}\n", ("p", "a"), "z, w", 'p: {a: "z, w", b: y}\n'),
    ],
)
def test_a_text_takes_anothers_place_alone(before: str, path: tuple[str | int, ...], value: str, after: str) -> None:
    assert replaced(before, path, value) == after
