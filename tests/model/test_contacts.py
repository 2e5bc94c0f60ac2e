"""Contacts kept outside git: where they show, and where not."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from regsam_docs.check import check
from regsam_docs.edition import cut_area as cut
from regsam_docs.model.settings import Contact, Contacts, with_contacts
from regsam_docs.system import disk

DATA: dict[str, Any] = {
    "gremium.yaml": {
        "mitglieder": [
            {"id": "jugendtreff", "organisation": "Jugendtreff", "person": {"name": "Erika Mustermann"}},
            {"id": "sbh", "organisation": "SBH", "person": {"name": "Max Mustermann", "telefon": "089 000000-7"}},
            {"id": "rags", "organisation": "RAGS"},
        ]
    },
    "vereinbarung.yaml": {
        "prozessverantwortung": {
            "regsam": {"person": {"name": "Erika Mustermann"}},
            "sozialreferat": {
                "person": {"name": "Max Mustermann"},
                "wechsel": [{"seit": "2026-01-01", "person": {"name": "Erika Mustermann"}}],
            },
        }
    },
}
KNOWN = ("jugendtreff", "sbh", "rags", "regsam", "sozialreferat")
CONTACTS = Contacts(kontakte={"muster": {id: Contact(telefon="089 000000-1", email="a@example.org") for id in KNOWN}})


def test_what_is_missing_is_filled_in_and_nothing_else() -> None:
    whole = with_contacts(DATA, "muster", CONTACTS)
    treff, sbh, rags = whole["gremium.yaml"]["mitglieder"]
    assert treff["person"] == {"name": "Erika Mustermann", "telefon": "089 000000-1", "email": "a@example.org"}
    assert sbh["person"] == {"name": "Max Mustermann", "telefon": "089 000000-7", "email": "a@example.org"}
    assert rags["person"] == {"telefon": "089 000000-1", "email": "a@example.org"}, "nobody is named, and one can be reached"
    assert "telefon" not in DATA["gremium.yaml"]["mitglieder"][0]["person"], "what came in stays as it was"


def test_a_party_is_reached_by_who_took_over_last() -> None:
    sides = with_contacts(DATA, "muster", CONTACTS)["vereinbarung.yaml"]["prozessverantwortung"]
    assert sides["regsam"]["person"]["telefon"] == "089 000000-1"
    assert "telefon" not in sides["sozialreferat"]["person"]
    assert sides["sozialreferat"]["wechsel"][0]["person"]["telefon"] == "089 000000-1"


def test_no_other_edition_shows_them() -> None:
    whole = {**with_contacts(DATA, "muster", CONTACTS), "gebiet.yaml": {"name": "Muster", "status": "aktiv", "oeffentlich": True}}
    assert "000000-1" in str(cut(whole, "intern"))
    for edition in ("verteiler", "oeffentlich"):
        assert "000000" not in str(cut(whole, edition))
        assert "a@example.org" not in str(cut(whole, edition))


def test_init_keeps_them_out_of_git() -> None:
    ignored = (Path(__file__).parents[2] / "regsam_docs/scaffold/files/dot-gitignore").read_text("utf-8")
    assert "/areas/kontakte.yaml" in ignored.splitlines()


def test_an_area_alone_has_them_too(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parents[2] / "areas", tmp_path / "areas")
    found = check(disk.tree(tmp_path), only=["areas/lindenhoehe"])
    assert found.city.contacts is not None
    assert "lindenhoehe" in found.city.contacts.kontakte
