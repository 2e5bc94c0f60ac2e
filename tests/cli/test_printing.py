"""The gate: whatever is written, in whatever pieces, no line of it is a command and no character steers; what is ours passes."""

from __future__ import annotations

import io
import json
import re
import sys
import time
import unicodedata
from html import unescape
from pathlib import Path

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from regsam_docs import harmless
from regsam_docs.cli import main
from regsam_docs.cli.printing import Gate, folded, gates, say, say_commands, say_document
from regsam_docs.finding import Trouble
from tests.cli.obeyed import obeyed, steering

PIECES = (
    *("::", ":", "#", "##[", "##vso[", "##teamcity[", "[error]", "error", "section_start:", "section_", "end:", "12", "a", "ä"),
    *(" ", "\n", "\t", "\r", "\xa0", "\x1b[31m", "\x1b[8m", "\x1b]0;x\x07", "\x9b"),
    *("\u202e", "\u2028", "\u200b", "\udcff", "\U000e0041"),
)
texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def gate() -> tuple[Gate, io.StringIO]:
    stream = io.StringIO()
    return Gate(stream), stream


@example(["::::::::::::##[##[##[##[##vso[", ""])
@given(st.lists(texts, max_size=6))
def test_nothing_written_in_pieces_is_obeyed(pieces: list[str]) -> None:
    made, stream = gate()
    for piece in pieces:
        made.write(piece)
    said = stream.getvalue()
    assert obeyed(said) == []
    assert steering(said) == []


@given(st.text(alphabet="abcäß .,:;#[]()!?–„“€\n", max_size=60))
def test_what_is_no_command_is_printed_as_it_is(text: str) -> None:
    made, stream = gate()
    made.write(text)
    assert obeyed(text) or stream.getvalue() == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("  ::error::x", "  <U+003A>:error::x"),
        ("a ::error::x", "a ::error::x"),
        ("##[error]x", "<U+0023>#[error]x"),
        ("a ###vso[task]x", "a #<U+0023>#vso[task]x"),
        ("section_start:12:a\r\x1b[0K", "section_start<U+003A>12:a<U+000D><U+001B>[0K"),
        ("a\tb", "a    b"),
        ("\x1b[31mrot", "<U+001B>[31mrot"),
    ],
)
def test_what_was_meant_can_still_be_read(text: str, printed: str) -> None:
    made, stream = gate()
    made.write(text)
    assert stream.getvalue() == printed


words = texts.map(lambda text: re.sub("[\ud800-\udfff]", "", text))


@given(st.recursive(words, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3)))
def test_json_means_the_same(value: object) -> None:
    written = harmless.as_json(value)
    made, stream = gate()
    made.write(written)
    assert stream.getvalue() == written, "the gate has nothing left to do"
    assert json.loads(written) == value


@given(texts)
def test_json_is_read_by_strict_readers_too(text: str) -> None:
    """Bytes that are no text, as in a file's name, are half a character: spelled, for no encoding has it."""
    assert harmless.as_json(text).encode() == harmless.as_json(json.loads(harmless.as_json(text))).encode()
    assert not re.search("[\ud800-\udfff]", json.loads(harmless.as_json(text)))


@given(texts)
def test_markup_means_the_same(text: str) -> None:
    made = harmless.as_markup(text)
    assert unescape(made) == unescape(text)
    assert obeyed(made) == [] or not harmless.is_plain(made)  # which no log is given


@pytest.mark.parametrize("piece", [" ", "\n", "#", ":", " :", "##a", "section_start", "\x1b[1m", " \n"])
def test_time_grows_with_the_text(piece: str) -> None:
    def seconds(times: int) -> float:
        text, start = piece * times, time.process_time()
        for _ in range(3):
            harmless.harmless(text)
        return time.process_time() - start

    assert seconds(100_000) < 60 * max(seconds(10_000), 0.001)


def test_all_hidden_characters_are_looked_up() -> None:
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        if unicodedata.category(character) in harmless.HIDDEN and character != "\n":
            assert harmless.spelled(character) != character, hex(number)


