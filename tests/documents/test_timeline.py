"""The drawing: days in order, inside the drawing, marks that do not lie on each other."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsam_docs.documents.timeline import MARGIN, MARKS, UPRIGHT, WIDTH, Scale, TimelineEvent, _axis, _marks
from tests.documents.conftest import Press

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(st.lists(DAYS, min_size=1, max_size=12), st.sampled_from([WIDTH, UPRIGHT]))
def test_every_day_lies_inside_and_later_days_lie_further_right(days: list[date], width: float) -> None:
    scale = Scale.over(days, width - MARGIN)
    places = [scale.x(day) for day in sorted(days)]
    assert places == sorted(places)
    assert all(205 <= x <= width - MARGIN for x in places)
    assert 1 <= len(list(_axis(scale))) <= MARKS + 1 or scale.last - scale.first < timedelta(days=32)


@given(st.lists(DAYS, min_size=1, max_size=12), st.sampled_from(["", "12", "Überprüfung: Fortführung"]))
def test_marks_of_a_lane_do_not_touch(days: list[date], text: str) -> None:
    scale = Scale.over(days, WIDTH - MARGIN)
    marks = _marks([TimelineEvent(day, "", "sitzung", text) for day in sorted(days)], scale, 0)
    lanes: dict[int, list[float]] = {}
    for mark in marks:
        lanes.setdefault(mark["bahn"], []).append(mark["x"])
    assert all(b - a >= 19.9 for places in lanes.values() for a, b in itertools.pairwise(places))


def drawn(press: Press, files: dict[str, str]) -> Any:
    return press.written(files).page("phasenuebersicht").context["zeitstrahl"]


def test_nothing_is_drawn_without_a_day(press: Press) -> None:
    printed = press.written({"phasen.yaml": "vorlauf: {schritte: {kommunikation: {status: laufend}}}\n"})
    assert printed.page("phasenuebersicht").context["zeitstrahl"] is None
    assert "<svg" not in printed.html("phasenuebersicht")


def test_a_running_phase_is_open_and_ends_at_the_stand(press: Press) -> None:
    line = drawn(press, {"phasen.yaml": "vorlauf: {beginn: 2024-01-01, ende: 2024-06-30}\ndiagnose: {beginn: 2024-02-01}\n"})
    done, running = (row["balken"] for row in line["zeilen"][:2])
    assert (done["offen"], running["offen"]) == (False, True)
    assert round(running["x"] + running["breite"], 1) == line["stand"]["x"]
    assert [row["balken"] for row in line["zeilen"][2:]] == [None, None]


def test_says_the_same_in_words(press: Press) -> None:
    meeting = "sitzungsnummer: 1\ndatum: 2024-06-13\nphase: diagnose\nstatus: geplant\ntagesordnung: [{titel: Start}]\n"
    files = {"phasen.yaml": "vorlauf: {beginn: 2024-01-16}\n", "protokolle/2024-06-13.yaml": meeting}
    line = drawn(press, files)
    assert [event["text"] for event in line["ereignisse"]] == ["Beginn: Vorlauf", "1. Sitzung (vorgesehen)"]
    assert line["zeilen"][-1]["marken"][0]["geplant"]
    html = press.written(files).main("phasenuebersicht", "web")
    assert 'role="img"' in html
    assert "1. Sitzung (vorgesehen)" in html


@pytest.mark.parametrize(("stand", "shown"), [("2024-06-20", True), ("2024-11-01", False)])
def test_a_meeting_announced_for_a_day_before_the_stand_is_not_said_to_come(press: Press, stand: str, shown: bool) -> None:
    meeting = """sitzungsnummer: 1
datum: 2024-06-13
phase: diagnose
status: versandt
anwesend: [moderation]
tagesordnung: [{titel: Start}]
naechste_sitzung: {datum: 2024-10-10}
"""
    line = drawn(press, {"phasen.yaml": f"diagnose: {{beginn: {stand}}}\n", "protokolle/2024-06-13.yaml": meeting})
    assert any("Nächste Sitzung" in event["text"] for event in line["ereignisse"]) == shown
