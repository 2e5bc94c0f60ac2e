"""What a PDF says about itself, what it refuses, and that the same job gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from regsam_docs.pdf import EmbeddedFile, Refused, make
from regsam_docs.render.page import look
from tests.pdf.jobs import job, page, picture

pytestmark = pytest.mark.pdf


BESIDE = """<p><a href="protokoll.html#top-2">Protokoll</a>, <a href="../plan.csv">Plan</a>
und <a href="https://example.org/">im Netz</a></p>"""


def read(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def text(data: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode()


def links(data: bytes) -> dict[str, str]:
    """Description → target of every link."""
    return {
        str(annotation.Contents): str(annotation.A.URI) if "/A" in annotation else f"#{annotation.Dest}"
        for one in read(data).pages
        for annotation in one.get("/Annots", [])
    }


class TestWhatItSaysAboutItself:
    def test_title_author_language_and_dates(self) -> None:
        with read(make(job())) as pdf:
            assert str(pdf.docinfo.Title) == "Prüfung „leer“"
            assert str(pdf.docinfo.Author) == "REGSAM Musterstadt"
            assert str(pdf.docinfo.CreationDate) == str(pdf.docinfo.ModDate) == "D:20110512000000Z"
            assert str(pdf.Root.Lang) == "de"
            assert pdf.Root.ViewerPreferences.DisplayDocTitle == True  # noqa: E712

    def test_without_a_stand_it_bears_a_fixed_date(self) -> None:
        with read(make(job(stand=None))) as pdf:
            assert str(pdf.docinfo.CreationDate) == "D:20000101000000Z"

    def test_the_identifier_makes_the_permanent_id(self) -> None:
        first, second, other = (read(make(page("<p>x</p>", identifier=name))) for name in ("a", "a", "b"))
        assert first.trailer.ID[0] == second.trailer.ID[0] != other.trailer.ID[0]

    def test_headings_become_bookmarks(self) -> None:
        data = make(page('<h2>Anlass</h2><h3>Vorgeschichte</h3><h2>Ziele</h2>'))
        with read(data) as pdf, pdf.open_outline() as outline:
            (top,) = outline.root
            assert [child.title for child in top.children] == ["Anlass", "Ziele"]
            assert [child.title for child in top.children[0].children] == ["Vorgeschichte"]

    def test_the_source_is_attached_as_source(self) -> None:
        source = EmbeddedFile("ziele.yaml", "titel: Größer\n".encode(), "Quelle")
        with read(make(job(attachment=source))) as pdf:
            (name,) = pdf.attachments
            assert name == "ziele.yaml"
            file = pdf.attachments[name]
            assert file.get_file().read_bytes() == source.data
            assert file.get_file().mime_type == "application/yaml"
            assert str(file.relationship) == "/Source"

    def test_without_a_source_nothing_is_attached(self) -> None:
        with read(make(job(attachment=None))) as pdf:
            assert not pdf.attachments
            assert "/AF" not in pdf.Root

    def test_footers_count_the_pages(self) -> None:
        said = text(make(page("<p style='break-after: page'>eins</p><p>zwei</p>")))
        assert "Seite 1 von 2" in said
        assert "Seite 2 von 2" in said


class TestLinks:
    def test_each_is_described_by_its_words(self) -> None:
        body = '<p id="hier"><a href="https://example.org/ä">im\n <em>Netz</em></a> <a href="#hier">nach oben</a></p>'
        assert links(make(page(body))) == {"im Netz": "https://example.org/%C3%A4", "nach oben": "#hier"}

    def test_to_a_file_beside_it_is_text(self) -> None:
        data = make(page(BESIDE))
        assert links(data) == {"im Netz": "https://example.org/"}
        assert "Protokoll, Plan und im Netz" in text(data)

    def test_to_a_file_beside_it_leads_to_where_it_stands_on_the_web(self) -> None:
        assert links(make(page(BESIDE, base="https://stadt.example.org/am-anger/ziele.html"))) == {
            "Protokoll": "https://stadt.example.org/am-anger/protokoll.html#top-2",
            "Plan": "https://stadt.example.org/plan.csv",
            "im Netz": "https://example.org/",
        }


class TestRefused:
    @pytest.mark.parametrize(
        "address",
        [
            "https://example.org/a.png",
            "http://127.0.0.1/a.png",
            "file:///etc/hostname",
            "data:image/png;base64,iVBORw0KGgo=",
            "asset:../gebiet.yaml",
            "asset:/etc/hostname",
            "asset:fehlt.png",
            "font:SourceSans3-Regular.ttf",
        ],
    )
    @pytest.mark.parametrize(
        "use",
        [
            '<img alt="Bild" src="{}">',
            "<p style='background-image: url(\"{}\")'>x</p>",
            "<object data='{}'>x</object>",
            "<link rel=stylesheet href='{}'>",
            "<p><a rel=attachment href='{}'>x</a></p>",
            "<style>@import url('{}');</style>",
            "<style>@font-face {{ font-family: X; src: url('{}') }} p {{ font-family: X }}</style><p>x</p>",
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>Bild</title><image href="{}"/></svg>',
        ],
    )
    def test_whatever_was_not_handed_in(self, use: str, address: str) -> None:
        with pytest.raises(Refused) as refused:
            make(page(use.format(address)))
        assert address in refused.value.message

    @pytest.mark.parametrize("address", ["bild.png", "../bild.png", "//example.org/bild.png"])
    def test_relative_pictures(self, address: str) -> None:
        with pytest.raises(Refused, match="PDF"):
            make(page(f'<img alt="Bild" src="{address}">'))

    @pytest.mark.parametrize("address", ["file:///etc/hostname", "https://example.org/a.png", "asset:fehlt.png"])
    def test_pictures_in_pictures(self, address: str) -> None:
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{address}"/></svg>'
        with pytest.raises(Refused, match=address):
            make(page('<img alt="Bild" src="asset:a.svg">', assets={"a.svg": svg.encode()}))

    def test_fonts_that_were_not_handed_in(self) -> None:
        with pytest.raises(Refused, match=r"font:SourceSans3-Regular\.ttf"):
            make(job(fonts={}))

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("halb.png", picture("RGB", "PNG")[:-40]),
            ("halb.jpg", picture("RGB", "JPEG")[:-200]),
            ("kopf.png", picture("RGB", "PNG")[:40]),
            ("text.png", b"Kein Bild"),
            ("bild.eps.png", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
            ("bild.gif.png", picture("L", "GIF")),
            ("offen.svg", b'<svg xmlns="http://www.w3.org/2000/svg">'),
            ("bombe.svg", b'<!DOCTYPE svg [<!ENTITY a "a">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'),
        ],
    )
    def test_what_is_no_whole_picture(self, name: str, data: bytes) -> None:
        with pytest.raises(Refused, match=f"nicht lesen: „{name}“"):
            make(page(f'<img alt="Bild" src="asset:{name}">', assets={name: data}))

    def test_too_many_pixels(self) -> None:
        file = io.BytesIO()
        Image.new("1", (5000, 5000)).save(file, "PNG")
        with pytest.raises(Refused, match="nicht lesen"):
            make(page('<img alt="Bild" src="asset:groß.png">', assets={"groß.png": file.getvalue()}))

    def test_a_picture_without_words(self) -> None:
        with pytest.raises(Refused, match=r"Alternativtext: „karte\.svg“"):
            make(page('<img src="asset:karte.svg">'))

    def test_a_link_to_nowhere(self) -> None:
        with pytest.raises(Refused, match="„nirgends“"):
            make(page('<a href="#nirgends">hin</a>'))

    @pytest.mark.parametrize("css", ["p { farbe: rot }", "p { color: rot }", "p::vorher { color: red }"])
    def test_what_weasyprint_warns_of(self, css: str) -> None:
        with pytest.raises(Refused, match="Bitte berichtigen Sie die Vorlage oder das Stylesheet"):
            make(job(css=job().css + css))

    def test_travels_from_a_worker(self) -> None:
        refused = pickle.loads(pickle.dumps(Refused("Bitte ändern.")))
        assert refused.message == str(refused) == "Bitte ändern."


class TestLists:
    def test_begin_with_the_number_they_say(self) -> None:
        said = text(make(page('<ol start="7"><li>sieben<ol><li>eins</li></ol></li><li>acht</li></ol>')))
        assert "7. sieben 1. eins 8. acht" in " ".join(said.split())

    def test_written_with_a_bracket_have_one(self, root: Path) -> None:
        templates = {p.relative_to(root / "templates").as_posix(): p.read_bytes() for p in (root / "templates/stil").iterdir()}
        fonts = {f"fonts/source-sans-3-latin-{weight}-normal.woff2": b"" for weight in (400, 600)}
        css = look({**templates, **fonts}, None)
        html = '<ol class="klammer" start="3"><li>drei</li></ol><ol><li>eins</li></ol>'
        assert text(make(page(html, css=css.paper))).split()[1:5] == ["3)", "drei", "1.", "eins"]


class TestFonts:
    def test_only_the_handed_in_ones_are_embedded(self) -> None:
        data = make(page("<p>a <b>b</b> <i>c</i> <code>d</code> <span style='font-family: monospace'>e</span></p>"))
        with read(data) as pdf:
            names = {str(o.BaseFont)[8:] for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o}
        assert names == {"Dokument", "Dokument-Bold", "Dokument-Italic"} or all("Dokument" in name for name in names)

    @pytest.mark.parametrize("character", ["中", "א", "ক", "☒", "😀"])
    def test_a_glyph_they_lack_never_comes_from_the_system(self, character: str) -> None:
        with pytest.raises(Refused, match=f"„{character}“ \\(U\\+{ord(character):04X}\\)"):
            make(page(f"<p>a{character}b</p>"))

    def test_two_documents_before_do_not_change_the_third(self) -> None:
        css = job().css
        alone = make(job())
        make(job("bilder"))
        make(job(css=css.replace("10.5pt", "14pt")))
        with pytest.raises(Refused):
            make(page("<p>中</p>"))
        assert make(job()) == alone

    def test_other_bytes_under_the_same_name_are_other_fonts(self) -> None:
        fonts = job().fonts
        swapped = {**fonts, "SourceSans3-Regular.ttf": fonts["SourceSans3-It.ttf"]}
        assert make(job(fonts=swapped)) != make(job())


PROGRAM = """
import hashlib, os, pickle, sys
os.umask(int(sys.argv[2], 8))
from regsam_docs.pdf import make
with open(sys.argv[1], "rb") as file:
    jobs = pickle.load(file)
