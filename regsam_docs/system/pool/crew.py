"""The workers of one run: each has a thread of its own that starts it, asks it and waits, while the caller's thread looks on."""

from __future__ import annotations

import pickle
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psutil

from regsam_docs.finding import reason
from regsam_docs.system import temporary
from regsam_docs.system.pool import process
from regsam_docs.system.pool.process import LAST_SECONDS, JobFailure, NotStarted, Worker, died, not_started

TICK = 0.25
"""Seconds between two looks at the workers."""

START_SECONDS = 60.0
"""Most computing time a worker may take to get ready."""

STARTS = 3
"""How often a worker may end by itself before it is ready until it is taken for impossible."""

PAUSES = (0.1, 0.5, 2.0, 8.0, 20.0)
"""Seconds to wait before the next start when it was killed: memory may be short, or somebody ends what is none of theirs."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A job, and what a worker is told of it."""

    job: Any
    frame: bytes


class Crew:
    """Up to `size` workers, started when there is something to do. As a context it ends them all."""

    def __init__(self, size: int, seconds: float, memory: int, warm: Callable[[], object] | None) -> None:
        self.open = 0
        self._limits = seconds, memory
        self._set_up = pickle.dumps((_path(), memory, pickle.dumps(warm)))
        self._todo: queue.SimpleQueue[Errand | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[Errand | None, bytes | JobFailure]] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(size)]
        self._begun = False
        self._at_work = 0
        self._why: JobFailure = not_started("Es war keiner verlangt")
        self._workers: set[Worker] = set()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._starting: set[Path] = set()
        self._held_up: dict[psutil.Process, float] = {}
        self._places = ExitStack()
        self._folder: Path | None = None
        self._looked = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._closed.set()
            for worker in self._workers:
                worker.process.kill()
        if self._starting:
            process.end_held_up({}, 0.0, 0.0)
        for _ in self._threads:
            self._todo.put(None)
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(2 * LAST_SECONDS)
        self._places.close()

    # --- the caller's thread -------------------------------------------------------------------------------------

    def hand_out(self, errand: Errand) -> None:
        """Give the workers something to do."""
        if not self._begun:
            self._begin()
        self._todo.put(errand)
        self.open += 1

    def _begin(self) -> None:
        self._begun = True
        for thread in self._threads:
            try:
                thread.start()
                self._at_work += 1
            except RuntimeError:
                self._why = not_started("Das System lässt keine weiteren zu")

    def ended(self, wait: bool) -> list[tuple[Errand, bytes | JobFailure]]:
        """What has ended meanwhile, with its answer; if `wait`, at least one if any is open."""
        found: list[tuple[Errand, bytes | JobFailure]] = []
        while len(found) < self.open:
            self._look()
            if self._at_work == 0:  # nobody will do what is left
                found.append((self._left(), self._why))
                continue
            try:
                errand, answer = self._done.get(timeout=TICK if wait and not found else 0)
            except queue.Empty:
                if found or not wait:
                    break
                continue
            if errand is not None:
                found.append((errand, answer))
            elif isinstance(answer, JobFailure):
                self._at_work, self._why = self._at_work - 1, answer
        self.open -= len(found)
        return found

    def remaining(self) -> Iterator[tuple[Errand, bytes | JobFailure]]:
        """Everything that was handed out, as it ends."""
        while self.open:
            yield from self.ended(wait=True)

    def taken_back(self) -> Errand | None:
        """One of those handed out that no worker has begun with; None if there is none."""
        with suppress(queue.Empty):
            errand = self._todo.get_nowait()
            self.open -= 1
            return errand
        return None

    def _left(self) -> Errand:
        errand = self._todo.get()
        assert errand is not None
        return errand

    def _look(self) -> None:
        """Look at the workers now and then. Were we stopped or busy ourselves, that time is not theirs."""
        passed = time.monotonic() - self._looked
        if passed >= TICK:
            self._looked += passed
            with self._lock:
                workers = tuple(self._workers)
            for worker in workers:
                worker.look(min(passed, 2 * TICK))
            if self._starting:
                self._held_up = process.end_held_up(self._held_up, min(passed, 2 * TICK), process.STOPPED_SECONDS)

    # --- a worker's thread ---------------------------------------------------------------------------------------

    def _serve(self) -> None:
        """Have errands done by a process, by another one when that has ended."""
        worker: Worker | None = None
        while (errand := self._todo.get()) is not None:
            answer: bytes | JobFailure = died(None)
            try:
                worker = worker or self._ready()
                answer = worker.ask(errand.frame, self._limits[0])
            except NotStarted as failure:
                self._todo.put(errand)
                self._done.put((None, failure))
                return
            except Exception:  # noqa: BLE001, S110  # as when memory is short: nobody else would tell of the errand
                pass
            if isinstance(answer, JobFailure) and worker is not None:
                self._dismiss(worker)
                worker = None
            self._done.put((errand, answer))
        if worker is not None:
            self._dismiss(worker)

    def _ready(self) -> Worker:
        """A worker that answered. Raises Failure."""
        ended, pauses, why = 0, iter(PAUSES), "Er endete sofort wieder"
        while ended < STARTS:
            try:
                worker = self._started()
            except OSError as error:
                ended, why = ended + 1, reason(error)
                continue
            if not isinstance(worker.ask(self._set_up, START_SECONDS), JobFailure):
                return worker
            self._dismiss(worker)
            if (worker.process.returncode or 0) >= 0:
                ended += 1
            elif (pause := next(pauses, None)) is not None:
                self._closed.wait(pause)
            else:
                raise not_started("Er wurde immer wieder beendet")
        raise not_started(why)

    def _started(self) -> Worker:
        place = self._place()
        self._starting.add(place)
        try:
            worker = Worker(place, self._limits[1])
        finally:
            self._starting.discard(place)
        with self._lock:
            self._workers.add(worker)
            if self._closed.is_set():
                worker.process.kill()
        return worker

    def _place(self) -> Path:
        with self._lock:  # so that none is made after the end
            if self._closed.is_set():
                raise not_started("Der Lauf ist zu Ende")
            if self._folder is None:
                self._folder = self._places.enter_context(temporary.folder())
            place = self._folder / str(len(list(self._folder.iterdir())))
            place.mkdir()
            return place

    def _dismiss(self, worker: Worker) -> None:
        worker.end()
        with self._lock:
            self._workers.discard(worker)


def _path() -> list[str]:
    """The module path of this process, for the workers; nothing that means another folder there."""
    return [folder for folder in sys.path if Path(folder).is_absolute()]
