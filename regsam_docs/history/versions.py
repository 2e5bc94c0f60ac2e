"""In which states of a content repository a document has a given Fassung: all of history, each area's state read once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from regsam_docs import documents, edition, model
from regsam_docs.documents.plan import (
    CityView,
    Forms,
    by_folder,
    city_sources,
    folder_digest,
    folder_line,
    of_folders,
    of_lines,
)
from regsam_docs.edition import Cuts, cut_records
from regsam_docs.finding import Trouble
from regsam_docs.history.deciding import Decisive, Readings
from regsam_docs.model import Area, City
from regsam_docs.model.selection import Selection
from regsam_docs.model.settings import Issuer, Settings
from regsam_docs.render import templates
from regsam_docs.repository import kinds, paths
from regsam_docs.repository.tree import by_composed
from regsam_docs.schema import EDITIONS, sheet
from regsam_docs.system import disk, git
from regsam_docs.system.git import Commit, Repository

FOLDER = ("40000", "040000")

NOBODY = Settings(herausgeber=Issuer(name=""))
"""Which documents there are does not depend on who publishes them."""

SETTINGS = paths.SETTINGS.removeprefix(f"{paths.AREAS}/")

DocumentId = tuple[str, str]
"""Path as below `build/<edition>/` (`blumenau/zielkatalog`) and edition."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a Fassung is: documents → the commits that touch `areas/` and have it, newest first; and those the working tree
    has. `commits`: how many were looked at. `shallow`: there are older ones that this clone lacks."""

    fassung: str
    documents: Mapping[DocumentId, tuple[Commit, ...]]
    working: frozenset[DocumentId]
    commits: int
    shallow: bool


def find(
    root: Path,
    fassung: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Found:
    """Look a Fassung up in the working tree and in every commit that any branch or HEAD reaches. Works without git for the
    working tree alone."""
    reader = _Reader(fassung)
    working = frozenset(reader.documents(_working(root)))
    try:
        repository = git.open_repository(root)
    except Trouble:
        if working:
            return Found(fassung, {}, working, 0, shallow=False)
        raise
    history = git.history(repository, [paths.AREAS], "--all", *(["HEAD"] if git.has_commits(repository) else []))
    found: dict[DocumentId, list[Commit]] = {}
    for done, (commit, state) in enumerate(zip(history, _Past(repository).states(history), strict=True)):
        progress(done, len(history))
        for document in reader.documents(state):
            found.setdefault(document, []).append(commit)
    commits = {document: tuple(having) for document, having in sorted(found.items())}
    return Found(fassung, commits, working, len(history), git.is_shallow(repository))


@dataclass(frozen=True, slots=True)
class _State:
    """A state as ids alone. `areas`: slug → what stands for the whole area, and its files (path relative to it → id).
    `city`: files that belong to no area, relative to `areas/` → id. `read`: bytes of a file by its path from the root and id."""

    areas: Mapping[str, tuple[str, Mapping[str, str]]]
    city: Mapping[str, str]
    read: Callable[[str, str], bytes]


@dataclass(frozen=True, slots=True, eq=False)
class _Outline:
    """Which documents there are of an area: `areas` is the area in each edition that shows it, `made` the documents. It is the
    same for many states, and only itself equal to itself."""

    areas: Mapping[str, Area]
    made: Sequence[MadeDocument]


@dataclass(frozen=True, slots=True, eq=False)
class _ReadArea:
    """An area looked at once, only itself equal to itself. `lines`: what stands for its files of the format in a Fassung, by
    path relative to it. `having`: the documents of it that have the Fassung looked for."""

    lines: Mapping[str, str]
    outline: _Outline
    having: Sequence[DocumentId]


MadeDocument = tuple[tuple[DocumentId, ...], tuple[str, ...]]
"""A document in all editions in which it is made of the same files, and these, sorted."""

_Folder = tuple[str, tuple[str, ...], dict[Hashable, str]]
"""A folder, those of its files that a document of the city is made of, and what stands for them in a Fassung, by what the
folder was found to be."""


@dataclass
class _Reader:
    """Looks states through for one Fassung, and remembers by object ids what it read and planned. A file's digest is enough to
    tell whether a document has it; what a file says is asked for only where it decides which documents there are."""

    fassung: str
    readings: Readings = field(default_factory=Readings)
    files: dict[tuple[str, str], Decisive] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    known: dict[tuple[str, str, str], _ReadArea] = field(default_factory=dict)
    outlines: dict[Hashable, _Outline] = field(default_factory=dict)
    cities: dict[Hashable, Sequence[MadeDocument]] = field(default_factory=dict)
    folders: dict[tuple[str, ...], tuple[_Folder, ...]] = field(default_factory=dict)
    selections: dict[tuple[int, str], Selection] = field(default_factory=dict)
    cuts: Cuts = field(default_factory=dict)
    forms: Forms = field(default_factory=lambda: templates.texts(disk.resource_bytes("templates"), NOBODY))

    def documents(self, state: _State) -> Iterator[DocumentId]:
        """The documents that have the Fassung in a state."""
        settings = state.city.get(SETTINGS, "")
        known = {}
        for slug, (id, files) in state.areas.items():
            key = (slug, id, settings)
            if key not in self.known:
                self.known[key] = self._area(slug, files, state)
            known[slug] = self.known[key]
            yield from known[slug].having
        yield from self._city(known, state)

    def _area(self, slug: str, ids: Mapping[str, str], state: _State) -> _ReadArea:
        names, of_format = _named(tuple(ids))
        folder = f"{paths.AREAS}/{slug}"
        said = {name: self._said(state, f"{folder}/{name}", ids[names[name]], kind) for name, kind in of_format}
        key = (slug, tuple(names), tuple([one.decides for one in said.values()]))
        if key not in self.outlines:
            data = {name: one.data for name, one in said.items() if one.data}
            area = model.area(slug, data, frozenset(said) - frozenset(data), frozenset(names))
            self.outlines[key] = _outline(area, data, self.cuts)

        def line(name: str) -> str:
            return folder_line(f"{slug}/{name}", self._digest(state, f"{folder}/{name}", ids[names[name]]))

        lines = {name: line(name) for name in said}
        showing = {name: one.pictures & names.keys() for name, one in said.items() if one.pictures}
        pictures = {name: {shown: line(shown) for shown in found} for name, found in showing.items()}
        around = folder_digest([SETTINGS], lambda path: self._of_city(state, path))
        having: list[DocumentId] = []
        for documents_of, sources in self.outlines[key].made:
            if of_folders((around, of_lines(_lines(sources, lines, pictures)))) == self.fassung:
                having += documents_of
        return _ReadArea(lines, self.outlines[key], having)

    def _city(self, known: Mapping[str, _ReadArea], state: _State) -> Iterator[DocumentId]:
        """The city's own documents that have the Fassung."""
        chosen = {
            name.split("/")[1]: self._said(state, f"{paths.AREAS}/{name}", id, kinds.SELECTION.name)
            for name, id in state.city.items()
            if name.startswith(f"{paths.SELECTIONS}/") and name.endswith("/auswahl.yaml")
        }
        outlines = tuple([area.outline for _, area in sorted(known.items())])
        key = (outlines, tuple((name, one.decides) for name, one in chosen.items()))
        if key not in self.cities:
            self.cities[key] = self._city_documents(outlines, chosen)
        beside = frozenset(state.city.items())
        for ids, sources in self.cities[key]:
            made_of = [(folder, known.get(folder[0], beside)) for folder in self.folders[sources]]
            parts = [folder[2].get(found) or self._part(folder, found, state) for folder, found in made_of]
            if of_folders(parts) == self.fassung:
                yield from ids

    def _part(self, folder: _Folder, found: _ReadArea | Hashable, state: _State) -> str:
        """What stands for the files of a folder in a Fassung: the same as long as what the folder was found to be."""
        _, files, parts = folder
        if found not in parts:
            if isinstance(found, _ReadArea):
                parts[found] = of_lines(found.lines.get(path.partition("/")[2], "") for path in files)
            else:
                parts[found] = folder_digest(files, lambda path: self._of_city(state, path))
        return parts[found]

    def _city_documents(self, outlines: Iterable[_Outline], chosen: Mapping[str, Decisive]) -> list[MadeDocument]:
        """What is made of the city, with the folders of its files in `folders`."""
        plans: list[tuple[str, tuple[str, ...], str]] = []
        for wanted in EDITIONS:
            areas = tuple(outline.areas[wanted] for outline in outlines if wanted in outline.areas)
            cut = {key: self._selection(one.data, wanted) for key, one in chosen.items() if one.data is not None}
            view = CityView(NOBODY, City(NOBODY, areas, cut), wanted, self.forms)
            plans += [(plan.name, city_sources(plan), wanted) for plan in documents.city_plans(view, {})]
        for sources in {sources for _, sources, _ in plans} - self.folders.keys():
            self.folders[sources] = tuple((folder, tuple(files), {}) for folder, files in by_folder(sources).items())
        return _in_editions(plans)

    def _selection(self, data: dict[str, Any], name: str) -> Selection:
        key = (id(data), name)  # a file's, and what files say is kept
        if key not in self.selections:
            self.selections[key] = model.record(Selection, edition.selection(data, name))
        return self.selections[key]

    def _said(self, state: _State, path: str, id: str, kind: str) -> Decisive:
        if (kind, id) not in self.files:
            self.files[kind, id] = self.readings.said(state.read(path, id), kind)
        return self.files[kind, id]

    def _of_city(self, state: _State, path: str) -> str | None:
        """The digest of a file that belongs to no area; None if there is none."""
        id = state.city.get(path)
        return self._digest(state, f"{paths.AREAS}/{path}", id) if id is not None else None

    def _digest(self, state: _State, path: str, id: str) -> str:
        if id not in self.digests:
            self.digests[id] = sheet.digest_of(state.read(path, id))
        return self.digests[id]


