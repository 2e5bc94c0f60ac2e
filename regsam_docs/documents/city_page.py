"""The city's page (`index.html`): all areas in one table, what is overdue and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from regsam_docs.documents.overview import CALENDAR, DATA, NEWS, STATES, dated, listing, stages, status
from regsam_docs.documents.overview import states as in_states
from regsam_docs.documents.parts import district
from regsam_docs.documents.plan import CityView, Listed, Page
from regsam_docs.forms import Words
from regsam_docs.model.profile import PHASES
from regsam_docs.model.progress import Progress, in_order, progress
from regsam_docs.model.stand import recorded

NAME = "index"
SCRIPT = "tabelle"
"""`templates/skript/tabelle.js`: sorts and filters the table; the page is complete without it."""

DATES = 12
"""Most deadlines of all areas that the page lists; all are in the calendar."""


def page(
    view: CityView,
    listed: Mapping[str, Sequence[Listed]],
    city_documents: Sequence[Listed],
    today: date,
    files: Sequence[str] = (),
) -> Page:
    """The page of the city on a day. `listed`: documents of each area that has a page, by slug; `city_documents`: the
    city's own, addresses relative to the page. `files`: what else lies beside it (calendar, data, feed)."""
    words, warning = view.forms.words, view.settings.vorwarnung_tage
    areas = sorted(view.city.areas, key=lambda area: area.slug)
    states = [progress(area, today, warning) for area in areas]
    days = [when for area in areas for _, when in recorded(area)]
    names = {area.slug: area.name for area in areas}
    near = in_order(deadline for state in states for deadline in state.near)
    return Page(
        template="stadt.html",
        title=f"{words.many('zaehlwort', 'gebiet')} im Überblick",
        stand=max(days, default=None),
        context={
            "heute": today,
            "nur_genehmigte": any(state.tasks.judged_on != today for state in states),
            "zahlen": numbers(states, words),
            "gebiete": [row(state, words, linked=state.area.slug in listed) for state in states],
            "termine": [
                {**dated(deadline, today, warning), "gebiet": names[deadline.area], "slug": deadline.area}
                for deadline in near[:DATES]
            ],
            "weitere_termine": max(0, len(near) - DATES),
            "vorwarnung": warning,
            "seiten": sorted(listed),
            "dokumente": listing(city_documents),
            "kalender": CALENDAR if CALENDAR in files else None,
            "daten": "daten.html" if DATA in files else None,
            "neues": NEWS if NEWS in files else None,
            "skript_name": SCRIPT,
        },
    )


def numbers(states: Sequence[Progress], words: Words) -> dict[str, Any]:
    """All areas in a few numbers."""
    return {
        "gebiete": len(states),
        "staende": in_states([state.area for state in states], words),
        "offen": sum(len(state.tasks.open) for state in states),
        "ueberfaellig": sum(len(state.tasks.overdue) for state in states),
    }


def row(state: Progress, words: Words, *, linked: bool) -> dict[str, Any]:
    """An area's line; `rang` sorts phases and states in their own order, not by the alphabet."""
    coming = state.next
    return {
        "slug": state.area.slug,
        "name": state.area.name,
        "verlinkt": linked,
        "lage": district(state.area),
        "status": status(state, words),
        "status_rang": STATES.index(state.status) if state.status else len(STATES),
        "phase": words.one("phase", state.phase) if state.phase else None,
        "phase_rang": PHASES.index(state.phase) if state.phase else len(PHASES),
        "phasen": stages(state, words) if state.phase else [],
        "schritte": {"erledigt": state.steps_done, "gesamt": state.steps_total} if state.phase else None,
        "offen": len(state.tasks.open),
        "ueberfaellig": len(state.tasks.overdue),
        "termin": {"tag": coming.day, "was": coming.what} if coming else None,
    }
