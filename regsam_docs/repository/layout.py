"""Which files there are, which kind each is, and what does not belong there (Y04; docs/format.md, „Wo etwas liegt“)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property, lru_cache, partial

from regsam_docs import german
from regsam_docs.finding import ERROR, Finding, Rule, finding
from regsam_docs.repository import kinds, paths
from regsam_docs.repository.tree import Tree, below, composed

Y04 = Rule(
    "Y04",
    ERROR,
    "Datei am falschen Ort",
    (
        "Eine Datei oder ein Ordner gehört nicht dorthin oder heißt falsch, ist eine Verknüpfung, oder es fehlt `gebiet.yaml` "
        "oder `areas/regsam.yaml`. Oder eine Anlage ist nicht die Datei selbst: ein Zeiger von Git LFS, oder git hat einen "
        "Konflikt darin stehen gelassen."
    ),
    (
        "Benennen Sie die Datei um, oder verschieben Sie sie nach `anlagen/`. Gibt es eine Datei mit dem richtigen Namen schon "
        "(bei Kopien, die ein Programm angelegt hat), vergleichen Sie beide, übernehmen Sie, was fehlt, und löschen Sie die "
        "Kopie. Anlagen aus Git LFS holt `git lfs pull`. Notizen dürfen als `*.md` überall liegen; sie werden nicht gelesen."
    ),
)


TABLES = (".csv", ".xlsx", ".ods")
"""How names of a selection's tables end."""


@dataclass(frozen=True)
class Layout:
    """What of a content repository is to be read. Paths are relative to the root."""

    settings: str | None
    areas: dict[str, dict[str, str]]
    """Slug → file relative to the area → kind; an area without `gebiet.yaml` is listed too."""
    selections: tuple[str, ...]
    findings: tuple[Finding, ...]
    contacts: str | None = None
    misnamed: frozenset[str] = frozenset()
    """Files that are there under a wrong name alone, by the right one: what they say cannot be known."""

    def kinds(self) -> dict[str, str]:
        """Every YAML file of the format, by its path from the root, with its kind."""
        city = {self.settings: kinds.SETTINGS.name} if self.settings is not None else {}
        areas = {f"{paths.AREAS}/{slug}/{name}": kind for slug, files in self.areas.items() for name, kind in files.items()}
        return city | areas | {kinds.SELECTION.path(name): kinds.SELECTION.name for name in self.selections}

    def unknown_in(self, slug: str) -> frozenset[str]:
        """An area's misnamed files, relative to it."""
        start = f"{paths.AREAS}/{slug}"
        return frozenset(path[len(start) + 1 :] for path in below(self._misnamed, start))

    @cached_property
    def _misnamed(self) -> list[str]:
        return sorted(self.misnamed)


@lru_cache(maxsize=2)
def layout(tree: Tree) -> Layout:
    """Sort the names of a tree; nothing is read."""
    survey = _Survey(tree, tree.children())
    areas, selections = survey.city()
    for twin in sorted(tree.twins):
        survey.twin(twin)
    settings = paths.SETTINGS if paths.SETTINGS in tree.files else None
    found = tuple(sorted(survey.found, key=lambda f: f.order))
    named = {path for f in found if f.path in tree.files and (path := stands_for(f)) is not None}
    contacts = paths.CONTACTS if paths.CONTACTS in tree.files else None
    return Layout(settings, areas, selections, found, contacts, frozenset((named | survey.contested) - tree.files.keys()))


def stands_for(found: Finding) -> str | None:
    """The path that a file under a wrong name (Y04) should have, where one is meant."""
    return f"{found.path.rpartition('/')[0]}/{found.hint}" if found.id == Y04.id and found.hint is not None else None


LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})
"""What Windows and macOS put into folders on their own."""


def ignored(name: str) -> bool:
    """Nobody's business: hidden files, `*.md`, what systems leave, what editors put beside an open file (`.#x`, `#x#`, `~$x`)."""
    left = name.startswith((".", "~$")) or (name.startswith("#") and name.endswith("#"))
    return left or name.endswith(".md") or name.lower() in LEFT_BY_SYSTEMS


