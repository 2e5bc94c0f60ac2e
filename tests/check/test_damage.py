"""Good files with something wrong in them, anywhere: never an exception, and only findings a person can use."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from regsam_docs.check import Result, check
from regsam_docs.check.register import REGISTER
from regsam_docs.cli.reports import FORMATS, Report
from regsam_docs.edition import excerpt_of
from regsam_docs.finding import WARNING
from regsam_docs.schema import EDITIONS
from tests.check.cases import GONE, RICH, contents, overlaid
from tests.examples import examples

BASIS = contents(RICH)
TEXTS = sorted(path for path in BASIS if path.endswith(".yaml"))
IDS = frozenset(REGISTER)
"""Every id there is, and those of them that are warnings."""
WARNINGS = frozenset(rule.id for rule in REGISTER.values() if rule.level == WARNING)
GERMAN = re.compile(
    r"\b(der|die|das|ein|eine|einen|dem|den|des|hier|nicht|ist|gibt|fehlt|dieser?|muss|gehört|liegt)\b", re.IGNORECASE
)
ENGLISH = re.compile(r"\b(the|is|expected|found|while|could|property|required|None|True|False|object|array|Traceback)\b")

CHARACTERS = ":{}[],&*#?|-<>=!%@`~\\\"'\n\t éß😀漢\x00\x1b\u2028\ufeff\u202e\u0308"
WORDS = r"""\r\n \r -_ :_ _# \n\n ---\n \n...\n null <b> ![x](y) [a](javascript:b) |_a_|_b_|\n &a_ *a <<:_ !!str_"""
PIECES = st.sampled_from([*CHARACTERS, *(w.replace("_", " ").encode().decode("unicode_escape") for w in WORDS.split(" "))])
NOT_RIGHT = """
    ~ 0 -1 9.800 6,5 true [] {} [[]] [a,b] {a:_b} {id:_moderation} " ' | > 2024-06-13 2024-02-30 31.12.2024 2024-06-13/1
    2024-06-13-b 24:30 moderation Z1 M1 H1 anlagen/x.png ../x auswahl/x geplant erledigt beschlossen genehmigt Wort:_Wort
    a_#b &a_x *a"""
VALUES = st.sampled_from(["", "1" * 40, "x" * 300, "[" * 30, *(word.replace("_", " ") for word in NOT_RIGHT.split())])
PAIR = re.compile(r"([a-z_]+): ([^,{}\[\]\n|]+)")
ENTRY = re.compile(r"^(?: +- \{.*\}|[a-z_]+: .+| +[a-z_]+: .+)\n", re.MULTILINE)
DAYS = ["2023-01-01", "2024-06-13", "2024-09-12", "2025-03-13", "2026-01-01"]
ALIKE: dict[tuple[str, str], list[str]] = {}
"""Kind of file and key → values it has there: another of them is as right to the schema, and wrong to the rules."""


def kind_of(path: str) -> str:
    return path.split("/")[2 if path.count("/") > 1 else 1]


for _path in TEXTS:
    for _pair in PAIR.finditer(BASIS[_path].decode()):
        _given = ALIKE.setdefault((kind_of(_path), _pair[1]), [])
        _given += [_pair[2]] if _given or not re.match(r"\d{4}-\d\d-\d\d\Z", _pair[2]) else [_pair[2], *DAYS]


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, bytes]:
    """One to three changes in the files of the complete area: what is to be laid over it."""
    files: dict[str, bytes] = {}
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(TEXTS))
        change = draw(st.sampled_from((character, line, value, key, name)))
        text = files.get(path, BASIS[path]).decode("utf-8", "surrogateescape")
        files[path] = change(draw, text).encode("utf-8", "surrogateescape")
        if draw(st.integers(0, 19)) == 0:
            files[f"{path}{GONE}"] = b""
    return files


def character(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.one_of(PIECES, st.just(""), st.just("\udcff"))) + text[at + draw(st.integers(0, 2)) :]


