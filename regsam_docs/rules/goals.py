"""Z01 to Z03: goals that can be checked, measures that somebody can be held to."""

from __future__ import annotations

from collections.abc import Iterator

from regsam_docs.finding import ERROR, WARNING, Path, Problem, rule
from regsam_docs.model.area import Area
from regsam_docs.model.catalogue import Goal, Measure
from regsam_docs.rules.certain import short, sure_members

FILE = "ziele.yaml"


@rule(
    "Z01",
    WARNING,
    "Ziel ohne Maßnahme oder Indikator",
    "Ein Ziel hat keine Maßnahme oder keinen Indikator.",
    "Ergänzen Sie, was getan wird und woran man erkennt, dass das Ziel erreicht ist.",
    source="2: Für die Gebiete sind realistische Ziele festzulegen.",
)
def z01(area: Area) -> Iterator[Problem]:
    """A goal without a measure, or without an indicator."""
    for path, goal in _goals(area):
        wanted = (
            (goal.massnahmen, "Maßnahme", "was dafür getan wird („massnahmen“)"),
            (goal.indikator, "Indikator", "woran man erkennt, dass es erreicht ist („indikator“)"),
        )
        lacks = [what for given, what, _ in wanted if not given]
        advice = [how for given, _, how in wanted if not given]
        if lacks:
            message = (
                f"Das Ziel „{goal.id}“ ({goal.titel}) ist noch ohne {' und ohne '.join(lacks)}. Ergänzen Sie, "
                f"{' und '.join(advice)}."
            )
            yield Problem(FILE, (*path, "id"), message)


@rule(
    "Z02",
    WARNING,
    "Moderation für Inhalte verantwortlich",
    (
        "Für eine Maßnahme ist die Moderation verantwortlich, und niemand sonst ist beteiligt. Sie verantwortet den Prozess, "
        "nicht die Inhalte."
    ),
    "Tragen Sie die Organisation ein, die die Maßnahme umsetzt, unter `verantwortlich` oder zumindest unter `beteiligt`.",
    source="4: Die Moderation verantwortet das Gelingen des Prozesses, nicht den Inhalt der Ziele und ihre Umsetzung.",
)
def z02(area: Area) -> Iterator[Problem]:
    """A measure that nobody but the moderation is responsible for or takes part in; it answers for the process only. One whose
    participants are not known for certain may be somebody else's."""
    members = sure_members(area)
    for path, measure in _measures(area):
        groups = [members[id].gruppe if id in members else None for id in (measure.verantwortlich, *measure.beteiligt)]
        if set(groups) == {"moderation"}:
            message = (
                f"Für die Maßnahme „{measure.id}“ ist die Moderation verantwortlich, und niemand sonst ist beteiligt. Sie "
                "verantwortet den Prozess, nicht die Inhalte; tragen Sie die Organisation ein, die die Maßnahme umsetzt."
            )
            yield Problem(FILE, (*path, "verantwortlich"), message)


@rule(
    "Z03",
    ERROR,
    "Frist vor Beginn",
    "Die Frist einer Maßnahme liegt vor ihrem Beginn.",
    "Berichtigen Sie einen der beiden Tage.",
)
def z03(area: Area) -> Iterator[Problem]:
    """Deadline before beginning."""
    for path, measure in _measures(area):
        if measure.beginn is not None and measure.frist is not None and measure.frist < measure.beginn:
            message = (
                f"Die Maßnahme „{measure.id}“ hat die Frist {short(measure.frist)}, beginnt aber erst am "
                f"{short(measure.beginn)}. Berichtigen Sie „frist“ oder „beginn“."
            )
            yield Problem(FILE, (*path, "frist"), message)


def _goals(area: Area) -> Iterator[tuple[Path, Goal]]:
    for f, field in enumerate(area.catalogue.handlungsfelder if area.catalogue else ()):
        for g, goal in enumerate(field.ziele):
            yield ("handlungsfelder", f, "ziele", g), goal


def _measures(area: Area) -> Iterator[tuple[Path, Measure]]:
    for path, goal in _goals(area):
        for m, measure in enumerate(goal.massnahmen):
            yield (*path, "massnahmen", m), measure
