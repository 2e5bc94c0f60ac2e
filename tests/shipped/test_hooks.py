"""The hooks for pre-commit, run by the real pre-commit at real commits, without a network."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.shipped.conftest import ROOT, Repository

PRE_COMMIT = str(Path(sys.executable).with_name("pre-commit"))

FROM_HERE = """\
repos:
  - repo: file://{here}
    rev: {revision}
    hooks:
      - {{id: regsam-docs-check, language: system}}
      - {{id: regsam-docs-fmt, language: system}}
"""
"""As a content repository names the hooks. `language: system`: regsam-docs is installed already, so nothing is fetched."""


@pytest.fixture(params=["written by init", "from this repository"])
def hooked(request: pytest.FixtureRequest, content: Repository, tmp_path: Path) -> Repository:
    """A content repository with the hooks switched on."""
    content.env["PRE_COMMIT_HOME"] = str(tmp_path / "pre-commit")
    if request.param == "from this repository":
        hooks = Repository(tmp_path / "hooks", Path(content.env["HOME"]))
        hooks.folder.mkdir()
        shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks.folder)
        hooks.git("init", "--quiet")
        text = FROM_HERE.format(here=hooks.folder, revision=hooks.commit())
        (content.folder / ".pre-commit-config.yaml").write_text(text, "utf-8")
        content.commit("Prüfen vor jedem Commit")
    assert content.run(PRE_COMMIT, "install").returncode == 0
    return content


def attempt(repository: Repository) -> tuple[int, str]:
    repository.git("add", "--all")
    done = repository.run("git", "commit", "--message", "Neu")
    return done.returncode, done.stdout + done.stderr


def test_what_is_right_is_committed(hooked: Repository) -> None:
    hooked.change("areas/musterviertel/gebiet.yaml", "name: Musterviertel", "name: Neues Viertel")
    code, said = attempt(hooked)
    assert code == 0, said
    assert said.count("Passed") == 2


def test_what_is_wrong_is_not(hooked: Repository) -> None:
    hooked.change("areas/musterviertel/gebiet.yaml", "status: ", "status: nicht ")
    code, said = attempt(hooked)
    assert code == 1
    assert "areas/musterviertel/gebiet.yaml:" in said
    assert "S04" in said


def test_what_is_untidy_is_not(hooked: Repository) -> None:
    hooked.change("areas/musterviertel/gebiet.yaml", "name: Musterviertel", "name:     Musterviertel")
    code, said = attempt(hooked)
    assert code == 1
    assert "regsam-docs fmt" in said


def test_what_is_missing_is_noticed_in_a_commit_that_only_deletes(hooked: Repository) -> None:
    (hooked.folder / "areas/musterviertel/gebiet.yaml").unlink()
    code, said = attempt(hooked)
    assert code == 1
    assert "gebiet.yaml" in said


def test_what_is_not_content_is_not_tidied(hooked: Repository) -> None:
    (hooked.folder / "notiz.txt").write_text("x\n", "utf-8")
    code, said = attempt(hooked)
    assert code == 0
    assert (said.count("Passed"), said.count("Skipped")) == (1, 1)
