"""One page of every kind the example city has, in every edition that has it, says what it said: a change of a document shows as
a difference of a text that people can read. `./run test tests/golden --update-golden` keeps what is there now.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from regsam_docs.documents.plan import Edition
from tests.built import EDITIONS, example_city
from tests.golden.plain import plain

GOLDEN = Path(__file__).parents[1] / "cases/golden"
NUMBER = re.compile(r"[0-9]{4}(?:-[0-9]{2}-[0-9]{2})?")
VERSION = re.compile(r"Fassung [0-9a-f]{8}")


ROWS = 20
"""So many rows of a table or list are kept, from its start and its end; of longer ones (a city's monitoring) the rest is
counted."""


def kept(page: bytes) -> str:
    """What is kept of a page: its text, without what each state of the program changes."""
    made = []
    text = VERSION.sub("Fassung …", plain(page))
    for row, lines in groupby(text.splitlines(), lambda line: line[:2] in ("| ", "- ") and line[0]):
        run = list(lines)
        long = row and len(run) > ROWS
        made += [*run[: ROWS // 2], f"… {len(run) - ROWS} …", *run[-(ROWS // 2) :]] if long else run
    return "\n".join(made) + "\n"


@cache
def kinds(edition: Edition) -> dict[str, Path]:
    """Kind of page → the page of that kind with most to say. A kind is a page's name without day or year."""
    found: dict[str, Path] = {}
    for page in sorted((example_city() / edition).rglob("*.html")):
        within = "stadt" if page.parent.name == edition else "vorlagen" if page.parent.name == "vorlagen" else "gebiet"
        kind = f"{within}-{NUMBER.sub('', page.stem).strip('-')}"
        if kind not in found or page.stat().st_size > found[kind].stat().st_size:
            found[kind] = page
    return found


@pytest.mark.pdf
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_kind_of_page_says_what_it_said(edition: Edition, update_golden: bool) -> None:
    said = {kind: kept(page.read_bytes()) for kind, page in kinds(edition).items()}
    folder = GOLDEN / edition
    if update_golden:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.txt"):
            old.unlink()
        for kind, text in said.items():
            (folder / f"{kind}.txt").write_text(text, "utf-8")
    golden = {file.stem: file.read_text("utf-8") for file in folder.glob("*.txt")}
    assert sorted(golden) == sorted(said)
    for kind, text in said.items():
        assert text == golden[kind], f"{kind}, made of {kinds(edition)[kind].name}"


def test_a_page_is_told_in_the_order_it_is_heard() -> None:
    page = """<body><a href="#m">Zum Inhalt</a><header><p>Kopf</p></header><main id="m"><h1>Titel <small>klein</small></h1>
    <p>Ein <em>Wort</em>,<br>ein Bild <img alt="Plan" src="x"></p>
    <ul><li>eins</li><li><p>zwei</p><ol><li>innen</li></ol></li></ul>
    <table><caption>Zahlen</caption><thead><tr><th>A</th><th>B</th></tr></thead><tbody>
    <tr><td>1</td><td><p>2</p><p>3</p></td></tr>
    </tbody></table><nav aria-label="Seiten">lose <svg><title>Bild</title><text>x</text></svg></nav></main>
    <script>nie()</script>"""
    assert plain(page.encode()).splitlines() == [
        "Zum Inhalt",
        "[header]",
        "Kopf",
        "[main]",
        "# Titel klein",
        "Ein Wort, ein Bild [Plan]",
        "- eins",
        "- zwei",
        "  - innen",
        "Zahlen",
        "| A | B |",
        "| 1 | 2 3 |",
        "[nav Seiten]",
        "lose [Bild]",
    ]
