"""What was known on a day: the Stand of a document, which is the newest day recorded in the files it is made of, never a deadline
(docs/dokumente.md, „Stand“); and a calendar year, what was known at its end and what happened in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from regsam_docs.model.area import Area, held_meetings, of_area
from regsam_docs.model.catalogue import Catalogue, CouncilPaper, Measure, measures
from regsam_docs.model.minutes import Minutes, day, file, held
from regsam_docs.model.profile import by_id
from regsam_docs.model.tracking import TrackedTask


def stand(area: Area, sources: Iterable[str]) -> date | None:
    """The newest recorded day of the named files (relative to the area); None if none records one."""
    wanted = set(sources)
    return max((when for name, when in recorded(area) if name in wanted), default=None)


@of_area
def recorded(area: Area) -> tuple[tuple[str, date], ...]:
    """Every day the area's files record, with the file that does."""
    return tuple(_recorded(area))


def _recorded(area: Area) -> Iterator[tuple[str, date]]:
    if area.profile is not None and area.profile.abgelehnt is not None:
        yield "gebiet.yaml", area.profile.abgelehnt.datum
    yield from (*_committee(area), *_agreed(area), *_phases(area))
    if area.catalogue is not None:
        yield "ziele.yaml", area.catalogue.stand
    for minutes in area.minutes:
        yield from _meeting(minutes)
    if area.closing is not None:
        yield "abschluss.yaml", area.closing.datum
    for event in area.chronicle.eintraege if area.chronicle else ():
        yield "chronik.yaml", event.datum


def _committee(area: Area) -> Iterator[tuple[str, date]]:
    for member in area.committee.mitglieder if area.committee else ():
        for when in (member.einverstanden_seit, member.seit):
            if when is not None:
                yield "gremium.yaml", when


def _agreed(area: Area) -> Iterator[tuple[str, date]]:
    agreement = area.agreement
    if agreement is None:
        return
    signatures = [*agreement.unterschriften, *(s for a in agreement.nachtraege for s in a.unterschriften)]
    days = [s.datum for s in signatures]
    days += [amendment.datum for amendment in agreement.nachtraege]
    days += [review.datum for review in agreement.ueberpruefungen]
    yield from (("vereinbarung.yaml", when) for when in days)


def _phases(area: Area) -> Iterator[tuple[str, date]]:
    for here in by_id(area.phases).values():
        for when in (here.beginn, here.ende, *(step.datum for step in here.schritte.values())):
            if when is not None:
                yield "phasen.yaml", when


def _meeting(minutes: Minutes) -> Iterator[tuple[str, date]]:
    # `genehmigt_in` names a meeting, whose day its own file records: it counts where that file is a source.
    days = [minutes.versandt_am, minutes.genehmigt_am, day(minutes) if held(minutes) else None]
    days += [minutes.abgesagt.am if minutes.abgesagt else None, minutes.einladung.versandt_am if minutes.einladung else None]
    for when in days:
        if when is not None:
            yield file(minutes), when


# --- a calendar year


def years(areas: Iterable[Area]) -> list[int]:
    """The years in which a meeting was held, newest first."""
    return sorted({day(minutes).year for area in areas for minutes in held_meetings(area)}, reverse=True)


def last_day(year: int) -> date:
    """31 December."""
    return date(year, 12, 31)


def known(area: Area, on: date) -> Area:
    """An area as the minutes up to that day tell of it, with its closing only if it is dated by then. The other files know no
    past: their entries say their days themselves."""
    known_minutes = tuple(minutes for minutes in area.minutes if day(minutes) <= on)
    closing = area.closing if area.closing is not None and area.closing.datum <= on else None
    return replace(area, minutes=known_minutes, closing=closing)


def meetings(area: Area, year: int) -> list[Minutes]:
    """The meetings held in a year, oldest first."""
    return [minutes for minutes in held_meetings(area) if day(minutes).year == year]


def given_in(tasks: Iterable[TrackedTask], year: int) -> list[TrackedTask]:
    """The tasks and recommendations that were given in a year."""
    return [task for task in tasks if day(task.given.minutes).year == year]


def done_in(tasks: Iterable[TrackedTask], year: int) -> list[TrackedTask]:
    """Those that are done, and have been since a meeting of that year."""
    return [task for task in tasks if task.done_in is not None and day(task.done_in).year == year]


def carried_out(catalogue: Catalogue | None, year: int) -> list[Measure]:
    """The measures carried out in a year. The catalogue names no day for that: the deadline counts, or the day of the
    catalogue that says so where that is earlier or there is no deadline."""
    if catalogue is None:
        return []
    done = [measure for _, _, measure in measures(catalogue) if measure.status == "umgesetzt"]
    return [measure for measure in done if min(measure.frist or catalogue.stand, catalogue.stand).year == year]


def council_paper(area: Area, year: int) -> CouncilPaper | None:
    """What was laid before the city council in a year: by its own day, else by the closing's."""
    closing = area.closing
    paper = closing.vorlage if closing is not None else None
    if closing is None or paper is None or (paper.datum or closing.datum).year != year:
        return None
    return paper
