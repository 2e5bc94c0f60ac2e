"""Two branches, each without a mistake, and what becomes of them: what git merges in silence, `check` finds in the result."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from regsam_docs.check import check
from regsam_docs.cli import main
from regsam_docs.system import disk

BASIS = Path(__file__).parents[1] / "cases" / "rules" / "_basis"
CASES: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("cases.yaml"))
AREA = "areas/muster/"
WHO = {f"GIT_{role}_{what}": "x@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def git(root: Path, *arguments: str) -> int:
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(["git", *arguments], cwd=root, env={**os.environ, **WHO, **alone}, capture_output=True).returncode


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    shutil.copytree(BASIS / "areas", tmp_path / "areas")
    for name in ("abschluss.yaml", "phasen.yaml"):  # the work goes on
        (tmp_path / AREA / name).unlink()
    changed(tmp_path, "gebiet.yaml", {"old": "status: beendet", "new": "status: aktiv"})
    git(tmp_path, "init", "--initial-branch=main")
    git(tmp_path, "add", "areas")
    assert git(tmp_path, "commit", "--message=Stand") == 0
    return tmp_path


def changed(root: Path, name: str, change: dict[str, Any]) -> None:
    """Save one person's change."""
    file = root / AREA / name
    if change.get("seal"):
        assert main(["--root", str(root), "seal", "muster"]) == 0
    elif "old" in change:
        text = file.read_text("utf-8")
        assert text.count(change["old"]) == 1
        file.write_text(text.replace(change["old"], change["new"]), "utf-8")
    elif "after" in change:
        lines = file.read_text("utf-8").splitlines(keepends=True)
        (place,) = [number for number, line in enumerate(lines) if line.startswith(change["after"])]
        file.write_text("".join([*lines[: place + 1], change["new"], *lines[place + 1 :]]), "utf-8")
    else:
        file.write_text(change["new"], "utf-8")


def findings(root: Path) -> Counter[tuple[str, str, int]]:
    return Counter((f.id, f.path, f.line) for f in check(disk.tree(root)).findings)


def kinds(found: Counter[tuple[str, str, int]]) -> list[tuple[str, str]]:
    """Without the lines, which a change moves."""
    return sorted((id, path) for id, path, _ in found.elements() if id.isalnum())


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_git_merges_is_checked(repository: Path, case: dict[str, Any]) -> None:
    before = kinds(findings(repository))
    if case.get("both"):  # what somebody does who deletes the marks and keeps the rest
        (repository / ".git/info").mkdir(exist_ok=True)
        (repository / ".git/info/attributes").write_text("*.yaml merge=union\n")
    for branch in ("a", "b"):
        git(repository, "switch", "--create", branch, "main")
        changed(repository, *case[branch])
        assert [finding for finding in kinds(findings(repository)) if finding not in before and finding[0] != "M09"] == []
        git(repository, "add", "areas")
        assert git(repository, "commit", f"--message={branch}") == 0
    conflict = git(repository, "merge", "--no-edit", "a")
    assert bool(conflict) == any(wanted.startswith("Y01") for wanted in case["found"])
    after = findings(repository)
    new = [(id, path, line) for id, path, line in sorted(after) if (id, path) not in before and id != "M09"]
    wanted = [(id, *place.rsplit(":", 1)) for id, place in (entry.split(" ") for entry in case["found"])]
    assert new == [(id, AREA + path, int(line)) for id, path, line in wanted]
    if conflict:
        (_, path, line) = new[0]
        assert (repository / path).read_text("utf-8").splitlines()[line - 1].startswith("<<<<<<<")
