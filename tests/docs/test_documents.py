"""The page on documents names what each is made of: `./run test tests/docs --update-golden` writes its table anew."""

from __future__ import annotations

import re
from collections import defaultdict

from regsam_docs.check import check
from regsam_docs.documents import AREA_DOCUMENTS, plans
from regsam_docs.system import disk
from tests.docs.handbook import ROOT, section
from tests.docs.keys import table_of

PAGE = ROOT / "docs" / "dokumente.md"
TEXT = PAGE.read_text("utf-8")
TABLE = re.compile(r"<!-- quellen -->\n.*?<!-- ende -->", re.DOTALL)


def sources() -> dict[str, list[str]]:
    """Kind of document → the files that those of the example city are made of, as users know them."""
    found: dict[str, set[str]] = defaultdict(set)
    for area in check(disk.tree(ROOT)).city.areas:
        for plan in plans(area):
            kind = next(kind for kind in AREA_DOCUMENTS if plan.name.startswith(kind))
            found[kind] |= {re.sub(r"^\.\./|(?<=^protokolle/).*", "", path) for path in plan.all_sources()}
    return {kind: sorted(found[kind]) for kind in AREA_DOCUMENTS}


def test_the_table_says_what_documents_are_made_of(update_golden: bool) -> None:
    rows = [(f"`{kind}`", ", ".join(f"`{file}`" for file in files)) for kind, files in sources().items()]
    table = table_of(("Dokument", "besteht aus"), rows)
    made = TABLE.sub(lambda _: f"<!-- quellen -->\n\n{table}\n\n<!-- ende -->", TEXT)
    if update_golden:
        PAGE.write_text(made, "utf-8")
        return
    assert made == TEXT, "what documents are made of has changed: ./run test tests/docs --update-golden"


def test_what_is_described_is_made() -> None:
    named = re.findall(r"^\| `([a-z]+)(?:-<Tag>)?` \|", section(TEXT, "Was in jedem steht", 2), re.MULTILINE)
    assert named
    assert set(named) <= set(AREA_DOCUMENTS)
