"""M01 to M03, M05, M07, M09, M10: the meeting, who was there, and what became of its minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from regsam_docs import german
from regsam_docs.finding import ERROR, WARNING, Path, Problem, rule
from regsam_docs.model.area import Area, meeting_ids, minutes_by_id
from regsam_docs.model.committee import Member, belongs
from regsam_docs.model.minutes import Minutes, cancelled, day, file, held, presence
from regsam_docs.model.phases import phase
from regsam_docs.rules.certain import folded, short, sure_members, unknown_member
from regsam_docs.rules.phases import TITLES, backwards


@rule(
    "M01",
    ERROR,
    "Dateiname und Datum verschieden",
    "Der Name der Datei und `datum` nennen verschiedene Tage. Es zählt der Name.",
    "Berichtigen Sie das Datum, oder benennen Sie die Datei um. Dann ändern sich auch die Verweise auf sie.",
)
def m01(area: Area) -> Iterator[Problem]:
    """File name and day disagree."""
    for minutes in area.minutes:
        if minutes.datum != day(minutes):
            message = (
                f"Die Datei heißt nach dem {short(day(minutes))}, „datum“ ist aber der {short(minutes.datum)}. Berichtigen "
                "Sie das Datum, oder benennen Sie die Datei um."
            )
            yield Problem(file(minutes), ("datum",), message)


@rule(
    "M02",
    ERROR,
    "Sitzungsnummern nicht fortlaufend",
    "Die Sitzungsnummern steigen nicht von Tag zu Tag um eins, oder eine ist doppelt. Die erste darf jede sein.",
    "Nummerieren Sie fortlaufend. Auch eine geplante Sitzung hat schon ihre Nummer.",
)
def m02(area: Area) -> Iterator[Problem]:
    """Numbers that do not rise by one with the days. Minutes that cannot be read or whose day is in doubt (M01) break the
    line: across them it is only known that the number has to rise."""
    previous: Minutes | None = None
    for run in _runs(area):
        if previous is not None and _number(run[0]) <= _number(previous):
            yield _out_of_line(run[0], previous, f"eine Nummer über {previous.sitzungsnummer}")
        for position, expected in out_of_line([_number(minutes) for minutes in run]):
            yield _out_of_line(run[position], run[position - 1], f"die Nummer {expected}")
        previous = run[-1]


def _number(minutes: Minutes) -> int:
    return minutes.sitzungsnummer or 0


def _runs(area: Area) -> Iterator[list[Minutes]]:
    """The minutes by day, parted where one in between is in doubt."""
    known = minutes_by_id(area)
    run: list[Minutes] = []
    for id in sorted(meeting_ids(area)):
        if id in known and known[id].datum == day(known[id]):
            if known[id].sitzungsnummer is not None and not cancelled(known[id]):
                run.append(known[id])
        elif run:
            yield run
            run = []
    if run:
        yield run


def out_of_line(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Positions of the numbers that break a line rising by one, with the number expected there.

    Each break once: after 1 2 5 4 the 4 is right (5 was a slip), after 1 2 5 6 the 6 is (numbers were left out).
    """
    expected = numbers[0]
    for position, number in enumerate(numbers):
        if number != expected:
            yield position, expected
            goes_on = position + 1 < len(numbers) and numbers[position + 1] == number + 1
            expected = number if goes_on else expected
        expected += 1


def _out_of_line(minutes: Minutes, before: Minutes, expected: str) -> Problem:
    message = (
        f"Hier steht die Sitzungsnummer {minutes.sitzungsnummer}, in der Reihe ist aber {expected} zu erwarten (die vorige "
        f"Sitzung, vom {short(day(before))}, trägt {before.sitzungsnummer}). Nummerieren Sie die Sitzungen nach ihren "
        "Tagen fortlaufend."
    )
    return Problem(file(minutes), ("sitzungsnummer",), message)


