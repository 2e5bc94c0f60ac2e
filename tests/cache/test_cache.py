"""What was read before is not parsed again, and the cache can never change what comes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from regsam_docs import cache, check, yaml
from regsam_docs.tree import Tree, tree_of

GOOD = "name: Nordfeld\nstatus: geplant\n"
FILES = {
    "areas/regsam.yaml": "format: 1\nherausgeber: {name: REGSAM}\n",
    "areas/nordfeld/gebiet.yaml": GOOD,
    "areas/nordfeld/phasen.yaml": "vorlauf:\n  beginn: 2024-05-02\n  ende: 2024-05-01\n",
    "areas/suedfeld/gebiet.yaml": "name: [\n",
    "areas/westfeld/gebiet.yaml": "name: Westfeld\nstatus: geplnt\n",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REGSAM_DOCS_CACHE", str(tmp_path))
    return tmp_path


def tree(**changed: str) -> Tree:
    files = {**FILES, **{f"areas/nordfeld/{name}.yaml": text for name, text in changed.items()}}
    return tree_of({path: text.encode() for path, text in files.items()})


def checked(of: Tree) -> check.Result:
    with cache.opened() as memory:
        return check.check(of, memory=memory)


def test_the_second_time_gives_the_same_findings_and_the_same_city() -> None:
    fresh, first, second = check.check(tree()), checked(tree()), checked(tree())
    assert fresh.findings == first.findings == second.findings
    assert fresh.city == first.city == second.city
    assert {f.id for f in fresh.findings} >= {"P03", "Y01", "S04"}


def test_files_that_did_not_change_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    read = yaml.read

    def watched(data: bytes, path: str) -> object:
        parsed.append(path.rpartition("/")[2])
        return read(data, path)

    good = tree_of({path: text.encode() for path, text in FILES.items() if "nordfeld/gebiet" in path or "regsam.yaml" in path})
    checked(good)
    monkeypatch.setattr(yaml, "read", watched)
    checked(good)
    assert parsed == []
    checked(tree(gebiet=GOOD + "region: '7'\n"))
    assert "gebiet.yaml" in parsed and "regsam.yaml" not in parsed


def test_a_damaged_cache_is_no_worse_than_none(folder: Path) -> None:
    checked(tree())
    (folder / "gelesen.sqlite").write_bytes(b"no database" * 1000)
    assert checked(tree()).findings == check.check(tree()).findings


def test_no_cache_where_none_can_be_had(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("", str(folder / "datei" / "x")):
        (folder / "datei").write_text("im Weg")
        monkeypatch.setenv("REGSAM_DOCS_CACHE", place)
        assert checked(tree()).findings == check.check(tree()).findings
