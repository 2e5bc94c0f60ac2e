"""In which states of a content repository a document has a given Fassung: all of history, each area's state read once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from regsam_docs import documents, edition, model
from regsam_docs.documents.plan import (
    CityPlan,
    CityView,
    Forms,
    Plan,
    area_version,
    by_folder,
    city_sources,
    folder_digest,
    of_folders,
)
from regsam_docs.edition import Cuts
from regsam_docs.edition.shown import kind_of, visible
from regsam_docs.finding import Trouble
from regsam_docs.model import Area, City
from regsam_docs.model.selection import Selection
from regsam_docs.model.settings import Issuer, Settings
from regsam_docs.render import standing
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import in_area
from regsam_docs.repository.tree import by_composed
from regsam_docs.schema import EDITIONS, sheet
from regsam_docs.schema.sheet import Sheet
from regsam_docs.system import disk, git
from regsam_docs.system.git import Commit, Repository

FOLDER = ("40000", "040000")
FILE = ("100644", "100755", "100664")

NOBODY = Settings(herausgeber=Issuer(name=""))
"""Which documents there are does not depend on who publishes them."""

NAME_ALONE = frozenset({"gremium.yaml", "vereinbarung.yaml", "phasen.yaml", "ziele.yaml", "chronik.yaml"})
"""Files of an area that decide by being there, not by what they say, which documents there are (a test holds plans to it). A
state that differs only in them, in `gebiet.yaml` or in texts of others, needs no new plans."""

PICTURES = f"{paths.ATTACHMENTS}/".encode()
"""Stands in every file that shows pictures, which count for a Fassung."""

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
    """A state as ids alone. `areas`: slug → what stands for the whole area and gives its files (path relative to it → id).
    `city`: files that belong to no area, relative to `areas/` → id. `read`: bytes of a file by path from the root and id."""

    areas: Mapping[str, tuple[str, Callable[[], dict[str, str]]]]
    city: Mapping[str, str]
    read: Callable[[str, str], bytes]


@dataclass(frozen=True, slots=True, eq=False)
class _Outline:
    """Which documents there are of an area: `seen` is the area in each edition that shows it, `plans` what is made of it, with
    the editions of each. It is the same for many states, and only itself equal to itself."""

    seen: Mapping[str, Area]
    plans: tuple[tuple[Plan, frozenset[str]], ...]


@dataclass(frozen=True, slots=True, eq=False)
class _ReadArea:
    """An area read once, only itself equal to itself: its files by path from the root, and the documents of it that have the
    Fassung looked for."""

    sheets: Mapping[str, Sheet]
    outline: _Outline
    having: frozenset[DocumentId]


class _Sheets(dict[str, Sheet]):
    """Sheets by path from the root: the city's own, and those of the areas, which are not copied together for each state."""

    def __init__(self, own: Mapping[str, Sheet], areas: Mapping[str, _ReadArea]) -> None:
        super().__init__(own)
        self._areas = areas

    def __missing__(self, path: str) -> Sheet:
        return self._areas[path.split("/")[1]].sheets[path]

    def get(self, path: str, default: Any = None) -> Any:
        """The sheet of a path."""
        try:
            return self[path]
        except (KeyError, IndexError):
            return default


