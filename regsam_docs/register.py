"""The register of everything that can be found: one record a rule, declared in the room that finds it, listed here once."""

from __future__ import annotations

from regsam_docs import seal
from regsam_docs.finding import Rule
from regsam_docs.repository.layout import Y04
from regsam_docs.rules import RULES, SELECTION_RULES, references
from regsam_docs.schema import judge
from regsam_docs.selection import complaints
from regsam_docs.texts import rules as texts
from regsam_docs.yaml import characters

_ALL: tuple[Rule, ...] = (
    *(characters.Y01, characters.Y02, characters.Y03, Y04, characters.Y05, characters.Y06),
    *(judge.S01, judge.S02, judge.S03, judge.S04, judge.S05, judge.S06),
    *(texts.T01, texts.T02, texts.T03, texts.T04, texts.T05, texts.R05),
    *(references.R01, references.R02, references.R03, references.R07),
    *(one.rule for one in RULES),
    *(one.rule for one in SELECTION_RULES),
    seal.V06,
    *(complaints.K01, complaints.K04, complaints.K05, complaints.K07),
)

GROUPS = "YSTRVPGZMAK"
"""The groups in the order in which files are judged."""

REGISTER: dict[str, Rule] = {rule.id: rule for rule in sorted(_ALL, key=lambda rule: (GROUPS.index(rule.id[0]), rule.id))}
"""Id → rule, in the order of the handbook."""
