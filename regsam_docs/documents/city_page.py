"""The city's page (`index.html`): all areas in one table, what is overdue and what comes next; and the page on its data
(`daten.html`): what there is to use elsewhere, and what each of it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from regsam_docs.documents.area_page import CALENDAR, dated, listing, stages
from regsam_docs.documents.area_page import states as in_states
from regsam_docs.documents.parts import TONES, badge, district
from regsam_docs.documents.plan import CityView, Facts, Listed, Page
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
            "daten": f"{DATA_NAME}.html" if "daten.json" in files else None,
            "neues": "neues.atom" if "neues.atom" in files else None,
            "skript_name": SCRIPT,
        },
    )


def numbers(states: Sequence[Progress], words: Words) -> Facts:
    """All areas in a few numbers."""
    return {
        "gebiete": len(states),
        "staende": in_states([state.area for state in states], words),
        "offen": sum(len(state.tasks.open) for state in states),
        "ueberfaellig": sum(len(state.tasks.overdue) for state in states),
    }


def row(state: Progress, words: Words, *, linked: bool) -> Facts:
    """An area's line; `rang` sorts phases and states in their own order, not by the alphabet."""
    coming, states = state.next, list(TONES["gebiet_status"])
    return {
        "slug": state.area.slug,
        "name": state.area.name,
        "verlinkt": linked,
        "lage": district(state.area),
        "status": badge(words, "gebiet_status", state.status),
        "status_rang": states.index(state.status) if state.status else len(states),
        "phase": words.one("phase", state.phase) if state.phase else None,
        "phase_rang": PHASES.index(state.phase) if state.phase else len(PHASES),
        "phasen": stages(state, words) if state.phase else [],
        "schritte": {"erledigt": state.steps_done, "gesamt": state.steps_total} if state.phase else None,
        "offen": len(state.tasks.open),
        "ueberfaellig": len(state.tasks.overdue),
        "termin": {"tag": coming.day, "was": coming.what} if coming else None,
    }


# ---- the page on the city's data

DATA_NAME = "daten"


def data_page(files: Sequence[str], parts: Mapping[str, str], today: date) -> Page:
    """The page on a day. `files`: those there are; `parts`: what an area in the data has, and its meaning."""
    listed = ((name, *what) for name, what in FILES.items() if name in files)
    there = [{"datei": name, "titel": title, "art": form, "text": text} for name, title, form, text in listed]
    return Page(
        template=f"{DATA_NAME}.html",
        title="Daten zum Weiterverwenden",
        context={"heute": today, "dateien": there, "teile": [{"name": name, "text": text} for name, text in parts.items()]},
    )


FILES = {
    "daten.json": (
        "Alle Angaben",
        "JSON",
        "Gebiete, Phasen, Vereinbarungen, Sitzungen, Beschlüsse, Aufträge, Ziele, Termine, Abschlüsse und Auswahlen.",
    ),
    "daten-schema.json": (
        "Beschreibung der Angaben",
        "JSON Schema",
        "Was in „daten.json“ steht, Feld für Feld; Programme können damit prüfen, ob sie es richtig lesen.",
    ),
    "daten-auftraege.csv": (
        "Aufträge und Empfehlungen",
        "CSV",
        "Eine Zeile je Auftrag oder Empfehlung: an wen, bis wann, in welchem Stand, aus welcher Sitzung.",
    ),
    "daten-beschluesse.csv": (
        "Beschlüsse und Anträge",
        "CSV",
        "Eine Zeile je Beschluss oder Antrag: Wortlaut, Ergebnis, Abstimmung, Sitzung.",
    ),
    "daten-massnahmen.csv": ("Maßnahmen", "CSV", "Eine Zeile je Maßnahme: Ziel, Verantwortliche, Beginn, Frist, Stand."),
    "termine.ics": ("Termine", "iCalendar", "Sitzungen und Fristen; ein Kalenderprogramm kann die Datei abonnieren."),
    "neues.atom": (
        "Neues",
        "Atom",
        "Genehmigte Protokolle und was sich im Stand der Gebiete ändert; Programme für Nachrichten können es abonnieren.",
    ),
}
"""File → what it is called, its format, and what people read of it."""
