"""The phase overview (Phasenübersicht): the phase model, the area's checklist of it, and the timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath

from regsam_docs import german
from regsam_docs.documents.meetings import spoken
from regsam_docs.documents.parts import badge, data, district, files, worded
from regsam_docs.documents.plan import Facts, Page, Plan, View
from regsam_docs.documents.timeline import timeline
from regsam_docs.forms import PhaseModel, Words
from regsam_docs.model import Area
from regsam_docs.model.area import next_review, phase_on
from regsam_docs.model.profile import PHASES, STEPS, PhaseId, Phases, evidence, phase, step, steps_done
from regsam_docs.model.settings import Settings
from regsam_docs.model.stand import stand
from regsam_docs.repository import paths
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
    return files(area, FILE, "vereinbarung.yaml")


def make(view: View) -> Page:
    """The overview as this edition shows it."""
    area, model, words = view.area, view.forms.phase_model, view.forms.words
    assert area.phases is not None, "a plan is made once its files are understood"
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


def model_data(model: PhaseModel) -> Facts:
    """The phase model as plain data: for each question a row with a cell for each phase."""
    return {
        **data(model),
        "fragen": [
            {
                **data(question),
                "zellen": [
                    {"punkte": model.cell(question.id, p.id), "nummeriert": p.id in question.nummeriert} for p in model.phasen
                ],
            }
            for question in model.fragen
        ],
    }


def aim(model: PhaseModel, settings: Settings) -> Facts | None:
    """What the work is for: the city's own overall goal (`markdown`) or the form's (`text`), its parts, and the council's goal.
    None where neither the settings nor this edition of the texts say it."""
    if settings.leitziel is None and model.leitziel is None:
        return None
    goal = data(model.leitziel) or {"titel": "Leitziel", "text": None, "einleitung": None, "punkte": []}
    return {**goal, "markdown": settings.leitziel, "stadtrat": data(model.stadtratsziel)}


def _summary(area: Area, model: PhaseModel, words: Words, on: date | None) -> Facts:
    """Where the area stands, in a few words."""
    now, due = phase_on(area, on or date.min), next_review(area, on or date.min)
    done, total = steps_done(area.phases or Phases())
    return {
        "bezirk": district(area),
        "status": badge(words, "gebiet_status", area.profile.status if area.profile else None),
        "phase": next((p.titel for p in model.phasen if p.id == now), None),
        "erledigt": done,
        "gesamt": total,
        "ueberpruefung": due.due if due else None,
    }


def _checklist(phases: Phases, id: PhaseId, view: View) -> Facts:
    """One phase with its steps and their state."""
    model = view.forms.phase_model
    here = phase(phases, id)
    about = next(p for p in model.phasen if p.id == id)
    return {
        **data(about),
        "beginn": here.beginn,
        "ende": here.ende,
        "schritte": [_step(phases, id, name, view) for name in STEPS[id]],
    }


def _step(phases: Phases, id: PhaseId, name: str, view: View) -> Facts:
    done, form = step(phases, id, name), view.forms.phase_model.schritte[id][name]
    attached = {one.datei: one.titel for minutes in view.area.minutes for one in minutes.anlagen if one.datei and one.titel}
    names = {**attached, **view.names}
    return {
        **data(form),
        **worded(view.forms.words, done, status="schritt_status"),
        "belege": [{"datei": file, "titel": evidence_title(file, names)} for file in evidence(done)],
    }


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
    if file.startswith(f"{paths.MINUTES}/") and german.parse(path.stem[:10]):
        return f"Protokoll vom {spoken(path.stem)}"
    return path.name
