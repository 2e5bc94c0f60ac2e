"""The page on the file format is that of the schemas: `./run test tests/docs --update-golden` writes its tables anew."""

from __future__ import annotations

import re

import pytest

from regsam_docs.repository.kinds import KINDS
from tests.docs import keys
from tests.docs.handbook import ROOT

PAGE = ROOT / "docs" / "format.md"
TEXT = PAGE.read_text("utf-8")
TABLE = re.compile(r"<!-- angaben (\w+) -->\n.*?<!-- ende -->", re.DOTALL)
FORMS = re.compile(r"<!-- formen -->\n.*?<!-- ende -->", re.DOTALL)


def test_the_tables_are_those_of_the_schemas(update_golden: bool) -> None:
    made = TABLE.sub(lambda m: f"<!-- angaben {m[1]} -->\n\n{keys.forms(m[1])}\n\n<!-- ende -->", TEXT)
    made = FORMS.sub(lambda _: f"<!-- formen -->\n\n{keys.shared()}\n\n<!-- ende -->", made)
    if update_golden:
        PAGE.write_text(made, "utf-8")
        return
    there = {m[1] for m in TABLE.finditer(TEXT)}
    assert there == {*KINDS, keys.PERSON}, "a kind needs its section in docs/format.md, with its two marks"
    assert made == TEXT, "the schemas have changed: ./run test tests/docs --update-golden"


@pytest.mark.parametrize(
    ("kind", "path", "edition"),
    [
        ("gremium", "mitglieder.entscheidungsbefugt", "oeffentlich"),
        ("vereinbarung", "zu_gewinnen.notiz", "intern"),
        ("protokoll", "anwesend.vertreten_durch", "verteiler"),
    ],
)
def test_an_edition_is_the_narrowest_on_the_way(kind: str, path: str, edition: str) -> None:
    assert next(key.edition for key in keys.keys(kind) if key.path == path) == edition


def test_a_form_says_what_may_stand_there() -> None:
    rows = {row.split(" | ")[0].strip("|* `"): row for row in keys.forms("protokoll").splitlines()}
    assert "*mitglied_oder_text* oder Liste: *mitglied_oder_text*" in rows["tagesordnung.auftraege.an"]
    assert "oeffentlich; freier Text: verteiler" in rows["tagesordnung.auftraege.an"]
    assert "`sitzung`, `umlauf`; ohne Angabe `sitzung`" in rows["tagesordnung.beschluesse.verfahren"]
