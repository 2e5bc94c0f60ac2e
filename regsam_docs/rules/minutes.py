"""M01, M05, M07, M09, M10, M14: the meeting, and what became of its minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from regsam_docs import german
from regsam_docs.finding import ERROR, WARNING, Path, Problem, rule
from regsam_docs.model.area import Area
from regsam_docs.model.minutes import Minutes, cancelled, day, file, held, points, presence
from regsam_docs.model.profile import PHASE_NAMES, Member, backwards, belongs, phase
from regsam_docs.rules.certain import folded, short, sure_members, unknown_member


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
    if meeting is None or meeting not in area.meeting_ids:
        return None
    if german.day_of(meeting) <= day(minutes):
        return f"„genehmigt_in“ ({short(german.day_of(meeting))}) liegt nicht nach der Sitzung"
    approving = area.minutes_by_id.get(meeting)
    if approving is not None and not held(approving):
        state = "ist abgesagt" if cancelled(approving) else "ist erst „geplant“"
        return f"die Sitzung vom {short(day(approving))}, die es genehmigt haben soll, {state}"
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
        title = PHASE_NAMES[minutes.phase]
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
    called_off = {minutes.id for minutes in area.minutes if cancelled(minutes)}
    newest = max(area.meeting_ids - called_off, default="")
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


@rule(
    "M14",
    ERROR,
    "Absage oder Verschiebung widersprüchlich",
    (
        "Eine abgesagte Sitzung hat Anwesende, Beschlüsse oder Aufträge; oder `verschoben_von` nennt die Sitzung selbst oder "
        "eine, die nicht abgesagt ist."
    ),
    (
        "Fand die Sitzung doch statt, ändern Sie `status`; sonst streichen Sie, was eine abgesagte Sitzung nicht haben kann. "
        "Ist die Sitzung verschoben, setzen Sie den alten Termin auf `status: abgesagt`."
    ),
)
def m14(area: Area) -> Iterator[Problem]:
    """Called off, and held all the same; or moved from a date that was not called off, or from itself."""
    for minutes in area.minutes:
        there = next(_took_place(minutes), None) if cancelled(minutes) else None
        if there is not None:
            path, what = there
            message = (
                f"Die Sitzung ist abgesagt, die Datei nennt aber {what}. Fand die Sitzung statt, ändern Sie „status“, sonst "
                "streichen Sie das."
            )
            yield Problem(file(minutes), path, message)
        fault = _wrongly_moved(area, minutes)
        if fault is not None:
            yield Problem(file(minutes), ("verschoben_von",), fault)


def _took_place(minutes: Minutes) -> Iterator[tuple[Path, str]]:
    """What only a meeting that was held can have: where it stands, and what it is. Who sent apologies may have done so before."""
    yield from (((key,), what) for key, what in OF_HELD.items() if getattr(minutes, key))
    for point in points(minutes):
        yield from (((*point.path, key), what) for key, what in OF_ITEM.items() if getattr(point.item, key))


OF_HELD = {
    "anwesend": "Anwesende",
    "weitere_anwesende": "Anwesende",
    "nicht_anwesend": "unentschuldigt Fehlende",
    "gaeste": "Gäste",
}
OF_ITEM = {"beschluesse": "Beschlüsse", "auftraege": "Aufträge"}


def _wrongly_moved(area: Area, minutes: Minutes) -> str | None:
    before = minutes.verschoben_von
    if before is None:
        return None
    if before == minutes.id:
        return "„verschoben_von“ nennt diese Sitzung selbst. Tragen Sie den Tag ein, für den sie zuerst vorgesehen war."
    known = area.minutes_by_id.get(before)
    if known is None or cancelled(known):
        return None
    return (
        f"„verschoben_von“ nennt die Sitzung vom {short(day(known))}, die nicht abgesagt ist. Setzen Sie dort „status: "
        "abgesagt“, oder berichtigen Sie den Tag."
    )
