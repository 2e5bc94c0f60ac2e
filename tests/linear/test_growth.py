"""Every way in for content, with what is known to make programs of this kind slow: ten times the input may cost about ten times
as much. Each table is a name and a builder of a hostile input of about n characters; they are a list of what was looked at.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from regsam_docs import edition
from regsam_docs.changes import naming, words
from regsam_docs.changes.redline import merged
from regsam_docs.check import check
from regsam_docs.check.register import REGISTER
from regsam_docs.cli.reports import Report
from regsam_docs.cli.reports import text as report
from regsam_docs.finding import finding
from regsam_docs.harmless import printable
from regsam_docs.model import Area
from regsam_docs.repository import layout
from regsam_docs.repository.tree import Tree, tree_of
from regsam_docs.scaffold import protocol, written
from regsam_docs.schema import shape
from regsam_docs.schema.judge import nearest
from regsam_docs.texts import check as texts
from regsam_docs.texts import pictures
from regsam_docs.texts.markdown import to_plain
from regsam_docs.texts.parse import parse
from regsam_docs.tidy import LeftAsIs, tidied
from tests.linear.growth import cost, worse_than_linear

Build = Callable[[int], Any]


def of(pump: str, start: str = "", end: str = "") -> Build:
    """A text of repetitions between a start and an end."""
    return lambda n: start + pump * max(n // len(pump), 1) + end


def rising(sign: str, between: str) -> Build:
    """Runs of a sign, each longer than the one before."""
    return lambda n: between.join(sign * length for length in range(1, int((2 * n) ** 0.5)))


def cases(table: dict[str, Build]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("build", table.values(), ids=table.keys())


# --- Markdown -------------------------------------------------------------------------------------------------------

MARKDOWN: dict[str, Build] = {
    "brackets": of("["),
    "bracket and underscores": of("_", "["),
    "bracket and asterisks": of("*", "["),
    "bracket and backticks": of("`a", "["),
    "bracket and tags": of("<a", "["),
    "brackets and text": of("[a "),
    "brackets that close": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "links in links": lambda n: "[" * (n // 6) + "](a)" * (n // 6),
    "links": of("[a](b) "),
    "links that do not end": of("[a]("),
    "links with titles that do not end": of('[a](b "'),
    "a title that does not end": of("x ", '[a](b "'),
    "links in brackets of addresses": of("[](<"),
    "parentheses in an address": of("(", "[a]("),
    "blanks in an address": of(" ", "[a]("),
    "references": of("[x][y]"),
    "a bracket a line": of("[a\n"),
    "definitions": of("[a]: b\n"),
    "definitions with titles": of('[a]: b "\n'),
    "a definition's title": of("y\n", '[a]: x "'),
    "definitions in quotations": of("> [a]: b 'c\n"),
    "images": of("!["),
    "images in images": lambda n: "![" * (n // 6) + "](a)" * (n // 6),
    "images that do not end": of("![![![a](b) "),
    "images that do not end around links": of("![ [a](b) "),
    "an image's description": of("*a* ", "![", "](anlagen/a.png)"),
    "asterisks": of("*"),
    "opening emphasis": of("*a "),
    "closing emphasis": of("a* "),
    "emphasis of two kinds": of("*a **b "),
    "emphasis that cannot match": of("a**b*c"),
    "emphasis crossing": of("*a_ "),
    "emphasis in emphasis": lambda n: "*a " * (n // 6) + " a*" * (n // 6),
    "emphasis never closed": lambda n: "*a " * (n // 6) + "b_ " * (n // 6),
    "runs of asterisks": rising("*", " a "),
    "backticks": rising("`", "a"),
    "pairs of backticks": of("`a ``b "),
    "less than": of("<"),
    "tags": of("<b></b>"),
    "tags in tags": lambda n: "<b>" * (n // 7) + "</b>" * (n // 7),
    "tags without end": of("<a "),
    "attributes": of('<a b="'),
    "a tag's blanks": of(" ", "<a b"),
    "comments": of("<!--"),
    "comments that end wrongly": of("<!-- ", end="--->"),
    "instructions": of("<?"),
    "CDATA": of("<![CDATA["),
    "addresses in brackets": of("<http:"),
    "mail in brackets": of("b.", "<a@"),
    "addresses and asterisks": of("://*"),
    "addresses with underscores": of("x://a_b*c"),
    "mail as link": of("b.", "[a](a@", "\u00a0/)"),
    "escapes": of("\\"),
    "ampersands": of("&amp"),
    "columns": lambda n: "|a" * (n // 4) + "\n" + "|-" * (n // 4) + "\n",
    "columns and short rows": lambda n: "|a" * (n // 8) + "\n" + "|-" * (n // 8) + "\n" + "|a\n" * (n // 8),
    "rows": of("|a|b|\n", "|a|b|\n|-|-|\n"),
    "rows with more cells": of("|a|b|c|\n", "|a|\n|-|\n"),
    "tables": of("|a|b|\n|-|-|\n|a|b|\n\n"),
    "heads of tables": of("a|b\n"),
    "quotations": of("> a\n"),
    "quotations in quotations": of(">"),
    "a quotation that goes on": of("b\n", "> a\n"),
    "lists": of("- a\n"),
    "lists with empty lines": of("- a\n\n"),
    "lists in lists": lambda n: "".join("  " * i + "- a\n" for i in range(int(n**0.5))),
    "empty items": of("-\n"),
    "empty lines in a list": of("\n", "- a\n  - b\n", "c"),
    "dashes": of("- "),
    "numbers": of("1. a\n"),
    "numbers in numbers": of("1. 2. 3. 4. a\n"),
    "numbers that do not run on": of("1. a\n\n2. b\n\n3) c\n\n"),
    "dates": of("31. Mai 2020\n"),
    "headings": of("# a\n"),
    "a heading's end": of("a #", "# "),
    "underlined headings": of("a\n===\n"),
    "a heading of many lines": of("a\n", end="==="),
    "rules": of("---\n"),
    "fences": of("```\n"),
    "fences of two kinds": of("~~~\n```\n"),
    "code": of("    a\n"),
    "empty lines in code": of("\n", "    a\n", "    b"),
    "tabs": of("\t"),
    "blanks": of(" ", "*a", "b"),
    "hard breaks": of("a\\\n"),
    "carriage returns": of("<b>\r\n"),
    "marks on a letter": of("\u0301", "a*"),
    "invisible characters": of("a\u200b"),
    "characters no font has": of("a\U0001f600"),
    "words": of("Wort "),
    "paragraphs": of("*Wort*\n\n"),
}


@cases(MARKDOWN)
def test_markdown(build: Build) -> None:
    def read(text: str) -> None:
        parse.cache_clear()
        deque(texts.problems(text, markdown=True), 0)
        deque(texts.links(text), 0)
        to_plain(text)

    assert not worse_than_linear(read, build)


PLAIN: dict[str, Build] = {
    "a tag's blanks": of(" ", "<a b"),
    "a tag's attribute": lambda n: "<a b" + " " * (n // 2) + "=" + " " * (n // 2),
    "tags": of("<b>"),
    "comments": of("<!--"),
    "CDATA": of("<![CDATA["),
    "a long name": of("a", "<"),
    "characters no font has": of("a\U0001f600"),
    "embeddings": of("\u202e"),
}


@cases(PLAIN)
def test_texts_without_markdown(build: Build) -> None:
    assert not worse_than_linear(lambda text: deque(texts.problems(text, markdown=False), 0), build)


# --- YAML and the check ---------------------------------------------------------------------------------------------

CHRONICLE = "areas/klein/chronik.yaml"
ENTRY = "eintraege:\n  - datum: 2025-01-01\n    art: presse\n    titel: T\n    text: "


def indented(pump: str) -> Build:
    """An entry whose text is a block of many lines."""
    return of(f"      {pump}\n", f"{ENTRY}|\n")


def counted(line: str, end: str = "") -> Build:
    """Lines with numbers in them."""
    return lambda n: "".join(line.format(i) for i in range(n // len(line))) + end


YAML: dict[str, Build] = {
    "marks and what they check off": of(
        "  - datum: 2025-01-01\n    art: presse\n    titel: T\n    # T03 geprüft: so\n    text: <b>\n", "eintraege:\n"
    ),
    "marks above a text full of what they check off": lambda n: (
        "eintraege:\n  - datum: 2025-01-01\n    art: presse\n    titel: T\n"
        + "    # T03 geprüft: so\n" * (n // 50)
        + "    text: |\n"
        + "      <b>\n" * (n // 20)
    ),
    "hash signs before a word of marks": of("# ", ENTRY, "geprüft\n"),
    "ids of a mark": of("A01,", f"{ENTRY}x\n# ", "A01 geprüft: so\n"),
    "entries": of("  - datum: 2025-01-01\n    art: presse\n    titel: T\n    text: Wort\n", "eintraege:\n"),
    "entries in brackets": of("{datum: 2025-01-01, art: presse, titel: T}, ", "eintraege: [", "]\n"),
    "unknown keys": counted("k{}: 1\n"),
    "unknown keys in braces": lambda n: "a: {" + "".join(f"k{i}: 1, " for i in range(n // 9)) + "}\n",
    "keys given twice": of("a: 1\n"),
    "wrong types": of("  - a\n", "eintraege:\n"),
    "wrong dates": of("  - datum: x\n    titel: T\n    art: q\n", "eintraege:\n"),
    "comments in values": of("  - datum: 2025-01-01\n    art: presse\n    titel: T #3\n", "eintraege:\n"),
    "tags in a text": indented("<b>"),
    "tags in decomposed text": indented("a\u0308 <b>"),
    "decomposed text without blanks": of("\u0430\u0308*", f"{ENTRY}|\n      ", "<b>\n"),
    "links that lead nowhere": indented("[a](anlagen/b)"),
    "links that are not allowed": indented("[a](/b)"),
    "invisible characters": indented("a\u200b"),
    "marks on a letter": of("\u0301\u0323", f"{ENTRY}a"),
    "marks in order": lambda n: f"{ENTRY}a" + "\u0301" * (n // 2) + "\u0323" * (n // 2),
    "escaped marks": of("\\u0301\\u0323", f'{ENTRY}"a', '"\n'),
    "comments": of("# c\n", "eintraege: []\n"),
    "a long comment": of("#", "", "\neintraege: []\n"),
    "comments that steer": of(" \u202ea", "#", "\neintraege: []\n"),
    "empty lines": of("\n", f"{ENTRY}T\n"),
    "empty lines in a block": of("\n", f"{ENTRY}|\n      a\n", "      b\n"),
    "a folded text": of("      a\n\n", f"{ENTRY}>\n"),
    "a plain text": of("      a\n", f"{ENTRY}a\n"),
    "hashes": of("a#", ENTRY),
    "colons": of("a:", ENTRY),
    "escapes": of("\\u00e4", f'{ENTRY}"', '"\n'),
    "forbidden escapes": of("\\u0001", f'{ENTRY}"', '"\n'),
    "unknown escapes": of("\\q", f'{ENTRY}"', '"\n'),
    "quoted lines": of("a\n      ", f'{ENTRY}"', '"\n'),
    "quoted lines without end": of("a\n      ", f'{ENTRY}"', "\n"),
    "single quotes": of("''", f"{ENTRY}'"),
    "brackets": of("["),
    "lists in a list": of("[],", "a: [", "]\n"),
    "braces": of("{a: "),
    "commas": of("a,", "a: {", "}\n"),
    "pairs": of("a: b,", "a: [", "]\n"),
    "dashes": of("- "),
    "dashes on lines": of("-\n"),
    "levels": lambda n: "".join(" " * i + "a:\n" for i in range(int((2 * n) ** 0.5))),
    "questions": of("? "),
    "anchors": of("&a ", "a: "),
    "documents": of("---\n"),
    "tabs": of("\tb: c\n", "a:\n"),
    "tabs behind a colon": of("\t", "a:", "b\n"),
    "wide blanks": of("\u00a0b: c\n", "a:\n"),
    "wrong indentation": of(" c: 1\n", "a:\n  b: 1\n"),
    "a mistake at the end": counted("a{}: 1\n", "a: b: c\n"),
    "a mistake at the start": lambda n: "a: b: c\n" + counted("a{}: 1\n")(n),
    "a quote at the start": lambda n: "a: 'b\n" + counted("a{}: 1\n")(n),
    "quotes in brackets": of("  - [" + "'a, " * 450 + "\n", "z:\n", '  - {[ "\n'),
    "quotes on lines": of("  - 'a\n", "z:\n", '  - {[ "\n'),
    "blanks on lines": of("  key " + " " * 1900 + "x\n", "z:\n", '  - {[ "\n'),
    "conflicts": of("<<<<<<\n"),
    "not UTF-8": lambda n: b"a: " + b"b" * n + b": \xe4",
    "control characters": of("\0"),
    "a long key": of("a", end=": b\n"),
    "a long date": of("1", ENTRY.replace("2025-01-01", "")[:24], "\n"),
    "line breaks in a key": of("\\n", '"', '": b\n'),
}


def judged(files: dict[str, Any]) -> None:
    """Check a city, and write what was found."""
    base = {"areas/regsam.yaml": b"format: 1\nherausgeber: H\n", "areas/klein/gebiet.yaml": b"name: K\nstatus: aktiv\n"}
    made = {path: data if isinstance(data, bytes) else data.encode() for path, data in files.items()}
    report(Report(check(tree_of(base | made)).findings, 1, 1))


@cases(YAML)
def test_yaml(build: Build) -> None:
    assert not worse_than_linear(lambda text: judged({CHRONICLE: text}), build)


def committee_and_minutes(n: int) -> dict[str, str]:
    members = "".join(f"  - {{id: m{i}, gruppe: referat, organisation: O{i}}}\n" for i in range(n // 50))
    present = "".join(f"  - m{i}\n" for i in range(n // 50))
    minutes = f"sitzungsnummer: 1\ndatum: 2025-01-01\nphase: umsetzung\nstatus: versandt\nverteiler:\n{present}"
    minutes += f"anwesend:\n{present}"
    return {"areas/klein/gremium.yaml": f"mitglieder:\n{members}", "areas/klein/protokolle/2025-01-01.yaml": minutes}


def closing(n: int) -> dict[str, str]:
    goals = "".join(f"      - {{id: Z{i}, titel: T}}\n" for i in range(n // 25))
    assessed = "".join(f"  - {{ziel: Z{i}, bewertung: erreicht}}\n" for i in range(n // 25))
    return {
        "areas/klein/ziele.yaml": f"handlungsfelder:\n  - id: H1\n    titel: T\n    ziele:\n{goals}",
        "areas/klein/abschluss.yaml": f"status: beschlossen\nzielerreichung:\n{assessed}",
    }


def lost_references(n: int) -> dict[str, str]:
    members = "".join(f"  - {{id: mitglied-{i}, gruppe: referat, organisation: O}}\n" for i in range(n // 50))
    absent = "".join(f"  - mitglied-x{i}\n" for i in range(n // 50))
    minutes = f"sitzungsnummer: 1\ndatum: 2025-01-01\nphase: umsetzung\nstatus: versandt\nentschuldigt:\n{absent}"
    return {"areas/klein/gremium.yaml": f"mitglieder:\n{members}", "areas/klein/protokolle/2025-01-01.yaml": minutes}


def pictures_in_texts(n: int) -> dict[str, Any]:
    shown = "![a](anlagen/p.png) " * (n // 60)
    return {CHRONICLE: f"{ENTRY}{json.dumps(shown)}\n", "areas/klein/anlagen/p.png": png(b"\0" * 10**6, 1000, 1000)}


def areas(n: int) -> dict[str, bytes]:
    return {f"areas/g{i}/Gebiet.yaml": b"" for i in range(n // 20)}


def table(cell: str) -> Callable[[int], dict[str, str]]:
    columns = "kennung: K\n    name: N\n    einwohner: E\n"
    chosen = (
        "stand: 2025-01-01\nmonitoring:\n  datei: t.csv\n  spalten:\n    " + columns + "  variablen: {V: V}\nkandidaten: []\n"
    )
    folder = "areas/_auswahl/a"
    return lambda n: {
        f"{folder}/auswahl.yaml": chosen,
        f"{folder}/t.csv": "K;N;E;V\n" + "".join(f"{i};N;1;{cell}\n" for i in range(n // 8)),
    }


CITIES: dict[str, Build] = {
    "members and those who were there": committee_and_minutes,
    "goals and their assessments": closing,
    "references that lead nowhere": lost_references,
    "a picture shown again and again": pictures_in_texts,
    "areas with misnamed files": areas,
    "a table": table("1,5"),
    "a table of words": table("=a"),
    "a table of marks": table("\u0301\u0323" * 50),
    "a table of points": table("1.1.1.1"),
}


@cases(CITIES)
def test_cities(build: Build) -> None:
    assert not worse_than_linear(judged, build)


# --- minutes written elsewhere --------------------------------------------------------------------------------------

WRITTEN: dict[str, Build] = {
    "lines that go on": of("wort\n"),
    "headings": of("# a\n"),
    "hashes": of("# ", "# a"),
    "items": of("- Jugendhaus bis 31. Mai 2027\n"),
    "items that go on": of("b\n", "- a\n"),
    "numbered items": of("TOP 1: a\nb\n"),
    "an item's blanks": of(" ", "TOP 1"),
    "decisions": of("Beschluss: a\n\n"),
    "a decision's votes": of("1 Ja ", "Beschluss: "),
    "days": of("31. Mai "),
    "times": of("14:00 bis "),
    "places": of("Ort: "),
    "levels": lambda n: "".join(" " * (2 * i) + "- a\n" for i in range(int(n**0.5))),
}


def drafted(text: str) -> None:
    """What becomes of a text that is imported."""
    for name in ("p.md", "p.txt"):
        found = written.lines(text.encode(), name)
        protocol.protocol(found, Area("klein"), date(2027, 1, 1))


@cases(WRITTEN)
def test_written_minutes(build: Build) -> None:
    assert not worse_than_linear(drafted, build)


# --- pictures -------------------------------------------------------------------------------------------------------

SVG = '<svg xmlns="http://www.w3.org/2000/svg">'


def png(rows: bytes, width: int, height: int, extra: bytes = b"") -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    filtered = b"".join(b"\0" + rows[n * width : (n + 1) * width] for n in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(filtered)) + chunk(b"IEND", b"")


PICTURES: dict[str, Build] = {
    "comments": of("<!-- -->"),
    "comments without end": of("<!--"),
    "instructions": of("<?a?>", "<?xml version='1.0'?>"),
    "instructions without end": of("<?xml "),
    "blanks": of(" "),
    "DOCTYPEs": of("<!DOCTYPE [ ] "),
    "brackets in a DOCTYPE": of("[", "<!DOCTYPE "),
    "an encoding": of("encoding ", "<?xml "),
    "elements": of("<g/>", SVG, "</svg>"),
    "elements in elements": of("<g>", SVG, "</svg>"),
    "attributes": lambda n: f"{SVG}<g " + " ".join(f'a{i}=""' for i in range(n // 8)) + "/></svg>",
    "namespaces": lambda n: f"{SVG}" + "".join(f'<a{i}:g xmlns:a{i}="{i}"/>' for i in range(n // 30)) + "</svg>",
    "style sheets": of("url(", f"{SVG}<style>", "</style></svg>"),
    "style sheets in style sheets": lambda n: SVG + "<style>" * 200 + "a" * n + "</style>" * 200 + "</svg>",
    "references": of("<use href='#a'/>", f"{SVG}<g id='a'>", "</g></svg>"),
    "points": of("1 ", f"{SVG}<path d='", "'/></svg>"),
    "entities": of("&lt;", f"{SVG}<text>", "</text></svg>"),
    "variables": of("var(--a)", f"{SVG}<style>:root{{--a:{'b' * 150}}}</style><g style='fill:", "'/></svg>"),
    "variables in variables": lambda n: (
        f"{SVG}<style>:root{{"
        + "".join(f"--a{i}:var(--a{i + 1}) var(--a{i + 1});" for i in range(n // 40))
        + "}</style><g style='fill:var(--a0)'/></svg>"
    ),
    "functions": of("rgb(1,2,3) ", f"{SVG}<g style='fill:", "'/></svg>"),
    "functions in functions": of("rgb(", f"{SVG}<g style='fill:", "'/></svg>"),
    "names of functions": of("a", f"{SVG}<g style='fill:", "'/></svg>"),
    "rules": of("a{fill:red}", f"{SVG}<style>", "</style></svg>"),
    "rules in rules": of("a{", f"{SVG}<style>", "</style></svg>"),
    "digits": of("1", f"{SVG}<linearGradient id='a' x1='", "x' gradientTransform='scale(2)'/></svg>"),
    "transformations": of("scale(1) ", f"{SVG}<linearGradient gradientTransform='", "'/></svg>"),
    "gradients by gradients": lambda n: (
        SVG + "".join(f"<linearGradient id='a{i}' href='#a{i + 1}'/>" for i in range(n // 50)) + "</svg>"
    ),
    "switches": of("<switch><g systemLanguage='fr'/></switch>", SVG, "</svg>"),
    "languages": of("fr,", f"{SVG}<g systemLanguage='", "'/></svg>"),
    "letters": of("✈a", f"{SVG}<text>", "</text></svg>"),
    "pieces of text": of("<tspan>a</tspan>", f"{SVG}<text>", "</text></svg>"),
    "JPEG filling": lambda n: b"\xff\xd8" + b"\xff" * n,
    "JPEG segments": lambda n: b"\xff\xd8\xff\xdb" + b"\xff\xfe\x00\x02" * (n // 4),
    "PNG chunks": lambda n: png(b"\0", 1, 1, b"\0\0\0\0tEXt\x00\x00\x00\x00" * (n // 12)),
}


@cases(PICTURES)
def test_pictures(build: Build) -> None:
    def read(data: Any) -> None:
        pictures.kind(data if isinstance(data, bytes) else data.encode())
        pictures.problem(data if isinstance(data, bytes) else data.encode())
        pictures.unprinted(data if isinstance(data, bytes) else data.encode())

    assert not worse_than_linear(read, build)


# --- what else is made of content -----------------------------------------------------------------------------------

Two = tuple[str, str]

TEXTS: dict[str, Build] = {
    "every second line": lambda n: tuple("\n".join(f"{s}{i}" if i % 2 else f"{i}" for i in range(n // 7)) for s in "ab"),
    "every second word": lambda n: tuple(" ".join(f"{s}{i}" if i % 2 else f"{i}" for i in range(n // 7)) for s in "ab"),
    "three words": lambda n: (" ".join("abacbcb"[i % 7] for i in range(n)), " ".join("bacca"[i % 5] for i in range(n))),
    "three lines": lambda n: ("\n".join("abacbcb"[i % 7] for i in range(n)), "\n".join("bacca"[i % 5] for i in range(n))),
    "other lines": lambda n: tuple("\n".join(f"{s}{i}" for i in range(n // 6)) for s in "ab"),
    "the same line": lambda n: ("a\n" * n, "b\n" * n),
    "backwards": lambda n: ("\n".join(map(str, range(n // 5))), "\n".join(map(str, range(n // 5, 0, -1)))),
    "blanks": lambda n: ("a" + " " * n + "b", "a" + " " * n + "c"),
    "empty lines": lambda n: ("a" + "\n" * n + "b", "a" + "\n " * (n // 2) + "c"),
}


@cases(TEXTS)
def test_two_texts(build: Build) -> None:
    assert not worse_than_linear(lambda both: words.condensed(words.parts(*both)), build)


LISTS: dict[str, Build] = {
    "other ids": lambda n: tuple([{"id": f"{s}{i}", "titel": f"{s} {i}"} for i in range(n // 10)] for s in "ab"),
    "one id": lambda n: tuple([{"id": "m", "titel": f"{s} {i}"} for i in range(n // 10)] for s in "ab"),
    "few long entries": lambda n: tuple([{"id": f"{s}{i}", "titel": f"{s} und " * (n // 180)} for i in range(30)] for s in "ab"),
    "half gone": lambda n: ([{"id": str(i)} for i in range(n // 5)], [{"id": str(i)} for i in range(1, n // 5, 2)]),
}


@cases(LISTS)
def test_two_lists(build: Build) -> None:
    def key(entry: Any) -> str:
        return str(entry["id"])

    assert not worse_than_linear(lambda both: naming.pairs(both[0], both[1], key, key, ("id",)), build)


def pages(before: str, after: str) -> Build:
    """Two pages of many blocks, `{}` being their numbers."""

    def build(n: int) -> tuple[str, ...]:
        made = ["".join(block.format(i) for i in range(n // len(block))) for block in (before, after)]
        return tuple(f"<html><body><main>{inner}</main></body></html>" for inner in made)

    return build


PAGES: dict[str, Build] = {
    "other paragraphs": pages("<p>a{} b</p>", "<p>c{} d</p>"),
    "paragraphs of one word": pages("<p>a</p>", "<p>a</p><p>b</p>"),
    "tables": pages("<table><tr><td>{0}</td><td>a{0}</td></tr></table>", "<table><tr><td>{0}</td></tr></table>"),
    "emphasis in one paragraph": pages("<em>a{0}</em> {0} ", "<em>b{0}</em> {0} "),
}


@cases(PAGES)
def test_two_pages(build: Build) -> None:
    assert not worse_than_linear(lambda both: merged(both[0], both[1], "p"), build)


TIDY: dict[str, Build] = {
    "a long list": of("b, ", "a: [", "]\n"),
    "braces": of("{b: c}, ", "a: [", "]\n"),
    "blanks": of(" ", 'a: "b', 'c\n  d"\n'),
    "keys": counted("k{}: 1\n"),
    "comments": of("# a\n", "b: 1\n"),
    "empty lines": of("\n", "a: 1\n", "b: 1\n"),
    "a block": of("  b\n", "a: |\n"),
}


@cases(TIDY)
def test_tidy(build: Build) -> None:
    def tidy(text: str) -> None:
        with suppress(LeftAsIs):
            tidied(text, shape("chronik"))

    assert not worse_than_linear(tidy, build)


def people(n: int) -> dict[str, tuple[str, Any, Any]]:
    """As many people as texts that call them, all with one last name."""
    said = {"mitglieder": [{"id": f"m{i}", "person": {"name": f"P{i} Mustermann"}} for i in range(n // 50)]}
    calls = {"eintraege": [{"titel": "T", "text": f"Frau Mustermann und P{i} Mustermann"} for i in range(n // 50)]}
    return {"gremium.yaml": ("gremium", said, None), "chronik.yaml": ("chronik", calls, calls)}


def one_text(n: int) -> dict[str, tuple[str, Any, Any]]:
    said = {"mitglieder": [{"id": f"m{i}", "person": {"name": f"P{i} M{i}"}} for i in range(n // 50)]}
    calls = {"eintraege": [{"titel": "T", "text": "Frau Dr. " * (n // 50) + " ".join(f"P{i} M{i}" for i in range(n // 50))}]}
    return {"gremium.yaml": ("gremium", said, None), "chronik.yaml": ("chronik", calls, calls)}


@pytest.mark.parametrize("build", [people, one_text])
def test_names(build: Build) -> None:
    assert not worse_than_linear(lambda files: deque(edition.called(files), 0), build)


@pytest.mark.parametrize("build", [of("\n", end="a"), of(" ", end="a"), of(":"), of("#["), of("\x1b")])
def test_printable(build: Build) -> None:
    assert not worse_than_linear(printable, build)


def test_suggestions() -> None:
    """As many words as are asked for, all alike."""

    def ask(known: frozenset[str]) -> None:
        for word in sorted(known)[:30]:
            nearest(f"{word}x", known)

    assert not worse_than_linear(ask, lambda n: frozenset(f"abc-{i:06}-xyz" for i in range(n)))


@pytest.mark.parametrize("path", ["areas/_auswahl/{}", "areas/a/protokolle/x{}.yaml", "areas/{}/gebiet.yml", "areas/Ä{}/x"])
def test_many_names(path: str) -> None:
    assert not worse_than_linear(layout.layout, lambda n: tree_of({path.format(i): b"" for i in range(n // 10)}))


def test_many_links() -> None:
    def build(n: int) -> Tree:
        areas = [f"areas/g{i}" for i in range(n // 20)]
        links = frozenset(f"{area}/anlagen/x" for area in areas)
        return Tree({}, frozenset(["areas", *areas, *(f"{area}/anlagen" for area in areas)]), links)

    assert not worse_than_linear(layout.layout, build)


def test_many_findings() -> None:
    found = [finding("a", n, 1, REGISTER["T05"], "Wort " * 10) for n in range(1000)]
    assert not worse_than_linear(lambda n: report(Report(tuple(found[: n // 30]), 1, 1)), lambda n: n)


# --- whole files ----------------------------------------------------------------------------------------------------

MIB = 1024 * 1024

WHOLE: dict[str, dict[str, Any]] = {
    "a drawing of comments": {"areas/klein/anlagen/p.svg": b"<!-- -->" * (10 * MIB // 8)},
    "a text of underscores": {CHRONICLE: f"{ENTRY}|\n      [" + "_" * (MIB - 200)},
    "a text of brackets": {CHRONICLE: f"{ENTRY}|\n      " + "![ [a](b) " * (MIB // 10 - 100)},
    "a text of marks": {CHRONICLE: f"{ENTRY}a" + "\u0301\u0323" * (MIB // 4 - 100)},
    "a text of tables": {CHRONICLE: f"{ENTRY}|\n" + "      |a|b|\n      |-|-|\n      |a|\n\n" * (MIB // 45 - 10)},
    "a file of brackets": {CHRONICLE: "[" * MIB},
}


@pytest.mark.parametrize("files", WHOLE.values(), ids=WHOLE.keys())
def test_files_as_large_as_may_be(files: dict[str, Any]) -> None:
    shows = {CHRONICLE: f'{ENTRY}"![Plan](anlagen/p.svg)"\n'}
    assert cost(lambda all_: judged(shows | all_), files, seconds=10) < 10
