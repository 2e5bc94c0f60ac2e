"""The reports: readable at 80 columns, short enough for a comment, and nothing in the files becomes markup."""

from __future__ import annotations

import json as decoder
import re

import pytest
from markdown_it import MarkdownIt

from regsam_docs.changes import Change, Part
from regsam_docs.changes.change import Changeset, Side
from regsam_docs.changes.reports import LIMIT, inert, json, markdown, text
from regsam_docs.harmless import printable
from tests.changes.states import changes, example

BASE, HEAD = Side("main, Commit 12345678 vom 22.11.2026 „Anfang“", "main", "1" * 40), Side("Arbeitsverzeichnis")


def report(*found: Change, **more: object) -> Changeset:
    return Changeset(BASE, HEAD, found, names={"nordfeld": "Nordfeld"}, **more)  # type: ignore[arg-type]


def change(what: str = "Gründe", before: str | None = None, after: str | None = None, weight: int = 40) -> Change:
    file = "areas/nordfeld/vereinbarung.yaml"
    return Change("nordfeld", file, "Kooperationsvereinbarung", what, "changed", before, after, weight)


WORDS = Change(
    "nordfeld",
    "areas/nordfeld/vereinbarung.yaml",
    "Kooperationsvereinbarung",
    "Gründe für die Gebietsauswahl",
    "changed",
    "alt",
    "neu",
    5,
    (Part("same", "Am Bach " * 30), Part("deleted", "weite "), Part("inserted", "kurze "), Part("same", "Wege " * 40)),
)


def test_text() -> None:
    assert text(report(WORDS, change("Stunden pro Woche", "8", "6,5")), printable) == """\
Verglichen: main, Commit 12345678 vom 22.11.2026 „Anfang“
       mit: Arbeitsverzeichnis

Zuerst ansehen: was versiegelt, unterschrieben oder genehmigt war

Nordfeld (nordfeld)
  Kooperationsvereinbarung
    geändert     Gründe für die Gebietsauswahl
        … Am Bach Am Bach Am Bach Am Bach Am Bach Am Bach Am Bach [-weite-]
        {+kurze+} Wege Wege Wege Wege Wege Wege Wege Wege Wege Wege Wege Wege …

Alle weiteren Änderungen

Nordfeld (nordfeld)
  Kooperationsvereinbarung
    geändert     Stunden pro Woche: 8 → 6,5

2 Änderungen in 1 Gebiet, davon 1 an Versiegeltem, Unterschriebenem oder
Genehmigtem.
"""


def test_text_of_the_whole_example_city_fits_80_columns() -> None:
    none: dict[str, str | bytes] = {}
    found = changes(none, example())
    lines = text(Changeset(BASE, HEAD, found), printable).splitlines()
    long = [line for line in lines if len(line) > 80 and " " in line.strip()]
    assert len(found) > 30
    assert not long


def test_text_cannot_steer_the_terminal() -> None:
    said = text(report(change("\x1b[31mrot", "a\x07", "b\u202e")), printable)
    assert "\x1b" not in said
    assert "<U+001B>[31mrot" in said
    assert "<U+202E>" in said


def test_no_change_is_said() -> None:
    assert text(report(touched=False), printable).endswith("\nEs hat sich nichts geändert.\n")
    assert "nur Kommentare" in " ".join(text(report(), printable).split())


def test_json() -> None:
    whole = decoder.loads(json(report(WORDS, notices=("Achtung",))))
    assert whole["base"] == {"revision": "main", "commit": "1" * 40}
    assert whole["head"] == {"revision": None, "commit": None}
    assert whole["notices"] == ["Achtung"]
    (changeset,) = whole["changes"]
    assert list(changeset) == ["area", "file", "document", "what", "kind", "first", "before", "after", "words"]
    assert (changeset["area"], changeset["kind"], changeset["first"]) == ("nordfeld", "changed", True)
    assert changeset["words"][1] == ["deleted", "weite "]


# ---- Markdown


def test_markdown_folds_what_is_long_and_shows_what_comes_first() -> None:
    long = "Viele Wege " * 60
    said = markdown(report(change("Gründe", "kurz", long), change("Stunden", "8", "9")), printable)
    assert said.count("<details>") == said.count("</details>") == 1
    assert "- *geändert* Stunden: <del>8</del> → <ins>9</ins>" in said
    many = markdown(report(*(change(f"Nr. {n}", "8", "9") for n in range(40))), printable)
    assert "<details><summary>40 Änderungen</summary>" in many
    first = markdown(report(*(change(f"Nr. {n}", "8", "9", weight=5) for n in range(40))), printable)
    assert "<details>" not in first


def test_markdown_fits_a_comment_and_says_what_it_left_out() -> None:
    said = markdown(report(*(change(f"Nummer {n}", "alt @x " * 900, "neu #1 " * 900) for n in range(60))), printable)
    assert len(said) <= LIMIT
    assert re.search(r"\*\*Gekürzt:\*\* \d+ weitere Änderungen", said)
    assert said.count("<details>") == said.count("</details>")
    assert said.count("<ins>") == said.count("</ins>")


HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "comment": "<!-- --> </details> </ins>",
    "entity": "&lt;script&gt; &#64;octocat",
    "link": "[hier](https://evil.example) ![x](https://evil.example/x.png) <https://evil.example>",
    "address": "https://evil.example www.evil.example erika@example.org",
    "mention": "@octocat @org/team",
    "reference": "#12 !12 GH-12 org/repo#12 ~label %stein $12 &3",
    "commit": "0123456789abcdef0123456789abcdef01234567",
    "command": "\n/close\n/assign @me\n",
    "markup": "# Titel\n- [ ] Punkt\n> Zitat\n```\ncode\n```\n**fett** `x` ~~weg~~ | a | b |\n| --- | --- |\n***\n",
    "maths": "$`x`$ :smile: :+1:",
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_nothing_in_the_files_becomes_markup(words: str) -> None:
    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    plain = renderer.render(f"- *geändert* Gründe: <ins>{inert('harmlos')}</ins>")
    made = renderer.render(f"- *geändert* Gründe: <ins>{inert(words)}</ins>")
    tags = re.findall(r"<[^>]*>", made)
    assert [tag for tag in tags if tag != "<br>"] == re.findall(r"<[^>]*>", plain)
    shown = re.sub(r"<[^>]*>", "", made)
    assert not re.search(r"@\w|[#!~%$]\w|&amp;\w|://|www\.|GH-\d|\b[0-9a-f]{7,40}\b", shown)


def test_a_text_is_readable_after_it_was_made_harmless() -> None:
    said = "Treffen um 10 Uhr, siehe Anlage (2 Seiten) – „Am Bach“."
    assert inert(said) == said
