"""Hours by year and person: planned by the agreement in force, up to its end; spent, divided by days where persons changed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from regsam_docs import model
from regsam_docs.model.means import hours

SIGNED = [{"partei": party, "datum": date(2024, 6, 1)} for party in ("regsam", "sozialreferat")]
LATE = date(2030, 1, 1)


def area(name: str = "Kai", spent: tuple[dict[str, Any], ...] = (), **agreement: Any) -> model.Area:
    """An area with an agreement of 7 hours a week from 1 July 2024 for a year, an hour a day."""
    profile = {"name": name, "status": "aktiv", "aufwand": list(spent)}
    return model.area(name.lower(), {"gebiet.yaml": profile, "vereinbarung.yaml": _terms() | agreement})


def rows(*areas: model.Area, on: date = LATE) -> list[tuple[Any, ...]]:
    return [(h.year, h.party, h.person, h.planned, h.spent, h.divided) for h in hours(areas, on)]


def test_a_term_is_planned_year_by_year() -> None:
    assert rows(area()) == [
        (2024, "regsam", "Erika", 184, None, False),
        (2025, "regsam", "Erika", 181, None, False),
    ]


def test_nothing_is_planned_before_both_have_signed() -> None:
    assert rows(area(unterschriften=SIGNED[:1])) == []
    assert rows(area(), on=date(2024, 5, 31)) == []


def test_who_takes_over_has_the_hours_from_that_day_on() -> None:
    changed = {
        "regsam": {"person": {"name": "Erika"}, "wechsel": [{"seit": date(2024, 12, 1), "person": {"name": "Kim"}}]},
        "sozialreferat": {"person": {"name": "Max"}},
    }
    spent = ({"jahr": 2024, "regsam": 368, "sozialreferat": 50.5},)
    assert rows(area(spent=spent, prozessverantwortung=changed)) == [
        (2024, "regsam", "Erika", 153, 306, True),
        (2024, "regsam", "Kim", 31, 62, True),
        (2024, "sozialreferat", "Max", None, Fraction(101, 2), False),
        (2025, "regsam", "Kim", 181, None, False),
    ]


def test_a_decided_closing_ends_the_plan() -> None:
    ended = model.area(
        "kai",
        {
            "gebiet.yaml": {"name": "Kai", "status": "beendet"},
            "vereinbarung.yaml": _terms(),
            "abschluss.yaml": {
                "datum": date(2024, 7, 31), "status": "beschlossen", "entscheidung": "beendet", "zusammenfassung": "Z",
            },
        },
    )  # fmt: skip
    assert rows(ended) == [(2024, "regsam", "Erika", 31, None, False)]
    assert rows(ended, on=date(2024, 7, 30))[0][3] == 184  # nobody knew of it yet


def _terms() -> dict[str, Any]:
    return {
        "thema": "T", "umgriff": {"beschreibung": "U"}, "gruende": "G", "stunden_pro_woche": 7, "prozessdauer_monate": 12,
        "prozessverantwortung": {"regsam": {"person": {"name": "Erika"}}, "sozialreferat": {"person": {"name": "Max"}}},
        "start": date(2024, 7, 1), "ueberpruefung": date(2025, 5, 1), "unterschriften": SIGNED,
    }  # fmt: skip


def test_areas_are_added_up_by_person() -> None:
    spent = ({"jahr": 2024, "regsam": 0.1},)
    found = hours([area("Kai", spent), area("Au", ({"jahr": 2024, "regsam": 0.2},))], LATE)
    assert [(h.year, h.planned, h.spent) for h in found] == [
        (2024, Fraction(368), Fraction(3, 10)),
        (2025, Fraction(362), None),
    ]


def test_hours_spent_without_an_agreement_are_nobody_s() -> None:
    bare = model.area("kai", {"gebiet.yaml": {"name": "Kai", "status": "aktiv", "aufwand": [{"jahr": 2023, "regsam": 5}]}})
    assert rows(bare) == [(2023, "regsam", None, None, 5, False)]