@cache
def _named(given: tuple[str, ...]) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Names of an area's files as they are spelled, by how they are read; and those of the format with their kinds, sorted."""
    names = by_composed({name: name for name in given})
    return names, tuple((name, kind.name) for name in sorted(names) if (kind := kinds.in_area(name)) is not None)


def _lines(sources: Iterable[str], lines: Mapping[str, str], pictures: Mapping[str, Mapping[str, str]]) -> Iterable[str]:
    """What stands in a Fassung for files of an area and for the pictures they show."""
    shown = [pictures[name] for name in sources if name in pictures]
    if not shown:
        return [lines[name] for name in sources if name in lines]
    whole = {name: lines[name] for name in sources if name in lines}
    for of_one in shown:
        whole.update(of_one)
    return [line for _, line in sorted(whole.items())]


def _outline(area: Area, data: Mapping[str, dict[str, Any]], cuts: Cuts) -> _Outline:
    areas: dict[str, Area] = {}
    plans: list[tuple[str, tuple[str, ...], str]] = []
    for name in EDITIONS:
        cut = cut_records(area, data, name, cuts)
        if cut is not None:
            areas[name] = cut[0]
            for plan in documents.plans(cut[0], name):
                own = tuple(file for file in plan.all_sources() if not file.startswith("../"))
                plans.append((f"{area.slug}/{plan.name}", own, name))
    return _Outline(areas, _in_editions(plans))


