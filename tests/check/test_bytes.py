"""What a case folder cannot hold: bytes that git or an editor would change, pictures, names Windows does not know."""

from __future__ import annotations

import struct
import unicodedata
import zlib
from io import BytesIO

import pytest
from PIL import Image

from regsam_docs import limits
from regsam_docs.check import Result, check
from regsam_docs.repository.tree import Tree
from tests.check.cases import BASIS, RICH, contents, explained, findings, line, overlaid

AREA = "areas/muster/gebiet.yaml"
CHRONICLE = """eintraege:
  - datum: 2024-05-02
    art: weitere
    titel: Übersicht
    text: |
      Größe

      ![Plan](anlagen/plan)
"""
PICTURE = 8, 7
"""Line and column of the picture."""


def result(**files: bytes) -> Result:
    """The basis with other `gebiet.yaml` or `chronik.yaml`."""
    return check(overlaid({f"areas/muster/{name}.yaml": data for name, data in files.items()}))


# --- how a text is stored --------------------------------------------------------------------------------------------

TEXT = CHRONICLE.replace("![Plan](anlagen/plan)", "Straße")
STORED = {
    "CRLF": TEXT.replace("\n", "\r\n").encode(),
    "BOM": b"\xef\xbb\xbf" + TEXT.encode(),
    "BOM and CRLF": b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode(),
    "decomposed": unicodedata.normalize("NFD", TEXT).encode(),
}


@pytest.mark.parametrize("stored", STORED.values(), ids=STORED)
def test_the_same_text_is_the_same_document(stored: bytes) -> None:
    plain, other = (result(chronik=data).sheets["areas/muster/chronik.yaml"] for data in (TEXT.encode(), stored))
    assert other.findings == plain.findings == ()
    assert (other.data, other.digest) == (plain.data, plain.digest)


def test_another_text_is_another_document() -> None:
    digests = {
        result(chronik=data.encode()).sheets["areas/muster/chronik.yaml"].digest for data in (TEXT, TEXT + "\n", TEXT + "# x\n")
    }
    assert len(digests) == 3


@pytest.mark.parametrize("stored", STORED, ids=STORED)
def test_places_count_what_the_editor_shows(stored: str) -> None:
    wrong = TEXT.replace("Straße", "Straße: 😀")
    bytes_of = {
        "CRLF": wrong.replace("\n", "\r\n").encode(),
        "BOM": b"\xef\xbb\xbf" + wrong.encode(),
        "BOM and CRLF": b"\xef\xbb\xbf" + wrong.replace("\n", "\r\n").encode(),
        "decomposed": unicodedata.normalize("NFD", wrong).encode(),
    }
    assert [line(f) for f in result(chronik=bytes_of[stored]).findings] == ["areas/muster/chronik.yaml:8:15 T05"]


def test_the_mark_at_the_beginning_is_no_column() -> None:
    found = result(gebiet="\ufeffnahme: Musterviertel\nstatus: geplant\n".encode()).findings
    assert [line(f) for f in found] == [f"{AREA}:1:1 S01"]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"name: Musterviertel\nstatus: geplant\nregion: S\xfcd\n", "3:10 Y03"),
        ("name: Musterviertel\nstatus: geplant\n".encode("utf-16"), "1:1 Y03"),
        (b"name: Muster\x00viertel\nstatus: geplant\n", "1:13 Y03"),
        (b"name: Muster\x1bviertel\nstatus: geplant\n", "1:13 Y03"),
        (b"name: Muster\xed\xa0\x80\nstatus: geplant\n", "1:13 Y03"),
        (b"name: x\nstatus: geplant\n".ljust(limits.FILE_BYTES + 1, b"#"), "1:1 Y03"),
        ("".join("  " * n + "name:\n" for n in range(500)).encode(), "21:41 Y03"),
        (b"", "1:1 Y01"),
    ],
    ids=["Latin-1", "UTF-16", "NUL", "control", "surrogate", "too large", "too deep", "empty"],
)
def test_what_is_no_text_is_one_finding(data: bytes, place: str) -> None:
    found = result(gebiet=data).findings
    assert [line(f) for f in found] == [f"{AREA}:{place}"], explained(found)