@rule(
    "M03",
    ERROR,
    "Anwesenheit widersprüchlich",
    "Ein Mitglied steht zweimal unter den An- und Abwesenden, oder es war an diesem Tag noch nicht oder nicht mehr Mitglied.",
    (
        "Streichen Sie einen Eintrag. Wer (noch) kein Mitglied ist, gehört unter `gaeste`; oder berichtigen Sie `seit` und "
        "`bis` in `gremium.yaml`."
    ),
)
def m03(area: Area) -> Iterator[Problem]:
    """A member named twice in attendance and absence, or not a member on that day."""
    members = sure_members(area)
    for minutes in area.minutes:
        seen: set[str] = set()
        for path, id in _attendance(minutes):
            if area.committee is not None and unknown_member(area, id):
                continue
            if id in seen:
                message = f"„{id}“ steht in dieser Sitzung zweimal unter den An- und Abwesenden. Streichen Sie einen Eintrag."
                yield Problem(file(minutes), path, message)
            elif id in members and not belongs(members[id], day(minutes)):
                yield Problem(file(minutes), path, _no_member(members[id], day(minutes)))
            seen.add(id)


def _attendance(minutes: Minutes) -> Iterator[tuple[Path, str]]:
    for index, entry in enumerate(minutes.anwesend):
        path: Path = ("anwesend", index) if isinstance(entry, str) else ("anwesend", index, "mitglied")
        yield path, presence(entry).mitglied
    for key, absent in (("entschuldigt", minutes.entschuldigt), ("nicht_anwesend", minutes.nicht_anwesend)):
        for index, id in enumerate(absent):
            yield (key, index), id


def _no_member(member: Member, on: date) -> str:
    if member.seit is not None and on < member.seit:
        when = f"ist erst seit {short(member.seit)} Mitglied, die Sitzung war vorher"
    else:
        assert member.bis is not None
        when = f"war nur bis {short(member.bis)} Mitglied, die Sitzung war danach"
    return f"„{member.id}“ {when}. Berichtigen Sie „gremium.yaml“, oder führen Sie die Person unter „gaeste“."


@rule(
    "M05",
    ERROR,
    "Genehmigung unklar",
    (
        "Das Protokoll ist `genehmigt`, aber es steht nicht da, wo oder wann; oder die Genehmigung liegt nicht nach der "
        "Sitzung; oder die Sitzung, die es genehmigt haben soll, steht noch bevor (`status: geplant`)."
    ),
    "Nennen Sie in `genehmigt_in` die spätere Sitzung, oder in `genehmigt_am` den Tag der Genehmigung im Umlauf.",
)
def m05(area: Area) -> Iterator[Problem]:
    """Approved without saying where or when, not later than the meeting, or by a meeting that was not yet held."""
    for minutes in area.minutes:
        lack = _unapproved(area, minutes) if minutes.status == "genehmigt" else None
        if lack is not None:
            message = (
                f"Das Protokoll ist „genehmigt“, aber {lack}. Nennen Sie in „genehmigt_in“ die spätere Sitzung oder in "
                "„genehmigt_am“ den Tag, oder setzen Sie den Status zurück auf „versandt“."
            )
            yield Problem(file(minutes), ("status",), message)


def _unapproved(area: Area, minutes: Minutes) -> str | None:
    """What is wrong with the approval; a meeting that does not exist is R03's."""
    meeting = minutes.genehmigt_in
    if meeting is None and minutes.genehmigt_am is None:
        return "ohne „genehmigt_in“ und „genehmigt_am“"
    if minutes.genehmigt_am is not None and minutes.genehmigt_am <= day(minutes):
        return f"„genehmigt_am“ ({short(minutes.genehmigt_am)}) liegt nicht nach der Sitzung"
    if meeting is None or meeting not in meeting_ids(area):
        return None
    if german.day_of(meeting) <= day(minutes):
        return f"„genehmigt_in“ ({short(german.day_of(meeting))}) liegt nicht nach der Sitzung"
    approving = minutes_by_id(area).get(meeting)
    if approving is not None and not held(approving):
        return f"die Sitzung vom {short(day(approving))}, die es genehmigt haben soll, ist erst „geplant“"
    return None


