"""What a document is before it is one: its name, the files it is made of, the function that makes its context, and its Fassung,
told without making it: a build prints it, `version` looks it up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from typing import Any

from regsam_docs.edition import sources
from regsam_docs.forms import AgreementForm, PhaseModel, Questionnaire, Words
from regsam_docs.model import Area, City
from regsam_docs.model.selection import Selection
from regsam_docs.model.settings import Settings
from regsam_docs.repository import kinds, paths
from regsam_docs.repository.kinds import EDITIONS
from regsam_docs.rules import prose
from regsam_docs.schema.sheet import Sheet

Edition = kinds.Edition

ALWAYS = ("../regsam.yaml", "gebiet.yaml")
"""Sources of every document of an area, relative to it (docs/dokumente.md, „Woraus jedes besteht“)."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The standing texts of the forms (`templates/texte/`), their placeholders filled."""

    phase_model: PhaseModel
    agreement: AgreementForm
    questionnaire: Questionnaire
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
    file: Callable[[str], tuple[str, dict[str, Any]]] = lambda name: ("", {})
    """A file of the area as it is written, with LF alone, and its data. Only the internal edition is given any."""


Facts = dict[str, Any]
"""What a template is told of a thing, by German names: texts, numbers, truth values, days, nothing, lists and dicts of these."""
FactList = list[Facts]
"""Several things of one kind, often the rows of a table."""


@dataclass(frozen=True, slots=True)
class Page:
    """A document ready for its template."""

    template: str
    title: str
    context: Facts
    state: str | None = None
    """What the footer says beside edition and Stand: „Entwurf“, „unterzeichnet am 29. April 2010“."""
    stand: date | None = None
    handed_out: bool = False
    """Whether others sign it or fill it in: then it does not call itself internal."""
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
    editions: frozenset[str] = frozenset(EDITIONS)
    """The editions it is made in."""
    paper: bool = True
    """Whether a PDF is made of it."""

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


def folder(name: str) -> str:
    """Where a selection lies, relative to `areas/`."""
    return f"{paths.SELECTIONS}/{name}"


def of_selections(
    view: CityView, word: str, title: str, has: Callable[[Selection], object], make: Callable[..., Page], *, tables: bool
) -> Iterator[CityPlan]:
    """A document of each selection that has what it tells of. `make` is called with the view and the selection's `name`;
    `tables`: whether it is made of the selection's tables too."""
    for name, chosen in sorted(view.city.selections.items()):
        if has(chosen):
            table = chosen.monitoring if tables else None
            files = dict.fromkeys(("auswahl.yaml", *((table.datei, *table.vergleich.values()) if table else ())))
            sources = tuple(f"{folder(name)}/{file}" for file in files)
            yield CityPlan(f"{word}-{name}", f"{title}: {chosen.titel}", sources, partial(make, name=name))


def fassung(digests: Mapping[str, str]) -> str:
    """First 8 hex digits of a SHA-256 over the sources: each name and the digest of its content (docs/dokumente.md, „Fassung“).
    What the folder of an area or a selection is called does not count.

    `digests`: path relative to `areas/` → digest of its normalised content. A source that does not exist does not count.
    """
    return of_folders(folder_digest(names, digests.get) for names in by_folder(digests).values())


def by_folder(files: Iterable[str]) -> dict[str, list[str]]:
    """Paths relative to `areas/` by the folder of the area or selection that they belong to."""
    folders: dict[str, list[str]] = {}
    for path in sorted(files):
        folders.setdefault(_folder(path)[0], []).append(path)
    return folders


def folder_digest(files: Iterable[str], digest: Callable[[str], str | None]) -> str:
    """What stands for the files of one folder in a Fassung (`by_folder`); "" if none of them is there."""
    return of_lines(folder_line(path, known) for path in files if (known := digest(path)) is not None)


def folder_line(path: str, digest: str) -> str:
    """What stands for one file in its folder's digest. `path`: relative to `areas/`."""
    return f"{_folder(path)[1]}\0{digest}\n"


def of_lines(lines: Iterable[str]) -> str:
    """The digest of a folder of its files' lines, which are in the order of their names."""
    text = "".join(lines)
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def of_folders(digests: Iterable[str]) -> str:
    """The Fassung of what its folders' digests stand for."""
    return hashlib.sha256("\n".join(sorted(filter(None, digests))).encode()).hexdigest()[:8]


@lru_cache(maxsize=20_000)
def _folder(path: str) -> tuple[str, str]:
    """The folder of the area or selection that a file belongs to, and its name therein, with what the folder is."""
    parts = path.split("/")
    depth = 2 if parts[0] == paths.SELECTIONS else 1 if len(parts) > 1 and parts[0] != paths.ATTACHMENTS else 0
    kind = paths.SELECTIONS if depth == 2 else ""
    return "/".join(parts[:depth]), "/".join([kind, *parts[depth:]])


Digest = Callable[[str], str | None]
"""Path from the root → SHA-256 of a file that is no YAML of the format; None if it is not there."""


def area_version(plan: Plan, slug: str, sheets: Mapping[str, Sheet], digest: Digest) -> str:
    """The Fassung of an area's document: over its YAML files and the pictures they show. `sheets`: path from the root → file."""
    files = [sheets.get(f"{paths.AREAS}/{slug}/{source}") for source in plan.sources]
    shown = frozenset(name for file in files if file is not None for name in _pictures(file))
    return _version(sources({*plan.all_sources(), *shown}, slug), sources(shown, slug), sheets, digest)


def city_sources(plan: CityPlan) -> tuple[str, ...]:
    """What the Fassung of a document of the city is made of, relative to `areas/`: the settings and its sources."""
    return (paths.SETTINGS.removeprefix(f"{paths.AREAS}/"), *plan.sources)


def city_version(plan: CityPlan, sheets: Mapping[str, Sheet], digest: Digest) -> str:
    """The Fassung of a document of the city: over its sources, tables among them."""
    named = [f"{paths.AREAS}/{name}" for name in city_sources(plan)]
    return _version(named, named, sheets, digest)


_KNOWN: dict[tuple[str, str], frozenset[str]] = {}
"""Kind and digest of a file → the pictures it shows: a file is part of many documents, and of many states."""


def _pictures(sheet: Sheet) -> frozenset[str]:
    if sheet.data is None:
        return frozenset()
    key = (sheet.kind, sheet.digest)
    if key not in _KNOWN:
        _KNOWN[key] = prose.pictures(sheet.kind, sheet.data)
    return _KNOWN[key]


def _version(named: list[str], others: list[str], sheets: Mapping[str, Sheet], digest: Digest) -> str:
    """Over the files named; of those that are no YAML of the format only `others` count."""
    digests: dict[str, str] = {}
    for path in named:
        sheet = sheets.get(path)
        found = sheet.digest if sheet is not None else digest(path) if path in others else None
        if found is not None:
            digests[path.removeprefix(f"{paths.AREAS}/")] = found
    return fassung(digests)