def test_names_of_methods_are_keys_like_others() -> None:
    selection = """titel: A
stand: 2024-01-15
kandidaten: [{gebiet: Nord}]
monitoring:
  datei: m.csv
  spalten: {kennung: k, einwohner: e}
  variablen: {items: Dinge, values: Werte, keys: Schlüssel}
"""
    rows = "".join(f"{n};500;1;2;3\n" for n in range(1, 8))
    made = check(
        overlaid(
            {
                "areas/_auswahl/a/auswahl.yaml": selection.encode(),
                "areas/_auswahl/a/m.csv": f"k;e;items;values;keys\n{rows}".encode(),
            }
        )
    )
    assert made.findings == ()
    monitoring = made.city.selections["a"].monitoring
    assert monitoring is not None
    assert monitoring.variablen == {"items": "Dinge", "values": "Werte", "keys": "Schlüssel"}


# --- pictures --------------------------------------------------------------------------------------------------------


def picture(form: str, size: tuple[int, int] = (8, 8)) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "white").save(made, form)
    return made.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG that says it is as large as that, and is not."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header)) + picture("PNG")[33:]


def found_in_picture(data: bytes) -> list[str]:
    found = findings({"muster/chronik.yaml": CHRONICLE, "muster/anlagen/plan": data})
    assert all(f.message.startswith("Das Bild „anlagen/plan“ ist nicht verwendbar: ") for f in found)
    return [line(f) for f in found]


@pytest.mark.parametrize("data", [picture("PNG"), picture("JPEG")], ids=["PNG", "JPEG"])
def test_pictures_that_can_be_printed(data: bytes) -> None:
    assert found_in_picture(data) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        picture("PNG")[:-20],
        picture("PNG", (400, 400))[:200],
        picture("JPEG", (400, 400))[:300],
        claiming(60_000, 60_000),
        claiming(5000, 5000),
        picture("PNG").ljust(limits.IMAGE_BYTES + 1, b"\0"),
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
        picture("WEBP"),
        picture("PDF"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"\xc5\xd0\xd3\xc6" + b"\0" * 40,
    ],
    ids=[
        "empty",
        "end missing",
        "rest missing",
        "JPEG cut",
        "60000²",
        "5000²",
        "heavy",
        "GIF",
        "BMP",
        "TIFF",
        "WebP",
        "PDF",
        "EPS",
        "binary EPS",
    ],
)
def test_pictures_that_cannot(data: bytes) -> None:
    assert found_in_picture(data) == ["areas/muster/chronik.yaml:{}:{} T02".format(*PICTURE)]


def test_a_picture_is_opened_only_where_it_may_lie() -> None:
    """Nothing outside `anlagen/` is read, whatever a text says."""
    opened: list[str] = []
    tree = overlaid(
        {
            "areas/muster/chronik.yaml": b"eintraege: [{datum: 2024-05-02, art: weitere, titel: x, text: '%s'}]"
            % b" ".join(
                b"![x](%s)" % target
                for target in (
                    b"/etc/passwd",
                    b"../regsam.yaml",
                    b"file:///etc/passwd",
                    b"anlagen/../gebiet.yaml",
                    b"https://example.org/x.png",
                )
            )
        }
    )

    def read(path: str) -> bytes:
        opened.append(path)
        return tree.read(path)

    found = check(Tree(tree.files, tree.folders, tree.links, read)).findings
    assert {f.id for f in found} == {"R05"}
    assert sorted(opened) == ["areas/muster/chronik.yaml", AREA, "areas/regsam.yaml"]


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["con", "prn", "aux", "nul", "com1", "lpt9", "x\ny", "x\\y", "ａ", "ı", "a" * 20 + "-"])
def test_names_that_no_folder_may_have(slug: str) -> None:
    found = findings({f"{slug}/gebiet.yaml": "name: x\nstatus: geplant\n"})
    assert [(f.path, f.line, f.column, f.id) for f in found] == [(f"areas/{slug}", 1, 1, "Y04")]


def test_every_file_of_the_complete_area_is_read_once() -> None:
    opened: list[str] = []
    tree = overlaid({}, contents(RICH))

    def read(path: str) -> bytes:
        opened.append(path)
        return tree.read(path)

    check(Tree(tree.files, tree.folders, tree.links, read))
    assert sorted(opened) == sorted(contents(RICH))


def test_the_basis_is_small() -> None:
    assert sorted(BASIS) == [AREA, "areas/regsam.yaml"]
