"""No document for Word says more than its edition may: every text of the example city is a word of its own here."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from regsam_docs.cli import word
from regsam_docs.system import disk
from tests.built import AT_WORK
from tests.leak import secrets
from tests.leak.search import WORD

DOCUMENTS = ("kooperationsvereinbarung", "protokoll-2026-03-12", "auftragsliste", "zwischenbericht")


@pytest.fixture(scope="module")
def ledger() -> secrets.Ledger:
    return secrets.ledger()


def said(root: Path, edition: str) -> set[str]:
    """The words of all parts of the documents: of what is shown, of properties, names and descriptions."""
    tree = disk.tree(root)
    result = word._city(root, tree, AT_WORK)
    words = set[str]()
    for name in DOCUMENTS:
        if name in word._names(result, AT_WORK, edition):  # type: ignore[arg-type]
            with zipfile.ZipFile(io.BytesIO(word._document(result, root, AT_WORK, name, edition))) as parts:  # type: ignore[arg-type]
                names = [part for part in parts.namelist() if part.endswith((".xml", ".rels"))]
                texts = [parts.read(part).decode("utf-8", "replace") for part in names]
                words |= {found for text in texts for found in WORD.findall(text)}
    return words


def test_documents_for_others_say_what_their_edition_says(ledger: secrets.Ledger, tmp_path: Path) -> None:
    for name, data in ledger.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    house = said(tmp_path, "intern")
    for edition in ("verteiler", "oeffentlich"):
        others = said(tmp_path, edition)
        assert {ledger.where.get(one, one) for one in others - ledger.may_read(edition)} == set()
        assert len(others) > 20 and house - others
