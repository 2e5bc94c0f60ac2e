"""Files of every kind, made by the libraries that people's programs are made of, with marks in every place where such programs
leave who, when, where and what it was before."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

MARK = re.compile(r"geheim-[a-z0-9]+")


def picture(mode: str = "RGB", size: tuple[int, int] = (48, 32)) -> Image.Image:
    """Something with many colours."""
    image = Image.new("RGB", size)
    image.putdata([(x * 5 % 256, y * 7 % 256, (x * y) % 256) for y in range(size[1]) for x in range(size[0])])
    return image.convert(mode)


def exif(orientation: int = 6) -> Image.Exif:
    """What a camera and a person write into a photo."""
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = "geheim-exiftitel"
    tags[0x010F] = "geheim-kamera"
    tags[0x013B] = "geheim-fotografin"
    tags[0x9C9D] = "geheim-xpautor".encode("utf-16-le")
    tags.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 13.0), 29: "geheim-gpstag"})
    return tags


XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>geheim-xmp</dc:creator></x:xmpmeta>"


def profile() -> bytes:
    """sRGB with a description, a copyright, a maker's word and a tag that nobody knows."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = made[:24] + struct.pack(">6H", 2026, 11, 22, 12, 0, 0) + made[36:]  # the same file at any time
    count = struct.unpack_from(">I", plain, 128)[0]
    tags = [struct.unpack_from(">4sII", plain, 132 + 12 * n) for n in range(count)]
    bodies = {name: plain[start : start + size] for name, start, size in tags}
    bodies[b"desc"] = _text("geheim-iccname")
    bodies[b"cprt"] = _text("geheim-iccrecht")
    bodies[b"dmdd"] = _text("geheim-iccgeraet")
    bodies[b"zzzz"] = b"text\0\0\0\0geheim-iccfremd\0\0\0"
    start, table, written = 132 + 12 * len(bodies), b"", b""
    for name, body in bodies.items():
        table += name + struct.pack(">II", start + len(written), len(body))
        written += body + b"\0" * (-len(body) % 4)
    whole = plain[4:48] + b"geheim-icckopf".ljust(16)[:16] + plain[64:128] + struct.pack(">I", len(bodies)) + table + written
    return struct.pack(">I", len(whole) + 4) + whole


def _text(text: str) -> bytes:
    coded = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, len(coded), 28) + coded


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def png() -> bytes:
    """Texts in each of their three chunks, a large one, a time, what nobody knows, and bytes in and behind the picture."""
    info = PngInfo()
    info.add_text("Author", "geheim-pngautor")
    info.add_text("Comment", "geheim-pnggepackt", zip=True)
    info.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    info.add_text("Software", "geheim-pnggross " * 100_000, zip=True)
    info.add(b"tIME", b"\x07\xe8\x01\x02\x03\x04\x05")
    info.add(b"prVt", b"geheim-pngfremd")
    info.add(b"gAMA", b"geheim-pnggamma")
    data = saved(picture("RGBA"), "PNG", pnginfo=info, exif=exif(), icc_profile=profile(), dpi=(150, 150))
    start = data.index(b"IDAT") - 4
    length = struct.unpack_from(">I", data, start)[0]
    body = data[start + 8 : start + 8 + length] + b"geheim-pngpixel"
    chunk = struct.pack(">I", len(body)) + b"IDAT" + body + struct.pack(">I", zlib.crc32(b"IDAT" + body))
    return data[:start] + chunk + data[start + 12 + length :] + b"geheim-pngende"


