"""What a document is before it is one: its name, the files it is made of, and the function that makes its context."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from regsam_docs.forms import AgreementForm, PhaseModel, Words
from regsam_docs.model import Area, City
from regsam_docs.model.settings import Settings

Edition = Literal["intern", "verteiler", "oeffentlich"]

ALWAYS = ("../regsam.yaml", "gebiet.yaml")
"""Sources of every document of an area, relative to it (documents.md)."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The standing texts of the forms (`templates/texte/`), their placeholders filled."""

    phase_model: PhaseModel
    agreement: AgreementForm
    words: Words


@dataclass(frozen=True, slots=True)
class View:
    """All a document of an area may know: the area as this edition may see it, the settings and the forms' texts.

    It holds no clock: what depends on today is told so by its own argument (`today`).
    """

    settings: Settings
    area: Area
    edition: Edition
    forms: Forms
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of other things a document may print: selections by folder, areas by slug."""


@dataclass(frozen=True, slots=True)
class Page:
    """A document ready for its template. `context` is plain data (dicts, lists, texts, numbers, days)."""

    template: str
    title: str
    context: dict[str, Any]
    state: str | None = None
    """What the footer says beside edition and Stand: „Entwurf“, „unterzeichnet am 29. April 2010“."""
    stand: date | None = None
    listed: str | None = None
    """What the overview pages call it, where its title alone would be taken for another document's."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A document that can be made of an area, known before any of its files is understood, so that a document that
    cannot be made can be named.

    `sources` are relative to the area (`../regsam.yaml` and `gebiet.yaml` need not be said). `source` is the file it is
    named after, which travels along in the internal edition's PDF.
    """

    name: str
    sources: tuple[str, ...]
    make: Callable[[View], Page]
    source: str | None = None
    title: str = ""
    """What lists of documents call it: „Protokoll vom 12. Mai 2011“."""

    def all_sources(self) -> tuple[str, ...]:
        """`sources` with those every document has, sorted."""
        return tuple(sorted({*ALWAYS, *self.sources}))


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as overview pages list it: its title and the addresses of its forms, relative to the page."""

    name: str
    title: str
    html: str
    pdf: str | None = None
    """None where no PDF is made of it."""
    state: str | None = None
    stand: date | None = None


@dataclass(frozen=True, slots=True)
class CityView:
    """All a document of the city may know: areas and selections as this edition may see them."""

    settings: Settings
    city: City
    edition: Edition
    forms: Forms
    stopped: frozenset[str] = frozenset()
    """Slugs of areas whose page cannot be made: nothing may link to it."""


@dataclass(frozen=True, slots=True)
class CityPlan:
    """A document of the city. `sources` are relative to `areas/` (`regsam.yaml` need not be said)."""

    name: str
    title: str
    sources: tuple[str, ...]
    make: Callable[[CityView], Page]


def fassung(digests: Mapping[str, str], sources: Iterable[str]) -> str:
    """First 8 hex digits of a SHA-256 over the sources: each path and the digest of its content (documents.md).

    `digests`: path relative to `areas/` → digest of its normalised content. A source that does not exist does not count.
    """
    lines = [f"{path}\0{digests[path]}\n" for path in sorted(set(sources)) if path in digests]
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:8]
