"""The report on a year (Jahresbericht): what all areas did in it, judged by what was known on its last day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from regsam_docs.documents import means
from regsam_docs.documents.catalogue import measure
from regsam_docs.documents.closing import council_paper, missing
from regsam_docs.documents.meetings import COMMITTEE, followed, judged, meeting_files, reference, resolved, special
from regsam_docs.documents.parts import badge, worded
from regsam_docs.documents.plan import CityPlan, CityView, FactList, Facts, Page, folder
from regsam_docs.forms import Words
from regsam_docs.model import Area, stand
from regsam_docs.model.agreement import signed_on
from regsam_docs.model.area import decided_closing
from regsam_docs.model.catalogue import Closing
from regsam_docs.model.minutes import Minutes, by_agenda, day, decided
from regsam_docs.model.selection import Selection
from regsam_docs.model.tracking import TasksOnDay, tasks_on

NAME = "jahresbericht"
SIGNED = "Kooperationsvereinbarung unterzeichnet"
FILES = ("gebiet.yaml", COMMITTEE, "vereinbarung.yaml", "ziele.yaml", "abschluss.yaml")
"""The files of each area it is made of, beside its minutes."""


@dataclass(frozen=True)
class AreaYear:
    """What one area did in the year. `area` is as known at its end, `on` the day by which its tasks are judged."""

    area: Area
    year: int
    on: date

    @cached_property
    def meetings(self) -> list[Minutes]:
        """Those held in the year."""
        return stand.meetings(self.area, self.year)

    @cached_property
    def tasks(self) -> TasksOnDay:
        """As they stood then."""
        return tasks_on(self.area, self.on)

    @cached_property
    def closing(self) -> Closing | None:
        """The closing, if it was decided in the year."""
        closing = decided_closing(self.area)
        return closing if closing is not None and closing.datum.year == self.year else None


def plans(view: CityView, tables: object = None) -> Iterator[CityPlan]:
    """One for every year with a meeting held, as far as the edition shows it. It needs no table (`tables`)."""
    for year in stand.years(view.city.areas):
        yield CityPlan(f"{NAME}-{year}", f"Jahresbericht {year}", sources(view, year), partial(make, year=year))


def sources(view: CityView, year: int) -> tuple[str, ...]:
    """The minutes up to the year's end, what else there is of each area, and the selections decided in the year."""
    named = [f"{area.slug}/{name}" for area in view.city.areas for name in _files(area, year)]
    return (*named, *(f"{folder(name)}/auswahl.yaml" for name, _ in _selections(view, year)))


def _files(area: Area, year: int) -> Iterator[str]:
    later = area.closing is not None and area.closing.datum.year > year
    for name in FILES:
        if name in (*area.files, FILES[0]) and not (later and name == "abschluss.yaml"):
            yield name
    yield from (name for id, name in meeting_files(area) if int(id[:4]) <= year)


def _selections(view: CityView, year: int) -> list[tuple[str, Selection]]:
    return [(name, chosen) for name, chosen in sorted(view.city.selections.items()) if chosen.stand.year == year]


def make(view: CityView, year: int) -> Page:
    """The report as this edition shows it. Its Stand is the newest day recorded, and no later than the year's last."""
    words, areas = view.forms.words, sorted(view.city.areas, key=lambda area: area.slug)
    chosen = [selection for _, selection in _selections(view, year)]
    days = [*(stand.stand(area, _files(area, year)) or date(year, 1, 1) for area in areas), *(one.stand for one in chosen)]
    on = min(max(days), stand.last_day(year))
    years = [AreaYear(stand.known(area, stand.last_day(year)), year, on) for area in areas]
    return Page(
        template=f"{NAME}.html",
        title=f"Jahresbericht {year}",
        stand=on,
        context={
            "jahr": year,
            "bezug_je_gebiet": any(judged(one.area, on) != on for one in years),
            "gebiete": (rows := [row for one in years if any((row := figures(one))["zahlen"])]),
            "summe": [sum(column) for column in zip(*(row["zahlen"] for row in rows), strict=True)],
            "sitzungen": [_meeting(one, minutes, words) for one in years for minutes in one.meetings],
            "beschluesse": _by_area(years, words, _decided),
            "auftraege": _by_area(years, words, _tasks),
            "massnahmen": _by_area(years, words, _measures),
            "mittel": means.sums(words, areas, year),
            "stunden": means.hours(words, [one.area for one in years], stand.last_day(year), year),
            "vereinbarungen": sorted((row for one in years for row in agreed(one, words)), key=lambda row: row["tag"]),
            "auswahlen": [_selection(selection, words) for selection in chosen],
            "abschluesse": [
                {**worded(words, one.closing, entscheidung="abschluss_entscheidung"), "gebiet": one.area.name}
                for one in years
                if one.closing
            ],
            "vorlagen": [
                {"gebiet": one.area.name, "vorlage": council_paper(words, paper)}
                for one in years
                if (paper := stand.council_paper(one.area, year))
            ],
            "ressourcen": [{"gebiet": one.area.name, "gruppen": missing(words, one.closing)} for one in years if one.closing],
            "empfehlungen": [row for one in years for row in _recommended(one, words)],
        },
    )


