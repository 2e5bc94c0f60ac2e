"""From a checked city to rendered pages and PDF jobs of one edition; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, partial
from typing import Any

from regsam_docs import documents, edition, render, seal
from regsam_docs.check import Result
from regsam_docs.check.register import REGISTER
from regsam_docs.documents import agreement
from regsam_docs.documents.plan import Edition, Forms, Page, Plan, View, area_version
from regsam_docs.documents.search_page import SearchEntry
from regsam_docs.edition import Excerpt, cut_records, excerpt_of, sources
from regsam_docs.edition.travel import clean_picture
from regsam_docs.finding import Trouble
from regsam_docs.model.agreement import signed_on
from regsam_docs.model.record import record
from regsam_docs.model.selection import Selection
from regsam_docs.model.settings import Settings, with_contacts
from regsam_docs.pdf import EmbeddedFile, Job
from regsam_docs.publish.calendar import Written
from regsam_docs.publish.changed import Changes
from regsam_docs.render import Filling, Links, Medium, filling, page
from regsam_docs.render.overrides.faults import TemplateFault
from regsam_docs.render.templates import TemplateFiles, edition_signed, texts
from regsam_docs.repository import paths
from regsam_docs.repository.digests import digest
from regsam_docs.repository.kinds import SELECTION
from regsam_docs.repository.layout import stands_for
from regsam_docs.rules import prose
from regsam_docs.schema.sheet import Sheet, digest_of
from regsam_docs.yaml.characters import decode

CITY_WAYS = {"index": "Alle Gebiete", "suche": "Suche", "daten": "Daten"}
"""The city's pages that every other page of the city leads to: name → how they are called there."""


STYLE = "\x05"
"""Stands for the stylesheet in a page of the product's own templates until all else is done with it: with its fonts it is longer
than most pages. No text holds it."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document as a page for the web and, unless it is a page alone, as a job for paper. `path` is relative to `build/`
    and has no ending."""

    path: str
    title: str
    """As the overview pages list it."""
    web: str
    job: Job | None
    state: str | None = None
    stand: date | None = None

    @property
    def on_paper(self) -> bool:
        """Whether a PDF is made of it."""
        return self.job is not None


@dataclass(frozen=True, slots=True)
class FramedPage:
    """A page with everything that is printed around it. `folder`: where the pictures lie that it shows, from the root."""

    path: str
    name: str
    page: Page
    area: str | None = None
    fassung: str | None = None
    folder: str = paths.AREAS
    attachment: EmbeddedFile | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A page that is still to be made. `paper`: whether a PDF is to be made of it."""

    make: Callable[[], FramedPage]
    links: Links
    paper: bool = True
    sources: tuple[str, ...] = ()
    """Of a document of the city the files it is made of beside what belongs to no area, relative to `areas/`."""


@dataclass(slots=True)
class Published:
    """All that is published of one area, or of the city, in one edition; paths relative to `build/`."""

    planned: dict[str, Planned] = field(default_factory=dict)
    """Path without ending → what `Publisher.render_planned` is to make."""
    rendered: list[Rendered] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """Path without ending → why it cannot be made (German)."""
    faulty: bool = False
    """Whether something failed for a template of the content repository."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Path → bytes of what is neither page nor copy: calendars, data."""
    dates: list[Written] = field(default_factory=list)
    """What the calendar holds."""
    data: bytes = b""
    """What `daten.json` says of an area, packed."""
    entries: list[SearchEntry] = field(default_factory=list)
    """What can be searched for of an area."""
    missing: dict[str, str] = field(default_factory=dict)
    """Path with ending → why this one file cannot be made (German)."""


