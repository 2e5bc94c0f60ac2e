"""Bytes to nodes: places, styles, texts; and that nothing whatever makes the reader stumble."""

from __future__ import annotations

import random
import string
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.compat import StringIO
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString, SingleQuotedScalarString

from regsam_docs.limits import DEPTH, FILE_BYTES, LIST_ITEMS
from regsam_docs.yaml import Entry, Mapping, Mark, Node, Scalar, Sequence, read
from tests.examples import examples


def good(text: str) -> Node:
    node, findings = read(text.encode(), "x.yaml")
    assert findings == ()
    assert node is not None
    return node


def value(text: str) -> Scalar:
    """The scalar of the first entry."""
    node = good(text)
    assert isinstance(node, Mapping)
    assert isinstance(node.entries[0].value, Scalar)
    return node.entries[0].value


def plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {entry.key: plain(entry.value) for entry in node.entries}


def ids(data: bytes | str) -> list[tuple[int, int, str]]:
    _, findings = read(data.encode() if isinstance(data, str) else data, "x.yaml")
    return [(f.line, f.column, f.id) for f in findings]


def test_tree_with_places() -> None:
    assert good("# ä\nanwesend:\n  - sbh\n  - {von: '17:30'}\n") == Mapping(
        (
            Entry(
                "anwesend",
                Mark(2, 1),
                Sequence(
                    (
                        Scalar("sbh", Mark(3, 5), "plain", False, None),
                        Mapping(
                            (Entry("von", Mark(4, 6), Scalar("17:30", Mark(4, 11), "single", False, None), True),),
                            Mark(4, 5),
                            True,
                        ),
                    ),
                    Mark(3, 3),
                    False,
                ),
                True,
            ),
        ),
        Mark(2, 1),
        False,
    )


def test_a_list_begins_at_its_first_dash_indented_or_not() -> None:
    node = good("a:\n- b\nc:\n    - d\n")
    assert isinstance(node, Mapping)
    assert [entry.value.mark for entry in node.entries] == [Mark(2, 1), Mark(4, 5)]


@pytest.mark.parametrize("text", ["~", "null", "no", "08:30", "01234", "1.10", "2010", "2010-02-30", "true", "0x1f", "="])
def test_plain_text_stays_as_written(text: str) -> None:
    assert value(f"a: {text}").text == text


@pytest.mark.parametrize(
    ("source", "text", "style"),
    [
        ("a:", "", "plain"),
        ("a: ''", "", "single"),
        ("a: b\n  c\n\n  d", "b c\nd", "plain"),
        ("a: 'b\n  c\n\n  d'", "b c\nd", "single"),
        ('a: "b\n  c\\\n  d\\te"', "b cd\te", "double"),
        ("a: 'it''s'", "it's", "single"),
        ("a: |\n  b\n   c\n", "b\n c\n", "literal"),
        ("a: |-\n  b\n\n", "b", "literal"),
        ("a: |+\n  b\n\n", "b\n\n", "literal"),
        ("a: >\n  b\n  c\n\n  d\n", "b c\nd\n", "folded"),
        ("a: b\tc\t", "b\tc", "plain"),
        ("a:\tb\t# c", "b", "plain"),
        ("a: https://example.org/?a=b#c", "https://example.org/?a=b#c", "plain"),
        ("a: „Wir“: nein".replace(": nein", ""), "„Wir“", "plain"),
    ],
)
def test_texts_are_read_as_yaml_says(source: str, text: str, style: str) -> None:
    scalar = value(source)
    assert (scalar.text, scalar.style) == (text, style)


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("a: |\n  b\n", Mark(2, 3)),
        ("a: |2\n   b\n", Mark(2, 3)),
        ("a: |2-\n\n     b\n  c\n", Mark(2, 3)),
        ("a: | # Kommentar\n\n    b\n", Mark(2, 5)),
        ("a: |\n \n  b\n", Mark(2, 3)),
        ("a: |\n     \n  b\n", Mark(2, 3)),
        ("a: |\nb: c\n", None),
        ("a: >\n  b\n", None),
        ('a: "b"\n', None),
    ],
)
def test_body_of_a_literal_block(source: str, body: Mark | None) -> None:
    scalar = value(source)
    assert scalar.body == body
    if body:
        lines = source.split("\n")
        for number, text in enumerate(scalar.text.rstrip("\n").split("\n")):
            assert lines[body.line - 1 + number][body.column - 1 :].strip(" ") == text.strip(" ")


