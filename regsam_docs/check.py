"""The way of a file from bytes to findings, for all files of a tree (docs/architecture.md, "The way of a file")."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from regsam_docs import model, rules, seal, selection
from regsam_docs.finding import Finding, Problem, Rule, Trouble, finding, told
from regsam_docs.model import Area, City
from regsam_docs.model.agreement import PARTIES
from regsam_docs.model.contacts import Contacts
from regsam_docs.model.selection import Selection
from regsam_docs.model.settings import Settings
from regsam_docs.render import colours
from regsam_docs.repository import contents, kinds, paths
from regsam_docs.repository.digests import digest
from regsam_docs.repository.layout import Layout, layout
from regsam_docs.repository.tree import Tree, composed
from regsam_docs.rules import prose
from regsam_docs.rules.references import R01, Known, references
from regsam_docs.schema.judge import nearest
from regsam_docs.schema.rules import S06
from regsam_docs.schema.sheet import Sheet
from regsam_docs.schema.sheet import read as read_sheet
from regsam_docs.seal import V06, Surroundings
from regsam_docs.selection import Outcome
from regsam_docs.system import disk
from regsam_docs.texts import pictures

if TYPE_CHECKING:
    from regsam_docs.seal import wording

FORMAT = 1
"""Version of the file format (docs/format.md); the schema of `regsam.yaml` allows no other."""


@dataclass(frozen=True, slots=True)
class Result:
    """A tree as it was read and judged, which is all that documents and comparisons are made of: the model as far as it can be
    known, the files it came from by path from the root, and all findings in order."""

    tree: Tree
    city: City
    sheets: Mapping[str, Sheet]
    findings: tuple[Finding, ...]
    tables: Mapping[str, Outcome] = field(default_factory=dict)
    """What the monitoring rule makes of each selection's table; one that cannot be read is left out."""

    def files_of(self, slug: str) -> dict[str, Sheet]:
        """An area's files, by name relative to it."""
        start = f"{paths.AREAS}/{slug}/"
        return {path.removeprefix(start): sheet for path, sheet in self.sheets.items() if path.startswith(start)}

    def broken(self) -> frozenset[str]:
        """Paths with a finding of level `fehler`."""
        return frozenset(f.path for f in self.findings if f.is_error)


