"""The page that finds decisions, tasks and goals of all areas (`suche.html`): all of them in one list, which a script narrows
down. The list is the index; without the script it is read, or searched by the browser."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec

from regsam_docs.documents import catalogue, minutes
from regsam_docs.documents.meetings import followed, name, resolved, spoken
from regsam_docs.documents.parts import badge
from regsam_docs.documents.plan import CityView, FactList, Listed, Page
from regsam_docs.forms import Words
from regsam_docs.german import day_of, shortened
from regsam_docs.model import Area
from regsam_docs.model.catalogue import assessments, goals
from regsam_docs.model.minutes import resolutions
from regsam_docs.model.tracking import track
from regsam_docs.texts.markdown import to_plain

NAME = "suche"
TITLE = "Beschlüsse, Aufträge und Ziele aller Gebiete"
LISTED = 5_000
"""Most entries of the list: a page has its limits. The oldest are only counted."""
LETTERS = 240
"""Most letters of a text in the list; its document has the whole."""


class SearchEntry(msgspec.Struct, frozen=True):
    """A line of the list. `ziel`: where its document tells more, from the area's page; `sitzung`, `tag`: the meeting that it
    comes from and its day, if it is of one."""

    art: str
    text: str
    ziel: str | None
    stand: dict[str, str] | None
    sitzung: str | None = None
    tag: date | None = None


def page(view: CityView, found: Mapping[str, Sequence[SearchEntry]], linked: Collection[str], today: date) -> Page:
    """The page on a day. `found`: the entries of each area, by slug; `linked`: areas that have a page, to which
    alone something leads."""
    listed = ((slug, one) for slug in sorted(found) for one in found[slug])
    everything = sorted(listed, key=lambda pair: pair[1].tag or date.min, reverse=True)
    shown: dict[str, FactList] = {}
    for slug, one in everything[:LISTED]:
        place = f"{slug}/{one.ziel}" if one.ziel and slug in linked else None
        shown.setdefault(slug, []).append({**msgspec.structs.asdict(one), "slug": slug, "ziel": place})
    names = sorted((area.slug, area.name) for area in view.city.areas)
    return Page(
        template=f"{NAME}.html",
        title=TITLE,
        context={
            "heute": today,
            "gruppen": [{"gebiet": called, "eintraege": shown[slug]} for slug, called in names if slug in shown],
            "nicht_gelistet": max(len(everything) - LISTED, 0),
            "skript_name": NAME,
        },
    )


def entries(area: Area, words: Words, listed: Iterable[Listed], today: date) -> Iterator[SearchEntry]:
    """All decisions, tasks and goals of an area on a day. `listed`: its documents."""
    there = {document.name: document.html for document in listed}
    yield from (*_decisions(area, words, there), *_tasks(area, words, there, today), *_goals(area, words, there))


def _decisions(area: Area, words: Words, there: Mapping[str, str]) -> Iterator[SearchEntry]:
    for meeting in area.minutes:
        for one in (resolved(area, words, resolution) for resolution in resolutions(meeting)):
            kind = "Antrag" if one["antrag"] else f"Beschluss {one['nr']}"
            yield _entry(kind, shortened(to_plain(one["text"]), LETTERS), one["anker"], one["ergebnis"], meeting.id, there)


def _tasks(area: Area, words: Words, there: Mapping[str, str], today: date) -> Iterator[SearchEntry]:
    for task in track(area):
        one = followed(area, words, task, today)
        kind, text = f"{one['art']} {one['nr']}", f"{one['titel']} ({'; '.join(one['an'])})"
        yield _entry(kind, text, one["anker"], one["stand"], task.given.minutes.id, there)


def _goals(area: Area, words: Words, there: Mapping[str, str]) -> Iterator[SearchEntry]:
    found, place = assessments(area.closing), there.get(catalogue.NAME)
    for _, goal in goals(area.catalogue):
        rating = found.get(goal.id)
        state = badge(words, "bewertung", rating.bewertung) if rating else None
        yield SearchEntry(f"Ziel {goal.id}", goal.titel, place and f"{place}#{goal.id}", state)


def _entry(
    kind: str, text: str, anchor: str, state: dict[str, str] | None, meeting: str, there: Mapping[str, str]
) -> SearchEntry:
    place = there.get(name(minutes.NAME, meeting))
    return SearchEntry(kind, text, place and f"{place}#{anchor}", state, spoken(meeting), day_of(meeting))
