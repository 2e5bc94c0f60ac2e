"""What the preview knows: the pages as they are, the pages as they last were without errors, and what is wrong; and what is added
to a page while it is previewed. The built files stay as they are."""

from __future__ import annotations

import html
import json
import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from regsam_docs.documents.plan import Edition
from regsam_docs.finding import Finding, Trouble
from regsam_docs.publish.overviews import INDEX
from regsam_docs.render.page import hashed
from regsam_docs.repository import paths
from regsam_docs.repository.digests import digest
from regsam_docs.system import disk
from regsam_docs.system.output import Built

EVENTS = "/.vorschau/ereignisse"
"""Where the pages hear of changes; no file of a build begins with a dot."""

LONGEST, LONGEST_NAME = 1000, 240
"""Characters of a path, and bytes of a name in it, that a build may make; systems take 255 bytes, and files being written are
called longer."""

MOST = 50
"""Messages shown at most."""

SCRIPT = Path(__file__).with_name("vorschau.js").read_text("utf-8")
STYLE = Path(__file__).with_name("vorschau.css").read_text("utf-8")

POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)')


@dataclass(frozen=True, slots=True)
class Message:
    """Something that is wrong: where (`file:line:column`), `fehler` or `warnung`, what, and what to do."""

    place: str
    level: str
    text: str
    hint: str | None


def path_of(target: str) -> str | None:
    """The file a request means, relative to `build/<edition>`; None for one that no build makes: with `..`, hidden, absolute,
    longer than what a system can be asked for."""
    path = unquote(target.partition("?")[0].partition("#")[0], errors="replace")
    if not path.startswith("/") or any(ord(c) < 32 or c in '\\:*?"<>|\ufffd' for c in path):
        return None
    parts = path[1:].split("/")
    if parts[-1] == "":
        parts[-1] = "index.html"
    fits = len(path) <= LONGEST and all(len(part.encode()) <= LONGEST_NAME for part in parts)
    return "/".join(parts) if fits and all(part and not part.startswith(".") for part in parts) else None


def is_page(path: str) -> bool:
    """Whether a file is a page of ours; what an area links to is copied below `anlagen/` and is not."""
    return path.endswith(".html") and "anlagen" not in path.split("/")


def live(page: str, key: str) -> str:
    """A built page that reloads itself and shows what is wrong. `key`: stands for what the page shows now."""
    added = f'<aside id="vorschau" data-stand="{key}" hidden></aside>\n<style>{STYLE}</style>\n<script>{SCRIPT}</script>\n'
    opened = POLICY.sub(lambda found: found[1] + html.escape(_widened(html.unescape(found[2]))) + found[3], page, count=1)
    body, end, rest = opened.rpartition("</body>")
    return f"{body}{added}{end}{rest}" if end else f"{opened}{added}"


def _widened(policy: str) -> str:
    """A page's policy with room for what is added to it, and for nothing else."""
    rules = {name: values for name, _, values in (rule.strip().partition(" ") for rule in policy.split(";"))}
    rules["style-src"] = f"{rules.get('style-src', '')} {hashed(STYLE)}".strip()
    rules["script-src"] = f"{rules.get('script-src', '')} {hashed(SCRIPT)}".strip()
    rules["connect-src"] = "'self'"
    return "; ".join(f"{name} {values}".strip() for name, values in rules.items() if name)


def missing(path: str, why: str | None) -> str:
    """The page in place of one that is not there; it reloads itself when it is. `why`: what keeps it from being made."""
    text = why or "Diese Seite gibt es nicht oder nicht mehr. Vielleicht wurde die Datei umbenannt oder gelöscht."
    policy = html.escape("default-src 'none'; base-uri 'none'; form-action 'none'")
    return live(
        f'<!doctype html>\n<html lang="de">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<title>Noch nicht da</title>\n</head>\n'
        f"<body>\n<h1>Noch nicht da</h1>\n<p>{html.escape(path)}</p>\n<p>{html.escape(text)}</p>\n"
        f'<p><a href="/">Zur Übersicht</a></p>\n</body>\n</html>\n',
        "",
    )


def server_sent_event(key: str, old: bool, messages: Sequence[Message]) -> bytes:
    """What a page is told: what it should show by now, whether that is from before the errors, and what is wrong."""
    event = {
        "stand": key,
        "alt": old,
        "meldungen": [asdict(message) for message in messages[:MOST]],
        "weitere": max(len(messages) - MOST, 0),
    }
    return f"data: {json.dumps(event, ensure_ascii=True)}\n\n".encode()


# --- what is known


KEPT = 64
"""Pages kept in memory to be shown while their document cannot be made: those looked at last."""


