"""Advice mends: who follows it to the letter has, at most two rounds later, a file that says what was meant.

The measure counts every slip; no advice may ever change what a file says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from regsam_docs.check import check
from regsam_docs.check.mending import follow
from regsam_docs.finding import Finding
from regsam_docs.repository.tree import tree_of
from regsam_docs.schema.sheet import read
from tests.oracle.slips import SLIPS, UNSURE, Slip

CITY = {p.relative_to(p.parents[3]).as_posix(): p.read_text("utf-8") for p in (Path(__file__).parent / "stadt").rglob("*.yaml")}
CITY = {name[name.index("areas/") :]: text for name, text in CITY.items()}
ROUNDS = 2


def followed(text: str, findings: list[Finding]) -> str:
    """A file's text after all its findings were followed, from the last to the first, so that lines keep their numbers."""
    for found in sorted(findings, key=lambda f: (f.line, f.column), reverse=True):
        text = follow(text, found)
    return text


Judge = Callable[[str, str], tuple[tuple[Finding, ...], Any]]


def alone(path: str, text: str) -> tuple[tuple[Finding, ...], Any]:
    """The findings Y and S of one file, and what it says."""
    sheet = read(text.encode(), path, Path(path).stem)
    return sheet.findings, meaning(sheet.data)


def judged(path: str, text: str) -> tuple[tuple[Finding, ...], Any]:
    """The findings of the city with this file, and what the file says."""
    files = {name: data.encode() for name, data in {**CITY, path: text}.items()}
    result = check(tree_of(files))
    return result.findings, meaning(result.sheets[path].data)


def meaning(value: Any) -> Any:
    """Data with its texts on one line: where a text wraps says nothing."""
    if isinstance(value, dict):
        return {key: meaning(one) for key, one in value.items()}
    if isinstance(value, list):
        return [meaning(one) for one in value]
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else value


def outcome(path: str, right: str, wrong: str, judged: Judge = judged) -> tuple[str, str]:
    """`mended`, `told` (a finding, and nothing to follow), `stuck` (nothing more to follow, but not in order), or `harmed`: the
    file is in order and says something else, or nothing was found. With the findings that were followed."""
    said, text = [], wrong
    wanted = judged(path, right)
    assert wanted[0] == (), wanted
    for _ in range(ROUNDS + 1):
        found, data = judged(path, text)
        said += [f"{f.line}:{f.column} {f.id} {f.message} → {f.hint}" for f in found]
        if not any(f.is_error or f.hint for f in found):
            return ("mended" if data == wanted[1] and not found else "harmed"), "\n".join(said)
        after = followed(text, [f for f in found if f.path == path])
        if after == text:
            break
        text = after
    return ("told" if text == wrong else "stuck"), f"{text}\n" + "\n".join(said)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_a_slip_is_mended(slip: Slip) -> None:
    path = f"areas/muster/{slip.file}.yaml"
    assert CITY[path].count(slip.old) >= 1
    right, wrong = (CITY[path].replace(slip.old, new, 1) for new in (slip.right, slip.wrong))

    came, said = outcome(path, right, wrong)

    assert came == ("told" if slip.name in UNSURE else "mended"), said


def generated() -> Iterator[tuple[str, str, str]]:
    """Slips of the hand, on every line: kind, path, text."""
    for path, text in CITY.items():
        lines = text.split("\n")
        for n, line in enumerate(lines):
            for kind, new in slips_of(line):
                if new != line:
                    yield kind, path, "\n".join([*lines[:n], new, *lines[n + 1 :]])


def slips_of(line: str) -> Iterator[tuple[str, str]]:
    """What may happen to a line with a key in it."""
    if not (found := re.match(r"( *)(- )?([a-z_]+):( \S.*)?$", line)):
        return
    blanks, dash, key, value = found[1], found[2] or "", found[3], found[4] or ""
    plain = bool(value) and value[1] not in "[{|\"'"
    yield "kein Leerzeichen nach :", f"{blanks}{dash}{key}:{value.strip()}"
    yield "kein Doppelpunkt", f"{blanks}{dash}{key}{value}"
    yield "ein Leerzeichen zu viel", f" {line}"
    yield "ein Leerzeichen zu wenig", line.removeprefix(" ")
    yield "zwei Leerzeichen zu viel", f"  {line}"
    yield "Tabulator", re.sub("^ +", "\t", line)
    yield "geschütztes Leerzeichen", line.replace(": ", ":\u00a0")
    yield "geschützt eingerückt", re.sub("^ ", "\u00a0", line)
    if value:
        yield "Schlüssel in Anführungszeichen", f'{blanks}{dash}"{key}":{value.strip()}'
    if dash:
        yield "kein Leerzeichen nach -", f"{blanks}-{key}:{value}"
        yield "Gedankenstrich", f"{blanks}– {key}:{value}"
    if plain:
        yield "Anführungszeichen offen", f'{blanks}{dash}{key}: "{value.strip()}'


@cache
def measured() -> tuple[Counter[str], dict[str, Counter[str]], list[str]]:
    """Outcomes of the generated slips: all, by kind, and those that do harm."""
    every, kinds, harm = Counter[str](), dict[str, Counter[str]](), []
    for kind, path, wrong in generated():
        came, said = outcome(path, CITY[path], wrong, alone)
        every[came] += 1
        kinds.setdefault(kind, Counter())[came] += 1
        if came != "mended":
            harm.append(f"=== {came} {kind} {path}\n{said}")
    return every, kinds, harm


def test_slips_of_the_hand_are_mended() -> None:
    every, kinds, rest = measured()

    assert every["harmed"] == 0, "\n".join(r for r in rest if r.startswith("=== harmed"))
    assert every["mended"] >= 0.95 * every.total(), kinds
