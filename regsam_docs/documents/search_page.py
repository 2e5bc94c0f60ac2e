"""The page that finds decisions, tasks and goals of all areas (`suche.html`): all of them in one list, which a script narrows
down. The list is the index; without the script it is read, or searched by the browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from regsam_docs.documents import catalogue, minutes
from regsam_docs.documents.meetings import followed, resolved, spoken
from regsam_docs.documents.parts import badge
from regsam_docs.documents.plan import CityView, Listed, Page
from regsam_docs.forms import Words
from regsam_docs.german import shortened
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


def page(view: CityView, listed: Mapping[str, Sequence[Listed]], today: date) -> Page:
    """The page on a day. `listed`: documents of each area that has a page, by slug: nothing leads to others."""
    words = view.forms.words
    entries = []
    for area in sorted(view.city.areas, key=lambda area: area.slug):
        there = {document.name: f"{area.slug}/{document.html}" for document in listed.get(area.slug, ())}
        entries += [
            *_decisions(area, words, there),
            *_tasks(area, words, there, today),
            *_goals(area, words, there),
        ]
    entries.sort(key=lambda entry: entry["tag"] or date.min, reverse=True)
    shown = entries[:LISTED]
    names = {area.slug: area.name for area in view.city.areas}
    groups = [{"gebiet": name, "eintraege": [e for e in shown if e["slug"] == slug]} for slug, name in sorted(names.items())]
    return Page(
        template=f"{NAME}.html",
        title=TITLE,
        context={
            "heute": today,
            "gruppen": [group for group in groups if group["eintraege"]],
            "nicht_gelistet": len(entries) - len(shown),
            "skript_name": NAME,
        },
    )


def _decisions(area: Area, words: Words, there: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for meeting in area.minutes:
        place = there.get(f"{minutes.NAME}-{meeting.id}")
        for one in (resolved(area, words, resolution) for resolution in resolutions(meeting)):
            kind = "Antrag" if one["antrag"] else f"Beschluss {one['nr']}"
            text = shortened(to_plain(one["text"]), LETTERS)
            yield _entry(area, kind, text, place and f"{place}#{one['anker']}", one["ergebnis"], meeting.id)


def _tasks(area: Area, words: Words, there: Mapping[str, str], today: date) -> Iterator[dict[str, Any]]:
    for task in track(area):
        one = followed(area, words, task, today)
        meeting, _, number = task.id.partition("/")
        place = there.get(f"{minutes.NAME}-{meeting}")
        text = f"{one['titel']} ({'; '.join(one['an'])})"
        yield _entry(area, f"{one['art']} {number}", text, place and f"{place}#auftrag-{number}", one["stand"], meeting)


def _goals(area: Area, words: Words, there: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    found, place = assessments(area.closing), there.get(catalogue.NAME)
    for _, goal in goals(area.catalogue):
        rating = found.get(goal.id)
        state = badge(words, "bewertung", rating.bewertung) if rating else None
        yield _entry(area, f"Ziel {goal.id}", goal.titel, place and f"{place}#{goal.id}", state, None)


def _entry(
    area: Area, kind: str, text: str, place: str | None, state: dict[str, str] | None, meeting: str | None
) -> dict[str, Any]:
    """A line of the list. `meeting`: the id of the one it comes from."""
    return {
        "slug": area.slug,
        "art": kind,
        "text": text,
        "ziel": place,
        "stand": state,
        "sitzung": spoken(meeting) if meeting else None,
        "tag": date.fromisoformat(meeting[:10]) if meeting else None,
    }