@pytest.mark.parametrize(
    ("source", "cut"),
    [
        ("a: Auftrag #3 erledigt", True),
        ("a: #3", True),
        ("a: ä\n  Auftrag #3", True),
        ("a: Auftrag  #3", False),
        ("a: Auftrag # 3", False),
        ("a: Auftrag #", False),
        ("a: Auftrag#3", False),
        ("a: 'Auftrag' #3", False),
        ("a: # 3", False),
        ("a: |\n  Auftrag #3", False),
        ("a: Auftrag\n #3", False),
    ],
)
def test_text_cut_off_by_a_comment(source: str, cut: bool) -> None:
    assert value(source).cut is cut


def test_cut_item_of_a_list() -> None:
    node = good("- #3\n- b #4\n- c # 5\n")
    assert isinstance(node, Sequence)
    assert [isinstance(item, Scalar) and item.cut for item in node.items] == [True, True, False]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{text: 20.000 €, davon 5.000 €}", [("text", True), ("davon 5.000 €", False)]),
        ("{a: , b:, c:}", [("a", True), ("b", True), ("c", True)]),
        ("{a , 'b'}", [("a", False), ("b", False)]),
        ("{a: '', b: \"\"}", [("a", True), ("b", True)]),
        ("a:\nb: c", [("a", True), ("b", True)]),
    ],
)
def test_key_without_colon(source: str, expected: list[tuple[str, bool]]) -> None:
    node = good(source)
    assert isinstance(node, Mapping)
    assert [(entry.key, entry.colon) for entry in node.entries] == expected


def test_byte_order_mark_and_line_ends_make_no_difference() -> None:
    text = "a: ä\nb: |\n  c\n  d\ne: 'f\n  g'\n"
    marked = "\ufeff" + text.replace("\n", "\r\n")
    assert good(marked) == good(text)
    assert good(text.replace("\n", "\r")) == good(text)


def test_columns_count_code_points() -> None:
    assert ids("🌳ä: 'ö' ü") == [(1, 9, "Y01")]
    assert ids("\ufeff🌳ä: 'ö' ü") == [(1, 9, "Y01")]


def test_document_marks_around_one_document() -> None:
    assert plain(good("---\na: b\n...\n")) == {"a": "b"}
    assert plain(good("# Kommentar\n--- # noch einer\na: b\n")) == {"a": "b"}


def test_what_wide_blanks_and_direction_signs_are_not_ours() -> None:
    assert value("a: b\u00a0c").text == "b\u00a0c"
    assert value("a: b\u202ec").text == "b\u202ec"


def test_every_duplicate_is_named_beside_a_syntax_mistake() -> None:
    assert ids("a: 1\na: 2\nb: c: d\na: 3\ne: 1\ne: 2\n") == [
        (2, 1, "Y02"),
        (3, 5, "Y01"),
        (4, 1, "Y02"),
        (6, 1, "Y02"),
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("a: " + "[" * (DEPTH - 1) + "]" * (DEPTH - 1), []),
        ("a: " + "[" * DEPTH + "]" * DEPTH, [(1, 3 + DEPTH, "Y03")]),
        ("[" * 10_000, [(1, DEPTH + 2, "Y03")]),
        ("- " * 500, [(1, 2 * DEPTH + 1, "Y03")]),
        ("\n".join(" " * n + "a:" for n in range(500)), [(DEPTH + 1, DEPTH + 1, "Y03")]),
        ("{a: " * 5_000, [(1, 4 * DEPTH + 5, "Y03")]),
        ("- a\n" * LIST_ITEMS, []),
        ("- a\n" * (LIST_ITEMS + 1), [(LIST_ITEMS + 1, 3, "Y03")]),
        ("# " + "x" * (FILE_BYTES - 7) + "\na: b", []),
        ("# " + "x" * (FILE_BYTES - 6) + "\na: b", [(1, 1, "Y03")]),
    ],
    ids=range(10),
)
def test_limits(data: str, expected: list[tuple[int, int, str]]) -> None:
    assert ids(data) == expected


@pytest.mark.parametrize("data", ['a: "' + "\\" * 9, "a: 'b", "&", "*", "!", "%", "?", ":", "-", "|", ">", "---", "..."])
def test_unfinished_files_end_in_a_finding_or_a_text(data: str) -> None:
    node, findings = read(data.encode(), "x.yaml")
    assert (node is None) == bool(findings)


# --- properties ----------------------------------------------------------------------------------------------------

