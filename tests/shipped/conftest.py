"""A content repository as `init` begins it, in git, with the command on the PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IDENTITY = {f"GIT_{role}_{what}": "x@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


INSTALLED = "temp/regsam-docs"
"""Where the runner's temporary folder gets the program and its packages, below the home of these tests."""


def write(file: Path, script: str) -> None:
    """Put a program for the shell somewhere."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    file.chmod(0o755)


class Repository:
    """A git repository and a machine to work on it."""

    def __init__(self, folder: Path, tools: Path) -> None:
        self.folder = folder
        self.env = {
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(tools),
            "LANG": "C.UTF-8",
            "TMPDIR": tempfile.gettempdir(),
            "GIT_CONFIG_SYSTEM": os.devnull,
            **IDENTITY,
        }

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a program here."""
        env = self.env | more
        return subprocess.run(command, cwd=self.folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)

    def git(self, *arguments: str) -> str:
        """Run git, which must succeed."""
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str = "Stand") -> str:
        """Commit everything; gives the commit."""
        self.git("add", "--all")
        self.git("commit", "--message", message)
        return self.git("rev-parse", "HEAD")

    def change(self, name: str, old: str, new: str) -> None:
        """Save a file with something replaced."""
        file = self.folder / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `regsam-docs`, and an environment of it where the shipped workflows would have installed one."""
    folder = tmp_path_factory.mktemp("bin")
    write(folder / "regsam-docs", f'exec "{sys.executable}" -I -m regsam_docs "$@"')
    write(folder / INSTALLED / "venv/bin/python", f'exec "{sys.executable}" "$@"')
    return folder


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, tools: Path) -> Path:
    """What `regsam-docs init` makes, committed."""
    repository = Repository(tmp_path_factory.mktemp("stadt"), tools)
    done = repository.run("regsam-docs", "init", "--source", "https://git.example.org/regsam-docs.git")
    assert done.returncode == 0, done.stderr
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.commit()
    return repository.folder


@pytest.fixture
def content(begun: Path, tmp_path: Path, tools: Path) -> Repository:
    """A copy of it for one test."""
    shutil.copytree(begun, tmp_path / "stadt", symlinks=True)
    return Repository(tmp_path / "stadt", tools)
