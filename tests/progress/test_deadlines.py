"""What an area has deadlines for, and what is overdue, near or past."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from regsam_docs.model import Area, progress
from regsam_docs.model.area import announced
from regsam_docs.model.progress import Deadline, meetings
from tests.progress.small import PROFILE, agreement, area, catalogue, closing, measure, minutes, task

TODAY = date(2010, 9, 1)


def deadlines(there: Area) -> tuple[Deadline, ...]:
    """Once everything has been entered."""
    return progress.deadlines(there, date(2013, 6, 1))


def lines(found: tuple[Deadline, ...] | Area) -> list[str]:
    """Each deadline as `day kind id`."""
    those = deadlines(found) if isinstance(found, Area) else found
    return [f"{d.day} {d.kind} {d.id}" for d in those]


# ---- meetings


def test_a_planned_meeting_has_its_day() -> None:
    planned = minutes("2010-10-01", 2, "geplant", beginn="17:00", ende="19:00", ort="Saal")
    (found,) = deadlines(area(m2010_10_01=planned))
    assert (found.what, found.begin, found.end, found.place) == ("2. Sitzung", "17:00", "19:00", "Saal")
    assert found.overdue(date(2010, 10, 2)), "its minutes are missing"


def test_a_meeting_that_was_held_is_no_deadline_but_stays_in_calendars() -> None:
    there = area(m2010_06_10=minutes("2010-06-10"))
    assert deadlines(there) == ()
    assert lines(tuple(meetings(there))) == ["2010-06-10 sitzung 2010-06-10"]


ANNOUNCING: dict[str, Any] = {"naechste_sitzung": {"datum": date(2010, 10, 1), "beginn": "17:00"}}


def test_the_newest_minutes_announce_the_next_meeting() -> None:
    older: dict[str, Any] = {"naechste_sitzung": {"datum": date(2010, 6, 11)}}
    there = area(m2010_03_01=minutes("2010-03-01", 1, **older), m2010_06_10=minutes("2010-06-10", 2, **ANNOUNCING))
    (found,) = deadlines(there)
    assert (found.day, found.what, found.begin) == (date(2010, 10, 1), "3. Sitzung", "17:00")
    assert not found.overdue(date(2011, 1, 1)), "nobody knows whether it took place"


@pytest.mark.parametrize(
    "invited",
    [
        {"m2010_10_01": minutes("2010-10-01", 2, "geplant")},
        {"m2010_10_08": minutes("2010-10-08", 2, "geplant")},
        {"unread": frozenset({"protokolle/2010-10-01.yaml"})},
    ],
    ids=["that day", "moved", "unreadable"],
)
def test_an_announced_meeting_with_a_file_of_its_own_is_named_once(invited: dict[str, Any]) -> None:
    found = deadlines(area(m2010_06_10=minutes("2010-06-10", 1, **ANNOUNCING), **invited))
    assert [d.id for d in found] == [key[1:].replace("_", "-") for key in invited if key[0] == "m"]


def test_of_two_announced_the_earlier_is_the_next() -> None:
    off = minutes("2010-09-01", 2, "abgesagt", abgesagt={"am": date(2010, 8, 20), "neuer_termin": date(2010, 9, 15)})
    there = area(m2010_06_10=minutes("2010-06-10", 1, **ANNOUNCING), m2010_09_01=off)
    assert [entry.id for entry in announced(there)] == ["2010-09-15", "2010-10-01"]


def test_a_further_planned_meeting_does_not_hide_the_announced_one() -> None:
    there = area(m2010_06_10=minutes("2010-06-10", 1, **ANNOUNCING), m2011_01_10=minutes("2011-01-10", 3, "geplant"))
    assert lines(there) == ["2010-10-01 sitzung 2010-10-01", "2011-01-10 sitzung 2011-01-10"]


# ---- tasks


def test_a_task_has_the_deadline_it_was_moved_to() -> None:
    report = {"auftrag": "2010-06-10/1", "status": "in_arbeit", "frist": date(2010, 12, 1), "text": "Später"}
    there = area(
        m2010_06_10=minutes("2010-06-10", auftraege=[task(frist=date(2010, 8, 1))]),
        m2010_07_10=minutes("2010-07-10", 2, rueckmeldungen=[report]),
    )
    assert lines(there) == ["2010-12-01 auftrag 2010-06-10/1"]
    assert deadlines(there)[0].who == ("Jugendhaus",)


@pytest.mark.parametrize("status", ["erledigt", "zurueckgezogen", "abgelehnt"])
def test_a_settled_task_has_none(status: str) -> None:
    report = {"auftrag": "2010-06-10/1", "status": status}
    given = task(frist=date(2010, 8, 1), wiedervorlage=date(2010, 10, 1))
    assert deadlines(area(m2010_06_10=minutes("2010-06-10", auftraege=[given], rueckmeldungen=[report]))) == ()


def test_a_task_done_and_then_open_again_has_one() -> None:
    reports = [{"auftrag": "2010-06-10/1", "status": status} for status in ("erledigt", "offen")]
    given = minutes("2010-06-10", auftraege=[task(frist=date(2010, 8, 1))], rueckmeldungen=reports[:1])
    later = minutes("2010-07-10", 2, rueckmeldungen=reports[1:])
    assert lines(area(m2010_06_10=given, m2010_07_10=later)) == ["2010-08-01 auftrag 2010-06-10/1"]


def test_of_two_meetings_on_one_day_the_second_has_the_last_word() -> None:
    first = minutes("2010-07-10", 2, rueckmeldungen=[{"auftrag": "2010-06-10/1", "status": "erledigt"}])
    second = minutes("2010-07-10", 3, rueckmeldungen=[{"auftrag": "2010-06-10/1", "status": "offen"}])
    given = minutes("2010-06-10", auftraege=[task(frist=date(2010, 8, 1))])
    assert len(deadlines(area(m2010_06_10=given, m2010_07_10=first, m2010_07_10_b=second))) == 1
    assert deadlines(area(m2010_06_10=given, m2010_07_10=second, m2010_07_10_b=first)) == ()


def test_a_task_put_off_is_not_overdue_before_its_day() -> None:
    given = task(frist=date(2010, 8, 1), wiedervorlage=date(2010, 10, 1))
    due, again = deadlines(area(m2010_06_10=minutes("2010-06-10", auftraege=[given])))
    assert (due.kind, again.kind) == ("auftrag", "wiedervorlage")
    assert not due.overdue(date(2010, 9, 30))
    assert due.overdue(date(2010, 10, 1))
    assert not again.overdue(date(2011, 1, 1)), "it simply passes"


def test_a_decided_closing_says_who_sees_to_a_task_now() -> None:
    handed = closing(offene_auftraege=[{"auftrag": "2010-06-10/1", "uebergeben_an": "RAGS"}])
    given = minutes("2010-06-10", auftraege=[task(frist=date(2010, 8, 1))])
    assert deadlines(area(m2010_06_10=given, abschluss=handed))[0].who == ("RAGS",)
    assert deadlines(area(m2010_06_10=given, abschluss={**handed, "status": "entwurf"}))[0].who == ("Jugendhaus",)


# ---- review, measures, further steps


def review(day: str, decision: str = "fortfuehrung", following: str | None = None) -> dict[str, Any]:
    more = {"naechste_ueberpruefung": date.fromisoformat(following)} if following else {}
    return {"datum": date.fromisoformat(day), "entscheidung": decision, **more}


@pytest.mark.parametrize(
    ("reviews", "expected"),
    [
        ([], ["2011-12-01 ueberpruefung 1"]),
        ([review("2011-11-20", following="2012-06-01")], ["2012-06-01 ueberpruefung 2"]),
        ([review("2011-11-20")], ["2011-12-01 ueberpruefung 1"]),
        ([review("2011-12-01")], []),
        ([review("2011-11-20", following="2012-06-01"), review("2012-06-02")], []),
        ([review("2011-11-20", following="2012-06-01"), review("2012-05-30", "beendigung", "2013-01-01")], []),
        (
            [review("2012-05-30", following="2013-01-01"), review("2011-11-20", following="2012-06-01")],
            ["2013-01-01 ueberpruefung 3"],
        ),
    ],
    ids=["agreed", "set anew", "held early, none set", "held", "all held", "process ends", "not in order"],
)
def test_the_review_that_is_still_to_come(reviews: list[dict[str, Any]], expected: list[str]) -> None:
    assert lines(area(vereinbarung=agreement("2011-12-01", *reviews))) == expected


def test_measures_still_to_be_carried_out_have_deadlines() -> None:
    those = [measure(f"M{n}", s, "2011-01-01") for n, s in enumerate(("geplant", "laufend", "umgesetzt", "aufgegeben"), 1)]
    there = area(ziele=catalogue(*those, measure("M5", "laufend", None)))
    assert lines(there) == ["2011-01-01 massnahme M1", "2011-01-01 massnahme M2"]


LATER = {"titel": "Frage", "zustaendig": "jugend", "frist": date(2013, 1, 1)}
STEPS: dict[str, Any] = {"weitere_schritte": [{"titel": "Fest"}, LATER]}


def test_further_steps_count_once_the_closing_is_decided() -> None:
    assert [(d.id, d.who) for d in deadlines(area(abschluss=closing(**STEPS)))] == [("2", ("Jugendhaus",))]
    assert deadlines(area(abschluss=closing(**STEPS, status="entwurf"))) == ()


def everything(status: str) -> Area:
    return area(
        gebiet={**PROFILE, "status": status},
        vereinbarung=agreement("2011-12-01"),
        ziele=catalogue(measure("M1", "laufend", "2011-01-01")),
        m2010_06_10=minutes("2010-06-10", auftraege=[task(frist=date(2010, 8, 1))], **ANNOUNCING),
        abschluss=closing(**STEPS),
    )


def test_an_area_that_ended_keeps_what_it_handed_over() -> None:
    assert [d.kind for d in deadlines(everything("aktiv"))] == [
        "auftrag",
        "sitzung",
        "massnahme",
        "ueberpruefung",
        "weiterer_schritt",
    ]
    assert [d.kind for d in deadlines(everything("beendet"))] == ["auftrag", "weiterer_schritt"]


def test_an_area_that_was_rejected_has_no_deadlines() -> None:
    assert deadlines(everything("abgelehnt")) == ()


# ---- days


@pytest.mark.parametrize("today", [date.min, date(1989, 12, 31), date(2012, 2, 29), date(2101, 1, 1), date.max])
def test_any_day_can_be_reckoned_from(today: date) -> None:
    for deadline in deadlines(everything("aktiv")):
        assert deadline.overdue(today) == (deadline.day < today and deadline.overdue_from is not None)
        assert not (deadline.overdue(today) and deadline.near(today, 30))
        assert deadline.concerns(today) == (deadline.day >= today or deadline.overdue_from is not None)


def test_today_is_near_and_not_overdue() -> None:
    (due,) = deadlines(area(m2010_06_10=minutes("2010-06-10", auftraege=[task(frist=TODAY)])))
    assert due.near(TODAY, 0)
    assert not due.overdue(TODAY)
    assert not due.near(date(2010, 8, 1), 30)
    assert due.near(date(2010, 8, 2), 30)
    assert due.concerns(date(2010, 8, 2), within=30)
    assert not due.concerns(date(2010, 8, 1), within=30)
