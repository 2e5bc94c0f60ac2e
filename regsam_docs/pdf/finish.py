"""What WeasyPrint leaves undone before its PDF is PDF/A-3a and PDF/UA-1 in one file, and good to listen to: metadata, lists of
files, and what each glyph says. The tree of tags is mended by `structure`."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import pikepdf
from fontTools import agl
from fontTools.ttLib import TTFont

from regsam_docs.pdf import structure

END = b"</rdf:RDF>"

# PDF/A wants every schema that is not its own described in the file, and reads only the first rdf:RDF.
PDFUA = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 this file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def with_pdfua(metadata: bytes) -> bytes:
    """Return an XMP packet that says PDF/UA-1 beside what it said before."""
    head, end, tail = metadata.rpartition(END)
    return head + PDFUA + end + tail


MARKED = re.compile(rb"^/\w+\n<</MCID (\d+)>>\nBDC$", re.MULTILINE)
"""Start of marked content as WeasyPrint writes it; its text is hexadecimal, so it cannot look like this."""
ARTIFACT = b"/Artifact\n<</Type /Pagination>>\nBDC"


def finish(data: bytes, fonts: Iterable[bytes], identifier: str) -> bytes:
    """Return WeasyPrint's PDF, set in these fonts, mended; the same in gives the same bytes out. `identifier`: what the first
    half of the file's id is made of; the second is made of its content."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        name_glyphs(pdf, map(distinct, fonts))
        _say_pdfua(pdf)
        _list_files_once(pdf)
        _sharpen_pictures(pdf)
        _make_margins_artifacts(pdf, structure.mend(pdf))
        lasting = pikepdf.String(hashlib.sha256(identifier.encode()).digest()[:16])
        pdf.trailer.ID = pikepdf.Array([lasting, lasting])
        file = io.BytesIO()
        pdf.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()


def _say_pdfua(pdf: pikepdf.Pdf) -> None:
    metadata = pdf.Root.Metadata
    metadata.write(with_pdfua(metadata.read_bytes()))


def _list_files_once(pdf: pikepdf.Pdf) -> None:
    """List every attachment once in /AF: WeasyPrint finds each in two places."""
    if "/AF" in pdf.Root:
        files = {file.objgen: file for file in pdf.Root.AF}
        pdf.Root.AF = pikepdf.Array(files.values())


def _sharpen_pictures(pdf: pikepdf.Pdf) -> None:
    """PDF/A forbids to ask a viewer to smooth pictures."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and "/Interpolate" in thing:
            del thing["/Interpolate"]


def _make_margins_artifacts(pdf: pikepdf.Pdf, reached: set[tuple[int, int]]) -> None:
    """Mark what the structure does not reach, that is headers and footers, as decoration of the page.

    WeasyPrint tags them and then leaves their tags out of the tree.
    """
    parents = structure.parent_tree(pdf)
    for page in pdf.pages:
        owners = parents[int(page.StructParents)]
        lost = {number for number, owner in enumerate(owners) if owner.objgen not in reached}
        for number in lost:
            owners[number] = None
        content = page.Contents.read_bytes()
        page.Contents.write(
            MARKED.sub(lambda mark: ARTIFACT if int(mark[1]) in lost else mark[0], content)  # noqa: B023
        )


# --- What each glyph of a PDF's fonts says: WeasyPrint notes what it stood for where it was first drawn, which is nothing for
# a ligature with a soft hyphen in it, and another character where one glyph serves several (`-`, U+2010 and U+2011).


_PAIR = re.compile(rb"^<([0-9a-f]{4})> <[0-9a-f]*>$", re.MULTILINE)
"""A line of a ToUnicode map as WeasyPrint writes it: glyph and text."""
_DOTLESS = str.maketrans("ıȷ", "ij")
"""As what i and j are drawn under a mark."""


@lru_cache(maxsize=8)
def distinct(data: bytes) -> bytes:
    """A font (TrueType) in which every character but the blanks has a glyph of its own, so that it can be told what was written;
    ı and ȷ too, for i and j with a mark are drawn with theirs. New glyphs are last: those there were keep their numbers."""
    font = TTFont(io.BytesIO(data), recalcBBoxes=False, recalcTimestamp=False)
    order, outlines, widths = list(font.getGlyphOrder()), font["glyf"], font["hmtx"].metrics
    taken = {font.getBestCmap().get(ord(letter)) for letter in map(chr, _DOTLESS)}
    for code, glyph in sorted(font.getBestCmap().items()):
        if glyph in taken and not chr(code).isspace():
            own = f"uni{code:04X}.own"
            order.append(own)
            outlines.glyphs[own], widths[own] = outlines.glyphs[glyph], widths[glyph]
            for table in font["cmap"].tables:
                if table.isUnicode() and code in table.cmap:
                    table.cmap[code] = own
        taken.add(glyph)
    outlines.glyphOrder = order
    font.setGlyphOrder(order)
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def name_glyphs(pdf: pikepdf.Pdf, fonts: Iterable[bytes]) -> None:
    """Let every glyph of the given fonts, told apart, say what the font says it is."""
    known = dict(map(_letters, fonts))
    for font in pdf.objects:
        if isinstance(font, pikepdf.Dictionary) and font.get("/Subtype") == "/Type0":
            file = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
            letters = known.get(_name(TTFont(io.BytesIO(file), lazy=True)), {})
            font.ToUnicode.write(_PAIR.sub(lambda pair: _pair(pair, letters), font.ToUnicode.read_bytes()))  # noqa: B023


def _pair(pair: re.Match[bytes], letters: Mapping[int, str]) -> bytes:
    text = letters.get(int(pair[1], 16))
    return b"<%s> <%s>" % (pair[1], text.encode("utf-16-be").hex().encode()) if text else pair[0]


def _name(font: TTFont) -> str:
    """A font's PostScript name, which the part of it that is embedded keeps."""
    return str(font["name"].getDebugName(6))


@lru_cache(maxsize=8)
def _letters(data: bytes) -> tuple[str, dict[int, str]]:
    """A font's name, and its glyphs' texts: the character that has it, of blanks the common one; of a ligature (`f_t`), or a
    glyph no character has (`one.tf`), what its name says."""
    font = TTFont(io.BytesIO(data), lazy=True)
    texts = {glyph: chr(code) for code, glyph in sorted(font.getBestCmap().items(), reverse=True)}
    named = (glyph for glyph in font.getGlyphOrder() if "_" in glyph or glyph not in texts)
    texts |= {glyph: agl.toUnicode(glyph).translate(_DOTLESS) for glyph in named}
    return _name(font), {index: texts[glyph] for index, glyph in enumerate(font.getGlyphOrder()) if index}
