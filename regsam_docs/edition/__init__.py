"""What an edition may show: data in, less data out, before any record or template exists (docs/format.md, „Ausgaben“).

Fail-closed: a value is shown only where the schema's annotations say so on its whole path; a place the schema does not know is
not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from regsam_docs import model
from regsam_docs.model import Area, minutes
from regsam_docs.model.area import ID
from regsam_docs.repository import kinds, paths
from regsam_docs.repository.kinds import EDITIONS
from regsam_docs.rules import prose
from regsam_docs.schema import Leaf, Path, walk
from regsam_docs.schema.schemas import Shape, child_of, narrower, shape

Data = Mapping[str, dict[str, Any]]
"""Typed data of an area by file relative to it."""

ABSENT = object()


def may_see(edition: str, value_edition: str) -> bool:
    """Whether readers of `edition` may see what belongs to `value_edition`: `intern` sees all, `oeffentlich` least."""
    return EDITIONS.index(edition) <= EDITIONS.index(value_edition)


def cut(kind: str, data: Any, edition: str) -> dict[str, Any]:
    """One file as `edition` may see it, by the annotations of its schema alone."""
    if edition == "intern":
        return dict(data)
    kept = _cut(shape(kind), data, "oeffentlich", edition)
    return kept if isinstance(kept, dict) else {}


def _cut(here: Shape, value: Any, met: str, edition: str) -> Any:
    if isinstance(value, dict):
        kept = {}
        for key, entry in value.items():
            child = child_of(here, key)
            if child is None:
                continue
            own = narrower(met, child, of_property=key in here.properties)
            left = _cut(child, entry, own, edition) if may_see(edition, own) else ABSENT
            if left is not ABSENT:
                kept[key] = left
        return kept
    if isinstance(value, list):
        if here.items is None:
            return ABSENT
        own = narrower(met, here.items)
        if not may_see(edition, own):
            return ABSENT
        entries = [_cut(here.items, entry, own, edition) for entry in value]
        return [entry for entry in entries if entry is not ABSENT]
    if here.free_edition and not (isinstance(value, str) and ID.match(value)) and not may_see(edition, here.free_edition):
        return ABSENT
    return value


Cuts = dict[tuple[int, str, frozenset[str]], dict[str, Any]]
"""Files as editions may see them, by the file's data (itself, while it is kept), edition and the confidential tasks."""


def cut_area(data: Data, edition: str, cuts: Cuts | None = None) -> dict[str, dict[str, Any]] | None:
    """A whole area as `edition` may see it, or None if not at all. `cuts` keeps what was cut, for other states of the area.

    Confidential things go first, while they can still be told (the flag itself is not shown); an agenda item, or a part of one,
    that goes leaves its number behind (`{}`).
    """
    if edition == "intern":
        return {name: dict(sheet) for name, sheet in data.items()}
    if edition == "oeffentlich" and data.get("gebiet.yaml", {}).get("oeffentlich") is not True:
        return None
    secret = _secret_tasks(data)
    cuts = {} if cuts is None else cuts
    kept = {}
    for name, sheet in data.items():
        key = (id(sheet), edition, secret)
        if _released(name, sheet, edition):
            kept[name] = cuts.get(key) or cut(kind_of(name), _without_secrets(sheet, secret), edition)
            cuts[key] = kept[name]
    return kept


def _released(name: str, sheet: Mapping[str, Any], edition: str) -> bool:
    """Whether a file may be shown at all: to the public only approved minutes and a closing that was decided."""
    if edition != "oeffentlich":
        return True
    if name.startswith("protokolle/"):
        return sheet.get("status") == "genehmigt"
    return name != "abschluss.yaml" or sheet.get("status") == "beschlossen"


def _secret_tasks(data: Data) -> frozenset[str]:
    """Ids of the tasks that are confidential themselves or given under a confidential agenda item."""
    return frozenset(
        f"{paths.meeting_of(name)}/{task['nr']}"
        for name, sheet in data.items()
        if name.startswith("protokolle/")
        for point in minutes.written(sheet)
        for task in point[-1].get("auftraege", ())
        if any(map(_secret, point)) or _secret(task)
    )


def _secret(entry: Mapping[str, Any]) -> bool:
    return entry.get("vertraulich") is True


def _without_secrets(sheet: Mapping[str, Any], tasks: frozenset[str]) -> dict[str, Any]:
    """The file without everything marked `vertraulich: true` and without what is said elsewhere about confidential tasks."""
    kept = {key: _open(value, tasks) if key != "tagesordnung" else list(map(_item, value)) for key, value in sheet.items()}
    return {**kept, "einladung": _invitation(sheet, kept)} if "tagesordnung" in sheet and "einladung" in sheet else kept


