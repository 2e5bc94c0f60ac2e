"""M04, M06, M08, M11, M12: what a meeting decided, gave out and heard."""

from __future__ import annotations

from collections.abc import Iterator

from regsam_docs.finding import ERROR, WARNING, Path, Problem, rule
from regsam_docs.model.area import ID, Area, GivenTask, tasks
from regsam_docs.model.minutes import Count, Decision, Minutes, addressees, day, file
from regsam_docs.rules.certain import folded, short

OUTSIDE_GROUPS = {"politik": "die Politik", "wohnungswirtschaft": "die Wohnungswirtschaft"}
"""Groups nobody in the committee can give a task to."""


@rule(
    "M04",
    ERROR,
    "Frist vor der Sitzung",
    "Die Frist eines Auftrags liegt vor der Sitzung, die ihn erteilt.",
    "Berichtigen Sie die Frist.",
)
def m04(area: Area) -> Iterator[Problem]:
    """Deadline of a task before the meeting that gives it."""
    for given in tasks(area):
        frist, on = given.task.frist, day(given.minutes)
        if frist is not None and frist < on:
            message = f"Die Frist {short(frist)} liegt vor der Sitzung vom {short(on)}, die sie setzt. Berichtigen Sie „frist“."
            yield Problem(given.file, (*_path(given), "frist"), message)


@rule(
    "M06",
    WARNING,
    "Beschluss ohne Beschlussfähigkeit",
    "Es wurde etwas angenommen oder abgelehnt, obwohl die Sitzung nicht beschlussfähig war.",
    "Vertagen Sie den Beschluss, oder lassen Sie im Umlauf abstimmen und schreiben Sie `verfahren: umlauf` dazu.",
    source="3.1: Über Teil- und Endergebnisse soll Konsens entstehen.",
)
def m06(area: Area) -> Iterator[Problem]:
    """Decided in the meeting though it was not quorate."""
    for minutes, path, decision in _decisions(area):
        decided = decision.ergebnis in ("angenommen", "abgelehnt") and decision.verfahren != "umlauf"
        if decided and minutes.beschlussfaehig is False:
            message = (
                f"Der Beschluss ist „{decision.ergebnis}“, aber die Sitzung war nicht beschlussfähig. Vertagen Sie ihn, oder "
                "lassen Sie im Umlauf abstimmen („verfahren: umlauf“)."
            )
            yield Problem(file(minutes), (*path, "ergebnis"), message)


@rule(
    "M08",
    ERROR,
    "Stimmen und Ergebnis widersprechen sich",
    "Stimmen und Ergebnis widersprechen sich: Angenommen ist, was mehr Ja als Nein hat.",
    "Berichtigen Sie die Stimmen oder `ergebnis`.",
)
def m08(area: Area) -> Iterator[Problem]:
    """Counts that contradict the result: only more yes than no is `angenommen`, and never `abgelehnt`."""
    for minutes, path, decision in _decisions(area):
        votes = decision.abstimmung
        if not isinstance(votes, Count) or decision.ergebnis not in ("angenommen", "abgelehnt"):
            continue
        if (votes.ja > votes.nein) != (decision.ergebnis == "angenommen"):
            message = (
                f"Mit {votes.ja} Ja- und {votes.nein} Nein-Stimmen kann der Beschluss nicht „{decision.ergebnis}“ sein. "
                "Berichtigen Sie die Stimmen oder „ergebnis“."
            )
            yield Problem(file(minutes), (*path, "abstimmung"), message)


@rule(
    "M11",
    WARNING,
    "Auftrag an Außenstehende",
    (
        "Ein `auftrag` geht an die Politik, die Wohnungswirtschaft oder an jemanden, der kein Mitglied ist. Niemand außerhalb "
        "des Gremiums kann verpflichtet werden."
    ),
    "Machen Sie daraus eine `empfehlung`.",
    source="5: REGSAM kann niemanden zur Mitwirkung verpflichten.",
)
def m11(area: Area) -> Iterator[Problem]:
    """A task to somebody whom the committee cannot oblige; the mistake is its `art`."""
    seats = area.committee.mitglieder if area.committee else None
    organisations = None if seats is None else {folded(member.organisation) for member in seats}
    for given in tasks(area):
        outside = _outside(organisations, given)
        if given.task.art == "auftrag" and outside is not None:
            message = (
                f"Dieser Auftrag geht an {outside}. Wer nicht zum Gremium gehört, kann nicht verpflichtet werden: Machen Sie "
                "daraus eine Empfehlung („art: empfehlung“)."
            )
            yield Problem(given.file, (*_path(given), "art"), message)


def _outside(organisations: set[str] | None, given: GivenTask) -> str | None:
    """Who of the addressees is outside the committee, whose organisations these are (folded). A text that names a member's
    organisation means the member; a wrong id is R01's; without the committee nobody can be said to be outside."""
    group = given.task.adressatengruppe
    if group in OUTSIDE_GROUPS:
        return OUTSIDE_GROUPS[group]
    if organisations is None:
        return None
    strangers = (f"„{who}“" for who in addressees(given.task) if not ID.match(who) and folded(who) not in organisations)
    return next(strangers, None)


@rule(
    "M12",
    WARNING,
    "Rückmeldung ohne Grund",
    "Eine Rückmeldung verschiebt eine Frist, lehnt ab oder zieht zurück, sagt aber nicht, warum.",
    "Ergänzen Sie den Grund in `text`; er erscheint in der Auftragsliste.",
)
def m12(area: Area) -> Iterator[Problem]:
    """A report that sets a deadline, refuses or withdraws, without saying why."""
    for minutes in area.minutes:
        for index, report in enumerate(minutes.rueckmeldungen):
            ended = report.status in ("abgelehnt", "zurueckgezogen")
            if report.text is not None or not (ended or report.frist is not None):
                continue
            what = f"setzt den Auftrag auf „{report.status}“" if ended else "setzt eine neue Frist"
            message = f"Die Rückmeldung {what}, sagt aber nicht, warum. Ergänzen Sie den Grund in „text“."
            yield Problem(file(minutes), ("rueckmeldungen", index, "status" if ended else "frist"), message)


def _decisions(area: Area) -> Iterator[tuple[Minutes, Path, Decision]]:
    for minutes in area.minutes:
        for item, entry in enumerate(minutes.tagesordnung):
            for index, decision in enumerate(entry.beschluesse):
                yield minutes, ("tagesordnung", item, "beschluesse", index), decision


def _path(given: GivenTask) -> Path:
    return ("tagesordnung", given.item, "auftraege", given.index)
