"""Calendars, read by a second parser that had no part in writing them."""

from __future__ import annotations

import subprocess
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject
from icalendar import Calendar

from regsam_docs.model import Area
from regsam_docs.model.progress import deadlines
from regsam_docs.model.settings import Issuer, Settings
from regsam_docs.publish.calendar import About, addresses, area_calendar, city_calendar, entries
from regsam_docs.publish.changed import changes
from regsam_docs.system import disk
from tests.progress.small import PROFILE, agreement, area, catalogue, measure, minutes, task

LONG = "Höfe, Straßen; Wege und Plätze \\ „Übergänge“ über die Brennofenstraße – für alle, die größer werden möchten"


TODAY = date(2010, 9, 1)


def whole(there: Area) -> bytes:
    return area_calendar(there, TODAY)


def events(data: bytes) -> list[Any]:
    return list(vobject.readOne(data.decode()).contents.get("vevent", []))


def one(there: Area) -> Any:
    (event,) = events(whole(there))
    return event


def planned(day: str, number: int = 1, **more: Any) -> Area:
    """An area with one meeting to come."""
    files: dict[str, Any] = {f"m{day.replace('-', '_')}": minutes(day, number, "geplant", **more)}
    return area(**files)


def test_a_meeting_has_its_time_in_berlin() -> None:
    for day, offset in (("2010-06-10", 2), ("2010-12-10", 1), ("2050-07-01", 2)):
        event = one(planned(day, 4, beginn="17:00", ende="19:30", ort="Saal, 1. Stock"))
        assert event.dtstart.value.utcoffset() == timedelta(hours=offset)
        assert event.dtstart.value.replace(tzinfo=None) == datetime.fromisoformat(f"{day}T17:00")
        assert event.dtend.value - event.dtstart.value == timedelta(hours=2, minutes=30)
        assert event.location.value == "Saal, 1. Stock"
        assert event.summary.value == "Am Anger: 4. Sitzung"


def test_a_meeting_past_midnight_ends_the_next_day() -> None:
    event = one(planned("2010-06-10", beginn="22:00", ende="00:30"))
    assert event.dtend.value - event.dtstart.value == timedelta(hours=2, minutes=30)


def test_a_meeting_without_a_time_and_a_deadline_take_the_whole_day() -> None:
    assert one(planned("2010-06-10")).dtstart.value == date(2010, 6, 10)
    assert one(area(vereinbarung=agreement("2011-12-01"))).dtstart.value == date(2011, 12, 1)


@pytest.mark.parametrize("day", ["0001-01-01", "1989-12-31", "2012-02-29", "2101-03-01", "9999-12-31"])
def test_any_day_can_be_written(day: str) -> None:
    times: dict[str, Any] = {"beginn": "23:00", "ende": "01:00"}
    for data in (whole(planned(day)), whole(planned(day, **times))):
        assert f":{day.replace('-', '')}" in data.decode()


def test_any_text_comes_back_as_it_was() -> None:
    given = task(titel=LONG, an=["jugend", "Ämter, Träger; andere"], frist=date(2010, 8, 1))
    data = whole(area(m2010_06_10=minutes("2010-06-10", auftraege=[given])))
    assert max(len(line) for line in data.split(b"\r\n")) <= 75, "folded"
    _, event = events(data)
    assert event.summary.value == f"Am Anger: Auftrag: {LONG}"
    assert event.description.value.split("\n") == [
        "Gebiet: Am Anger",
        "Zuständig: Jugendhaus; Ämter, Träger; andere",
        "Auftrag 1 aus der Sitzung vom 10. Juni 2010",
    ]


def test_a_line_break_in_a_title_begins_no_new_property() -> None:
    given = task(titel="Eins\nDTSTART:20000101\r\nZwei", frist=date(2010, 8, 1))
    _, event = events(whole(area(m2010_06_10=minutes("2010-06-10", auftraege=[given]))))
    assert event.summary.value == "Am Anger: Auftrag: Eins DTSTART:20000101 Zwei"
    assert event.dtstart.value == date(2010, 8, 1)


