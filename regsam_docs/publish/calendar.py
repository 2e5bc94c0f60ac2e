"""`termine.ics`: meetings and everything that has a deadline, for calendars that people subscribe to (RFC 5545).

The same records give the same bytes: identifiers come from what an entry is about, time stamps from the newest day the files
record, and the time zone's rules are written down here instead of taken from the machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from regsam_docs import german
from regsam_docs.model import Area
from regsam_docs.model.deadlines import WORDS, Deadline, deadlines, in_order, meetings
from regsam_docs.model.stand import recorded

BERLIN = "Europe/Berlin"
PRODUCT = "-//REGSAM//regsam-docs//DE"
UNRECORDED = date(2000, 1, 1)
"""Time stamp of an area that has recorded no day yet."""


def area_calendar(area: Area, today: date) -> bytes:
    """The calendar of an area: its meetings, those held included, and all deadlines not settled on that day. `area` must be
    cut to the edition it is for."""
    return _calendar([area], entries(area, today), f"Termine {area.name}")


def city_calendar(areas: Sequence[Area], chosen: Iterable[Deadline]) -> bytes:
    """One calendar of what was chosen of several areas (`entries`)."""
    return _calendar(areas, in_order(chosen), "Termine aller Gebiete")


def entries(area: Area, today: date) -> tuple[Deadline, ...]:
    """What an area's calendar holds, by day."""
    there = {(entry.kind, entry.id): entry for entry in (*meetings(area), *deadlines(area, today))}
    return in_order(there.values())


def _calendar(areas: Sequence[Area], found: Iterable[Deadline], title: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add_component(_berlin())
    names = {area.slug: area.name for area in areas}
    stamps = {area.slug: _stamp(area) for area in areas}
    for entry in found:
        calendar.add_component(_event(entry, names, stamps[entry.area]))
    data: bytes = calendar.to_ical()
    return data


def _stamp(area: Area) -> datetime:
    newest = max((when for _, when in recorded(area)), default=UNRECORDED)
    return datetime.combine(newest, time(0), UTC)


def identifier(entry: Deadline) -> str:
    """The same for as long as it is about the same thing, whatever changes about it; no two entries share one."""
    id = entry.first_id or entry.id
    return f"{entry.kind}-{id.replace('/', '-')}@{entry.area}.regsam-docs"


def _event(entry: Deadline, names: Mapping[str, str], stamp: datetime) -> Event:
    event = Event()
    event.add("uid", identifier(entry))
    event.add("dtstamp", stamp)
    event.add("summary", _line(f"{names[entry.area]}: {entry.what}"))
    for name, moment in _times(entry).items():
        event.add(name, moment)
    if entry.place:
        event.add("location", _line(entry.place))
    event.add("description", "\n".join(_described(entry, names[entry.area])))
    event.add("categories", [WORDS[entry.kind]])
    if entry.cancelled:
        event.add("status", "CANCELLED")
    if entry.begin is None or entry.cancelled:
        event.add("transp", "TRANSPARENT")  # a deadline makes nobody busy
    return event


def _times(entry: Deadline) -> dict[str, date]:
    """A day, or begin and end in Berlin; an end before the beginning is on the next day."""
    if entry.begin is None:
        return {"dtstart": entry.day}  # lasts one day: that is what RFC 5545 says of a lone day
    begin = _moment(entry.day, entry.begin)
    if entry.end is None or entry.end == entry.begin:
        return {"dtstart": begin}
    over = entry.end < entry.begin and entry.day < date.max
    return {"dtstart": begin, "dtend": _moment(german.add_days(entry.day, 1) if over else entry.day, entry.end)}


def _moment(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(BERLIN))


def _described(entry: Deadline, name: str) -> list[str]:
    lines = [f"Gebiet: {_line(name)}"]
    if entry.who:
        lines.append(f"Zuständig: {_line('; '.join(entry.who))}")
    if entry.kind in ("auftrag", "wiedervorlage"):
        meeting, _, number = entry.id.partition("/")
        lines.append(f"Auftrag {number} aus der Sitzung vom {german.german(german.day_of(meeting))}")
    if entry.kind == "sitzung" and entry.begin is None:
        lines.append("Beginn: noch nicht festgelegt")
    return lines


def _line(text: str) -> str:
    return " ".join(text.split())


def _berlin() -> Timezone:
    """Central European time by the rules in force since 1996; calendars that know the zone by name use their own."""
    zone = Timezone()
    zone.add("tzid", BERLIN)
    summer, winter = TimezoneDaylight(), TimezoneStandard()
    _rule(summer, "CEST", datetime(1981, 3, 29, 2), month=3, hours=(1, 2))  # noqa: DTZ001 - local time, as RFC 5545 wants it
    _rule(winter, "CET", datetime(1996, 10, 27, 3), month=10, hours=(2, 1))  # noqa: DTZ001
    zone.add_component(summer)
    zone.add_component(winter)
    return zone


def _rule(part: TimezoneDaylight | TimezoneStandard, name: str, start: datetime, month: int, hours: tuple[int, int]) -> None:
    """From the last Sunday of a month on, the offset to UTC changes from one number of hours to another."""
    part.add("tzname", name)
    part.add("dtstart", start)
    part.add("tzoffsetfrom", timedelta(hours=hours[0]))
    part.add("tzoffsetto", timedelta(hours=hours[1]))
    part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