@dataclass
class _Reader:
    """Reads states, looking for one Fassung, and remembers by object ids what it read and planned."""

    fassung: str
    sheets: dict[tuple[str, str], Sheet] = field(default_factory=dict)
    known: dict[tuple[str, str, str], _ReadArea] = field(default_factory=dict)
    outlines: dict[Hashable, _Outline] = field(default_factory=dict)
    cities: dict[Hashable, tuple[tuple[CityPlan, frozenset[str]], ...]] = field(default_factory=dict)
    bare: dict[str, Hashable] = field(default_factory=dict)
    folders: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)
    parts: dict[Hashable, str] = field(default_factory=dict)
    selections: dict[tuple[int, str], Selection] = field(default_factory=dict)
    cuts: Cuts = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    forms: Forms = field(default_factory=lambda: standing.texts(disk.resource_bytes("templates"), NOBODY))

    def documents(self, state: _State) -> Iterator[DocumentId]:
        """The documents that have the Fassung in a state."""
        settings = state.city.get("regsam.yaml")
        known = {}
        for slug, (id, files) in state.areas.items():
            key = (slug, id, settings or "")
            if key not in self.known:
                self.known[key] = self._area(slug, files(), state, settings)
            known[slug] = self.known[key]
            yield from known[slug].having
        yield from self._city(known, state)

    def _area(self, slug: str, files: Mapping[str, str], state: _State, settings: str | None) -> _ReadArea:
        folder, files = f"{paths.AREAS}/{slug}", by_composed(files)
        wanted = [name for name in files if in_area(name) is not None]
        named = {name: self._sheet(state, f"{folder}/{name}", files[name], kind_of(name)) for name in wanted}
        sheets = {f"{folder}/{name}": sheet for name, sheet in named.items()} | self._settings(state, settings)
        decided = tuple((name, _decides(name, sheet, self.bare)) for name, sheet in sorted(named.items()))
        key = (slug, frozenset(files), decided)
        if key not in self.outlines:
            data = {name: sheet.data for name, sheet in named.items() if sheet.data}
            area = model.area(slug, data, frozenset(named) - frozenset(data), frozenset(files))
            self.outlines[key] = _outline(area, data, self.cuts)
        outline = self.outlines[key]

        def other(path: str) -> str | None:
            return self._digest(state, path, files.get(path.removeprefix(f"{folder}/")))

        having = {
            (f"{slug}/{plan.name}", name)
            for plan, editions in outline.plans
            if area_version(plan, slug, sheets, other) == self.fassung
            for name in editions
        }
        return _ReadArea(sheets, outline, frozenset(having))

    def _city(self, known: Mapping[str, _ReadArea], state: _State) -> Iterator[DocumentId]:
        """The city's own documents."""
        own = self._settings(state, state.city.get("regsam.yaml"))
        chosen: dict[str, Sheet] = {}
        for name, id in state.city.items():
            if name.startswith(f"{paths.SELECTIONS}/") and name.endswith("/auswahl.yaml"):
                sheet = self._sheet(state, f"{paths.AREAS}/{name}", id, "auswahl")
                own[sheet.path] = sheet
                chosen[name.split("/")[1]] = sheet
        outlines = tuple(area.outline for _, area in sorted(known.items()))
        key = (outlines, tuple((name, sheet.digest) for name, sheet in chosen.items()))
        if key not in self.cities:
            data = {name: sheet.data for name, sheet in chosen.items() if sheet.data is not None}
            self.cities[key] = tuple(self._city_plans(outlines, data))
        sheets = _Sheets(own, known)

        def other(path: str) -> str | None:
            return self._digest(state, path, state.city.get(path.removeprefix(f"{paths.AREAS}/")))

        def digest(path: str) -> str | None:
            sheet = sheets.get(f"{paths.AREAS}/{path}")
            return sheet.digest if sheet is not None else other(f"{paths.AREAS}/{path}")

        beside = frozenset(state.city.items())
        for plan, editions in self.cities[key]:
            parts = (self._part(folder, files, known.get(folder, beside), digest) for folder, files in self._folders(plan))
            if of_folders(parts) == self.fassung:
                yield from ((plan.name, name) for name in editions)

    def _folders(self, plan: CityPlan) -> Iterable[tuple[str, tuple[str, ...]]]:
        """The sources of a document by the folders of areas and selections they belong to."""
        if plan.sources not in self.folders:
            found = by_folder(city_sources(plan)).items()
            self.folders[plan.sources] = [(folder, tuple(files)) for folder, files in found]
        return self.folders[plan.sources]

    def _part(self, folder: str, files: tuple[str, ...], made_of: Hashable, digest: Callable[[str], str | None]) -> str:
        """What stands for these files of a folder in a Fassung: the same as long as what the folder is made of."""
        key = (folder, files, made_of)
        if key not in self.parts:
            self.parts[key] = folder_digest(files, digest)
        return self.parts[key]

    def _city_plans(
        self, outlines: Iterable[_Outline], chosen: Mapping[str, dict[str, Any]]
    ) -> Iterator[tuple[CityPlan, frozenset[str]]]:
        """What is made of the city, with the editions of each."""
        found: dict[tuple[str, tuple[str, ...]], tuple[CityPlan, set[str]]] = {}
        for name in EDITIONS:
            areas = tuple(outline.seen[name] for outline in outlines if name in outline.seen)
            cut = {key: self._selection(data, name) for key, data in chosen.items()}
            view = CityView(NOBODY, City(NOBODY, areas, cut), name, self.forms)
            for plan in documents.city_plans(view, {}):
                found.setdefault((plan.name, plan.sources), (plan, set()))[1].add(name)
        return ((plan, frozenset(editions)) for plan, editions in found.values())

    def _selection(self, data: dict[str, Any], name: str) -> Selection:
        key = (id(data), name)  # a sheet's, and the sheets are kept
        if key not in self.selections:
            self.selections[key] = model.record(Selection, edition.selection(data, name))
        return self.selections[key]

    def _settings(self, state: _State, id: str | None) -> dict[str, Sheet]:
        return {paths.SETTINGS: self._sheet(state, paths.SETTINGS, id, "regsam")} if id is not None else {}

    def _sheet(self, state: _State, path: str, id: str, kind: str) -> Sheet:
        if (path, id) not in self.sheets:
            content = state.read(path, id)
            alone = f"{kind}.yaml" in NAME_ALONE and PICTURES not in content
            self.sheets[path, id] = _unread(content, path, kind) if alone else sheet.read(content, path, kind)
        return self.sheets[path, id]

    def _digest(self, state: _State, path: str, id: str | None) -> str | None:
        if id is None:
            return None
        if id not in self.digests:
            self.digests[id] = sheet.digest_of(state.read(path, id))
        return self.digests[id]