AREA = """\
# Größe 🌳
sitzungsnummer: 1
datum: 2010-06-10
ende: "19:15"
anwesend:
  - moderation
  - {mitglied: jugendtreff, vertreten_durch: 'Paul Beispiel', von: "17:30"}
entschuldigt: [stadtjugendamt, sbh]
tagesordnung:
  - titel: Begrüßung und Vorstellung
    text: |
      Genannt wurden:

      - Lärm in den Höfen
      31. Juli ist im Gespräch.
    beschluesse:
      - {text: Die Teilnahme ist verbindlich., abstimmung: {ja: 3, nein: 0}}
  - titel: "Er sagt \\"ja\\""
    text: >-
      gefaltet
      und lang
naechste_sitzung:
  datum: 2010-09-16
"""
PIECES = st.sampled_from(
    [*"\"'[]{}:,-#&*!|>%@`\\ \n\t?=aä0", ": ", "- ", " #x", "\u00a0", "🌳", "---\n", "<<<<<<< HEAD\n", "\x00", "\r\n"]
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = AREA
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        gone = draw(st.sampled_from([0, 0, 1, 1, 7, 40]))
        put = draw(st.one_of(st.just(""), PIECES, st.text(max_size=3)))
        text = text[:at] + put + text[at + gone :]
    return text


def fine(data: bytes) -> None:
    """The reader's promise for any bytes: a node, or findings with a place in the file and words for it."""
    node, findings = read(data, "x.yaml")
    assert (node is None) == bool(findings)
    lines = data.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for found in findings:
        assert 1 <= found.line <= lines + 1
        assert found.column >= 1
        assert found.id in ("Y01", "Y02", "Y03")
        assert found.path == "x.yaml"
        assert len(found.message) > 20
    assert list(findings) == sorted(findings, key=lambda f: f.order)


@settings(max_examples=examples(120))
@given(mutated())
def test_a_mutated_file_gives_a_node_or_findings(text: str) -> None:
    fine(text.encode("utf-8", errors="surrogatepass"))


@settings(max_examples=examples(100))
@given(st.binary(max_size=60))
@example(b"\xef\xbb\xbf")
@example(b'"\\U00110000"')
@example(b"a: |0\n b")
@example(b"!<%zz> a")
def test_any_bytes_give_a_node_or_findings(data: bytes) -> None:
    fine(data)


KEYS = st.text(string.ascii_lowercase + "_", max_size=8).map(lambda key: f"k{key}")
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"]), max_size=20).filter(
    lambda text: "\ufeff" not in text
)
SCALARS = st.one_of(
    TEXTS.map(DoubleQuotedScalarString),
    TEXTS.map(SingleQuotedScalarString),
    st.lists(st.text("abcä🌳:#- ", min_size=1).map(lambda t: f"x{t}x"), min_size=1, max_size=4).map(
        lambda lines: LiteralScalarString("\n".join(lines) + "\n")
    ),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, min_size=1, max_size=4), st.dictionaries(KEYS, inner, min_size=1, max_size=4)),
    max_leaves=12,
)
STARTS = {"double": '"', "single": "'", "literal": "|"}


def check_marks(node: Node, lines: list[str]) -> None:
    here = lines[node.mark.line - 1][node.mark.column - 1 :]
    if isinstance(node, Scalar):
        assert here.startswith(STARTS[node.style])
        if node.body:
            for number, text in enumerate(node.text.splitlines()):
                assert lines[node.body.line - 1 + number][node.body.column - 1 :] == text
    elif isinstance(node, Sequence):
        assert here.startswith("[" if node.flow else "- ")
        for item in node.items:
            check_marks(item, lines)
    else:
        assert here.startswith("{" if node.flow else node.entries[0].key)
        for entry in node.entries:
            assert lines[entry.key_mark.line - 1][entry.key_mark.column - 1 :].startswith(f"{entry.key}:")
            assert entry.colon
            check_marks(entry.value, lines)


@settings(max_examples=examples(60))
@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=5), st.integers(0, 99))
def test_what_is_written_is_read(data: dict[str, Any], seed: int) -> None:
    writer = YAML(pure=True)
    writer.width = 10_000
    writer.indent(mapping=2, sequence=4, offset=random.Random(seed).choice([0, 2]))
    stream = StringIO()
    writer.dump(data, stream)
    source = stream.getvalue()

    node = good(source)

    assert plain(node) == data
    check_marks(node, source.split("\n"))