@dataclass(slots=True)
class _Survey:
    tree: Tree
    children: dict[str, list[str]]
    found: list[Finding] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    """Paths with a finding."""
    hints: set[tuple[str, str | None]] = field(default_factory=set)
    """Folders, and the names that files in them should have."""
    claims: dict[str, Counter[str]] = field(default_factory=dict)
    """Folder → right name → how many names there stand for it."""
    contested: set[str] = field(default_factory=set)
    """Paths that something else may not be renamed to."""

    def city(self) -> tuple[dict[str, dict[str, str]], tuple[str, ...]]:
        areas: dict[str, dict[str, str]] = {}
        selections: tuple[str, ...] = ()
        for name, path in self._entries(paths.AREAS):
            if path in self.tree.files:
                if path not in (paths.SETTINGS, paths.CONTACTS):
                    said = "Neben den Gebieten liegen nur „regsam.yaml“ und „kontakte.yaml“."
                    self._stranger(path, name, ["regsam.yaml", "kontakte.yaml"], said)
            elif name == paths.ATTACHMENTS:
                self._no_links_below(path)
            elif name == paths.SELECTIONS:
                selections = tuple(self._selections(path))
            elif name.startswith("_"):
                self._stranger(path, name, [paths.SELECTIONS], "Ordner mit „_“ am Anfang sind keine Gebiete.")
            elif self._slug(path, name):
                areas[name] = dict(self._area(path))
        if paths.SETTINGS not in self.tree.files and not self._reported("areas/regsam."):
            advice = "Legen Sie die Datei „areas/regsam.yaml“ mit „format: 1“ und „herausgeber“ an."
            self._say(paths.SETTINGS, f"Die Einstellungen fehlen. {self.tree.why_absent(paths.SETTINGS) or advice}")
        return areas, selections

    def _area(self, folder: str) -> Iterator[tuple[str, str]]:
        allowed = [*kinds.AREA_FILES, paths.SEAL, paths.MINUTES, paths.ATTACHMENTS]
        for name, path in self._entries(folder):
            is_file = path in self.tree.files
            if is_file and name in kinds.AREA_FILES:
                yield name, kinds.AREA_FILES[name].name
            elif not is_file and name == paths.MINUTES:
                yield from self._minutes(path)
            elif not is_file and name == paths.ATTACHMENTS:
                self._no_links_below(path)
            elif not (is_file and name == paths.SEAL):
                self._stranger(path, name, allowed, "In einem Gebiet ist dieser Name nicht vorgesehen.")
        if f"{folder}/gebiet.yaml" not in self.tree.files and not self._misnamed(folder, "gebiet.yaml"):
            advice = "Legen Sie die Datei an, oder löschen Sie den Ordner."
            self._say(folder, f"Im Ordner fehlt „gebiet.yaml“. {self.tree.why_absent(folder) or advice}")

    def _minutes(self, folder: str) -> Iterator[tuple[str, str]]:
        for name, path in self._entries(folder):
            if path in self.tree.files and kinds.in_area(f"{paths.MINUTES}/{name}") is not None:
                yield f"{paths.MINUTES}/{name}", kinds.MINUTES.name
            else:
                self._no_minutes(folder, path, name)

    def _no_minutes(self, folder: str, path: str, name: str) -> None:
        meant = day_meant(name)
        if meant is None or path not in self.tree.files or not self._rivals(folder, path, name, meant, day_meant):
            self._say(
                path,
                f"„{name}“ ist kein Name für ein Protokoll. Benennen Sie die Datei nach dem Tag der Sitzung, z. B. "
                "„2010-06-10.yaml“ (die zweite an einem Tag „2010-06-10-b.yaml“); Anlagen gehören nach „anlagen/“.",
                meant,
            )

    def _rivals(self, folder: str, path: str, name: str, meant: str, meaning: Callable[[str], str | None]) -> bool:
        """Tell that the right name is taken, or wanted by several: whoever renamed would write over the other. Whether it is."""
        if self._there(folder, meant):
            what = "eine Kopie von" if original(name) is not None else "wohl eine zweite Fassung von"
            second = self._second(folder, meant, name)
            message = (
                f"„{name}“ ist {what} „{meant}“, und „{meant}“ gibt es schon. Vergleichen Sie die beiden, übernehmen Sie nach "
                f"„{meant}“, was dort fehlt, und löschen Sie danach „{name}“.{second}"
            )
        elif not self._alone(folder, meant, meaning):
            message = (
                f"„{name}“ steht wie andere Dateien hier für „{meant}“. Vergleichen Sie sie, benennen Sie die richtige in "
                f"„{meant}“ um, und löschen Sie die anderen."
            )
        else:
            return False
        self._say(path, message)
        self.hints.add((folder, meant))
        self.contested.add(f"{folder}/{meant}")
        return True

    def _second(self, folder: str, meant: str, name: str) -> str:
        """What a second meeting's minutes would be called; nothing for what is clearly a copy, or no minutes."""
        day = meant.removesuffix(".yaml")
        if original(name) is not None or not paths.MEETING.match(day):
            return ""
        letters = (f"{day[:10]}-{letter}.yaml" for letter in "bcdefghijklmnopqrstuvwxyz")
        free = next((name for name in letters if not self._there(folder, name)), None)
        return f" War es eine zweite Sitzung an diesem Tag, benennen Sie die Datei in „{free}“ um." if free else ""

    def _selections(self, folder: str) -> Iterator[str]:
        for name, path in self._entries(folder):
            if path in self.tree.files:
                self._stranger(path, name, [], "Eine Auswahl ist ein Ordner mit „auswahl.yaml“ und ihrer Tabelle.")
            elif self._slug(path, name):
                yield from self._selection(path, name)

    def _selection(self, folder: str, slug: str) -> Iterator[str]:
        for name, path in self._entries(folder):
            if path not in self.tree.files or not (name == "auswahl.yaml" or name.lower().endswith(TABLES)):
                self._stranger(path, name, ["auswahl.yaml"], "Hier liegen nur „auswahl.yaml“ und Tabellen (.csv, .xlsx, .ods).")
        if f"{folder}/auswahl.yaml" in self.tree.files:
            yield slug
        elif not self._misnamed(folder, "auswahl.yaml"):
            advice = "Legen Sie die Datei an, oder löschen Sie den Ordner."
            self._say(folder, f"Im Ordner fehlt „auswahl.yaml“. {self.tree.why_absent(folder) or advice}")

    def _entries(self, folder: str) -> Iterator[tuple[str, str]]:
        """Name and path of all that counts in a folder; symbolic links are reported and passed over."""
        for name in self.children.get(folder, ()):
            path = f"{folder}/{name}"
            if ignored(name):
                continue
            if path in self.tree.links:
                self._link(path)
            else:
                yield name, path

    def _there(self, folder: str, name: str) -> bool:
        """Whether something is called so already."""
        path = f"{folder}/{name}"
        return path in self.tree.files or path in self.tree.folders or path in self.tree.links

    def _alone(self, folder: str, name: str, meaning: Callable[[str], str | None]) -> bool:
        """Whether nothing else in the folder stands for the same name. `meaning`: what a name there stands for."""
        if folder not in self.claims:
            meanings = (meaning(other) for other in self.children.get(folder, ()) if not ignored(other))
            self.claims[folder] = Counter(meant for meant in meanings if meant is not None)
        return self.claims[folder][name] < 2

    def _no_links_below(self, folder: str) -> None:
        for path in self.tree.links_below(folder):
            if not ignored(path.rpartition("/")[2]):
                self._link(path)

    def _link(self, path: str) -> None:
        message = "Das ist eine Verknüpfung (symbolischer Link); ihr wird nicht gefolgt. Legen Sie die Datei selbst hierher."
        self._say(path, message)

    def twin(self, path: str) -> None:
        """Tell of a file whose name another has too, once both are composed."""
        message = (
            "Diese Datei gibt es hier zweimal unter demselben Namen; nur sind die Umlaute darin verschieden gespeichert (auf "
            "einem Mac und anderswo). Vergleichen Sie die beiden, und löschen Sie eine davon."
        )
        self._say(composed(path), message)

    def _slug(self, path: str, name: str) -> bool:
        if paths.slug_allowed(name):
            return True
        if name in paths.RESERVED or name in paths.DEVICES:
            message = f"„{name}“ ist als Ordnername vergeben. Wählen Sie einen anderen Namen."
        else:
            message = (
                f"„{name}“ ist als Ordnername nicht möglich: nur Kleinbuchstaben a–z, Ziffern und einzelne Bindestriche "
                "(ä wird ae). Benennen Sie den Ordner um."
            )
        near = suggestion(name)
        if near is not None and self._there(path.rpartition("/")[0], near):
            message = message.removesuffix("Benennen Sie den Ordner um.") + (
                f"Den Ordner „{near}“ gibt es schon: Vergleichen Sie die beiden, übernehmen Sie dorthin, was fehlt, und löschen "
                f"Sie danach „{name}“; ist es etwas anderes, geben Sie ihm einen anderen Namen."
            )
            near = None
        self._say(path, message, near)
        return False

    def _stranger(self, path: str, name: str, allowed: Sequence[str], rule: str) -> None:
        near = meant(name, allowed)
        if near == name:
            kind = "ein Ordner" if path in self.tree.files else "eine Datei"
            self._say(path, f"„{name}“ muss {kind} sein. Legen Sie es neu an und verschieben Sie, was darin steht.", near)
        elif near is not None and not self._rivals(path.rpartition("/")[0], path, name, near, partial(meant, allowed=allowed)):
            self._say(path, f"„{name}“ gehört nicht hierher. Meinten Sie „{near}“? Bitte benennen Sie es um.", near)
        elif near is None:
            self._say(
                path, f"„{name}“ gehört nicht hierher. {rule} Anlagen gehören nach „anlagen/“; löschen oder verschieben Sie es."
            )

    def _misnamed(self, folder: str, wanted: str) -> bool:
        """Whether the missing file is there, misnamed or as a link, and reported already: one mistake, one finding."""
        return f"{folder}/{wanted}" in self.said or (folder, wanted) in self.hints

    def _reported(self, start: str) -> bool:
        return any(f.path.startswith(start) or f.hint == "regsam.yaml" for f in self.found)

    def _say(self, path: str, message: str, hint: str | None = None) -> None:
        self.found.append(finding(path, 1, 1, Y04, message, hint))
        self.said.add(path)
        self.hints.add((path.rpartition("/")[0], hint))


