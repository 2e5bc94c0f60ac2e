"""M04, M06, M08, M12: what a meeting decided, gave out and heard."""

from __future__ import annotations

from collections.abc import Iterator

from regsam_docs.finding import ERROR, WARNING, Path, Problem, rule
from regsam_docs.model.area import Area, tasks
from regsam_docs.model.minutes import Count, Decision, Majority, Minutes, carried, day, file, points
from regsam_docs.rules.certain import short


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
            yield Problem(given.file, (*given.path, "frist"), message)


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
    (
        "Stimmen und Ergebnis widersprechen sich: Angenommen ist, was die nötige Mehrheit hat; ohne Angabe bei `mehrheit` mehr "
        "Ja als Nein."
    ),
    "Berichtigen Sie die Stimmen, `ergebnis` oder `mehrheit`.",
)
def m08(area: Area) -> Iterator[Problem]:
    """Counts that contradict the result: what has the majority it needs is `angenommen`, and never `abgelehnt`."""
    for minutes, path, decision in _decisions(area):
        votes = decision.abstimmung
        if not isinstance(votes, Count) or decision.ergebnis not in ("angenommen", "abgelehnt"):
            continue
        if carried(votes) != (decision.ergebnis == "angenommen"):
            abstained = f" und {votes.enthaltung} Enthaltungen" if votes.mehrheit == "absolut" and votes.enthaltung else ""
            message = (
                f"Mit {votes.ja} Ja- und {votes.nein} Nein-Stimmen{abstained} kann der Beschluss nicht „{decision.ergebnis}“ "
                f"sein: Nötig {NEEDED[votes.mehrheit]}. Berichtigen Sie die Stimmen, „ergebnis“ oder „mehrheit“."
            )
            yield Problem(file(minutes), (*path, "abstimmung"), message)


NEEDED: dict[Majority, str] = {
    "einfach": "sind mehr Ja als Nein",
    "absolut": "ist mehr als die Hälfte aller gezählten Stimmen",
    "zwei_drittel": "sind mindestens zwei Drittel der Ja- und Nein-Stimmen",
    "drei_viertel": "sind mindestens drei Viertel der Ja- und Nein-Stimmen",
}


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
        for point in points(minutes):
            for index, decision in enumerate(point.item.beschluesse):
                yield minutes, (*point.path, "beschluesse", index), decision
