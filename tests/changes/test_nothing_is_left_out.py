"""No change of any value goes unmentioned, and what is no change of a value is not mentioned."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

from hypothesis import example as also
from hypothesis import given, settings
from hypothesis import strategies as st

from regsam_docs.changes import Content, State, compare
from regsam_docs.changes.words import parts
from regsam_docs.schema import Shape, shape
from regsam_docs.schema.schemas import child_of
from tests.changes.states import WORDS, changes, example, state
from tests.examples import examples

CITY = state(example())
FILES = sorted(path for path, content in CITY.contents.items() if content.data is not None)

Place = tuple[str | int, ...]


def places(here: Shape, value: Any, path: Place = ()) -> list[tuple[Place, str]]:
    """Everything that can be done to a file's data: where, and `alter`, `drop` or `swap`."""
    found: list[tuple[Place, str]] = []
    if isinstance(value, dict):
        for key, entry in value.items():
            if key not in here.required:
                found.append(((*path, key), "drop"))
            found += places(child_of(here, key) or Shape(), entry, (*path, key))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            found.append(((*path, index), "drop"))
            if index and entry != value[index - 1]:
                found.append(((*path, index), "swap"))
            found += places(here.items or Shape(), entry, (*path, index))
    else:
        found.append((path, "alter"))
    return found


def at(data: Any, path: Place) -> Any:
    for step in path:
        data = data[step]
    return data


def changed(content: Content, path: Place, act: str, way: int) -> Content:
    data = deepcopy(dict(content.data or {}))
    parent, last = at(data, path[:-1]), path[-1]
    if act == "drop":
        del parent[last]
    elif act == "swap":
        assert isinstance(last, int)
        parent[last - 1], parent[last] = parent[last], parent[last - 1]
    else:
        parent[last] = altered(parent[last], way)
    return replace(content, id="other", data=data)


def altered(value: Any, way: int) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return [f"{value} noch", f"{value}x", f"ganz-anders-{way}", f"{value}\n"][way]


EVERY = {path: places(shape(str(CITY.contents[path].kind)), CITY.contents[path].data) for path in FILES}


@given(st.data())
@settings(max_examples=examples(60))
def test_every_change_of_a_value_is_told(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(FILES))
    place, act = data.draw(st.sampled_from(EVERY[path]))
    way = data.draw(st.integers(0, 3))
    other = changed(CITY.contents[path], place, act, way)
    after = State({**CITY.contents, path: other}, CITY.areas)
    for one, two in ((CITY, after), (after, CITY)):
        found = compare(one, two, WORDS)
        assert found, (path, place, act, way)
        assert {change.file for change in found} == {path}


def test_the_same_files_give_nothing() -> None:
    assert changes(example(), example()) == ()


QUOTABLE = re.compile(r"^(\s*(?:- )?(?:titel|organisation|ort): )([^'\"|>&*\n:#]+)$", re.MULTILINE)

REWRITTEN: dict[str, Callable[[str], str]] = {
    "comments": lambda text: f"# vorher\n{text}\n# nachher\n",
    "line ends and a byte order mark": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "quotes": lambda text: QUOTABLE.sub(r'\1"\2"', text),
    "decomposed letters": lambda text: text.replace("ü", "u\u0308"),
    "one text for a list of one": lambda text: re.sub(r"^(\s+an: )([a-z0-9-]+)$", r"\1[\2]", text, flags=re.MULTILINE),
    "a member's id as a mapping": lambda text: text.replace("  - moderation\n", "  - mitglied: moderation\n"),
}


def test_comments_layout_and_quoting_are_no_changes() -> None:
    before = example()
    for name, rewrite in REWRITTEN.items():
        after = {p: rewrite(t.decode()) if isinstance(t, bytes) and p.endswith(".yaml") else t for p, t in before.items()}
        assert after != before, name
        assert changes(before, after) == (), name


def test_words_repeated_a_thousand_times_do_not_take_minutes() -> None:
    before, after = "a b " * 1400, "b a a " * 900
    assert "".join(part.text for part in parts(before, after) if part.op != "inserted") == before


texts = st.text(st.sampled_from("ab .\n-ü1"), max_size=60)


@given(texts, texts)
@also("eins zwei drei", "eins drei")
@also("", "neu")
@also("a\n\nb", "a b")
def test_words_lose_nothing(before: str, after: str) -> None:
    found = parts(before, after)
    assert "".join(part.text for part in found if part.op != "inserted") == before
    new = "".join(part.text for part in found if part.op != "deleted")
    assert "".join(new.split()) == "".join(after.split())
    if before.split() == after.split() and "\n" not in before + after:
        assert all(part.op == "same" for part in found if part.text.strip())
