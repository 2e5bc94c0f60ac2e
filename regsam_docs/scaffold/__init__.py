"""Beginnings: what is known of a new file before anybody fills it in, by its kind, and what the schema says → its text. Reads
and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from regsam_docs import german
from regsam_docs.forms import MonitoringVariable
from regsam_docs.model.area import Area, held_meetings, next_number, put_off
from regsam_docs.model.catalogue import goals
from regsam_docs.model.minutes import Decision, Minutes, cancelled, points
from regsam_docs.model.profile import PHASES, STEPS, Member, current, members_on
from regsam_docs.model.settings import Settings
from regsam_docs.model.tracking import TrackedTask, open_before, track
from regsam_docs.repository.kinds import Kind
from regsam_docs.scaffold.drafting import EMPTY, Noted, Proposed, draft


@dataclass(frozen=True, slots=True)
class Basis:
    """The area as far as it can be read, the city's settings, and what the caller says."""

    area: Area
    settings: Settings | None = None
    name: str | None = None
    """Name of a new area."""
    meeting: str = ""
    """Id of a new meeting."""
    variables: Mapping[str, MonitoringVariable] = field(default_factory=dict)
    """The monitoring's variables for a new selection."""


def minutes(basis: Basis) -> dict[str, Any]:
    """What is known of the meeting `basis.meeting`."""
    area, day = basis.area, german.day_of(basis.meeting)
    earlier = [meeting for meeting in area.minutes if meeting.id < basis.meeting and not cancelled(meeting)]
    last = earlier[-1] if earlier else None
    next_one = last.naechste_sitzung if last else None
    moved_from = next((off.id for off, to in put_off(area) if to == day), None)
    there = members_on(area.committee, day)
    given: dict[str, Any] = {
        "sitzungsnummer": next_number(earlier),
        **({"verschoben_von": moved_from} if moved_from else {}),
        "datum": day,
        "phase": (current(area.phases, day, ("laufend",)) if area.phases else None) or (last.phase if last else EMPTY),
        "status": "geplant",
        "tagesordnung": _agenda(area, last, day, reports := open_before(area, basis.meeting)),
        **({"beginn": next_one.beginn} if next_one and next_one.beginn else {}),
        **({"ort": next_one.ort} if next_one and next_one.ort else {}),
    }
    for task in ("leitung", "protokollfuehrung"):
        before = getattr(last, task, None)
        if before in {member.id for member in there}:
            given[task] = Proposed(before)
    if there:
        given["anwesend"] = Proposed(
            [Noted(member.id, seat(member)) for member in there if member.teilnahme != "nur_information"]
        )
        given["verteiler"] = [Noted(member.id, member.organisation) for member in there]
    if reports:
        given["rueckmeldungen"] = Proposed([_report(task) for task in reports])
    return given


def _put_off(area: Area, last: Minutes | None, day: date) -> Iterator[dict[str, Any]]:
    """What was put off and is to be taken up again: by the last meeting held, or by an earlier one until a day that has come
    since. Each under the title of the item it was put off from, its words in a comment; what was confidential stays so."""
    held = [minutes for minutes in held_meetings(area) if last is not None and minutes.id <= last.id]
    for minutes in held:
        for point in points(minutes):
            put_off = [made for made in point.item.beschluesse if _due(made, minutes, held[-1], day)]
            for secret in (False, True):
                texts = [made.text for made in put_off if (made.vertraulich or point.confidential) is secret]
                if texts:
                    said = f"Vertagt am {german.german(german.day_of(minutes.id))}: " + "\n\n".join(texts)
                    title = {"titel": point.item.titel or EMPTY, "text": Proposed(said)}
                    yield {**title, "vertraulich": True} if secret else title


def _due(made: Decision, minutes: Minutes, newest: Minutes, day: date) -> bool:
    until = made.vertagt_auf
    come = minutes is newest or (until is not None and german.day_of(newest.id) < until <= day)
    return made.ergebnis == "vertagt" and come


def seat(member: Member) -> str:
    """`Jugendtreff: Erika Mustermann`."""
    return f"{member.organisation}: {member.person.name}" if member.person and member.person.name else member.organisation


def _report(task: TrackedTask) -> Noted:
    until = f", bis {german.german_short(task.due)}" if task.due else ""
    note = f"{task.given.task.titel} ({', '.join(task.who)}{until})"
    return Noted({"auftrag": task.id, "status": task.status, "text": EMPTY}, note)


