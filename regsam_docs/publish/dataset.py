"""`daten.json`: everything the editions' overviews show, for programs (schemas/daten.schema.json).

What comes in must be cut to the edition already. What an edition may not show, what is not filled in and what cannot be
read is null or an empty list; every key is always there.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import msgspec

from regsam_docs.documents.forms_sheets import QUESTIONED
from regsam_docs.documents.parts import data
from regsam_docs.documents.plan import Edition
from regsam_docs.model import Area, City
from regsam_docs.model.agreement import Agreement, Amendment, amendments_in_force, in_force, signed_on
from regsam_docs.model.area import called, next_review
from regsam_docs.model.catalogue import Closing, Field, Goal, Greeting, Measure, assessments, goals
from regsam_docs.model.means import Hours, hours, rounded
from regsam_docs.model.minutes import Decision, Minutes, Point, day, people, points
from regsam_docs.model.profile import STEPS, Effort, Phases, step
from regsam_docs.model.progress import Progress, deadlines, progress
from regsam_docs.model.record import PricedResource
from regsam_docs.model.selection import Candidate, Opinion, Opinions, Selection
from regsam_docs.model.settings import Settings
from regsam_docs.model.tracking import TrackedTask
from regsam_docs.selection import Outcome, Quarter

FORMAT = 1
"""Version of this format; a key that goes or changes its meaning raises it, one that is added does not."""

Json = dict[str, Any]


def dataset(
    city: City,
    settings: Settings,
    edition: Edition,
    today: date,
    tables: Mapping[str, Outcome] = MappingProxyType({}),
    made: Mapping[str, bytes] = MappingProxyType({}),
) -> Json:
    """All areas by slug and all selections by name, as they stand on that day, each of them as JSON. `tables`: what the
    monitoring rule came to, by the name of the selection; `made`: areas' data as far as it is known, packed, by slug."""
    known = {area.slug for area in city.areas}
    areas = sorted(city.areas, key=lambda area: area.slug)
    return {
        "format": FORMAT,
        "stadt": settings.stadt,
        "ausgabe": edition,
        "heute": today,
        "gebiete": [
            msgspec.Raw(zlib.decompress(made.get(area.slug) or packed(area_data(area, settings, today)))) for area in areas
        ],
        "auswahlen": [
            msgspec.Raw(_json(selection_data(name, chosen, tables.get(name), known)))
            for name, chosen in sorted(city.selections.items())
        ],
    }


def packed(data: Json) -> bytes:
    """What is said of an area as it waits for the others: a tenth of the memory it takes otherwise."""
    return zlib.compress(_json(data), 1)


def _json(data: Json) -> bytes:
    return json.dumps(data, ensure_ascii=False, default=date.isoformat).encode()


def encode(data: Json) -> bytes:
    """The data as the file: readable, days as `2011-05-12`, the same for the same data."""
    # json's own indentation is made piece by piece in Python, which takes ten times as long.
    return msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n"


