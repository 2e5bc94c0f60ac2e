"""The way of a file from bytes to findings, for all files of a tree (docs/architecture.md, "The way of a file")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

import msgspec

from regsam_docs import model, rules, seal, selection
from regsam_docs.check import register
from regsam_docs.finding import Finding, Problem, Rule, finding, reported
from regsam_docs.model import Area, City
from regsam_docs.model.agreement import PARTIES
from regsam_docs.model.selection import Selection
from regsam_docs.model.settings import Contacts, Settings
from regsam_docs.repository import contents, kinds, paths
from regsam_docs.repository.kinds import Kind
from regsam_docs.repository.layout import Layout, layout
from regsam_docs.repository.tree import Tree, composed
from regsam_docs.rules import colours, prose
from regsam_docs.rules.references import R01, Known, references
from regsam_docs.schema.judge import S06, nearest
from regsam_docs.schema.sheet import Sheet
from regsam_docs.schema.sheet import read as read_sheet
from regsam_docs.seal import integrity
from regsam_docs.selection import Outcome
from regsam_docs.system import store
from regsam_docs.texts import T02, pictures


@dataclass(frozen=True)
class Result:
    """A tree as it was read and judged, which is all that documents and comparisons are made of: the model as far as it can be
    known, the files it came from by path from the root, and all findings in order."""

    tree: Tree
    city: City
    sheets: Mapping[str, Sheet]
    findings: tuple[Finding, ...]
    tables: Mapping[str, Outcome]
    """What the monitoring rule makes of each selection's table; one that cannot be read is left out."""
    checked_off: tuple[Finding, ...]
    """The warnings that were checked off (`register`); they are not among the findings."""
    plan: Layout
    """What lies where in the tree."""
    strangers: Mapping[str, tuple[Finding, ...]]
    """By area what is wrong in the contacts for its sake; among the findings only where those of the contacts are asked for."""

    def files_of(self, slug: str) -> dict[str, Sheet]:
        """An area's files, by name relative to it."""
        return self._by_area.get(slug, {})

    @cached_property
    def _by_area(self) -> dict[str, dict[str, Sheet]]:
        found: dict[str, dict[str, Sheet]] = {}
        for path, sheet in self.sheets.items():
            slug, slash, name = path.removeprefix(f"{paths.AREAS}/").partition("/")
            if slash:
                found.setdefault(slug, {})[name] = sheet
        return found


class KeptSheet(msgspec.Struct):
    """Of a file as read what is needed to make documents of it (`Sheet`)."""

    kind: str
    digest: str
    data: dict[str, Any] | None
    findings: tuple[Finding, ...]


class KeptArea(msgspec.Struct):
    """What reading and judging an area came to: its findings, in the contacts for its sake too, how many warnings were checked
    off, and its files by name. Contacts themselves are in none of it."""

    findings: tuple[Finding, ...]
    checked_off: int
    files: dict[str, KeptSheet]


def found_in(result: Result, slug: str) -> Iterator[Finding]:
    """What is wrong in an area, and in the city's contacts for its sake."""
    yield from (found for found in result.findings if f"{found.path}/".startswith(f"{paths.AREAS}/{slug}/"))
    yield from result.strangers.get(slug, ())


def packed_reading(result: Result, slug: str) -> bytes | None:
    """What an area came to, as it is kept; None if it cannot be kept whole."""
    off = sum(found.path.startswith(f"{paths.AREAS}/{slug}/") for found in result.checked_off)
    files = {name: KeptSheet(one.kind, one.digest, one.data, one.findings) for name, one in result.files_of(slug).items()}
    reading = KeptArea(tuple(found_in(result, slug)), off, files)
    try:
        packed = store.pack(reading)
        return packed if store.unpack(packed, KeptArea) == reading else None  # what JSON has no words for
    except ValueError:
        return None


def check(
    tree: Tree,
    only: Iterable[str] = (),
    progress: Callable[[int, int], None] = lambda done, total: None,
    city: Result | None = None,
    known: Mapping[str, KeptArea] | None = None,
) -> Result:
    """Read and judge a tree. `only`: paths (files or folders) to limit the findings to; areas outside are not read.
    `progress` is told how many areas of how many are done. `city`: what belongs to no area of this tree, if that is known;
    `known`: what areas of it came to, which are not read again."""
    known = known or {}
    plan = city.plan if city is not None and city.tree is tree else layout(tree)
    wanted = tuple(composed(path.rstrip("/")) for path in only)
    reading = _Reading(tree, plan, list(plan.findings))
    settings, selections = reading.city(wanted) if city is None else reading.kept_city(city)
    areas = []
    for done, slug in enumerate(plan.areas):
        if concerned(f"{paths.AREAS}/{slug}", wanted):
            progress(done, len(plan.areas))
            areas.append(reading.kept_area(slug, known[slug]) if slug in known else reading.area(slug, settings))
    contacts = reading.contacts(areas)
    found = {*reading.found, *integrity.reworded(tree, [area for area in areas if area.slug not in known], reading.sheets)}
    left, silenced = register.check_off(reading.sheets, found)
    findings = reported(f for f in left if concerned(f.path, wanted))
    checked_off = tuple(f for f in silenced if concerned(f.path, wanted))
    sheets = {path: sheet for path, sheet in reading.sheets.items() if concerned(path, wanted)}
    whole = City(settings, tuple(areas), selections, contacts)
    return Result(tree, whole, sheets, findings, reading.tables, checked_off, plan, reading.strangers)


