"""`termine.ics`: meetings and everything that has a deadline, for calendars that people subscribe to (RFC 5545).

The same records and history give the same bytes: identifiers come from what an entry is about, its number (SEQUENCE) and time
stamps from the newest day that the files it is made of record, and the time zone's rules are written down here instead of taken
from the machine. So a calendar that was imported before knows what is newer: with each day recorded, each move, a cancellation
and each commit that touches those files (`changed`) the number rises; the seconds of the stamp stand for the entry's content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText, vUri

from regsam_docs import german
from regsam_docs.model import Area
from regsam_docs.model.area import Moves, moved
from regsam_docs.model.progress import WORDS, Deadline, deadlines, in_order, meetings, order
from regsam_docs.model.settings import Settings
from regsam_docs.model.stand import recorded
from regsam_docs.publish.changed import Changes
from regsam_docs.repository import paths

BERLIN = "Europe/Berlin"
PRODUCT = "-//REGSAM//regsam-docs//DE"
UNRECORDED = date(2000, 1, 1)
"""Time stamp of an area that has recorded no day yet."""
END = b"\r\n"
"""Of a line (RFC 5545)."""
LATEST = date(9000, 1, 1)
"""Latest day of a time stamp, so that there is room for changes after it."""


Attendee = tuple[str | None, str]
"""Name, if it is known, and e-mail address."""


@dataclass(frozen=True, slots=True)
class About:
    """What a calendar says beside its entries."""

    address: Callable[[Deadline], str | None] = lambda entry: None
    """Where the web tells more of an entry."""
    warning_days: int | None = None
    """How many days before a deadline the calendar is to sound; None for never."""
    changes: Changes = lambda path: 0
    """How often what entries are made of was changed."""


Written = tuple[Deadline, str]
"""An entry, and how a calendar says it."""


def area_calendar(area: Area, today: date, about: About = About()) -> bytes:
    """The calendar of an area: its meetings, those held included, and all deadlines not settled on that day. `area` must be
    cut to the edition it is for."""
    return calendar_of(f"Termine {area.name}", written([area], entries(area, today), about))


def city_calendar(areas: Sequence[Area], chosen: Iterable[Deadline], about: About = About()) -> bytes:
    """One calendar of what was chosen of several areas (`entries`)."""
    return calendar_of_city(written(areas, chosen, about))


def calendar_of_city(found: Iterable[Written]) -> bytes:
    """One calendar of what was written for several areas."""
    return calendar_of("Termine aller Gebiete", sorted(found, key=lambda one: order(one[0])))


def written(areas: Sequence[Area], chosen: Iterable[Deadline], about: About = About()) -> list[Written]:
    """What calendars say of each of some entries: the same in that of its area and in the city's."""
    known = {area.slug: _AreaDays(area, about.changes) for area in areas}
    return [(entry, _text(*_event(entry, known[entry.area], about))) for entry in chosen]


def _text(event: Event, lines: Mapping[str, bytes]) -> str:
    """The event as a calendar says it. `lines`: those of it that were written already."""
    alarms = (alarm.to_ical().removesuffix(END) for alarm in event.subcomponents)
    return _block((*_lines(event, lines).values(), *alarms)).decode()


def _lines(event: Event, known: Mapping[str, bytes] = MappingProxyType({})) -> dict[str, bytes]:
    """An event's own lines, by what they say: of all that is made here, writing them takes longest."""
    return {key: known.get(key) or event.content_line(key, event[key]).to_ical() for key in event.sorted_keys()}


def _block(lines: Iterable[bytes]) -> bytes:
    return END.join((b"BEGIN:VEVENT", *lines, b"END:VEVENT", b""))


def request(
    area: Area, meeting: str, today: date, host: Attendee, guests: Iterable[Attendee], about: About
) -> tuple[str, bytes] | None:
    """The method (REQUEST or CANCEL) and the bytes of what asks a calendar to take, move or strike out a meeting: the entry of
    `area_calendar`, with who invites and who is invited. A date that was moved leads to the entry as it is now; None if the
    calendar has no such entry."""
    dates = moved(area)
    there = (e for e in entries(area, today) if e.kind == "sitzung")
    entry = next((e for e in there if meeting in (e.id, *dates.dates(e.first_id or e.id))), None)
    if entry is None:
        return None
    method = "CANCEL" if entry.cancelled else "REQUEST"
    event, _ = _event(entry, _AreaDays(area, about.changes), about)
    event.add("organizer", _person(*host))
    for guest in guests:
        event.add("attendee", _person(*guest, role="REQ-PARTICIPANT", partstat="NEEDS-ACTION", rsvp="TRUE"))
    calendar = _begun()
    calendar.add("method", method)
    calendar.add_component(_berlin())
    calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return method, data


