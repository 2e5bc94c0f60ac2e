"""No command runs or reads what lies in a content repository under a name of Python's or of a package's."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from regsam_docs.cli import COMMANDS
from tests.build.conftest import FILES
from tests.isolation.plant import FORMS, Form, plant, touched

INSTALLED = [str(Path(sys.executable).with_name("regsam-docs"))]
ISOLATED = [sys.executable, "-I", "-m", "regsam_docs"]

CALLS: dict[str, list[list[str]]] = {
    "init": [["init", "neu"]],
    "new": [["new", "area", "westfeld"]],
    "fmt": [["fmt", "--check"]],
    "check": [["check", "--format", "json"], ["check"]],
    "build": [["build", "nordfeld", "--jobs", "1", "--only", "phasenuebersicht"]],
    "serve": [],  # below
    "select": [["select", "wahl"]],
    "seal": [["seal", "nordfeld"], ["seal", "--verify"]],
    "status": [["status"]],
    "deadlines": [["deadlines", "--ics", "termine.ics"]],
    "tasks": [["tasks"]],
    "import": [["import", "tasks", "areas/nordfeld/gebiet.yaml"], ["import", "minutes", "nordfeld", "areas/README.md"]],
    "mail": [["mail", "nordfeld", "erinnerung"]],
    "diff": [["diff", "HEAD"]],
    "review": [
        ["review", "make", "--pull", "1", "--base", "HEAD", "--head", "HEAD", "--output", "aus"],
        ["review", "post", "github"],
    ],
    "errand": [["errand", "run", "ordnen", "--output", "aus"]],
    "version": [["version", "0123456789"]],
    "extract": [["extract", "build/intern/nordfeld/phasenuebersicht.pdf", "--verify"]],
    "word": [["word", "nordfeld", "phasenuebersicht", "-o", "aus.docx"], ["word", "--read", "aus.docx"]],
    "schema": [["schema", "gebiet"]],
    "doctor": [["doctor"]],
    "clean": [["clean"]],
}


class Trapped:
    """A content repository full of traps."""

    def __init__(self, folder: Path, form: Form) -> None:
        self.root = folder / "inhalte"
        self.canary = folder / "canary"
        for name, text in FILES.items():
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        self._git("init", "--quiet")
        self._git("add", "areas")
        who = ("-c", "user.name=Erika Mustermann", "-c", "user.email=erika.mustermann@example.org")
        self._git(*who, "commit", "--quiet", "--message", "Anfang")
        assert plant(self.root, self.canary, form) > 400

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.root, check=True)

    def environment(self, **more: str) -> dict[str, str]:
        names = ("PATH", "HOME", "SYSTEMROOT")
        kept = {name: os.environ[name] for name in names if name in os.environ}
        return kept | {"REGSAM_DOCS_CACHE": "", "PIP_CONFIG_FILE": "pip.conf"} | more

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run it in the content repository; it ends as the same does without traps: with 0, 1 or 2, never a bug."""
        done = subprocess.run(
            command, cwd=self.root, env=self.environment(**more), capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        assert done.returncode in (0, 1, 2), done.stderr
        assert "Traceback" not in done.stderr
        assert touched(self.canary) == []
        return done

    def serve(self, *command: str, **more: str) -> None:
        """Start and stop a preview."""
        running = subprocess.Popen(
            [*command, "serve", "--port", "0"],
            cwd=self.root,
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert running.stdout is not None
        assert any(line.startswith("Vorschau: ") for line in running.stdout)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate()
        assert (running.returncode, "Traceback" in said) == (130, False)
        assert touched(self.canary) == []


def test_the_traps_tell(tmp_path: Path) -> None:
    for form in FORMS[:2]:
        folder = tmp_path / form
        folder.mkdir()
        assert plant(folder, tmp_path / "canary", form) > 400
        subprocess.run([sys.executable, "-c", f"import click, regsam_docs; open({form!r}, 'w')"], cwd=folder)
        assert (folder / form).exists()
        assert {"click", "regsam_docs"} <= set(touched(tmp_path / "canary"))
        (tmp_path / "canary").unlink()


def test_every_command_is_called() -> None:
    assert list(CALLS) == list(COMMANDS)


ONE_AFTER_THE_OTHER = """
import json, os, sys
from regsam_docs.__main__ import entry
for sys.argv[1:] in json.loads(sys.argv[1]):
    sys.path.insert(0, os.getcwd())
    try:
        entry()
    except SystemExit as end:
        assert end.code in (0, 1, 2), (sys.argv, end.code)
print("Ende")
"""
"""As `python -m` begins: the folder one is in comes first. What a command imports only when it needs it, it imports here too."""


def test_no_command_imports_anything_from_content(tmp_path: Path) -> None:
    """Two as people call them; how a process begins is the same for all, so the others follow each other in one."""
    trapped = Trapped(tmp_path, "module")
    for call in (["--version"], *CALLS["build"]):
        trapped.run(*INSTALLED, *call)
    program = tmp_path / "bin/alle.py"
    program.parent.mkdir()
    program.write_text(ONE_AFTER_THE_OTHER, "utf-8")
    all_ = [["--help"], *(call for calls in CALLS.values() for call in calls)]
    assert trapped.run(sys.executable, str(program), json.dumps(all_)).stdout.endswith("Ende\n")


def test_nor_does_completion_or_the_preview(tmp_path: Path) -> None:
    trapped = Trapped(tmp_path, "module")
    offered = trapped.run(*INSTALLED, _REGSAM_DOCS_COMPLETE="bash_complete", COMP_WORDS="regsam-docs build n", COMP_CWORD="2")
    assert "nordfeld" in offered.stdout
    trapped.serve(*INSTALLED)


@pytest.mark.pdf
def test_isolated_python_imports_nothing_from_where_the_environment_points(tmp_path: Path) -> None:
    trapped = Trapped(tmp_path, "package")
    here = {"PYTHONPATH": ".", "PYTHONUSERBASE": ".", "PYTHONSTARTUP": "conftest.py", "PYTHONHOME": "."}
    for call in (["--version"], ["check"], *CALLS["build"]):
        assert trapped.run(*ISOLATED, *call, **here).returncode == 0
    trapped.serve(*ISOLATED, **here)
    made = [path.relative_to(trapped.root / "build/intern").as_posix() for path in trapped.root.glob("build/**/*.pdf")]
    assert made == ["nordfeld/phasenuebersicht.pdf"]


@pytest.mark.pdf
def test_the_installed_command_drops_python_s_own_path(tmp_path: Path) -> None:
    """Python itself takes some modules from `PYTHONPATH` before any program begins; of the others none is imported."""
    early = subprocess.run([sys.executable, "-c", "import re, sys; print(*sys.modules)"], capture_output=True, text=True)
    trapped = Trapped(tmp_path, "extension")
    folder = tmp_path / "pfad"
    folder.mkdir()
    assert plant(folder, trapped.canary, without={"sitecustomize", "usercustomize", "regsam_docs", *early.stdout.split()}) > 350
    for call in (["--version"], ["check"], *CALLS["build"]):
        assert trapped.run(*INSTALLED, *call, PYTHONPATH=str(folder)).returncode == 0
