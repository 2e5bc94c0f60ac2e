"""Nothing English in help and usage errors, of any command."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from regsam_docs.cli import CATALOGUES, COMMANDS, main, program

ENGLISH = re.compile(
    r"\b(usage|options|error|invalid|missing|arguments?|required|requires?|default|show|exit|try|help|commands?|no such|must"
    r"|is not|does not|one of|unknown|choose|directory|file|got|unexpected|extra|did you|possible|valid|range|values?|takes)\b",
    re.IGNORECASE,
)
NAMES = re.compile(r"--?[a-z][a-z-]*|regsam-docs [a-z]+( [a-z]+)?|regsam-docs|[\w/.-]+\.(yaml|json|ics|pdf|csv)")
"""Names of commands, options and files are no English words."""


def every(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """The program and all its commands, with the words that call them."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from every(found, (*path, name))


ALL = list(every(program))


def mistakes() -> Iterator[list[str]]:
    """Calls that are wrong, for every option and argument of every command."""
    for path, command in ALL:
        yield [*path, "--quatsch"]
        if not path:
            continue
        yield [*path, *["x"] * 9, "--quatsch"]
        if not any(isinstance(p, click.Argument) and p.nargs < 0 for p in command.params) and not isinstance(
            command, click.Group
        ):
            yield [*path, *["x"] * 9]
        for parameter in command.params:
            if not isinstance(parameter, click.Option):
                continue
            if parameter.is_flag:
                yield [*path, f"{parameter.opts[0]}=1"]
            else:
                yield [*path, parameter.opts[0]]
                if parameter.type.name not in ("text", "path", "filename", "file"):
                    yield [*path, parameter.opts[0], "quatsch"]
            if isinstance(parameter.type, click.IntRange):
                yield [*path, parameter.opts[0], "-99999999"]
    yield ["quatsch"]
    yield ["chek"]
    yield ["--root"]
    yield ["--color", "lila", "check"]


def english(text: str) -> list[str]:
    return [match[0] for match in ENGLISH.finditer(NAMES.sub("", text))]


def test_the_search_finds_english() -> None:
    assert english("Usage: regsam-docs [OPTIONS]\nError: No such option.") == ["Usage", "OPTIONS", "Error", "No such"]


@pytest.mark.parametrize("path", [path for path, _ in ALL], ids=" ".join)
def test_help_is_german(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*path, "--help"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert english(said.out) == [], said.out
    assert "Aufruf:" in said.out
    assert "Beispiel" in said.out or len(path) > 1


@pytest.mark.parametrize("arguments", list(mistakes()), ids=" ".join)
def test_usage_errors_are_german(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert english(said.err) == [], said.err
    assert not re.search(r"(?<!\w)'\w|\w'(?!\w)", said.err), said.err


def test_a_misspelt_command_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chek"]) == 2
    assert re.search(r"Den Befehl „chek“ gibt es nicht. .*Meinten Sie .*„check“", capsys.readouterr().err)


def test_without_a_command_it_shows_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    said = capsys.readouterr().out
    assert [name for name in COMMANDS if f"\n  {name} " not in said] == []
    assert max(map(len, said.splitlines())) <= 80


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"regsam-docs \d+\.\d+\.\d+\S*\n", capsys.readouterr().out)


def catalogue(read: Catalog) -> set[tuple[str, ...]]:
    """What is said for what: words with their plurals."""
    return {(*plurals(entry.id), *plurals(entry.string)) for entry in read if entry.id}


def plurals(said: str | Sequence[str] | None) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said or ())


def test_the_catalogue_is_made_of_what_people_read() -> None:
    written, compiled = (CATALOGUES / "de" / "LC_MESSAGES" / f"messages.{ending}" for ending in ("po", "mo"))
    with written.open("rb") as po, compiled.open("rb") as mo:
        said, known = (catalogue(found) for found in (read_po(po), read_mo(mo)))
    assert known == said, "pybabel compile -d regsam_docs/cli/locale"


@pytest.mark.parametrize("language", ["en_US.UTF-8", "fr", "C"])
def test_german_whatever_the_machine_speaks(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, language)
    assert main(["--quatsch"]) == 2
    assert "Fehler: Die Option „--quatsch“ gibt es nicht." in capsys.readouterr().err
