"""`version` in real repositories: the Fassung a build prints leads back to the commits that have it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from regsam_docs import documents, model
from regsam_docs.cli import main
from regsam_docs.documents.plan import Edition, Plan
from regsam_docs.edition import cut_area, cut_records, kind_of
from regsam_docs.history import deciding, versions
from regsam_docs.publish.build import Options, build
from regsam_docs.repository import paths
from regsam_docs.schema import EDITIONS, sheet
from tests.git.conftest import NORDFELD, Repository, Run

FASSUNG = re.compile(r"Fassung ([0-9a-f]{8})")


def printed(repository: Repository, document: str, edition: str = "intern") -> str:
    """The Fassung a build prints in a document's foot."""
    build(repository.root, Options(today=date(2026, 11, 22), pdf=False, edition=edition))  # type: ignore[arg-type]
    found = FASSUNG.search((repository.root / f"build/{edition}/{document}.html").read_text("utf-8"))
    assert found is not None
    return found[1]


def test_from_a_paper_to_its_commits(repository: Repository, run: Run) -> None:
    repository.write(".gitignore", "build/\n")
    first = repository.git("rev-parse", "HEAD")
    fassung = printed(repository, "nordfeld/kooperationsvereinbarung")
    repository.edit("areas/suedfeld/gebiet.yaml", "geplant", "aktiv")
    other = repository.commit("Anderes Gebiet")
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "stunden_pro_woche: 8", "stunden_pro_woche: 9")
    repository.commit("Andere Stunden")
    code, out, _ = run("version", fassung)
    assert code == 0
    assert out.startswith("nordfeld/kooperationsvereinbarung (intern, verteiler)\n    2 Commits unter areas/\n")
    assert f"von {first[:8]} vom" in out
    assert f"bis {other[:8]} vom" in out
    assert "Das Arbeitsverzeichnis hat diese Fassung nicht mehr." in out
    whole = json.loads(run("version", fassung, "--format", "json")[1])
    assert [c["commit"] for c in whole["documents"][0]["commits"]] == [other, first]
    assert (whole["commits"], whole["shallow"]) == (3, False)


def test_every_document_a_build_makes_is_found(repository: Repository, run: Run) -> None:
    repository.edit(f"{NORDFELD}/gebiet.yaml", "status: geplant", "status: geplant\noeffentlich: true")
    selection = "titel: Auswahl\nstand: 2026-01-20\nkandidaten: [{gebiet: Nordfeld}]\n"
    repository.write("areas/_auswahl/auswahl/auswahl.yaml", selection)
    repository.write(f"{NORDFELD}/anlagen/karte.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    umgriff = "Bach, karte: anlagen/karte.svg, karte_text: Karte}"
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "Bach}", umgriff)
    repository.commit("Mehr")
    for edition in ("intern", "verteiler", "oeffentlich"):
        outcome = build(repository.root, Options(today=date(2026, 11, 22), pdf=False, edition=edition))
        assert not outcome.failed
        pages = [path for path in outcome.built if path.endswith(".html")]
        documents = {path: FASSUNG.search((repository.root / path).read_text("utf-8")) for path in pages}
        named = {path: found[1] for path, found in documents.items() if found}
        assert len(named) > 4
        for path, fassung in named.items():
            whole = json.loads(run("version", fassung, "--format", "json")[1])
            name = path.removeprefix(f"build/{edition}/").removesuffix(".html")
            entry = next(d for d in whole["documents"] if (d["document"], d["edition"]) == (name, edition))
            assert entry["working"], path
            assert entry["commits"], path


def test_a_commit_that_only_a_branch_has_is_found(repository: Repository, run: Run) -> None:
    repository.write(".gitignore", "build/\n")
    repository.git("switch", "--quiet", "--create", "zweig")
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "stunden_pro_woche: 8", "stunden_pro_woche: 9")
    fassung = printed(repository, "nordfeld/kooperationsvereinbarung")
    there = repository.commit("Nur hier")
    repository.git("switch", "--quiet", "main")
    assert there[:8] in run("version", fassung)[1]


def test_only_the_working_tree_has_it(repository: Repository, run: Run) -> None:
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "stunden_pro_woche: 8", "stunden_pro_woche: 9")
    fassung = printed(repository, "nordfeld/kooperationsvereinbarung")
    code, out, _ = run("version", fassung)
    assert code == 0
    assert out == "nordfeld/kooperationsvereinbarung (intern, verteiler)\n    Das Arbeitsverzeichnis hat diese Fassung.\n"