def jpeg() -> bytes:
    """EXIF, XMP, IPTC, a comment, a preview, segments that nobody knows, and a second picture behind the end."""
    data = saved(picture(), "JPEG", exif=exif(), icc_profile=profile(), comment="geheim-jpegkommentar", dpi=(150, 150), xmp=XMP)
    more = b""
    for marker, inside in (
        (0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x10\x1c\x02\x50\0\x0bgeheim-iptc"),
        (0xE0, b"JFXX\0\x10geheim-vorschau"),
        (0xE2, b"FPXR\0geheim-app2"),
        (0xEB, b"geheim-app11"),
    ):
        more += bytes((0xFF, marker)) + struct.pack(">H", len(inside) + 2) + inside
    return data[:20] + more + data[20:] + saved(picture("L"), "JPEG", comment="geheim-zweites") + b"geheim-jpegende"


def webp() -> bytes:
    data = saved(picture("RGBA"), "WEBP", lossless=True, exif=exif().tobytes(), xmp=XMP, icc_profile=profile())
    body = data[12:] + b"prVt" + struct.pack("<I", 14) + b"geheim-webpneu"
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body + b"geheim-webpende"


def moving_webp() -> bytes:
    pages = [picture("RGB", (24, 16 + n)).resize((24, 16)) for n in range(3)]
    return saved(pages[0], "WEBP", save_all=True, append_images=pages[1:], duration=[40, 80, 120], loop=2, exif=exif(), xmp=XMP)


def gif() -> bytes:
    pages = [picture("P", (24, 16 + n)).resize((24, 16)) for n in range(3)]
    data = saved(pages[0], "GIF", save_all=True, append_images=pages[1:], duration=[40, 80, 120], loop=2, comment=b"geheim-gif")
    own = b"\x21\xff\x0bXMP DataXMP\x0ageheim-gfx\x00" + b"\x21\x01\x0c" + bytes(12) + b"\x0bgeheim-gift\x00"
    return data[:-1] + own + b";geheim-gifende"


def tiff() -> bytes:
    """Two pages; tags for everybody and everything, and a profile."""
    info = {270: "geheim-tifftitel", 305: "geheim-tiffprogramm", 315: "geheim-tiffautor", 316: "geheim-rechner",
            33432: "geheim-tiffrecht", 700: XMP, 65000: "geheim-tifffremd", 274: 3}  # fmt: skip
    first, second = picture(), picture("RGB", (20, 30))
    return saved(first, "TIFF", save_all=True, append_images=[second], tiffinfo=info, icc_profile=profile(), dpi=(150, 150)) + (
        b"geheim-tiffende"
    )


def bmp() -> bytes:
    return saved(picture(), "BMP") + b"geheim-bmpende"


SVG = b"""\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>
<!-- geheim-svgkommentar -->
<?geheim-svganweisung x?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:i="http://ns.adobe.com/AdobeIllustrator/10.0/" xmlns:leer="urn:geheim-svgnamensraum"
  sodipodi:docname="geheim-svgname.svg" inkscape:export-filename="/home/geheim-svgpfad/umgriff.png" data-name="geheim-svgdaten"
  content="geheim-svginhalt" viewBox="0 0 200 100" width="200" height="100" id="geheim-svgid">
<title>Umgriff des Gebiets</title><desc>Eine blaue Fl\xc3\xa4che</desc>
<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:li>geheim-svgmeta</rdf:li></rdf:RDF></metadata>
<sodipodi:namedview id="geheim-ansicht"><inkscape:page label="geheim-svgseite"/></sodipodi:namedview>
<i:pgf id="adobe">geheim-svgadobe</i:pgf>
<style>/* geheim-svgstil */ .a { fill: #9dbfe2 } #feld { stroke: #174f86 }</style>
<defs><linearGradient id="verlauf"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#174f86"/></linearGradient>
<marker id="spitze" markerWidth="4" markerHeight="4" orient="auto"><path d="M0 0L4 2L0 4z"/></marker></defs>
<g inkscape:label="geheim-svgebene" inkscape:groupmode="layer" id="geheim-ebene">geheim-svgzwischen
<rect class="a" id="feld" x="10" y="10" width="80" height="60" style="stroke-width:2;/* geheim-svgart */opacity:0.8"/>
<path d="M100 20 L180 80" stroke="#174f86" marker-end="url(#spitze)"/><!-- geheim-svginnen -->
<rect x="110" y="10" width="60" height="30" fill="url(#verlauf)" transform="rotate(4)"/><use xlink:href="#feld" x="5" y="20"/></g>
<text x="9" y="9" font-size="9" xml:space="preserve">Bahn <tspan font-weight="bold">und</tspan><!-- geheim-svgwort --> Bach</text>
</svg>
<!-- geheim-svgende -->
"""


def pdf() -> bytes:
    """Written in an office, revised, commented, and saved again on top of its earlier state."""
    file = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(300, 200))
        page = made.pages[0]
        space = Array([Name.ICCBased, made.make_stream(profile(), N=3)])
        size = {"Width": 48, "Height": 32, "BitsPerComponent": 8, "ColorSpace": space}
        photo = made.make_stream(jpeg(), Type=Name.XObject, Subtype=Name.Image, Filter=Name.DCTDecode, **size)
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(Font=Dictionary(F1=font), XObject=Dictionary(Bild=photo))
        page.Contents = made.make_stream(b"BT /F1 18 Tf 20 150 Td (Protokoll) Tj ET q 96 0 0 64 20 40 cm /Bild Do Q")
        page.PieceInfo = Dictionary(Word=Dictionary(Private=String("geheim-pieceinfo")))
        page.Thumb = made.make_stream(b"geheim-vorschau", Width=1, Height=1)
        page.Metadata = made.make_stream(XMP, Type=Name.Metadata, Subtype=Name.XML)
        page.LastModified = String("geheim-seite")
        page.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("geheim-seitenskript")))
        page.Annots = Array(made.make_indirect(one) for one in _annotations(made))
        made.docinfo.Author, made.docinfo.Producer = String("geheim-pdfautor"), String("geheim-pdfprogramm")
        made.docinfo.Custom = String("geheim-pdfeigen")
        with made.open_metadata() as meta:
            meta["dc:creator"] = ["geheim-pdfxmp"]
        made.attachments["geheim-anhangname.txt"] = _attached(made, "geheim-anhang")
        root = made.Root
        script = Dictionary(S=Name.JavaScript, JS=String("geheim-skript"))
        root.OpenAction = Dictionary(S=Name.Launch, F=String("C:/geheim-start/x.exe"))
        root.Names.JavaScript = Dictionary(Names=Array([String("geheim-skriptname"), script]))
        root.GeheimEigen = String("geheim-katalog")
        with made.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Beschluss", 0))
        made.save(file, fix_metadata_version=False)
    before = file.getvalue()
    return _appended(before) + b"%geheim-pdfende\n"


