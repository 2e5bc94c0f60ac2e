"""Each folder of tests/cases/texts is a text and what is wrong in it (`erwartet.txt`: line:column and rule).

`text.md` is Markdown, with `html.html` the HTML it becomes; `text.txt` is a plain field.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from regsam_docs.texts.check import problems
from regsam_docs.texts.markdown import to_html

CASES = sorted((Path(__file__).parent.parent / "cases" / "texts").iterdir())
MARKDOWN = [case for case in CASES if (case / "text.md").exists()]


def read(path: Path) -> str:
    return path.read_bytes().decode()


def place(text: str, offset: int) -> str:
    before = text[:offset]
    return f"{before.count(chr(10)) + 1}:{offset - (before.rfind(chr(10)) + 1) + 1}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_finds_what_is_wrong_and_nothing_else(case: Path):
    markdown = case in MARKDOWN
    text = read(case / ("text.md" if markdown else "text.txt"))
    found = [f"{place(text, problem.offset)} {problem.rule.id}" for problem in problems(text, markdown=markdown)]
    assert found == read(case / "erwartet.txt").splitlines()


@pytest.mark.parametrize("case", MARKDOWN, ids=lambda case: case.name)
def test_html_is_what_was_reviewed(case: Path, update_golden: bool):
    html = to_html(
        read(case / "text.md"),
        link=lambda path: f"../{path}" if path.startswith("anlagen/") else None,
        image=lambda path, alt: f'<img src="../{path}" alt="{alt}">',
    )
    golden = case / "html.html"
    if update_golden:
        golden.write_bytes(html.encode())
    assert html == read(golden)
