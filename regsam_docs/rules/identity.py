"""R04 and R06: tasks that were never given, and ids given twice; T02 beyond the texts:
a map needs words for those who cannot see it; S06 beyond the schemas: what a list may say only once."""

from __future__ import annotations

from collections.abc import Iterator

from regsam_docs.finding import ERROR, Judge, Path, Problem, rule
from regsam_docs.model.area import Area, tasks_of
from regsam_docs.model.minutes import file
from regsam_docs.rules.certain import twice
from regsam_docs.schema.rules import S06
from regsam_docs.texts.rules import T02


@rule(
    "R04",
    ERROR,
    "Auftrag unbekannt",
    (
        "Das Protokoll gibt es, aber keinen Auftrag mit dieser Nummer; oder die Rückmeldung steht in einer Sitzung vor der, "
        "die den Auftrag erteilt hat."
    ),
    "Die Kennung eines Auftrags besteht aus dem Tag der Sitzung, Schrägstrich und seiner `nr`. `regsam-docs tasks` listet alle.",
)
def r04(area: Area) -> Iterator[Problem]:
    """A task that its minutes do not give, or that is reported on before the meeting that gave it. Where minutes give a
    number twice, the missing one may be meant: that is R06's."""
    given = {minutes.id: {task.id for task in tasks_of(minutes)} for minutes in area.minutes}
    known = area.minutes_by_id
    doubtful = {id for id, minutes in known.items() if twice(task.id for task in tasks_of(minutes))}
    for minutes in area.minutes:
        for index, report in enumerate(minutes.rueckmeldungen):
            path: Path = ("rueckmeldungen", index, "auftrag")
            meeting = report.auftrag.rpartition("/")[0]
            if meeting not in known:
                continue
            if report.auftrag not in given[meeting]:
                if meeting not in doubtful:
                    yield Problem(file(minutes), path, _never_given(report.auftrag))
            elif meeting > minutes.id:
                message = (
                    f"Der Auftrag „{report.auftrag}“ wird erst in einer späteren Sitzung erteilt. Prüfen Sie die Kennung; "
                    "eine Rückmeldung gehört in eine spätere Sitzung oder in dieselbe."
                )
                yield Problem(file(minutes), path, message)
    for index, handed in enumerate(area.closing.offene_auftraege if area.closing else ()):
        meeting = handed.auftrag.rpartition("/")[0]
        if meeting in known and meeting not in doubtful and handed.auftrag not in given[meeting]:
            yield Problem("abschluss.yaml", ("offene_auftraege", index, "auftrag"), _never_given(handed.auftrag))


def _never_given(task: str) -> str:
    meeting, _, number = task.rpartition("/")
    return (
        f"Das Protokoll vom {meeting} erteilt keinen Auftrag mit der Nummer {number}. Prüfen Sie die Kennung "
        "(Tag der Sitzung/Nummer)."
    )


@rule(
    "R06",
    ERROR,
    "Kennung doppelt",
    "Eine Kennung oder Nummer ist zweimal vergeben: Mitglied, Handlungsfeld, Ziel, Maßnahme, Auftrag, Nachtrag.",
    "Geben Sie dem neuen Eintrag eine freie Nummer; die alte bleibt, weil andere Dateien auf sie verweisen.",
)
def r06(area: Area) -> Iterator[Problem]:
    """An id given twice, at its second place."""
    yield from _members(area)
    yield from _catalogue(area)
    for minutes in area.minutes:
        numbers: set[int] = set()
        for task in tasks_of(minutes):
            if task.task.nr in numbers:
                path: Path = (*task.path, "nr")
                yield Problem(file(minutes), path, _twice("Die Nummer", task.task.nr, "Auftrags"))
            numbers.add(task.task.nr)
    amendments: set[int] = set()
    for index, amendment in enumerate(area.agreement.nachtraege if area.agreement else ()):
        if amendment.nr in amendments:
            yield Problem("vereinbarung.yaml", ("nachtraege", index, "nr"), _twice("Die Nummer", amendment.nr, "Nachtrags"))
        amendments.add(amendment.nr)


def _members(area: Area) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, member in enumerate(area.committee.mitglieder if area.committee else ()):
        if member.id in seen:
            yield Problem("gremium.yaml", ("mitglieder", index, "id"), _twice("Die Kennung", member.id, "Mitglieds"))
        seen.add(member.id)


def _catalogue(area: Area) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, id in _catalogue_ids(area):
        if id in seen:
            yield Problem("ziele.yaml", path, _twice("Die Kennung", id, "Handlungsfelds, Ziels oder einer Maßnahme"))
        seen.add(id)


def _catalogue_ids(area: Area) -> Iterator[tuple[Path, str]]:
    for f, field in enumerate(area.catalogue.handlungsfelder if area.catalogue else ()):
        at_field: Path = ("handlungsfelder", f)
        yield (*at_field, "id"), field.id
        for g, goal in enumerate(field.ziele):
            at_goal: Path = (*at_field, "ziele", g)
            yield (*at_goal, "id"), goal.id
            for m, measure in enumerate(goal.massnahmen):
                yield (*at_goal, "massnahmen", m, "id"), measure.id


def _twice(what: str, id: object, whose: str) -> str:
    return (
        f"{what} „{id}“ eines {whose} ist hier schon vergeben. Wählen Sie eine, die noch frei ist; steht der ganze Eintrag "
        "zweimal da, löschen Sie einen davon."
    )


def _maps(area: Area) -> Iterator[Problem]:
    """A map without alternative text."""
    extent = area.agreement.umgriff if area.agreement else None
    if extent is not None and extent.karte and not extent.karte_text:
        message = (
            "Der Karte fehlt ein Alternativtext. Beschreiben Sie in „karte_text“ in ein bis zwei Sätzen, was sie zeigt, "
            "für alle, die sie nicht sehen."
        )
        yield Problem("vereinbarung.yaml", ("umgriff", "karte"), message)


t02 = Judge(T02, _maps)


def _once(area: Area) -> Iterator[Problem]:
    """A year that `aufwand` tells twice, a second picture for the title."""
    seen: set[int] = set()
    for index, effort in enumerate(area.profile.aufwand if area.profile else ()):
        if effort.jahr in seen:
            message = f"Das Jahr {effort.jahr} steht unter „aufwand“ schon. Fassen Sie seine Stunden zu einem Eintrag zusammen."
            yield Problem("gebiet.yaml", ("aufwand", index, "jahr"), message)
        seen.add(effort.jahr)
    titles = [index for index, picture in enumerate(area.closing.bilder if area.closing else ()) if picture.titelbild]
    for index in titles[1:]:
        message = "Ein Titelbild gibt es schon. Lassen Sie „titelbild“ nur bei dem Bild stehen, das auf den Titel gehört."
        yield Problem("abschluss.yaml", ("bilder", index, "titelbild"), message)


s06 = Judge(S06, _once)
