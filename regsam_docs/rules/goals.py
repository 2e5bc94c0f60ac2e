"""Z01 to Z03: goals that can be checked, measures that somebody can be held to; A01 to A06: what a closing has to contain once
it is decided."""

from __future__ import annotations

from collections.abc import Iterator

from regsam_docs.finding import ERROR, WARNING, Path, Problem, rule
from regsam_docs.model.area import Area, decided_closing
from regsam_docs.model.catalogue import Goal, Measure, goals, placed
from regsam_docs.model.minutes import day
from regsam_docs.model.tracking import track
from regsam_docs.rules.certain import early_reports, lost_task_references, short, sure_members, twice, unread_meetings

GOALS = "ziele.yaml"


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
            yield Problem(GOALS, (*path, "id"), message)


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
            yield Problem(GOALS, (*path, "verantwortlich"), message)


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
            yield Problem(GOALS, (*path, "frist"), message)


def _goals(area: Area) -> list[tuple[Path, Goal]]:
    return [(path, entry) for path, entry in placed(area.catalogue) if isinstance(entry, Goal)]


def _measures(area: Area) -> list[tuple[Path, Measure]]:
    return [(path, entry) for path, entry in placed(area.catalogue) if isinstance(entry, Measure)]


# --- A01 to A06: what a closing has to contain once it is decided.


CLOSING = "abschluss.yaml"
STATUS = ("status",)


@rule(
    "A01",
    ERROR,
    "Ziel nicht bewertet",
    "Der Abschluss ist beschlossen, aber ein Ziel ist nicht bewertet oder zweimal.",
    "Bewerten Sie jedes Ziel des Katalogs genau einmal, notfalls mit `nicht_bewertbar`.",
    source="Phasenmodell: In der Auswertung werden die Ergebnisse gemeinsam bewertet.",
)
def a01(area: Area) -> Iterator[Problem]:
    """A goal without assessment, or assessed twice. Goals whose id is given twice are R06's; while an assessment leads to no
    goal (R02), any goal may be meant."""
    closing = decided_closing(area)
    if closing is None:
        return
    path = ("zielerreichung",)
    assessed = [assessment.ziel for assessment in closing.zielerreichung]
    known = area.goal_by_id
    doubtful = twice(goal.id for _, goal in goals(area.catalogue))
    again = twice(assessed) - doubtful
    for id in (id for id in dict.fromkeys(assessed) if id in again):
        if id in known or "ziele.yaml" in area.unread:
            message = f"Das Ziel „{id}“ ist mehr als einmal bewertet. Fassen Sie die Bewertungen zu einer zusammen."
            yield Problem(CLOSING, path, message)
    if all(id in known for id in assessed):
        sure = doubtful.union(assessed)
        for goal in known.values():
            if goal.id not in sure:
                message = (
                    f"Der Abschluss ist beschlossen, aber das Ziel „{goal.id}“ ({goal.titel}) ist nicht bewertet. Ergänzen Sie "
                    "unter „zielerreichung“ seine Bewertung, notfalls „nicht_bewertbar“."
                )
                yield Problem(CLOSING, path, message)


@rule(
    "A02",
    WARNING,
    "Nicht erreicht, ohne Folgerung",
    "Ein Ziel ist nicht erreicht, und es steht nirgends, woran es fehlte oder wie es weitergeht.",
    "Ergänzen Sie `fehlende_ressourcen` oder `weitere_schritte`.",
    source="2: Zu erfassen ist, welche Mittel für die Ziele erforderlich sind.",
)
def a02(area: Area) -> Iterator[Problem]:
    """A goal not reached, and neither what was missing nor what comes next."""
    closing = area.closing
    if closing is None or closing.fehlende_ressourcen or closing.weitere_schritte:
        return
    for index, assessment in enumerate(closing.zielerreichung):
        if assessment.bewertung == "nicht_erreicht":
            message = (
                f"Das Ziel „{assessment.ziel}“ ist „nicht_erreicht“, aber es steht nirgends, woran es fehlte oder wie es "
                "weitergeht. Ergänzen Sie „fehlende_ressourcen“ oder „weitere_schritte“."
            )
            yield Problem(CLOSING, ("zielerreichung", index, "bewertung"), message)