def _person(name: str | None, email: str, **said: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{email}")
    person.params.update({"cn": _line(name).replace('"', "'")} if name else {})
    person.params.update(said)
    return person


def addresses(settings: Settings, published: Callable[[str], Mapping[str, str] | None]) -> Callable[[Deadline], str | None]:
    """Where the web tells more of an entry: its document in the published edition, the page of its area, or the publisher's.

    `published(slug)`: of an area that is published, the pages by the file they are made of.
    """

    def address(entry: Deadline) -> str | None:
        pages = published(entry.area) if settings.adresse else None
        if settings.adresse is None or pages is None:
            return settings.herausgeber.web
        return f"{settings.adresse.rstrip('/')}/{entry.area}/{pages.get(entry.file, 'index.html')}"

    return address


def entries(area: Area, today: date) -> tuple[Deadline, ...]:
    """What an area's calendar holds, by day."""
    there = {(entry.kind, entry.id): entry for entry in (*meetings(area), *deadlines(area, today))}
    return in_order(there.values())


def calendar_of(title: str, found: Iterable[Written]) -> bytes:
    """A calendar of entries, in the order they have."""
    calendar = _begun()
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText(_line(title)))  # the library takes them for something that needs no escaping
    calendar.add_component(_berlin())
    begin, end, rest = calendar.to_ical().decode().rpartition("END:VCALENDAR")
    return "".join((begin, *(text for _, text in found), end, rest)).encode()


def _begun() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    return calendar


@dataclass(frozen=True, slots=True)
class _AreaDays:
    """What of an area its entries are judged by."""

    area: Area
    changes: Changes
    moves: Moves = field(init=False)
    days: dict[str, date] = field(init=False)
    """The newest day that each file records."""

    def __post_init__(self) -> None:
        days: dict[str, date] = {}
        for file, day in recorded(self.area):
            days[file] = max(day, days.get(file, day))
        object.__setattr__(self, "days", days)
        object.__setattr__(self, "moves", moved(self.area))

    def newest(self, entry: Deadline) -> date:
        """The newest day that the files record which an entry is made of: of a meeting the minutes up to the last of its dates,
        of a task all minutes."""
        if entry.kind == "sitzung":
            last = paths.minutes_file(max(self.moves.dates(entry.first_id or entry.id)))
            files = [file for file in self.days if file.startswith(f"{paths.MINUTES}/") and file <= last]
        elif entry.file.startswith(f"{paths.MINUTES}/"):
            files = [file for file in self.days if file.startswith(f"{paths.MINUTES}/")]
        else:
            files = [entry.file]
        return max((self.days[file] for file in files if file in self.days), default=UNRECORDED)

    def sequence(self, entry: Deadline) -> int:
        """A number that only rises: with every day recorded, every move, a cancellation, every commit that changed what the entry
        is made of."""
        since = max((self.newest(entry) - UNRECORDED).days, 0)
        moves = len(self.moves.dates(entry.first_id or entry.id)) - 1
        return since + 2 * moves + entry.cancelled + self.changed(entry)  # a move follows a cancellation

    def changed(self, entry: Deadline) -> int:
        """How often what an entry is made of was changed: of meetings and tasks all minutes, whose files a move renames."""
        folder, _, _ = entry.file.partition("/")
        return self.changes(f"{entry.area}/{folder}")


def identifier(entry: Deadline) -> str:
    """The same for as long as it is about the same thing, whatever changes about it; no two entries share one."""
    id = entry.first_id or entry.id
    return f"{entry.kind}-{id.replace('/', '-')}@{entry.area}.regsam-docs"


def _event(entry: Deadline, known: _AreaDays, about: About) -> tuple[Event, dict[str, bytes]]:
    """What a calendar says of an entry, and the lines its stamp stands for."""
    event = Event()
    name = known.area.name
    event.add("uid", identifier(entry))
    event.add("summary", _line(f"{name}: {entry.what}"))
    for key, moment in _times(entry).items():
        event.add(key, moment)
    if entry.place:
        event.add("location", _line(entry.place))
    event.add("description", "\n".join(_described(entry, name)))
    event.add("categories", [WORDS[entry.kind]])
    address = about.address(entry)
    if address:
        event.add("url", vUri(address))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.begin is None or entry.cancelled:
        event.add("transp", "TRANSPARENT")  # a deadline makes nobody busy
    lines = _lines(event)
    stamp = _stamp(known.newest(entry), known.changed(entry), _block(lines.values()))
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", known.sequence(entry))
    if about.warning_days is not None and entry.kind != "sitzung":
        event.add_component(_alarm(str(event["summary"]), about.warning_days))
    return event, lines


def _stamp(newest: date, changed: int, said: bytes) -> datetime:
    """A day with a time: as many minutes as there were changes, and seconds that stand for what an entry says."""
    second = int.from_bytes(hashlib.sha256(said).digest()[:8], "big") % 60
    return datetime.combine(min(newest, LATEST), time(0), UTC) + timedelta(minutes=changed, seconds=second)


def _alarm(summary: str, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", timedelta(days=-days))
    return alarm


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
