"""Faults of wording that readers met once are in no text that is read: documents, forms, schemas, messages, help, handbook."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
FAULTS = {
    r"(?:^|[.:;!?])(?![^.:;!?]*\bSie\b)[^.:;!?]*\b[Bb]itte\b[^.:;!?]*?\w(?:en|ern|eln)\b(?=[,.;:)]|$)": "„Bitte … Sie“ asks",
    r"\bRanking": "„Rangfolge“",
    r"\bmit sich (?:trägt|tragen)\b": "files contain, they carry nothing along",
    r"\b(?:\w+r|R)epositori(?:um|en)\b": "programs call it „Repository“; a Repositorium is a shelf",
    r"\bInhaltsverzeichnis": "a folder is an „Ordner“; that word is the list of contents of a book",
    r"\b[Ff]ür (?:Sozialreferat|Kooperationsgremium|Moderation|Bezirksausschuss|Stadtrat)\b": "the article is missing",
    r"(?<!innen und )\b(?:Einwohner|Bewohner|Bürger)\b(?![\\*])": "„Einwohnerinnen und Einwohner“, „Bewohnerinnen und …“",
    r"\bx ?(?:>=?|<=?) ?\d|\d ?<=? ?x\b|\d\.\.\d": "a range is said in words: „ab 1“, „von 1 bis 100“",
    r"\b(?:z\.B|d\.h|u\.a|i\.V|i\.A)\.": "a blank stands within short forms: „z. B.“",
    rf"\b0\d\. (?:{MONTHS})\b": "days before names of months have no nought",
    r"\b(?:seitens|von Seiten (?:von|der|des))\b": "who does it is the subject: „die für REGSAM entscheiden“",
    r"\b(?:Gewinnung|Bereitstellung|Konstituierung|Kommunikation des|Durchführung) (?:von|des|der)\b": "a verb says it",
    r", so (?:weit|fern|lange|bald) (?:sie|er|es|man|eine?|der|die|das|diese)\b": "as a conjunction one word: „soweit“",
    r"(?<!in oder )(?<!innen und )\b(?:Empfänger|(?:Ben|N)utzer|Teilnehmer|Anwohner|Moderator|Mitarbeiter)\b": "inclusive",
    r"\beines von diesen\b": "what may be a command or an option is „etwas davon“",
    r"\d(?:%|€|Uhr)(?!\w)": "a blank stands between a number and its unit",
}
"""What is wrong → why."""


GERMAN = re.compile(r"[äöüßÄÖÜ„]|\b(?:und|der|die|das|nicht|ist|Sie|ein|bitte)\b")

SAID = ("title", "description", "patternErrorMessage")
"""What schemas say to people."""
KEPT = ("md", "yaml")
"""Kinds of files that `init` writes."""


def strings(code: str) -> Iterator[str]:
    """The German texts of a module; what is filled in is `…`."""
    parts = set()
    for node in ast.walk(ast.parse(code)):
        text = None
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            text = node.value
        if text and " " in text and GERMAN.search(text):
            yield text


def said(schema: Any) -> Iterator[str]:
    """What a schema says to people, all of it."""
    if isinstance(schema, dict):
        yield from (schema[key] for key in SAID if isinstance(schema.get(key), str))
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from said(inner)


def shown(template: str) -> Iterator[str]:
    """What stands between a template's tags and in its quoted texts."""
    yield re.sub(r"\{#.*?#\}|<[^>]*>|\{%.*?%\}|\{\{.*?\}\}", "…", template, flags=re.DOTALL).replace("&nbsp;", " ")
    for code in re.findall(r"\{[%{].*?[%}]\}", template, flags=re.DOTALL):
        yield from (text for text in re.findall(r'"([^"]*)"', code) if GERMAN.search(text))


def texts() -> Iterator[tuple[str, str]]:
    """Every text that is read: the file it stands in, and the text."""
    for path in sorted(ROOT.glob("regsam_docs/**/*.py")):
        yield from ((path.name, text) for text in strings(path.read_text("utf-8")))
    for path in sorted(ROOT.glob("schemas/**/*.json")):
        yield from ((path.name, text) for text in said(json.loads(path.read_text("utf-8"))))
    for path in sorted(ROOT.glob("templates/**/*.html")):
        yield from ((path.name, text) for text in shown(path.read_text("utf-8")))
    begun = [f"regsam_docs/scaffold/files/**/*.{kind}" for kind in KEPT]
    named = ["templates/texte/*.yaml", "docs/handbuch*", "docs/handbuch/*", *begun]
    for path in sorted(path for pattern in named for path in ROOT.glob(pattern)):
        if path.is_file():
            yield path.name, re.sub(r"```.*?```|`[^`\n]*`", "…", path.read_text("utf-8"), flags=re.DOTALL)


@pytest.fixture(scope="module")
def read() -> list[tuple[str, str]]:
    return list(texts())


def test_the_texts_are_found(read: list[tuple[str, str]]) -> None:
    kinds = {name.rpartition(".")[2] for name, _ in read}
    assert kinds == {"py", "json", "html", "yaml", "md"}
    assert len(read) > 2_000


@pytest.mark.parametrize("fault", FAULTS, ids=FAULTS.values())
def test_no_text_has_a_fault_once_found(fault: str, read: list[tuple[str, str]]) -> None:
    found = [f"{name}: …{text[max(0, m.start() - 40) : m.end() + 40]}…" for name, text in read for m in re.finditer(fault, text)]
    assert found == [], FAULTS[fault]


@pytest.mark.parametrize(
    "wrong",
    ["Bitte kürzen.", "Zu lang; bitte den Text kürzen.", "Bitte noch einmal versuchen, am besten morgen.", "[x>=1]", "1<=x<=9",
     "Für Sozialreferat", "ein Repositorium", "im Inhaltsverzeichnis", "380 Bewohner", "die Rankingpunkte", "5%", "z.B. so"],
)  # fmt: skip
def test_the_search_finds_faults(wrong: str) -> None:
    assert any(re.search(fault, wrong) for fault in FAULTS)


RIGHT = ["Bitte kürzen Sie den Text.", "Setzen Sie ihn bitte in Zeichen.", "Bitte nennen Sie keine Personen: Das ist öffentlich."]


@pytest.mark.parametrize("right", RIGHT)
def test_the_search_finds_nothing_else(right: str) -> None:
    assert not any(re.search(fault, right) for fault in FAULTS)