LONGEST_NAME = 100
"""So long a name is none of ours with a slip of the pen."""


def meant(name: str, allowed: Iterable[str]) -> str | None:
    """The allowed name that a wrong one most likely stands for (case, `.yml`, slips of the pen, copies)."""
    folded = {candidate.casefold(): candidate for candidate in allowed}
    tidy = (original(name) or name).casefold().removesuffix(".txt")
    tidy = tidy[:-4] + ".yaml" if tidy.endswith(".yml") else tidy
    if len(tidy) > LONGEST_NAME:
        return None
    if tidy in folded or f"{tidy}.yaml" in folded:
        return folded.get(tidy) or folded[f"{tidy}.yaml"]
    near = get_close_matches(tidy, folded, n=1, cutoff=0.75)
    return folded[near[0]] if near else None


def day_meant(name: str) -> str | None:
    """The name of the minutes that a wrong one most likely stands for: `10.6.2010.yml` → `2010-06-10.yaml`."""
    name = original(name) or name
    found = re.search(r"(?P<y>\d{4})[-_.](?P<m>\d\d?)[-_.](?P<d>\d\d?)|(?P<D>\d\d?)[-_.](?P<M>\d\d?)[-_.](?P<Y>\d{4})", name)
    if found is None or not name.lower().endswith((".yaml", ".yml")):
        return None
    year, month, day = (found[small] or found[large] for small, large in ("yY", "mM", "dD"))
    wanted = f"{year}-{month:0>2}-{day:0>2}"
    second = name[found.end() : found.end() + 2]
    return f"{wanted}{second if paths.MEETING.match(wanted + second) else ''}.yaml" if german.parse(wanted) else None