def _annotations(made: pikepdf.Pdf) -> Iterator[Dictionary]:
    rect, quad = Array([10, 10, 60, 30]), Array([10, 30, 60, 30, 10, 10, 60, 10])
    who: dict[str, Any] = {
        "T": String("geheim-notizautor"),
        "Contents": String("geheim-notiz"),
        "CreationDate": String("D:2020"),
        "NM": String("geheim-notizid"),
        "RC": String("<p>geheim-notizreich</p>"),
        "Subj": String("geheim-betreff"),
    }
    look = made.make_stream(b"1 0.9 0 rg 0 0 50 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 50, 20]))
    yield Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=rect, **who)
    yield Dictionary(Type=Name.Annot, Subtype=Name.Highlight, Rect=rect, QuadPoints=quad, AP=Dictionary(N=look), **who)
    file = _attached(made, "geheim-heftdatei").obj
    yield Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=rect, FS=file, **who)
    for kind, target in (("URI", "https://example.org/bericht"), ("URI", "file:///C:/Users/geheim-nutzer/plan.doc")):
        action = Dictionary(S=Name(f"/{kind}"), URI=String(target))
        yield Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect, A=action, Contents=String("Zum Bericht"))
    elsewhere = Dictionary(S=Name.GoToR, F=String("D:/geheim-laufwerk/a.pdf"))
    yield Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect, A=elsewhere)


def _attached(made: pikepdf.Pdf, name: str) -> pikepdf.AttachedFileSpec:
    return pikepdf.AttachedFileSpec(
        made,
        name.encode(),
        description=f"{name}1",
        filename=f"{name}2.txt",
        mime_type="text/plain",
        creation_date="D:2020",
        mod_date="D:2020",
    )


def _appended(before: bytes) -> bytes:
    """An incremental update: the page's text is another now, the old one stands before it in the file."""
    with pikepdf.open(io.BytesIO(before)) as made:
        number, generation = made.pages[0].Contents.objgen
        start = before.rindex(b"startxref") + 10
        old = int(before[start:].split()[0])
        root = "{} {} R".format(*made.Root.objgen)
        size = int(made.trailer.Size)
    secret = b"BT /F1 18 Tf 20 150 Td (geheim-fassung) Tj ET"
    shown = b"BT /F1 18 Tf 20 150 Td (Protokoll) Tj ET q 96 0 0 64 20 40 cm /Bild Do Q"
    whole = before
    for text in (secret, shown):
        place = len(whole)
        whole += b"%d %d obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, generation, len(text), text)
        table = b"xref\n%d 1\n%010d %05d n \ntrailer\n<</Size %d /Root %s /Prev %d>>\n" % (
            number, place, generation, size, root.encode(), old)  # fmt: skip
        old = len(whole)
        whole += table + b"startxref\n%d\n%%%%EOF\n" % old
    return whole


