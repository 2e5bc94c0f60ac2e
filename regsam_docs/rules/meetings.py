"""The meetings: their numbers (M02, M13), who was there and who was not (M03), what was decided, given out and heard (M04,
M06, M08, M12)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from regsam_docs import german
from regsam_docs.finding import ERROR, WARNING, Path, Problem, rule
from regsam_docs.model.area import Area, tasks
from regsam_docs.model.minutes import (
    Count,
    Decision,
    Majority,
    Minutes,
    Presence,
    cancelled,
    carried,
    day,
    file,
    points,
    presence,
)
from regsam_docs.model.profile import Member, belongs
from regsam_docs.model.tracking import NEEDS_REASON
from regsam_docs.rules.certain import folded, short, sure_members, unknown_member

# --- the numbers of the meetings


@rule(
    "M02",
    ERROR,
    "Sitzungsnummern steigen nicht",
    "Die Sitzungsnummern steigen nicht von Tag zu Tag, oder eine ist doppelt. Die erste darf jede sein.",
    (
        "Nummerieren Sie nach den Tagen. Auch eine geplante Sitzung hat schon ihre Nummer; eine abgesagte und eine "
        "außerordentliche brauchen keine."
    ),
)
def m02(area: Area) -> Iterator[Problem]:
    """Numbers that do not rise with the days. Those without a number and those called off are passed over. Minutes that cannot be
    read or whose day is in doubt (M01) break the line: across them, too, the numbers have to rise."""
    previous: Minutes | None = None
    for run in _runs(area):
        if previous is not None and _number(run[0]) <= _number(previous):
            yield _out_of_line(run[0], previous)
        for position, beside in out_of_line([_number(minutes) for minutes in run]):
            yield _out_of_line(run[position], run[beside])
        previous = run[-1]


@rule(
    "M13",
    WARNING,
    "Sitzungsnummer ausgelassen",
    "Zwischen zwei Sitzungen ist eine Nummer ausgelassen. Die Nummer einer abgesagten Sitzung füllt die Lücke.",
    "Prüfen Sie, ob ein Protokoll fehlt, oder nummerieren Sie ohne Lücke.",
)
def m13(area: Area) -> Iterator[Problem]:
    """A number that nobody was given between those of two meetings. Quiet where M02 says that one of the two is wrong, and across
    minutes that cannot be read: they may have it."""
    given = sorted({_number(minutes) for minutes in area.minutes})
    for run in _runs(area):
        numbers = [_number(minutes) for minutes in run]
        wrong = {position for position, _ in out_of_line(numbers)}
        for position in range(1, len(run)):
            before, here = numbers[position - 1], numbers[position]
            between = bisect_left(given, here) - bisect_right(given, before)
            if wrong.isdisjoint((position - 1, position)) and here - before - 1 > between:
                yield Problem(file(run[position]), ("sitzungsnummer",), _left_out(run[position - 1], before, here))


def _left_out(minutes: Minutes, before: int, here: int) -> str:
    missing = f"fehlt die Nummer {before + 1}" if here == before + 2 else f"fehlen die Nummern {before + 1} bis {here - 1}"
    return (
        f"Zwischen der Sitzung vom {short(day(minutes))} (Nummer {before}) und dieser (Nummer {here}) {missing}. Prüfen Sie, ob "
        "ein Protokoll fehlt, oder nummerieren Sie ohne Lücke."
    )


def _number(minutes: Minutes) -> int:
    return minutes.sitzungsnummer or 0


def _runs(area: Area) -> Iterator[list[Minutes]]:
    """The meetings with a number that were not called off, by day, parted where one in between is in doubt."""
    known = area.minutes_by_id
    run: list[Minutes] = []
    for id in sorted(area.meeting_ids):
        if id in known and known[id].datum == day(known[id]):
            if known[id].sitzungsnummer is not None and not cancelled(known[id]):
                run.append(known[id])
        elif run:
            yield run
            run = []
    if run:
        yield run


def out_of_line(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Positions of the numbers that break a rising line, each with the position of the neighbour it does not fit.

    Each break once: in 1 2 9 4 it is the 9 (a slip: without it the line rises), in 1 2 2 3 the second 2, in 1 2 3 1 2 the
    second 1.
    """
    for here in range(1, len(numbers)):
        before = here - 1
        if numbers[here] < numbers[before] and before and numbers[before - 1] < numbers[here] and not _expected(numbers, before):
            yield before, here
        elif numbers[here] <= numbers[before]:
            yield here, before


def _expected(numbers: Sequence[int], position: int) -> bool:
    """Whether a number is the one after its predecessor."""
    return numbers[position] == numbers[position - 1] + 1


def _out_of_line(minutes: Minutes, other: Minutes) -> Problem:
    number, there = minutes.sitzungsnummer, other.sitzungsnummer
    fault = "dieselbe" if number == there else f"die {there}"
    message = (
        f"Hier steht die Sitzungsnummer {number}, und die Sitzung vom {short(day(other))} trägt {fault}: Die Nummern müssen mit "
        "den Tagen steigen. Nummerieren Sie die Sitzungen nach ihren Tagen."
    )
    return Problem(file(minutes), ("sitzungsnummer",), message)