def concerned(path: str, wanted: tuple[str, ...]) -> bool:
    """Whether a path is, holds or lies in one of those that are wanted; every one is if none is named."""
    return not wanted or any(
        path == w or path.startswith(f"{w}/") or w.startswith(f"{path}/") or w == paths.AREAS for w in wanted
    )


@dataclass(slots=True)
class _Reading:
    """What of a tree was read and found so far."""

    tree: Tree
    plan: Layout
    found: list[Finding]
    sheets: dict[str, Sheet] = field(default_factory=dict)
    tables: dict[str, Outcome] = field(default_factory=dict)
    strangers: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    def city(self, wanted: tuple[str, ...]) -> tuple[Settings | None, dict[str, Selection]]:
        """What belongs to no area: the settings, and those of the selections that are wanted, as far as they can be read."""
        settings = self.settings()
        names = [name for name in self.plan.selections if concerned(kinds.SELECTION.path(name).rpartition("/")[0], wanted)]
        return settings, {name: chosen for name in names if (chosen := self.selection(name)) is not None}

    def kept_city(self, city: Result) -> tuple[Settings | None, dict[str, Selection]]:
        """The same, read and judged before."""
        self.found += [*city.findings, *city.checked_off]
        self.sheets |= city.sheets
        self.tables |= city.tables
        return city.city.settings, dict(city.city.selections)

    def settings(self) -> Settings | None:
        """The city's settings, as far as they can be read."""
        self.found += contents.attachments(self.tree, f"{paths.AREAS}/{paths.ATTACHMENTS}")
        if self.plan.settings is None:
            return None
        sheet = self._city_file(self.plan.settings, kinds.SETTINGS, paths.AREAS)
        settings = model.record(Settings, sheet.data) if sheet.data is not None else None
        pale = colours.problem(settings.akzentfarbe) if settings is not None and settings.akzentfarbe else None
        self.found += [sheet.locate(S06, Problem("regsam.yaml", ("akzentfarbe",), pale))] if pale else []
        return settings

    def selection(self, name: str) -> Selection | None:
        """A selection, as far as it can be read, and its table."""
        path = kinds.SELECTION.path(name)
        folder = path.rpartition("/")[0]
        sheet = self._city_file(path, kinds.SELECTION, folder)
        if sheet.data is None:
            return None
        chosen = model.record(Selection, sheet.data)
        view = rules.SelectionView(name, chosen, frozenset(self.plan.areas))
        self.found += [sheet.locate(one.rule, problem) for one in rules.SELECTION_RULES for problem in one.problems(view)]
        table = selection.judge(self.tree, folder, chosen)
        self.found += [*table.findings, *(sheet.locate(rule, problem) for rule, problem in table.problems)]
        self.tables |= {name: table.outcome} if table.outcome is not None else {}
        return chosen

    def area(self, slug: str, settings: Settings | None) -> Area:
        """An area. `settings`: those of the city, for what a sealed agreement prints of them."""
        folder = f"{paths.AREAS}/{slug}"
        sheets = {name: read(self.tree, f"{folder}/{name}", kind) for name, kind in self.plan.areas[slug].items()}
        area = self._area_of(slug, sheets)
        known = Known(area, frozenset(self.plan.selections))
        problems = [*references(known, {name: sheet.leaves for name, sheet in sheets.items()})]
        problems += [(one.rule, problem) for one in rules.RULES for problem in one.problems(area)]
        for sheet in sheets.values():
            self.found += [*sheet.findings, *texts(self.tree, folder, sheet, area.files)]
        self.found += [sheets[problem.file].locate(rule, problem) for rule, problem in problems if problem.file in sheets]
        self.found += contents.attachments(self.tree, f"{folder}/{paths.ATTACHMENTS}")
        self.found += integrity.changed(self.tree, area, sheets, settings)
        return area

    def kept_area(self, slug: str, kept: KeptArea) -> Area:
        """An area that was read and judged before."""
        self.found += kept.findings
        files = kept.files.items()
        return self._area_of(
            slug,
            {
                name: Sheet(f"{paths.AREAS}/{slug}/{name}", one.kind, one.digest, one.data, one.findings, None)
                for name, one in files
            },
        )

    def _area_of(self, slug: str, sheets: Mapping[str, Sheet]) -> Area:
        folder, unknown = f"{paths.AREAS}/{slug}", self.plan.unknown_in(slug)
        data = {name: sheet.data for name, sheet in sheets.items() if sheet.data is not None}
        drafts = frozenset(name for name, sheet in sheets.items() if sheet.is_draft)  # as if they were not there yet
        unread = (frozenset(sheets) - data.keys() - drafts) | unknown
        self.sheets |= {sheet.path: sheet for sheet in sheets.values()}
        return replace(model.area(slug, data, unread, (self.tree.below(folder) - drafts) | unknown), drafts=drafts)

    def contacts(self, areas: Iterable[Area]) -> Contacts | None:
        """The contacts kept outside git. Whom an id names is only known where the committee was read."""
        if self.plan.contacts is None:
            return None
        sheet = read(self.tree, self.plan.contacts, kinds.CONTACTS.name)
        self.sheets[sheet.path] = sheet
        self.found += sheet.findings
        if sheet.data is None:
            return None
        contacts = model.record(Contacts, sheet.data)
        known = {area.slug: area for area in areas}
        for slug in contacts.kontakte:
            place = ("kontakte", slug)
            if slug not in self.plan.areas:
                near = nearest(slug, list(self.plan.areas))
                self.found.append(sheet.locate(R01, Problem("", place, f"Ein Gebiet „{slug}“ gibt es nicht.", near, at="key")))
            elif slug in known:
                self.strangers[slug] = tuple(strangers(sheet, contacts, known[slug]))
                self.found += self.strangers[slug]
        return contacts

    def _city_file(self, path: str, kind: Kind, folder: str) -> Sheet:
        """A file that belongs to no area. `folder`: what it names files relative to."""
        sheet, files = read(self.tree, path, kind.name), self.tree.below(folder)
        beside = self.tree.below(paths.AREAS)
        known = Known(Area("", files=files), areas=frozenset(self.plan.areas), beside=beside)
        self.found += [*sheet.findings, *texts(self.tree, folder, sheet, files)]
        self.found += [sheet.locate(rule, problem) for rule, problem in references(known, {path: sheet.leaves})]
        self.sheets[path] = sheet
        return sheet


