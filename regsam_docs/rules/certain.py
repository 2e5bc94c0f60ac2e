"""What of an area is certain in spite of other findings; rules ask here before they speak.

Contract: docs/regeln.md, „Ein Versehen, eine Meldung“.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from regsam_docs import german
from regsam_docs.model.area import ID, Area, held_meetings, tasks
from regsam_docs.model.minutes import Minutes
from regsam_docs.model.profile import Member
from regsam_docs.repository import paths

short = german.german_short


def twice(ids: Iterable[str]) -> frozenset[str]:
    """Those given more than once (R06): what they stand for is not certain."""
    return frozenset(id for id, times in Counter(ids).items() if times > 1)


def sure_members(area: Area) -> dict[str, Member]:
    """The members by id, without those whose id is given twice."""
    seats = area.committee.mitglieder if area.committee else ()
    doubled = twice(member.id for member in seats)
    return {member.id: member for member in seats if member.id not in doubled}


def unknown_member(area: Area, who: str) -> bool:
    """Whether a `→member|text` has a finding R01, or would have if the committee could be read."""
    return bool(ID.match(who)) and who not in area.member_by_id


def folded(name: str) -> str:
    """An organisation's name as it is compared: without case and outer blanks."""
    return name.strip().casefold()


def unread_meetings(area: Area) -> frozenset[str]:
    """Ids of the minutes that cannot be read."""
    return area.meeting_ids - area.minutes_by_id.keys()


def first_meeting(area: Area) -> Minutes | None:
    """The first meeting held; None if there is none or if minutes before it cannot be read."""
    first = next(iter(held_meetings(area)), None)
    if first is None or any(id < first.id for id in unread_meetings(area)):
        return None
    return first


def lost_task_references(area: Area) -> bool:
    """Whether a report or the closing speaks of a task that leads nowhere (R03, R04): any task may be meant."""
    given = {task.id for task in tasks(area)}
    unread = unread_meetings(area)
    spoken = [report.auftrag for minutes in area.minutes for report in minutes.rueckmeldungen]
    spoken += [entry.auftrag for entry in (area.closing.offene_auftraege if area.closing else ())]
    return any(task not in given and paths.meeting_that_gave(task) not in unread for task in spoken)


def early_reports(area: Area) -> frozenset[str]:
    """Ids of the tasks that minutes report on before the meeting that gives them (R04)."""
    return frozenset(
        report.auftrag
        for minutes in area.minutes
        for report in minutes.rueckmeldungen
        if paths.meeting_that_gave(report.auftrag) > minutes.id
    )