def test_comments_do_not_make_another_fassung_but_bytes_do(repository: Repository, run: Run) -> None:
    fassung = printed(repository, "nordfeld/kooperationsvereinbarung")
    text = (repository.root / NORDFELD / "vereinbarung.yaml").read_bytes()
    (repository.root / NORDFELD / "vereinbarung.yaml").write_bytes(text.replace(b"\n", b"\r\n"))
    assert printed(repository, "nordfeld/kooperationsvereinbarung") == fassung
    assert "Das Arbeitsverzeichnis hat diese Fassung." in run("version", fassung)[1]


def test_nowhere(repository: Repository, run: Run) -> None:
    code, out, _ = run("version", "00000000")
    assert code == 1
    assert "Die Fassung 00000000 gibt es weder im Arbeitsverzeichnis noch in einem Commit, der areas/ berührt." in out


def test_a_shallow_clone_says_so(repository: Repository, run: Run, tmp_path: Path) -> None:
    repository.edit("areas/suedfeld/gebiet.yaml", "geplant", "aktiv")
    repository.commit("Danach")
    folder = tmp_path / "flach"
    repository.git("clone", "--quiet", "--depth", "1", repository.root.as_uri(), str(folder))
    code, out, _ = run("version", "00000000", root=folder)
    assert code == 1
    assert "Dieser Klon ist verkürzt" in out


def test_no_fassung(run: Run) -> None:
    for given in ("xyz", "1234567", "../etc"):
        code, _, err = run("version", given)
        assert code == 2
        assert f"„{given}“ ist keine Fassung." in err


def test_without_git(plain: Repository, capfd: pytest.CaptureFixture[str]) -> None:
    fassung = printed(plain, "nordfeld/kooperationsvereinbarung")
    assert main(["--root", str(plain.root), "version", fassung]) == 0
    assert "Das Arbeitsverzeichnis hat diese Fassung." in capfd.readouterr().out
    assert main(["--root", str(plain.root), "version", "00000000"]) == 2
    assert "liegt in keinem git-Repository" in capfd.readouterr().err


AREAS = sorted(path.parent.name for path in (paths.PACKAGE.parent / "areas").glob("*/gebiet.yaml"))


def without_texts(value: Any) -> Any:
    """As `deciding.without_texts`, but data again."""
    if isinstance(value, dict):
        return {key: without_texts(one) for key, one in value.items()}
    if isinstance(value, list):
        return [without_texts(one) for one in value]
    return "…" if isinstance(value, str) and " " in value else value


@pytest.mark.parametrize("slug", AREAS)
def test_which_documents_there_are_is_decided_by_what_is_looked_at(slug: str) -> None:
    """`version` plans anew only where something that decides changed: plans of the area without all else are the same."""
    folder = paths.PACKAGE.parent / "areas" / slug
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.yaml")}
    data = {name: sheet.read(path.read_bytes(), name, kind_of(name)).data for name, path in files.items()}
    whole = {name: said for name, said in data.items() if said is not None}
    poor: dict[str, dict[str, object]] = {
        name: {}
        if kind_of(name) in deciding.NAME_ALONE
        else {"oeffentlich": said.get("oeffentlich")}
        if name == "gebiet.yaml"
        else without_texts(said)
        for name, said in whole.items()
    }
    names = frozenset(files)
    full = model.area(slug, whole, files=names)
    for wanted in EDITIONS:
        expected, found = cut_records(full, whole, wanted), cut_area(poor, wanted)
        assert (expected is None) == (found is None)
        if expected is not None and found is not None:
            left = {name: cut for name, cut in found.items() if kind_of(name) not in {*deciding.NAME_ALONE, deciding.PROFILE}}
            area = model.area(slug, left)
            bare = replace(area, files=frozenset(found), approved_only=wanted == "oeffentlich")
            assert [(p.name, p.sources) for p in documents.plans(bare)] == [
                (p.name, p.sources) for p in documents.plans(expected[0])
            ]


def test_a_long_history_is_planned_once(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work that grows with the history is reading what changed, not planning and cutting anew: counted, not timed."""
    counted: list[str] = []
    plan = documents.plans

    def counting(area: model.Area, edition: Edition) -> Iterator[Plan]:
        counted.append(area.slug)
        return plan(area, edition)

    monkeypatch.setattr(documents, "plans", counting)
    for number in range(20):
        repository.write("areas/suedfeld/gebiet.yaml", f"name: Südfeld\nstatus: geplant\neinwohner: {number}\n")
        repository.edit(f"{NORDFELD}/vereinbarung.yaml", "start: 2024-05-01", "start: 2024-05-01 ")
        repository.commit(f"Stand {number}")
    assert versions.find(repository.root, "ffffffff").commits == 21
    assert len(counted) <= 4  # two areas in two editions; none is public
