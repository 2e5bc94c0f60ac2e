"""What is made of everything: the areas' and the city's pages, calendars, data, the city's own documents and the forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial

from regsam_docs import documents
from regsam_docs.check.register import REGISTER
from regsam_docs.documents import area_page, city_page, search_page
from regsam_docs.documents.area_page import CALENDAR
from regsam_docs.documents.forms_sheets import empty_agreement, phase_sheet, questionnaire
from regsam_docs.documents.plan import CityPlan, CityView, Listed, Page, city_version
from regsam_docs.finding import SELECTION
from regsam_docs.model import City
from regsam_docs.publish import FramedPage, Planned, Published, Publisher, Rendered, calendar, dataset, feed, tables
from regsam_docs.publish.share import Listing, Share
from regsam_docs.render import Links
from regsam_docs.repository import paths
from regsam_docs.schema import schemas

INDEX = "index"
DATA = "daten.json"
SCHEMA = "daten-schema.json"
TABLE = "daten-{}.csv"
PAGES = (INDEX, search_page.NAME, city_page.DATA_NAME)
"""The pages of the city that stand for no document: they list what was made before them."""
NAMES = frozenset({"termine", feed.NAME, *PAGES, *(name.partition(".")[0] for name in city_page.FILES)})
"""What the city's pages, calendar and data can be asked for by."""

SHEETS: dict[str, Callable[..., Page]] = {
    "vorlagen/kooperationsvereinbarung-leer": empty_agreement,
    "vorlagen/phasenmodell": phase_sheet,
    "vorlagen/fragebogen": questionnaire,
}
"""Forms that belong to no area: path below the edition → what makes them."""

Wanted = Callable[[str], bool]


def of_area(publisher: Publisher, slug: str, share: Share, today: date, wanted: Wanted, *, pdf: bool = True) -> Published:
    """An area's own page (planned), its calendar and what the city's pages say of it as they are on a day. `share`: its
    documents. `pdf`: whether the page may link to PDFs."""
    made, excerpt = Published(), publisher.excerpts.get(slug)
    if excerpt is None:
        return made
    path = f"{publisher.edition}/{slug}"
    there = listed(share.listings, path, pdf=pdf)
    if wanted(search_page.NAME):
        made.entries = list(search_page.entries(excerpt.area, publisher.forms.words, there, today))
    why = publisher.stopped_area(slug)
    if why is not None:
        made.missing |= {f"{path}/{name}": why for name in (f"{INDEX}.html", CALENDAR) if wanted(name.partition(".")[0])}
        return made
    if wanted(INDEX):
        view = publisher.view(slug, excerpt)

        def framed() -> FramedPage:
            page = area_page.page(view, there, today)
            return FramedPage(f"{path}/{INDEX}", INDEX, page, view.area.name, folder=f"{paths.AREAS}/{slug}")

        made.planned[f"{path}/{INDEX}"] = Planned(framed, publisher.links(slug, excerpt), paper=False)
    if wanted("termine"):
        made.dates = calendar.written([excerpt.area], calendar.entries(excerpt.area, today), _about(publisher, share))
        made.files[f"{path}/{CALENDAR}"] = calendar.calendar_of(f"Termine {excerpt.area.name}", made.dates)
    if wanted("daten"):
        made.data = dataset.packed(dataset.area_data(excerpt.area, publisher.settings, today))
    return made


def _about(publisher: Publisher, share: Share) -> calendar.About:
    """Where an edition's calendar leads, and when it sounds: only the internal one does."""
    days = publisher.settings.vorwarnung_tage if publisher.edition == "intern" else None
    return calendar.About(calendar.addresses(publisher.settings, lambda slug: share.published), days, publisher.changes)


