"""One deliberately wrong city: cases of every id are its areas and selections, and all their mistakes come out in one run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from regsam_docs.check import check
from regsam_docs.check.register import REGISTER
from regsam_docs.repository.tree import tree_of
from tests.check.cases import FOLDER
from tests.check.cases import contents as check_case
from tests.check.cases import overlaid as check_overlaid
from tests.rules.test_cases import CASES as RULES
from tests.rules.test_cases import overlaid as rule_overlaid
from tests.rules.test_table import shows
from tests.selection.test_cases import CASES as TABLES
from tests.selection.test_cases import FOLDER as SELECTION
from tests.selection.test_cases import HOME as SELECTIONS

YAML = RULES.parent / "yaml"


def first(cases: Iterable[Path], id: Callable[[Path], str]) -> list[Path]:
    """Two cases of each id."""
    chosen: dict[str, list[Path]] = {}
    for case in cases:
        chosen.setdefault(id(case), []).append(case)
    return [case for those in chosen.values() for case in those[:2]]


def wrong_city() -> dict[str, bytes]:
    """The cases' files, their areas and selections under names of their own."""
    rules = (
        found.parent for found in sorted(RULES.glob("*/*/erwartet.txt")) if shows(f"{found.parents[1].name}/{found.parent.name}")
    )
    files = (found.parent for found in sorted(FOLDER.glob("*/erwartet.txt")) if "gilt-nicht" not in found.parent.name)
    cases = [rule_overlaid(case) for case in first(rules, lambda case: case.parent.name)]
    for case in first(files, lambda case: case.name[:3]):
        tree = check_overlaid(check_case(case))
        cases.append({path: tree.read(path) for path in tree.files})
    for case in TABLES:
        own = case / "auswahl.yaml" if (case / "auswahl.yaml").exists() else SELECTIONS / "auswahl.yaml"
        cases.append(
            {f"{SELECTION}/auswahl.yaml": own.read_bytes(), f"{SELECTION}/monitoring.csv": (case / "monitoring.csv").read_bytes()}
        )
    wrong = sorted(YAML.glob("*/falsch.yaml"))
    cases += [{"areas/lesen/gebiet.yaml": found.read_bytes()} for found in wrong]
    return together(cases)


def together(cases: list[dict[str, bytes]]) -> dict[str, bytes]:
    """One repository of all the cases' areas and selections."""
    city = {"areas/regsam.yaml": b"format: 1\nherausgeber: {name: REGSAM}\nakzentfarbe: blau\n"}
    for number, files in enumerate(cases):
        for path, data in files.items():
            parts = path.split("/")
            place = 2 if parts[1] == "_auswahl" else 1
            if len(parts) > place + 1:
                parts[place] = f"fall-{number}-{parts[place]}"
                city["/".join(parts)] = data
    return city


def sealed(city: dict[str, bytes]) -> dict[str, bytes]:
    """The city with one seal that fits nothing."""
    area = next(path.rpartition("/")[0] for path in city if path.endswith("/vereinbarung.yaml"))
    return city | {f"{area}/vereinbarung.siegel.json": b"{}"}


def test_every_id_is_found() -> None:
    found = Counter(finding.id for finding in check(tree_of(sealed(wrong_city()))).findings)
    print("\n" + " ".join(f"{id}:{found[id]}" for id in sorted(found)))
    assert sorted(REGISTER) == sorted(found)
