"""Every regular expression of the package and of the schemas, attacked with strings made of its own parts: none takes more
than linear time. What cannot help it stands in `BOUNDED`, with what bounds its input.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

import regsam_docs
from tests.linear.growth import worse_than_linear

PACKAGE = Path(regsam_docs.__file__).parent
SCHEMAS = PACKAGE.parent / "schemas"

BOUNDED = {
    "edition/travel.py": "the first _HEAD bytes of a file",
    "repository/layout.py": "a name of at most LONGEST_COPY characters",
    "yaml/lines.py": "a line of at most LONG characters",
    "yaml/slips.py": "a line of at most LONG characters",
    "yaml/shape.py": "a line of at most LONG characters",
}
"""Files some of whose patterns may be worse than linear, for what they are given is short."""

LOCALS: dict[str, dict[str, Any]] = {
    "cli/errand.py": {"blank": SimpleNamespace(pattern=r"[a-z0-9-]{1,60}")},
    "forms.py": {"kind": "vereinbarung"},
    "edition/travel.py": {"begins": rb"(?:[A-Za-z0-9-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,200}?MIME-Version:"},
    "history/deciding.py": {"takes": ["einwohner"]},
    "edition/__init__.py": {"whole": r"Erika\s+Mustermann", "parts": ["Erika", "Mustermann"]},
    "repository/contents.py": {"kind": SimpleNamespace(begins=rb"PK\x03\x04.{0,4000}?xl/")},
    "repository/layout.py": {"added": r" \(\d{1,3}\)", "pattern": r"(.*?)(?:~|\.bak)\Z"},
    "pdf/lean.py": {"opposite": True, "signs": "<&"},
    "render/overrides/markup.py": {"start": ("<html>",), "meta": "<meta>", "rule": "default-src"},
    "texts/svg.py": {"pattern": r"[a-z]+"},
    "scaffold/editor.py": {"pattern": "^[a-z]+$"},
    "schema/schemas.py": {"pattern": r"\d+"},
    "schema/messages.py": {"schema": {"pattern": "^[a-z]+$"}},
    "scaffold/drafting.py": {"key": "zuordnung", "field": "H1"},
    "selection/complaints.py": {
        "decimals": "(?:,[0-9]+)?",
        "by": ".",
        "other": ".",
        "self": SimpleNamespace(mark=","),
        "mark": ",",
    },
    "yaml/shape.py": {"key": 2, "at": 4},
    "yaml/slips.py": {"mark": "'"},
}
"""Names of functions' own that patterns are made of, with samples."""

USED = {"pdf/fetch.py": frozenset(("match",)), "yaml/scanner.py": frozenset(("match",))}
"""Files whose patterns stand in a table, and how they are used."""

ALL = frozenset("compile match search fullmatch sub split findall finditer".split())
FROM_START = frozenset(("match", "fullmatch"))


class Use(NamedTuple):
    """A pattern as it stands in the code, and the names of the functions it is used by."""

    file: str
    line: int
    how: frozenset[str]
    pattern: re.Pattern[Any]


@cache
def parts() -> dict[str, list[ast.AST]]:
    """File → what its code consists of."""
    files = sorted(PACKAGE.rglob("*.py"))
    return {file.relative_to(PACKAGE).as_posix(): list(ast.walk(ast.parse(file.read_bytes()))) for file in files}


