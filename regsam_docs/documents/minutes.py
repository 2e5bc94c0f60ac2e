"""The minutes of a meeting that was held (Protokoll): who was there, what was reported, decided and given out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

from regsam_docs import german
from regsam_docs.documents import meetings
from regsam_docs.documents.parts import area_page, badge, data
from regsam_docs.documents.plan import FactList, Facts, Page, Plan, View
from regsam_docs.finding import Path
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.area import called, declined, tasks
from regsam_docs.model.minutes import Minutes, Point, added, day, held, points, resolutions
from regsam_docs.model.stand import stand
from regsam_docs.repository import paths

NAME = "protokoll"


def plans(area: Area) -> Iterator[Plan]:
    """One for every meeting that was held, oldest first, and for every file of a meeting that cannot be read."""
    read = area.minutes_by_id
    for id, file in meetings.meeting_files(area):
        if id not in read or held(read[id]):
            title = f"Protokoll vom {meetings.spoken(id)}"
            yield Plan(meetings.name(NAME, id), sources(area, id), partial(make, id), source=file, title=title)


def sources(area: Area, id: str) -> tuple[str, ...]:
    """The meeting's file, the committee, and the minutes that gave the tasks these report on."""
    read = area.minutes_by_id.get(id)
    heard = read.rueckmeldungen if read else ()
    named = {paths.minutes_file(paths.meeting_that_gave(report.auftrag)) for report in heard}
    return (paths.minutes_file(id), meetings.COMMITTEE, *sorted(named & area.files))


def make(id: str, view: View) -> Page:
    """The minutes as this edition shows them. Gaps are marked until they have been sent."""
    area, words = view.area, view.forms.words
    minutes = area.minutes_by_id[id]
    return Page(
        template=f"{NAME}.html",
        title=f"Protokoll der {meetings.called_meeting(minutes)}",
        state=state(minutes, words),
        stand=stand(area, sources(area, id)),
        context={
            **shared(view, minutes),
            "luecken": minutes.status == "entwurf",
            "anwesend": meetings.present(area, words, minutes),
            "entschuldigt": meetings.all_called(area, minutes.entschuldigt),
            "nicht_anwesend": meetings.all_called(area, minutes.nicht_anwesend),
            "gaeste": meetings.guests(minutes),
            "weitere_anwesende": meetings.others(minutes),
            "beschlussfaehig": minutes.beschlussfaehig,
            "berichte": reports(area, words, minutes),
            "tagesordnung": agenda_items(area, words, minutes),
            "beschluesse": [meetings.resolved(area, words, one) for one in resolutions(minutes)],
            "auftraege": assigned(area, words, minutes),
            "naechste_sitzung": data(minutes.naechste_sitzung),
        },
    )


def state(minutes: Minutes, words: Words) -> str:
    """„Entwurf“, „versandt am …“, „genehmigt in der Sitzung vom …“ or „genehmigt im Umlaufverfahren am …“."""
    if minutes.status == "versandt" and minutes.versandt_am:
        return f"versandt am {german.german(minutes.versandt_am)}"
    if minutes.status == "genehmigt" and minutes.genehmigt_in:
        return f"genehmigt in der Sitzung vom {meetings.spoken(minutes.genehmigt_in)}"
    if minutes.status == "genehmigt" and minutes.genehmigt_am:
        return f"genehmigt {words.one('verfahren', 'umlauf')} am {german.german(minutes.genehmigt_am)}"
    return words.one("protokoll_status", minutes.status)


def shared(view: View, minutes: Minutes) -> Facts:
    """What invitation and minutes of a meeting say alike: its head, who gets them, what is enclosed, the area's page."""
    return {
        "sitzung": head(view.area, view.forms.words, minutes),
        "verteiler": meetings.all_called(view.area, minutes.verteiler),
        "anlagen": [data(entry) for entry in minutes.anlagen if entry.titel or entry.datei],
        "seite": area_page(view),
    }


def head(area: Area, words: Words, minutes: Minutes) -> Facts:
    """When and where, and who led: the same for invitation and minutes."""
    return {
        "name": declined(minutes),
        "nummer": minutes.sitzungsnummer,
        "besonders": meetings.special(words, minutes),
        "tag": day(minutes),
        "verschoben_von": meetings.reference(minutes.verschoben_von),
        "eingeladen_am": minutes.einladung.versandt_am if minutes.einladung else None,
        "phase": words.one("phase", minutes.phase),
        "zeit": meetings.hours(minutes.beginn, minutes.ende),
        "ort": minutes.ort,
        "leitung": called(area, minutes.leitung) if minutes.leitung else None,
        "protokollfuehrung": called(area, minutes.protokollfuehrung) if minutes.protokollfuehrung else None,
    }


def assigned(area: Area, words: Words, minutes: Minutes) -> FactList:
    """The tasks and recommendations of a meeting, one after the other for each who does them, what is due first on top."""
    listed = [meetings.given(area, words, task) for point in points(minutes) for task in point.item.auftraege]
    first = {one: at for at, one in reversed(list(enumerate(task["an"][0] for task in listed)))}
    return sorted(listed, key=lambda task: (task["empfehlung"], first[task["an"][0]], task["frist"] or date.max))


def agenda_items(area: Area, words: Words, minutes: Minutes) -> FactList:
    """The items of the agenda in their order, each with its parts (`unterpunkte`)."""
    later, outcome, items = added(minutes), outcomes(area, words, minutes), FactList()
    for point in points(minutes):
        item = {**agenda_item(area, words, point, outcome), "spaeter": point.path in later}
        (items if point.parent is None else items[-1]["unterpunkte"]).append(item)
    return items


def outcomes(area: Area, words: Words, minutes: Minutes) -> Mapping[Path, FactList]:
    """The decisions of a meeting by the place of their item."""
    found: dict[Path, FactList] = {}
    for one in resolutions(minutes):
        found.setdefault(one.point.path, []).append(meetings.resolved(area, words, one))
    return found


def agenda_item(area: Area, words: Words, point: Point, outcome: Mapping[Path, FactList]) -> Facts:
    """An item with its decisions and tasks; without a title it is one this edition may not show."""
    item = point.item
    return {
        **data(item),
        "nr": point.number,
        "anker": f"top-{point.number.replace('.', '-')}",
        "vorgestellt_von": called(area, item.vorgestellt_von) if item.vorgestellt_von else None,
        "unterpunkte": [],
        "beschluesse": outcome.get(point.path, []),
        "auftraege": [meetings.given(area, words, task) for task in item.auftraege],
    }


def reports(area: Area, words: Words, minutes: Minutes) -> FactList:
    """What was reported on earlier tasks: the state as this meeting heard it, not what became of it later."""
    known = {given.id: given.task for given in tasks(area)}
    return [
        {
            **data(report),
            "herkunft": meetings.task_reference(report.auftrag),
            "auftrag": meetings.given(area, words, known[report.auftrag]) if report.auftrag in known else None,
            "stand": badge(words, "auftrag_status", report.status),
        }
        for report in minutes.rueckmeldungen
    ]
