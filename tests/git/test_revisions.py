"""The ways in which people say what is to be compared, and what they are told if it does not exist."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.git.conftest import FILES, NORDFELD, Repository, Run

DAYS = ("2026-09-01T12:00:00+0200", "2026-10-01T23:30:00+0200", "2026-11-02T08:00:00+0100")
"""When the commits were made that say 1, 2 and 3 hours a week."""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """Three commits on `main`, tagged `eins`, `zwei`, `drei`, then one on `zweig`, from the second one; `main` is checked out and
    the working tree says 5 hours. No test changes it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield _grown(tmp_path_factory.mktemp("gewachsen"), monkeypatch)


def _grown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    plain = Repository(folder)
    for name, text in FILES.items():
        plain.write(name, text)
    plain.git("init", "--quiet")
    hours = 8
    for number, (day, tag) in enumerate(zip(DAYS, ("eins", "zwei", "drei"), strict=True), 1):
        monkeypatch.setenv("GIT_COMMITTER_DATE", day)
        plain.edit(f"{NORDFELD}/vereinbarung.yaml", f"stunden_pro_woche: {hours}", f"stunden_pro_woche: {number}")
        plain.commit(f"Stunden {number}")
        plain.git("tag", tag, "--annotate", "--message", "Marke") if number == 2 else plain.git("tag", tag)
        hours = number
    plain.git("switch", "--quiet", "--create", "zweig", "zwei")
    plain.edit(f"{NORDFELD}/vereinbarung.yaml", "stunden_pro_woche: 2", "stunden_pro_woche: 4")
    plain.commit("Stunden 4")
    plain.git("switch", "--quiet", "main")
    plain.edit(f"{NORDFELD}/vereinbarung.yaml", "stunden_pro_woche: 3", "stunden_pro_woche: 5")
    return plain


WAYS = {
    "main..zweig": "3 → 4",
    "zweig..main": "4 → 3",
    "zweig..": "4 → 3",
    "..zweig": "3 → 4",
    "main...zweig": "2 → 4",
    "zweig...": "2 → 5",
    "...zweig": "2 → 4",
    "eins": "1 → 5",
    "zwei": "2 → 5",
    "eins..zwei": "1 → 2",
    "eins zwei": "1 → 2",
    "eins.. zweig": "1 → 4",
    "HEAD~1": "2 → 5",
    "HEAD^": "2 → 5",
    "2026-09-01": "1 → 5",
    "2026-09-30": "1 → 5",
    "2026-10-01": "2 → 5",
    "01.10.2026": "2 → 5",
    "1.10.2026": "2 → 5",
    "1. Oktober 2026": "2 → 5",
    "1. Okt. 2026": "2 → 5",
    "2026-09-30 zweig": "1 → 4",
    "2026-12-24 zweig": None,
    "2026-09-15..2026-10-15": "1 → 2",
    "2030-01-01": "3 → 5",
}


@pytest.mark.parametrize("written", WAYS)
def test_what_is_compared(grown: Repository, run: Run, written: str) -> None:
    code, out, err = run("diff", *(written.split(" ") if "Ok" not in written else [written]), "--format", "json", root=grown.root)
    assert (code, err) == (0, "")
    changeset = [f"{change['before']} → {change['after']}" for change in json.loads(out)["changes"]]
    assert changeset == ([WAYS[written]] if WAYS[written] else [])


def test_a_day_is_the_one_the_commits_say_in_any_zone(grown: Repository, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    said = []
    for zone in ("UTC", "Pacific/Auckland", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        said.append(run("diff", "2026-10-01", root=grown.root)[1])
    assert len(set(said)) == 1
    assert f"2026-10-01, Commit {grown.git('rev-parse', 'zwei^{commit}')[:8]} vom 01.10.2026 „Stunden 2“" in said[0]


def test_a_branch_called_like_a_day_is_meant_itself(grown: Repository, run: Run, tmp_path: Path) -> None:
    shutil.copytree(grown.root, tmp_path / "kopie")
    Repository(tmp_path / "kopie").git("branch", "2026-09-01", "main")
    assert "Commit" in (out := run("diff", "2026-09-01", root=tmp_path / "kopie")[1])
    assert "3 → 5" in out


REFUSED = {
    "mian": "Meinten Sie „main“?",
    "zwieg": "Meinten Sie „zweig“",
    "main..zwieg": "Meinten Sie „zweig“",
    "unsinn": "Möglich sind Zweige, Marken, Commits und Tage",
    "^main": "Meinten Sie „main“, oder „main^“",
    "main..^zweig": "Meinten Sie „zweig“, oder „zweig^“",
    "main^@": "gibt es nicht",
    "main^!": "gibt es nicht",
    "main@{2026-10-01}": "regsam-docs diff 2026-10-01 main",
    "@{yesterday}": "regsam-docs diff 2026-10-01 HEAD",
    "HEAD@{99}": "gibt es nicht",
    "2026-02-30": "kein Tag, den es gibt",
    "1. Foo 2026": "kein Tag, den es gibt",
    "2020-01-01": "der erste ist vom 01.09.2026",
    "areas/nordfeld": "liegt im Ordner",
    "main:areas": "gibt es nicht",
    "": "gibt es nicht",
}


@pytest.mark.parametrize("written", REFUSED)
def test_what_is_refused_says_what_may_have_been_meant(grown: Repository, run: Run, written: str) -> None:
    code, out, err = run("diff", "--", written, root=grown.root)
    assert (code, out) == (2, "")
    assert REFUSED[written] in err


def test_a_branch_only_the_other_side_has(grown: Repository, run: Run, tmp_path: Path) -> None:
    clone = tmp_path / "klon"
    grown.git("clone", "--quiet", os.fspath(grown.root), os.fspath(clone))
    assert "Meinten Sie „origin/zweig“?" in run("diff", "zweig", root=clone)[2]
