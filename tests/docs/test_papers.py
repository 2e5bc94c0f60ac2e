"""README, changelog and all pages of `docs/` speak of what is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from regsam_docs import __version__
from tests.docs.handbook import ROOT, anchor, headings, section

PAGES = tuple(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").rglob("*.md")))
PAPERS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "areas/README.md", *PAGES)
CODE = re.compile(r"^ *```.*?^ *```$|`[^`\n]*`", re.DOTALL | re.MULTILINE)
KIB = 1024


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("name", PAPERS)
def test_every_link_leads_somewhere(name: str) -> None:
    for target in re.findall(r'\]\(([^)\s]+)\)|src="([^"]+)"', CODE.sub("", read(name))):
        path, _, mark = "".join(target).partition("#")
        if path.startswith("https://"):
            continue
        file = (ROOT / name).parent / path if path else ROOT / name
        assert file.exists(), path
        assert not mark or mark in {anchor(words) for _, _, words in headings(file.read_text("utf-8"))}, mark


def test_the_readme_names_what_there_is() -> None:
    named = re.findall(r"`((?:regsam_docs|schemas|templates|tests|tools|bench|areas|docs)/[^`<]*?)`", read("README.md"))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_architecture_gives_every_room_its_place() -> None:
    floors = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]["layers"]
    layers = {room.strip(" ()") for floor in floors for room in floor.split(":")}
    package = ROOT / "regsam_docs"
    there = {path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    rows = re.findall(r"^\| \w* *\| (`.*?) \|", read("docs/architecture.md"), re.MULTILINE)
    named = [room for row in rows for room in re.findall(r"`(\w+)`", row)]
    assert len(named) == len(set(named))
    assert there - {"__init__", "__main__"} <= set(named)
    assert set(named) <= there | layers


def test_every_promise_names_tests_that_there_are() -> None:
    text = read("docs/sicherheit.md")
    promises = section(text, "Was versprochen ist, und wie es geprüft wird", 2)
    chapters = promises.split("\n### ")[1:]
    assert len(chapters) >= 11
    for chapter in chapters:
        (named,) = re.findall(r"^Geprüft mit `\./run test ([^`]+)`$", chapter, re.MULTILINE)
        assert all(list((ROOT / folder).glob("test_*.py")) for folder in named.split()), chapter


def test_the_changelog_knows_the_version() -> None:
    assert re.search(rf"^## \[{re.escape(__version__.partition('.dev')[0])}\]", read("CHANGELOG.md"), re.MULTILINE)


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "bilder").iterdir()), ids=lambda path: path.name)
def test_a_picture_is_small_and_shown(picture: Path) -> None:
    assert picture.stat().st_size <= 200 * KIB
    assert any(f"bilder/{picture.name}" in read(name) for name in PAPERS)
