"""From a checked city to rendered pages and PDF jobs of one edition; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jinja2 import TemplateError

from regsam_docs import documents, page, paths, prose, render, seal
from regsam_docs.check import Result, Sheet
from regsam_docs.documents.plan import Edition, Forms, Page, Plan, View, fassung
from regsam_docs.manifest import digest
from regsam_docs.model.settings import Settings
from regsam_docs.pdf import Attachment, Job
from regsam_docs.render import Links
from regsam_docs.shown import Shown, shown, sources
from regsam_docs.standing import Standing, texts
from regsam_docs.texts.pictures import without_exif
from regsam_docs.trouble import Trouble

STOPS_ONE = {"V03": "kooperationsvereinbarung", "A04": "abschlussdokumentation"}
"""Findings that stop one document alone, though they stand in a file all are made of (rules.md, "What errors stop")."""

AGREEMENT = "kooperationsvereinbarung"

LOGO = "logo"
"""Name of the publisher's logo among a page's pictures."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document as a page for the web and as a job for paper. `path` is relative to `build/` and has no ending."""

    path: str
    plan: Plan
    page: Page
    fassung: str
    web: str
    job: Job


@dataclass(slots=True)
class AreaOutput:
    """All that is published of one area in one edition; paths relative to `build/`."""

    rendered: list[Rendered] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """Path without ending → why it cannot be made (German)."""
    copies: dict[str, str] = field(default_factory=dict)
    """Path → file to copy, relative to the root."""


