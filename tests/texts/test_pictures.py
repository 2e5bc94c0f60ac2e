"""Pictures are judged by what they hold."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from regsam_docs import limits
from regsam_docs.edition.travel import clean_picture
from regsam_docs.texts.pictures import kind, problem, unprinted


def saved(form: str, *, mode: str = "RGB", **options: Any) -> bytes:
    picture = Image.new("RGB", (32, 24))
    picture.putdata([(x * 7 % 256, y * 9 % 256, (x * y) % 256) for y in range(24) for x in range(32)])
    buffer = BytesIO()
    picture.convert(mode).save(buffer, form, **options)
    return buffer.getvalue()


def png(width: int, height: int, rows: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * ((width + 1) * rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def svg(inside: str, attributes: str = "") -> bytes:
    head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{head} {attributes}>{inside}</svg>".encode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (saved("PNG"), "png"),
        (saved("JPEG"), "jpeg"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- Karte -->\n<svg/>', "svg"),
        (b"<svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>", "svg"),
        (saved("GIF"), None),
        (b"<html><svg/></html>", None),
        (b"", None),
    ],
)
def test_content_says_what_a_picture_is(data: bytes, expected: str | None):
    assert kind(data) == expected


@pytest.mark.parametrize(
    "data",
    [saved("PNG", mode=mode) for mode in ("1", "L", "P", "LA", "RGB", "RGBA")]
    + [saved("JPEG"), saved("JPEG", progressive=True), saved("JPEG", mode="L"), png(10, 10, 10)],
)
def test_whole_pictures_are_accepted(data: bytes):
    assert problem(data) is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%!PS-Adobe-3.0 EPSF-3.0", "EPS"),
        (saved("GIF"), "GIF"),
        (saved("WEBP"), "WebP"),
        (b"Text", "kein Bild"),
        (b"", "leer"),
        (b"\xff" * (limits.IMAGE_BYTES + 1), "10 MiB"),
        (png(30_000, 30_000, 1), "20 Millionen"),
        (png(5_000, 4_001, 1), "5000 × 4001"),
        (png(10, 10, 9), "beschädigt"),
        (saved("PNG")[:-20], "beschädigt"),
        (saved("PNG")[:60] + b"\0" + saved("PNG")[61:], "beschädigt"),
        (saved("JPEG")[:-200], "beschädigt"),
        (b"\x89PNG\r\n\x1a\n", "beschädigt"),
        (b"\xff\xd8\xff", "beschädigt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_says_what_is_wrong_and_what_to_do(data: bytes, words: str):
    reason = problem(data)
    assert reason is not None
    assert words in reason


@given(st.integers(0, 400), st.integers(0, 255))
def test_broken_bytes_never_raise(place: int, value: int):
    for whole in (saved("PNG"), saved("JPEG"), svg("<path d='M0 0'/>")):
        data = bytearray(whole)
        data[min(place, len(data) - 1)] = value
        if problem(bytes(data)) is None:
            clean_picture(bytes(data))


# --- drawings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "inside",
    [
        "<title>Karte</title><path d='M0 0L1 1' style='fill:#fff'/><text>Höfe</text>",
        "<defs><linearGradient id='g'><stop/></linearGradient></defs><rect fill='url(#g)'/><rect style='fill:url(\"#g\")'/>",
        "<style>.a { fill: url(#g) } /* Höfe */</style><g id='g'/><use xlink:href='#g'/><use href='#g'/>",
        "<metadata><x:x xmlns:x='urn:x' x:label='C:\\Karten (1)'/></metadata><?xpacket begin='x'?><a href='#g'/>",
        "<defs><pattern id='p'><rect/></pattern></defs><g fill='url(#p)'>" + "<rect/>" * 500 + "</g>",
    ],
)
def test_drawings_are_accepted(inside: str):
    assert problem(svg(inside)) is None


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<script>alert(1)</script>", "Skript"),
        ("<x:script xmlns:x='http://www.w3.org/1999/xhtml'/>", "Skript"),
        ("<p xmlns='http://www.w3.org/1999/xhtml'>x</p>", "HTML"),
        ("<path onload='alert(1)'/>", "onload"),
        ("<g OnClick='alert(1)'/>", "Skript"),
        ("<foreignObject/>", "foreignObject"),
        ("<image href='#a'/>", "image"),
        ("<filter><feImage href='#a'/></filter>", "feImage"),
        ("<animate attributeName='href'/>", "Animation"),
        ("<set attributeName='href'/>", "Animation"),
        ("<use href='other.svg#a'/>", "nach außen"),
        ("<use xlink:href='https://example.org/a.svg#a'/>", "nach außen"),
        ("<a href='javascript:alert(1)'/>", "nach außen"),
        ("<g xml:base='https://example.org/'/>", "nach außen"),
        ("<rect fill='url(https://example.org/#g)'/>", "nach außen"),
        ("<rect style='fill: url( \"file:///etc/passwd\" )'/>", "nach außen"),
        ("<rect style='fill: u\\72l(//example.org)'/>", "nach außen"),
        ("<style>@import 'x.css';</style>", "nach außen"),
        ("<style><![CDATA[rect { fill: URL(x.png) }]]></style>", "nach außen"),
        ("<style>@font-face { src: url(#a) }</style>", "nach außen"),
        ("<?xml-stylesheet href='x.css'?>", "xml-stylesheet"),
        ("<g id='a'><use href='#a'/></g>", "im Kreis"),
        ("<pattern id='a'><rect fill='url(#a)'/></pattern>", "im Kreis"),
        ("<g>" * 250 + "</g>" * 250, "zu groß"),
        ("<rect/>" * 50_001, "zu groß"),
        (
            "<g id='a0'><path/></g>" + "".join(f"<g id='a{i}'>" + f"<use href='#a{i - 1}'/>" * 10 + "</g>" for i in range(1, 9)),
            "zu groß",
        ),
        (
            "<marker id='m'>" + "<path/>" * 100 + "</marker><path marker-mid='url(#m)' d='M" + "1 1 " * 1000 + "'/>",
            "zu groß",
        ),
        ("<style>rect { fill: url(#p) }</style><pattern id='p'>" + "<path/>" * 300 + "</pattern>" + "<rect/>" * 300, "zu groß"),
        ("<g>", "kein gültiges SVG"),
        ("&unbekannt;", "kein gültiges SVG"),
    ],
)
def test_drawings_that_are_more_than_drawings_are_refused(inside: str, words: str):
    reason = problem(svg(inside))
    assert reason is not None
    assert words in reason


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg("&a;"), "DOCTYPE"),
        (b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + svg(""), "DOCTYPE"),
        (b'<?xml-stylesheet href="https://example.org/x.css"?>' + svg(""), "xml-stylesheet"),
        (b'<?xml version="1.0" encoding="utf-7"?>' + svg(""), "UTF-8"),
        (svg("<text>\xfc</text>").decode().encode("latin-1"), "UTF-8"),
        (b"<svg><path/></svg>", "xmlns"),
    ],
)
def test_drawings_are_plain_utf_8_without_a_document_type(data: bytes, words: str):
    reason = problem(data)
    assert reason is not None
    assert words in reason


# --- drawings on paper ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<path id='p' d='M0 0L9 9'/><text><textPath href='#p'>Brennofenstraße</textPath></text>", "textPath"),
        ("<filter id='f'><feGaussianBlur stdDeviation='2'/></filter><rect filter='url(#f)'/>", "filter"),
        ("<style>.a { filter: drop-shadow(1px 1px) }</style><rect class='a'/>", "filter"),
        ("<mask id='m'><rect/></mask><rect mask='url(#m)'/>", "mask"),
        ("<rect style='clip-path: circle(20px)'/>", "clip-path"),
        ("<clipPath id='c' clipPathUnits='objectBoundingBox'><rect/></clipPath><rect clip-path='url(#c)'/>", "clipPathUnits"),
        ("<clipPath id='c'><path clip-rule='evenodd'/></clipPath><rect clip-path='url(#c)'/>", "clip-rule"),
        ("<g style='--a: red'><rect style='fill: var(--a)'/></g>", "var()"),
        ("<text style='font-size: calc(1em + 2px)'>Höfe</text>", "calc()"),
        ("<text style='font: menu'>Höfe</text>", "font"),
        ("<text text-decoration='underline'>Höfe</text>", "text-decoration"),
        ("<text>m<tspan style='baseline-shift:super'>2</tspan></text>", "baseline-shift"),
        ("<text writing-mode='tb'>Höfe</text>", "writing-mode"),
        ("<circle style='mix-blend-mode:multiply'/>", "mix-blend-mode"),
        ("<text paint-order='stroke' stroke='red'>Höfe</text>", "paint-order"),
        ("<path transform='scale(2)' vector-effect='non-scaling-stroke'/>", "vector-effect"),
        ("<path pathLength='10' stroke-dasharray='1 1'/>", "pathLength"),
        ("<style>@supports (fill: red) { rect { fill: red } }</style><rect/>", "@supports"),
        ("<style>g { rect { fill: red } }</style><rect/>", "geschachtelte"),
        ("<radialGradient id='a' gradientTransform='rotate(30) scale(1 .4)'><stop/></radialGradient>", "gradientTransform"),
        *(
            (f"<linearGradient id='a' gradientTransform='{step}'><stop/></linearGradient>", "gradientTransform")
            for step in ("rotate(1e999)", "skewX(1e999)", "translate(1e999)", "scale(1e-200)", "matrix(1e300 0 0 1e300 0 0)")
        ),
        ("<linearGradient id='a'><stop/></linearGradient><path stroke='url(#a)'/>", "Verlauf"),
        ("<flowRoot><flowPara>Höfe</flowPara></flowRoot>", "flowRoot"),
    ],
)
def test_what_paper_would_show_otherwise_is_named(inside: str, words: str):
    assert problem(svg(inside)) is None, "a browser can show it"
    found = unprinted(svg(inside))
    assert found is not None
    assert found[0].id == "T02"
    assert words in found[1]
    assert "PNG" in found[1]


@pytest.mark.parametrize(
    "inside",
    [
        "<rect style='filter:none;mix-blend-mode:normal;mask:none;vector-effect:none;paint-order:fill markers stroke'/>",
        "<text style='word-spacing:0px;writing-mode:lr-tb;text-decoration:none;baseline-shift:baseline'>a</text>",
        "<style>:root { --a: #c00 } rect { fill: var(--a) } @media print { rect { fill: red } }</style><rect/>",
        "<text style='font: bold 12px Arial'>Höfe</text>",
        "<rect fill='device-cmyk(1 0 0 0)'/><rect fill='#cd853f icc-color(a, 0.1, 0.5, 0.8, 0)'/>",
        "<linearGradient id='b' gradientTransform='rotate(90)'><stop/></linearGradient><rect fill='url(#b)'/>",
        "<switch><foreignObject requiredExtensions='http://example.org/ai'/><text>Höfe</text></switch>",
        "<style>.a::selection { fill: red } .b { fill: red }</style><rect class='b'/>",
    ],
)
def test_what_both_show_alike_is_taken(inside: str):
    assert problem(svg(inside)) is None
    assert unprinted(svg(inside)) is None


def test_letters_of_drawings_are_those_of_texts():
    found = unprinted(svg("<text>Zur <tspan>✈-Halle</tspan></text>"))
    assert found is not None
    assert found[0].id == "T05"
    assert "U+2708" in found[1]
    assert unprinted(svg("<desc>✈</desc><text>Höfe – „Straße“</text>")) is None


@pytest.mark.parametrize(
    "kind_of_document",
    [
        "<!DOCTYPE svg>",
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
        "<!-- Generator: x -->\n<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 20010904//EN'\n 'http://www.w3.org/TR/2001/svg10.dtd' >",
    ],
)
def test_the_document_type_that_programs_write_is_taken(kind_of_document: str):
    data = b'<?xml version="1.0" encoding="utf-8"?>\n' + kind_of_document.encode() + svg("<rect/>")
    assert problem(data) is None
    assert b"DOCTYPE" not in clean_picture(data)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<rect fill='device-cmyk(1 0 0 0)'/>", 'fill="#00ffff"'),
        ("<rect style='fill:device-cmyk(0% 50% 100% 0%)'/>", "fill:#ff8000"),
        ("<rect fill='light-dark(#f00, #000)'/>", 'fill="#f00"'),
        ("<style>svg{--c:#c00}</style><rect style='fill:var(--c)'/>", "fill:#c00"),
        ("<rect style='fill:var(--x, green)'/>", "fill:green"),
        ("<rect fill='red' style='fill:nonsense'/>", '<rect fill="red"/>'),
        (
            "<text style='font:italic bold 12px/1.2 Arial, sans-serif'>a</text>",
            "font-weight:bold;font-size:12px;font-family:Arial, sans",
        ),
        ("<text style='font-size:large'>a</text>", "font-size:18px"),
        ("<path stroke-dasharray='2 1'/>", 'stroke-dasharray="2 1"'),
        ("<symbol id='s'/><use href='#s'/>", 'width="100%" height="100%"'),
        (
            "<switch><text systemLanguage='fr'>non</text><text systemLanguage='de-DE'>ja</text><text>no</text></switch>",
            "<g><text>ja</text></g>",
        ),
        (
            "<linearGradient id='a' x2='.5' gradientTransform='rotate(90)'/><rect fill='url(#a)'/>",
            'x2="0" gradientUnits="objectBoundingBox"',
        ),
    ],
)
def test_drawings_are_said_in_words_that_both_know(before: str, after: str):
    assert after in clean_picture(svg(before)).decode()


def test_a_background_is_drawn():
    kept = clean_picture(svg("<circle r='5'/>", "viewBox='-5 -5 10 10' style='background: #ffc'")).decode()
    assert '<rect x="-5" y="-5" width="10" height="10" fill="#ffc"/>' in kept