def _open(value: Any, tasks: frozenset[str]) -> Any:
    """A list without its confidential entries and those on confidential tasks; anything else as it is."""
    if not isinstance(value, list):
        return value
    return [entry for entry in value if not (isinstance(entry, dict) and (_secret(entry) or entry.get("auftrag") in tasks))]


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of the agenda, or a part of one, as it may be shown; `{}` if it may not."""
    if _secret(item):
        return {}
    lists = {key: [entry for entry in item[key] if not _secret(entry)] for key in ("beschluesse", "auftraege") if key in item}
    parts = {"unterpunkte": [_item(part) for part in item["unterpunkte"]]} if "unterpunkte" in item else {}
    return {**item, **lists, **parts}


def _invitation(sheet: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """The invitation, which repeats the titles of the agenda, perhaps in older words: as soon as anything on that is
    confidential, only titles that stand there openly are kept. The others leave their place behind, an empty title."""
    invitation = dict(sheet["einladung"])
    if "tagesordnung" in invitation and any(_secret(point[-1]) for point in minutes.written(sheet)):
        open_ones = {point[-1].get("titel") for point in minutes.written(kept)}
        invitation["tagesordnung"] = [title if title in open_ones else "" for title in invitation["tagesordnung"]]
    return invitation


def selection(data: Mapping[str, Any], edition: str) -> dict[str, Any]:
    """A selection as `edition` may see it; its candidates are public only if it says `oeffentlich: true`."""
    kept = dict(data)
    if edition == "oeffentlich" and data.get("oeffentlich") is not True:
        kept["kandidaten"] = []
    return cut("auswahl", kept, edition)


# --- an area as one edition shows it: cut data, the records made of it, and the files that may travel along


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`area` holds only what the edition may see, and in `files` only names of files it may speak of. `copied` are the
    attachments its texts and lists link to, `pictures` those its texts show; both relative to the area."""

    area: Area
    copied: frozenset[str]
    pictures: frozenset[str]
    data: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """What the edition may see of the files, by file relative to the area."""


def cut_records(area: Area, data: Data, wanted: str, cuts: Cuts | None = None) -> tuple[Area, Data] | None:
    """The area as edition `wanted` sees it and the cut data it is made of, attachments left aside; None if not at all. `cuts`:
    see `edition.area`."""
    cut = cut_area(data, wanted, cuts)
    if cut is None:
        return None
    unread = frozenset(name for name in area.unread if wanted == "intern" or not name.startswith(f"{paths.MINUTES}/"))
    files = frozenset(cut) | unread
    return replace(model.area(area.slug, cut, unread), files=files, approved_only=wanted == "oeffentlich"), cut


def excerpt_of(area: Area, data: Data, wanted: str) -> Excerpt | None:
    """The area as edition `wanted` sees it with the attachments that go with it, or None if not at all."""
    excerpt = cut_records(area, data, wanted)
    if excerpt is None:
        return None
    part, cut = excerpt
    named = [one for name, data in cut.items() for one in prose.files(kind_of(name), data) if one[0] in area.files]
    pictures = frozenset(name for name, is_picture in named if is_picture)
    linked = (name for name, is_picture in named if not is_picture and name.startswith(f"{paths.ATTACHMENTS}/"))
    copied = frozenset() if wanted == "oeffentlich" else frozenset(linked)
    return Excerpt(replace(part, files=part.files | copied | pictures), copied, pictures, cut)


def kind_of(name: str) -> str:
    """Kind of an area's file by its name: `ziele.yaml` → `ziele`, `protokolle/….yaml` → `protokoll`."""
    return kinds.AREA_FILES.get(name, kinds.MINUTES).name


def sources(files: Iterable[str], slug: str) -> list[str]:
    """Sources of a document, written relative to its area, as paths relative to the root."""
    areas = paths.AREAS
    return [f"{areas}/{name[3:]}" if name.startswith("../") else f"{areas}/{slug}/{name}" for name in files]


# --- Names of persons that an edition keeps to itself, and that one of its texts calls all the same: somebody should look.
#
# Only texts can let a name out: everything else is cut by the schemas. That is no mistake by itself (a mayor may well be named in
# public minutes), so it stops nothing.


KEYS = ("name", "vertreten_durch", "personen")
"""Keys of persons' names: of members, guests, deputies, those who came for a member, those who sign and those to ask."""

CREDIT = "nachweis"
"""The key of a picture's credit: whoever made it is to be named with it, in every edition."""

