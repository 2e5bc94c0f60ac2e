"""Clones in which something is not there: it is named with the way to get it, and nothing of it counts as removed or new."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.git.conftest import NORDFELD, Repository, Run


@pytest.fixture
def grown(repository: Repository) -> Repository:
    """Three commits."""
    for hours in (9, 10):
        repository.edit(f"{NORDFELD}/vereinbarung.yaml", f"stunden_pro_woche: {hours - 1}", f"stunden_pro_woche: {hours}")
        repository.commit(f"{hours} Stunden")
    repository.git("config", "uploadpack.allowFilter", "true")
    return repository


def clone(grown: Repository, *options: str) -> Repository:
    """A clone with some options."""
    made = Repository(grown.root.parent / "klon")
    grown.git("clone", "--quiet", *options, f"file://{grown.root}", os.fspath(made.root))
    return made


def changes(run: Run, root: Path, *arguments: str) -> list[str]:
    """What and kind of every change."""
    code, out, err = run("diff", *arguments, "--format", "json", root=root)
    assert (code, err) == (0, "")
    return [f"{change['what']}: {change['kind']}" for change in json.loads(out)["changes"]]


@pytest.mark.parametrize("filtered", ["blob:none", "tree:0"])
@pytest.mark.parametrize("command", [("diff", "HEAD~2"), ("diff", "HEAD~2", "HEAD~1"), ("version", "ffffffff")])
def test_what_was_not_cloned_can_be_got_by_the_advice(
    grown: Repository, run: Run, filtered: str, command: tuple[str, ...]
) -> None:
    made = clone(grown, f"--filter={filtered}")
    code, out, said = run(*command, root=made.root)
    assert (code, out) == (2, "")
    assert "git fetch --refetch --no-filter" in said
    assert "fatal" not in said
    made.git("fetch", "--quiet", "--refetch", "--no-filter")
    assert run(*command, root=made.root)[0] in (0, 1)


def test_what_a_sparse_checkout_leaves_away_is_not_removed(grown: Repository, run: Run) -> None:
    made = clone(grown, "--sparse")
    made.git("sparse-checkout", "set", "areas/suedfeld")
    (made.root / "areas/suedfeld/gebiet.yaml").write_text("name: Südfeld\nstatus: aktiv\n", "utf-8")
    assert changes(run, made.root, "HEAD~2") == ["Status: changed"]
    said = " ".join(run("diff", "HEAD~2", root=made.root)[1].split())
    assert "4 Dateien sind unter areas/ nicht ausgecheckt" in said
    assert "git sparse-checkout disable" in said
    assert len(changes(run, made.root, "HEAD~2", "HEAD")) == 1
    made.git("sparse-checkout", "disable")
    assert len(changes(run, made.root, "HEAD~2")) == 2


def test_what_a_sparse_checkout_leaves_away_is_not_checked_and_that_is_said(grown: Repository, run: Run) -> None:
    made = clone(grown, "--sparse")
    made.git("sparse-checkout", "set", "areas/suedfeld")
    code, out, said = run("check", root=made.root)
    assert (code, "in Ordnung" in out) == (0, True)
    assert "4 Dateien sind hier nicht ausgecheckt" in said
    made.git("sparse-checkout", "set", "--no-cone", "/areas/suedfeld/")
    code, _, said = run("check", root=made.root)
    assert (code, "git sparse-checkout disable" in said) == (2, True)


def test_a_submodule_is_named(grown: Repository, run: Run, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inhalt-allein")
    for path in (grown.root / "areas").rglob("*.yaml"):
        inner.write(path.relative_to(grown.root / "areas").as_posix(), path.read_text("utf-8"))
    inner.git("init", "--quiet")
    inner.commit("Anfang")
    outer = Repository(tmp_path / "oben")
    outer.root.mkdir()
    outer.git("init", "--quiet")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", f"file://{inner.root}", "areas")
    outer.commit("Submodul")
    assert run("check", root=outer.root)[0] == 0
    code, out, said = run("diff", "HEAD", root=outer.root)
    assert (code, out, "„areas“ ist ein Submodul" in said) == (2, "", True)
    outer.git("clone", "--quiet", ".", "../ohne")
    code, _, said = run("check", root=tmp_path / "ohne")
    assert (code, "git submodule update --init" in said) == (2, True)


def test_an_area_that_is_a_submodule_is_left_out_and_named(grown: Repository, run: Run, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "westfeld-allein")
    inner.write("gebiet.yaml", "name: Westfeld\nstatus: geplant\n")
    inner.git("init", "--quiet")
    inner.commit("Anfang")
    grown.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", f"file://{inner.root}", "areas/westfeld")
    grown.commit("Submodul")
    grown.edit("areas/suedfeld/gebiet.yaml", "geplant", "aktiv")
    assert changes(run, grown.root, "HEAD") == ["Status: changed"]
    assert "„areas/westfeld“ ist ein Submodul" in " ".join(run("diff", "HEAD", root=grown.root)[1].split())
