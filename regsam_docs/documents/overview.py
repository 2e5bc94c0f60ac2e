"""Pieces of both overview pages: phases drawn as steps, deadlines, lists of documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from regsam_docs.documents.parts import data, overdue, tally
from regsam_docs.documents.plan import FactList, Facts, Listed
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.progress import WORDS, Deadline, Progress, ago, ahead
from regsam_docs.model.record import Person

CALENDAR: Final = "termine.ics"

STAGES = {"abgeschlossen": "abgeschlossen", "laufend": "läuft", "ausstehend": "steht noch aus"}
"""State of a phase → how it is called."""


def states(areas: Sequence[Area], words: Words) -> FactList:
    """How many areas are in which state; states that none is in are left out."""
    return tally(words, "gebiet_status", (area.profile.status for area in areas if area.profile))


def stages(state: Progress, words: Words) -> FactList:
    """The four phases for the macro `phasen`: a word for each state, the one the area is in marked, and how many quarters of
    its steps are done."""
    return [
        {
            "titel": words.one("phase", stage.id),
            "stand": stage.state,
            "wort": STAGES[stage.state],
            "jetzt": stage.id == state.phase,
            "erledigt": stage.done,
            "gesamt": stage.total,
            "viertel": 4 * stage.done // stage.total if stage.total else 0,
            "von": stage.begin,
            "bis": stage.end,
        }
        for stage in state.stages
    ]


def dated(deadline: Deadline, today: date, warning_days: int) -> Facts:
    """A deadline for the macro `termine`: what, who, how far off in words, and where it comes from: a file of the area and the
    place in its document."""
    late = deadline.overdue(today)
    return {
        "tag": deadline.day,
        "was": deadline.what,
        "wer": deadline.who,
        "wann": ", ".join(part for part in (deadline.begin and f"{deadline.begin} Uhr", deadline.place) if part),
        "art": WORDS[deadline.kind],
        "abstand": ago(deadline.day, today) if late else ahead(deadline.day, today),
        "ueberfaellig": overdue(late),
        "nah": deadline.near(today, warning_days),
        "datei": deadline.file,
        "anker": _anchor(deadline),
    }


def _anchor(deadline: Deadline) -> str | None:
    if deadline.kind in ("auftrag", "wiedervorlage"):
        return f"auftrag-{deadline.id.rpartition('/')[2]}"
    return deadline.id if deadline.kind == "massnahme" else None


def listing(listed: Sequence[Listed]) -> FactList:
    """Documents with their title, addresses, state and Stand."""
    return [
        {"titel": entry.title, "html": entry.html, "pdf": entry.pdf, "zustand": entry.state, "stand": entry.stand}
        for entry in listed
    ]


def persons(people: Sequence[Person | None]) -> FactList:
    """Persons as this edition knows them; those of whom nothing is left are left out."""
    return [known for person in people if (known := data(person)) and any(known.values())]