@rule(
    "A03",
    ERROR,
    "Auftrag offen und nicht übergeben",
    "Der Abschluss ist beschlossen, aber ein Auftrag ist noch offen und niemandem übergeben.",
    (
        "Übergeben Sie den Auftrag, oder tragen Sie im letzten Protokoll die Rückmeldung nach, dass er erledigt ist. "
        "Empfehlungen müssen nicht übergeben werden."
    ),
    source="Phasenmodell: Zum Abschluss gehört, was weitergeht und wer dafür zuständig ist.",
)
def a03(area: Area) -> Iterator[Problem]:
    """A task still open that nobody takes over. Unknown where minutes that may report on it cannot be read, where a reference
    to a task leads nowhere, for tasks reported on before they were given, and for numbers given twice."""
    if decided_closing(area) is None or lost_task_references(area):
        return
    tasks = track(area)
    doubtful = twice(task.id for task in tasks) | early_reports(area)
    newest_unread = max(unread_meetings(area), default="")
    for task in tasks:
        certain = task.id not in doubtful and task.given.minutes.id > newest_unread
        if task.given.task.art == "auftrag" and task.open and task.handed_over is None and certain:
            message = (
                f"Der Abschluss ist beschlossen, aber der Auftrag „{task.id}“ ({task.given.task.titel}) vom "
                f"{short(day(task.given.minutes))} ist noch offen. Übergeben Sie ihn unter „offene_auftraege“, oder melden "
                "Sie im Protokoll zurück, dass er erledigt ist."
            )
            yield Problem(CLOSING, STATUS, message)


@rule(
    "A04",
    ERROR,
    "Beendet ohne Abschluss",
    (
        "Das Gebiet ist `beendet`, aber der Abschluss fehlt oder ist noch ein Entwurf. Das verhindert nur die "
        "Abschlussdokumentation."
    ),
    "Beschließen Sie den Abschluss, oder lassen Sie das Gebiet bis dahin `aktiv`.",
    source="Phasenmodell: Die Auswertung endet mit der Abschlussdokumentation.",
    stops="abschlussdokumentation",
)
def a04(area: Area) -> Iterator[Problem]:
    """An ended area without a decided closing; unknown while that cannot be read."""
    if area.profile is None or area.profile.status != "beendet" or CLOSING in area.unread or decided_closing(area) is not None:
        return
    missing = area.closing is None and CLOSING not in area.drafts
    lack = "„abschluss.yaml“ fehlt" if missing else "der Abschluss ist noch ein Entwurf"
    message = (
        f"Das Gebiet ist „beendet“, aber {lack}. Beschließen Sie die Abschlussdokumentation (Status „beschlossen“), oder "
        "lassen Sie das Gebiet bis dahin „aktiv“."
    )
    yield Problem("gebiet.yaml", STATUS, message)


@rule(
    "A05",
    WARNING,
    "Evaluation fehlt",
    "Der Abschluss ist beschlossen, aber die Evaluation fehlt. Der Stadtrat verlangt sie für die Arbeit insgesamt.",
    ("Beschreiben Sie zumindest Methode und Ergebnisse, oder verweisen Sie auf die Evaluation, in die dieses Gebiet einging."),
    source="6.4: Der Stadtrat verlangt, dass die Arbeit evaluiert wird.",
)
def a05(area: Area) -> Iterator[Problem]:
    """Closed without evaluation."""
    message = (
        "Der Abschluss ist beschlossen, aber „evaluation“ fehlt; der Stadtrat verlangt sie für die Arbeit insgesamt. "
        "Beschreiben Sie Methode und Ergebnisse, auch die einer gemeinsamen Evaluation mehrerer Gebiete."
    )
    yield from _without(area, "evaluation", message)


@rule(
    "A06",
    WARNING,
    "Übergabe an die RAGS fehlt",
    "Der Abschluss ist beschlossen, aber die Übergabe an die RAGS fehlt.",
    "Beschreiben Sie, wie die RAGS das Erreichte weiterführt.",
    source="4: Die RAGS sichert, dass umgesetzt bleibt, was entwickelt wurde.",
)
def a06(area: Area) -> Iterator[Problem]:
    """Closed without hand-over to the RAGS."""
    lack = "Der Abschluss ist beschlossen, aber „uebergabe_rags“ fehlt."
    yield from _without(area, "uebergabe_rags", f"{lack} Beschreiben Sie, wie die RAGS das Erreichte weiterführt.")


def _without(area: Area, key: str, message: str) -> Iterator[Problem]:
    closing = decided_closing(area)
    if closing is not None and getattr(closing, key) is None:
        yield Problem(CLOSING, STATUS, message)