def test_what_is_settled_is_gone_and_what_was_held_stays() -> None:
    given = minutes("2010-06-10", auftraege=[task(frist=date(2010, 8, 1))])
    assert len(events(whole(area(m2010_06_10=given)))) == 2
    done = minutes("2010-09-16", 2, rueckmeldungen=[{"auftrag": "2010-06-10/1", "status": "erledigt"}])
    found = events(whole(area(m2010_06_10=given, m2010_09_16=done)))
    assert [event.summary.value for event in found] == ["Am Anger: 1. Sitzung", "Am Anger: 2. Sitzung"]


def identifiers(there: Area) -> dict[str, str]:
    return {event.summary.value: event.uid.value for event in events(whole(there))}


def test_identifiers_stay_while_all_else_changes() -> None:
    def there(moved: str, title: str, status: str) -> Area:
        return area(
            vereinbarung=agreement(moved),
            ziele=catalogue(measure("M1", "laufend", moved)),
            m2010_06_10=minutes("2010-06-10", auftraege=[task(titel=title, frist=date.fromisoformat(moved))]),
            m2010_09_16=minutes("2010-09-16", 2, status),
        )

    before, after = there("2011-12-01", "Alt", "geplant"), there("2012-12-01", "Neu", "entwurf")
    assert set(identifiers(before).values()) == set(identifiers(after).values())
    assert len(set(identifiers(before).values())) == 5


def test_an_announced_meeting_keeps_its_identifier_when_it_is_invited_to() -> None:
    announced = minutes("2010-06-10", 1, naechste_sitzung={"datum": date(2010, 9, 16)})
    invited = area(m2010_06_10=announced, m2010_09_16=minutes("2010-09-16", 2, "geplant"))
    assert identifiers(area(m2010_06_10=announced)) == identifiers(invited)


def test_the_same_records_give_the_same_bytes_and_stamps_follow_the_newest_day() -> None:
    there = area(vereinbarung=agreement("2011-12-01", signed("2010-03-01")), m2010_06_10=minutes("2010-06-10"))
    assert whole(there) == whole(there)
    found = events(whole(there))
    assert [event.dtstamp.value.date() for event in found] == [date(2010, 6, 10), date(2010, 3, 1)]
    assert [event.last_modified.value for event in found] == [event.dtstamp.value for event in found]


def signed(day: str) -> dict[str, Any]:
    return {"datum": date.fromisoformat(day), "entscheidung": "fortfuehrung"}


def test_numbers_rise_with_what_is_recorded_and_stamps_tell_any_change() -> None:
    def entry(*, begin: str = "17:00", sent: str = "2010-05-01", **more: Any) -> Any:
        return one(planned("2010-06-10", beginn=begin, einladung={"versandt_am": date.fromisoformat(sent)}, **more))

    first, later, other = entry(), entry(sent="2010-05-20"), entry(begin="18:00")
    assert int(first.sequence.value) < int(later.sequence.value)
    assert first.last_modified.value < later.last_modified.value
    assert first.sequence.value == other.sequence.value, "nothing tells which of them is the newer"
    assert first.last_modified.value != other.last_modified.value
    assert first.last_modified.value.date() == other.last_modified.value.date()


def test_a_change_of_the_time_alone_raises_number_and_stamp_in_a_repository(tmp_path: Path) -> None:
    file, content = "areas/anger/protokolle/2010-06-10.yaml", "beginn: 17:00\n"

    def state(begin: str) -> Any:
        (tmp_path / file).write_text(content.replace("17:00", begin))
        about = About(changes=changes(tmp_path, disk.tree(tmp_path)))
        return events(area_calendar(planned("2010-06-10", beginn=begin), TODAY, about))[0]

    def git(*words: str) -> None:
        who = ("-c", "user.name=Erika Mustermann", "-c", "user.email=erika@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    (tmp_path / file).parent.mkdir(parents=True)
    without = state("17:00")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "Anfang")
    seen = [without, state("17:00"), state("18:00")]
    git("commit", "-qam", "Später")
    assert state("18:00").sequence.value == seen[-1].sequence.value, "as it was told before it was committed"
    seen.append(state("17:00"))
    assert [int(event.sequence.value) - int(without.sequence.value) for event in seen] == [0, 1, 2, 3]
    stamps = [event.last_modified.value for event in seen]
    assert stamps == sorted(set(stamps))
    assert [event.dtstamp.value for event in seen] == stamps


