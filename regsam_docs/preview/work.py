"""What is built when: one queue of changes and wishes, worked through by one thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import PurePosixPath

from regsam_docs.finding import Trouble
from regsam_docs.german import counted, number
from regsam_docs.preview.stand import Stand
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
class Wish:
    """Somebody asked for a file that is not made ahead: `path` below `build/<edition>`."""

    path: str
    done: threading.Event = field(default_factory=threading.Event)


class Workshop:
    """Builds what changed or is asked for and tells the stand."""

    def __init__(self, stand: Stand, today: Callable[[], date], say: Callable[[str], None]) -> None:
        self.stand = stand
        self.today = today
        self.say = say
        self._queue: queue.SimpleQueue[Wish | frozenset[str] | BaseException] = queue.SimpleQueue()
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
        if is_pdf or (self._city_is_old and self.stand.area_of(path) is None):
            wish = Wish(path)
            self._queue.put(wish)
            while not wish.done.wait(1) and not self.stand.closed:
                pass
        return self.no_pdf if is_pdf else None

    # --- the builder ---------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Build everything once. Raises Trouble if that cannot even begin."""
        self._told(self._build(), None)

    def work(self) -> None:
        """Build what is changed or wished for, for ever. Raises what ended another thread."""
        while True:
            for task in self._next():
                if isinstance(task, Wish):
                    self._try(partial(self._fulfil, task))
                    task.done.set()
                else:
                    self._try(partial(self._renew, task))

    def _next(self) -> list[Wish | frozenset[str]]:
        """All changes that came together as one, then the wishes. After a while without any: nothing, or, if a build got
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
        return [*([frozenset().union(*names)] if names else []), *(task for task in tasks if isinstance(task, Wish))]

    def _try(self, step: Callable[[], None]) -> None:
        """A step may fail for reasons that pass: a folder that goes while it is read, another build, a full disk."""
        try:
            step()
            self._stuck = False
        except (Trouble, OSError) as error:
            again, self._stuck = self._stuck, True
            self.stand.stuck(str(error))
            if not again:
                self.say(f"Fehler: {error}")

    def _renew(self, names: frozenset[str]) -> None:
        slug = self._area(names)
        self._city_is_old |= slug is not None  # before anybody hears that something is new
        if slug is not None and (open_pages := self.stand.open_in(slug)):
            with suppress(Trouble):  # none of that name any more: the next build says what there is
                self.stand.built(self._build(areas=(slug,), only=open_pages), slug)
        self._told(self._build(areas=(slug,) if slug else ()), slug)
        if slug is not None and self.stand.city_is_watched():
            self._renew(frozenset())

    def _fulfil(self, wish: Wish) -> None:
        if self._city_is_old and self.stand.area_of(wish.path) is None:
            self._renew(frozenset())
        if wish.path.endswith(".pdf") and (self.stand.folder / wish.path).with_suffix(".html").is_file():
            slug = self.stand.area_of(wish.path)
            outcome = self._build(areas=(slug,) if slug else (), only=(PurePosixPath(wish.path).stem,), pdf=True)
            self.no_pdf = outcome.no_pdf
            self.stand.tried(f"{paths.BUILD}/{self.stand.edition}/{wish.path}", outcome)

    def _area(self, names: frozenset[str]) -> str | None:
        """The one area all changes are in, if it is still there; None where more has to be built."""
        slugs = {parts[1] for parts in (name.split("/") for name in names) if parts[0] == paths.AREAS and len(parts) > 2}
        outside = any(not name.startswith(f"{paths.AREAS}/") or name.count("/") < 2 for name in names)
        if outside or len(slugs) != 1:
            return None
        slug = slugs.pop()
        there = (self.stand.root / paths.AREAS / slug / "gebiet.yaml").is_file()
        return slug if there and paths.slug_allowed(slug) else None

    def _build(self, areas: tuple[str, ...] = (), only: tuple[str, ...] = (), pdf: bool = False) -> Built:
        root = self.stand.root
        options = Options(self.today(), self.stand.edition, areas=areas, only=only, pdf=pdf, on_demand=True)
        return build(root, options, memory=None if areas or only else Memory(root, disk.tree(root), "preview"))

    def _told(self, outcome: Built, slug: str | None) -> None:
        if slug is None:
            self._city_is_old = False
        self.stand.built(outcome, slug)
        findings = self.stand.findings()
        errors = sum(finding.is_error for finding in findings)
        made = counted(len(outcome.built), "Datei", "Dateien")
        self.say(f"{made} neu in {number(outcome.seconds, 1)} s, {errors} Fehler, {len(findings) - errors} Warnungen")
