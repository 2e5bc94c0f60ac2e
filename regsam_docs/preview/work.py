"""What is built when: one queue of changes and requests, worked through by one thread; and what changes, for as long as the
preview runs."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath

from regsam_docs.finding import Trouble
from regsam_docs.german import counted, number
from regsam_docs.preview.state import PreviewState
from regsam_docs.publish.build import Options, build
from regsam_docs.repository import paths
from regsam_docs.system import disk
from regsam_docs.system.output import Built
from regsam_docs.system.store import Memory

TURN_SECONDS = 0.5
"""How often the builder comes back with nothing."""

RETRY_SECONDS = 2.0
"""After what could not be built because of something outside (another build at work), it is tried again."""


@dataclass(slots=True)
class PageRequest:
    """Somebody asked for a file that is not made ahead: `path` below `build/<edition>`."""

    path: str
    done: threading.Event = field(default_factory=threading.Event)


class Builder:
    """Builds what changed or is asked for and tells the state."""

    def __init__(self, state: PreviewState, today: Callable[[], date], say: Callable[[str], None]) -> None:
        self.state = state
        self.today = today
        self.say = say
        self._queue: queue.SimpleQueue[PageRequest | frozenset[str] | BaseException] = queue.SimpleQueue()
        self._city_is_old = False
        self._stuck = False
        self.no_pdf: str | None = None

    # --- called by other threads ---------------------------------------------------------------------------------

    def changed(self, names: Iterable[str]) -> None:
        """Files changed, appeared or went; paths relative to the root, POSIX."""
        self._queue.put(frozenset(names))

    def fail(self, error: BaseException) -> None:
        """A thread ended that should not: `work` raises why."""
        self._queue.put(error)

    def ask(self, path: str) -> str | None:
        """Have a file made that is about to be shown, if it is not made ahead. Gives why this machine makes no PDF."""
        is_pdf = path.endswith(".pdf")
        if is_pdf or (self._city_is_old and self.state.area_of(path) is None):
            request = PageRequest(path)
            self._queue.put(request)
            while not request.done.wait(1) and not self.state.closed:
                pass
        return self.no_pdf if is_pdf else None

    # --- the builder ---------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Build everything once. Raises Trouble if that cannot even begin."""
        self._announce(self._build(), None)

    def work(self) -> None:
        """Build what is changed or asked for, for ever. Raises what ended another thread."""
        while True:
            for task in self._next():
                if isinstance(task, PageRequest):
                    self._try(partial(self._fulfil, task))
                    task.done.set()
                else:
                    self._try(partial(self._renew, task))

    def _next(self) -> list[PageRequest | frozenset[str]]:
        """All changes that came together as one, then the requests. After a while without any: nothing, or, if a build got
        stuck, nothing changed. A Ctrl-C from just before the wait does not end it and is heard then."""
        try:
            tasks = [self._queue.get(timeout=RETRY_SECONDS if self._stuck else TURN_SECONDS)]
        except queue.Empty:
            return [frozenset()] if self._stuck else []
        while not self._queue.empty():
            tasks.append(self._queue.get())
        for task in tasks:
            if isinstance(task, BaseException):
                raise task
        names = [task for task in tasks if isinstance(task, frozenset)]
        return [*([frozenset().union(*names)] if names else []), *(task for task in tasks if isinstance(task, PageRequest))]

    def _try(self, step: Callable[[], None]) -> None:
        """A step may fail for reasons that pass: a folder that goes while it is read, another build, a full disk."""
        try:
            step()
            self._stuck = False
        except (Trouble, OSError) as error:
            again, self._stuck = self._stuck, True
            self.state.stuck(str(error))
            if not again:
                self.say(f"Fehler: {error}")

    def _renew(self, names: frozenset[str]) -> None:
        slug = self._area(names)
        self._city_is_old |= slug is not None  # before anybody hears that something is new
        if slug is not None and (open_pages := self.state.open_in(slug)):
            with suppress(Trouble):  # none of that name any more: the next build says what there is
                self.state.built(self._build(areas=(slug,), only=open_pages), slug)
        self._announce(self._build(areas=(slug,) if slug else ()), slug)
        if slug is not None and self.state.city_is_watched():
            self._renew(frozenset())

    def _fulfil(self, request: PageRequest) -> None:
        if self._city_is_old and self.state.area_of(request.path) is None:
            self._renew(frozenset())
        if request.path.endswith(".pdf") and (self.state.folder / request.path).with_suffix(".html").is_file():
            slug = self.state.area_of(request.path)
            outcome = self._build(areas=(slug,) if slug else (), only=(PurePosixPath(request.path).stem,), pdf=True)
            self.no_pdf = outcome.no_pdf
            self.state.tried(f"{paths.BUILD}/{self.state.edition}/{request.path}", outcome)

    def _area(self, names: frozenset[str]) -> str | None:
        """The one area all changes are in, if it is still there; None where more has to be built."""
        slugs = {parts[1] for parts in (name.split("/") for name in names) if parts[0] == paths.AREAS and len(parts) > 2}
        outside = any(not name.startswith(f"{paths.AREAS}/") or name.count("/") < 2 for name in names)
        if outside or len(slugs) != 1:
            return None
        slug = slugs.pop()
        there = (self.state.root / paths.AREAS / slug / "gebiet.yaml").is_file()
        return slug if there and paths.slug_allowed(slug) else None

    def _build(self, areas: tuple[str, ...] = (), only: tuple[str, ...] = (), pdf: bool = False) -> Built:
        root = self.state.root
        options = Options(self.today(), self.state.edition, areas=areas, only=only, pdf=pdf, on_demand=True)
        return build(root, options, memory=None if areas or only else Memory(root, disk.tree(root), "preview"))

    def _announce(self, outcome: Built, slug: str | None) -> None:
        if slug is None:
            self._city_is_old = False
        self.state.built(outcome, slug)
        findings = self.state.findings()
        errors = sum(finding.is_error for finding in findings)
        made = counted(len(outcome.built), "Datei", "Dateien")
        self.say(f"{made} neu in {number(outcome.seconds, 1)} s, {errors} Fehler, {len(findings) - errors} Warnungen")