TITLES = r"(?:Frau|Herrn?|Fr\.|Hr\.|Dr\.|Prof\.)"
ADDRESSED = frozenset("Frau Herr Herrn Fr Hr Dr Prof".split())
"""The words of `TITLES`."""
ADDRESSES = 4
"""Most of them in a row that are looked at."""

WORD = re.compile(r"\w+")
LONGEST = 20
"""Most words of a person's name; what has more is none."""

AreaFiles = Mapping[str, tuple[str, Any, Any]]
"""File → kind, its data, and its data as the edition shows it (None if not at all)."""


@dataclass(frozen=True, slots=True)
class Called:
    """A name in a text of `file`; `offset` is where in the text it stands. `known_from`: a file that keeps the name."""

    file: str
    path: Path
    offset: int
    name: str
    known_from: str


def called(files: AreaFiles) -> Iterator[Called]:
    """Every place where a text that is shown calls a name that is not, file by file."""
    kept: dict[str, str] = {}
    public: set[str] = set()
    for file, (kind, data, cut) in files.items():
        shown_names = _names(kind, cut)
        public |= shown_names
        kept |= dict.fromkeys(_names(kind, data) - shown_names, file)
    hidden = _Called.of(name for name in kept if name not in public)
    for file, (kind, data, cut) in files.items():
        texts = {leaf.value for leaf in _texts(kind, cut)} if hidden.whole else set()
        for leaf in _texts(kind, data) if texts else ():
            if leaf.value in texts:
                for name, offset in hidden.within(leaf.value):
                    yield Called(file, leaf.path, offset, name, kept[name])


def _names(kind: str, data: Any) -> set[str]:
    """The persons' names among the data; other things with a name have one word or are shown anyway."""
    leaves = walk(kind, data) if data is not None else ()
    found = (" ".join(leaf.value.split()) for leaf in leaves if _is_name(leaf) and isinstance(leaf.value, str))
    return {name for name in found if " " in name}


def _texts(kind: str, data: Any) -> Iterator[Leaf]:
    for leaf in walk(kind, data) if data is not None else ():
        if leaf.shape.free_text and not _is_name(leaf) and leaf.path[-1] != CREDIT:
            yield leaf


def _is_name(leaf: Leaf) -> bool:
    """Whether it is a person's name, alone or in a list of them."""
    return next(key for key in reversed(leaf.path) if isinstance(key, str)) in KEYS


@dataclass(frozen=True, slots=True)
class _Called:
    """Names by the words that call them, so that a text is read once, however many names there are."""

    whole: dict[str, list[str]]
    """Words of a whole name → the names of these words."""
    last: dict[str, str]
    """Words of the last part of a name → the first such name: whom a form of address before it means, nobody can tell."""
    lengths: frozenset[int]
    """How many words there are in a key."""

    @classmethod
    def of(cls, names: Iterable[str]) -> _Called:
        whole: dict[str, list[str]] = {}
        last: dict[str, str] = {}
        for name in names:
            words, end = WORD.findall(name), WORD.findall(name.split()[-1])
            if end and len(words) <= LONGEST:
                whole.setdefault(" ".join(words), []).append(name)
                last.setdefault(" ".join(end), name)
        return cls(whole, last, frozenset(key.count(" ") + 1 for key in (*whole, *last)))

    def within(self, text: str) -> Iterator[tuple[str, int]]:
        """The names that a text calls, each once, and where first."""
        words = list(WORD.finditer(text))
        named: set[str] = set()
        for end in range(1, len(words) + 1):
            for start in (end - length for length in self.lengths if length <= end):
                key = " ".join(word[0] for word in words[start:end])
                addressed = self.last.get(key) if start and words[start - 1][0] in ADDRESSED else None
                for name in (*self.whole.get(key, ()), *([addressed] if addressed else [])):
                    begin = words[max(start - ADDRESSES, 0)].start()
                    found = _pattern(name).search(text, max(begin - 1, 0), words[min(end, len(words) - 1)].end())
                    if found is not None and name not in named:
                        named.add(name)
                        yield name, found.start()


@lru_cache(maxsize=10_000)
def _pattern(name: str) -> re.Pattern[str]:
    """The whole name, or the last of it behind a form of address: „Frau Mustermann“."""
    parts = [re.escape(part) for part in name.split()]
    whole = r"\s+".join(parts)
    return re.compile(rf"\b(?:{whole}|{TITLES}(?:\s+{TITLES}){{0,{ADDRESSES - 1}}}\s+{parts[-1]})\b")
