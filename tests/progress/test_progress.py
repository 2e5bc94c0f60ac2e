"""Where an area stands on a day."""

from __future__ import annotations

from datetime import date

import pytest

from regsam_docs.model.progress import ago, ahead, progress
from tests.progress.small import PROFILE, agreement, area, minutes, task

TODAY = date(2010, 9, 1)


def phases(**more: object) -> dict[str, object]:
    steps = {"gebietsauswahl": {"status": "erledigt"}, "kommunikation": {"status": "entfaellt", "notiz": "Nicht nötig"}}
    return {"vorlauf": {"beginn": date(2010, 1, 1), "ende": date(2010, 5, 31), "schritte": steps}, **more}


def test_an_area_without_phases_is_at_the_beginning() -> None:
    state = progress(area(), TODAY)
    assert (state.phase, state.steps_done, state.steps_total) == ("vorlauf", 0, 14)
    assert {stage.state for stage in state.stages} == {"ausstehend"}


def test_steps_that_do_not_apply_are_not_counted() -> None:
    state = progress(area(phasen=phases()), TODAY)
    assert (state.steps_done, state.steps_total) == (1, 13)


@pytest.mark.parametrize(
    ("today", "phase", "states"),
    [
        (date(2009, 12, 31), "vorlauf", ["ausstehend", "ausstehend"]),
        (date(2010, 1, 1), "vorlauf", ["laufend", "ausstehend"]),
        (date(2010, 5, 31), "vorlauf", ["laufend", "ausstehend"]),
        (date(2010, 6, 1), "diagnose", ["abgeschlossen", "laufend"]),
        (date(2100, 6, 1), "diagnose", ["abgeschlossen", "laufend"]),
    ],
)
def test_a_phase_runs_from_its_first_day_to_its_last(today: date, phase: str, states: list[str]) -> None:
    state = progress(area(phasen=phases(diagnose={"beginn": date(2010, 6, 1)})), today)
    assert (state.phase, [stage.state for stage in state.stages[:2]]) == (phase, states)


def test_what_cannot_be_read_is_not_known() -> None:
    state = progress(area(unread=frozenset({"phasen.yaml"})), TODAY)
    assert (state.phase, state.stages) == (None, ())


def test_a_rejected_area_without_phases_is_in_none() -> None:
    assert progress(area(gebiet={**PROFILE, "status": "abgelehnt"}), TODAY).phase is None


def test_tasks_open_overdue_and_waiting() -> None:
    given = [
        task(1, frist=date(2010, 8, 31)),
        task(2, frist=TODAY),
        task(3),
        task(4, frist=date(2010, 8, 1), wiedervorlage=date(2010, 9, 2)),
        task(5, frist=date(2010, 8, 1)),
    ]
    done = [{"auftrag": "2010-06-10/5", "status": "erledigt"}]
    state = progress(area(m2010_06_10=minutes("2010-06-10", auftraege=given, rueckmeldungen=done)), TODAY)
    assert [t.given.task.nr for t in state.tasks.open] == [1, 2, 3]
    assert [t.given.task.nr for t in state.tasks.overdue] == [1]
    assert [t.given.task.nr for t in state.tasks.waiting] == [4]
    assert [d.id for d in state.late] == ["2010-06-10/1"]


def test_the_next_day_and_what_is_near() -> None:
    there = area(
        vereinbarung=agreement("2011-12-01"),
        m2010_09_16=minutes("2010-09-16", 2, "geplant"),
        m2010_06_10=minutes("2010-06-10", auftraege=[task(frist=date(2010, 10, 15))]),
    )
    state = progress(there, TODAY, 30)
    assert state.next is not None
    assert (state.next.day, state.next.what) == (date(2010, 9, 16), "2. Sitzung")
    assert [d.kind for d in state.near] == ["sitzung"]
    assert [d.kind for d in progress(there, TODAY, 44).near] == ["sitzung", "auftrag"]
    assert progress(there, date(2012, 1, 1)).next is None


def test_how_far_off_in_words() -> None:
    days = [date(2010, 9, d) for d in (1, 2, 3)]
    assert [ahead(day, TODAY) for day in days] == ["heute", "morgen", "in 2 Tagen"]
    assert [ago(TODAY, day) for day in days[1:]] == ["seit gestern", "seit 2 Tagen"]