# --- what changes below `areas/` and below the content repository's own templates, for as long as the preview runs.
#
# What lies there is looked through, and what differs is told: so nothing escapes, whatever was replaced, moved away and back,
# or made later, and whatever it is called. The system's watch (inotify and its like, by `watchfiles`) only says when it is time
# to look; without it, and where it says nothing, the clock does.


FOLDERS = (paths.AREAS, paths.TEMPLATES)

QUIET_MS = 20
"""How long nothing more has to change before a change is told: an editor's write-and-rename is one change."""

TURN_MS = 100
"""How often the system's watch comes back with nothing."""

POLL_SECONDS = 0.5
"""How often is looked where the system says nothing."""

LOOK_SECONDS = 2.0
"""How often is looked although the system watches: it does not see everything, such as a folder of another machine."""

SHARE = 50
"""Looking takes at most one in so many seconds."""

POLLING = (
    "Das Betriebssystem meldet Änderungen hier nicht ({why}). Die Vorschau sieht deshalb selbst zweimal in der Sekunde nach; "
    "sie läuft, aber etwas langsamer."
)
LIMIT = (
    "die Grenze für Überwachungen (inotify) ist erreicht; schließen Sie andere Programme, die Ordner überwachen, oder erhöhen "
    "Sie fs.inotify.max_user_instances und fs.inotify.max_user_watches"
)
NAME = "im Pfad steht ein Zeichen, das nicht in UTF-8 geschrieben ist"


def watch(
    root: Path,
    changed: Callable[[Iterable[str]], None],
    say: Callable[[str], None],
    ready: threading.Event,
    stop: threading.Event,
) -> None:
    """Tell the paths (relative to the root, POSIX) of what changes, from `ready` until `stop`. `say` gets a line for people if
    the system's watch cannot be had; then it goes on without."""
    seen = disk.marks(root, FOLDERS)
    ready.set()
    polling = False
    while not stop.is_set():
        try:
            turns = _clock(stop) if polling else _system(root, stop)
            for due in turns:
                if not due:
                    continue
                now = disk.marks(root, FOLDERS)
                if differing := {path for path in {*seen, *now} if seen.get(path) != now.get(path)}:
                    changed(differing)
                seen = now
        except FileNotFoundError:
            stop.wait(TURN_MS / 1000)  # a folder went while the watch began: the next one begins with what is there
        except (OSError, RuntimeError, UnicodeError) as error:
            polling = True
            say(POLLING.format(why=NAME if isinstance(error, UnicodeError) else LIMIT))


def _clock(stop: threading.Event) -> Iterator[bool]:
    """That it is time to look, by the clock."""
    pause = POLL_SECONDS
    while not stop.wait(pause):
        start = time.monotonic()
        yield True
        pause = max(POLL_SECONDS, SHARE * (time.monotonic() - start))


def _system(root: Path, stop: threading.Event) -> Iterator[bool]:
    """Whether it is time to look, by the system's watch over the folders there are now; ends when these are others."""
    import watchfiles

    folders = disk.marks(root, FOLDERS, deep=False)  # one put in another's place is another one
    if not folders:
        stop.wait(TURN_MS / 1000)
        yield True
        return
    turns = watchfiles.watch(
        *(root / name for name in folders),
        watch_filter=None,
        debounce=10 * QUIET_MS,
        step=QUIET_MS,
        rust_timeout=TURN_MS,
        yield_on_timeout=True,
        stop_event=stop,
        debug=False,
        raise_interrupt=False,
        ignore_permission_denied=True,
    )
    last, pause = float("-inf"), LOOK_SECONDS
    for changes in turns:
        same = disk.marks(root, FOLDERS, deep=False) == folders
        start = time.monotonic()
        due = bool(changes) or not same or start - last > pause  # at first, too: the watch began after the last look
        yield due
        if due:
            last = time.monotonic()
            pause = max(LOOK_SECONDS, SHARE * (last - start))
        if not same:
            return
