"""Every command the handbook shows is run: this program's page by page in their order, git's where there is a recipe of it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from regsam_docs.cli import COMMANDS, FINDINGS, FINE, main
from regsam_docs.repository.kinds import KINDS
from tests.built import example_city
from tests.docs.handbook import ROOT, blocks, pages, section

_PROGRAM = r"(?:regsam-docs|(?:\.\./regsam-docs|\.)/run)"
SHOWN = re.compile(rf"`{_PROGRAM} ([^`\n]+)`|^{_PROGRAM} (.*?)(?:  +#.*)?$", re.MULTILINE)
FILL_IN = re.compile(r"\b[A-ZÄÖÜ]{4,}\b")
NAMES = {*COMMANDS, *(kind.command for kind in KINDS.values()), "--debug"}
"""What a command may be named by, without what it needs to be run."""
INCOMPLETE = ("new", "diff", "mail", "import", "word", "review", "errand", "seal")
"""Commands that do nothing without more words."""
AHEAD = {"sitzungen": "areas/am-ziegelfeld/protokolle/2026-12-10.yaml"}
"""Page → what its commands make, and the example city has."""


def commands() -> dict[str, list[list[str]]]:
    """Page → its commands in order, without those of an earlier page; one with a word in capitals is for readers to fill in."""
    shown = [(m[1] or m[2], page) for page, text in pages().items() for m in SHOWN.finditer(text)]
    first = dict(reversed(shown))
    found: dict[str, list[list[str]]] = {}
    for command in dict.fromkeys(command for command, _ in shown if not FILL_IN.search(command)):
        found.setdefault(first[command], []).append(shlex.split(command))
    return found


PAGES = commands()


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, for a person that is not there."""
    settings = ("user.name=Erika Mustermann", "user.email=erika@example.org", "init.defaultBranch=main")
    options = [part for setting in settings for part in ("-c", setting)]
    return subprocess.run(["git", *options, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example city, committed on `main`."""
    folder = tmp_path_factory.mktemp("stadt")
    shutil.copytree(ROOT / "areas", folder / "areas")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Anfang")
    return folder


@pytest.mark.usefixtures("work_here")
@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_run(
    page: str, begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "inhalte"
    shutil.copytree(begun, folder)
    if page in AHEAD:
        (folder / AHEAD[page]).unlink()
    monkeypatch.chdir(folder)
    for command in PAGES[page]:
        capfd.readouterr()
        code = main(ready(command, folder))
        assert code in (FINE, FINDINGS), f"{shlex.join(command)}: {capfd.readouterr().err}"


def written(file: Path) -> None:
    """A protocol as somebody else wrote it."""
    lines = ("Sitzung am 4. Februar 2027", "TOP 1: Höfe", "Beschluss: Die Höfe werden geöffnet.")
    if file.suffix == ".docx":
        document = docx.Document()
        for line in lines:
            document.add_paragraph(line)
        document.save(str(file))
    else:
        file.write_text("\n\n".join(lines), "utf-8")


def ready(command: list[str], folder: Path) -> list[str]:
    """A command as it ends here: what is only named says how it is used, nothing waits for a browser, and of one area
    pages are made, no paper."""
    if set(command) <= NAMES and command not in ([name] for name in COMMANDS if name not in INCOMPLETE):
        return [*command, "--help"]
    if command[0] in ("serve", "review", "errand"):  # it waits for a browser, or belongs in a CI
        return [*command, "--help"]
    if "--smtp" in command:
        return [*command, "--dry-run"]
    if command[:2] == ["import", "minutes"]:
        written(folder / command[3])
    if command[0] == "extract":
        shutil.copyfile(next(example_city().glob("intern/*/protokoll-2026-10-15.pdf")), folder / command[1])
    return ["build", "am-ziegelfeld", *command[1:], "--no-pdf"] if command[0] == "build" else command


def test_the_recipe_for_the_history_leaves_nothing_of_a_person(begun: Path, tmp_path: Path) -> None:
    """The blocks of the section, in order: a search, a list of words, a clone and what is done there, how it is looked at."""
    name, contacts = "Erika Mustermann", "areas/kontakte.yaml"
    shutil.copytree(begun, tmp_path / "inhalte")
    chronicle = tmp_path / "inhalte/areas/am-ziegelfeld/chronik.yaml"
    chronicle.write_text(chronicle.read_text("utf-8") + f"  # {name}, 089 000000-1\n", "utf-8")
    (tmp_path / "inhalte" / contacts).write_text(f"kontakte: {{}} # {name}\n", "utf-8")
    git(tmp_path / "inhalte", "add", "--all")
    git(tmp_path / "inhalte", "commit", "--quiet", "--message", f"Von {name}")
    git(tmp_path, "clone", "--quiet", "--bare", "inhalte", "server")

    recipe = [block.text for block in blocks(section(pages()["datenschutz"], "Eine Person aus der Versionsgeschichte nehmen", 2))]
    search, words, replace, remove, look = recipe
    (tmp_path / "ersetzen.txt").write_text(words, "utf-8")
    assert shell(tmp_path / "inhalte", search)
    shell(tmp_path, replace.replace("ADRESSE", (tmp_path / "server").as_uri()) + remove)
    looks, sends = look.splitlines()[:3], look.splitlines()[3:]
    cleaned = tmp_path / "bereinigt"
    assert [shell(cleaned, line) for line in looks] == ["", "", ""]
    shell(cleaned, "\n".join(sends).replace("ADRESSE", (tmp_path / "server").as_uri()))
    assert git(tmp_path / "server", "log", "--oneline", "--all", "-S", name) == ""


def shell(folder: Path, script: str) -> str:
    """What a script says that is run in a folder, with this environment's programs; it must succeed."""
    env = os.environ | {"PATH": f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}", "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(["bash", "-euc", script], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
