"""Every command in every format, in a city in which everything tries to be more than text: no line of the output can be read as a
command by a runner, and no character steers a terminal."""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest

from regsam_docs.cli import COMMANDS, main
from tests.cli.obeyed import obeyed, steering
from tests.git.conftest import FILES, NORDFELD, SIGNED

STYLE = re.compile(r"\x1b\[[0-9;]*m")
ANNOTATION = re.compile(r"::(error|warning) file=[^:]*::")
WORDS = "::error::GEKAPERT ##[error]x ##vso[task.setvariable]x ::add-mask::y section_start:12:a"
RAW = "\x1b]0;x\x07\x9b2J\r::error::x\u202e\u2028::error::y"

MINUTES = """\
sitzungsnummer: 2
datum: 2025-01-01
phase: vorlauf
status: genehmigt
genehmigt_am: 2025-02-01
anwesend: [moderation]
tagesordnung:
  - titel: "{0}"
    auftraege:
      - {{nr: 1, art: empfehlung, titel: "{0}", an: "{0}", adressatengruppe: politik, frist: 2025-06-01}}
    text: |
      {0}

      {1}
"""
SELECTION = """\
titel: "{0}"
stand: 2026-01-01
monitoring:
  datei: monitoring.csv
  spalten: {{kennung: id, name: name, einwohner: ew}}
  variablen: {{eins: "{0}"}}
  mindestanzahl: 1
kandidaten: [{{gebiet: "{0}"}}]
"""


def wrapped() -> str:
    """The words behind so many others that each begins a line somewhere, however wide that is."""
    return " ".join(f"{'wort ' * (pad // 5)}{'x' * (pad % 5 + 1)} {WORDS}" for pad in range(0, 90, 7))


def city(folder: Path) -> Path:
    """The city, under git: an innocent commit, then one of texts, and files that cannot be read in the folder."""

    def write(name: str, text: str) -> None:
        path = Path(os.fsdecode(os.fsencode(folder / name)))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", errors="surrogateescape", newline="")

    def commit(message: str) -> None:
        git = ["git", "-c", "user.name=Erika Mustermann", "-c", "user.email=erika@example.org", "-C", str(folder)]
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", message]):
            subprocess.run([*git, *command], check=True, capture_output=True)

    for name, text in FILES.items():
        write(name, text)
    commit(WORDS)
    long = wrapped()
    write(f"{NORDFELD}/gebiet.yaml", f'name: "{WORDS}"\nstatus: geplant\nrags: "{long}"\n')
    write(
        f"{NORDFELD}/vereinbarung.yaml", f"weitere_vereinbarungen: '{long}'\n" + FILES[f"{NORDFELD}/vereinbarung.yaml"] + SIGNED
    )
    write(f"{NORDFELD}/protokolle/2025-01-01.yaml", MINUTES.format(long, WORDS.replace(" ", "\n      ")))
    write(f"{NORDFELD}/chronik.yaml", f'eintraege:\n  - {{datum: 2025-01-01, art: presse, titel: "{long}", text: "{long}"}}\n')
    write("areas/_auswahl/probe/auswahl.yaml", SELECTION.format(WORDS))
    write("areas/_auswahl/probe/monitoring.csv", f'id;name;ew;eins\n::error::1;{WORDS};900;1\n2;"Werft\n::error::x";900;9\n')
    commit(f"{WORDS}\n\n{WORDS}\n::error::x")
    write(f"{NORDFELD}/gremium.yaml", FILES[f"{NORDFELD}/gremium.yaml"] + f'"{WORDS}": "{long}"\n')
    write("areas/suedfeld/gebiet.yaml", f'name: "{RAW}"\nstatus: "{long}"\n')
    write("areas/suedfeld/phasen.yaml", f"vorlauf: [{long}\n::error::x\n")
    for name in ("::error::x.yaml", "##[error]x.yaml", "a\n::error::b.yaml", "\x1b[31mrot.yaml", "\udcff.yaml", "\u202egut.yaml"):
        write(f"areas/suedfeld/{name}", "a: 1\n")
    return folder


def carrying(data: bytes, name: str) -> bytes:
    file = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        spec = pikepdf.AttachedFileSpec(made, data, filename=name, description=f"Quelle dieses Dokuments: {NORDFELD}/ziele.yaml")  # type: ignore[call-arg]
        spec.obj["/AFRelationship"] = pikepdf.Name.Source
        made.attachments[name] = spec
        made.save(file)
    return file.getvalue()


def _word_calls(place: Path, nasty: str) -> Iterator[list[str]]:
    """A document is written, and comes back with words for every list of what is told."""
    sent, back = str(place / "::error::x.docx"), str(place / "##[error]zurück.docx")
    yield ["word", "nordfeld", "kooperationsvereinbarung", "-o", sent]
    yield ["word", "nordfeld", "kooperationsvereinbarung", "-o", sent]
    document = docx.Document(sent)
    words = "".join(sign for sign in nasty if sign.isprintable() or sign in "\n\u202e\u2028")  # XML knows no others
    for run in [run for paragraph in document.paragraphs for run in paragraph.runs]:
        document.add_comment(run, text=words, author=words, initials="M")
        run.text, run.font.strike = words, True
    document.sections[0].header.paragraphs[0].text = words
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text += words
    document.save(back)
    yield ["word", "--read", back]
    yield ["word", "--read", back, nasty, nasty]
    yield ["word", "--read", nasty]
    yield ["word", "nordfeld", nasty]


