"""What WeasyPrint leaves undone before its PDF is PDF/A-3a and PDF/UA-1 in one file, and good to listen to."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable

import pikepdf

from regsam_docs.pdf import letters, structure

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
        letters.name_glyphs(pdf, map(letters.told_apart, fonts))
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
