"""The agenda as it is numbered, as it was invited to, and by the clock."""

from __future__ import annotations

from datetime import date
from typing import Any

from regsam_docs.model.minutes import Minutes, added, approved_on, invited, points, times
from regsam_docs.model.record import record

PARTS = [{"titel": "Nord", "dauer_minuten": 10}, {"titel": "Süd", "dauer_minuten": 25}]


def meeting(*items: dict[str, Any], invitation: list[str] | None = None, begin: str | None = "17:00") -> Minutes:
    head = {"id": "2010-06-10", "datum": "2010-06-10", "phase": "diagnose", "status": "geplant", "beginn": begin}
    sent = {"einladung": {"versandt_am": "2010-05-27", "tagesordnung": invitation}} if invitation is not None else {}
    return record(Minutes, {**head, "tagesordnung": list(items), **sent})


def clock(minutes: Minutes) -> list[str | None]:
    found = times(minutes)
    return [found.get(point.path) for point in points(minutes)]


def test_parts_are_numbered_behind_their_item() -> None:
    minutes = meeting({"titel": "Begrüßung"}, {"titel": "Häuser", "unterpunkte": PARTS}, {"titel": "Fest"})
    assert [point.number for point in points(minutes)] == ["1", "2", "2.1", "2.2", "3"]
    assert [point.path for point in points(minutes)][3] == ("tagesordnung", 1, "unterpunkte", 1)


def test_times_follow_from_the_beginning_as_far_as_durations_are_known() -> None:
    first, houses = {"titel": "Begrüßung", "dauer_minuten": 5}, {"titel": "Häuser", "unterpunkte": PARTS}
    assert clock(meeting(first, houses, {"titel": "Fest"})) == ["17:00", "17:05", "17:05", "17:15", "17:40"]
    assert clock(meeting(first, {**houses, "dauer_minuten": 60}, {"titel": "Fest"}))[-1] == "18:05"
    assert clock(meeting(first, {"titel": "Lage"}, {"titel": "Fest"})) == ["17:00", "17:05", None]
    assert clock(meeting(first, begin=None)) == [None]
    assert clock(meeting({"titel": "Lang", "dauer_minuten": 90}, {"titel": "Spät"}, begin="23:00")) == ["23:00", "00:30"]


def test_what_was_not_invited_to_is_added_and_takes_no_time_of_the_invitation() -> None:
    minutes = meeting(
        {"titel": "Begrüßung", "dauer_minuten": 5},
        {"titel": "Eilig", "dauer_minuten": 30},
        {"titel": "Häuser", "unterpunkte": PARTS},
        {"titel": "Fest"},
        invitation=["begrüßung", "Häuser", "Nord", "Entfallen", "Fest"],
    )
    assert [point and point.number for _, point in invited(minutes)] == ["1", "3", "3.1", None, "4"]
    assert added(minutes) == {("tagesordnung", 1), ("tagesordnung", 2, "unterpunkte", 1)}
    assert clock(minutes) == ["17:00", None, "17:05", "17:05", None, None]


def test_an_invitation_without_titles_has_those_of_the_file() -> None:
    minutes = meeting({"titel": "Häuser", "unterpunkte": PARTS}, invitation=[])
    assert [title for title, _ in invited(minutes)] == ["Häuser", "Nord", "Süd"]
    assert added(minutes) == frozenset()


def test_titles_given_twice_are_told_apart_by_their_order() -> None:
    minutes = meeting({"titel": "Bericht"}, {"titel": "Fest"}, {"titel": "Bericht"}, invitation=["Bericht", "Bericht"])
    assert [point and point.number for _, point in invited(minutes)] == ["1", "3"]
    assert added(minutes) == {("tagesordnung", 1)}


def test_minutes_are_approved_on_the_day_that_their_document_names() -> None:
    approved = {"id": "2010-06-10", "datum": "2010-06-10", "phase": "diagnose", "status": "genehmigt"}
    assert approved_on(record(Minutes, {**approved, "genehmigt_am": "2010-07-01"})) == date(2010, 7, 1)
    both = record(Minutes, {**approved, "genehmigt_am": "2010-07-01", "genehmigt_in": "2010-09-16"})
    assert approved_on(both) == date(2010, 9, 16)
    assert approved_on(record(Minutes, {**approved, "status": "versandt"})) is None
