"""The rules beyond the schemas (rules.md): one explicit list of small pure functions."""

from __future__ import annotations

from regsam_docs.rules.agreement import v01, v02, v03, v04, v05, v07
from regsam_docs.rules.closing import a01, a02, a03, a04, a05, a06
from regsam_docs.rules.committee import g01, g02, g03, g04, g05
from regsam_docs.rules.decisions import m04, m06, m08, m11, m12
from regsam_docs.rules.goals import z01, z02, z03
from regsam_docs.rules.identity import r04, r06
from regsam_docs.rules.minutes import m01, m02, m03, m05, m07, m09, m10
from regsam_docs.rules.phases import p01, p02, p03, p04, p05, p06, p07
from regsam_docs.rules.pictures import t02
from regsam_docs.rules.problem import Problem, Rule
from regsam_docs.rules.selection import SelectionRule, SelectionView, k02, k03

__all__ = ["RULES", "SELECTION_RULES", "Problem", "Rule", "SelectionRule", "SelectionView"]

RULES: tuple[tuple[str, Rule], ...] = (
    ("T02", t02),
    ("R04", r04),
    ("R06", r06),
    ("V01", v01),
    ("V02", v02),
    ("V03", v03),
    ("V04", v04),
    ("V05", v05),
    ("V07", v07),
    ("P01", p01),
    ("P02", p02),
    ("P03", p03),
    ("P04", p04),
    ("P05", p05),
    ("P06", p06),
    ("P07", p07),
    ("G01", g01),
    ("G02", g02),
    ("G03", g03),
    ("G04", g04),
    ("G05", g05),
    ("Z01", z01),
    ("Z02", z02),
    ("Z03", z03),
    ("M01", m01),
    ("M02", m02),
    ("M03", m03),
    ("M04", m04),
    ("M05", m05),
    ("M06", m06),
    ("M07", m07),
    ("M08", m08),
    ("M09", m09),
    ("M10", m10),
    ("M11", m11),
    ("M12", m12),
    ("A01", a01),
    ("A02", a02),
    ("A03", a03),
    ("A04", a04),
    ("A05", a05),
    ("A06", a06),
)
"""Id → rule. A new rule is one entry here, one function, its cases and its section in the handbook."""

SELECTION_RULES: tuple[tuple[str, SelectionRule], ...] = (
    ("K02", k02),
    ("K03", k03),
)
"""Id → rule about a selection, as far as `auswahl.yaml` alone tells."""