def listed(documents: Iterable[Rendered | Listing], folder: str, *, pdf: bool = True) -> list[Listed]:
    """The documents that were rendered into a folder, as its page lists them."""
    return [
        Listed(
            name=document.path.removeprefix(f"{folder}/"),
            title=document.title,
            html=f"{document.path.removeprefix(f'{folder}/')}.html",
            pdf=f"{document.path.removeprefix(f'{folder}/')}.pdf" if pdf and document.on_paper else None,
            state=document.state,
            stand=document.stand,
        )
        for document in documents
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
            made.planned[path] = Planned(partial(FramedPage, path, name.rpartition("/")[2], page), Links())
    return made


def of_city(
    publisher: Publisher, areas: Mapping[str, Share], documents: Share, today: date, wanted: Wanted, *, pdf: bool = True
) -> Published:
    """The city's pages (planned), calendar, data and feed as they are on a day. `areas`: what all areas came to; `documents`: the
    city's own."""
    made, view = Published(), city_view(publisher)
    # Figures of the whole city would be wrong without an area that cannot be read: they are not made, and said so.
    broken = next((why for slug in publisher.excerpts if (why := publisher.stopped_area(slug)) is not None), None)
    files = _files(publisher, areas, view, today)
    asked = {name: make for name, make in files.items() if wanted(name.partition(".")[0])}
    if broken is not None:
        made.missing |= {f"{publisher.edition}/{name}": broken for name in asked}
    else:
        made.files |= {f"{publisher.edition}/{name}": make() for name, make in asked.items()}
    there = list(files) if broken is None else []
    _pages(publisher, areas, view, documents, made, today, wanted, there, pdf=pdf)
    return made


def _files(publisher: Publisher, areas: Mapping[str, Share], view: CityView, today: date) -> dict[str, Callable[[], bytes]]:
    """What is made of every area of the city, or not at all: name → what makes it."""
    known = {slug: share.data for slug, share in areas.items() if share.data}
    data = cache(lambda: dataset.dataset(view.city, view.settings, publisher.edition, today, publisher.result.tables, known))
    tabled = cache(lambda: tables.tables(data()))
    has_feed = publisher.edition == "oeffentlich" and publisher.settings.adresse
    news = feed.news((one.area for one in publisher.excerpts.values()), publisher.forms, today) if has_feed else []

    def dates() -> bytes:
        return calendar.calendar_of_city(written for share in areas.values() for written in share.dates)

    def table(name: str) -> bytes:
        return tabled()[name]

    files: dict[str, Callable[[], bytes]] = {
        CALENDAR: dates,
        DATA: lambda: dataset.encode(data()),
        SCHEMA: lambda: dataset.encode(schemas.raw("daten")),
        **{TABLE.format(name): partial(table, name) for name in tables.TABLES},
    }
    if news:
        files[feed.FILE] = lambda: feed.feed(news, publisher.settings, lambda slug: areas[slug].published)
    return files


def city_view(publisher: Publisher) -> CityView:
    """The city as this edition may see it."""
    areas = tuple(excerpt.area for excerpt in publisher.excerpts.values())
    stopped = frozenset(slug for slug in publisher.excerpts if publisher.stopped_area(slug) is not None)
    city = City(publisher.settings, areas, publisher.selections)
    return CityView(publisher.settings, city, publisher.edition, publisher.forms, stopped)


def _document(publisher: Publisher, plan: CityPlan, view: CityView, made: Published) -> None:
    path = f"{publisher.edition}/{plan.name}"
    why = next(_stops(publisher, plan), None)
    if why is not None:
        made.failed[path] = why
        return
    made.planned[path] = Planned(
        partial(_framed_city_page, publisher, plan, view, path), publisher.city_links(), sources=plan.sources
    )


def _framed_city_page(publisher: Publisher, plan: CityPlan, view: CityView, path: str) -> FramedPage:
    there = publisher.result.tree.files
    version = city_version(plan, publisher.result.sheets, lambda name: publisher.digest(name) if name in there else None)
    return FramedPage(path, plan.name, plan.make(view), fassung=version)


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


def _pages(
    publisher: Publisher,
    areas: Mapping[str, Share],
    view: CityView,
    documents: Share,
    made: Published,
    today: date,
    wanted: Wanted,
    files: Sequence[str],
    *,
    pdf: bool,
) -> None:
    """Plan the pages of the city. `files`: what they may link to beside documents."""
    folder = publisher.edition
    by_area = {
        slug: listed(share.listings, f"{folder}/{slug}", pdf=pdf)
        for slug, share in areas.items()
        if any(document.path == f"{folder}/{slug}/{INDEX}" for document in share.listings)
    }
    parts = schemas.raw("daten")["properties"]["gebiete"]["items"]["properties"]
    meanings = {name: part["description"] for name, part in parts.items()}
    pages = {
        INDEX: partial(city_page.page, view, by_area, listed(documents.listings, folder, pdf=pdf), today, files),
        search_page.NAME: partial(search_page.page, view, {slug: share.entries for slug, share in areas.items()}, by_area, today),
        city_page.DATA_NAME: partial(city_page.data_page, files, meanings, today),
    }
    for name in filter(wanted, PAGES):
        framed = partial(_framed_area_page, f"{folder}/{name}", name, pages[name])
        made.planned[f"{folder}/{name}"] = Planned(framed, Links(), paper=False)


def _framed_area_page(path: str, name: str, make: Callable[[], Page]) -> FramedPage:
    return FramedPage(path, name, make())