def calls(place: Path, port: int) -> Iterator[list[str]]:
    """Every command, in every format, and wrong in every way that quotes what was given."""
    nasty = f"a\n{WORDS}{RAW}"
    for form in ("text", "json", "github", "gitlab", "sarif", "junit"):
        yield ["check", "--format", form, "--strict"]
        yield ["check", "--format", form, "--fix"]
    yield ["build", "--no-pdf"]
    yield ["build", "--no-pdf", "--format", "json", "--edition", "verteiler", "--today", "2026-01-01"]
    for form in ("text", "csv", "json"):
        yield ["select", "probe", "--format", form]
    for command in ("status", "deadlines", "tasks"):
        yield from ([command, "--today", "2024-01-01", "--format", form] for form in ("text", "json"))
    yield ["tasks", "--for", nasty]
    yield ["tasks", "--format", "xlsx", "--output", str(place / "::error::x.xlsx")]
    yield ["import", "tasks", str(place / "::error::x.xlsx")]
    yield ["import", "tasks", nasty]
    (place / "::error::x.md").write_text(f"# {nasty}\n\n- {nasty}\n", "utf-8")
    more = ["--date", "2026-06-06", "--output", str(place / "::error::z")]
    yield ["import", "minutes", "nordfeld", str(place / "::error::x.md"), *more]
    yield ["import", "minutes", nasty, nasty]
    yield from (["mail", "nordfeld", "erinnerung", *more] for more in ([], ["--dry-run"], ["--today", "2030-01-01"]))
    yield ["mail", "nordfeld", nasty]
    yield ["mail", "nordfeld", "erinnerung", "--smtp", nasty]
    yield from _word_calls(place, nasty)
    yield ["deadlines", "--ics", str(place / "::error::x.ics")]
    for form in ("text", "markdown", "json", "html"):
        yield ["diff", "HEAD~1", "HEAD", "--format", form]
    for form in ("text", "markdown", "json"):
        yield ["diff", "HEAD", "--format", form]
    yield ["diff", "--since-signing", "nordfeld"]
    yield ["version", "00000000"]
    yield ["version", "00000000", "--format", "json"]
    yield from (
        ["fmt", "--check"],
        ["seal", "--verify"],
        ["seal", "nordfeld"],
        ["schema"],
        ["schema", "ziele"],
        ["schema", "--install"],
    )
    yield from (["extract", str(place / "papier.pdf"), *more] for more in ([], ["--verify"], ["-o", str(place / "::error::y")]))
    yield from (
        ["new", "minutes", "nordfeld", "--date", "2026-05-05"],
        ["new", "area", "neu", "--name", WORDS],
        ["doctor"],
        ["clean"],
    )
    yield ["init", str(place / "##[error]neu")]
    yield ["init", "--show", ".github/workflows/regsam-docs.yml"]
    yield ["serve", "--port", str(port)]
    yield ["review", "make", "--pull", "1", "--base", "HEAD", "--head", "HEAD", "--output", str(place / "##[error]aus")]
    yield ["review", "post", "github"]
    yield ["errand", "run", "ordnen", "--output", str(place / "##[error]aus")]
    for command in (
        "check",
        "build",
        "select",
        "seal",
        "extract",
        "fmt",
        "schema",
        "diff",
        "version",
        "init",
        "import",
        "mail",
        "new",
        "serve",
        "status",
        "word",
    ):
        yield [command, nasty]
        yield [command, f"--{nasty}"]
    yield from (
        ["new", "area", nasty],
        ["new", "minutes", nasty],
        ["new", nasty],
        ["init", "--show", nasty],
        ["init", "--source", nasty],
    )
    yield from (["build", "--only", nasty], ["build", "--today", nasty], ["build", "--jobs", nasty], ["check", "--format", nasty])
    yield from ([nasty], ["--color", nasty], ["--root", nasty, "check"], [], ["--help"], ["--version"])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = city(tmp_path_factory.mktemp("##[error]stadt"))
    (folder / "papier.pdf").write_bytes(carrying(f"a: |\n  {WORDS}\n".encode(), f"{WORDS}\n::error::x"))
    return folder


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_nothing_that_is_printed_is_obeyed(
    place: Path, taken: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(place)
    monkeypatch.setenv("REGSAM_DOCS_CACHE", str(tmp_path / "cache"))
    seen, endings = set(), []
    for number, call in enumerate(calls(place, taken)):
        colour = number % 2 == 1
        monkeypatch.setenv("COLUMNS", str((80, 63, 44)[number % 3]))
        code = main(["--color", "always", *call] if colour else call)
        said = capsys.readouterr()
        problems = wrong(said.out + said.err, call, colour=colour)
        assert problems == [], (call, problems)
        seen.add(next((word for word in call if word in COMMANDS), ""))
        endings.append((code, call))
    assert [call for code, call in endings if code == 3] == []
    assert set(COMMANDS) <= seen


def wrong(log: str, call: list[str], *, colour: bool) -> list[Any]:
    """What in an output would be obeyed, but for what is ours."""
    found: list[Any] = obeyed(STYLE.sub("", log))
    if "github" in call:
        found = [line for line in found if not ANNOTATION.match(line) or "##[" in line]
    hidden = steering(STYLE.sub("", log) if colour else log, "\n\u200b" if "markdown" in call else "\n")
    return [*found, *(() if "html" in call else hidden), *(c for c in hidden if c not in "\u00ad\u200b")]


def test_the_city_is_hostile(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is searched for is there: without the gate it would be found."""
    assert main(["--root", str(place), "tasks", "--format", "json"]) in (0, 1)
    said = capsys.readouterr()
    assert "error::GEKAPERT" in said.out
    assert "<U+202E>" in said.err or "suedfeld" in said.err
    assert obeyed(f"x\n {WORDS}") != []
    assert len(steering(RAW)) > 4
