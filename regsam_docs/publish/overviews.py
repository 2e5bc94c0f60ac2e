"""What is made of everything: the areas' and the city's pages, calendars, data, the city's own documents and the forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache, partial

from regsam_docs import documents
from regsam_docs.documents import area_page, city_page
from regsam_docs.documents.forms_sheets import empty_agreement, phase_sheet, questionnaire
from regsam_docs.documents.plan import CityPlan, CityView, Listed, Page, city_version
from regsam_docs.finding import SELECTION
from regsam_docs.model import City
from regsam_docs.publish import Planned, Proof, Published, Publisher, calendar, dataset
from regsam_docs.register import REGISTER
from regsam_docs.render import Links
from regsam_docs.repository import paths

INDEX = "index"
CALENDAR = "termine.ics"
DATA = "daten.json"

SHEETS: dict[str, Callable[..., Page]] = {
    "vorlagen/kooperationsvereinbarung-leer": empty_agreement,
    "vorlagen/phasenmodell": phase_sheet,
    "vorlagen/fragebogen": questionnaire,
}
"""Forms that belong to no area: path below the edition → what makes them."""

Wanted = Callable[[str], bool]


def add_to_area(publisher: Publisher, slug: str, made: Published, today: date, wanted: Wanted, *, pdf: bool = True) -> None:
    """Add an area's own page (planned) and calendar to what was published of it. `pdf`: whether the page may link to PDFs."""
    seen = publisher.shown_areas.get(slug)
    if seen is None:
        return
    path = f"{publisher.edition}/{slug}"
    why = publisher.stopped_area(slug)
    if why is not None:
        made.missing |= {f"{path}/{name}": why for name in (f"{INDEX}.html", CALENDAR) if wanted(name.partition(".")[0])}
        return
    if wanted(INDEX):
        view, there = publisher.view(slug, seen), listed(made, path, pdf=pdf)

        def proof() -> Proof:
            page = area_page.page(view, there, today)
            return Proof(f"{path}/{INDEX}", INDEX, page, view.area.name, folder=f"{paths.AREAS}/{slug}")

        made.planned[f"{path}/{INDEX}"] = Planned(proof, publisher.links(slug, seen), paper=False)
    if wanted("termine"):
        made.files[f"{path}/{CALENDAR}"] = calendar.area_calendar(seen.area, today, _about(publisher))


def _about(publisher: Publisher) -> calendar.About:
    """Where an edition's calendar leads, and when it sounds: only the internal one does."""
    days = publisher.settings.vorwarnung_tage if publisher.edition == "intern" else None
    return calendar.About(calendar.addresses(publisher.settings, cache(publisher.published)), days)


def listed(made: Published, folder: str, *, pdf: bool = True) -> list[Listed]:
    """The documents that were rendered into a folder, as its page lists them."""
    return [
        Listed(
            name=document.path.removeprefix(f"{folder}/"),
            title=document.title,
            html=f"{document.path.removeprefix(f'{folder}/')}.html",
            pdf=f"{document.path.removeprefix(f'{folder}/')}.pdf" if pdf and document.job is not None else None,
            state=document.state,
            stand=document.stand,
        )
        for document in made.rendered
        if document.path.startswith(f"{folder}/") and not document.path.endswith(f"/{INDEX}")
    ]


def documents_of_city(publisher: Publisher, wanted: Wanted) -> Published:
    """The city's own documents and the empty forms, planned."""
    made = Published()
    view = city_view(publisher)
    for plan in documents.city_plans(view, publisher.result.tables):
        if wanted(plan.name):
            _document(publisher, plan, view, made)
    for name, make in SHEETS.items():
        if wanted(name.rpartition("/")[2]):
            path = f"{publisher.edition}/{name}"
            page = make(publisher.forms, publisher.settings)
            made.planned[path] = Planned(partial(Proof, path, name.rpartition("/")[2], page), Links())
    return made


def add_to_city(
    publisher: Publisher, areas: Mapping[str, Published], made: Published, today: date, wanted: Wanted, *, pdf: bool = True
) -> None:
    """Add the city's page (planned), calendar and data to its documents. `areas`: what was published of all areas."""
    view = city_view(publisher)
    # Figures of the whole city would be wrong without an area that cannot be read: they are not made, and said so.
    broken = next((why for slug in publisher.shown_areas if (why := publisher.stopped_area(slug)) is not None), None)
    if broken is not None:
        made.missing |= {f"{publisher.edition}/{name}": broken for name in (CALENDAR, DATA) if wanted(name.partition(".")[0])}
    if wanted(INDEX):
        _index(publisher, areas, view, made, today, pdf=pdf)
    if wanted("termine") and broken is None:
        shown = [seen.area for seen in publisher.shown_areas.values()]
        entries = [entry for area in shown for entry in calendar.entries(area, today)]
        made.files[f"{publisher.edition}/{CALENDAR}"] = calendar.city_calendar(shown, entries, _about(publisher))
    if wanted("daten") and broken is None:
        data = dataset.dataset(view.city, view.settings, publisher.edition, today, publisher.result.tables)
        made.files[f"{publisher.edition}/{DATA}"] = dataset.encode(data)


def city_view(publisher: Publisher) -> CityView:
    """The city as this edition may see it."""
    areas = tuple(seen.area for seen in publisher.shown_areas.values())
    stopped = frozenset(slug for slug in publisher.shown_areas if publisher.stopped_area(slug) is not None)
    city = City(publisher.settings, areas, publisher.selections)
    return CityView(publisher.settings, city, publisher.edition, publisher.forms, stopped)


def _document(publisher: Publisher, plan: CityPlan, view: CityView, made: Published) -> None:
    path = f"{publisher.edition}/{plan.name}"
    why = next(_stops(publisher, plan), None)
    if why is not None:
        made.failed[path] = why
        return
    there = publisher.result.tree.files
    version = city_version(plan, publisher.result.sheets, lambda name: publisher.digest(name) if name in there else None)
    made.planned[path] = Planned(lambda: Proof(path, plan.name, plan.make(view), fassung=version), publisher.city_links())


def _stops(publisher: Publisher, plan: CityPlan) -> Iterator[str]:
    """Findings of level `fehler` in what a document of the city is made of, K among them: those stop just these."""
    wanted = {f"{paths.AREAS}/{name}" for name in ("regsam.yaml", *plan.sources)}
    for f in publisher.result.findings:
        if f.is_error and f.path in wanted and REGISTER[f.id].stops in (None, SELECTION):
            yield str(f)
    for path in sorted(wanted - set(publisher.result.tree.files)):
        why = publisher.why_broken(path) or publisher.why_broken(path.rpartition("/")[0])
        if why is not None:
            yield why


def _index(
    publisher: Publisher, areas: Mapping[str, Published], view: CityView, made: Published, today: date, *, pdf: bool
) -> None:
    folder = publisher.edition
    by_area = {
        slug: listed(published, f"{folder}/{slug}", pdf=pdf)
        for slug, published in areas.items()
        if any(document.path == f"{folder}/{slug}/{INDEX}" for document in published.rendered)
    }
    page = city_page.page(view, by_area, listed(made, folder, pdf=pdf), today, whole=not made.missing)
    made.planned[f"{folder}/{INDEX}"] = Planned(partial(Proof, f"{folder}/{INDEX}", INDEX, page), Links(), paper=False)