MADE: dict[str, Callable[[], bytes]] = {
    "bild.png": png,
    "bild.jpg": jpeg,
    "bild.webp": webp,
    "film.webp": moving_webp,
    "bild.gif": gif,
    "bild.tif": tiff,
    "bild.bmp": bmp,
    "plan.svg": lambda: SVG,
    "bericht.pdf": pdf,
}
"""Name → what makes a file of that kind, full of marks."""


def office(main: str) -> bytes:
    """A document as office programs write it: who made it, who changed it, where its template lies."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("docProps/core.xml", "<cp:coreProperties><dc:creator>geheim-office</dc:creator></cp:coreProperties>")
        archive.writestr(main, "<w:document><w:ins w:author='geheim-aenderung'/></w:document>")
        archive.writestr("word/media/image1.jpeg", jpeg())
    return file.getvalue()


def archive(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(name, data)
    return file.getvalue()


def locked() -> bytes:
    file = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.docinfo.Author = String("geheim-verschlossen")
        made.save(file, encryption=pikepdf.Encryption(owner="a", user="b"))
    return file.getvalue()


def signed() -> bytes:
    file = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        value = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Name=String("geheim-unterschrift"))
        field = made.make_indirect(Dictionary(FT=Name.Sig, T=String("a"), V=made.make_indirect(value)))
        made.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)
        made.save(file)
    return file.getvalue()


REFUSED: dict[str, bytes] = {
    "protokoll.docx": office("word/document.xml"),
    "tabelle.xlsx": office("xl/workbook.xml"),
    "text.odt": archive("mimetype", b"application/vnd.oasis.opendocument.text geheim-odt"),
    "fotos.zip": archive("foto.jpg", jpeg()),
    "alt.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "geheim-doc".encode("utf-16-le"),
    "brief.rtf": rb"{\rtf1{\info{\author geheim-rtf}}Text}",
    "foto.heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic geheim-heic",
    "seite.html": b"<!doctype html><meta name=author content=geheim-html>",
    "post.eml": b"From: geheim-absender@example.org\r\nReceived: from x\r\n by y\r\nMIME-Version: 1.0\r\n\r\nText",
    "schrift.eps": b"%!PS-Adobe-3.0\n%%For: geheim-eps\n",
    "etwas.bin": b"\0\1\2geheim-unbekannt",
    "zu.pdf": locked(),
    "ohne-schluessel.pdf": (Path(__file__).parent / "ohne-schluessel.pdf").read_bytes(),
    "unterschrieben.pdf": signed(),
    "kaputt.pdf": pdf()[:400],
    "kaputt.gif": gif()[:60],
    "kaputt.tif": tiff()[:300],
}
"""Name → a file that cannot be cleaned, or not without losing what counts."""

PLAIN: dict[str, bytes] = {
    "zahlen.csv": "Straße;Zahl\n1. Mai;2\n".encode(),
    "excel.csv": "Straße;Zahl\r\n".encode("cp1252"),
    "unicode.txt": "Straße".encode("utf-16"),
    "leer.txt": b"",
    "bm.csv": b"BM;Wert\n1;2\n",
}
"""Texts: everything in them is what they say."""


def said(data: bytes) -> Iterator[str]:
    """Everything a file says, openly or packed."""
    for code in ("latin-1", "utf-16-le", "utf-16-be"):
        yield data.decode(code, "replace")
        yield data[1:].decode(code, "replace")
    if data.startswith(b"\x89PNG"):
        for found in re.finditer(rb"iCCP|zTXt|iTXt", data):
            for start in (at for at in range(found.end(), min(found.end() + 120, len(data))) if data[at : at + 1] == b"\x78"):
                try:
                    yield from said(zlib.decompressobj().decompress(data[start:]))
                except zlib.error:
                    continue
    if b"%PDF-" in data[:1024]:
        yield from _pdf(data)


def _pdf(data: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(data)) as document:
        for thing in document.objects:
            yield thing.unparse(resolved=True).decode("latin-1") if not isinstance(thing, Stream) else repr(dict(thing.items()))
            if isinstance(thing, Stream):
                try:
                    yield from said(thing.read_bytes())
                except pikepdf.PdfError:
                    yield from said(thing.read_raw_bytes())


def marks(data: bytes) -> set[str]:
    """The marks that are found in a file."""
    return {mark for text in said(data) for mark in MARK.findall(text)}
