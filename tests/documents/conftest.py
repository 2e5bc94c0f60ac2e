"""Documents of areas that are written down in a test or lie in tests/cases/documents/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from regsam_docs import check, documents, render
from regsam_docs.documents.plan import Edition, Forms, Page, Plan, View, fassung
from regsam_docs.edition import excerpt_of
from regsam_docs.model import Area
from regsam_docs.model.settings import Settings
from regsam_docs.render import page
from regsam_docs.render.templates import TemplateFiles, overlay, texts
from regsam_docs.repository.tree import Tree, tree_of
from regsam_docs.system import disk

SETTINGS = """format: 1
stadt: Musterstadt
herausgeber: {name: REGSAM Musterstadt, anschrift: [Beispielallee 1, 00000 Musterstadt], web: https://regsam.example.org}
grundlage: Beschluss des Stadtrats vom 12. Oktober 2023
"""


@dataclass(frozen=True)
class Press:
    """Makes the pages of an area as the product does, without writing any. `templates`: templates, styles, texts."""

    templates: TemplateFiles

    def area(self, tree: Tree, slug: str, edition: Edition) -> Printed:
        """An area of a content repository; its settings must be readable."""
        result = check.check(tree)
        settings = result.city.settings
        assert settings is not None, result.findings
        area = next(a for a in result.city.areas if a.slug == slug)
        start = f"areas/{slug}/"
        sheets = {p.removeprefix(start): s.data for p, s in result.sheets.items() if p.startswith(start) and s.data is not None}
        seen = excerpt_of(area, sheets, edition)
        assert seen is not None, f"{slug} is not in the edition {edition}"
        links = render.Links({p.source: f"{p.name}.html" for p in documents.plans(seen.area) if p.source}, seen.pictures)
        return Printed(self, settings, seen.area, edition, links)

    def written(self, files: Mapping[str, str], edition: Edition = "intern") -> Printed:
        """An area from the texts of its files, relative to it; settings and master data need not be given."""
        master = {"gebiet.yaml": "name: Hafenviertel\nstatus: aktiv\noeffentlich: true\n"}
        all_files = {"areas/regsam.yaml": SETTINGS, **{f"areas/hafen/{n}": t for n, t in (master | dict(files)).items()}}
        return self.area(tree_of({name: text.encode() for name, text in all_files.items()}), "hafen", edition)

    def forms(self, settings: Settings) -> Forms:
        """The standing texts with this city's names."""
        return texts(self.templates.files, settings)

    def html(self, made: Page, frame: Mapping[str, Any], links: render.Links, medium: render.Medium) -> str:
        """A page through its template."""
        environment = render.environment(self.templates.templates())
        return render.render(environment, made.template, {**frame, **made.context}, links, medium)


@dataclass(frozen=True)
class Printed:
    """An area's documents in one edition."""

    press: Press
    settings: Settings
    area: Area
    edition: Edition
    links: render.Links

    @property
    def view(self) -> View:
        return View(self.settings, self.area, self.edition, self.press.forms(self.settings))

    def plans(self) -> dict[str, Plan]:
        """What can be made, by name."""
        return {plan.name: plan for plan in documents.plans(self.area)}

    def page(self, name: str) -> Page:
        """Title, state, Stand and context of a document."""
        return self.plans()[name].make(self.view)

    def html(self, name: str, medium: render.Medium = "paper") -> str:
        """The whole document."""
        made = self.page(name)
        return self.press.html(made, frame(self.settings, made, self.edition, self.area.name, name), self.links, medium)

    def main(self, name: str, medium: render.Medium = "paper") -> str:
        """What stands between `<main>` and `</main>`."""
        return self.html(name, medium).partition('<main id="inhalt">')[2].partition("</main>")[0]


def frame(settings: Settings, made: Page, edition: Edition, area: str | None, name: str) -> dict[str, Any]:
    """What every template gets beside its page's own context."""
    house = settings.herausgeber
    return {
        "dokument": {
            "name": name,
            "titel": made.title,
            "gebiet": area,
            "edition": edition,
            "ausgabe": edition,
            "zustand": made.state,
            "stand": made.stand,
            "fassung": fassung({}),
        },
        "herausgeber": {
            "name": house.name,
            "anschrift": list(house.anschrift),
            "web": house.web,
            "email": house.email,
            "logo": None,
        },
        "stadt": settings.stadt,
        "partner": settings.partner,
        "gebietsbezeichnung": settings.gebietsbezeichnung,
        "akzent": {"farbe": page.ACCENT},
        "impressum": None,
        "navigation": [],
        "stil": "p > a { color: red }",
        "csp": "default-src 'none'",
    }


@pytest.fixture(scope="session")
def press() -> Press:
    """The product's own templates."""
    return Press(overlay(disk.resource_bytes("templates"), {}))


@pytest.fixture(scope="session")
def case_root(root: Path) -> Path:
    """Where the cases of this room lie."""
    return root / "tests/cases/documents"
