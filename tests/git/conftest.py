"""A content repository under git, made of a small area, and the command line to ask about it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from regsam_docs.cli import main

NORDFELD = "areas/nordfeld"

FILES = {
    "areas/regsam.yaml": "format: 1\nherausgeber: {name: REGSAM}\n",
    f"{NORDFELD}/gebiet.yaml": "name: Nordfeld\nstatus: geplant\n",
    f"{NORDFELD}/vereinbarung.yaml": """\
thema: Miteinander im Nordfeld
umgriff: {beschreibung: Zwischen Bahn und Bach}
gruende: Viele Familien leben in engen Wohnungen und haben weite Wege.
prozessverantwortung:
  regsam: {person: {name: Erika Mustermann}}
  sozialreferat: {person: {name: Max Mustermann}}
stunden_pro_woche: 8
prozessdauer_monate: 24
start: 2024-05-01
ueberpruefung: 2025-12-01
""",
    f"{NORDFELD}/protokolle/2024-06-10.yaml": """\
sitzungsnummer: 1
datum: 2024-06-10
phase: vorlauf
status: genehmigt
genehmigt_am: 2024-06-20
anwesend: [moderation]
tagesordnung:
  - titel: Begrüßung
    text: Alle stellen sich vor.
""",
    f"{NORDFELD}/gremium.yaml": """\
arbeitsweise: Im Konsens
verbindlichkeit: Alle nehmen teil
beschlossen_in: 2024-06-10
mitglieder:
  - {id: moderation, organisation: REGSAM, gruppe: moderation}
""",
    "areas/suedfeld/gebiet.yaml": "name: Südfeld\nstatus: geplant\n",
}

SIGNED = """\
unterschriften:
  - {partei: regsam, name: Erika Mustermann, datum: 2024-04-27}
  - {partei: sozialreferat, name: Max Mustermann, datum: 2024-04-29}
"""


@dataclass(frozen=True, slots=True)
class Repository:
    """A folder under git."""

    root: Path

    def git(self, *arguments: str) -> str:
        """Run git there."""
        settings = ("user.name=Erika", "user.email=erika@example.org", "init.defaultBranch=main")
        options = [part for setting in settings for part in ("-c", setting)]
        command = ["git", *options, *arguments]
        return subprocess.run(command, cwd=self.root, check=True, capture_output=True, text=True).stdout.strip()

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text in a file."""
        text = (self.root / name).read_text("utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def commit(self, subject: str) -> str:
        """Commit everything; gives the commit's id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", subject)
        return self.git("rev-parse", "HEAD")


def _written(folder: Path) -> Repository:
    made = Repository(folder)
    for name, text in FILES.items():
        made.write(name, text)
    return made


@pytest.fixture
def plain(tmp_path: Path) -> Repository:
    """The files, not under git."""
    return _written(tmp_path / "inhalt")


@pytest.fixture(scope="session")
def _committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = _written(tmp_path_factory.mktemp("committed") / "inhalt")
    made.git("init", "--quiet")
    made.commit("Anfang")
    return made.root


@pytest.fixture
def repository(plain: Repository, _committed: Path) -> Repository:
    """The files, committed on `main`: a copy, for that is cheaper than four processes of git."""
    shutil.copytree(_committed / ".git", plain.root / ".git")
    return plain


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(repository: Repository, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in the repository (or `root`): exit code, standard output, standard error."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")

    def command(*arguments: str, root: Path | None = None) -> tuple[int, str, str]:
        capfd.readouterr()
        code = main(["--root", str(root or repository.root), *arguments])
        said = capfd.readouterr()
        return code, said.out, said.err

    return command
