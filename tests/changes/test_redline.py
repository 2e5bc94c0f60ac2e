"""The redline: both renderings of a document as one, words marked and said, tables still tables."""

from __future__ import annotations

import re

import pytest

from regsam_docs.changes.redline import merged


def page(content: str) -> str:
    return f"<!doctype html><html lang=de><head><title>x</title></head><body><main id=inhalt>{content}</main></body></html>"


def shown(before: str | None, after: str | None) -> str | None:
    """The merged content with marks in short: [-weg-] {+neu+}."""
    html = merged(None if before is None else page(before), None if after is None else page(after), "d1-")
    if html is None:
        return None
    html = re.sub(r'<span class="verborgen">(eingefügt|gelöscht): </span>', "", html)
    html = re.sub(r'<span class="verborgen"> \(Ende der (Einfügung|Löschung)\) </span>', "", html)
    for tag, opening, closing in (("ins", "{+", "+}"), ("del", "[-", "-]")):
        html = html.replace(f"<{tag}>", opening).replace(f"</{tag}>", closing)
    return html


CASES: dict[str, tuple[str | None, str | None, str | None]] = {
    "nothing": ("<p>Gleich</p>", "<p>Gleich</p>", None),
    "blanks": ("<p>Ganz  gleich\n hier</p>", "<p>Ganz gleich hier</p>", None),
    "a word": ("<p>Ein alter Satz.</p>", "<p>Ein neuer Satz.</p>", "<p>Ein [-alter-] {+neuer+} Satz.</p>"),
    "a word within markup": (
        "<p>Ein <strong>sehr alter</strong> Satz.</p>",
        "<p>Ein <strong>sehr neuer</strong> Satz.</p>",
        "<p>Ein <strong>sehr </strong>[-<strong>alter</strong>-]{+<strong>neuer</strong>+} Satz.</p>",
    ),
    "a paragraph more": (
        "<p>Eins steht hier.</p>",
        "<p>Eins steht hier.</p><p>Zwei kommt dazu.</p>",
        '<p>Eins steht hier.</p><p class="eingefuegt">{+Zwei kommt dazu.+}</p>',
    ),
    "a paragraph less": (
        "<p id=a>Eins steht hier.</p><p>Zwei bleibt.</p>",
        "<p>Zwei bleibt.</p>",
        '<p class="geloescht">[-Eins steht hier.-]</p><p>Zwei bleibt.</p>',
    ),
    "another text": (
        "<p>Vorher ganz anders.</p>",
        "<p>Jetzt etwas Neues</p>",
        '<p class="geloescht">[-Vorher ganz anders.-]</p><p class="eingefuegt">{+Jetzt etwas Neues+}</p>',
    ),
    "a cell": (
        "<table><tr><td>M1</td><td>läuft</td></tr></table>",
        "<table><tr><td>M1</td><td>umgesetzt</td></tr></table>",
        "<table><tr><td>M1</td><td>[-läuft-]{+umgesetzt+}</td></tr></table>",
    ),
    "a row more": (
        "<table><tr><td>M1</td></tr></table>",
        "<table><tr><td>M1</td></tr><tr><td>M2</td></tr></table>",
        '<table><tr><td>M1</td></tr><tr class="eingefuegt"><td>{+M2+}</td></tr></table>',
    ),
    "words beside blocks": (
        "<ul><li>Ja <ul><li>a</li></ul></li></ul>",
        "<ul><li>Nein <ul><li>a</li></ul></li></ul>",
        '<ul><li><span class="geloescht">[-Ja-] </span><span class="eingefuegt">{+Nein+} </span><ul><li>a</li></ul></li></ul>',
    ),
    "a picture": (
        '<p><img src="data:a" alt="Karte"></p>',
        '<p><img src="data:b" alt="Karte"></p>',
        '<p>[-<img src="data:a" alt="Karte">-]{+<img src="data:b" alt="Karte">+}</p>',
    ),
    "a document that is new": (None, "<h2>Ziele</h2>", "<h3>{+Ziele+}</h3>"),
    "a document that is gone": ("<p>Weg</p>", None, "<p>[-Weg-]</p>"),
    "links and ids": (
        '<p id="a"><a href="protokoll.html">alt</a> <a href="#a">hoch</a> <a href="https://example.org">fort</a></p><p>x</p>',
        '<p id="a"><a href="protokoll.html">alt</a> <a href="#a">hoch</a> <a href="https://example.org">fort</a></p><p>x y</p>',
        '<p id="d1-a"><span>alt</span> <a href="#d1-a">hoch</a> <a href="https://example.org">fort</a></p><p>x {+y+}</p>',
    ),
}


@pytest.mark.parametrize("row", CASES.values(), ids=CASES)
def test_merged(row: tuple[str | None, str | None, str | None]) -> None:
    before, after, expected = row
    assert shown(before, after) == expected


def test_a_screen_reader_hears_where_a_change_begins_and_ends() -> None:
    html = merged(page("<p>Ein alter Satz.</p>"), page("<p>Ein neuer Satz.</p>"), "")
    hidden = '<span class="verborgen">'
    gone = f"<del>{hidden}gelöscht: </span>alter{hidden} (Ende der Löschung) </span></del>"
    come = f"<ins>{hidden}eingefügt: </span>neuer{hidden} (Ende der Einfügung) </span></ins>"
    assert html == f"<p>Ein {gone} {come} Satz.</p>"


def test_a_long_insertion_is_announced_once() -> None:
    html = merged(page("<p>x</p>"), page("<p>x</p><ul><li>a</li><li>b</li><li>c</li></ul>"), "") or ""
    assert html.count("eingefügt: ") == html.count("Ende der Einfügung") == 1
    assert html.count("<ins>") == 3


def test_a_drawing_stays_a_drawing() -> None:
    old, new = (f'<svg width="9"><rect width="{width}"></rect></svg>' for width in (3, 4))
    html = merged(page(f"<div><p>x</p>{old}</div>"), page(f"<div><p>x</p>{new}</div>"), "") or ""
    assert html.count("<svg") == html.count("</svg>") == 2
    assert html.count("<del>") == html.count("<ins>") == 1
