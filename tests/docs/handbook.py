"""The handbook as data: its pages, the code blocks it marks for the tests, and the area its examples make up.

A block says in its first line what it is:

    ```yaml datei areas/am-anger/gremium.yaml      a whole file; all of them together are one city without findings
    ```yaml zitat areas/am-ziegelfeld/ziele.yaml   lines of the example city, word for word; `# …` stands for lines left out
    ```yaml falsch gremium.yaml                    wrong: laid over the handbook's own city, key by key
    ```yaml richtig gremium.yaml                   the same, put right
    ```text falsch areas/am-anger/gebiet.yml       wrong names: each line is the path of a file

A fifth word says how the wrong file is put in: `windows-1252` (its encoding) or `versiegelt` (the agreement was sealed before).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from regsam_docs import check, seal
from regsam_docs.finding import Finding
from regsam_docs.repository import paths
from regsam_docs.repository.tree import Tree, tree_of
from regsam_docs.seal import integrity

ROOT = Path(__file__).parents[2]
HANDBOOK = ROOT / "docs" / "handbuch"
AREA = "areas/am-anger"
SELECTION = "areas/_auswahl/auswahl-2026"
PICTURES = "areas/am-ziegelfeld/anlagen"
"""Attachments of the example city that the handbook's area has too: a map and a table."""

KINDS = ("datei", "zitat", "falsch", "richtig")
FENCE = re.compile(r"( *)```(\S*)(.*)")
TOP_KEY = re.compile(r"[\w-]+ *:")


@dataclass(frozen=True, slots=True)
class Block:
    """A code block: the name of its page, and the nearest heading of the second level above it."""

    page: str
    section: str
    line: int
    language: str
    words: tuple[str, ...]
    text: str

    @property
    def kind(self) -> str:
        """What the tests do with it; empty if nothing."""
        return self.words[0] if self.words and self.words[0] in KINDS else ""

    @property
    def place(self) -> str:
        """Path of the file it belongs to, relative to the root."""
        name = self.words[1]
        if name.startswith("areas/"):
            return name
        return f"{SELECTION if name in ('auswahl.yaml', 'monitoring.csv') else AREA}/{name}"

    @property
    def how(self) -> str:
        """The word on how it is put in."""
        return self.words[2] if len(self.words) > 2 else ""


def headings(text: str) -> Iterator[tuple[int, int, str]]:
    """Line, level and words of every heading outside code blocks."""
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        inside ^= line.lstrip().startswith("```")
        found = re.match(r"(#+) (.*)", line)
        if found and not inside:
            yield number, len(found[1]), found[2]


def anchor(words: str) -> str:
    """How GitHub and GitLab make an anchor of a heading."""
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def page_of(id: str) -> str:
    """The page of the handbook that explains a rule: one a group, that is, one a letter."""
    return f"meldungen-{id[0].lower()}"


def pages() -> dict[str, str]:
    """The pages of the handbook as they are now: name → text."""
    return {path.stem: path.read_text("utf-8") for path in sorted(HANDBOOK.glob("*.md"))}


def all_blocks() -> list[Block]:
    """The code blocks of all pages of the handbook."""
    return [block for page, text in pages().items() for block in blocks(text, page)]


def blocks(text: str, page: str = "") -> list[Block]:
    """All code blocks of a page in order."""
    at = {number: (level, words) for number, level, words in headings(text)}
    section = ""
    found: list[Block] = []
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        level, words = at.get(number + 1, (0, ""))
        if level == 2:
            section = words
        fence = FENCE.match(lines[number])
        if fence:
            end = lines.index(f"{fence[1]}```", number + 1)
            body = "".join(f"{line.removeprefix(fence[1])}\n" for line in lines[number + 1 : end])
            found.append(Block(page, section, number + 1, fence[2], tuple(fence[3].split()), body))
            number = end
        number += 1
    return found


def section(text: str, title: str, level: int) -> str:
    """The text below a heading, up to the next one of its level or above."""
    marks = [*headings(text), (len(text.splitlines()) + 1, 1, "")]
    start = next(i for i, (_, depth, words) in enumerate(marks) if depth == level and words == title)
    end = next(number for number, depth, _ in marks[start + 1 :] if depth <= level)
    return "\n".join(text.splitlines()[marks[start][0] : end - 1])


def city() -> dict[str, bytes]:
    """The handbook's own city: the files its pages show, and the attachments they speak of."""
    files = {block.place: block.text.encode() for block in all_blocks() if block.kind == "datei"}
    pictures = {f"{AREA}/anlagen/{p.name}": p.read_bytes() for p in (ROOT / PICTURES).iterdir()}
    return files | pictures


def overlaid(files: Mapping[str, bytes], changes: list[Block]) -> Tree:
    """The city with examples laid over it: in YAML the keys they name are replaced, other files as a whole."""
    made = dict(files)
    for block in changes:
        if block.language == "text":
            made |= {name: made.get(name, b"") for name in block.text.split("\n") if name}
        elif block.language == "yaml":
            made[block.place] = _merged(files.get(block.place, b"").decode(), block.text).encode(_encoding(block))
        else:
            made[block.place] = block.text.encode()
    if any(block.how == "versiegelt" for block in changes):
        made[f"{AREA}/{paths.SEAL}"] = _seal(files)
    return tree_of(made)


def _encoding(block: Block) -> str:
    return block.how if block.how == "windows-1252" else "utf-8"


def _merged(whole: str, part: str) -> str:
    keys = {line.split(":")[0].strip() for line in part.splitlines() if TOP_KEY.match(line)}
    kept = [lines for key, lines in _by_key(whole) if key not in keys]
    return "".join([*kept, part])


def _by_key(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = [("", "")]
    for line in text.splitlines(keepends=True):
        if TOP_KEY.match(line):
            found.append((line.split(":")[0].strip(), line))
        else:
            found[-1] = (found[-1][0], found[-1][1] + line)
    return found


def _seal(files: Mapping[str, bytes]) -> bytes:
    """The seal of the city's agreement as its file chapter shows it."""
    tree = tree_of(files)
    result = check.check(tree)
    area = next(a for a in result.city.areas if f"areas/{a.slug}" == AREA)
    data = result.sheets[f"{AREA}/{seal.FILE}"].data
    assert data is not None
    return seal.encode(seal.make(data, integrity.surroundings(tree, area, 1, result.city.settings), None))


def explained(found: tuple[Finding, ...]) -> str:
    """Findings in full, for the message of a failing test."""
    return "\n".join(f"{f.path}:{f.line}:{f.column} {f.id} {f.message} → {f.hint}" for f in found)