@rule(
    "M07",
    ERROR,
    "Sitzung außerhalb ihrer Phase",
    "Die Sitzung steht in einer Phase, die an diesem Tag noch nicht begonnen hatte oder schon vorbei war.",
    "Berichtigen Sie `phase`, oder die Tage in `phasen.yaml`.",
    source="Phasenmodell: Vorlauf, Diagnose, Umsetzung, Auswertung.",
)
def m07(area: Area) -> Iterator[Problem]:
    """Held in a phase that had not begun on that day, or had ended; both days inclusive."""
    for minutes in area.minutes:
        if area.phases is None or not held(minutes):
            continue
        here, on = phase(area.phases, minutes.phase), day(minutes)
        title = TITLES[minutes.phase]
        if backwards(here):
            continue
        if here.ende is not None and on > here.ende:
            fault = f"Die Phase {title} war am {short(on)} schon vorbei (bis {short(here.ende)})"
        elif here.beginn is not None and on < here.beginn:
            fault = f"Die Phase {title} hatte am {short(on)} noch nicht begonnen (ab {short(here.beginn)})"
        elif here.beginn is None and here.ende is None:
            fault = f"Die Phase {title} hatte am {short(on)} noch nicht begonnen („beginn“ fehlt in „phasen.yaml“)"
        else:
            continue
        message = f"{fault}. Berichtigen Sie „phase“ im Protokoll oder die Tage in „phasen.yaml“."
        yield Problem(file(minutes), ("phase",), message)


@rule(
    "M09",
    WARNING,
    "Nächste Sitzung fehlt",
    "Die Sitzung hat stattgefunden, es gibt eine spätere, aber `naechste_sitzung` fehlt.",
    "Ergänzen Sie, wann das Gremium wieder tagt.",
)
def m09(area: Area) -> Iterator[Problem]:
    """Held, not the last, and without the next meeting."""
    newest = max(meeting_ids(area), default="")
    for minutes in area.minutes:
        if held(minutes) and minutes.id < newest and minutes.naechste_sitzung is None:
            message = "Im Protokoll fehlt „naechste_sitzung“. Ergänzen Sie, wann (und wo) das Gremium wieder zusammenkam."
            yield Problem(file(minutes), ("status",), message)


@rule(
    "M10",
    WARNING,
    "Verteiler unvollständig",
    "Das Protokoll ist verschickt, aber im Verteiler fehlt ein Mitglied, das entscheiden kann und nicht dabei war.",
    "Nehmen Sie das Mitglied in den Verteiler auf.",
    source="3.2: Wer entscheidet und nicht dabei sein kann, ist regelmäßig zu informieren.",
)
def m10(area: Area) -> Iterator[Problem]:
    """Minutes sent to a list without a decision-maker who was absent. An entry may be an id, or the organisation's or a
    person's name; an entry that leads to no member (R01) may mean anybody."""
    members = sure_members(area)
    for minutes in area.minutes:
        doubtful = any(unknown_member(area, entry) for entry in minutes.verteiler)
        if minutes.status not in ("versandt", "genehmigt") or not minutes.verteiler or doubtful:
            continue
        reached = {folded(entry) for entry in minutes.verteiler}
        present = {presence(entry).mitglied for entry in minutes.anwesend}
        absent = dict.fromkeys(id for id in (*minutes.entschuldigt, *minutes.nicht_anwesend) if id not in present)
        missed = [members[id] for id in absent if id in members and _must_know(members[id], day(minutes))]
        names = [f"„{member.organisation}“" for member in missed if reached.isdisjoint(_called(member))]
        if names:
            message = (
                f"Im Verteiler fehlt, wer entscheidet und nicht dabei war: {', '.join(names)}. Nehmen Sie sie auf, damit sie das "
                "Protokoll erhalten."
            )
            yield Problem(file(minutes), ("verteiler",), message)


def _must_know(member: Member, on: date) -> bool:
    return member.entscheidungsbefugt and belongs(member, on)


def _called(member: Member) -> set[str]:
    persons = [person.name for person in (member.person, member.vertretung) if person is not None and person.name]
    return {folded(name) for name in (member.id, member.organisation, *persons)}
