"""PDF (ISO 32000): what its pages show stays, with structure, bookmarks and links. No author, editor, dates and earlier states,
no attachments, scripts and actions, no comments and nothing that programs keep for themselves, in the file, its pages and its
pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any

from regsam_docs.cleaning import Unclean, pixels, profiles

_CATALOG = frozenset(
    "/Type /Pages /PageLabels /Names /Dests /ViewerPreferences /PageLayout /PageMode /Outlines /OpenAction /StructTreeRoot "
    "/MarkInfo /Lang /OCProperties /AcroForm /OutputIntents".split()
)
_PAGE = frozenset(
    "/Type /Parent /Resources /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /Contents /Rotate /Group /Annots /StructParents "
    "/Tabs /UserUnit".split()
)
_PAGES = frozenset("/Type /Parent /Kids /Count /Resources /MediaBox /CropBox /Rotate".split())
_FORM = frozenset("/Fields /NeedAppearances /DR /DA /Q".split())
_INTENT = frozenset("/Type /S /OutputConditionIdentifier /DestOutputProfile".split())
_DROPPED = frozenset("/Metadata /PieceInfo /LastModified /Thumb /AA /AF /OPI /CreatorInfo /Measure /PtData /JS /Private".split())
"""Keys that any object may have and no page needs."""

_ACTIONS = {"/GoTo", "/Named", "/SetOCGState", "/ResetForm", None}
_OPENED = ("http://", "https://", "mailto:", "tel:")
"""What a link outside may begin with; others name places on somebody's machine."""

