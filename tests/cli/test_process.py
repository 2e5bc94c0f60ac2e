"""The command as its own process: what it loads, signals, pipes, terminals, locales."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.repository import WRONG, command, environment, repository, run
from tests.patience import PATIENCE

MANY = "".join(f"wort{n}: x\n" for n in range(1000))
"""More findings than a pipe holds."""


@pytest.mark.parametrize("arguments", [["check"], ["--help"], ["check", "--help"]])
def test_loads_neither_templates_nor_typesetting(tmp_path: Path, arguments: list[str]) -> None:
    whole = command(*arguments)
    done = subprocess.run(
        [whole[0], "-X", "importtime", *whole[1:]],
        cwd=repository(tmp_path),
        env=environment(),
        capture_output=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0
    loaded = set(re.findall(r"\| +([\w.]+)$", done.stderr.decode(), re.MULTILINE))
    assert "regsam_docs.cli" in loaded
    assert {"jinja2", "weasyprint", "pikepdf", "psutil", "babel", "rich"} & loaded == set()


@pytest.mark.parametrize("locale", ["C", "POSIX", "tr_TR.ISO-8859-9"])
def test_german_in_any_locale(tmp_path: Path, locale: str) -> None:
    folder = repository(tmp_path, {"muster/gebiet.yaml": WRONG})
    done = run(folder, "check", LANG=locale, LC_ALL=locale, PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert done.returncode == 1
    assert "„geplannt“ gehört nicht zu den möglichen Werten" in done.stdout.decode("utf-8")


def test_a_pipe_gets_no_colours_and_no_bar(tmp_path: Path) -> None:
    done = run(repository(tmp_path, {"muster/gebiet.yaml": WRONG}), "check")
    assert b"\x1b" not in done.stdout + done.stderr
    assert done.stderr == b""


def test_colours_can_be_forced_into_a_pipe(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"muster/gebiet.yaml": WRONG})
    assert b"\x1b[31m" in run(folder, "--color", "always", "check", NO_COLOR="1").stdout


@pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_a_terminal_gets_colours_unless_it_wants_none(tmp_path: Path, env: dict[str, str], coloured: bool) -> None:
    folder = repository(tmp_path, {"muster/gebiet.yaml": WRONG})
    reading, writing = pty.openpty()
    with os.fdopen(reading, "rb", buffering=0) as terminal:
        done = subprocess.run(
            command("check"), cwd=folder, env=environment(**env), stdout=writing, stderr=subprocess.PIPE, timeout=PATIENCE
        )
        os.close(writing)
        said = terminal.read(65536)
    assert (done.returncode, done.stderr) == (1, b"")
    assert (b"\x1b[31m" in said) is coloured


def test_a_reader_that_goes_away_is_no_mistake(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    folder = repository(tmp_path, {"muster/gebiet.yaml": WRONG})
    done = subprocess.run(
        command("check"), cwd=folder, env=environment(), stdout=writing, stderr=subprocess.PIPE, timeout=PATIENCE
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_interruption_ends_at_once_with_130(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"muster/gebiet.yaml": MANY})
    with subprocess.Popen(
        command("check"), cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stdout.read(1) == b"a"  # it writes, and waits for somebody to read
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=PATIENCE)
    assert running.returncode == 130
    assert said.decode().strip() == "Abgebrochen."


def test_output_is_complete_for_programs(tmp_path: Path) -> None:
    done = run(repository(tmp_path, {"muster/gebiet.yaml": MANY}), "check", "--format", "json")
    assert (done.returncode, done.stderr) == (1, b"")
    assert len(json.loads(done.stdout)["findings"]) == 1002


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no full disk here")
@pytest.mark.parametrize("arguments", [["check"], ["check", "--format", "json"], ["--help"]])
def test_a_full_disk_behind_the_output_is_said(tmp_path: Path, arguments: list[str]) -> None:
    folder = repository(tmp_path, {"muster/gebiet.yaml": MANY})
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command(*arguments), cwd=folder, env=environment(), stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE
        )
    said = done.stderr.decode()
    assert done.returncode == 2
    assert said.startswith("Fehler: Die Ausgabe kann nicht geschrieben werden: Der Datenträger ist voll.")
    assert said.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="a shell's redirection")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_output_that_nobody_wants_is_no_mistake(tmp_path: Path, closed: str) -> None:
    line = ["sh", "-c", f'"$@" {closed}', "sh", *command("check")]
    done = subprocess.run(line, cwd=repository(tmp_path), env=environment(), stderr=subprocess.PIPE, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable for root")
def test_a_file_without_rights_ends_with_2(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    (folder / "areas/muster/gebiet.yaml").chmod(0)
    done = run(folder, "check")
    assert done.returncode == 2
    assert "gebiet.yaml kann nicht gelesen werden" in done.stderr.decode()


def test_a_name_that_is_no_text_is_named_all_the_same(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    (folder / "areas/muster" / os.fsdecode(b"gr\xfc\xdfe.txt")).write_bytes(b"x")
    done = run(folder, "check")
    assert done.returncode == 1
    assert "areas/muster/gr<U+DCFC><U+DCDF>e.txt:1:1: Fehler Y04" in done.stdout.decode()
    assert json.loads(run(folder, "check", "--format", "json").stdout)["findings"][0]["id"] == "Y04"


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("buil", ["build"]),
        ("check --format s", ["sarif"]),
        ("build m", ["muster"]),
        ("seal ", ["muster"]),
        ("new minutes mu", ["muster"]),
        ("new area mu", []),
        ("diff --since-signing ", ["muster"]),
        ("select ", ["wahl-1"]),
        ("check areas/mu", ["areas/muster"]),
        ("fmt areas/mu", ["areas/muster"]),
        ("--root /nirgends build ", []),
    ],
)
def test_the_tab_key_completes_in_bash(tmp_path: Path, words: str, offered: list[str]) -> None:
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin/regsam-docs"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(command())} "$@"\n', "utf-8")
    program.chmod(0o755)
    folder = repository(tmp_path / "inhalte", {"_auswahl/wahl-1/auswahl.yaml": "titel: Wahl\n"})
    script = (
        'eval "$(_REGSAM_DOCS_COMPLETE=bash_source regsam-docs)"\n'
        'compopt() { COMPREPLY=($(compgen -f -- "${COMP_WORDS[-1]}")); }\n'
        f"COMP_WORDS=(regsam-docs {words}{'' if words[-1] != ' ' else chr(39) * 2}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n"
        '_regsam_docs_completion regsam-docs; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment(PATH=path), capture_output=True, timeout=PATIENCE)
    assert (done.stdout.decode().split(), done.stderr) == (offered, b"")


def test_words_are_completed_for_the_shell(tmp_path: Path) -> None:
    done = run(tmp_path, _REGSAM_DOCS_COMPLETE="bash_source")
    assert done.returncode == 0
    assert b"complete" in done.stdout


@pytest.mark.parametrize("arguments", [(), ("serve",)])
def test_help_is_the_same_without_docstrings(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    folder = repository(tmp_path)
    assert run(folder, *arguments, "--help", PYTHONOPTIMIZE="2").stdout == run(folder, *arguments, "--help").stdout


@pytest.mark.parametrize("encoding", ["latin-1", "iso8859-15", "ascii"])
def test_output_is_in_the_encoding_that_is_asked_for(tmp_path: Path, encoding: str) -> None:
    folder = repository(tmp_path, {"muster/gebiet.yaml": WRONG})
    said = run(folder, "check", PYTHONIOENCODING=encoding).stdout.decode(encoding)
    words = {"ascii": '"geplannt" gehoert nicht zu den moeglichen Werten'}
    assert words.get(encoding, '"geplannt" gehört nicht zu den möglichen Werten') in said


@pytest.mark.parametrize(
    "arguments", [("new", "area", "am-huegel", "--name", b"Am H\xfcgel"), ("init", b"in\xfc"), ("init", b"--x=\xfc")]
)
@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_words_in_another_encoding_are_refused(tmp_path: Path, arguments: tuple[str | bytes, ...], locale: str) -> None:
    folder = repository(tmp_path)
    before = sorted(folder.rglob("*"))
    env = environment(LC_ALL=locale, PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    whole = [os.fsencode(word) for word in (*command(), *arguments)]
    done = subprocess.run(whole, cwd=folder, env=env, capture_output=True, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "ist nicht in UTF-8 geschrieben" in done.stderr.decode()
    assert "<U+DCFC>" in done.stderr.decode()
    assert sorted(folder.rglob("*")) == before


def test_a_folder_in_another_encoding_can_be_named(tmp_path: Path) -> None:
    strange = tmp_path / os.fsdecode(b"ord\xfcner")
    strange.mkdir()
    whole = command("--root", str(repository(strange)), "check")
    assert subprocess.run(whole, env=environment(), capture_output=True, timeout=PATIENCE).returncode == 0
