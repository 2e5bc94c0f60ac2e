"""Whatever a file says and however it is laid out: tidying changes neither its data nor its comments, and does so once."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from regsam_docs import schema, yaml
from regsam_docs.schema import Shape
from regsam_docs.tidy import LeftAsIs, tidied
from regsam_docs.yaml import Entry, Mapping, Node, Scalar, Sequence
from tests.examples import examples
from tests.tidy.written import files, shape

AREAS = sorted((Path(__file__).parents[2] / "areas").glob("*/*.yaml")) + sorted(
    (Path(__file__).parents[2] / "areas").glob("*/protokolle/*.yaml")
)


def node(text: str) -> Node | None:
    return yaml.read(text.encode(), "x")[0]


def data(node: Node) -> Hashable:
    """What a node says, mappings without their order."""
    if isinstance(node, Scalar):
        return (node.text, node.style == "plain")
    if isinstance(node, Sequence):
        return tuple(data(item) for item in node.items)
    return frozenset((entry.key, data(entry.value)) for entry in node.entries)


def mappings(node: Node, here: Shape) -> Iterator[tuple[tuple[Entry, ...], Shape]]:
    """Mappings that are not between brackets."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from mappings(item, here.items or Shape())
    elif isinstance(node, Mapping) and not node.flow:
        yield node.entries, here
        for entry in node.entries:
            yield from mappings(entry.value, here.properties.get(entry.key, Shape()))


def numbered(text: str) -> list[str]:
    return re.findall(r"# ?k\d+k", text)


@given(files())
@example("a: |+\n  x\n\nb: y\n")
@example("b: |\n  x")
@example("b: |+\n  x\na: 1")
@example("alpha:\n  - |+\n\n")
def test_any_file_keeps_what_it_says(text: str) -> None:
    before = node(text)
    assume(before is not None)
    assert before is not None
    made = tidied(text, shape())
    after = node(made)
    assert after is not None
    assert data(after) == data(before)
    assert sorted(numbered(made)) == sorted(numbered(text))
    assert tidied(made, shape()) == made


@given(files())
def test_comments_stay_in_order_where_nothing_moves(text: str) -> None:
    assume(node(text) is not None)
    assert numbered(tidied(text, Shape())) == numbered(text)


@given(files())
def test_keys_are_in_order_and_lines_are_clean(text: str) -> None:
    assume(node(text) is not None)
    made = tidied(text, shape())
    result = node(made)
    assert result is not None
    for entries, here in mappings(result, shape()):
        known = [entry.key for entry in entries if entry.key in here.properties]
        assert known == sorted(known, key=list(here.properties).index)
    assert made.endswith("\n")
    assert "\t" not in made
    for line in made.split("\n"):
        assert line == line.rstrip() or re.search(r"blank $|^ +$", line), "only texts may end in blanks"


@settings(max_examples=examples(30))
@given(st.sampled_from(AREAS), st.data())
def test_a_file_somebody_was_at_work_on_keeps_what_it_says(path: Path, choose: st.DataObject) -> None:
    """Lines moved, doubled and indented, comments and blanks put in: whatever can still be read."""
    kind = "protokoll" if path.parent.name == "protokolle" else path.stem
    lines = path.read_text("utf-8").split("\n")[:-1]
    for _ in range(choose.draw(st.integers(1, 6))):
        at = choose.draw(st.integers(0, len(lines) - 1))
        what = choose.draw(st.sampled_from(("comment", "trail", "blank", "blanks", "move", "deeper", "drop", "swap")))
        if what == "comment":
            lines.insert(at, " " * choose.draw(st.integers(0, 9)) + f"# k{len(lines)}k")
        elif what == "trail":
            lines[at] += f"  # k{len(lines)}{at}k"
        elif what == "blank":
            lines.insert(at, "")
        elif what == "blanks":
            lines[at] += "   "
        elif what == "deeper":
            lines[at] = f" {lines[at]}"
        elif what == "drop" and len(lines) > 1:
            del lines[at]
        elif what == "move":
            lines.insert(choose.draw(st.integers(0, len(lines) - 1)), lines.pop(at))
        else:
            lines[at - 1], lines[at] = lines[at], lines[at - 1]
    text = "\n".join(lines) + "\n"
    before = node(text)
    assume(isinstance(before, Mapping))
    assert before is not None
    made = tidied(text, schema.shape(kind))
    after = node(made)
    assert after is not None
    one, two = schema.check(kind, before, "x"), schema.check(kind, after, "x")
    assert one.data == two.data
    assert sorted(f.id for f in one.findings) == sorted(f.id for f in two.findings)
    assert sorted(re.findall(r"# k\d+k", made)) == sorted(re.findall(r"# k\d+k", text))
    assert tidied(made, schema.shape(kind)) == made


@pytest.mark.parametrize("text", ["a: 1\n...\n", "[a, b]\n", "{a: b}\n", "x\n"])
def test_what_is_no_mapping_by_lines_is_left_alone(text: str) -> None:
    assert node(text) is not None
    with pytest.raises(LeftAsIs):
        tidied(text, Shape())
