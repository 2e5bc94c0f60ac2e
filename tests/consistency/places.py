"""What every place says about an area: documents, pages, commands, calendar and data, each read where a reader would look."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, cast

from icalendar import Calendar

from regsam_docs import documents, model
from regsam_docs.cli import overview
from regsam_docs.cli.deadlines import _rows, as_json, tasks_as_json
from regsam_docs.cli.overview import Overview
from regsam_docs.documents import area_page, city_page, city_report
from regsam_docs.documents.plan import CityView, Edition, Forms, Page, View
from regsam_docs.edition import excerpt_of
from regsam_docs.model import Area, City, record
from regsam_docs.model.agreement import Agreement, Amendment
from regsam_docs.model.catalogue import measures
from regsam_docs.model.profile import STEPS, PhaseId, phase
from regsam_docs.model.progress import deadlines, progress
from regsam_docs.model.settings import Settings
from regsam_docs.model.stand import stand
from regsam_docs.publish import calendar
from regsam_docs.publish.dataset import area_data
from regsam_docs.render.templates import overlay, texts
from regsam_docs.system import disk

SLUG = "hafen"
HELD = ("entwurf", "versandt", "genehmigt")
SETTINGS = record(Settings, {"herausgeber": {"name": "REGSAM"}})

Facts = dict[str, Any]
"""Of these, what a place names: `sitzung` and `ueberpruefung` (days; None where it would name one and does not), `kuenftig` (the
review where only one that is still ahead is named), `ende` (of the term), `stunden` (a week), `offen` and `ueberfaellig` (numbers
of tasks), `massnahmen` (measures that are overdue, a number), `termin` (what comes next of any kind), `mitglieder` (a number),
`phase` (its id), `schritte` (done, and of how many), `beschluesse` (a number, without what was only moved)."""


@dataclass(frozen=True)
class Said:
    """What a place says, and the day it speaks of."""

    place: str
    day: date
    facts: Facts


@cache
def forms() -> Forms:
    return texts(overlay(disk.resource_bytes("templates"), {}).files, SETTINGS)


def seen(data: Mapping[str, Any], edition: Edition) -> Area | None:
    """The area of these files as an edition shows it; None if not at all."""
    files = frozenset(data)
    found = excerpt_of(model.area(SLUG, data, files=files), data, edition)
    return found.area if found else None


def on_a_day(area: Area, edition: Edition, day: date) -> Iterator[Said]:
    """What is said by what knows today, and by the definitions of the format."""
    yield Said("format", day, by_the_book(area, edition, day))
    pages = (_area_page, _city_page, _data, _calendar)
    commands = (_status, _deadlines, _tasks) if edition == "intern" else ()
    for place in (*pages, *commands):
        yield Said(place.__name__.strip("_"), day, place(area, edition, day))


def documented(area: Area, edition: Edition) -> Iterator[Said]:
    """What is said by the documents, each of its Stand."""
    view = View(SETTINGS, area, edition, forms())
    for plan in documents.plans(area):
        read = READERS.get(plan.name)
        if read is not None:
            page = plan.make(view)
            if page.stand is not None:
                yield Said(plan.name, page.stand, read(page, page.stand))
    yield from _report(area)


def first(found: Iterator[date], day: date) -> date | None:
    """The first that is not before a day."""
    return min((when for when in found if when >= day), default=None)


# ---- the definitions, followed step by step


def by_the_book(area: Area, edition: Edition, day: date) -> Facts:
    """What the records an edition shows come to."""
    held = [minutes for minutes in area.minutes if minutes.status in HELD]
    judged = min(day, max((minutes.datum for minutes in held), default=day)) if edition == "oeffentlich" else day
    listed = late = 0
    for minutes in area.minutes:
        for task in (task for item in minutes.tagesordnung for one in (item, *item.unterpunkte) for task in one.auftraege):
            reports = [r for later in area.minutes for r in later.rueckmeldungen if r.auftrag == f"{minutes.id}/{task.nr}"]
            due = next((report.frist for report in reversed(reports) if report.frist), task.frist)
            done = bool(reports) and reports[-1].status not in ("offen", "in_arbeit")
            if not done and (task.wiedervorlage is None or task.wiedervorlage <= day):
                listed += 1
                late += due is not None and due < judged and (task.wiedervorlage or judged) <= judged
    named: Facts = {"offen": listed, "ueberfaellig": late, **_reviews_by_the_book(area, day)}
    over = area.profile is not None and area.profile.status in ("beendet", "abgelehnt")
    undone = [measure for _, _, measure in measures(area.catalogue) if measure.status in ("geplant", "laufend") and not over]
    named["massnahmen"] = sum(measure.frist is not None and measure.frist < day for measure in undone)
    named["beschluesse"] = sum(
        decision.ergebnis not in ("vertagt", "verwiesen", "zurueckgezogen")
        for minutes in held
        for item in minutes.tagesordnung
        for one in (item, *item.unterpunkte)
        for decision in one.beschluesse
    )
    steps = [step for id in STEPS for step in _steps(area, id)]
    named["schritte"] = f"{steps.count('erledigt')}/{len(steps) - steps.count('entfaellt')}"
    rejected = area.profile is not None and area.profile.status == "abgelehnt"
    named["phase"] = None if rejected else next((id for id in reversed(STEPS) if _begun(area, id, day)), "vorlauf")
    members = area.committee.mitglieder if area.committee else ()
    named["mitglieder"] = sum((m.seit or day) <= day <= (m.bis or day) for m in members)
    if area.agreement:
        changed = [entry.aendert for _, _, entry in _amended(area.agreement, day)]
        term, named["stunden"] = area.agreement.prozessdauer_monate, area.agreement.stunden_pro_woche
        for new in changed:
            term = new.prozessdauer_monate or term
            named["stunden"] = new.stunden_pro_woche or named["stunden"]
        months = area.agreement.start.month - 1 + term
        after = area.agreement.start.replace(year=area.agreement.start.year + months // 12, month=months % 12 + 1)
        named["ende"] = after - timedelta(days=1)
    return named


def _steps(area: Area, id: PhaseId) -> list[str]:
    there = phase(area.phases, id).schritte if area.phases else {}
    return [there[name].status if name in there else "offen" for name in STEPS[id]]


def _begun(area: Area, id: PhaseId, day: date) -> bool:
    begin = phase(area.phases, id).beginn if area.phases else None
    return begin is not None and begin <= day


def _reviews_by_the_book(area: Area, day: date) -> Facts:
    due, gone_by = None, area.profile is not None and area.profile.status in ("beendet", "abgelehnt")
    if area.agreement and not gone_by:
        due = area.agreement.ueberpruefung
        entries = sorted((r for r in area.agreement.ueberpruefungen if r.datum <= day), key=lambda r: r.datum)
        sets = [(entry.datum, 0, entry.naechste_ueberpruefung) for entry in entries]
        sets += [(since, 1, entry.aendert.ueberpruefung) for since, _, entry in _amended(area.agreement, day)]
        for _, _, other in sorted(sets, key=lambda entry: entry[:2]):
            due = other or due
        if any(entry.datum >= due for entry in entries) or (entries and entries[-1].entscheidung == "beendigung"):
            due = None
    return {"ueberpruefung": due, "kuenftig": due if due and due >= day else None}


def _amended(agreement: Agreement, day: date) -> list[tuple[date, int, Amendment]]:
    """The amendments in force, by the day on which the last of what they need was there."""
    found = []
    for entry in agreement.nachtraege:
        first_of: dict[str, date] = {}
        for signature in sorted(entry.unterschriften, key=lambda signature: signature.datum):
            first_of.setdefault(signature.partei, signature.datum)
        since = max([entry.gueltig_ab or entry.datum, *first_of.values()])
        if len(first_of) == 2 and since <= day:
            found.append((since, entry.nr, entry))
    return sorted(found, key=lambda entry: entry[:2])


# ---- documents


def _phase(named: str | None) -> PhaseId | None:
    """The phase of that name in a page or a table."""
    called: dict[str, PhaseId] = {entry.titel: cast(PhaseId, entry.id) for entry in forms().phase_model.phasen}
    called |= {forms().words.one("phase", id): id for id in STEPS}
    return called[named] if named else None


def _late_measures(goals: list[dict[str, Any]]) -> int:
    return sum(measure["ueberfaellig"] is not None for goal in goals for measure in goal["massnahmen"])


def _catalogue(page: Page, on: date) -> Facts:
    return {"massnahmen": _late_measures([goal for field in page.context["felder"] for goal in field["ziele"]])}


def _trail(page: Page, on: date) -> Facts:
    named = _catalogue(page, on)
    assert named["massnahmen"] == sum(hole["art"] == "massnahme_ueberfaellig" for hole in page.context["luecken"]), "as marked"
    return named


def _final(page: Page, on: date) -> Facts:
    meetings = page.context["sitzungen"]
    return {
        "massnahmen": _late_measures(page.context["ziele"]),
        "beschluesse": sum(meeting["beschluesse"] for meeting in meetings),
        **_line(page.context["zeitstrahl"], on),
    }


def _interim(page: Page, on: date) -> Facts:
    state, dates = page.context["lage"], page.context["termine"]
    listed = page.context["auftraege"]
    assert state["offen"] == len(listed) + page.context["weitere_auftraege"], "as many as are listed"
    if not page.context["weitere_auftraege"]:
        assert state["ueberfaellig"] == _late(listed), "as many as are marked"
    named: Facts = {
        "sitzung": first((entry["tag"] for entry in dates if "Sitzung" in entry["was"]), on),
        "kuenftig": first((entry["tag"] for entry in dates if entry["was"].startswith("Überprüfung")), on),
        "offen": state["offen"],
        "ueberfaellig": state["ueberfaellig"],
        "mitglieder": int((state["mitglieder"] or "0").split()[0]),
        "phase": _phase(state["phase"]),
    }
    if page.context["ziele"]:
        named["massnahmen"] = _late_measures(page.context["ziele"]["ziele"])
    ends = [entry["tag"] for entry in dates if entry["was"].startswith("Ende")]
    assert ends in ([], [state["ende"]]), "one end"
    return named | ({"ende": state["ende"]} if state["ende"] else {})


def _late(listed: list[dict[str, Any]]) -> int:
    return sum(task["ueberfaellig"] is not None for task in listed)


def _task_list(page: Page, on: date) -> Facts:
    counted = page.context["zahlen"]
    listed = {task["herkunft"]["datei"] + task["anker"]: task for group in page.context["gruppen"] for task in group["auftraege"]}
    assert counted["ueberfaellig"] == _late(list(listed.values())), "as many as are marked"
    assert counted["offen"] == len(listed), "as many as are listed"
    return {"offen": counted["offen"], "ueberfaellig": counted["ueberfaellig"]}


def _phases(page: Page, on: date) -> Facts:
    short = page.context["kurz"]
    done = f"{short['erledigt']}/{short['gesamt']}"
    review = {"ueberpruefung": short["ueberpruefung"]}
    return {**review, "phase": _phase(short["phase"]), "schritte": done, **_line(page.context["zeitstrahl"], on)}


def _line(line: dict[str, Any] | None, on: date) -> Facts:
    """Of the timeline: the planned meetings and the planned review."""
    planned = [entry for entry in line["ereignisse"] if entry["geplant"]] if line else []
    reviews = [entry["tag"] for entry in planned if entry["text"].startswith("Überprüfung")]
    assert len(reviews) < 2, "one review"
    return {
        "sitzung": first((entry["tag"] for entry in planned if "Sitzung" in entry["text"]), on),
        "ueberpruefung": reviews[0] if reviews else None,
    }


READERS = {
    "zwischenbericht": _interim,
    "auftragsliste": _task_list,
    "phasenuebersicht": _phases,
    "zielkatalog": _catalogue,
    "spur": _trail,
    "abschlussdokumentation": _final,
}


# ---- pages, calendar, data


def _area_page(area: Area, edition: Edition, day: date) -> Facts:
    context = area_page.page(View(SETTINGS, area, edition, forms()), (), day).context
    state, dates = context["lage"], context["termine"]
    assert state["offen"] == len(context["auftraege"])
    assert state["ueberfaellig"] == _late(context["auftraege"])
    assert state["ueberfaellig"] == sum(entry["art"] == "Auftrag" and bool(entry["ueberfaellig"]) for entry in dates)
    facts = {row["titel"]: row["wert"] for row in context["eckdaten"]}
    named: Facts = {
        "offen": state["offen"],
        "ueberfaellig": state["ueberfaellig"],
        "termin": first((entry["tag"] for entry in dates), day),
        "mitglieder": int(facts.get("Mitglieder", "0")),
        "massnahmen": _late_measures(context["ziele"]),
        "beschluesse": sum(meeting["beschluesse"] or 0 for meeting in context["sitzungen"]),
        "phase": _phase(state["phase"]),
        "schritte": state["schritte"].replace(" von ", "/"),
    }
    assert named["massnahmen"] == sum(entry["art"] == "Maßnahme" and bool(entry["ueberfaellig"]) for entry in dates)
    if "Vereinbarte Zeit" in facts:
        named["stunden"] = float(facts["Vereinbarte Zeit"].split()[0].replace(",", "."))
    return named | _line(context["zeitstrahl"], day)


def _city_page(area: Area, edition: Edition, day: date) -> Facts:
    context = city_page.page(CityView(SETTINGS, City(SETTINGS, (area,)), edition, forms()), {}, (), day).context
    (row,) = context["gebiete"]
    assert (row["offen"], row["ueberfaellig"]) == (context["zahlen"]["offen"], context["zahlen"]["ueberfaellig"])
    return {
        "offen": row["offen"],
        "ueberfaellig": row["ueberfaellig"],
        "termin": row["termin"]["tag"] if row["termin"] else None,
        "phase": _phase(row["phase"]),
    }


def _report(area: Area) -> Iterator[Said]:
    """The line of an area in the report on all of them, which is of its Stand."""
    row = city_report.situation(area, forms().words)
    yield Said("gesamtbericht", stand(area, city_report.FILES) or date.min, {"phase": _phase(row["phase"])})


def _data(area: Area, edition: Edition, day: date) -> Facts:
    data = area_data(area, SETTINGS, day)
    assert data["auftraege_offen"] == sum(task["offen"] for task in data["auftraege"])
    assert data["auftraege_ueberfaellig"] == sum(task["ueberfaellig"] for task in data["auftraege"])
    reviews = [entry["datum"] for entry in data["termine"] if entry["art"] == "ueberpruefung"]
    named: Facts = {
        "offen": data["auftraege_offen"],
        "ueberfaellig": data["auftraege_ueberfaellig"],
        "sitzung": first((entry["datum"] for entry in data["termine"] if entry["art"] == "sitzung"), day),
        "ueberpruefung": reviews[0] if reviews else None,
        "termin": first((entry["datum"] for entry in data["termine"]), day),
        "massnahmen": sum(entry["art"] == "massnahme" and entry["ueberfaellig"] for entry in data["termine"]),
        "phase": data["phase"],
        "schritte": f"{data['schritte_erledigt']}/{data['schritte_gesamt']}",
    }
    if data["vereinbarung"]:
        assert data["vereinbarung"]["ueberpruefung"] == named["ueberpruefung"], "agreement and deadlines"
        named |= {"ende": data["vereinbarung"]["ende"], "stunden": float(data["vereinbarung"]["stunden_pro_woche"])}
    return named


def _calendar(area: Area, edition: Edition, day: date) -> Facts:
    data = calendar.area_calendar(area, day)
    there = [event for event in Calendar.from_ical(data).walk("VEVENT") if event.get("status") != "CANCELLED"]
    dated = {str(event["uid"]): event.decoded("dtstart") for event in there}
    was = {f"sitzung-{minutes.id}@{SLUG}.regsam-docs" for minutes in area.minutes if minutes.status in HELD}
    return {
        "sitzung": first((when for uid, when in dated.items() if uid.startswith("sitzung-") and uid not in was), day),
        "ueberpruefung": next((when for uid, when in dated.items() if uid.startswith("ueberpruefung-")), None),
    }


# ---- commands


def _status(area: Area, edition: Edition, day: date) -> Facts:
    (entry,) = json.loads(overview.as_json([progress(area, day)]))["areas"]
    return {
        "offen": entry["tasks_open"],
        "ueberfaellig": entry["tasks_overdue"],
        "termin": date.fromisoformat(entry["next_date"]) if entry["next_date"] else None,
        "phase": entry["phase"],
        "schritte": f"{entry['steps_done']}/{entry['steps_total']}",
    }


def _deadlines(area: Area, edition: Edition, day: date) -> Facts:
    found = [entry for entry in deadlines(area, day) if entry.concerns(day)]
    listed = json.loads(as_json(found, day))["deadlines"]
    reviews = [date.fromisoformat(entry["datum"]) for entry in listed if entry["art"] == "ueberpruefung"]
    return {
        "sitzung": first((date.fromisoformat(entry["datum"]) for entry in listed if entry["art"] == "sitzung"), day),
        "ueberpruefung": reviews[0] if reviews else None,
        "ueberfaellig": sum(entry["overdue"] for entry in listed if entry["art"] == "auftrag"),
        "massnahmen": sum(entry["overdue"] for entry in listed if entry["art"] == "massnahme"),
        "termin": first((date.fromisoformat(entry["datum"]) for entry in listed), day),
    }


def _tasks(area: Area, edition: Edition, day: date) -> Facts:
    rows = list(_rows(Overview((area,), 30, ()), day))
    listed = json.loads(tasks_as_json(rows))["tasks"]
    return {"offen": sum(row.listed for row in rows), "ueberfaellig": sum(entry["overdue"] for entry in listed)}