def test_a_number_never_falls_from_the_announcement_to_the_minutes() -> None:
    told = minutes("2010-03-11", 1, naechste_sitzung={"datum": date(2010, 6, 10)})
    invited = minutes("2010-06-10", 2, "geplant")
    sent = minutes("2010-06-10", 2, "geplant", einladung={"versandt_am": date(2010, 5, 1)})
    off = minutes("2010-06-10", 2, "abgesagt", abgesagt={"grund": "Krank", "am": date(2010, 5, 3)})
    moved = minutes("2010-06-17", 2, "geplant", verschoben_von="2010-06-10", einladung={"versandt_am": date(2010, 5, 1)})
    held = minutes("2010-06-17", 2, "entwurf", verschoben_von="2010-06-10")
    states: list[dict[str, Any]] = [
        {},
        {"m2010_06_10": invited},
        {"m2010_06_10": sent},
        {"m2010_06_10": off},
        {"m2010_06_10": off, "m2010_06_17": moved},
        {"m2010_06_10": off, "m2010_06_17": held},
    ]
    seen = [events(whole(area(m2010_03_11=told, **state)))[-1] for state in states]
    assert {event.uid.value for event in seen} == {"sitzung-2010-06-10@anger.regsam-docs"}
    numbers = [int(event.sequence.value) for event in seen]
    assert numbers == sorted(numbers)
    assert numbers[2:] == sorted(set(numbers[2:])), "each of these is a change that people hear of"
    assert [event.status.value for event in seen][3] == "CANCELLED"


def test_an_import_after_an_import_leaves_one_entry_the_newer_one() -> None:
    """As clients do it: by UID, the higher number, then the later stamp (RFC 5546)."""
    known: dict[str, Any] = {}
    moved: dict[str, Any] = {"verschoben_von": "2010-06-10"}
    for day, more in (("2010-06-10", {}), ("2010-06-17", moved), ("2010-06-17", moved)):
        event = one(planned(day, **more))
        old = known.get(event.uid.value)
        if old is None or int(old.sequence.value) < int(event.sequence.value):
            known[event.uid.value] = event
    (left,) = known.values()
    assert left.dtstart.value == date(2010, 6, 17)


NAME = "Höfe, Straßen; Wege \\ „Plätze“"


def test_names_are_escaped_like_any_text() -> None:
    data = area_calendar(area(gebiet={**PROFILE, "name": NAME}, m2010_06_10=minutes("2010-06-10")), TODAY)
    read = vobject.readOne(data.decode())
    assert read.contents["x-wr-calname"][0].value == f"Termine {NAME}"
    lines = data.decode().replace("\r\n ", "").splitlines()
    assert [line for line in lines if line.startswith(("NAME", "X-WR-CALNAME"))] == [
        f"{key}:Termine Höfe\\, Straßen\\; Wege \\\\ „Plätze“" for key in ("NAME", "X-WR-CALNAME")
    ]
    (calendar,) = Calendar.from_ical(data, multiple=True)
    assert not calendar.errors
    assert [str(event["summary"]) for event in calendar.walk("VEVENT")] == [f"{NAME}: 1. Sitzung"]


SETTINGS = Settings(herausgeber=Issuer(name="REGSAM", web="https://www.example.org"))
WITH_PAGES = Settings(herausgeber=SETTINGS.herausgeber, adresse="https://pages.example.org/gebiete/")


@pytest.mark.parametrize(
    ("settings", "pages", "address"),
    [
        (SETTINGS, {}, "https://www.example.org"),
        (WITH_PAGES, None, "https://www.example.org"),
        (WITH_PAGES, {}, "https://pages.example.org/gebiete/anger/index.html"),
        (WITH_PAGES, {"protokolle/2010-06-10.yaml": "protokoll-2010-06-10.html"},
         "https://pages.example.org/gebiete/anger/protokoll-2010-06-10.html"),
    ],
)  # fmt: skip
def test_an_entry_leads_to_what_is_published_of_it(settings: Settings, pages: dict[str, str] | None, address: str) -> None:
    about = About(addresses(settings, lambda slug: pages))
    (event,) = events(area_calendar(planned("2010-06-10"), TODAY, about))
    assert event.url.value == address