def _agenda(area: Area, last: Minutes | None, day: date, reports: tuple[TrackedTask, ...]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    if last is None:
        items += [{"titel": "Begrüßung und Vorstellung"}]
        if area.committee is None or not (area.committee.arbeitsweise and area.committee.verbindlichkeit):
            items += [{"titel": "Arbeitsweise des Kooperationsgremiums und Verbindlichkeit der Teilnahme"}]
    elif last.status == "genehmigt":
        items += [{"titel": "Begrüßung"}]
    else:
        the_minutes = f"des Protokolls vom {german.german(german.day_of(last.id))}"
        approved = f"Das Protokoll vom {german.german(german.day_of(last.id))} wird genehmigt."
        decision = {"text": approved, "ergebnis": "angenommen", "abstimmung": "einstimmig"}
        items += [{"titel": f"Begrüßung, Genehmigung {the_minutes}", "beschluesse": Proposed([decision])}]
    if reports:
        items += [{"titel": "Rückmeldungen zu den offenen Aufträgen"}]
    return [*items, *_put_off(area, last, day), {"titel": EMPTY}]


Given = Callable[[Basis], Mapping[str, Any]]
"""What is known of a new file (see `draft`)."""


def _area(basis: Basis) -> dict[str, Any]:
    return {"status": "geplant", **({"name": basis.name} if basis.name else {})}


def _committee(basis: Basis) -> dict[str, Any]:
    profile = basis.area.profile
    partner = basis.settings.partner if basis.settings else EMPTY
    seats = (("moderation", "REGSAM"), ("sozialplanung", partner), ("rags", profile.rags if profile and profile.rags else EMPTY))
    own = [{"id": group, "organisation": organisation, "gruppe": group} for group, organisation in seats]
    return {"mitglieder": [*own, {}]}


def _phases(basis: Basis) -> dict[str, Any]:
    first = {"beginn": EMPTY}
    return {id: {**(first if id == PHASES[0] else {}), "schritte": {}} for id in STEPS}


def _goals(basis: Basis) -> dict[str, Any]:
    return {"handlungsfelder": [{"id": "H1", "ziele": [{"id": "Z1"}]}]}


def _closing(basis: Basis) -> dict[str, Any]:
    known = [Noted({"ziel": goal.id}, goal.titel) for _, goal in goals(basis.area.catalogue)]
    still_open = [Noted({"auftrag": t.id, "uebergeben_an": EMPTY}, t.given.task.titel) for t in track(basis.area) if t.open]
    return {
        "status": "entwurf",
        **({"zielerreichung": known} if known else {}),
        **({"offene_auftraege": Proposed(still_open)} if still_open else {}),
    }


def _selection(basis: Basis) -> dict[str, Any]:
    columns = {key: key for key in ("kennung", "name", "einwohner")}
    counting, other = ({n: v.titel for n, v in basis.variables.items() if v.zaehlt is wanted} for wanted in (True, False))
    return {
        "monitoring": {
            "datei": "monitoring.csv",
            "spalten": columns,
            "variablen": counting or EMPTY,
            **({"weitere_variablen": other} if other else {}),
        }
    }


GIVEN: Mapping[str, Given] = {
    "regsam": lambda basis: {"format": 1},
    "gebiet": _area,
    "gremium": _committee,
    "phasen": _phases,
    "protokoll": minutes,
    "ziele": _goals,
    "abschluss": _closing,
    "auswahl": _selection,
}
"""Kind of file → what a new one begins with, where that is anything."""


def given(kind: str, basis: Basis) -> Mapping[str, Any]:
    """What is known of a new file of a kind."""
    return GIVEN[kind](basis) if kind in GIVEN else {}


# --- the whole file


__all__ = ["Basis", "begin", "path_of"]


def path_of(kind: Kind, basis: Basis) -> str:
    """Where the new file belongs, relative to the root."""
    return kind.path(basis.area.slug, basis.meeting)


def begin(kind: Kind, basis: Basis, schemas: str, known: Mapping[str, Any] | None = None) -> str:
    """The text of the new file. `schemas`: folder of the schemas for editors, relative to the root; `known`: what is known of it
    besides, or otherwise."""
    up = "../" * path_of(kind, basis).count("/")
    return draft(kind.name, {**given(kind.name, basis), **(known or {})}, f"{up}{schemas}/{kind.name}.schema.json")