def suggestion(name: str) -> str | None:
    """A folder name made of a name that is none: `Am Hart` → `am-hart`; None if nothing remains."""
    slug = paths.slug(name)
    return slug if slug != name and paths.slug_allowed(slug) else None


# --- Names that programs give to a second copy of a file: sync programs, editors, file managers, git. To rename such a copy would
# write over the file it is a copy of, or put an old state in place of none.


LONGEST_COPY = 200
"""So long a name is looked at; none of ours with what programs add comes near."""

_END = r"((?:\.siegel)?\.[A-Za-z0-9]{1,5})?\Z"
"""The ending stays behind what is put before it."""

_BEFORE_THE_END = (
    r"[ _]?[(\[][^()\[\]]*(?:conflict|konflikt)[^()\[\]]*[)\]]",  # Dropbox, Nextcloud, Seafile
    r"[._ -](?:sync-)?(?:conflict|konflikt)[ _-]?[\w-]*",  # Syncthing, ownCloud
    r"-(?:DESKTOP|LAPTOP|PC|MACBOOK|WIN)-?[A-Z0-9-]*",  # OneDrive
    r"[ ._(–-]+(?:Kopie|Copy|alt|neu|old|new|backup|bak|orig(?:inal)?|Sicherung|mine|theirs)(?:[ .]?\(?\d{1,3})?\)?",  # people
    r"[ _]?\(\d{1,3}\)",  # browsers, Windows, Google Drive
    r" \d{1,2}",  # iCloud
    r"[._](?:BASE|LOCAL|REMOTE|BACKUP)(?:[._]\d+)?",  # git mergetool
)
_ADDED = r"bak|bkp|backup|orig|original|old|alt|rej|save?(?:\.\d+)?|tmp|temp|mine|theirs|ours|r\d+"
_BEHIND_THE_END = rf"(.*?)(?:~|\.~\d+~|[._](?:{_ADDED})\d*)\Z"
_IN_FRONT = r"(?:(?:Kopie von|Kopie|Copy of|Copy \(?\d*\)? ?of) )(.+)\Z|#(.+)#\Z"

_COPIES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (*(f"(.+?){added}{_END}" for added in _BEFORE_THE_END), _BEHIND_THE_END, _IN_FRONT)
)


def original(name: str) -> str | None:
    """The name of the file that a copy was made of: `chronik (1).yaml` and `chronik.yaml~` → `chronik.yaml`; None for a name
    that no program gives a copy. A copy of a copy gives the first of all."""
    found = name
    while len(found) <= LONGEST_COPY and (before := _once(found)) is not None:
        found = before
    return found if found != name else None


def _once(name: str) -> str | None:
    match = next(filter(None, (pattern.match(name) for pattern in _COPIES)), None)
    return ("".join(filter(None, match.groups())) if match is not None else "") or None