def number(value: float | Fraction | None) -> float | int | None:
    """A number as it is written: whole where it is whole (8, not 8.0)."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


# ---- an area


def area_data(area: Area, settings: Settings, today: date) -> Json:
    """One area."""
    profile = area.profile
    district = profile.stadtbezirk if profile else None
    state = progress(area, today, settings.vorwarnung_tage)
    return {
        "slug": area.slug,
        "name": area.name,
        "status": state.status,
        "stadtbezirk": {"nummer": district.nummer, "name": district.name} if district else None,
        "region": profile.region if profile else None,
        "einwohner": profile.einwohner if profile else None,
        "auswahl": profile.auswahl if profile else None,
        "aufwand": [_effort(effort) for effort in profile.aufwand] if profile else [],
        "stunden": [_hours(one) for one in hours([area], today)],
        "phase": state.phase,
        "schritte_erledigt": state.steps_done if state.stages else None,
        "schritte_gesamt": state.steps_total if state.stages else None,
        "auftraege_offen": len(state.tasks.open),
        "auftraege_ueberfaellig": len(state.tasks.overdue),
        "phasen": _phases(state),
        "vereinbarung": _agreement(area, area.agreement, today) if area.agreement else None,
        "sitzungen": [_meeting(area, minutes) for minutes in area.minutes],
        "auftraege": [_task(task, state) for task in state.tasks.every],
        "ziele": [_goal(area, field, goal) for field, goal in goals(area.catalogue)],
        "termine": _deadlines(area, state),
        "abschluss": _closing(area, area.closing) if area.closing else None,
    }


def _effort(effort: Effort) -> Json:
    return {"jahr": effort.jahr, "regsam": number(effort.regsam), "sozialreferat": number(effort.sozialreferat)}


def _hours(one: Hours) -> Json:
    return {
        "jahr": one.year,
        "partei": one.party,
        "person": one.person,
        "geplant": number(rounded(one.planned)),
        "aufgewendet": number(rounded(one.spent)),
        "anteilig": one.divided,
    }


def _phases(state: Progress) -> list[Json]:
    phases = state.area.phases or Phases()
    return [
        {
            "id": stage.id,
            "stand": stage.state,
            "beginn": stage.begin,
            "ende": stage.end,
            "schritte": [
                {"id": name, "status": found.status, "datum": found.datum}
                for name in STEPS[stage.id]
                for found in [step(phases, stage.id, name)]
            ],
        }
        for stage in state.stages
    ]


def _agreement(area: Area, agreement: Agreement, today: date) -> Json:
    now, due = in_force(agreement, today), next_review(area, today)
    return {
        "start": agreement.start,
        "prozessdauer_monate": now.prozessdauer_monate,
        "stunden_pro_woche": number(now.stunden_pro_woche),
        "unterzeichnet_am": signed_on(agreement),
        "ende": now.last_day,
        "ueberpruefung": due.due if due else None,
        "ueberpruefungen": [{"datum": r.datum, "entscheidung": r.entscheidung} for r in agreement.ueberpruefungen],
        "nachtraege": [_amendment(agreement, amendment) for amendment in agreement.nachtraege],
    }


def _amendment(agreement: Agreement, amendment: Amendment) -> Json:
    since = next((since for since, _, found in amendments_in_force(agreement, date.max) if found is amendment), None)
    new = amendment.aendert
    return {
        "nr": amendment.nr,
        "datum": amendment.datum,
        "gilt_ab": since,
        "prozessdauer_monate": new.prozessdauer_monate,
        "stunden_pro_woche": number(new.stunden_pro_woche) if new.stunden_pro_woche is not None else None,
        "ueberpruefung": new.ueberpruefung,
    }


def _meeting(area: Area, minutes: Minutes) -> Json:
    agenda = list(points(minutes))
    return {
        "id": minutes.id,
        "sitzungsnummer": minutes.sitzungsnummer,
        "art": minutes.art,
        "datum": day(minutes),
        "beginn": minutes.beginn,
        "ende": minutes.ende,
        "ort": minutes.ort,
        "phase": minutes.phase,
        "status": minutes.status,
        "abgesagt": msgspec.to_builtins(minutes.abgesagt, builtin_types=(date,)),
        "verschoben_von": minutes.verschoben_von,
        "eingeladen_am": minutes.einladung.versandt_am if minutes.einladung else None,
        "antwort_bis": minutes.einladung.antwort_bis if minutes.einladung else None,
        "personen": people(minutes),
        "tagesordnung": [_point(area, point) for point in agenda],
        "beschluesse": [_decision(area, point.number, decision) for point in agenda for decision in point.item.beschluesse],
    }


def _point(area: Area, point: Point) -> Json:
    presented = point.item.vorgestellt_von
    return {
        "nr": point.number,
        "titel": point.item.titel,
        "vorgestellt_von": called(area, presented) if presented else None,
        "dauer_minuten": point.item.dauer_minuten,
    }


def _decision(area: Area, number: str, decision: Decision) -> Json:
    return {
        "top": number,
        "text": decision.text,
        "ergebnis": decision.ergebnis,
        "abstimmung": msgspec.to_builtins(decision.abstimmung),
        "verwiesen_an": called(area, decision.verwiesen_an) if decision.verwiesen_an else None,
        "vertagt_auf": decision.vertagt_auf,
    }


def _task(task: TrackedTask, state: Progress) -> Json:
    given = task.given.task
    return {
        "id": task.id,
        "art": given.art,
        "titel": given.titel,
        "an": list(task.who),
        "adressatengruppe": given.adressatengruppe,
        "frist": task.due,
        "wiedervorlage": given.wiedervorlage,
        "status": task.status,
        "offen": task in state.tasks.open,
        "ueberfaellig": task in state.tasks.overdue,
        "massnahme": given.massnahme,
        "uebergeben_an": task.handed_over.uebergeben_an if task.handed_over else None,
    }


def _goal(area: Area, field: Field, goal: Goal) -> Json:
    rating = assessments(area.closing).get(goal.id)
    return {
        "id": goal.id,
        "titel": goal.titel,
        "handlungsfeld": field.id,
        "handlungsfeld_titel": field.titel,
        "bereich": field.bereich,
        "indikator": goal.indikator,
        "ausgangswert": goal.ausgangswert,
        "zielwert": goal.zielwert,
        "bewertung": rating.bewertung if rating else None,
        "istwert": rating.istwert if rating else None,
        "massnahmen": [_measure(area, measure) for measure in goal.massnahmen],
    }


def _measure(area: Area, measure: Measure) -> Json:
    return {
        "id": measure.id,
        "titel": measure.titel,
        "verantwortlich": called(area, measure.verantwortlich),
        "beginn": measure.beginn,
        "frist": measure.frist,
        "status": measure.status,
        "mittel": [
            {"jahr": money.jahr, "betrag": number(money.betrag), "quelle": money.quelle, "stand": money.stand}
            for money in measure.mittel
        ],
    }


def _deadlines(area: Area, state: Progress) -> list[Json]:
    return [
        {
            "art": deadline.kind,
            "id": deadline.id,
            "datum": deadline.day,
            "was": deadline.what,
            "wer": list(deadline.who),
            "beginn": deadline.begin,
            "ort": deadline.place,
            "ueberfaellig": deadline.overdue(state.today),
        }
        for deadline in deadlines(area, state.today)
        if deadline.concerns(state.today)
    ]


def _closing(area: Area, closing: Closing) -> Json:
    return {
        "datum": closing.datum,
        "status": closing.status,
        "entscheidung": closing.entscheidung,
        "nicht_bewertete_ziele": sorted(set(area.goal_by_id) - set(assessments(closing))),
        "fehlende_ressourcen": [_resource(resource) for resource in closing.fehlende_ressourcen],
        "weitere_schritte": [
            {
                "titel": further.titel,
                "zustaendig": called(area, further.zustaendig) if further.zustaendig else None,
                "frist": further.frist,
            }
            for further in closing.weitere_schritte
        ],
        "vorlage": data(closing.vorlage),
        "grusswort": _greeting(closing.grusswort) if closing.grusswort else None,
        "leichte_sprache": closing.leichte_sprache,
        "bilder": [data(picture) for picture in closing.bilder],
    }


def _greeting(greeting: Greeting) -> Json:
    return {"text": greeting.text, "person": greeting.person.name if greeting.person else None}


def _resource(resource: PricedResource) -> Json:
    return {
        "titel": resource.titel,
        "adressatengruppe": resource.adressatengruppe,
        "betrag": number(resource.betrag),
        "jahr": resource.jahr,
    }


# ---- a selection


def selection_data(name: str, chosen: Selection, outcome: Outcome | None, known: Collection[str]) -> Json:
    """One selection: what was decided about its candidates, and what the monitoring rule says of every quarter. `known`: the
    areas of this edition; no other is named as what came of a candidate."""
    return {
        "name": name,
        "titel": chosen.titel,
        "stand": chosen.stand,
        "erhebung": [
            {
                "bei": survey.bei,
                "mit": survey.mit,
                "von": survey.von,
                "bis": survey.bis,
                "verschickt": survey.verschickt,
                "zurueck": survey.zurueck,
            }
            for survey in chosen.erhebung
        ],
        "kandidaten": [_candidate(candidate, known) for candidate in chosen.kandidaten],
        "monitoring": _monitoring(outcome) if outcome is not None and chosen.monitoring is not None else None,
    }


def _candidate(candidate: Candidate, known: Collection[str]) -> Json:
    criteria = candidate.basiskriterien
    votes = {side: getattr(criteria, side) for side in QUESTIONED}
    opinions = {side: getattr(candidate.bewertungen, side) for side in Opinions.__struct_fields__}
    return {
        "gebiet": candidate.gebiet,
        "planungsregion_ausgewaehlt": criteria.planungsregion_ausgewaehlt,
        "genannt_von": [side for side, vote in votes.items() if vote is not None and vote.genannt],
        "weg": criteria.bezirksausschuss.weg if criteria.bezirksausschuss else None,
        "bewertungen": [_opinion(side, opinion) for side, opinion in opinions.items() if opinion is not None],
        "stunden_pro_woche": number(candidate.stunden_pro_woche),
        "prozessdauer_monate": candidate.prozessdauer_monate,
        "entscheidung": candidate.entscheidung,
        "dissens": [{"stufe": d.stufe, "datum": d.datum, "entscheidung": d.entscheidung} for d in candidate.dissens],
        "ergebnis": candidate.ergebnis if candidate.ergebnis in known else None,
    }


def _opinion(side: str, opinion: Opinion) -> Json:
    return {
        "seite": side,
        "umgriff_passt": opinion.umgriff_passt,
        "problemstellung_passt": opinion.problemstellung_passt,
        "methodisch_geeignet": opinion.methodisch_geeignet,
        "inhaltlich_geeignet": opinion.inhaltlich_geeignet,
        "empfohlen": opinion.empfohlen,
        "stunden_pro_woche": number(opinion.stunden_pro_woche),
        "prozessdauer_monate": opinion.prozessdauer_monate,
    }


def _monitoring(outcome: Outcome) -> Json:
    """The object of `regsam-docs select --format json`, and of each variable what else is said of it."""
    return {
        "variablen": [
            {
                "spalte": variable.spalte,
                "titel": variable.titel,
                "mittelwert": number(variable.mittelwert),
                "schwelle": number(variable.schwelle),
                "fehlend": variable.fehlend,
                "richtung": "niedrig" if variable.niedrig else "hoch",
                "einheit": variable.einheit,
                "bereich": variable.bereich,
            }
            for variable in outcome.variablen
        ],
        "gebiete": [quarter_data(quarter) for quarter in outcome.gebiete],
    }


def quarter_data(quarter: Quarter) -> Json:
    """A quarter as the rule judged it; `select` gives it out so too."""
    return {
        "kennung": quarter.kennung,
        "name": quarter.name,
        "einwohner": quarter.einwohner,
        "ueberschritten": list(quarter.ueberschritten),
        "anzahl": quarter.anzahl,
        "qualifiziert": quarter.qualifiziert,
        "grund": quarter.grund,
    }