def _in_editions(plans: Iterable[tuple[str, tuple[str, ...], str]]) -> list[MadeDocument]:
    """Documents by name, files and edition as those that are the same in several editions."""
    found: dict[tuple[str, tuple[str, ...]], list[DocumentId]] = {}
    for name, sources, wanted in plans:
        found.setdefault((name, sources), []).append((name, wanted))
    return [(tuple(ids), sources) for (_, sources), ids in found.items()]


def _working(root: Path) -> _State:
    tree = disk.tree(root)
    ids = {path: id for path, id in disk.blob_ids(root, tree, "sha1").items() if path in tree.files}
    areas: dict[str, dict[str, str]] = {}
    city: dict[str, str] = {}
    for path, id in ids.items():
        slug, _, rest = path.removeprefix(f"{paths.AREAS}/").partition("/")
        if rest and paths.slug_allowed(slug):
            areas.setdefault(slug, {})[rest] = id
        else:
            city[path.removeprefix(f"{paths.AREAS}/")] = id
    whole = {slug: (f"disk {slug}", files) for slug, files in areas.items()}
    return _State(whole, city, lambda path, id: tree.read(path))


@dataclass
class _Past:
    """States of commits by ids. Folders and YAML files are asked for ahead, those of many commits at once."""

    repository: Repository
    entries: dict[str, git.TreeEntries] = field(default_factory=dict)
    content: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, dict[str, str]] = field(default_factory=dict)

    def states(self, commits: Sequence[Commit]) -> Iterator[_State]:
        """The state of each commit."""
        top = f"{self.repository.prefix}{paths.AREAS}"
        for start in range(0, len(commits), git.AT_ONCE):
            part = commits[start : start + git.AT_ONCE]
            areas = git.folders(self.repository, [f"{commit.id}:{top}" for commit in part])
            self._ahead(areas)
            yield from map(self._state, areas)

    def _ahead(self, found: Iterable[git.TreeEntries]) -> None:
        """Ask for all folders below some, and for the YAML files that are new in them."""
        new: dict[str, None] = {}
        while found:
            inner = [entry for entries in found for entry in entries.items()]
            new |= {id: None for name, (mode, id) in inner if mode in git.FILE_MODES and name.endswith(".yaml")}
            wanted = list({id: None for _, (mode, id) in inner if mode in FOLDER and id not in self.entries})
            found = git.folders(self.repository, wanted)
            self.entries |= zip(wanted, found, strict=True)
        self.content = git.blobs(self.repository, [id for id in new if id not in self.content]) | {
            id: self.content[id] for id in new if id in self.content
        }

    def _state(self, areas: git.TreeEntries) -> _State:
        whole: dict[str, tuple[str, Mapping[str, str]]] = {}
        city: dict[str, str] = {}
        for name, (mode, id) in areas.items():
            if mode in git.FILE_MODES:
                city[name] = id
            elif mode in FOLDER and paths.slug_allowed(name):
                whole[name] = (id, self._below(id))
            elif mode in FOLDER:
                city |= {f"{name}/{path}": leaf for path, leaf in self._below(id).items()}
        return _State(whole, city, lambda path, id: self.content.get(id) or git.blob(self.repository, id))

    def _below(self, id: str) -> dict[str, str]:
        """All files below a folder: path relative to it → id."""
        if id not in self.files:
            found: dict[str, str] = {}
            for name, (mode, inner) in self.entries[id].items():
                if mode in FOLDER:
                    found |= {f"{name}/{path}": leaf for path, leaf in self._below(inner).items()}
                elif mode in git.FILE_MODES:
                    found[name] = inner
            self.files[id] = found
        return self.files[id]