@cache
def calls() -> dict[str, frozenset[str]]:
    """Name → how something of that name is searched with anywhere in the package."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for node in (node for nodes in parts().values() for node in nodes):
        if isinstance(node, ast.Attribute) and node.attr in ALL:
            found[ast.unparse(node.value).rpartition(".")[2]].add(node.attr)
    return {name: frozenset(called) for name, called in found.items()}


@cache
def uses() -> tuple[Use, ...]:
    """All patterns of the package."""
    return tuple(_uses())


def _uses() -> Iterator[Use]:
    for file, nodes in parts().items():
        named = {id(n.value): n.targets[0] for n in nodes if isinstance(n, ast.Assign)}
        for node in nodes:
            if isinstance(node, ast.Call) and (how := _made_by(node.func)):
                name = ast.unparse(named[id(node)]) if id(node) in named else ""
                made = USED.get(file) or (frozenset((how,)) if how != "compile" else calls().get(name, frozenset()))
                yield Use(file, node.lineno, made or ALL, _compiled(file, node))


def _made_by(function: ast.expr) -> str | None:
    """The function of `re` that is called, if it is one."""
    if isinstance(function, ast.Attribute) and function.attr in ALL and ast.unparse(function.value) == "re":
        return function.attr
    return None


def _compiled(file: str, node: ast.Call) -> re.Pattern[Any]:
    module = importlib.import_module(".".join(("regsam_docs", *file.removesuffix(".py").split("/"))).removesuffix(".__init__"))
    scope = {**vars(module), **LOCALS.get(file, {})}
    flags = 0
    for argument in [*node.args[1:], *(keyword.value for keyword in node.keywords)]:
        if re.fullmatch(r"re\.[A-Z]+(?: \| re\.[A-Z]+)*", ast.unparse(argument)):
            flags |= eval(ast.unparse(argument), scope)
    return re.compile(eval(ast.unparse(node.args[0]), scope), flags)


# --- strings made of a pattern's own parts ------------------------------------------------------------------------


def members(items: Any) -> list[str]:
    """A few characters of a class."""
    found = []
    for kind, value in items:
        name = str(kind)
        if name == "LITERAL":
            found.append(chr(value))
        elif name == "RANGE":
            found.append(chr(value[0]))
        elif name == "CATEGORY":
            found += {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " \n", "CATEGORY_WORD": "a"}.get(str(value), "!")
    inverted = bool(items) and str(items[0][0]) == "NEGATE"
    return [c for c in "a1 -!\n<" if c not in found][:3] if inverted else found[:3]


def pieces(tree: Any) -> Iterator[tuple[str, list[str]]]:
    """For each repetition of a pattern: a text that leads up to it, and texts it repeats."""
    before = ""
    for kind, value in tree:
        name = str(kind)
        if name.endswith("REPEAT"):
            yield before, sorted({*texts(value[2])})
            for lead, pumps in pieces(value[2]):
                yield before + lead, pumps
        for inner in inside(name, value):
            for lead, pumps in pieces(inner):
                yield before + lead, pumps
        before += next(iter(texts([(kind, value)])), "")


def inside(name: str, value: Any) -> list[Any]:
    if name == "SUBPATTERN":
        return [value[3]]
    if name == "BRANCH":
        return list(value[1])
    return [value[1]] if name in ("ASSERT", "ASSERT_NOT") else [value] if name == "ATOMIC_GROUP" else []


def texts(tree: Any) -> list[str]:
    """A few short texts that match, apart from what is asserted around them."""
    found = [""]
    for kind, value in tree:
        name = str(kind)
        if name == "LITERAL":
            step = [chr(value)]
        elif name == "NOT_LITERAL":
            step = [c for c in "a b" if ord(c) != value][:2]
        elif name == "ANY":
            step = ["a", " "]
        elif name == "IN":
            step = members(value)
        elif name.endswith("REPEAT"):
            step = [one * max(value[0], 1) for one in texts(value[2])[:3]] + ([""] if not value[0] else [])
        elif name in ("SUBPATTERN", "BRANCH", "ATOMIC_GROUP"):
            step = [text for inner in inside(name, value) for text in texts(inner)[:3]]
        else:
            continue
        found = [text + one for text in found for one in step][:6]
    return found


def attacks(pattern: re.Pattern[Any]) -> Iterator[Callable[[int], Any]]:
    """Builders of hostile strings of about n characters."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = re._parser.parse(source, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)  # type: ignore[attr-defined]
    told: set[tuple[str, str]] = set()
    for lead, pumps in pieces(tree):
        for pump in dict.fromkeys((*pumps, *(lead + pump for pump in pumps), " ")):
            for start in ("", lead):
                if pump and (start, pump) not in told:
                    told.add((start, pump))
                    for end in ("", "\x01", "\n!"):
                        yield partial(_attack, start, pump, end)


def _attack(start: str, pump: str, end: str, n: int) -> str:
    return start + pump * (n // len(pump)) + end


def _encoded(attack: Callable[[int], str], n: int) -> bytes:
    return attack(n).encode()


SIZES = 800, 8_000
"""Characters an attack begins with and goes up to. At the larger one what is quadratic takes a tenth of a second
or more; longer ones tell no more, and there are thousands of attacks."""


def judged(how: frozenset[str], pattern: re.Pattern[Any], sizes: tuple[int, int] = SIZES) -> str | None:
    """What is wrong with a pattern, if anything is."""

    def call(text: Any) -> None:
        if how - FROM_START:
            for _ in pattern.finditer(text):
                pass
        if "fullmatch" in how:
            pattern.fullmatch(text)
        pattern.match(text)

    for attack in attacks(pattern):
        as_bytes = isinstance(pattern.pattern, bytes)
        if worse := worse_than_linear(call, partial(_encoded, attack) if as_bytes else attack, *sizes):
            return f"{pattern.pattern!r} with {attack(30)!r}: {worse}"
    return None


def test_no_pattern_of_the_package_is_worse_than_linear() -> None:
    free = {(use.how, use.pattern): use for use in uses() if use.file not in BOUNDED}
    found = [f"{use.file}:{use.line}: {worse}" for (how, pattern), use in free.items() if (worse := judged(how, pattern))]
    assert not found, "\n".join(found)


def test_no_pattern_of_the_schemas_is_worse_than_linear() -> None:
    written = "".join(path.read_text("utf-8") for path in SCHEMAS.rglob("*.json"))
    patterns = set(re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', written))
    assert len(patterns) > 5
    assert not [worse for p in sorted(patterns) if (worse := judged(frozenset(("search",)), re.compile(json.loads(p))))]


SOONER = (100, 1_000), (300, 3_000), (1_000, 10_000)
"""Sizes for what is known to be worse: where it shows early, it costs least there."""


def test_what_is_bounded_has_to_be() -> None:
    """A file whose patterns are all linear needs no bound."""
    for file in BOUNDED:
        here = [use for use in uses() if use.file == file]
        assert any(judged(use.how, use.pattern, sizes) for sizes in SOONER for use in here), file


@pytest.mark.parametrize("pattern", [r"^(\s*):(?=:)", r"(?<!\\)[ \t]+$", r"(?:<!--.*?-->\s*)*<svg", r"<a(?:\s+[^<>]*)?\s*>"])
def test_the_attacks_find_what_is_worse(pattern: str) -> None:
    assert judged(frozenset(("finditer",)), re.compile(pattern, re.MULTILINE | re.DOTALL), (320, 3_200))