# ---- what the areas did


def figures(record: AreaYear) -> Facts:
    """An area's year in numbers: meetings, decisions, tasks given, done, open at the end and overdue of these, measures."""
    return {
        "name": record.area.name,
        "zahlen": [
            len(record.meetings),
            sum(map(decided, record.meetings)),
            len(stand.given_in(record.tasks.every, record.year)),
            len(stand.done_in(record.tasks.every, record.year)),
            len(record.tasks.open) + len(record.tasks.waiting),
            len(record.tasks.overdue),
            len(stand.carried_out(record.area.catalogue, record.year)),
        ],
    }


def _meeting(record: AreaYear, minutes: Minutes, words: Words) -> Facts:
    return {
        "gebiet": record.area.name,
        "tag": day(minutes),
        "nummer": minutes.sitzungsnummer,
        "besonders": special(words, minutes),
        "ort": minutes.ort,
        "phase": words.one("phase", minutes.phase),
    }


def _by_area(years: Sequence[AreaYear], words: Words, rows: Callable[[AreaYear, Words], FactList]) -> FactList:
    """What there is of each area, areas without any left out."""
    return [{"gebiet": one.area.name, "zeilen": found} for one in years if (found := rows(one, words))]


def _decided(record: AreaYear, words: Words) -> FactList:
    return [
        {**resolved(record.area, words, one), "sitzung": reference(minutes.id)}
        for minutes in record.meetings
        for one in by_agenda(minutes)
    ]


def _tasks(record: AreaYear, words: Words) -> FactList:
    """The tasks given or done in the year, as they stood at its end."""
    every = record.tasks.every
    shown = {task.id: task for task in (*stand.given_in(every, record.year), *stand.done_in(every, record.year))}
    return [followed(record.area, words, shown[id], record.on) for id in sorted(shown)]


def _measures(record: AreaYear, words: Words) -> FactList:
    return [measure(record.area, words, entry, None) for entry in stand.carried_out(record.area.catalogue, record.year)]


def agreed(record: AreaYear, words: Words) -> Iterator[Facts]:
    """What was agreed in the year: the agreement signed, amendments, reviews."""
    agreement = record.area.agreement
    if agreement is None:
        return
    amended = [(signed_on(one), f"{one.nr}. Nachtrag unterzeichnet", None, one.text) for one in agreement.nachtraege]
    reviewed = [(one.datum, "Überprüfung", one.entscheidung, one.begruendung) for one in agreement.ueberpruefungen]
    for when, what, result, why in ((signed_on(agreement), SIGNED, None, None), *amended, *reviewed):
        if when is not None and when.year == record.year:
            word = badge(words, "ueberpruefung_entscheidung", result)
            yield {"gebiet": record.area.name, "tag": when, "was": what, "ergebnis": word, "text": why}


def _selection(chosen: Selection, words: Words) -> Facts:
    return {
        "titel": chosen.titel,
        "stand": chosen.stand,
        "kandidaten": [
            {"gebiet": candidate.gebiet, "entscheidung": badge(words, "kandidat_entscheidung", candidate.in_the_end)}
            for candidate in chosen.kandidaten
        ],
    }


def _recommended(record: AreaYear, words: Words) -> Iterator[Facts]:
    """The recommendations of the year that are addressed to politics."""
    for task in stand.given_in(record.tasks.every, record.year):
        if task.given.task.art == "empfehlung" and task.given.task.adressatengruppe == "politik":
            yield {**followed(record.area, words, task, record.on), "gebiet": record.area.name}