def line(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    other = draw(st.integers(0, len(lines) - 1))
    lines[at : at + 1] = draw(
        st.sampled_from(
            (
                [],
                [lines[at]] * 2,
                [f"  {lines[at]}"],
                [lines[at][2:]],
                [f"\t{lines[at]}"],
                [lines[other]],
                [lines[at], lines[other]],
            )
        )
    )
    return "\n".join(lines)


def value(draw: st.DrawFn, text: str) -> str:
    """One of the values behind a colon or in a list."""
    places = list(re.finditer(r"(?<=: )[^,{}\[\]\n]+|(?<=- )[^,:{}\[\]\n]+", text))
    if not places:
        return text
    found = draw(st.sampled_from(places))
    return text[: found.start()] + draw(VALUES) + text[found.end() :]


def key(draw: st.DrawFn, text: str) -> str:
    places = list(re.finditer(r"[a-z_]+(?=:)", text))
    if not places:
        return text
    found = draw(st.sampled_from(places))
    other = draw(
        st.one_of(st.sampled_from(places).map(lambda m: m[0]), st.sampled_from(["", "Ü", "items", "x y", f"{found[0]}n"]))
    )
    return text[: found.start()] + other + text[found.end() :]


def name(draw: st.DrawFn, text: str) -> str:
    """The whole file is something else."""
    return draw(
        st.sampled_from(
            (
                "",
                "\n",
                "{}",
                "[]",
                "x",
                "- x",
                "# nur ein Kommentar",
                "a: [",
                "\ufeff" + text,
                text.replace("\n", "\r\n"),
                text * 2,
            )
        )
    )


@st.composite
def told_otherwise(draw: st.DrawFn) -> dict[str, bytes]:
    """Up to a dozen values exchanged for others of their key, entries taken out, whole files missing."""
    files: dict[str, bytes] = {}
    for _ in range(draw(st.integers(1, 12))):
        path = draw(st.sampled_from(TEXTS))
        text = files.get(path, BASIS[path]).decode()
        values: list[re.Match[str]] = list(PAIR.finditer(text))
        entries: list[re.Match[str]] = list(ENTRY.finditer(text))
        exchange: bool = draw(st.integers(0, 3)) > 0
        if values and exchange:
            found = draw(st.sampled_from(values))
            text = text[: found.start(2)] + draw(st.sampled_from(ALIKE[kind_of(path), found[1]])) + text[found.end(2) :]
        elif entries:
            found = draw(st.sampled_from(entries))
            text = text[: found.start()] + text[found.end() :]
        files[path] = text.encode() or b"{}"
        if draw(st.integers(0, 29)) == 0:
            files[f"{path}{GONE}"] = b""
    return files


@settings(max_examples=examples(30))
@given(damaged())
def test_damage_gives_findings_and_never_an_exception(files: dict[str, bytes]) -> None:
    judge(files)


@settings(max_examples=examples(30))
@given(told_otherwise())
def test_another_story_gives_findings_and_never_an_exception(files: dict[str, bytes]) -> None:
    judge(files)


def judge(files: dict[str, bytes]) -> None:
    """Check the area with these files laid over it, and everything that comes of it."""
    tree = overlaid(files, BASIS)
    result = check(tree)
    unsure: set[str] = set()
    for found in result.findings:
        assert found.id in IDS
        assert (found.level == "warnung") == (found.id in WARNINGS)
        assert (
            is_place(tree.read(found.path) if found.path in tree.files else None, found.line, found.column)
            or found.path in unsure
        )
        if found.id == "Y01":
            unsure.add(found.path)  # what else is wrong in the file is found in a text with the first mistake mended
        assert GERMAN.search(found.message), found
        assert not ENGLISH.search(re.sub(r"„[^“]*“", "", found.message)), found
        assert found.message.rstrip().endswith((".", "?", ")", "“", "geprüft: Grund")), found
    assert list(result.findings) == sorted(result.findings, key=lambda f: (f.path, f.line, f.column, f.id))
    for form in FORMATS.values():
        form(Report(result.findings, len(result.sheets), len(result.city.areas)))
    cut_everything(result)


def is_place(data: bytes | None, line: int, column: int) -> bool:
    """Whether a place lies within a file; a missing file and one that is no text have but their first."""
    if data is None:
        return (line, column) == (1, 1)
    lines = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1


def cut_everything(result: Result) -> None:
    for area in result.city.areas:
        start = f"areas/{area.slug}/"
        data = {
            path.removeprefix(start): s.data for path, s in result.sheets.items() if path.startswith(start) and s.data is not None
        }
        for edition in EDITIONS:
            excerpt_of(area, data, edition)
