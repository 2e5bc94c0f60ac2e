"""What comments and docstrings cite: pages of the project, and sections of them.

A citation names a page by its path, and where it means a part of it the heading: docs/format.md, „Ausgaben“.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.docs.handbook import ROOT

FOLDERS = ("regsam_docs", "tests", "bench", "tools", "schemas", "templates", ".github")
OTHERS = ("README.md", "run", "action.yml", "pyproject.toml", ".pre-commit-hooks.yaml")
ENDINGS = (".py", ".yaml", ".yml", ".json", ".html", ".css", ".js", ".toml", ".txt", ".md", "")
CONTENT = ("tests/cases/", "regsam_docs/scaffold/files/")
"""Files of other repositories: invented ones, wrong on purpose, and what a new one is given."""

_PAGE = re.compile(r"(?<![\w*/.-])(?P<page>(?:[\w-]+/)*[\w-]+\.md)\b(?:,? (?P<sections>[„\"][^„“\"]+[“\"](?: and „[^“]+“)*))?")
_SECTION = re.compile(r"[„\"]([^„“\"]+)[“\"]")
_BROKEN = re.compile(r"\s*\n\s*(?:#|//|\*)?\s*")
_COMMENTS = {
    ".html": re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL),
    ".css": re.compile(r"/\*.*?\*/", re.DOTALL),
    ".js": re.compile(r"//.*|/\*.*?\*/"),
}
"""What of a file is said about it; of other kinds all is."""


class Citation(NamedTuple):
    """A page, relative to the root, and the headings of it that are meant."""

    file: str
    page: str
    sections: tuple[str, ...]


def files() -> Iterator[Path]:
    """All files of the project that may cite a page, in order."""
    found = [*(ROOT / name for name in OTHERS), *(path for name in FOLDERS for path in (ROOT / name).rglob("*"))]
    for path in sorted(found):
        if path.is_file() and path.suffix in ENDINGS and not path.relative_to(ROOT).as_posix().startswith(CONTENT):
            yield path


def cited(path: Path) -> list[Citation]:
    """What the comments and docstrings of a file cite; a name in code is a file like any other."""
    text = path.read_text("utf-8")
    name = path.relative_to(ROOT).as_posix()
    if ".md" not in text:
        return []
    if path.suffix == ".py":
        return citations(name, "\n\n".join(said(text)))
    comments = _COMMENTS.get(path.suffix)
    return citations(name, "\n\n".join(comments.findall(text)) if comments else text)


def citations(file: str, text: str) -> list[Citation]:
    """The citations in a text, also those that go on in the next line."""
    joined = _BROKEN.sub(" ", text)
    return [Citation(file, m["page"], tuple(_SECTION.findall(m["sections"] or ""))) for m in _PAGE.finditer(joined)]


def said(code: str) -> Iterator[str]:
    """The comments and docstrings of a module, also those below an attribute; comments of adjoining lines as one."""
    comments = {t.start[0]: t.string for t in tokenize.generate_tokens(io.StringIO(code).readline) if t.type == tokenize.COMMENT}
    yield "\n".join(line for number in sorted(comments) for line in (comments[number], "" if number + 1 in comments else ".\n"))
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value