def check(
    tree: Tree,
    only: Iterable[str] = (),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Result:
    """Read and judge a tree. `only`: paths (files or folders) to limit the findings to; areas outside are not read.
    `progress` is told how many areas of how many are done."""
    plan = layout(tree)
    wanted = tuple(composed(path.rstrip("/")) for path in only)
    sheets: dict[str, Sheet] = {}
    found: list[Finding] = list(plan.findings)
    tables: dict[str, Outcome] = {}
    settings, selections = _city_files(tree, plan, wanted, sheets, found, tables)
    areas = []
    known_selections = frozenset(plan.selections)
    for done, slug in enumerate(plan.areas):
        progress(done, len(plan.areas))
        if _concerned(f"{paths.AREAS}/{slug}", wanted):
            area, area_sheets, area_findings = _area(tree, plan, slug, known_selections, settings)
            areas.append(area)
            sheets |= area_sheets
            found += area_findings
    contacts = _contacts(tree, plan, areas, sheets, found) if _concerned(paths.CONTACTS, wanted) else None
    city = City(settings, tuple(areas), selections, contacts)
    found += _wordings(tree, areas, sheets)
    concerned = told(f for f in found if _concerned(f.path, wanted))
    return Result(tree, city, {p: s for p, s in sheets.items() if _concerned(p, wanted)}, concerned, tables)


def _concerned(path: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(
        path == w or path.startswith(f"{w}/") or w.startswith(f"{path}/") or w == paths.AREAS for w in wanted
    )


def _area(
    tree: Tree, plan: Layout, slug: str, selections: frozenset[str], settings: Settings | None
) -> tuple[Area, dict[str, Sheet], list[Finding]]:
    """Read and judge one area. `settings`: those of the city, for what a sealed agreement prints of them."""
    folder, unknown = f"{paths.AREAS}/{slug}", plan.unknown_in(slug)
    sheets = {name: read(tree, f"{folder}/{name}", kind) for name, kind in plan.areas[slug].items()}
    data = {name: sheet.data for name, sheet in sheets.items() if sheet.data is not None}
    area = model.area(slug, data, frozenset(sheets) - frozenset(data) | unknown, tree.below(folder) | unknown)
    known = Known(area, selections)
    problems = [*_references(known, sheets), *((one.rule, problem) for one in rules.RULES for problem in one.problems(area))]
    found = [f for sheet in sheets.values() for f in (*sheet.findings, *texts(tree, folder, sheet, area.files))]
    found += [locate(rule, problem, sheets[problem.file]) for rule, problem in problems if problem.file in sheets]
    found += _seal(tree, folder, area, sheets, settings)
    found += contents.attachments(tree, f"{folder}/{paths.ATTACHMENTS}")
    return area, {sheet.path: sheet for sheet in sheets.values()}, found


def _seal(tree: Tree, folder: str, area: Area, sheets: Mapping[str, Sheet], settings: Settings | None) -> Iterator[Finding]:
    """V06: a sealed agreement that is not as it was sealed."""
    path = f"{folder}/{paths.SEAL}"
    profile = "gebiet.yaml"  # without it, the area's name is not known
    if path not in tree.files or profile not in area.files or not area.unread.isdisjoint({seal.FILE, profile}):
        return
    sheet = sheets.get(seal.FILE)
    if sheet is None or sheet.data is None:
        message = "Die versiegelte „vereinbarung.yaml“ fehlt. Holen Sie sie aus der Versionsgeschichte zurück."
        yield finding(path, 1, 1, V06, message)
        return
    try:
        sealed = seal.decode(tree.read(path))
    except Trouble as damaged:
        yield finding(path, 1, 1, V06, str(damaged))
        return
    if sealed["formtexte"] not in seal.EDITIONS and seal.form_file(sealed["formtexte"]) not in tree.templates():
        message = (
            f"Unterschrieben wurde mit Ausgabe {sealed['formtexte']} der Formtexte, die diese Fassung von regsam-docs nicht hat. "
            "Installieren Sie die neueste Fassung (regsam-docs.version), oder holen Sie die Texte nach templates/texte/ zurück."
        )
        yield finding(path, 1, 1, V06, message)
        return
    around = surroundings(tree, area, sealed["formtexte"], settings)
    for problem in seal.differences(sealed, sheet.data, around):
        yield locate(V06, problem, sheet)


def surroundings(tree: Tree, area: Area, form: int, settings: Settings | None) -> Surroundings:
    """What belongs to an area's signed agreement beside its file. `form`: edition of the form's standing texts."""
    name = area.agreement.umgriff.karte if area.agreement else None
    path = f"{paths.AREAS}/{area.slug}/{name}"
    shown = hashlib.sha256(tree.read(path)).hexdigest() if name and path in tree.files else None
    district = area.profile.stadtbezirk if area.profile else None
    names: dict[str, str | None] = {}
    if settings is not None:
        names = {
            "partner": settings.partner,
            "gebietsbezeichnung": settings.gebietsbezeichnung,
            "grundlage": settings.grundlage,
            "stadtbezirk": f"{district.nummer} {district.name or ''}".strip() if district is not None else None,
        }
    return Surroundings(area.name, FORMAT, form, shown, names, _form_texts(tree, form))


def _form_texts(tree: Tree, form: int) -> str | None:
    """Digest of the form's texts in force: the product's are known without reading them."""
    theirs = tree.templates().get(seal.form_file(form))
    return seal.EDITIONS.get(form) if theirs is None else seal.form_digest(theirs)


def _wordings(tree: Tree, areas: Iterable[Area], sheets: Mapping[str, Sheet]) -> Iterator[Finding]:
    """V06: templates, styles or words under a sealed agreement that let it say something else. Pages are only filled where the
    templates are not those there were when it was sealed."""
    sealed = {area.slug: _sealed(tree, area.slug) for area in areas if f"{paths.AREAS}/{area.slug}/{paths.SEAL}" in tree.files}
    theirs = tree.templates() if sealed else {}
    if not any(seal_ is not None and (theirs or seal_["vorlagen"]) for seal_ in sealed.values()):
        return
    from regsam_docs.seal import wording  # it fills templates, which a check hardly ever needs

    judge = wording.Wordings(disk.resource_bytes(paths.TEMPLATES), theirs)
    for area in areas:
        seal_, sheet = sealed.get(area.slug), sheets.get(f"{paths.AREAS}/{area.slug}/{seal.FILE}")
        about = signed(tree, area, sheets, seal_["formtexte"]) if seal_ is not None else None
        if seal_ is None or sheet is None or about is None or judge.kept(seal_, about):
            continue
        names = ", ".join(f"templates/{name}" for name in sorted({*judge.bearing, *seal_["vorlagen"]}))
        message = (
            f"Die Vereinbarung ist versiegelt und läse sich mit den Vorlagen dieses Repositoriums ({names}) anders, als sie "
            "unterschrieben wurde. Machen Sie deren Änderung rückgängig, oder ändern Sie daran nur, was den Wortlaut lässt."
        )
        yield locate(V06, Problem(seal.FILE, (), message, at="first_key"), sheet)


def _sealed(tree: Tree, slug: str) -> dict[str, Any] | None:
    """An area's seal; None for a damaged one, which is a finding of its own."""
    try:
        return seal.decode(tree.read(f"{paths.AREAS}/{slug}/{paths.SEAL}"))
    except Trouble:
        return None


def signed(tree: Tree, area: Area, sheets: Mapping[str, Sheet], form: int) -> wording.Signed | None:
    """An area's agreement with what is printed around it; None as long as a file it is made of cannot be read. `form`: edition
    of the form's texts."""
    from regsam_docs.documents.agreement import plans
    from regsam_docs.documents.plan import area_version
    from regsam_docs.seal import wording

    start, settings = f"{paths.AREAS}/{area.slug}/", sheets.get(paths.SETTINGS)
    data = {path.removeprefix(start): s.data for path, s in sheets.items() if path.startswith(start) and s.data is not None}
    if settings is None or settings.data is None or not {seal.FILE, "gebiet.yaml"} <= data.keys():
        return None

    def other(path: str) -> str | None:
        return digest(tree.read(path)) if path in tree.files else None

    fassung = area_version(next(plans(area)), area.slug, sheets, other)
    logo = settings.data.get("logo")
    return wording.Signed(area, data, settings.data, form, fassung, f"{paths.AREAS}/{logo}" in tree.files if logo else False)


def read(tree: Tree, path: str, kind: str) -> Sheet:
    """Read one YAML file: findings Y and S."""
    return read_sheet(tree.read(path), path, kind)


def texts(tree: Tree, folder: str, sheet: Sheet, files: frozenset[str]) -> Iterator[Finding]:
    """T findings of a file (and R05 of the files its texts name). `folder`: what links and pictures are relative to."""
    if sheet.places is None:
        return
    places = sheet.places

    @cache  # a picture may be shown a thousand times
    def unfit(name: str) -> str | None:
        data = tree.read(f"{folder}/{name}")
        return None if contents.unfit_attachment(data) else pictures.problem(data)  # then the file itself has a finding

    for fault in prose.faults(sheet.leaves, files, unfit):
        mark = places.within(fault.path, fault.offset)
        yield finding(sheet.path, mark.line, mark.column, fault.rule, fault.message, fault.hint)


def locate(rule: Rule, problem: Problem, sheet: Sheet) -> Finding:
    """A rule's problem as a finding at its line and column."""
    if sheet.places is None:
        raise ValueError(f"{rule.id} speaks of {sheet.path}, which was not read")
    mark = {"value": sheet.places.value, "key": sheet.places.key, "first_key": sheet.places.first_key}[problem.at](problem.path)
    return finding(sheet.path, mark.line, mark.column, rule, problem.message, problem.hint)


def _references(known: Known, sheets: Mapping[str, Sheet]) -> Iterator[tuple[Rule, Problem]]:
    yield from references(known, {name: sheet.leaves for name, sheet in sheets.items()})


def _city_files(
    tree: Tree,
    plan: Layout,
    wanted: tuple[str, ...],
    sheets: dict[str, Sheet],
    found: list[Finding],
    tables: dict[str, Outcome],
) -> tuple[Settings | None, dict[str, Selection]]:
    """Read the settings and the selections; adds to `sheets`, `found` and `tables`."""
    settings = None
    areas = frozenset(plan.areas)
    found += contents.attachments(tree, f"{paths.AREAS}/{paths.ATTACHMENTS}")
    if plan.settings is not None:
        sheet = _city_file(tree, plan.settings, kinds.SETTINGS.name, paths.AREAS, areas, found)
        sheets[sheet.path] = sheet
        settings = model.record(Settings, sheet.data) if sheet.data is not None else None
        pale = colours.problem(settings.akzentfarbe) if settings is not None and settings.akzentfarbe else None
        found += [locate(S06, Problem("regsam.yaml", ("akzentfarbe",), pale), sheet)] if pale else []
    selections = {}
    for name in plan.selections:
        folder = f"{paths.AREAS}/{paths.SELECTIONS}/{name}"
        if not _concerned(folder, wanted):
            continue
        sheet = _city_file(tree, kinds.SELECTION.path(name), kinds.SELECTION.name, folder, areas, found)
        sheets[sheet.path] = sheet
        if sheet.data is not None:
            selections[name] = model.record(Selection, sheet.data)
            view = rules.SelectionView(name, selections[name], areas)
            found += [locate(one.rule, problem, sheet) for one in rules.SELECTION_RULES for problem in one.problems(view)]
            table = selection.judge(tree, folder, selections[name])
            found += [*table.findings, *(locate(rule, problem, sheet) for rule, problem in table.problems)]
            tables |= {name: table.outcome} if table.outcome is not None else {}
    return settings, selections


def _contacts(
    tree: Tree, plan: Layout, areas: Iterable[Area], sheets: dict[str, Sheet], found: list[Finding]
) -> Contacts | None:
    """Read the contacts, by area; adds to `sheets` and `found`. Whom an id names is only known where the committee was read."""
    if plan.contacts is None:
        return None
    sheet = read(tree, plan.contacts, kinds.CONTACTS.name)
    sheets[sheet.path] = sheet
    found += sheet.findings
    if sheet.data is None:
        return None
    contacts = model.record(Contacts, sheet.data)
    known = {area.slug: area for area in areas}
    for slug, of_area in contacts.kontakte.items():
        place = ("kontakte", slug)
        if slug not in plan.areas:
            near = nearest(slug, list(plan.areas))
            found.append(locate(R01, Problem("", place, f"Ein Gebiet „{slug}“ gibt es nicht.", near, at="key"), sheet))
        elif slug in known and (committee := known[slug].committee) is not None:
            ids = [*(member.id for member in committee.mitglieder), *PARTIES]
            for id in of_area.keys() - set(ids):
                said = f"In „{slug}“ gibt es kein Mitglied „{id}“. Nehmen Sie eine id aus gremium.yaml, regsam, sozialreferat."
                found.append(locate(R01, Problem("", (*place, id), said, nearest(id, ids), at="key"), sheet))
    return contacts


def _city_file(tree: Tree, path: str, kind: str, folder: str, areas: frozenset[str], found: list[Finding]) -> Sheet:
    sheet = read(tree, path, kind)
    files = tree.below(folder)
    known = Known(Area("", files=files), areas=areas)
    found += [*sheet.findings, *texts(tree, folder, sheet, files)]
    found += [locate(rule, problem, sheet) for rule, problem in _references(known, {path: sheet})]
    return sheet
