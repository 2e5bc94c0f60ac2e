"""What counts as the words of a page, and what as its looks."""

from __future__ import annotations

from functools import cache

import pytest

from regsam_docs.repository import paths
from regsam_docs.rules import colours
from regsam_docs.seal import legible
from regsam_docs.system import disk

FILES = {name: data.decode() for name, data in disk.resource_bytes(paths.TEMPLATES).items() if name.endswith(".css")}
PAPER, SCREEN = FILES["stil/grund.css"] + FILES["stil/druck.css"], FILES["stil/grund.css"] + FILES["stil/bildschirm.css"]
PAGE = """<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Vereinbarung</title></head>
<body><h1>Vereinbarung</h1><section id="gruende" class="klausel"><h2>Gründe</h2><p>Viele <strong>Familien</strong> leben eng.</p>
<ul><li>Weite Wege</li></ul><img src="asset:karte" alt="Karte"></section></body></html>"""

LOOKS = (
    "",
    "/* Bemerkung */",
    ".kasten { background: #e6f2ea; }",
    "h2 { color: #123456; border-bottom: 1pt solid #333; margin: 12mm 0 2mm; padding: 0 0 1mm }",
    "p { font-size: 12pt; line-height: 1.5; font-family: serif; font-weight: 600; text-align: left }",
    "@media print { p { orphans: 4; break-inside: avoid } }",
    "td { width: 40%; vertical-align: middle; border: 1px solid var(--linie) }",
    "a { text-decoration: underline; color: inherit }",
    "@page { margin: 20mm 25mm }",
)

WORDS = (
    "p { display: none }",
    "p { display: none !important",
    "P { DISPLAY: NONE }",
    "p { di\\73 play: none }",
    "p::after { content: ' nicht' }",
    "p { visibility: hidden }",
    "p { opacity: 0 }",
    "p { color: #fff }",
    "p { color: white }",
    "p { color: transparent }",
    "p { color: rgb(255 255 255) }",
    "p { color: #12345600 }",
    "p { color: var(--grund) }",
    ":root { --text: #ffffff }",
    "p { background: #000 }",
    "p { background: url(data:image/png;base64,AA) }",
    "p { font-size: 0 }",
    "p { font-size: 1pt }",
    "p { font: 0/0 serif }",
    "p { line-height: 0 }",
    "p { margin-left: -300mm }",
    "p { margin: 0 0 0 300mm }",
    "p { padding-left: 100% }",
    "p { margin: calc(1mm - 900mm) }",
    "p { width: 0; overflow: hidden }",
    "p { position: absolute }",
    "p { transform: scale(0) }",
    "p { text-indent: -900mm }",
    "p { text-decoration: line-through }",
    "p { text-transform: uppercase }",
    "p { vertical-align: -900mm }",
    "p { clip-path: inset(100%) }",
    "p { direction: rtl }",
    "ul { list-style-type: 'nicht ' }",
    "@media print { p { display: none } }",
    "@supports (color: red) { p { opacity: 0 } }",
    "@layer eigen { p { display: none } }",
    "@container (width > 1px) { p { display: none } }",
    "section { & p { display: none } }",
    "section { p { display: none } }",
    "@page { @top-left { content: 'Entwurf' } }",
    "@page { size: 1mm 1mm }",
    "@font-face { font-family: 'Dokument Sans'; src: url(x); unicode-range: U+41 }",
    "@import 'anders.css';",
    "} p { display: none }",
)


@cache
def plain(sheet: str) -> tuple[str, ...]:
    """The words of the page in a stylesheet as it is."""
    return legible.words(PAGE, sheet)


@pytest.mark.parametrize("rule", LOOKS)
@pytest.mark.parametrize("sheet", [PAPER, SCREEN], ids=["paper", "screen"])
def test_a_style_may_change_looks(rule: str, sheet: str) -> None:
    assert legible.words(PAGE, f"{sheet}\n{rule}") == plain(sheet)


@pytest.mark.parametrize("rule", WORDS)
@pytest.mark.parametrize("sheet", [PAPER, SCREEN], ids=["paper", "screen"])
def test_a_style_may_not_change_words(rule: str, sheet: str) -> None:
    assert legible.words(PAGE, f"{sheet}\n{rule}") != plain(sheet)


def test_a_style_may_not_leave_out_what_shows_words() -> None:
    assert legible.words(PAGE, "") != legible.words(PAGE, PAPER)
    without = PAPER.replace('content: string(fuss-titel) "\\A" string(fuss-angaben);', "")
    assert without != PAPER
    assert legible.words(PAGE, without) != legible.words(PAGE, PAPER)


MARKUP = {
    "white space": ("<p>Viele", "<p>\n  Viele"),
    "an element around": ("<ul>", '<div class="eigen"><ul>'),
    "another element": ("<strong>Familien</strong>", "<em>Familien</em>"),
    "a class, a name, a language": ('<p>', '<p class="gross" id="p1" lang="de">'),
    "a comment": ("<p>Viele", "<!-- unser --><p>Viele"),
    "where a link leads": ("Weite Wege", '<a href="wege.html">Weite Wege</a>'),
}

READ = {
    "a word": ("Viele", "Alle"),
    "a word more": ("eng.", "eng. Nicht."),
    "a word less": ("Weite ", ""),
    "another order": ("Weite Wege", "Wege Weite"),
    "an alternative text": ('alt="Karte"', 'alt="Nicht die Karte"'),
    "another picture": ("asset:karte", "asset:logo"),
    "struck out": ("<strong>Familien</strong>", "<del>Familien</del>"),
    "hidden": ("<p>Viele", "<p hidden>Viele"),
    "a style of its own": ("<p>Viele", '<p style="display: none">Viele'),
    "a style in the page": ("</head>", "<style>p { display: none }</style></head>"),
    "in a comment": ("<li>Weite Wege</li>", "<!--<li>Weite Wege</li>-->"),
    "in an element that shows nothing": ("<li>Weite Wege</li>", "<template><li>Weite Wege</li></template>"),
    "in a list to choose from": ("Weite Wege", "<datalist>Weite Wege</datalist>"),
    "folded away": ("<li>Weite Wege</li>", "<details><li>Weite Wege</li></details>"),
    "as plain text": ("<ul>", "<plaintext><ul>"),
    "what a style may print": ("<p>Viele", '<p data-titel="nicht">Viele'),
    "what is read out": ("<p>Viele", '<p aria-label="nicht">Viele'),
    "a class the style hides": ("<p>Viele", '<p class="verborgen">Viele'),
}

STYLE = f"{PAPER} .verborgen {{ display: none }}"


@pytest.mark.parametrize("edit", MARKUP.values(), ids=MARKUP)
def test_markup_may_change(edit: tuple[str, str]) -> None:
    assert edit[0] in PAGE
    assert legible.words(PAGE.replace(*edit), STYLE) == plain(STYLE)


@pytest.mark.parametrize("edit", READ.values(), ids=READ)
def test_what_is_read_may_not(edit: tuple[str, str]) -> None:
    assert edit[0] in PAGE
    assert legible.words(PAGE.replace(*edit), STYLE) != plain(STYLE)


def test_deep_pages_come_to_an_end() -> None:
    depth = 1_500
    assert legible.words("<div>" * depth + "Wort").count("Wort") == 1


def test_a_style_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="länger"):
        legible.words(PAGE, "p { color: #000000 }" * 20_000)


def test_text_stands_out_from_any_ground_that_is_looks_alone() -> None:
    ratio = (legible.LIGHT + 0.05) / (legible.DARK + 0.05)
    assert ratio > 3
    assert colours.luminance("#000000") == 0
