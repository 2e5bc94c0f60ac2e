"""The documentation as a site: `./run docs` reads this with Sphinx and writes `site/`, which needs no server and no network.

Its pages are the files of the repository as they lie there; the handbook's come in the order of docs/handbuch/README.md.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

ROOT = Path(__file__).parents[2]
HANDBOOK = "docs/handbuch/README"

project = "regsam-docs"
language = "de"
extensions = ["myst_parser"]
root_doc = "README"
include_patterns = ["*.md", "docs/**.md", "areas/README.md"]
exclude_patterns = ["dist", "build", "site", ".*"]

# As GitHub and GitLab read them: anchors of headings, pictures in HTML, and a fence's first word says its language.
myst_heading_anchors = 4
myst_enable_extensions = ["html_image"]
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "sphinx_book_theme"
html_title = "regsam-docs"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False
html_theme_options = {
    "logo": {"text": project},
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
}
html_context = {"default_mode": "auto"}

SECTIONS = {
    "Handbuch": [HANDBOOK],
    "Zum Nachschlagen": [
        *("docs/format", "docs/regeln", "docs/dokumente", "docs/befehle", "docs/vorlagen", "docs/sicherheit", "areas/README"),
    ],
    "For those who work on it": ["docs/architecture", "docs/leistung", "docs/badge", "CONTRIBUTING", "CHANGELOG", "SECURITY"],
}
"""Heading in the list of pages → the pages below it. The handbook's own are those of its contents."""

EXAMPLES = {"datei": "", "zitat": "", "falsch": "Falsch", "richtig": "Richtig"}
"""Kind of example → what readers are told of it; of files and quotations where they lie."""

_EXAMPLE = re.compile(rf"^( *)```(\w+) ({'|'.join(EXAMPLES)}) (\S+).*$", re.MULTILINE)
_LINK = re.compile(r"\]\(([\w-]+)\.md\)")


def contents() -> dict[str, list[str]]:
    """Page → the pages below it: an item of the handbook's contents names first a page, then those that belong to it."""
    text = (ROOT / f"{HANDBOOK}.md").read_text("utf-8")
    chapters = [list(dict.fromkeys(_LINK.findall(item))) for item in re.findall(r"^- .*(?:\n  .*)*", text, re.MULTILINE)]
    below = {f"docs/handbuch/{page}": [f"docs/handbuch/{one}" for one in rest] for page, *rest in chapters}
    return {HANDBOOK: list(below), **{page: pages for page, pages in below.items() if pages}}


def tree(caption: str, pages: list[str]) -> str:
    """What tells Sphinx that pages lie below this one; it shows them in its list, not in the text."""
    named = [f":caption: {caption}"] if caption else []
    return "\n".join(["\n\n```{toctree}", ":hidden:", *named, "", *(f"/{page}" for page in pages), "```\n"])


def captioned(fence: re.Match[str]) -> str:
    """A block of code with what its first line says it is (tests/docs/handbook.py) above it, for readers."""
    indent, language, kind, file = fence.groups()
    said = f"{EXAMPLES[kind]}: {file}" if EXAMPLES[kind] else file
    return f"{indent}```{{code-block}} {language}\n{indent}:caption: {said}\n{indent}:class: {kind}\n"


def place(_: Sphinx, page: str, source: list[str]) -> None:
    """Say what the examples of a page are, and below its text what lies below it."""
    source[0] = _EXAMPLE.sub(captioned, source[0])
    if page == root_doc:
        source[0] += "".join(tree(caption, pages) for caption, pages in SECTIONS.items())
    elif pages := contents().get(page):
        source[0] += tree("", pages)


def begin(app: Sphinx, _: Exception | None) -> None:
    """Let whoever opens the folder begin at the README."""
    page = f'<!doctype html><meta http-equiv="refresh" content="0; url={root_doc}.html">\n'
    (Path(app.outdir) / "index.html").write_text(page, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Have both asked."""
    app.connect("source-read", place)
    app.connect("build-finished", begin)
    return {"parallel_read_safe": True}
