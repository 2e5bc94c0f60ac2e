"""Second copies of files, and advice about names: nothing that is there may be written over by whoever follows it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsam_docs.repository.layout import Layout, ignored, layout, original
from regsam_docs.repository.tree import tree_of
from tests.check.cases import BASIS

AREA = "areas/muster"

COPIES = (
    "{} (1){}",
    "{}(2){}",
    "{} (1) (2){}",
    "{} - Kopie{}",
    "{} – Kopie{}",
    "{} - Kopie (3){}",
    "{} Kopie 2{}",
    "{} copy{}",
    "{} 2{}",
    "Kopie von {}{}",
    "Copy of {}{}",
    "{} (Erikas conflicted copy 2027-02-05){}",
    "{} (In Konflikt stehende Kopie von Erika 2027-02-05){}",
    "{} (conflicted copy 2027-02-05 101010){}",
    "{} (SFConflict erika@example.org 2027-02-05-10-10-10){}",
    "{}_conflict-20270205-101010{}",
    "{}.sync-conflict-20270205-101010-ABCDEFG{}",
    "{}-DESKTOP-ABC123{}",
    "{}_BASE_1234{}",
    "{}.orig{}",
    "{}-alt{}",
    "{}_backup{}",
    "{}{}~",
    "{}{}.~1~",
    "{}{}.bak",
    "{}{}.orig",
    "{}{}.rej",
    "#{}{}#",
)
"""What programs make of a name: its stem and its ending."""


@pytest.mark.parametrize("pattern", COPIES)
@pytest.mark.parametrize(
    ("stem", "ending"),
    [("chronik", ".yaml"), ("2027-02-05", ".yaml"), ("2027-02-05-b", ".yaml"), ("vereinbarung.siegel", ".json")],
)
def test_a_copy_leads_to_what_it_was_made_of(pattern: str, stem: str, ending: str) -> None:
    assert original(pattern.format(stem, ending)) == stem + ending


@pytest.mark.parametrize(
    "name", ["chronik.yaml", "2027-02-05.yaml", "2027-02-05-b.yaml", "vereinbarung.siegel.json", "zahlen.csv"]
)
def test_a_name_of_ours_is_no_copy(name: str) -> None:
    assert original(name) is None


def laid(*names: str) -> Layout:
    return layout(tree_of({**BASIS, **{f"{AREA}/{name}": b"" for name in names}}))


LAID = [name for pattern in COPIES if not ignored(name := pattern.format("chronik", ".yaml"))]


@pytest.mark.parametrize("name", [*LAID, "Chronik.yaml", "chronik.yml", "cronik.yaml"])
def test_what_is_there_is_never_written_over(name: str) -> None:
    (found,) = laid("chronik.yaml", name).findings
    assert found.path == f"{AREA}/{name}"
    assert found.hint is None
    assert "„chronik.yaml“ gibt es schon" in found.message
    assert f"löschen Sie danach „{name}“" in found.message
    assert "benennen" not in found.message.lower()


def test_what_is_not_there_may_be_made_by_renaming() -> None:
    found = laid("chronik (1).yaml")
    assert [f.hint for f in found.findings] == ["chronik.yaml"]
    assert found.unknown_in("muster") == {"chronik.yaml"}


def test_of_several_copies_only_one_can_be_renamed() -> None:
    found = laid("gremium (1).yaml", "gremium (2).yaml", "Gremium.yaml")
    assert len(found.findings) == 3
    assert [f.hint for f in found.findings] == [None, None, None]
    assert all("löschen Sie die anderen" in f.message for f in found.findings)
    assert found.unknown_in("muster") == {"gremium.yaml"}


def test_minutes_of_the_same_day_may_be_a_second_meeting_or_a_copy() -> None:
    copy, other = laid(*(f"protokolle/{name}" for name in ("2027-02-05.yaml", "2027-02-05 (1).yaml", "5.2.2027.yaml"))).findings
    assert "zweite Sitzung" not in copy.message
    assert "„2027-02-05-b.yaml“" in other.message
    assert (copy.hint, other.hint) == (None, None)


def test_a_folder_is_not_renamed_onto_another() -> None:
    settled = layout(tree_of({**BASIS, "areas/Muster/gebiet.yaml": b""})).findings
    free = layout(tree_of({**BASIS, "areas/Hafen/gebiet.yaml": b""})).findings
    assert [f.hint for f in settled] == [None]
    assert "Den Ordner „muster“ gibt es schon" in settled[0].message
    assert [f.hint for f in free] == ["hafen"]


@pytest.mark.parametrize("name", ["Thumbs.db", "desktop.ini", ".DS_Store", "~$Notizen.docx", ".chronik.yaml.swp", "notizen.md"])
def test_what_systems_and_editors_leave_is_passed_over(name: str) -> None:
    assert laid(name).findings == ()


def test_the_lock_of_an_editor_is_passed_over() -> None:
    whole = tree_of(BASIS)
    assert layout(replace(whole, links=frozenset({f"{AREA}/.#chronik.yaml", f"{AREA}/anlagen/.#plan.svg"}))).findings == ()
    assert len(layout(replace(whole, links=frozenset({f"{AREA}/chronik.yaml"}))).findings) == 1


NAMES = st.sampled_from(
    ["chronik.yaml", "Chronik.yaml", "chronik (1).yaml", "chronik.yml", "cronik.yaml", "gremium.yml", "Gremium.yaml"]
)


@given(st.sets(NAMES))
def test_to_rename_as_advised_loses_no_file(names: set[str]) -> None:
    renamed = [f.hint if f.hint is not None else f.path.rpartition("/")[2] for f in laid(*names).findings]
    kept = names - {f.path.rpartition("/")[2] for f in laid(*names).findings}
    assert len({*renamed, *kept}) == len(names)
