"""Easy language: a line for each sentence and for each line as written, and not one more."""

from __future__ import annotations

import pytest

from regsam_docs.texts.markdown import plain, to_html


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Das ist gut. Es gibt ein Café! Wer kommt? Alle.", ["Das ist gut.", "Es gibt ein Café!", "Wer kommt?", "Alle."]),
        ("Eine Zeile\nnoch eine Zeile", ["Eine Zeile", "noch eine Zeile"]),
        ("Am 31. Juli, z. B. um 8 Uhr, mit Dr. Muster.", ["Am 31. Juli, z. B. um 8 Uhr, mit Dr. Muster."]),
        ("So war es 2026. Danach nicht.", ["So war es 2026.", "Danach nicht."]),
        ("Er sagt: „Komm.“ Sie kommt.", ["Er sagt: „Komm.“", "Sie kommt."]),
        ("- Ein Fest. Mit Musik.\n- Ein Café.", ["– Ein Fest.", "Mit Musik.", "– Ein Café."]),
    ],
)
def test_lines(text: str, lines: list[str]) -> None:
    assert plain(to_html(text, sentences=True)).split("\n") == lines


def test_other_texts_run_on() -> None:
    assert to_html("Das ist gut. Es gilt\nimmer.") == "<p>Das ist gut. Es gilt immer.</p>\n"
