"""Each kind of file, cleaned: nothing hidden is left, and it looks as it did."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import zlib
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageCms, ImageOps, ImageSequence, PngImagePlugin

from regsam_docs.cleaning import Unclean, pixels, profiles, svg
from regsam_docs.edition.travel import cleaner, kind_of
from regsam_docs.pdf import make
from regsam_docs.texts import pictures
from tests.cleaning import marked
from tests.cleaning.marked import MADE, PLAIN, REFUSED, SVG, marks
from tests.pdf.jobs import page

RASTER = [name for name in MADE if name.endswith(("png", "jpg", "webp", "gif", "tif", "bmp"))]


def clean(data: bytes) -> bytes:
    found = cleaner(data, "verteiler").clean
    assert found is not None
    return found(data)


@pytest.mark.parametrize("name", MADE)
def test_nothing_hidden_is_left_and_the_bytes_are_always_the_same(name: str) -> None:
    data = MADE[name]()
    assert len(marks(data)) >= (1 if name.endswith("bmp") else 4), "the search finds them"
    assert marks(clean(data)) == set()
    assert clean(data) == clean(data)


@pytest.mark.parametrize("name", [name for name in MADE if not name.endswith("pdf")])
def test_what_is_clean_stays_as_it_is(name: str) -> None:
    once = clean(MADE[name]())
    assert clean(once) == once


@pytest.mark.parametrize("name", RASTER)
def test_pictures_look_as_before(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PngImagePlugin, "MAX_TEXT_CHUNK", 1 << 26)  # what compares may read what the cleaner takes away
    before, after = (frames(data) for data in (MADE[name](), clean(MADE[name]())))
    assert before == after


def frames(data: bytes) -> list[tuple[Any, ...]]:
    """Each picture of a file as a program shows it: upright, in its colours, for its time."""
    with Image.open(io.BytesIO(data)) as picture:
        return [
            (ImageOps.exif_transpose(frame).convert("RGBA").tobytes(), frame.info.get("duration"), picture.info.get("loop"),
             tuple(round(x) for x in frame.info.get("dpi", ())), colours(frame.info.get("icc_profile")))
            for frame in ImageSequence.Iterator(picture)
        ]  # fmt: skip


def colours(profile: bytes | None) -> bytes:
    """What a profile makes of some colours."""
    patch = marked.picture("RGB")
    if not profile:
        return b""
    known = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    lab: Any = ImageCms.createProfile("LAB")
    return bytes(ImageCms.applyTransform(patch, ImageCms.buildTransform(known, lab, "RGB", "LAB")).tobytes())  # type: ignore[union-attr]


def test_colours_made_by_tables_stay() -> None:
    """A profile for printing has no curves, but a table of colours."""

    def tag(name: bytes, body: bytes, place: int) -> tuple[bytes, bytes]:
        return name + place.to_bytes(4, "big") + len(body).to_bytes(4, "big"), body

    head = bytearray(128)
    head[8], head[36:40], head[12:16], head[16:24] = 2, b"acsp", b"prtr", b"CMYKLab "
    matrix = b"".join((65536 if n in (0, 4, 8) else 0).to_bytes(4, "big") for n in range(9))
    table = b"mft1\0\0\0\0\4\3\2\0" + matrix + bytes(range(256)) * 4 + bytes(range(48)) + bytes(range(256)) * 3
    parts = [tag(b"A2B0", table + b"geheim-tafel", 144)]
    whole = bytes(head) + len(parts).to_bytes(4, "big") + b"".join(entry for entry, _ in parts) + parts[0][1]
    kept = profiles.profile(whole)
    assert kept is not None
    assert table in kept
    assert b"geheim" not in kept


def test_a_photo_that_stands_upright_says_nothing() -> None:
    data = marked.saved(marked.picture(), "JPEG", exif=marked.exif(1))
    with Image.open(io.BytesIO(clean(data))) as after:
        assert dict(after.getexif()) == {}


@pytest.mark.parametrize("options", [{"progressive": True}, {"quality": 30, "subsampling": 2}, {"restart_marker_rows": 1}])
def test_photos_of_every_sort_stay_whole(options: dict[str, Any]) -> None:
    for mode in ("L", "RGB", "CMYK"):
        data = marked.saved(marked.picture(mode), "JPEG", exif=marked.exif(), **options)
        assert frames(data) == frames(clean(data))


def test_pixels_hidden_behind_the_picture_s_own_are_not_kept() -> None:
    data = marked.saved(marked.picture("L"), "PNG")
    start = data.index(b"IDAT") + 4
    length = int.from_bytes(data[start - 8 : start - 4], "big")
    rows = zlib.decompress(data[start : start + length]) + b"geheim-zeilen" * 99
    body = zlib.compress(rows)
    chunk = len(body).to_bytes(4, "big") + b"IDAT" + body + zlib.crc32(b"IDAT" + body).to_bytes(4, "big")
    more = data[: start - 8] + chunk + data[start + length + 4 :]
    kept = clean(more)
    begin = kept.index(b"IDAT") + 4
    assert b"geheim" not in zlib.decompress(kept[begin:-16])
    assert frames(kept) == frames(data)


def test_odd_and_damaged_chunks_beside_the_picture_do_not_stop_it() -> None:
    assert pictures.problem(MADE["bild.png"]()) is None
    data = bytearray(MADE["bild.png"]())
    data[data.index(b"prVt") + 6] ^= 1
    assert pictures.problem(bytes(data)) is None


# --- drawings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before",
    [
        "<i:view/>",
        "<i:view><i:grid/></i:view>",
        "<g><metadata><i:work/></metadata></g>",
        "<text>Hof<i:mark/>straße</text>",
        "<style>a {}<i:mark/></style>",
        "<defs/><i:view/>",
        "<switch><i:view/></switch>",
    ],
)
def test_what_is_hidden_behind_a_part_that_goes_goes_too(before: str) -> None:
    inside = f'{before}<g i:label="geheim"><i:path geheim=""/><!-- geheim --></g>'
    data = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://example.org/editor">{inside}</svg>'.encode()
    assert b"geheim" not in clean(data)
    assert b"editor" not in clean(data)
    assert clean(clean(data)) == clean(data)


def test_words_and_references_of_a_drawing_stay() -> None:
    kept = clean(SVG).decode()
    assert "<title>Umgriff des Gebiets</title>" in kept
    assert "<desc>Eine blaue Fläche</desc>" in kept
    assert {f'id="{name}"' in kept for name in ("feld", "verlauf", "spitze")} == {True}
    assert pictures.problem(kept.encode()) is None


@pytest.mark.pdf
def test_a_drawing_is_set_as_before() -> None:
    def drawn(data: bytes) -> list[bytes]:
        made = make(page('<p><img src="asset:plan.svg" alt="Plan"></p>', assets={"plan.svg": data}))
        with pikepdf.open(io.BytesIO(made)) as document:
            return [thing.read_bytes() for thing in document.objects if isinstance(thing, pikepdf.Stream)]

    before = SVG.replace(b"geheim-svgzwischen", b"")
    assert drawn(clean(SVG)) == drawn(before)
    assert drawn(before) != drawn(before.replace(b'width="80"', b'width="81"'))


# --- documents -----------------------------------------------------------------------------------------------------


def test_a_pdf_keeps_its_pages_bookmarks_and_links() -> None:
    with pikepdf.open(io.BytesIO(clean(MADE["bericht.pdf"]()))) as kept:
        first = kept.pages[0]
        assert b"(Protokoll) Tj" in first.Contents.read_bytes()
        kinds = [str(annotation.Subtype) for annotation in first.Annots]
        assert kinds == ["/Highlight", "/Link", "/Link", "/Link"]
        assert [str(a.A.URI) for a in first.Annots if "/A" in a] == ["https://example.org/bericht"]
        assert str(first.Annots[1].Contents) == "Zum Bericht"
        with kept.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Beschluss"]
        stream = first.Resources.XObject.Bild
        assert isinstance(stream, pikepdf.Stream)
        photo = pikepdf.PdfImage(stream).as_pil_image()
        with Image.open(io.BytesIO(MADE["bild.jpg"]())) as before:
            assert photo.convert("RGB").tobytes() == before.convert("RGB").tobytes()
        assert not kept.trailer.get("/Info")


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm is missing")
def test_a_pdf_is_shown_as_before() -> None:
    with pikepdf.open(io.BytesIO(MADE["bericht.pdf"]())) as document:
        first = document.pages[0]
        notes = (pikepdf.Name.Text, pikepdf.Name.FileAttachment)  # are meant to go
        first.Annots = pikepdf.Array(a for a in first.Annots if a.Subtype not in notes)
        file = io.BytesIO()
        document.save(file)
    shown = [
        subprocess.run(["pdftoppm", "-r", "60", "-png", "-"], input=data, capture_output=True, check=True).stdout
        for data in (file.getvalue(), clean(MADE["bericht.pdf"]()))
    ]
    assert frames(shown[0]) == frames(shown[1])


def holding(**parts: Any) -> tuple[pikepdf.Pdf, pikepdf.Object]:
    """A PDF of one page with a picture of JPEG 2000 on it, and the picture; `parts`: what its catalogue has besides."""
    made = pikepdf.new()
    made.add_blank_page()
    size = {"Width": 48, "Height": 32, "BitsPerComponent": 8, "ColorSpace": pikepdf.Name.DeviceRGB}
    picture = made.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, **size)
    made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Bild=picture))
    for name, part in parts.items():
        made.Root[f"/{name}"] = part
    return made, picture


def jpeg2000(before: bytes, behind: bytes = b"") -> bytes:
    """A PDF with a picture that has these boxes before its pixels and behind them."""
    data = marked.saved(marked.picture(), "JPEG2000", irreversible=False)
    start = data.index(b"jp2c") - 4
    made, picture = holding()
    length = (len(data) - start).to_bytes(4, "big")  # it may say 0: to the end
    picture.write(data[:start] + before + length + data[start + 4 :] + behind, filter=pikepdf.Name.JPXDecode)
    return pdf_of(made)


def pdf_of(made: pikepdf.Pdf) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def box(kind: bytes, inside: bytes, *, long: bool = False) -> bytes:
    """A box of JPEG 2000; a long one says its length in eight bytes."""
    length = len(inside) + 8 + 8 * long
    return (1 if long else length).to_bytes(4, "big") + kind + (length.to_bytes(8, "big") if long else b"") + inside


def test_boxes_around_the_pixels_of_jpeg_2000_go() -> None:
    words = box(b"xml ", b"geheim-box"), box(b"uuid", b"geheim-uuid", long=True)
    data = jpeg2000(b"".join(words), box(b"prVt", b"geheim-dahinter"))
    assert b"geheim" in data
    with pikepdf.open(io.BytesIO(clean(data))) as kept:
        stream = kept.pages[0].Resources.XObject.Bild
        raw = stream.read_raw_bytes()
        assert b"geheim" not in raw
        with Image.open(io.BytesIO(raw)) as shown:
            assert shown.convert("RGB").tobytes() == marked.picture().tobytes()


def test_what_hides_inside_a_picture_of_jpeg_2000_goes() -> None:
    plain = marked.saved(marked.picture(), "JPEG2000", irreversible=False, comment="geheim-im-strom", tile_size=(16, 16))
    start = plain.index(b"jp2h") - 4
    end = start + int.from_bytes(plain[start : start + 4], "big")
    hidden = box(b"xml ", b"geheim-im-kopf") + box(b"colr", b"\2\0\0" + marked.profile()) + box(b"colr", b"\4\0\0geheim-eigen")
    data = plain[:start] + box(b"jp2h", plain[start + 8 : end] + hidden) + plain[end:]
    # A comment in the head of a part, too.
    part = data.index(b"\xff\x90\x00\x0a")
    said = b"\xff\x64" + (4 + len(b"geheim-im-teil")).to_bytes(2, "big") + b"\0\1geheim-im-teil"
    length = int.from_bytes(data[part + 6 : part + 10], "big") + len(said)
    data = data[: part + 6] + length.to_bytes(4, "big") + data[part + 10 : part + 12] + said + data[part + 12 :]
    before = data[: data.index(b"jp2c") - 4]
    data = before + box(b"jp2c", data[len(before) + 8 :])
    made, picture = holding()
    picture.write(data, filter=pikepdf.Name.JPXDecode)
    assert data.count(b"geheim") >= 4
    with pikepdf.open(io.BytesIO(clean(pdf_of(made)))) as kept:
        raw = kept.pages[0].Resources.XObject.Bild.read_raw_bytes()
    assert b"geheim" not in raw and b"acsp" in raw, "the colours stay"
    with Image.open(io.BytesIO(raw)) as shown:
        assert shown.convert("RGB").tobytes() == marked.picture().tobytes()


def test_a_box_that_cannot_be_is_damage() -> None:
    with pytest.raises(Unclean, match="beschädigt"):
        clean(jpeg2000((5).to_bytes(4, "big") + b"xml geheim"))


def test_the_profile_a_pdf_is_printed_by_keeps_its_colours_alone() -> None:
    made, _ = holding()
    colours_ = made.make_stream(marked.profile(), N=3)
    kind = {"/Type": pikepdf.Name.OutputIntent, "/S": pikepdf.Name.GTS_PDFA1, "/Info": pikepdf.String("geheim-druckerei")}
    intent = pikepdf.Dictionary({**kind, "/DestOutputProfile": colours_})
    made.Root.OutputIntents = pikepdf.Array([made.make_indirect(intent)])
    before = pdf_of(made)
    assert {"geheim-druckerei", "geheim-iccname"} <= marks(before)
    with pikepdf.open(io.BytesIO(clean(before))) as kept:
        (one,) = kept.Root.OutputIntents
        assert colours(one.DestOutputProfile.read_bytes()) == colours(marked.profile())
    assert marks(clean(before)) == set()


def test_a_form_that_a_program_draws_is_refused() -> None:
    with pytest.raises(Unclean, match="XFA"):
        clean(pdf_of(holding(NeedsRendering=True)[0]))


# --- what does not travel ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_cleaned_is_refused_with_advice(name: str) -> None:
    with pytest.raises(Unclean, match=r"Speichern|Drucken|Nehmen"):
        clean(REFUSED[name])
    if not name.startswith("kaputt") or name.endswith("pdf"):
        kept = cleaner(REFUSED[name], "intern").clean
        assert kept is not None
        assert kept(REFUSED[name]) == REFUSED[name]


@pytest.mark.parametrize("name", PLAIN)
def test_texts_travel_as_they_are(name: str) -> None:
    assert clean(PLAIN[name]) == PLAIN[name]


@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("bild.png", pixels.png),
        ("bild.jpg", pixels.jpeg),
        ("film.webp", pixels.webp),
        ("bild.gif", pixels.gif),
        ("plan.svg", svg.cleaned),
    ],
)
def test_damage_is_cleaned_or_refused_and_nothing_else(name: str, work: Any) -> None:
    chance = random.Random(name)
    whole = MADE[name]()
    for _ in range(120):
        data = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.3 else whole)
        for _ in range(chance.randrange(1, 4)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            work(bytes(data))
        except Unclean:
            continue


def test_damaged_profiles_are_cleaned_or_dropped() -> None:
    chance, whole = random.Random(1), marked.profile()
    for _ in range(500):
        data = bytearray(whole)
        data[chance.randrange(len(data))] = chance.randrange(256)
        profiles.profile(bytes(data[: chance.randrange(len(data))]))


def test_content_says_what_a_file_is() -> None:
    assert kind_of(b"\n\n%PDF-1.4").what == "eine PDF-Datei"
    assert kind_of(b"von MIME-Version: ist hier die Rede").what == "ein Text"
