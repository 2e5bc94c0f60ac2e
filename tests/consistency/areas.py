"""Areas in the middle of their work, made by Hypothesis as typed data: reviews before and after their day, amendments, meetings
announced, moved and held, decisions taken and put off, tasks reported on late, measures done and given up, steps that do not
apply, members who leave, minutes approved or not.

All days are tens of days from one another, so that they often fall on each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

Data = dict[str, Any]

FIRST = date(2025, 1, 1)


def days(earliest: int = 0, latest: int = 60) -> st.SearchStrategy[date]:
    """A day, in tens of days after the first."""
    return st.integers(earliest, latest).map(lambda tens: FIRST + timedelta(days=10 * tens))


def some(**optional: st.SearchStrategy[Any]) -> st.SearchStrategy[Data]:
    """Any of these keys, or none."""
    return st.fixed_dictionaries({}, optional=optional)


PERSON = {"name": "Erika Mustermann"}
SIGNED = [{"partei": party, "name": "Max Mustermann", "datum": FIRST} for party in ("regsam", "sozialreferat")]


@st.composite
def agreements(draw: st.DrawFn) -> Data:
    """`vereinbarung.yaml`, signed or not; amendments signed by one or both, on one day or two, in force at once or later."""
    parties = st.sampled_from([("regsam",), ("regsam", "sozialreferat"), ("sozialreferat", "regsam", "regsam")])
    signatures = st.tuples(parties, st.tuples(days(), days(), days())).map(
        lambda drawn: [
            {"partei": party, "name": "Max Mustermann", "datum": day} for party, day in zip(*drawn, strict=False)
        ]
    )
    reviews = st.fixed_dictionaries(
        {"datum": days(), "entscheidung": st.sampled_from(["fortfuehrung", "fortfuehrung", "beendigung"])},
        optional={"naechste_ueberpruefung": days(10, 70)},
    )
    new = some(prozessdauer_monate=st.sampled_from([9, 18, 36]), stunden_pro_woche=st.just(8.0), ueberpruefung=days(10, 70))
    amendments = st.lists(
        st.fixed_dictionaries({"datum": days(), "aendert": new, "unterschriften": signatures}, optional={"gueltig_ab": days()}),
        max_size=3,
    )
    changes = st.lists(st.fixed_dictionaries({"seit": days(), "person": st.just({"name": "Ada Muster"})}), max_size=1)
    return {
        "thema": "Begegnung",
        "umgriff": {"beschreibung": "Am Kai"},
        "gruende": "Es fehlen Treffpunkte.",
        "prozessverantwortung": {
            "regsam": {"person": PERSON, "wechsel": draw(changes)},
            "sozialreferat": {"person": PERSON},
        },
        "stunden_pro_woche": 6.5,
        "prozessdauer_monate": draw(st.sampled_from([6, 12, 24])),
        "start": draw(days(0, 2)),
        "ueberpruefung": draw(days(6, 40)),
        "unterschriften": draw(st.sampled_from([[], SIGNED])),
        "nachtraege": [{"nr": number, "text": "Mehr.", **entry} for number, entry in enumerate(draw(amendments), 1)],
        "ueberpruefungen": draw(st.lists(reviews, max_size=3)),
    }


@st.composite
def committees(draw: st.DrawFn) -> Data:
    """`gremium.yaml`: one member stays, the others may come late and leave."""
    spans = draw(st.lists(some(seit=days(), bis=days()), max_size=3))
    members = [{"id": "moderation", "organisation": "REGSAM", "gruppe": "moderation"}]
    members += [
        {"id": f"haus-{number}", "organisation": f"Haus {number}", "gruppe": "weitere", **span}
        for number, span in enumerate(spans)
    ]
    return {"mitglieder": members}


HELD = ("entwurf", "versandt", "genehmigt")


@st.composite
def meetings(draw: st.DrawFn) -> dict[str, Data]:
    """Minutes by file: some held, then some planned; what a meeting announces may come true, be moved, or lie in the past."""
    held = sorted(draw(st.lists(days(1, 40), max_size=4, unique=True)))
    last = (held[-1] - FIRST).days // 10 if held else 0
    planned = sorted(draw(st.lists(days(last + 1, last + 8), max_size=2, unique=True)))
    made: dict[str, Data] = {}
    given: list[str] = []
    for number, day in enumerate([*held, *planned], 1):
        status = draw(st.sampled_from(HELD + HELD[-1:] if day in held else ("geplant", "geplant", "abgesagt")))
        minutes = draw(_meeting(number, day, status, given))
        off = [before["datum"] for before in made.values() if before["status"] == "abgesagt"]
        if off and status == "geplant" and draw(st.booleans()):
            minutes["verschoben_von"] = str(off[-1])
        if day in held:
            given += [f"{day}/{task['nr']}" for item in _parts(minutes) for task in item["auftraege"]]
        made[f"protokolle/{day}.yaml"] = minutes
    return made


@st.composite
def _meeting(draw: st.DrawFn, number: int, day: date, status: str, given: Sequence[str]) -> Data:
    at = (day - FIRST).days // 10
    tasks = st.lists(some(frist=days(at, at + 12), wiedervorlage=days(at, at + 12)), max_size=3 if status in HELD else 0)
    results = st.lists(st.sampled_from(["angenommen", "abgelehnt", "vertagt", "verwiesen"]), max_size=2 if status in HELD else 0)
    following = some(naechste_sitzung=st.fixed_dictionaries({"datum": days(at + 1, at + 6)}))
    states = st.sampled_from(["offen", "in_arbeit", "erledigt", "zurueckgezogen"])
    reported = draw(st.lists(st.sampled_from(given), max_size=3, unique=True)) if given and status in HELD else []
    return {
        "sitzungsnummer": number,
        "datum": day,
        "phase": "umsetzung",
        "status": status,
        **({"genehmigt_am": draw(days(at + 1, at + 9))} if status == "genehmigt" else {}),
        "anwesend": ["moderation"],
        **({"abgesagt": {"am": day, **draw(some(neuer_termin=days(at + 1, at + 6)))}} if status == "abgesagt" else {}),
        "tagesordnung": _agenda([_task(nr, more) for nr, more in enumerate(draw(tasks), 1)], draw(results)),
        "rueckmeldungen": [
            {"auftrag": task, "status": draw(states), "text": "Gesagt.", **draw(some(frist=days(at, at + 12)))}
            for task in reported
        ],
        **draw(following),
    }


def _agenda(tasks: list[Data], results: list[str]) -> list[Data]:
    """The first task stands under the item, the others and what was decided under a part of it."""
    decisions = [{"text": f"Antrag {number}.", "ergebnis": result} for number, result in enumerate(results, 1)]
    part = {"titel": "Weitere", "auftraege": tasks[1:], "beschluesse": decisions}
    return [{"titel": "Aufträge", "auftraege": tasks[:1], "unterpunkte": [part]}]


def _parts(minutes: Data) -> list[Data]:
    return [one for item in minutes["tagesordnung"] for one in (item, *item["unterpunkte"])]


def _task(nr: int, more: Data) -> Data:
    base = {"nr": nr, "art": "auftrag", "titel": f"Aufgabe {nr}", "an": "moderation", "adressatengruppe": "moderation"}
    return {**base, **more}


@st.composite
def areas(draw: st.DrawFn) -> dict[str, Data]:
    """Typed data of a whole area by file."""
    status = draw(st.sampled_from(["aktiv", "aktiv", "aktiv", "ruhend", "beendet", "abgelehnt"]))
    data: dict[str, Data] = {
        "gebiet.yaml": {
            "name": "Hafenviertel",
            "status": status,
            "oeffentlich": draw(st.sampled_from([True, True, False])),
        },
        "gremium.yaml": draw(committees()),
        "phasen.yaml": {"umsetzung": {"beginn": FIRST, "schritte": draw(steps())}},
        **(draw(meetings()) if status != "abgelehnt" else {}),
    }
    if draw(st.integers(0, 5)):
        data["vereinbarung.yaml"] = draw(agreements())
    if draw(st.booleans()):
        data["chronik.yaml"] = {"eintraege": [{"datum": draw(days()), "art": "begehung", "titel": "Rundgang"}]}
    if draw(st.booleans()):
        data["ziele.yaml"] = draw(catalogues())
    if draw(st.integers(0, 3)) == 0:
        data["abschluss.yaml"] = draw(closings())
    return data


def steps() -> st.SearchStrategy[Data]:
    """Steps of a phase."""
    state = st.fixed_dictionaries({"status": st.sampled_from(["offen", "laufend", "erledigt", "entfaellt"])})
    return some(abstimmung=state, massnahmen=state)


@st.composite
def catalogues(draw: st.DrawFn) -> Data:
    """`ziele.yaml`: one goal and its measures."""
    states = st.sampled_from(["geplant", "laufend", "umgesetzt", "aufgegeben"])
    made = draw(st.lists(st.fixed_dictionaries({"status": states}, optional={"frist": days()}), max_size=3))
    measures = [
        {"id": f"M{number}", "titel": "Café", "verantwortlich": "moderation", **one} for number, one in enumerate(made, 1)
    ]
    goal = {"id": "Z1", "titel": "Ein Treffpunkt", "massnahmen": measures}
    return {"stand": draw(days()), "handlungsfelder": [{"id": "H1", "titel": "Begegnung", "bedarf": "Räume.", "ziele": [goal]}]}


@st.composite
def closings(draw: st.DrawFn) -> Data:
    """`abschluss.yaml`."""
    return {
        "datum": draw(days(30, 60)),
        "status": draw(st.sampled_from(["entwurf", "beschlossen"])),
        "entscheidung": "beendet",
        "zusammenfassung": "Getan.",
    }
