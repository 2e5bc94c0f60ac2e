"""The Fassung is that of what the files say: not of where they lie or how a system stores them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from regsam_docs import check, documents
from regsam_docs.documents.plan import area_version, fassung
from regsam_docs.repository.tree import tree_of
from regsam_docs.schema.sheet import digest_of
from tests.check.cases import RICH, contents

BASIS = contents(RICH)
MAP = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">\n<rect width="9" height="9"/>\n</svg>\n'
CHRONICLE = "eintraege:\n- {datum: 2024-06-13, art: presse, titel: Größe, text: '![Plan](anlagen/plan.svg)'}\n"
FILES = {**BASIS, "areas/muster/chronik.yaml": CHRONICLE.encode(), "areas/muster/anlagen/plan.svg": MAP}


def versions(files: dict[str, bytes]) -> dict[str, str]:
    """The Fassung of each document of the only area."""
    tree = tree_of(files)
    result = check.check(tree)
    (area,) = result.city.areas
    assert not any(found.is_error for found in result.findings)

    def digest(path: str) -> str | None:
        return digest_of(tree.read(path)) if path in tree.files else None

    return {plan.name: area_version(plan, area.slug, result.sheets, digest) for plan in documents.plans(area)}


def test_a_folder_of_another_name_has_the_same() -> None:
    moved = {path.replace("areas/muster/", "areas/anderswo/"): data for path, data in FILES.items()}
    moved = {path: data.replace(b"ergebnis: muster", b"ergebnis: anderswo") for path, data in moved.items()}
    assert versions(moved) == versions(FILES)


STORED: dict[str, Callable[[bytes], bytes]] = {
    "line ends": lambda data: data.replace(b"\n", b"\r\n"),
    "decomposed": lambda data: unicodedata.normalize("NFD", data.decode()).encode(),
    "with a mark": lambda data: b"\xef\xbb\xbf" + data,
}


@pytest.mark.parametrize("how", STORED)
def test_the_same_texts_have_the_same(how: str) -> None:
    assert versions({path: STORED[how](data) for path, data in FILES.items()}) == versions(FILES)


def test_what_is_drawn_counts() -> None:
    other = versions({**FILES, "areas/muster/anlagen/plan.svg": MAP.replace(b"9", b"8")})
    assert other != versions(FILES)


def test_each_file_counts_under_its_own_name() -> None:
    assert fassung({"a/x.yaml": "1", "a/y.yaml": "2"}) != fassung({"a/x.yaml": "2", "a/y.yaml": "1"})
    assert fassung({"a/x.yaml": "1", "b/x.yaml": "2"}) == fassung({"c/x.yaml": "1", "b/x.yaml": "2"})
    assert fassung({"a/x.yaml": "1", "b/y.yaml": "2"}) != fassung({"a/x.yaml": "1", "a/y.yaml": "2"})
    assert fassung({"_auswahl/a/x.yaml": "1"}) == fassung({"_auswahl/b/x.yaml": "1"})
    assert fassung({"_auswahl/a/x.yaml": "1"}) != fassung({"a/x.yaml": "1"})
    assert fassung({"anlagen/a.svg": "1"}) != fassung({"anlagen/b.svg": "1"})