def test_what_is_ours_passes_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with gates(folds=False), click.Context(click.Command("check"), obj={"color": "always"}):
        say("\x1b[1;31mrot\x1b[0m \x1b[8mverborgen\x1b]0;x\x07\n", "colours")
        say("\r█░ 1/2\r\x1b[K", "bar", err=True)
        say("a\u200bb\n", "joints")
        say_commands("::error file=areas/x.yaml,line=1,col=2,title=S01::Falsch\n::add-mask::x\n")
    said = capsys.readouterr()
    assert said.err == "\r█░ 1/2\r\x1b[K"
    assert said.out.splitlines() == [
        "\x1b[1;31mrot\x1b[0m <U+001B>[8mverborgen<U+001B>]0;x<U+0007>",
        "a\u200bb",
        "::error file=areas/x.yaml,line=1,col=2,title=S01::Falsch",
        "<U+003A>:add-mask::x",
    ]


@pytest.mark.parametrize("data", [b"name: x\r\n", "\ufeffname: Straße\n".encode(), b"titel: 'a ::b:: c'\n"])
def test_a_document_is_given_out_byte_for_byte(data: bytes, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    with gates(folds=False):
        say_document(data, "-")
    assert capsysbinary.readouterr().out == data


@pytest.mark.parametrize("data", [b"text: |\n  ::error::x\n", b"a: '##[error]'\n", b"a: \x1b[2J", b"a\r::error::", b"\xff"])
def test_a_document_that_would_be_obeyed_goes_into_files_alone(
    data: bytes, capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with gates(folds=False), pytest.raises(Trouble, match="Schreiben Sie"):
        say_document(data, "Schreiben Sie die Datei mit -o.")
    assert capsysbinary.readouterr().out == b""
    with (tmp_path / "aus").open("w") as file:
        monkeypatch.setattr(sys, "stdout", file)
        with gates(folds=False):
            say_document(data, "-")
    assert (tmp_path / "aus").read_bytes() == data


def test_streams_are_as_before_afterwards() -> None:
    before = sys.stdout, sys.stderr
    with gates(folds=False):
        assert isinstance(sys.stdout, Gate)
        assert sys.stdout.isatty() is before[0].isatty()
        assert re.fullmatch(r"utf-?8", sys.stdout.encoding, re.IGNORECASE)
    assert (sys.stdout, sys.stderr) == before


def test_wide_lines_are_broken_between_words_for_people_with_narrow_terminals() -> None:
    assert folded("    eins zwei drei\nvier\n", 12) == "    eins\n    zwei\n    drei\nvier\n"
    assert folded("\x1b[31mFehler\x1b[0m: kurz", 12) == "\x1b[31mFehler\x1b[0m: kurz"
    assert folded("Donaudampfschiff ja", 12) == "Donaudampfschiff\nja"
    written_for_programs = '{"findings": [1, 2, 3]}\n::error file=areas/a.yaml::nichts zu tun\n'
    assert folded(written_for_programs, 12) == written_for_programs


NARROW = (
    *("check", "check --explain Y01", "status", "deadlines", "tasks", "build --no-pdf", "--help", "check --help", "fmt --check"),
    *("version ffffffff", "diff HEAD", "doctor", "clean", "seal --verify", "select wahl", "new minutes am-anger"),
)


@pytest.mark.parametrize("words", NARROW)
def test_all_that_people_read_fits_forty_columns(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    area = tmp_path / "areas/am-anger"
    area.mkdir(parents=True)
    (area.parent / "regsam.yaml").write_text("format: 1\nherausgeber: {name: REGSAM Musterstadt}\n")
    (area / "gebiet.yaml").write_text("name: Am Anger\nstadtbezirk: {nummer: 1, name: Mitte}\nstatus: aktiv\neinwohner: viele\n")
    monkeypatch.setenv("COLUMNS", "40")
    main(["--root", str(tmp_path), *words.split()])
    lines = "".join(capsys.readouterr()).splitlines()
    assert lines
    assert [line for line in lines if len(line) > 40 and " " in line.strip()] == []
