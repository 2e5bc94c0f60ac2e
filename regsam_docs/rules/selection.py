"""K02, K03 and K06: candidates of a selection, the body of four, and what happens when it does not agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from regsam_docs.finding import ERROR, SELECTION, WARNING, Path, Problem, rule
from regsam_docs.model.selection import Candidate, Dissent, ExclusionCriteria, Selection
from regsam_docs.rules.certain import short

FILE = "auswahl.yaml"
BODIES = {"arge": "die ARGE Freie/Öffentliche", "sozialreferatsleitung": "die Leitung des Sozialreferats"}
ORDER = tuple(BODIES)
"""Who decides, one after the other, when the body of four does not agree."""
EXCLUSIONS = {"hohe_ressourcen": "hohe Ressourcen", "besondere_programme": "besondere Programme"}


@dataclass(frozen=True, slots=True)
class SelectionView:
    """A selection and what its rules have to know of its surroundings."""

    name: str
    """Its folder below `areas/_auswahl/`."""
    selection: Selection
    areas: frozenset[str]
    """Slugs of all areas."""


@rule(
    "K02",
    ERROR,
    "Ausgewählt trotz Ausschlusskriterium",
    "Ein Gebiet ist ausgewählt, obwohl ein Ausschlusskriterium zutrifft, und es steht keine Begründung da.",
    "Begründen Sie die Auswahl, oder ändern Sie die Entscheidung.",
    source="Kriterienkatalog: Hohe Ressourcen und bestehende besondere Programme schließen ein Gebiet aus.",
    stops=SELECTION,
)
def k02(view: SelectionView) -> Iterator[Problem]:
    """Chosen although something excludes it and nothing says why; by the body of four, or later by those it went to."""
    for index, candidate in enumerate(view.selection.kandidaten):
        chosen = _chosen(candidate)
        against = _against(candidate.ausschlusskriterien)
        if chosen is not None and against and candidate.begruendung is None:
            message = (
                f"„{candidate.gebiet}“ ist ausgewählt, obwohl ein Ausschlusskriterium zutrifft ({', '.join(against)}). Begründen "
                "Sie die Auswahl in „begruendung“, oder ändern Sie die Entscheidung."
            )
            yield Problem(FILE, ("kandidaten", index, *chosen), message)


@rule(
    "K03",
    ERROR,
    "Dissens ohne Ergebnis",
    (
        "Es besteht Dissens ohne Ergebnis, aber das Gebiet gibt es schon; oder die Stufen stehen nicht in der Reihenfolge "
        "(zuerst die ARGE Freie/Öffentliche, dann die Leitung des Sozialreferats)."
    ),
    "Tragen Sie unter `dissens` ein, wer wann wie entschieden hat.",
    source="6.1: Ohne Einigung entscheidet die ARGE Freie/Öffentliche, danach die Leitung des Sozialreferats.",
    stops=SELECTION,
)
def k03(view: SelectionView) -> Iterator[Problem]:
    """An area that exists though nobody decided for it, and steps out of order."""
    for index, candidate in enumerate(view.selection.kandidaten):
        path: Path = ("kandidaten", index)
        if candidate.entscheidung == candidate.in_the_end == "dissens" and candidate.ergebnis in view.areas:
            message = (
                f"Über „{candidate.gebiet}“ besteht Dissens ohne Entscheidung, aber das Gebiet „{candidate.ergebnis}“ gibt es "
                "schon. Tragen Sie unter „dissens“ ein, wer wie entschieden hat."
            )
            yield Problem(FILE, (*path, "entscheidung"), message)
        yield from _out_of_order(path, candidate.dissens)


@rule(
    "K06",
    WARNING,
    "Vierergremium nicht zwei und zwei",
    "Das Gremium der vier ist genannt, aber es sind nicht zwei Personen von REGSAM und zwei der Sozialplanung.",
    "Nennen Sie unter `regsam` und unter `sozialplanung` je zwei.",
    source="Kriterienkatalog: Auswahl durch ein Vierergremium aus zwei Personen von REGSAM und zwei der Sozialplanung.",
)
def k06(view: SelectionView) -> Iterator[Problem]:
    """The body of four is named and is not two and two."""
    body = view.selection.gremium
    sides = len(body.regsam), len(body.sozialplanung)
    if any(sides) and sides != (2, 2):
        message = (
            "Über die Auswahl entscheiden vier: zwei Personen von REGSAM und zwei der Sozialplanung. Hier stehen "
            f"{sides[0]} unter „regsam“ und {sides[1]} unter „sozialplanung“; nennen Sie je zwei."
        )
        yield Problem(FILE, ("gremium",), message)


def _out_of_order(path: Path, steps: tuple[Dissent, ...]) -> Iterator[Problem]:
    """The first step that is not the one expected there, else the first that is older than the one before."""
    for index, step in enumerate(steps):
        if index >= len(ORDER) or step.stufe != ORDER[index]:
            message = (
                f"{_capital(BODIES[step.stufe])} ist hier nicht an der Reihe: Bei Dissens entscheidet zuerst {BODIES['arge']}, "
                f"dann {BODIES['sozialreferatsleitung']}, jede einmal. Ordnen oder ergänzen Sie die Stufen."
            )
            yield Problem(FILE, (*path, "dissens", index, "stufe"), message)
            return
    for index in range(1, len(steps)):
        if steps[index].datum < steps[index - 1].datum:
            message = (
                f"{_capital(BODIES[steps[index].stufe])} kann nicht am {short(steps[index].datum)} entscheiden, vor der Stufe "
                f"davor ({short(steps[index - 1].datum)}). Berichtigen Sie die Tage."
            )
            yield Problem(FILE, (*path, "dissens", index, "datum"), message)
            return


def _chosen(candidate: Candidate) -> Path | None:
    """Where it says that the candidate is chosen."""
    if candidate.entscheidung == "ausgewaehlt":
        return ("entscheidung",)
    if candidate.entscheidung == "dissens" and candidate.in_the_end == "ausgewaehlt":
        return ("dissens", len(candidate.dissens) - 1, "entscheidung")
    return None


def _against(criteria: ExclusionCriteria) -> list[str]:
    return [name for key, name in EXCLUSIONS.items() if getattr(criteria, key) is True]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
