"""A document is the same to the byte, whether WeasyPrint styles everything it could or what the document has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from regsam_docs.pdf import make
from regsam_docs.pdf.load import load
from tests.pdf.jobs import page

pytestmark = pytest.mark.pdf

TEXT = '<ul><li>Erstens<ol start="3"><li>Drittens</li></ol></li></ul><p>Ein Absatz<span>, siehe unten</span>.</p>'
KINDS = {
    "lists": "li::marker { font-weight: bold }",
    "notes": "span { float: footnote }",
    "notes of pages": "span { position: note(rand) }",
    "items that are no li": "p { display: list-item; list-style-type: square; margin-left: 2em }",
}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_a_document_has_is_left_out(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    from regsam_docs.pdf import lean

    asked = page(f"<style>{KINDS[kind]}</style>{TEXT}")
    quick = make(asked)
    monkeypatch.setattr(lean, "prepare", lambda html, css: lean.use(lean.WHOLE))
    assert make(asked) == quick


def test_a_document_without_notes_is_set_without_their_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    from regsam_docs.pdf import lean

    used: list[object] = []
    monkeypatch.setattr(lean, "use", used.append)
    for css in ("", "aside { float: footnote }", "p { display: block list-item }"):
        lean.prepare("<p>Text</p>", css)
    lean.prepare('<p style="float: footnote">Text</p>', "")
    assert used == [lean.LEAN, lean.WHOLE, lean.WHOLE, lean.WHOLE]
    assert len(lean.LEAN[0]) == len(lean.WHOLE[0]) - 6


RULES = (
    ".a p { color: red } .b p { color: blue } #c > p { font-weight: 600 } #d > p { font-size: 30pt } "
    "p:not(.e) { border: 1px solid } p:is(.f, i) { float: right } .g.h { font-style: italic } p + .i { margin: 3em } "
    '[class="b"] { padding: 1em }'
)


def test_rules_for_classes_that_no_element_has_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    from regsam_docs.pdf import lean

    inside = '<p>Eins</p><p class="g\nh i">Zwei</p><p class="g">Drei</p>'
    plain = page(f'<div class="a" id="c">{inside}</div><div class="b">{TEXT}</div>'), page("<p>Zwei</p>")
    asked, other = (replace(job, css=job.css + RULES) for job in plain)
    quick = make(asked), make(other)
    chosen: list[tuple[int, int]] = []

    def all_of_them(sheet: Any, tree: object) -> None:
        chosen.append((len(sheet.matcher.class_selectors), len(sheet.all_rules.class_selectors)))
        sheet.matcher = sheet.all_rules

    monkeypatch.setattr(lean, "choose", all_of_them)
    assert (make(asked), make(other)) == quick
    assert chosen[0][0] < chosen[0][1]
