"""Pieces of both overview pages: phases drawn as steps, deadlines, lists of documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from regsam_docs.documents.parts import badge, data, warning
from regsam_docs.documents.plan import Listed
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.profile import AreaStatus
from regsam_docs.model.progress import WORDS, Deadline, Progress, Stage, ago, ahead

CALENDAR: Final = "termine.ics"
DATA: Final = "daten.json"
NEWS: Final = "neues.atom"

STAGES = {"abgeschlossen": "abgeschlossen", "laufend": "läuft", "ausstehend": "steht noch aus"}
"""State of a phase → how it is called."""


STATES: Final[tuple[AreaStatus, ...]] = ("aktiv", "geplant", "ruhend", "beendet", "abgelehnt")
"""States of an area in the order they are listed."""


def states(areas: Sequence[Area], words: Words) -> list[dict[str, Any]]:
    """How many areas are in which state; states that none is in are left out."""
    count = Counter(area.profile.status for area in areas if area.profile)
    return [{"stand": badge(words, "gebiet_status", name), "zahl": count[name]} for name in STATES if count[name]]


def stages(state: Progress, words: Words) -> list[dict[str, Any]]:
    """The four phases for the macro `phasen`: a word for each state, the one the area is in marked, and how many quarters of
    its steps are done."""
    return [_stage(stage, words, current=stage.id == state.phase) for stage in state.stages]


def _stage(stage: Stage, words: Words, *, current: bool) -> dict[str, Any]:
    return {
        "titel": words.one("phase", stage.id),
        "stand": stage.state,
        "wort": STAGES[stage.state],
        "jetzt": current,
        "erledigt": stage.done,
        "gesamt": stage.total,
        "viertel": 4 * stage.done // stage.total if stage.total else 0,
        "von": stage.begin,
        "bis": stage.end,
    }


def dated(deadline: Deadline, today: date, warning_days: int) -> dict[str, Any]:
    """A deadline for the macro `termine`: what, who, how far off in words."""
    late = deadline.overdue(today)
    return {
        "tag": deadline.day,
        "was": deadline.what,
        "wer": list(deadline.who),
        "wann": ", ".join(part for part in (deadline.begin and f"{deadline.begin} Uhr", deadline.place) if part),
        "art": WORDS[deadline.kind],
        "abstand": ago(deadline.day, today) if late else ahead(deadline.day, today),
        "ueberfaellig": warning("überfällig") if late else None,
        "nah": deadline.near(today, warning_days),
        **link(deadline),
    }


def link(deadline: Deadline) -> dict[str, str | None]:
    """Where a deadline comes from: a file of the area and the place in its document."""
    if deadline.kind in ("auftrag", "wiedervorlage"):
        meeting, _, number = deadline.id.partition("/")
        return {"datei": f"protokolle/{meeting}.yaml", "anker": f"auftrag-{number}"}
    files = {
        "sitzung": (f"protokolle/{deadline.id}.yaml", None),
        "massnahme": ("ziele.yaml", deadline.id),
        "ueberpruefung": ("vereinbarung.yaml", None),
        "weiterer_schritt": ("abschluss.yaml", None),
    }
    file, anchor = files[deadline.kind]
    return {"datei": file, "anker": anchor}


def status(state: Progress, words: Words) -> dict[str, str] | None:
    """The area's state as a badge."""
    return badge(words, "gebiet_status", state.status)


def listing(listed: Sequence[Listed]) -> list[dict[str, Any]]:
    """Documents with their title, addresses, state and Stand."""
    return [data_of(entry) for entry in listed]


def data_of(entry: Listed) -> dict[str, Any]:
    """A document as plain data."""
    return {
        "name": entry.name,
        "titel": entry.title,
        "html": entry.html,
        "pdf": entry.pdf,
        "zustand": entry.state,
        "stand": entry.stand,
    }


def persons(people: Sequence[Any]) -> list[dict[str, Any]]:
    """Persons as this edition knows them; those of whom nothing is left are left out."""
    known = [data(person) for person in people]
    return [person for person in known if any(person.values())]