_SHOWN = frozenset(
    "/Link /Widget /FreeText /Highlight /Underline /StrikeOut /Squiggly /Ink /Line /Square /Circle /Polygon /PolyLine /Stamp "
    "/Watermark /PrinterMark".split()
)
"""Annotations that are part of what a page shows. Notes, their windows, files, sounds and films are not."""
_MARKED = frozenset("/Contents /RC /Subj /CreationDate /M /NM /IRT /RT /Popup /T /Sy /IT /ExData /RichMediaContent".split())
_UNSEEN = {
    "/Link": frozenset("/M /NM /Popup /T".split()),
    "/Widget": frozenset("/M /NM /Popup".split()),
    "/FreeText": _MARKED - {"/Contents"},
}
"""What goes of an annotation that is shown, if it is not `_MARKED`."""
_JP2 = (b"jP  ", b"ftyp", b"jp2h", b"jp2c")
_HEADER = (b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef")
"""Boxes of a JPEG 2000 picture that say how it looks, and those within `jp2h`."""
_WITH_PROFILE = (b"\2", b"\3")
"""Ways of a `colr` box to give colours by a profile; the first way names them, others are a maker's own."""
_ASK = "Drucken Sie sie als neues PDF, und verweisen Sie auf dieses."

LOCKED = "Die PDF-Datei ist mit einem Kennwort verschlüsselt. Speichern Sie sie ohne Kennwort, und verweisen Sie auf diese Datei."
SIGNED = f"Die PDF-Datei trägt eine elektronische Unterschrift, die beim Säubern verloren ginge. {_ASK}"
DYNAMIC = f"Die PDF-Datei ist ein XFA-Formular, das sich nicht säubern lässt. {_ASK}"
DAMAGED = "Die PDF-Datei ist beschädigt. Nehmen Sie eine unbeschädigte Kopie."


def cleaned(data: bytes) -> bytes:
    """The PDF written anew; the same bytes give the same bytes. Raises Unclean (German) for one that is locked, signed, damaged
    or made by scripts. What a PDF unpacks to is not bounded here: call it where memory and time are (`pool`)."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(data)) as document:
            pages = len(document.pages)
            _clean(document)
            written = BytesIO()
            document.save(
                written,
                deterministic_id=True,
                preserve_pdfa=False,
                fix_metadata_version=False,
                encryption=False,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            )
        with pikepdf.open(BytesIO(written.getvalue())) as again:
            if not pages or len(again.pages) != pages:
                raise Unclean(DAMAGED)
    except pikepdf.PasswordError as locked:
        raise Unclean(LOCKED) from locked
    except Exception as bad:  # pikepdf and qpdf have errors of many kinds for what is odd in a file, as has a picture in it
        raise Unclean(str(bad) if str(bad) in (SIGNED, DYNAMIC) else DAMAGED) from bad
    return written.getvalue()


def _clean(document: Any) -> None:
    from pikepdf import Array, Dictionary, Stream

    root = document.Root
    if root.get("/NeedsRendering"):
        raise Unclean(DYNAMIC)
    _only(document.trailer, frozenset(("/Root", "/Size", "/ID", "/Encrypt")))
    _only(root, _CATALOG)
    if isinstance(names := root.get("/Names"), Dictionary):
        _only(names, frozenset(("/Dests",)))
    if isinstance(form := root.get("/AcroForm"), Dictionary):
        _only(form, _FORM)
    for intent in root.get("/OutputIntents", Array()):
        _only(intent, _INTENT)
        if "/DestOutputProfile" in intent:
            _recolour(intent.DestOutputProfile)
    if "/OpenAction" in root and not _leads_within(root.OpenAction):
        del root["/OpenAction"]
    for page in document.pages:
        _page(page.obj)
    for thing in document.objects:
        for part in _dictionaries(thing):
            _part(part)
        if isinstance(thing, Stream):
            _stream(thing)


def _only(thing: Any, kept: frozenset[str]) -> None:
    _without(thing, frozenset(thing.keys()) - kept)


def _without(thing: Any, gone: frozenset[str]) -> None:
    for key in gone.intersection(thing.keys()):
        del thing[key]


def _page(page: Any) -> None:
    from pikepdf import Array

    _only(page, _PAGE)
    annotations = page.get("/Annots")
    if not isinstance(annotations, Array):
        return
    kept = [annotation for annotation in annotations if str(annotation.get("/Subtype")) in _SHOWN]
    for annotation in annotations:
        kind = str(annotation.get("/Subtype"))
        # The structure may still refer to one that is not shown.
        _without(annotation, _UNSEEN.get(kind, _MARKED) if kind in _SHOWN else frozenset(annotation.keys()))
    page.Annots = Array(kept)


def _dictionaries(thing: Any) -> Iterator[Any]:
    """All dictionaries of an object that are written with it, those inside others too."""
    from pikepdf import Array, Dictionary, Stream

    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Dictionary | Stream):
            yield part
            inner = [value for _, value in part.items()]
        elif isinstance(part, Array):
            inner = list(part)
        else:
            continue
        waiting += [value for value in inner if isinstance(value, Array | Dictionary) and not value.is_indirect]


def _part(part: Any) -> None:
    """Remove from a dictionary what programs keep in it, files, and what is done on its behalf."""
    from pikepdf import Dictionary

    if part.get("/Type") == "/Sig" or (part.get("/FT") == "/Sig" and "/V" in part):
        raise Unclean(SIGNED)
    if "/EF" in part:
        _only(part, frozenset())
        return
    if part.get("/Type") == "/Pages":
        _only(part, _PAGES)
    _without(part, _DROPPED)
    for key in ("/A", "/PA", "/Next", "/Action"):
        action = part.get(key)
        if isinstance(action, Dictionary) and ("/S" in action) and not _leads_within(action):
            del part[key]


def _leads_within(action: Any) -> bool:
    """Whether an action leads to a place in the document or to an address, and does nothing else."""
    from pikepdf import Dictionary

    if not isinstance(action, Dictionary):
        return True  # the place itself
    kind = action.get("/S")
    if kind == "/URI":
        return str(action.get("/URI", "")).lower().startswith(_OPENED)
    return (str(kind) if kind is not None else None) in _ACTIONS


def _stream(stream: Any) -> None:
    """Clean a picture or a colour profile inside."""
    from pikepdf import Array, Name

    filters = stream.get("/Filter", Array())
    names = [str(name) for name in (filters if isinstance(filters, Array) else [filters])]
    clean = _CODED.get(names[0]) if stream.get("/Subtype") == "/Image" and len(names) == 1 else None
    if clean is not None:
        stream.write(clean(stream.read_raw_bytes()), filter=Name(names[0]), decode_parms=stream.get("/DecodeParms"))
    elif "/N" in stream and "/Type" not in stream:
        _recolour(stream)


def _jpx(data: bytes) -> bytes:
    """A JPEG 2000 picture (ISO/IEC 15444-1) without what says more than how it looks."""
    if data[4:8] != b"jP  ":
        return _codestream(data)  # pixels without a box
    return b"".join(_box(kind, body) for kind, body in _boxes(data) if kind in _JP2)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes that data consists of, cleaned: kind, body."""
    position = 0
    while position + 8 <= len(data):
        length, kind = int.from_bytes(data[position : position + 4], "big"), data[position + 4 : position + 8]
        begin = 16 if length == 1 else 8
        length = int.from_bytes(data[position + 8 : position + 16], "big") if length == 1 else length or len(data) - position
        if length < begin:
            raise Unclean(DAMAGED)
        body = data[position + begin : position + length]
        if kind == b"jp2h":
            body = b"".join(_box(inner, part) for inner, part in _boxes(body) if inner in _HEADER and part)
        elif kind == b"jp2c":
            body = _codestream(body)
        elif kind == b"colr" and body[:1] in _WITH_PROFILE:
            colours = profiles.profile(body[3:])
            body = body[:3] + colours if colours is not None else b""
        elif kind == b"colr":
            body = body[:7] if body[:1] == b"\1" else b""
        yield kind, body
        position += length


def _box(kind: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def _codestream(data: bytes) -> bytes:
    """The pixels, and zeros where comments (COM) stood: of the whole, and of each part."""
    clean, position, start = bytearray(data), 2, 0
    while position + 4 <= len(data):
        marker, length = data[position : position + 2], int.from_bytes(data[position + 2 : position + 4], "big")
        if marker == b"\xff\x64":
            clean[position + 4 : position + 2 + length] = bytes(min(length - 2, len(data) - position - 4))
        elif marker == b"\xff\x90":
            start = position
        elif marker == b"\xff\x93":  # pixels follow, as far as the part is long
            part = int.from_bytes(data[start + 6 : start + 10], "big")
            if part < position + 2 - start:
                break  # the last one
            position = start + part
            continue
        if marker[:1] != b"\xff" or length < 2:
            break
        position += 2 + length
    return bytes(clean)


_CODED: Mapping[str, Callable[[bytes], bytes]] = {"/DCTDecode": pixels.jpeg, "/JPXDecode": _jpx}
"""Filter of a picture → what cleans it."""


def _recolour(stream: Any) -> None:
    """A colour profile without its texts."""
    profile = profiles.profile(stream.read_bytes())
    if profile is not None:
        stream.write(profile)
