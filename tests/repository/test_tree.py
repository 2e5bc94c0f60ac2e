"""Names of files in decomposed Unicode, as macOS stores them: found by the names that texts use."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from regsam_docs.check import check
from regsam_docs.finding import Trouble
from regsam_docs.repository.tree import by_composed, tree_of
from regsam_docs.system import disk
from tests.check.cases import BASIS, findings, line

NAME = "anlagen/Übersicht größer.csv"
APART = unicodedata.normalize("NFD", NAME)
START = "eintraege:\n  - datum: 2024-06-13\n    art: presse\n    titel: Bericht\n"
EVENT = START + '    text: "[Tabelle](<{0}>)"\n    anlagen: [{{datei: "{0}", titel: Tabelle}}]\n'


@pytest.mark.parametrize("there", [NAME, APART])
@pytest.mark.parametrize("written", [NAME, APART])
def test_a_file_is_found_however_its_name_is_spelled(there: str, written: str) -> None:
    assert findings({"muster/chronik.yaml": EVENT.format(written), f"muster/{there}": "a;b\n"}) == ()


def test_what_is_found_is_read() -> None:
    tree = tree_of({f"areas/muster/{APART}": b"a;b\n"})
    assert set(tree.files) == {f"areas/muster/{NAME}"}
    assert tree.read(f"areas/muster/{NAME}") == b"a;b\n"
    assert tree.files[f"areas/muster/{NAME}"] == 4


def test_two_files_that_differ_in_nothing_else_are_a_finding() -> None:
    found = findings({f"muster/{NAME}": "a;b\n", f"muster/{APART}": "c;d\n"})
    assert [line(f) for f in found] == [f"areas/muster/{NAME}:1:1 Y04"]
    assert "zweimal" in found[0].message


def test_the_disk_is_read_under_the_names_it_has(tmp_path: Path) -> None:
    for name, data in {**BASIS, f"areas/muster/{APART}": b"a;b\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    tree = disk.tree(tmp_path)
    assert tree.read(f"areas/muster/{NAME}") == b"a;b\n"
    assert set(disk.blob_ids(tmp_path, tree, "sha1")) == set(tree.files)
    assert check(tree, [f"areas/muster/{APART}"]).findings == ()


def test_ids_by_composed_paths_are_those_of_what_is_read() -> None:
    assert by_composed({APART: "1"}) == {NAME: "1"}
    assert by_composed({NAME: "2", APART: "1"}) == {NAME: "2"}


@pytest.mark.parametrize("written", ["anlagen\\\\Plan.pdf", "./anlagen/Plan.pdf", "/anlagen/Plan.pdf"])
def test_a_path_of_another_system_gets_the_one_of_the_file_that_is_there(written: str) -> None:
    text = START + f'    anlagen: [{{datei: "{written}", titel: Plan}}]\n'
    (found,) = findings({"muster/chronik.yaml": text, "muster/anlagen/Plan.pdf": "x"})
    assert (found.id, found.hint) == ("R05", "anlagen/Plan.pdf")


def laid(root: Path, **files: str) -> tuple[str, ...]:
    """The messages of Y04 for a root with these files of git's."""
    (root / ".git").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (root / {"modules": ".gitmodules", "config": ".git/config"}[name]).write_text(text)
    return tuple(f.message for f in check(disk.tree(root)).findings if f.id == "Y04")


def test_a_submodule_that_is_not_fetched_is_named(tmp_path: Path) -> None:
    (tmp_path / "areas").mkdir()
    with pytest.raises(Trouble, match=r"„areas“ ist ein Submodul.*git submodule update --init"):
        laid(tmp_path, modules='[submodule "areas"]\n\tpath = areas\n\turl = ../inhalt\n')


def test_an_area_may_be_one(tmp_path: Path) -> None:
    (tmp_path / "areas" / "hafen").mkdir(parents=True)
    (tmp_path / "areas" / "muster").mkdir(parents=True)
    (tmp_path / "areas" / "regsam.yaml").write_bytes(BASIS["areas/regsam.yaml"])
    with pytest.raises(Trouble, match="„areas/hafen“ ist ein Submodul"):
        laid(tmp_path, modules='[submodule "hafen"]\n\tpath = areas/hafen\n')


def test_a_clone_of_a_part_says_so_where_something_is_missing(tmp_path: Path) -> None:
    (tmp_path / "areas").mkdir()
    (missing,) = laid(tmp_path, config="[core]\n\tsparseCheckout = true\n")
    assert "git sparse-checkout disable" in missing