@dataclass(frozen=True)
class Publisher:
    """Knows everything that is the same for all documents of one build. `read` gives the bytes of a file by its path."""

    result: Result
    files: Collection[str]
    """All files below `areas/`."""
    read: Callable[[str], bytes]
    standing: Standing
    settings: Settings
    edition: Edition

    def area(self, slug: str, wanted: Callable[[str], bool] = lambda name: True) -> AreaOutput:
        """Render an area's documents. `wanted` says by name which are to be made."""
        made = AreaOutput()
        area = next(a for a in self.result.city.areas if a.slug == slug)
        sheets = self._sheets(slug)
        seen = shown(area, {name: sheet.data for name, sheet in sheets.items() if sheet.data is not None}, self.edition)
        if seen is None:
            return made
        plans = list(documents.plans(seen.area))
        links = Links(self._hrefs(seen, plans), seen.pictures)
        view = View(self.settings, seen.area, self.edition, self._forms_of(slug), self._names)
        stopped = self._stopped(slug)
        for plan in plans:
            path = f"{self.edition}/{slug}/{plan.name}"
            if not wanted(plan.name):
                continue
            reason = stopped(plan)
            if reason is not None:
                made.failed[path] = reason
                continue
            try:
                made.rendered.append(self._render(path, plan, view, links, sheets))
            except (TemplateError, ValueError) as error:
                made.failed[path] = f"Die Vorlage zu „{plan.name}“ lässt sich nicht füllen: {error}"
        made.copies = {f"{self.edition}/{slug}/{name}": f"{paths.AREAS}/{slug}/{name}" for name in seen.copied}
        return made

    @cached_property
    def forms(self) -> Forms:
        """The standing texts, filled with the names of this city."""
        return texts(self.standing.files, self.settings)

    def _forms_of(self, slug: str) -> Forms:
        """The texts an area's documents are printed with: a sealed agreement keeps those it was signed with."""
        path = f"{paths.AREAS}/{slug}/{paths.SEAL}"
        if path not in self.files:
            return self.forms
        try:
            return texts(self.standing.files, self.settings, seal.decode(self.read(path))["formtexte"])
        except Trouble:
            return self.forms  # a damaged seal is a finding; it stops the agreement

    @cached_property
    def look(self) -> page.Look:
        """Both stylesheets in the publisher's colour."""
        return page.look(self.standing.files, self.settings.akzentfarbe)

    @cached_property
    def _templates(self) -> render.Sandbox:
        return render.environment(self.standing.templates())

    @cached_property
    def _policy(self) -> str:
        return page.policy(self.look.web)

    @cached_property
    def _logo(self) -> bytes | None:
        if self.settings.logo is None:
            return None
        return self.read(f"{paths.AREAS}/{self.settings.logo}")

    @cached_property
    def _names(self) -> dict[str, str]:
        city = self.result.city
        return {area.slug: area.name for area in city.areas} | {f"auswahl/{k}": v.titel for k, v in city.selections.items()}

    @cached_property
    def _broken(self) -> dict[str, str]:
        """Path → the first finding of level `fehler` that stops the documents made of it."""
        broken: dict[str, str] = {}
        for f in self.result.findings:
            if f.is_error and f.id not in STOPS_ONE and not f.id.startswith("K"):
                broken.setdefault(f.path, f"{f.path}:{f.line}:{f.column}: {f.id} {f.message}")
        return broken

    def _sheets(self, slug: str) -> dict[str, Sheet]:
        start = f"{paths.AREAS}/{slug}/"
        return {path.removeprefix(start): s for path, s in self.result.sheets.items() if path.startswith(start)}

    def _stopped(self, slug: str) -> Callable[[Plan], str | None]:
        folder = f"{paths.AREAS}/{slug}"
        only = {STOPS_ONE[f.id]: f for f in self.result.findings if f.id in STOPS_ONE and f.path.startswith(f"{folder}/")}

        def why(plan: Plan) -> str | None:
            if plan.name in only:
                return f"{only[plan.name].id} {only[plan.name].message}"
            places = [folder, *sources(plan.all_sources(), slug)]
            if plan.name == AGREEMENT:
                places.append(f"{folder}/{paths.SEAL}")
            return next((self._broken[place] for place in places if place in self._broken), None)

        return why

    def _hrefs(self, seen: Shown, plans: list[Plan]) -> dict[str, str]:
        """What a reference to a file of the area leads to: its document's page, or the file copied beside it."""
        pages = {plan.source: f"{plan.name}.html" for plan in plans if plan.source is not None}
        return pages | {name: name for name in seen.copied}

    def _render(self, path: str, plan: Plan, view: View, links: Links, sheets: Mapping[str, Sheet]) -> Rendered:
        made = plan.make(view)
        version = self._fassung(plan, sheets, view.area.slug)
        context = {**self._frame(plan, made, view, version), **made.context}
        html = {medium: render.render(self._templates, made.template, context, links, medium) for medium in render.MEDIA}
        pictures = {name: self._picture(name, view.area.slug) for name in page.used_pictures(html["paper"])}
        job = Job(
            html=html["paper"],
            css=self.look.paper,
            assets=pictures,
            fonts=self.standing.fonts(),
            title=f"{made.title} – {view.area.name}",
            author=self.settings.herausgeber.name,
            identifier=version,
            stand=made.stand,
            attachment=self._attachment(plan, view.area.slug),
        )
        return Rendered(path, plan, made, version, page.embed(html["web"], pictures), job)

    def _frame(self, plan: Plan, made: Page, view: View, version: str) -> dict[str, Any]:
        """What every template gets beside its page's own context."""
        return {
            **self._house(),
            "dokument": {
                "name": plan.name,
                "titel": made.title,
                "gebiet": view.area.name,
                "edition": self.edition,
                "ausgabe": self.forms.words.one("dokumentausgabe", self.edition),
                "zustand": made.state,
                "stand": made.stand,
                "fassung": version,
            },
        }

    def _house(self) -> dict[str, Any]:
        """Publisher, names and look: the same on every page."""
        house = self.settings.herausgeber
        return {
            "herausgeber": {
                "name": house.name,
                "anschrift": list(house.anschrift),
                "web": house.web,
                "email": house.email,
                "logo": f"{render.ASSET}{LOGO}" if self._logo is not None else None,
            },
            "stadt": self.settings.stadt,
            "partner": self.settings.partner,
            "gebietsbezeichnung": self.settings.gebietsbezeichnung,
            "akzent": {"farbe": self.settings.akzentfarbe or page.ACCENT},
            "navigation": [],
            "stil": self.look.web,
            "csp": self._policy,
        }

    def _picture(self, name: str, slug: str) -> bytes:
        if name == LOGO:
            return self._logo or b""
        return without_exif(self.read(f"{paths.AREAS}/{slug}/{name}"))

    def _fassung(self, plan: Plan, sheets: Mapping[str, Sheet], slug: str) -> str:
        """The Fassung over a document's YAML files and the pictures they show."""
        pictures = {name for source in plan.sources if source in sheets for name in _pictures(sheets[source])}
        digests = {}
        for path in sources({*plan.all_sources(), *pictures}, slug):
            sheet = self.result.sheets.get(path)
            if sheet is not None or path.partition(f"/{slug}/")[2] in pictures:
                short = path.removeprefix(f"{paths.AREAS}/")
                digests[short] = sheet.digest if sheet is not None else digest(self.read(path))
        return fassung(digests, digests)

    def _attachment(self, plan: Plan, slug: str) -> Attachment | None:
        if self.edition != "intern" or plan.source is None:
            return None
        name = plan.source.rpartition("/")[2]
        data = self.read(f"{paths.AREAS}/{slug}/{plan.source}")
        return Attachment(name, data, f"Quelle dieses Dokuments: {paths.AREAS}/{slug}/{plan.source}")


def _pictures(sheet: Sheet) -> Iterator[str]:
    return prose.pictures(sheet.kind, sheet.data) if sheet.data is not None else iter(())