def test_only_deadlines_sound() -> None:
    there = area(ziele=catalogue(measure("M1", "laufend", "2011-01-01")), m2010_06_10=minutes("2010-06-10"))
    meeting, due = events(area_calendar(there, TODAY, About(warning_days=14)))
    assert due.valarm.trigger.value == timedelta(days=-14)
    assert due.valarm.action.value == "DISPLAY"
    assert due.valarm.description.value == due.summary.value
    assert not hasattr(meeting, "valarm")
    assert b"VALARM" not in whole(there)


def test_the_city_holds_all_areas_and_no_identifier_twice() -> None:
    areas = [
        area(slug, gebiet={**PROFILE, "name": slug.title()}, m2010_06_10=minutes("2010-06-10", 1, "geplant"))
        for slug in ("anger", "berg")
    ]
    found = events(city_calendar(areas, [entry for there in areas for entry in entries(there, TODAY)]))
    assert [event.summary.value for event in found] == ["Anger: 1. Sitzung", "Berg: 1. Sitzung"]
    assert len({event.uid.value for event in found}) == 2
    assert len(events(city_calendar(areas, deadlines(areas[1], TODAY)))) == 1


def test_a_calendar_without_entries_can_be_read() -> None:
    empty = vobject.readOne(whole(area()).decode())
    assert "vevent" not in empty.contents
    assert empty.contents["x-wr-calname"][0].value == "Termine Am Anger"


CANCELLED = {"am": date(2010, 6, 1), "grund": "Hochwasser"}


def called_off(day: str, **more: Any) -> dict[str, Any]:
    return minutes(day, None, "abgesagt", abgesagt=CANCELLED | more.pop("abgesagt", {}), **more)


def test_a_meeting_called_off_says_so_and_keeps_its_identifier() -> None:
    invited, off = planned("2010-06-10"), area(m2010_06_10=called_off("2010-06-10", beginn="17:00"))
    event = one(off)
    assert event.status.value == "CANCELLED"
    assert event.summary.value == "Am Anger: Sitzung (abgesagt)"
    assert event.uid.value == one(invited).uid.value
    assert [entry for entry in deadlines(off, TODAY) if entry.kind == "sitzung"] == []


def test_a_meeting_that_was_moved_is_the_same_entry_on_another_day() -> None:
    first = one(planned("2010-06-10")).uid.value
    off, again = called_off("2010-06-10"), called_off("2010-09-16", verschoben_von="2010-06-10")
    announced = called_off("2010-06-10", abgesagt={"neuer_termin": date(2010, 9, 16)})
    third = minutes("2010-10-07", 1, "geplant", verschoben_von="2010-09-16")
    for there, day in (
        (area(m2010_06_10=announced), date(2010, 9, 16)),
        (area(m2010_06_10=off, m2010_09_16=again), date(2010, 9, 16)),
        (area(m2010_06_10=off, m2010_09_16=again, m2010_10_07=third), date(2010, 10, 7)),
        (area(m2010_09_16=again), date(2010, 9, 16)),
    ):
        assert (one(there).uid.value, one(there).dtstart.value) == (first, day)
    assert one(area(m2010_06_10=announced)).contents["status"][0].value == "CONFIRMED"


@pytest.mark.parametrize(
    "days",
    [
        {"2010-06-10": "2010-06-10"},
        {"2010-06-10": "2010-09-16", "2010-09-16": "2010-06-10"},
        {"2010-06-10": None, "2010-09-16": "2010-06-10", "2010-10-07": "2010-06-10"},
    ],
)
def test_moves_that_cannot_be_true_take_nobodys_identifier(days: dict[str, str | None]) -> None:
    files: dict[str, Any] = {f"m{day.replace('-', '_')}": called_off(day, verschoben_von=since) for day, since in days.items()}
    found = [event.uid.value for event in events(whole(area(**files)))]
    assert len(found) == len(set(found)) > 0
