"""Every value the format knows has a German word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from regsam_docs import forms

CONDITIONS = ("if", "then", "else", "not")
"""Below these a schema repeats part of a list."""


def enums(schema: Any, place: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every list of words a value may be chosen from, with its place (a decimal comma is no word)."""
    if isinstance(schema, dict):
        values = schema.get("enum")
        if isinstance(values, list) and all(str(value).isidentifier() for value in values):
            yield place, values
        for key, value in schema.items():
            if key not in CONDITIONS:
                yield from enums(value, f"{place}/{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from enums(value, f"{place}/{index}")


def test_every_list_of_values_in_the_format_has_its_list_of_words(shop):
    words = shop.texte("worte")
    lists = [set(entries) for entries in words.values()]
    found = {
        f"{path.name}{place}": values
        for path in sorted((shop.root / "schemas").glob("*.schema.json"))
        if path.name != "daten.schema.json"  # what is published for programs, not what people write
        for place, values in enums(shop.schema(path.name.removesuffix(".schema.json")))
    }
    assert len(found) > 15
    assert {place: values for place, values in found.items() if set(values) not in lists} == {}


def test_phases_are_called_alike_in_words_and_model(shop):
    words = forms.words(shop.texte("worte"))
    for phase in forms.phase_model(shop.texte("phasenmodell-1")).phasen:
        assert phase.titel.startswith(words.one("phase", phase.id))


def test_a_word_has_one_form_or_two(shop):
    words = forms.words(shop.texte("worte"))
    assert (
        words.one("bewertung", "nicht_erreicht")
        == words.many("bewertung", "nicht_erreicht")
        == "nicht erreicht"
    )
    assert words.one("gruppe", "sozialbuergerhaus") == "Sozialbürgerhaus"
    assert words.many("gruppe", "sozialbuergerhaus") == "Sozialbürgerhäuser"
    with pytest.raises(KeyError):
        words.one("bewertung", "vielleicht")


@pytest.mark.parametrize(
    ("number", "word"), [(1, "Monat"), (1.0, "Monat"), (0, "Monate"), (2, "Monate"), (1.5, "Monate")]
)
def test_a_counting_word_follows_its_number(shop, number, word):
    assert forms.words(shop.texte("worte")).counted("zaehlwort", "monat", number) == word