print(*(hashlib.sha256(make(job)).hexdigest() for job in jobs))
"""


class TestSameness:
    @pytest.mark.parametrize(
        ("umask", "changes"),
        [
            ("022", {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1", "HOME": "/"}),
            (
                "077",
                {
                    "TZ": "America/Caracas",
                    "LC_ALL": "C.UTF-8",
                    "LANG": "tr_TR.UTF-8",
                    "LANGUAGE": "tr",
                    "PANGO_LANGUAGE": "ar",
                    "FC_LANG": "zh",
                    "PYTHONHASHSEED": "4711",
                    "SOURCE_DATE_EPOCH": "1",
                },
            ),
        ],
    )
    def test_in_any_process(self, umask: str, changes: Mapping[str, str], tmp_path: Path, root: Path) -> None:
        jobs = [job(name) for name in ("bilder", "listen", "unterschriften")]
        file = tmp_path / "jobs"
        file.write_bytes(pickle.dumps(jobs[::-1]))
        (tmp_path / "tmp").mkdir()
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(file), umask],
            env={**os.environ, "PYTHONPATH": str(root), "TMPDIR": str(tmp_path / "tmp"), **changes},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.stderr == ""
        assert done.stdout.split() == [hashlib.sha256(make(job)).hexdigest() for job in jobs[::-1]]
        assert list((tmp_path / "tmp").iterdir()) == []

    def test_no_path_and_no_private_address_gets_in(self, root: Path) -> None:
        with read(make(job("bilder"))) as pdf:
            pdf.save(plain := io.BytesIO(), qdf=True)
        for word in (b"asset:", b"/tmp", b"weasyprint-", bytes(root)):
            assert word not in plain.getvalue()
