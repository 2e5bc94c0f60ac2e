"""What is too much to be read in time is found, with a sentence that says what to do; nothing is passed over in silence."""

from __future__ import annotations

from collections import Counter

import pytest

from regsam_docs.check import check
from regsam_docs.limits import FINDINGS, MARKS, MARKUP
from regsam_docs.repository.tree import tree_of
from regsam_docs.texts import pictures

CHRONICLE = "areas/klein/chronik.yaml"
ENTRY = "eintraege:\n  - datum: 2025-01-01\n    art: presse\n    titel: T\n    text: "


def found(chronicle: str) -> list[tuple[str, str, int, int]]:
    """Id, message, line and column of all findings in a chronicle."""
    files = {
        "areas/regsam.yaml": "format: 1\nherausgeber: H\n",
        "areas/klein/gebiet.yaml": "name: K\nstatus: angefragt\n",
        CHRONICLE: chronicle,
    }
    result = check(tree_of({path: text.encode() for path, text in files.items()}))
    return [(f.id, f.message, f.line, f.column) for f in result.findings if f.path == CHRONICLE]


def block(text: str) -> str:
    return f"{ENTRY}|\n" + "".join(f"      {line}\n" for line in text.split("\n"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Vorher\n\n" + "![![![a](b) " * 300, "so viele eckige Klammern"),
        ("Vorher\n\n" + "|a" * 300 + "\n" + "|-" * 300 + "\n" + "|a\n" * 300, "fehlen in den Zeilen weit mehr Zellen"),
        ("Vorher\n\n" + "*a* " * MARKUP, "mehr als 50.000 Zeilen und Zeichen"),
    ],
)
def test_markdown_that_takes_too_long_is_a_finding(text: str, words: str) -> None:
    assert [id for id, message, *_ in found(block(text)) if words in message] == ["T04"]


def test_brackets_and_tables_that_people_write_are_none() -> None:
    head = "|a|b|c|d|e|f|g|h|\n|-|-|-|-|-|-|-|-|\n"
    assert found(block(head + "|a|b|\n" * 50 + "\n[eins](https://example.org) und [zwei] [ [ drei " * 50)) == []


def test_letters_with_piled_marks_are_a_finding() -> None:
    mark = "\u0301"
    assert "Y03" not in [id for id, *_ in found(f"{ENTRY}Wort a{mark * MARKS}\n")]
    piled = found(f"{ENTRY}Wort a{mark * (MARKS + 1)}\n")
    assert [(id, line, column) for id, _, line, column in piled] == [("Y03", 5, 16)]
    escaped = "\\u0301" * (MARKS + 1)
    assert [id for id, *_ in found(f'{ENTRY}"a{escaped}"\n')] == ["Y03"]


def test_so_many_findings_of_a_kind_are_told_and_that_there_are_more() -> None:
    unknown = "  - {titel: T, datum: 2025-01-01, art: presse, x: 1}\n"
    for wrong in (block("a\u200b " * 2 * FINDINGS), "eintraege:\n" + unknown * 2 * FINDINGS):
        told = found(wrong)
        ((_, count),) = Counter(id for id, *_ in told).items()
        assert count == FINDINGS
        assert [n for n, (_, message, *_) in enumerate(told) if "noch mehr Stellen" in message] == [FINDINGS - 1]
    assert not any("noch mehr" in message for _, message, *_ in found(block("a\u200b " * FINDINGS)))


def test_drawings_are_drawings_whatever_stands_before_their_root() -> None:
    root = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    rightly = ("", "\ufeff", " \n", "<?xml version='1.0'?>\n", "<!-- a -- > b --><?a?> <!---->", "<!DOCTYPE svg [<!A>]>")
    for before in (*rightly, "<!DOCTYPE svg>"):
        assert pictures.kind(f"{before}{root}".encode()) == "svg", before
    for before in ("<!-- ", "<?xml ", "<a>", "<!DOCTYPE svg [", "x"):
        assert pictures.kind(f"{before}{root}".encode()) is None, before


def test_a_drawing_with_endless_attributes_is_refused() -> None:
    attributes = " ".join(f'a{n}=""' for n in range(300))
    assert "zu groß" in str(pictures.problem(f'<svg xmlns="http://www.w3.org/2000/svg"><g {attributes}/></svg>'.encode()))
