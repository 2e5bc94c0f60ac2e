"""Renders the overview pages as the product does, without writing any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from regsam_docs import check, documents, edition, render
from regsam_docs.documents import area_page, city_page, city_report
from regsam_docs.documents.plan import CityView, Edition, Forms, Listed, Page, View
from regsam_docs.edition import excerpt_of
from regsam_docs.model import Area, City
from regsam_docs.model.record import record
from regsam_docs.model.selection import Selection
from regsam_docs.model.settings import Settings
from regsam_docs.render import page
from regsam_docs.render.templates import TemplateFiles, overlay, texts
from regsam_docs.repository.tree import Tree
from regsam_docs.system import disk
from tests.documents.conftest import frame

CITY_DOCUMENTS = (Listed("gesamtbericht", "Gesamtbericht", "gesamtbericht.html", "gesamtbericht.pdf"),)


@dataclass(frozen=True)
class Pages:
    """The overview pages of one content repository in one edition."""

    tree: Tree
    edition: Edition
    today: date

    @cached_property
    def result(self) -> check.Result:
        return check.check(self.tree)

    @cached_property
    def templates(self) -> TemplateFiles:
        return overlay(disk.resource_bytes("templates"), {})

    @property
    def settings(self) -> Settings:
        assert self.result.city.settings is not None
        return self.result.city.settings

    @cached_property
    def forms(self) -> Forms:
        return texts(self.templates.files, self.settings)

    def cut(self, area: Area) -> Area | None:
        start = f"areas/{area.slug}/"
        sheets = {p.removeprefix(start): s.data for p, s in self.result.sheets.items() if p.startswith(start)}
        seen = excerpt_of(area, {name: data for name, data in sheets.items() if data is not None}, self.edition)
        return seen.area if seen else None

    @cached_property
    def city(self) -> City:
        areas = tuple(seen for area in self.result.city.areas if (seen := self.cut(area)) is not None)
        return replace(self.result.city, areas=areas, selections=self.selections)

    @property
    def selections(self) -> dict[str, Selection]:
        sheets = {name: self.result.sheets[f"areas/_auswahl/{name}/auswahl.yaml"].data for name in self.result.city.selections}
        return {name: record(Selection, edition.selection(data, self.edition)) for name, data in sheets.items() if data}

    @property
    def city_view(self) -> CityView:
        return CityView(self.settings, self.city, self.edition, self.forms)

    def listed(self, slug: str) -> list[Listed]:
        area = next(area for area in self.city.areas if area.slug == slug)
        return [Listed(p.name, p.title or p.name, f"{p.name}.html", f"{p.name}.pdf") for p in documents.plans(area)]

    def area_page(self, slug: str) -> str:
        area = next(area for area in self.city.areas if area.slug == slug)
        view = View(self.settings, area, self.edition, self.forms)
        made = area_page.page(view, self.listed(slug), self.today)
        links = render.Links({p.source: f"{p.name}.html" for p in documents.plans(area) if p.source})
        return self.html(made, area.name, links)

    def city_page(self, city_documents: Sequence[Listed] = CITY_DOCUMENTS) -> str:
        listed = {area.slug: self.listed(area.slug) for area in self.city.areas}
        return self.html(city_page.page(self.city_view, listed, city_documents, self.today), None, render.Links())

    def html(self, made: Page, area: str | None, links: render.Links, medium: render.Medium = "web") -> str:
        look = page.look(self.templates.files, self.settings.akzentfarbe)
        name = made.context.get("skript_name")
        script = self.templates.files[f"skript/{name}.js"].decode() if name else ""
        context: dict[str, Any] = {
            **frame(self.settings, made, self.edition, area, "index"),
            **made.context,
            "stil": look.web,
            "skript": script,
            "csp": page.policy(look.web, script),
        }
        return render.render(render.environment(self.templates.templates()), made.template, context, links, medium)

    def report(self, medium: render.Medium = "web") -> str:
        (plan,) = city_report.plans(self.city_view)
        return self.html(plan.make(self.city_view), None, render.Links(), medium)