@dataclass(frozen=True)
class Publisher:
    """Knows everything that is the same for all documents of one build."""

    result: Result
    templates: TemplateFiles
    settings: Settings
    edition: Edition
    excerpts: Mapping[str, Excerpt] = field(default_factory=dict)
    """The areas this edition shows, by slug."""
    withheld: Collection[str] = ()
    """Linked files that do not travel with this edition, by path below `build/`: nothing links to them."""
    workers: int = 1
    """Most processes that fill a content repository's templates at a time."""
    changes: Changes = lambda path: 0
    """How often what is published was changed."""
    signed: Mapping[str, date | None] = field(default_factory=dict)
    """By slug the day an area's agreement was signed, which no edition may hide from the texts it is printed with."""
    digests: Mapping[str, str] = field(default_factory=dict)
    """What counts for a Fassung of files that were not read, by path from the root."""

    def area(self, slug: str, wanted: Callable[[str], bool] = lambda name: True) -> Published:
        """Render an area's documents. `wanted` says by name which are to be made."""
        made = self.planned(slug, wanted)
        self.render_planned([made])
        return made

    def planned(self, slug: str, wanted: Callable[[str], bool] = lambda name: True) -> Published:
        """An area's documents, those that can be made only planned: what is pressed together takes fewer processes."""
        made = Published()
        excerpt = self.excerpts.get(slug)
        if excerpt is None:
            return made
        view, links = self.view(slug, excerpt), self.links(slug, excerpt)
        for plan in filter(lambda plan: wanted(plan.name), self.plans[slug]):
            path = f"{self.edition}/{slug}/{plan.name}"
            reason = self._stopped(slug, plan)
            if reason is None:
                made.planned[path] = Planned(partial(self._framed, path, plan, view), links, plan.paper)
            elif plan.paper:
                made.failed[path] = reason
            else:
                made.missing[f"{path}.html"] = reason
        return made

    def render_planned(self, published: Iterable[Published]) -> None:
        """Make all pages that are planned; one whose template cannot be filled fails alone."""
        waiting = [(made, path, planned) for made in published for path, planned in made.planned.items()]
        pages: list[FramedPage] = []

        def fillings() -> Iterator[tuple[int, Filling]]:
            for number, (_, _, planned) in enumerate(waiting):
                framed = planned.make()
                media: tuple[Medium, ...] = render.MEDIA if planned.paper else ("web",)
                pages.append(replace(framed, page=replace(framed.page, context={})))  # it is large, and its work done by this
                yield number, self.filling(framed, planned.links, media)

        filled = dict(filling.fill(self.templates, fillings(), self.workers, len(waiting)))
        for number, (made, path, planned) in enumerate(waiting):
            html = filled.pop(number)
            if isinstance(html, dict):
                try:
                    made.rendered.append(self._rendered(pages[number], html, planned.links))
                except ValueError as error:
                    made.failed[path] = str(error)
            elif isinstance(html, TemplateFault):
                made.failed[path], made.faulty = str(html), True
            else:
                made.failed[path] = f"Die Vorlage zu „{pages[number].name}“ lässt sich nicht füllen: {html}"
            del made.planned[path]

    def filling(self, framed: FramedPage, links: Links, media: tuple[Medium, ...]) -> Filling:
        """What a page's template is filled with."""
        return Filling(framed.page.template, {**self._frame(framed), **framed.page.context}, links, media)

    def view(self, slug: str, excerpt: Excerpt) -> View:
        """What an area's documents may know."""
        files = {"file": partial(self._file, slug)} if self.edition == "intern" else {}
        return View(self.settings, excerpt.area, self.edition, self._forms_of(slug), self.names, **files)

    def _file(self, slug: str, name: str) -> tuple[str, dict[str, Any]]:
        path = f"{paths.AREAS}/{slug}/{name}"
        return decode(self.result.tree.read(path), path)[0], self.result.sheets[path].data or {}

    @cached_property
    def plans(self) -> Mapping[str, list[Plan]]:
        """What this edition makes of each area that it shows."""
        return {slug: list(documents.plans(excerpt.area, self.edition)) for slug, excerpt in self.excerpts.items()}

    def links(self, slug: str, excerpt: Excerpt) -> Links:
        """What references to files of the area lead to: the document made of a file, or the file copied beside it; and what
        `dokument:NAME` leads to, a document that is made of many."""
        plans = [plan for plan in self.plans[slug] if self._stopped(slug, plan) is None]
        pages = {plan.source or f"dokument:{plan.name}": f"{plan.name}.html" for plan in plans}
        beside = {name: name for name in excerpt.copied if f"{self.edition}/{slug}/{name}" not in self.withheld}
        return Links(pages | beside, excerpt.pictures)

    @cached_property
    def published(self) -> Callable[[str], dict[str, str] | None]:
        """The pages that the published edition has of an area, by the file they are made of; None if it does not show it."""
        return cache(self._published)

    def _published(self, slug: str) -> dict[str, str] | None:
        there = {area.slug: area for area in self.result.city.areas}
        data = {name: sheet.data for name, sheet in self.result.files_of(slug).items() if sheet.data is not None}
        excerpt = cut_records(there[slug], data, "oeffentlich") if slug in there else None
        if excerpt is None:
            return None
        made = documents.plans(excerpt[0], "oeffentlich")
        return {str(plan.source): f"{plan.name}.html" for plan in made if plan.source is not None}

    def stopped_area(self, slug: str) -> str | None:
        """Why what is made of all of an area's files cannot be made; None if it can."""
        start = f"{paths.AREAS}/{slug}"
        found = (why for path, why in self._broken.items() if path in (start, paths.SETTINGS) or path.startswith(f"{start}/"))
        return next(found, None)

    @cached_property
    def forms(self) -> Forms:
        """The standing texts, filled with the names of this city."""
        return self._forms(None)

    @cached_property
    def _forms(self) -> Callable[[int | None], Forms]:
        """The same with an edition of the agreement's texts; None for the newest."""
        return cache(partial(texts, self.templates.files, self.settings))

    def _forms_of(self, slug: str) -> Forms:
        """The texts an area's documents are printed with: an agreement keeps those it was signed with, as its seal says; without
        one, those there were on that day."""
        path = f"{paths.AREAS}/{slug}/{paths.SEAL}"
        if path not in self.result.tree.files:
            signed = edition_signed(self.templates.files, self.signed[slug])
            return self._forms(signed)
        try:
            return self._forms(seal.decode(self.result.tree.read(path))["formtexte"])
        except Trouble:
            return self.forms  # a damaged seal is a finding; it stops the agreement

    @cached_property
    def look(self) -> page.Look:
        """Both stylesheets in the publisher's colour."""
        return page.look(self.templates.files, self.settings.akzentfarbe)

    @cached_property
    def _logo(self) -> bytes | None:
        if self.settings.logo is None:
            return None
        return clean_picture(self.result.tree.read(f"{paths.AREAS}/{self.settings.logo}"))

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of other things a document of an area may print: selections as `auswahl/<folder>`."""
        return {f"auswahl/{name}": selection.titel for name, selection in self.selections.items()}

    @cached_property
    def selections(self) -> dict[str, Selection]:
        """The selections as this edition shows them, by folder."""
        sheets = {name: self.result.sheets[SELECTION.path(name)] for name in self.result.city.selections}
        return {name: record(Selection, edition.selection(sheet.data or {}, self.edition)) for name, sheet in sheets.items()}

    @cached_property
    def evidence(self) -> frozenset[str]:
        """The city's attachments that go with its selections, relative to `areas/`."""
        sheets = (self.result.sheets[SELECTION.path(name)] for name in self.result.city.selections)
        selections = (edition.selection(sheet.data or {}, self.edition) for sheet in sheets)
        named = {name for data in selections for name in prose.of_city(SELECTION.name, data)}
        return frozenset(name for name in named if f"{paths.AREAS}/{name}" in self.result.tree.files)

    def city_links(self) -> Links:
        """What references of the city's own documents lead to: files copied beside them."""
        return Links({name: name for name in self.evidence if f"{self.edition}/{name}" not in self.withheld})

    def why_broken(self, path: str) -> str | None:
        """The finding that stops documents made of the file at `path`."""
        return self._broken.get(path)

    @cached_property
    def _broken(self) -> dict[str, str]:
        """Path → the first finding of level `fehler` that stops the documents made of it."""
        broken: dict[str, str] = {}
        for f in self.result.findings:
            if f.is_error and REGISTER[f.id].stops is None:
                broken.setdefault(f.path, str(f))
        for f in self.result.findings:
            meant = stands_for(f)  # for `gebiet.yml` the file that is missing
            if meant is not None and meant not in self.result.tree.files:
                broken.setdefault(meant, broken[f.path])
        return broken

    def _stopped(self, slug: str, plan: Plan) -> str | None:
        """The finding that keeps a document from being made; None if none does."""
        folder = f"{paths.AREAS}/{slug}"
        for f in self.result.findings:
            if REGISTER[f.id].stops == plan.name and f.path.startswith(f"{folder}/"):
                return str(f)
        places = [folder, *sources(plan.all_sources(), slug)]
        if plan.name == agreement.NAME:
            places.append(f"{folder}/{paths.SEAL}")
        return next((self._broken[place] for place in places if place in self._broken), None)

    def _framed(self, path: str, plan: Plan, view: View) -> FramedPage:
        return FramedPage(
            path=path,
            name=plan.name,
            page=plan.make(view),
            area=view.area.name,
            fassung=area_version(plan, view.area.slug, self.result.sheets, self.digest),
            folder=f"{paths.AREAS}/{view.area.slug}",
            attachment=self._attachment(plan, view.area.slug),
        )

    def _rendered(self, sheet: FramedPage, html: dict[Medium, str], links: Links) -> Rendered:
        pictures = {name: self.picture(name, sheet.folder, links) for name in page.used_pictures(html["web"])}
        job = (
            Job(
                html=html["paper"],
                css=self.look.paper,
                assets=pictures,
                fonts=self.templates.fonts(),
                title=f"{sheet.page.title} – {sheet.area}" if sheet.area else sheet.page.title,
                author=self.settings.herausgeber.name,
                identifier=sheet.fassung or "",
                stand=sheet.page.stand,
                attachment=sheet.attachment,
                base=self._address(sheet.path),
            )
            if "paper" in html
            else None
        )
        web = page.embed(html["web"], pictures).replace(STYLE, self.look.web)
        return Rendered(sheet.path, sheet.page.listed or sheet.page.title, web, job, sheet.page.state, sheet.page.stand)

    def _address(self, path: str) -> str | None:
        """Where a page of the published edition stands on the web, if the settings say so."""
        root = getattr(self.settings, "adresse", None)
        return f"{root.rstrip('/')}/{path.partition('/')[2]}" if root and self.edition == "oeffentlich" else None

    def _frame(self, sheet: FramedPage) -> dict[str, Any]:
        """What every template gets beside its page's own context."""
        head = page.Head(sheet.name, self.edition, sheet.area, sheet.fassung, page.LOGO if self._logo is not None else None)
        script = self._script(sheet.page.context.get("skript_name"))
        frame = page.frame(sheet.page, head, self.settings, self.forms.words, self.look.web, script)
        if self.templates.replaced:  # their templates must say the same on a screen and on paper, where there are no ways
            return frame
        return {**frame, "navigation": self._ways(sheet), "stil": STYLE}

    def _ways(self, sheet: FramedPage) -> list[dict[str, Any]]:
        """The ways from a page to those above it, and from the city's to each other."""
        _, *folder, name = sheet.path.split("/")
        if folder and sheet.area is not None:
            slug = folder[0]
            above = [("../index.html", "Alle Gebiete")]
            here = [("index.html", sheet.area)] if self.stopped_area(slug) is None else []
            ways = [*above, *here]
        else:
            up = "../" * len(folder)
            ways = [(f"{up}{href}.html", title) for href, title in CITY_WAYS.items()]
        current = f"{name}.html"
        return [{"href": href, "titel": title, "aktiv": href == current} for href, title in ways]

    def _script(self, names: str | None) -> str:
        """A page's own script, or several one after the other; nothing for pages without one."""
        return "\n".join(self.templates.files[f"skript/{name}.js"].decode() for name in (names or "").split())

    def picture(self, name: str, folder: str, links: Links) -> bytes:
        """The bytes of a picture that a page shows, cleaned; `folder`: where it lies, from the root."""
        if name == page.LOGO:
            return self._logo or b""
        assert name in links.pictures, "what a template of others' asks for is judged when it is filled"
        return clean_picture(self.result.tree.read(f"{folder}/{name}"))

    @cached_property
    def digest(self) -> Callable[[str], str]:
        """Digest of a file that counts for a Fassung: of its text, or of its bytes if it is none."""
        return cache(self._digest)

    def _digest(self, path: str) -> str:
        sheet = self.result.sheets.get(path)
        if sheet is None and path in self.digests:
            return self.digests[path]
        return sheet.digest if sheet is not None else digest_of(self.result.tree.read(path))

    def _attachment(self, plan: Plan, slug: str) -> EmbeddedFile | None:
        if self.edition != "intern" or plan.source is None:
            return None
        name = plan.source.rpartition("/")[2]
        data = self.result.tree.read(f"{paths.AREAS}/{slug}/{plan.source}")
        return EmbeddedFile(name, data, f"Quelle dieses Dokuments: {paths.AREAS}/{slug}/{plan.source}")


def publisher(result: Result, templates: TemplateFiles, edition_name: Edition, workers: int = 1) -> Publisher | None:
    """What publishes a city that was read; None while its settings cannot be read, for every document needs them. `workers`:
    most processes that fill a content repository's templates at a time."""
    sheet = result.sheets.get(paths.SETTINGS)
    if sheet is None or sheet.data is None:
        return None
    settings = record(Settings, edition.cut("regsam", sheet.data, edition_name))
    excerpts: dict[str, Excerpt] = {}
    for area in result.city.areas:
        data = {name: sheet.data for name, sheet in result.files_of(area.slug).items() if sheet.data is not None}
        excerpt = excerpt_of(area, with_contacts(data, area.slug, result.city.contacts), edition_name)
        excerpts |= {area.slug: excerpt} if excerpt is not None else {}
    signed = {area.slug: signed_on(area.agreement) if area.agreement else None for area in result.city.areas}
    return Publisher(result, templates, settings, edition_name, excerpts, workers=workers, signed=signed)
