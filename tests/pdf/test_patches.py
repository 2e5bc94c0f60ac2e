"""What is asked of WeasyPrint once instead of again and again changes no byte of what it makes."""

from __future__ import annotations

import inspect
import re

import pytest

from regsam_docs.pdf import make
from regsam_docs.pdf.load import load
from tests.pdf.jobs import page

pytestmark = pytest.mark.pdf

LONG = "Die Geschäftsordnungsbestimmungen der Stadtteilversammlung gelten vom 1. Januar an, siehe Anlage. "
FOUR = "".join(f"<p>{LONG * 3}</p>" for _ in range(4))
ROW = f"<tr><td>12</td><td>{LONG}</td><td>12 ja</td></tr>"
KINDS = {
    "lines": f"<style>@page {{ size: A6 }} p {{ hyphens: auto; orphans: 3; text-indent: 2% }}</style>{FOUR}",
    "every way to break": "<style>p { width: 4cm; border: 1px solid }</style>"
    + "".join(
        f'<p style="{style}">{LONG}Auf\u00adgaben\u00adkreis\t2\n3 Donaudampfschifffahrtsgesellschaftskapitänsmütze<br>Ende  </p>'
        for style in (
            "hyphens: none",
            "hyphens: manual",
            "hyphens: auto",
            "hyphens: auto; hyphenate-limit-zone: 30%; hyphenate-character: '='",
            "overflow-wrap: anywhere",
            "word-break: break-all",
            "white-space: pre-wrap",
            "white-space: pre-line",
            "white-space: nowrap; overflow: hidden; text-overflow: ellipsis",
            "white-space: pre; tab-size: 3",
            "letter-spacing: 1px",
            "letter-spacing: 0.2ex; word-spacing: 2px",
            "text-align: justify; hyphens: auto",
            "max-lines: 2; block-ellipsis: auto",
            "direction: rtl",
            "font-size: 0",
            "text-decoration: underline overline; font-variant: small-caps tabular-nums",
        )
    ),
    "lengths": "<style>div { box-sizing: border-box; width: 50%; padding: 2% 1em; margin-inline-start: 1cm }"
    "div { border-block-end: 3px solid }"
    "p { min-height: calc(1em + 2%); border-radius: 3px 10%; padding-block: 3px }"
    "p { max-width: min(90%, 6cm); float: left }"
    f"</style>{'<div><p>Eins</p><p>Zwei</p></div>' * 3}",
    "tables": "<style>@page { size: A6 } .c { border-collapse: collapse; table-layout: auto }"
    ".c td { border: 1px solid; padding: 1% }"
    f"</style><table>{ROW * 9}</table><table class=c>{ROW * 9}</table>",
    "firsts": "<style>p::first-letter { font-size: 3em; float: left; border: 1px solid }"
    "div::first-line { color: red; font-weight: 600 }"
    f"</style><p>{LONG}</p><div>{LONG * 4}</div>",
    "columns, boxes in lines": "<style>div { columns: 3; column-rule: 1px solid; border-width: 4px }"
    "b { display: inline-block; width: 30% }"
    f" i {{ outline: solid; border: inherit; position: relative; top: 2px }}</style>"
    f"<div>{FOUR}</div><b>Eins</b> <b>{LONG}</b> <i>Zwei</i>",
    "flexible": "<style>main { display: flex } .g { display: grid; grid-template-columns: 1fr 2fr } section { flex: 1 }</style>"
    f"<main><section>Eins</section><section>{LONG}</section></main><div class=g><p>Eins</p><p>{LONG}</p></div>",
    "out of the flow": "<style>img, b { position: absolute; left: 10%; padding: 2% } p { float: right; width: 40% }</style>"
    f"<div style='position: relative'><img src='asset:foto.jpg' alt='Kran'><p>{LONG}</p><b>Zwei</b>{LONG * 2}</div>",
    "placed": "<style>p { position: absolute; overflow: hidden; background: #ddd; top: 9cm; width: 3cm }</style><p>Eins</p>",
    "drawing": '<svg viewBox="0 0 90 60" width="300"><title>Bild</title><text x="5" y="9" font-size="8">Umgriff</text>'
    '<text x="5 9 20" y="30" rotate="20" letter-spacing="2" font-weight="bold">Umgriff</text></svg>',
}


@pytest.fixture(autouse=True)
def loaded() -> None:
    """Only then may anything of WeasyPrint be imported."""
    load()


@pytest.mark.parametrize("kind", KINDS)
def test_no_byte_is_another(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from regsam_docs.pdf import lean

    asked = page(KINDS[kind])
    quick = make(asked)
    assert lean.MADE
    for owner, name, theirs in lean.MADE:
        monkeypatch.setattr(owner, name, theirs)
    assert make(asked) == quick


def test_the_version_is_the_one_that_was_read() -> None:
    """With another version: read again what `MADE` names, then say so in `KNOWN`."""
    import weasyprint

    from regsam_docs.pdf import lean

    assert weasyprint.__version__ == lean.KNOWN


def test_all_that_decides_how_a_text_is_set_is_asked() -> None:
    from weasyprint.css.properties import INHERITED
    from weasyprint.text import fonts, line_break

    from regsam_docs.pdf import shaped

    source = inspect.getsource(line_break) + inspect.getsource(fonts.get_font_description)
    asked = set(re.findall(r"style\['(\w+)'\]", source)) - {"line_height"}
    assert asked <= {*shaped.SHAPE, *shaped.BREAK}
    assert {*shaped.SHAPE, *shaped.BREAK} <= INHERITED | {"text_decoration_line"}


def test_what_is_kept_goes_with_its_document() -> None:
    from regsam_docs.pdf import shaped

    make(page(KINDS["tables"]))
    assert not shaped._kept.shapes
    assert not shaped._kept.wholes
