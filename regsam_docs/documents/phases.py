"""The phase overview (Phasenübersicht): the phase model, the area's checklist of it, and the timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from regsam_docs import german
from regsam_docs.documents.parts import badge, district
from regsam_docs.documents.plan import Page, Plan, View
from regsam_docs.documents.timeline import timeline
from regsam_docs.forms import PhaseModel, Words
from regsam_docs.model import Area
from regsam_docs.model.area import next_review
from regsam_docs.model.profile import PHASES, STEPS, PhaseId, Phases, current, evidence, phase, step
from regsam_docs.model.settings import Settings
from regsam_docs.model.stand import stand
from regsam_docs.repository.kinds import AREA_FILES

FILE = "phasen.yaml"
NAME = "phasenuebersicht"
TITLE = "Phasenübersicht"

EVIDENCE = {name: kind.title for name, kind in AREA_FILES.items()} | {
    "gebiet.yaml": "Stammdaten des Gebiets",
    "gremium.yaml": "Mitglieder und Arbeitsweise des Kooperationsgremiums",
    "phasen.yaml": TITLE,
}
"""What a file of the area is called where it proves a step."""


def plans(area: Area) -> Iterator[Plan]:
    """One overview as soon as there is a checklist. It shows the dates of meetings and agreement too."""
    if FILE in area.files:
        yield Plan(NAME, sources(area), make, source=FILE, title=TITLE)


def sources(area: Area) -> tuple[str, ...]:
    """The files the overview is made of."""
    meetings = sorted(name for name in area.files if name.startswith("protokolle/") and name.endswith(".yaml"))
    return (FILE, *(name for name in ("vereinbarung.yaml",) if name in area.files), *meetings)


def make(view: View) -> Page:
    """The overview as this edition shows it."""
    area, model, words = view.area, view.forms.phase_model, view.forms.words
    if area.phases is None:
        raise ValueError(f"{area.slug} has no phases that can be read")
    day = stand(area, (*sources(area), "gebiet.yaml"))
    return Page(
        template=f"{NAME}.html",
        title=TITLE,
        stand=day,
        context={
            "kurz": _summary(area, model, words, day),
            "modell": model_data(model),
            "checkliste": [_checklist(area.phases, id, view) for id in PHASES],
            "zeitstrahl": timeline(area, model, words, day),
        },
    )


def model_data(model: PhaseModel) -> dict[str, Any]:
    """The phase model as plain data: for each question a row with a cell for each phase."""
    return {
        "titel": model.titel,
        "untertitel": model.untertitel,
        "einleitung": model.einleitung,
        "leere_zelle": model.leere_zelle,
        "phasen": [{"titel": p.titel, "beschreibung": p.beschreibung} for p in model.phasen],
        "fragen": [
            {
                "titel": question.titel,
                "hinweis": question.hinweis,
                "zellen": [
                    {"punkte": list(model.cell(question.id, p.id)), "nummeriert": p.id in question.nummeriert}
                    for p in model.phasen
                ],
            }
            for question in model.fragen
        ],
    }


def aim(model: PhaseModel, settings: Settings) -> dict[str, Any] | None:
    """What the work is for: the city's own overall goal (`markdown`) or the form's (`text`), its parts, and the council's goal.
    None where neither the settings nor this edition of the texts say it."""
    goal, council = model.leitziel, model.stadtratsziel
    if settings.leitziel is None and goal is None:
        return None
    return {
        "titel": goal.titel if goal else "Leitziel",
        "text": goal.text if goal else None,
        "markdown": settings.leitziel,
        "einleitung": goal.einleitung if goal else None,
        "punkte": list(goal.punkte) if goal else [],
        "stadtrat": {"titel": council.titel, "einleitung": council.einleitung, "text": council.text} if council else None,
    }


def _summary(area: Area, model: PhaseModel, words: Words, on: date | None) -> dict[str, Any]:
    """Where the area stands, in a few words."""
    now, due = current(area.phases, on or date.min), next_review(area, on or date.min)
    return {
        "bezirk": district(area),
        "status": badge(words, "gebiet_status", area.profile.status if area.profile else None),
        "phase": next(p.titel for p in model.phasen if p.id == now),
        "ueberpruefung": due.due if due else None,
    }


def _checklist(phases: Phases, id: PhaseId, view: View) -> dict[str, Any]:
    """One phase with its steps and their state."""
    model = view.forms.phase_model
    here = phase(phases, id)
    about = next(p for p in model.phasen if p.id == id)
    return {
        "titel": about.titel,
        "beschreibung": about.beschreibung,
        "beginn": here.beginn,
        "ende": here.ende,
        "schritte": [_step(phases, id, name, view) for name in STEPS[id]],
    }


def _step(phases: Phases, id: PhaseId, name: str, view: View) -> dict[str, Any]:
    done, form = step(phases, id, name), view.forms.phase_model.schritte[id][name]
    return {
        "titel": form.titel,
        "erlaeuterung": form.erlaeuterung,
        "status": badge(view.forms.words, "schritt_status", done.status),
        "datum": done.datum,
        "belege": [
            {"datei": file, "titel": evidence_title(file, {**_attached(view.area), **view.names})} for file in evidence(done)
        ],
        "notiz": done.notiz,
    }


def _attached(area: Area) -> dict[str, str]:
    """What the files attached to minutes are called there."""
    return {entry.datei: entry.titel for minutes in area.minutes for entry in minutes.anlagen if entry.datei and entry.titel}


def evidence_title(file: str, names: Mapping[str, str]) -> str:
    """What a `beleg` is called: „Protokoll vom 10. Juni 2010“, „Auswahl 2024“, „daten.csv“.

    `names`: titles of selections (`auswahl/<name>`) and of other files.
    """
    path = PurePosixPath(file)
    if file in EVIDENCE:
        return EVIDENCE[file]
    if file in names:
        return names[file]
    if file.startswith("auswahl/"):
        return f"Auswahl {path.name}"
    if file.startswith("protokolle/") and german.parse(path.stem[:10]):
        second = path.stem[11:]
        return f"Protokoll vom {german.german(german.day_of(path.stem))}{f' ({second})' if second else ''}"
    return path.name