def _unread(content: bytes, path: str, kind: str) -> Sheet:
    """A file of which only the digest counts: whether it is in order need not be known, for of one that is not no Fassung was
    printed."""
    return Sheet(path, kind, sheet.digest_of(content), {}, (), None)


def _decides(name: str, sheet: Sheet, bare: dict[str, Hashable]) -> Hashable:
    """What of an area's file decides which documents there are and of which files they are made. `bare` keeps what files say
    without their texts, by digest."""
    if sheet.data is None or name in NAME_ALONE:
        return sheet.data is None
    if name == "gebiet.yaml":
        return sheet.data.get("oeffentlich") is True
    if sheet.digest not in bare:
        bare[sheet.digest] = without_texts(sheet.data)
    return bare[sheet.digest]


def without_texts(value: Any) -> Hashable:
    """Data with „…“ for every text of more than one word: ids, days and states are one."""
    if isinstance(value, dict):
        return tuple((key, without_texts(one)) for key, one in value.items())
    if isinstance(value, list):
        return tuple(map(without_texts, value))
    return "…" if isinstance(value, str) and " " in value else value


def _outline(area: Area, data: Mapping[str, dict[str, Any]], cuts: Cuts) -> _Outline:
    seen: dict[str, Area] = {}
    found: dict[tuple[str, tuple[str, ...]], tuple[Plan, set[str]]] = {}
    for name in EDITIONS:
        cut = visible(area, data, name, cuts)
        if cut is not None:
            seen[name] = cut[0]
            for plan in documents.plans(cut[0], name):
                found.setdefault((plan.name, plan.sources), (plan, set()))[1].add(name)
    return _Outline(seen, tuple((plan, frozenset(editions)) for plan, editions in found.values()))


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
    whole = {slug: (f"disk {slug}", _given(files)) for slug, files in areas.items()}
    return _State(whole, city, lambda path, id: tree.read(path))


def _given(files: dict[str, str]) -> Callable[[], dict[str, str]]:
    return lambda: files


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
            new |= {id: None for name, (mode, id) in inner if mode in FILE and name.endswith(".yaml")}
            wanted = list({id: None for _, (mode, id) in inner if mode in FOLDER and id not in self.entries})
            found = git.folders(self.repository, wanted)
            self.entries |= zip(wanted, found, strict=True)
        self.content = git.blobs(self.repository, [id for id in new if id not in self.content]) | {
            id: self.content[id] for id in new if id in self.content
        }

    def _state(self, areas: git.TreeEntries) -> _State:
        whole: dict[str, tuple[str, Callable[[], dict[str, str]]]] = {}
        city: dict[str, str] = {}
        for name, (mode, id) in areas.items():
            if mode in FILE:
                city[name] = id
            elif mode in FOLDER and paths.slug_allowed(name):
                whole[name] = (id, partial(self._below, id))
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
                elif mode in FILE:
                    found[name] = inner
            self.files[id] = found
        return self.files[id]
