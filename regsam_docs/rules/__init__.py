"""The rules beyond the schemas (docs/regeln.md): one explicit list of small pure functions."""

from __future__ import annotations

from regsam_docs.finding import Judge, Problem
from regsam_docs.model import Area
from regsam_docs.rules.agreement import v01, v02, v03, v04, v05, v07
from regsam_docs.rules.committee import g01, g02, g03, g04, g05, g06
from regsam_docs.rules.goals import a01, a02, a03, a04, a05, a06, z01, z02, z03
from regsam_docs.rules.identity import r04, r06, r08, r08_of_selections, s06, t02
from regsam_docs.rules.meetings import m02, m03, m04, m06, m08, m12, m13
from regsam_docs.rules.minutes import m01, m05, m07, m09, m10, m14
from regsam_docs.rules.phases import p01, p02, p03, p04, p05, p06, p07
from regsam_docs.rules.selection import SelectionView, k02, k03, k06

__all__ = ["RULES", "SELECTION_RULES", "Judge", "Problem", "SelectionView"]

RULES: tuple[Judge[Area], ...] = (
    s06,
    t02,
    r04,
    r06,
    r08,
    v01,
    v02,
    v03,
    v04,
    v05,
    v07,
    p01,
    p02,
    p03,
    p04,
    p05,
    p06,
    p07,
    g01,
    g02,
    g03,
    g04,
    g05,
    g06,
    z01,
    z02,
    z03,
    m01,
    m02,
    m03,
    m04,
    m05,
    m06,
    m07,
    m08,
    m09,
    m10,
    m12,
    m13,
    m14,
    a01,
    a02,
    a03,
    a04,
    a05,
    a06,
)
"""A new rule is its function with its explanation, one entry here, and its cases."""

SELECTION_RULES: tuple[Judge[SelectionView], ...] = (
    k02,
    k03,
    r08_of_selections,
    k06,
)
"""Rules about a selection, as far as `auswahl.yaml` alone tells."""
