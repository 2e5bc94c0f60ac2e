"""The table of all rules is that of the register: `./run test tests/docs --update-golden` writes it anew."""

from __future__ import annotations

import re

from regsam_docs.check.register import REGISTER
from regsam_docs.finding import SELECTION, WARNING, Rule
from tests.docs.handbook import ROOT, anchor, page_of
from tests.docs.keys import table_of

PAGE = ROOT / "docs" / "regeln.md"
TEXT = PAGE.read_text("utf-8")
TABLE = re.compile(r"<!-- regeln -->\n.*?<!-- ende -->", re.DOTALL)
ID = re.compile(r"\b[YSTRVPGZMAK]\d\d\b")


def row(rule: Rule) -> tuple[str, ...]:
    link = f"[{rule.id}](handbuch/{page_of(rule.id)}.md#{anchor(rule.id)})"
    return (link, rule.level, rule.title, stopped(rule), rule.source or "")


def stopped(rule: Rule) -> str:
    """What an error of the rule keeps from being made."""
    if rule.level == WARNING:
        return "nichts"
    if rule.stops is None:
        return "was aus der Datei entsteht"
    return "Dokumente der Auswahl" if rule.stops == SELECTION else f"nur `{rule.stops}`"


def test_the_table_is_that_of_the_register(update_golden: bool) -> None:
    heads = ("Kennung", "Stufe", "Regel", "verhindert", "Grundlage")
    table = table_of(heads, map(row, REGISTER.values()))
    made = TABLE.sub(lambda _: f"<!-- regeln -->\n\n{table}\n\n<!-- ende -->", TEXT)
    if update_golden:
        PAGE.write_text(made, "utf-8")
        return
    assert made == TEXT, "the register has changed: ./run test tests/docs --update-golden"


def test_what_is_said_of_rules_is_said_of_rules_there_are() -> None:
    assert set(ID.findall(TEXT)) == set(REGISTER)
