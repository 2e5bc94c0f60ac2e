"""The Stand of a document: the newest day recorded in the files it is made of, never a deadline (docs/dokumente.md, „Stand“)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from regsam_docs.model.area import Area
from regsam_docs.model.minutes import Minutes, day, file, held
from regsam_docs.model.phases import PHASES, phase


def stand(area: Area, sources: Iterable[str]) -> date | None:
    """The newest recorded day of the named files (relative to the area); None if none records one."""
    wanted = set(sources)
    return max((when for name, when in recorded(area) if name in wanted), default=None)


def recorded(area: Area) -> Iterator[tuple[str, date]]:
    """Every day the area's files record, with the file that does."""
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
    for id in PHASES if area.phases is not None else ():
        assert area.phases is not None
        here = phase(area.phases, id)
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