HELD = 3
"""Pages a connection is kept to. A browser has six to one place, for all its windows together: with all of them kept, no link
could be followed any more."""


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file as it is shown now. `data` is None if there is none; `old`: it is from before the errors."""

    data: bytes | None
    old: bool = False

    @property
    def key(self) -> str:
        """Changes when what is shown changes."""
        return digest(self.data) if self.data is not None else ""


class PreviewState:
    """Shared by the thread that builds and those that answer; everything goes through its lock."""

    def __init__(self, root: Path, edition: Edition) -> None:
        self.root = root
        self.edition = edition
        self.folder = root / paths.BUILD / edition
        self.closed = False
        self._turn = threading.Condition()
        self._number = 0
        self._findings: tuple[Finding, ...] = ()
        self._failed: dict[str, str] = {}
        self._trouble: str | None = None
        self._good: OrderedDict[str, bytes] = OrderedDict()
        self._watched: Counter[str] = Counter()

    # --- told by the builder -------------------------------------------------------------------------------------

    def built(self, outcome: Built, slug: str | None) -> None:
        """A build of one area, or of everything, is done."""
        start = f"{paths.BUILD}/{self.edition}/" + (f"{slug}/" if slug else "")
        checked = (f"{paths.AREAS}/{slug}/", paths.SETTINGS, f"{paths.AREAS}/{paths.SELECTIONS}/") if slug else ("",)
        with self._turn:
            others = [finding for finding in self._findings if not finding.path.startswith(checked)]
            self._findings = tuple(sorted([*others, *outcome.findings], key=lambda finding: finding.order))
            self._failed = {path: why for path, why in self._failed.items() if not path.startswith(start)} | outcome.failed
            self._trouble = None
            self._turned()

    def findings(self) -> tuple[Finding, ...]:
        """All findings of the repository, from the last time each part of it was checked."""
        with self._turn:
            return self._findings

    def tried(self, path: str, outcome: Built) -> None:
        """A build of one file that somebody asked for is done; `path` relative to the root."""
        with self._turn:
            self._failed.pop(path, None)
            self._failed |= {name: why for name, why in outcome.failed.items() if name == path}

    def stuck(self, why: str) -> None:
        """Nothing could be built."""
        with self._turn:
            self._trouble = why
            self._turned()

    def close(self) -> None:
        """Let go of everybody who waits."""
        with self._turn:
            self.closed = True
            self._turned()

    def _turned(self) -> None:
        self._number += 1
        self._turn.notify_all()

    # --- asked by the server -------------------------------------------------------------------------------------

    def see(self, path: str) -> ServedFile:
        """A file below `build/<edition>`; its last good state while something keeps it from being made."""
        with self._turn:
            try:
                if not (self.folder / path).resolve().is_relative_to(self.folder.resolve()):
                    return ServedFile(None)
                data = disk.read_bytes(self.folder / path, most=-1)
            except (Trouble, OSError):
                wrong = self._trouble or self._failed or any(f.is_error for f in self._findings)
                return ServedFile(self._good.get(path), old=True) if wrong else ServedFile(None)
            if path.endswith(".html"):
                self._good[path] = data
                self._good.move_to_end(path)
                if len(self._good) > KEPT:
                    self._good.popitem(last=False)
            return ServedFile(data)

    def messages(self, path: str) -> list[Message]:
        """What is wrong and concerns a page: its own document, its area, and the city's files; everything for the city's."""
        area = f"{paths.AREAS}/{slug}/" if (slug := self.area_of(path)) else ""
        with self._turn:
            said = [Message("", "fehler", self._trouble, None)] if self._trouble else []
            failed = self._failed.get(f"{paths.BUILD}/{self.edition}/{path}")
            if failed is not None:
                said.append(Message(path, "fehler", f"Dieses Dokument entsteht gerade nicht. {failed}", None))
            concerned = [f for f in self._findings if f.path.startswith(area) or f.path == paths.SETTINGS]
        found = [Message(f.place, f.level, f.message, f.hint) for f in concerned]
        return said + sorted(found, key=lambda m: m.level)

    def area_of(self, path: str) -> str | None:
        """The area a page belongs to; None for the city's."""
        slug, _, rest = path.partition("/")
        return slug if rest and (self.root / paths.AREAS / slug).is_dir() else None

    def wait(self, number: int, seconds: float) -> int:
        """The number of the present state, as soon as it is another than `number` or the time is over."""
        with self._turn:
            self._turn.wait_for(lambda: self._number != number, seconds)
            return self._number

    @contextmanager
    def watching(self, path: str) -> Iterator[bool]:
        """Somebody has a page open. Gives whether there is room to keep a connection to it."""
        with self._turn:
            self._watched[path] += 1
            room = self._watched.total() <= HELD
        try:
            yield room
        finally:
            with self._turn:
                self._watched[path] -= 1

    def city_is_watched(self) -> bool:
        """Whether somebody has one of the city's pages open."""
        return any(self.area_of(path) is None for path in self._open())

    def open_in(self, slug: str) -> tuple[str, ...]:
        """The documents of an area that somebody has open, by name; its page, which lists them all, is none."""
        names = (PurePosixPath(path) for path in self._open() if self.area_of(path) == slug)
        return tuple(name.stem for name in names if name.suffix == ".html" and name.stem != INDEX)

    def _open(self) -> list[str]:
        with self._turn:
            return [path for path, number in self._watched.items() if number > 0]
