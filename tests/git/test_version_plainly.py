"""What `version` finds without reading most files is what reading every commit whole finds."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from regsam_docs import check, documents, edition, model
from regsam_docs.documents.plan import CityView, area_version, city_version
from regsam_docs.edition import cut_records, kind_of
from regsam_docs.history import deciding, versions
from regsam_docs.history.versions import DocumentId
from regsam_docs.model import Area, City
from regsam_docs.model.selection import Selection
from regsam_docs.render import templates
from regsam_docs.repository import kinds, paths
from regsam_docs.repository.tree import Tree
from regsam_docs.schema import EDITIONS, sheet
from regsam_docs.system import disk, git
from tests.check.cases import RICH, contents
from tests.git.conftest import Repository

FORMS = templates.texts(disk.resource_bytes("templates"), versions.NOBODY)


def plainly(tree: Tree) -> Iterator[tuple[DocumentId, str]]:
    """Documents and their Fassung, of those all of whose files are in order: everything read and judged, nothing remembered."""
    result = check.check(tree)
    areas = {area.slug: area for area in result.city.areas}
    for name in EDITIONS:
        seen: dict[str, Area] = {}
        for slug, area in areas.items():
            data = {file: one.data for file, one in result.files_of(slug).items() if one.data is not None}
            shown = cut_records(area, data, name)
            for plan in documents.plans(shown[0], name) if shown is not None else ():
                files = {f"{paths.AREAS}/{slug}/{source}" for source in plan.all_sources() if not source.startswith("../")}
                if all(result.sheets[path].data is not None for path in files & result.sheets.keys()):
                    yield (f"{slug}/{plan.name}", name), area_version(plan, slug, result.sheets, digests(tree))
            seen |= {slug: shown[0]} if shown is not None else {}
        chosen = {one: result.sheets[kinds.SELECTION.path(one)].data or {} for one in result.city.selections}
        cut = {one: model.record(Selection, edition.selection(data, name)) for one, data in chosen.items()}
        view = CityView(versions.NOBODY, City(versions.NOBODY, tuple(seen.values()), cut), name, FORMS)
        for city_plan in documents.city_plans(view, {}):
            files = {f"{paths.AREAS}/{source}" for source in city_plan.sources}
            if all(result.sheets[path].data is not None for path in files & result.sheets.keys()):
                yield (city_plan.name, name), city_version(city_plan, result.sheets, digests(tree))


def digests(tree: Tree) -> Callable[[str], str | None]:
    """Digests of files that are there."""
    return lambda path: sheet.digest_of(tree.read(path)) if path in tree.files else None


MORE = {
    "areas/muster/chronik.yaml": b"eintraege:\n- {datum: 2024-06-13, art: presse, titel: Plan,"
    b" text: '![Plan](anlagen/plan.svg)'}\n",
    "areas/muster/anlagen/plan.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>\n',
    "areas/anderswo/gebiet.yaml": b"name: Anderswo\nstatus: geplant\neinwohner: 900\noeffentlich: true\n",
}
VALUES = {
    "status: (?:entwurf|versandt|genehmigt)": ("status: entwurf", "status: versandt", "status: genehmigt"),
    "oeffentlich: (?:true|false)": ("oeffentlich: true", "oeffentlich: false"),
    r"(?<=: )\d+$": ("1", "7", "1200"),
    r"(?<=: )[A-ZÄÖÜ]\w+(?: \w+)*$": ("Ein neuer Text", "Text", "Text: keiner", "![Plan](anlagen/plan.svg) im Text"),
    r"(?<=/)\d$": ("1", "2"),
    "anlagen/plan": ("anlagen/plan", "anlagen/karte"),
}


def changed(text: str, draw: random.Random) -> str:
    """A text with a change that people make, now and then a mistake."""
    lines = text.split("\n")
    at = draw.randrange(len(lines))
    whole: list[Callable[[], str]] = [
        lambda: "\n".join([*lines[:at], *lines[at + 1 :]]),
        lambda: "\n".join([*lines[:at], lines[at], *lines[at:]]),
        lambda: f"{text}# Stand {draw.randrange(99)}\n",
        lambda: text.replace("\n", "\r\n"),
        lambda: f"{text}oeffentlich: true\n",
    ]
    if draw.random() < 0.3:
        return draw.choice(whole)()
    pattern, new = draw.choice(list(VALUES.items()))
    places = list(re.finditer(pattern, text, re.MULTILINE))
    place = draw.choice(places) if places else None
    return f"{text[: place.start()]}{draw.choice(new)}{text[place.end() :]}" if place is not None else text


@pytest.mark.parametrize("seed", range(2))
def test_a_random_history(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    repository, whole = Repository(tmp_path), {**contents(RICH), **MORE}
    for name, data in whole.items():
        repository.write(name, data.decode())
    repository.git("init", "--quiet")
    repository.commit("Anfang")
    for number in range(12):
        name = draw.choice(sorted(whole))
        path = tmp_path / name
        if draw.random() < 0.15:
            path.unlink(missing_ok=True)
        else:
            there = path.read_text("utf-8") if path.exists() and draw.random() < 0.7 else whole[name].decode()
            repository.write(name, changed(there, draw))
        repository.commit(f"Stand {number}")
    opened = git.open_repository(tmp_path)
    expected: dict[str, dict[DocumentId, set[str]]] = {}
    for commit in repository.git("rev-list", "HEAD", "--", "areas").split():
        for document, fassung in plainly(git.tree(opened, commit)):
            expected.setdefault(fassung, {}).setdefault(document, set()).add(commit)
    assert len(expected) > 20
    for fassung in draw.sample(sorted(expected), 10):
        found = versions.find(tmp_path, fassung)
        assert {document: {one.id for one in commits} for document, commits in found.documents.items()} == expected[fassung]


def test_what_is_masked_decides_nothing() -> None:
    """Files that are written alike are all in order or none is, decide the same and show the same pictures."""
    folder = paths.PACKAGE.parent / "areas"
    draw = random.Random(1)
    alike = 0
    for path in sorted(folder.glob("*/**/*.yaml")):
        name = path.relative_to(folder).as_posix().partition("/")[2]
        if path.parent.parent.name == paths.SELECTIONS:
            continue
        kind, content = kind_of(name), path.read_bytes()
        for _ in range(20):
            other = changed(content.decode(), draw).encode()
            if deciding.written(other, kind) != deciding.written(content, kind):
                continue
            alike += other != content
            one, two = (deciding.Readings().said(said, kind) for said in (content, other))
            assert (one.data is None, one.pictures) == (two.data is None, two.pictures), path
            decided = [deciding.deciding(kind, said.data) for said in (one, two)]
            assert decided[0] == decided[1], path
    assert alike > 50
