"""The trail from a need to a result: what belongs together, what is missing, and where each history stands."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from regsam_docs.model.tracking import trail_gaps
from tests.documents.conftest import Press
from tests.documents.process import AREA, SECRETS
from tests.documents.test_agreement import DRAFT

DECIDED = """datum: 2025-06-01
status: beschlossen
entscheidung: beendet
zusammenfassung: A.
zielerreichung: [{ziel: Z2, bewertung: erreicht, ergebnis: B.}]
"""


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"abschluss.yaml": None}, {("massnahme_ohne_auftrag", "M2"), ("massnahme_ueberfaellig", "M1")}),
        (
            {"abschluss.yaml": DECIDED},
            {("massnahme_ohne_auftrag", "M2"), ("massnahme_ueberfaellig", "M1"), ("ziel_ohne_ergebnis", "Z1")},
        ),
        (
            {"abschluss.yaml": DECIDED, "gebiet.yaml": "name: Hafenviertel\nstatus: beendet\n"},
            {("massnahme_ohne_auftrag", "M2"), ("ziel_ohne_ergebnis", "Z1")},
        ),
        (
            {"ziele.yaml": "stand: 2025-03-20\nhandlungsfelder: [{id: H1, titel: A, bedarf: B, ziele: [{id: Z1, titel: C}]}]\n"},
            {("ziel_ohne_massnahme", "Z1")},
        ),
    ],
)
def test_holes(press: Press, changes: dict[str, Any], found: set[tuple[str, str]]) -> None:
    files = {name: text for name, text in {**AREA, **changes}.items() if text is not None}
    assert {(hole.kind, hole.id) for hole in trail_gaps(press.written(files).area, date(2025, 3, 20))} == found


def test_a_row_leads_from_the_need_to_the_result(press: Press) -> None:
    said = press.written(AREA).main("spur")
    row = next(row for row in re.findall(r"<tr>.*?</tr>", said, re.DOTALL) if 'href="#M1"' in row)
    assert all(f'href="#{id}"' in row for id in ("H1", "Z1", "M1", "auftrag-2025-01-16-1"))
    assert '<a href="protokoll-2025-01-16.html#beschluss-1">B1 vom 16.01.2025</a>' in row


def test_every_goal_measure_and_task_has_its_history_on_an_anchor_of_its_own(press: Press) -> None:
    said = press.written({**AREA, "vereinbarung.yaml": DRAFT}).main("spur")
    anchors = re.findall(r' id="([^"]+)"', said)
    assert len(anchors) == len(set(anchors))
    tasks = {f"auftrag-{id}" for id in ("2025-01-16-1", "2025-01-16-2", "2025-01-16-3", "2025-01-16-4", "2025-03-20-1")}
    assert {"H1", "Z1", "Z2", "M1", "M2", "M3", "klausel-stunden-pro-woche", *tasks} <= set(anchors)
    assert set(re.findall(r'href="#([^"]+)"', said)) <= set(anchors)


@pytest.mark.parametrize("edition", ["verteiler", "oeffentlich"])
def test_it_keeps_what_is_confidential(press: Press, edition: Any) -> None:
    said = press.written(AREA, edition).main("spur")
    assert not [secret for secret in SECRETS if secret in said]
