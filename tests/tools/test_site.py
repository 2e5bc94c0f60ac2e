"""The documentation's site: every page in the order of the contents, in German, and nothing of it from elsewhere.

That the whole is made without a warning is for `./run docs` to say; here it is made of two pages.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.handbook import HANDBOOK, ROOT, pages
from tools.site.conf import contents

LOADED = re.compile(
    r"""<(?:script|img)\b[^>]*?\bsrc="([^"]*)"|<link\b(?=[^>]*rel="(?:stylesheet|icon|preload)")[^>]*?href="([^"]*)"|\burl\(["']?([^)"']*)"""
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the README and one page."""
    folder = tmp_path_factory.mktemp("site")
    few = "include_patterns=README.md,docs/handbuch/meldungen-v.md"
    command = [sys.executable, "-I", "-m", "sphinx", "-Q", "-D", few, "-d", str(folder / "kept"), "-c", "tools/site", "."]
    subprocess.run([*command, str(folder / "made")], cwd=ROOT, check=True)
    return folder / "made"


def test_every_page_is_listed_once_in_the_order_of_the_contents() -> None:
    below = contents()
    listed = [one for page in below["docs/handbuch/README"] for one in (page, *below.get(page, ()))]
    named = list(dict.fromkeys(re.findall(r"\]\(([\w-]+)\.md\)", pages()["README"])))
    assert listed == [f"docs/handbuch/{page}" for page in named]
    assert len(listed) == len(list(HANDBOOK.glob("*.md"))) - 1


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    files = [*site.rglob("*.html"), *site.rglob("*.css")]
    found = {"".join(m.groups("")) for file in files for m in LOADED.finditer(file.read_text("utf-8"))}
    assert any(address.endswith(".css") or ".css?" in address for address in found)
    assert [address for address in found if re.match(r"(https?:)?//", address)] == []


def test_an_example_says_whether_it_is_right(site: Path) -> None:
    page = (site / "docs/handbuch/meldungen-v.html").read_text("utf-8")
    assert page.count("Falsch: vereinbarung.yaml") == page.count("Richtig: vereinbarung.yaml") > 1
    assert 'lang="de"' in page


def test_whoever_opens_the_folder_gets_the_readme(site: Path) -> None:
    assert "url=README.html" in (site / "index.html").read_text("utf-8")
    assert (site / "README.html").exists()