# --- M03: who was at a meeting, and who was not.


@rule(
    "M03",
    ERROR,
    "Anwesenheit widersprüchlich",
    "Ein Mitglied steht zweimal unter den An- und Abwesenden, oder es war an diesem Tag noch nicht oder nicht mehr Mitglied.",
    (
        "Streichen Sie einen Eintrag. Kamen mehrere von einem Mitglied, nennen Sie sie unter `personen` in einem Eintrag, oder "
        "je Eintrag eigene `personen` oder `vertreten_durch`; kamen sie nacheinander, genügen `von` und `bis`. Wer (noch) kein "
        "Mitglied ist, gehört unter `gaeste`; oder berichtigen Sie `seit` und `bis` in `gremium.yaml`."
    ),
)
def m03(area: Area) -> Iterator[Problem]:
    """A member named twice in attendance and absence, or not a member on that day."""
    members = sure_members(area)
    for minutes in area.minutes:
        seen: dict[str, _Attendance] = {}
        for path, entry in _attendance(minutes):
            id = entry.mitglied
            if area.committee is not None and unknown_member(area, id):
                continue
            if id in seen and seen[id].again(minutes, entry, path):
                yield Problem(file(minutes), path, _again(id, path))
            elif id not in seen and id in members and not belongs(members[id], day(minutes)):
                yield Problem(file(minutes), path, _no_member(members[id], day(minutes)))
            seen.setdefault(id, _Attendance()).note(minutes, entry)


def _again(id: str, path: Path) -> str:
    several = (
        " Kamen mehrere, geben Sie jedem Eintrag eigene „personen“ oder „vertreten_durch“, oder Zeiten, die sich nicht "
        "überschneiden."
        if path[0] == "anwesend"
        else ""
    )
    return f"„{id}“ steht in dieser Sitzung zweimal unter den An- und Abwesenden. Streichen Sie einen Eintrag.{several}"


WHOLE_DAY = 24 * 60


@dataclass(slots=True)
class _Attendance:
    """Of one member, the times in which it was there so far, as bits, one a minute: without a name, and by whose."""

    unnamed: int = 0
    named: int = 0
    persons: dict[str, int] = field(default_factory=dict)

    def note(self, minutes: Minutes, entry: Presence) -> None:
        """Take an entry down."""
        times, names = _minutes(minutes, entry), _persons(entry)
        if not names:
            self.unnamed |= times
        for name in names:
            self.named |= times
            self.persons[name] = self.persons.get(name, 0) | times

    def again(self, minutes: Minutes, entry: Presence, path: Path) -> bool:
        """Whether an entry says of a time what was said before: that somebody was there who is not told from those in it."""
        times, names = _minutes(minutes, entry), _persons(entry)
        taken = self.unnamed | (0 if names else self.named)
        for name in names:
            taken |= self.persons.get(name, 0)
        return path[0] != "anwesend" or bool(times & taken)


def _persons(entry: Presence) -> frozenset[str]:
    return frozenset(folded(name) for name in (*entry.personen, entry.vertreten_durch) if name)


def _minutes(minutes: Minutes, entry: Presence) -> int:
    """The minutes of the day in which an entry was there; what it does not say reaches to the end."""
    start = _since(minutes, entry.von) if entry.von else 0
    end = _since(minutes, entry.bis) if entry.bis else WHOLE_DAY
    if end < start:
        return _bits(start, WHOLE_DAY) | _bits(0, end)
    return _bits(start, max(end, start + 1))


def _since(minutes: Minutes, clock: str) -> int:
    """Minutes after the meeting began: it may go on until after midnight."""
    return (german.minute(clock) - (german.minute(minutes.beginn) if minutes.beginn else 0)) % WHOLE_DAY


def _bits(start: int, end: int) -> int:
    return (1 << end) - (1 << start)


def _attendance(minutes: Minutes) -> Iterator[tuple[Path, Presence]]:
    for index, entry in enumerate(minutes.anwesend):
        path: Path = ("anwesend", index) if isinstance(entry, str) else ("anwesend", index, "mitglied")
        yield path, presence(entry)
    for key, absent in (("entschuldigt", minutes.entschuldigt), ("nicht_anwesend", minutes.nicht_anwesend)):
        for index, id in enumerate(absent):
            yield (key, index), Presence(mitglied=id)


def _no_member(member: Member, on: date) -> str:
    if member.seit is not None and on < member.seit:
        when = f"ist erst seit {short(member.seit)} Mitglied, die Sitzung war vorher"
    else:
        assert member.bis is not None
        when = f"war nur bis {short(member.bis)} Mitglied, die Sitzung war danach"
    return f"„{member.id}“ {when}. Berichtigen Sie „gremium.yaml“, oder führen Sie die Person unter „gaeste“."


# --- M04, M06, M08, M12: what a meeting decided, gave out and heard.


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
            ended = report.status in NEEDS_REASON
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