def strangers(sheet: Sheet, contacts: Contacts, area: Area) -> Iterator[Finding]:
    """R01 for ids of an area in the contacts that name nobody there. `sheet`: the contacts' file."""
    for id, said, near in _nobody(area, contacts.kontakte.get(area.slug, ())):
        yield sheet.locate(R01, Problem("", ("kontakte", area.slug, id), said, near, at="key"))


def _nobody(area: Area, ids: Iterable[str]) -> Iterator[tuple[str, str, str | None]]:
    """Which of these ids in `kontakte.yaml` name nobody of an area, what is said to it, and which was meant. Without a committee
    that is said once; of one that cannot be read, nothing."""
    members = Known(area).members
    known = [*(members or ()), *PARTIES]
    for id in ids if members is not None else ():
        if id in known:
            continue
        if area.committee is None:
            draft = "gremium.yaml" in area.drafts
            lack = "ist „gremium.yaml“ noch ein Entwurf. Füllen Sie" if draft else "fehlt „gremium.yaml“. Legen Sie"
            yield id, f"„{id}“ soll ein Mitglied von „{area.slug}“ sein, aber dort {lack} sie {'aus' if draft else 'an'}.", None
            return
        said = f"In „{area.slug}“ gibt es kein Mitglied „{id}“. Nehmen Sie eine id aus gremium.yaml, regsam, sozialreferat."
        yield id, said, nearest(id, sorted(known))


def read(tree: Tree, path: str, kind: str) -> Sheet:
    """Read one YAML file: findings Y and S."""
    folder, _, name = path.rpartition("/")
    return read_sheet(tree.read(path), path, kind, sealed=name == seal.FILE and f"{folder}/{paths.SEAL}" in tree.files)


def texts(tree: Tree, folder: str, sheet: Sheet, files: frozenset[str]) -> Iterator[Finding]:
    """T findings of a file (and R05 of the files its texts name). `folder`: what links and pictures are relative to."""
    if sheet.places is None:
        return
    places = sheet.places

    @cache  # a picture may be shown a thousand times
    def unfit(name: str) -> tuple[Rule, str] | None:
        data = tree.read(f"{folder}/{name}")
        if contents.unfit_attachment(data):
            return None  # then the file itself has a finding
        reason = pictures.problem(data)
        return (T02, reason) if reason is not None else pictures.unprinted(data)

    for fault in prose.faults(sheet.leaves, files, unfit):
        mark = places.within(fault.path, fault.offset)
        yield finding(sheet.path, mark.line, mark.column, fault.rule, fault.message, fault.hint)
