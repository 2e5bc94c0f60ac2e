"""Work spread over processes that may hang, grow or die without taking the rest with them. Each has a thread of its own that
starts it, asks it and waits, while the caller's thread looks on."""

from __future__ import annotations

import pickle
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

import psutil

from regsam_docs.finding import reason
from regsam_docs.system import temporary
from regsam_docs.system.pool import process
from regsam_docs.system.pool.process import Died, JobFailure, NotStarted, TooBig, TooLong

__all__ = ["AHEAD", "Died", "Finished", "JobFailure", "NotStarted", "TooBig", "TooLong", "run"]

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 3
"""Jobs a worker that are handed out before the first result is awaited: enough to keep it busy, few to hold."""


@dataclass(frozen=True, slots=True)
class Finished(Generic[T, R]):
    """What became of a job: a value, or the error that stands in its place."""

    job: T
    value: R | None
    error: Exception | None


def run(
    jobs: Iterable[T],
    work: Callable[[T], R],
    workers: int,
    seconds: float,
    memory: int,
    warm: Callable[[], object] | None = None,
    here: Callable[[T], R] | None = None,
) -> Iterator[Finished[T, R]]:
    """Do the work for every job in worker processes and yield the outcomes as they come, in no certain order.

    Jobs are drawn as they are needed, so the caller may make them while the workers already work; without any, no
    process starts. One that takes more than `seconds` of computing time or more than `memory` bytes fails with TooLong or
    TooBig, one whose work raises with what it raised. One whose process dies or stands still gets a second chance, alone,
    and only then fails with Died; where no process can be started all fail with NotStarted. `warm` is called once in every
    new worker. Everything handed over must be picklable, `work` and `warm` importable. Leaving the iteration early, by an
    error or Ctrl-C too, ends all workers.

    `here` does a job in this process, without limits, where it would only wait for the workers; what it raises is raised here.
    """
    lost: list[QueuedJob] = []
    with Crew(workers, seconds, memory, warm) as crew:
        for job in jobs:
            if here is not None and crew.open >= AHEAD * workers:
                yield Finished(job, here(job), None)
            else:
                crew.hand_out(QueuedJob(job, pickle.dumps((work, job))))
            yield from _ended(crew.ended(wait=here is None and crew.open >= AHEAD * workers), memory, lost)
        while here is not None and (queued := crew.taken_back()) is not None:
            yield Finished(queued.job, here(queued.job), None)
            yield from _ended(crew.ended(wait=False), memory, lost)
        yield from _ended(crew.remaining(), memory, lost)
        # Who is to blame for a death is not known: memory may have gone to the jobs beside it.
        for queued in lost:
            crew.hand_out(queued)
            yield from _ended(crew.remaining(), memory, None)


def _ended(
    answers: Iterable[tuple[QueuedJob, bytes | JobFailure]], memory: int, lost: list[QueuedJob] | None
) -> Iterator[Finished[T, R]]:
    """The outcomes of answers; what a death took along is put on the list of the lost, if there is one."""
    for queued, answer in answers:
        if isinstance(answer, Died) and lost is not None:
            lost.append(queued)
        elif isinstance(answer, JobFailure):
            yield Finished(queued.job, None, answer)
        else:
            value, raised = pickle.loads(answer)  # noqa: S301  # from our own worker
            yield Finished(queued.job, value, process.too_big(memory) if isinstance(raised, MemoryError) else raised)


# --- the workers of one run


TICK = 0.25
"""Seconds between two looks at the workers."""

START_SECONDS = 60.0
"""Most computing time a worker may take to get ready."""

STARTS = 3
"""How often a worker may end by itself before it is ready until it is taken for impossible."""

PAUSES = (0.1, 0.5, 2.0, 8.0, 20.0)
"""Seconds to wait before the next start when it was killed: memory may be short, or somebody ends what is none of theirs."""


@dataclass(frozen=True, slots=True)
class QueuedJob:
    """A job, and what a worker is told of it."""

    job: Any
    frame: bytes


class Crew:
    """Up to `size` workers, started when there is something to do. As a context it ends them all."""

    def __init__(self, size: int, seconds: float, memory: int, warm: Callable[[], object] | None) -> None:
        self.open = 0
        self._limits = seconds, memory
        self._set_up = pickle.dumps((_path(), memory, pickle.dumps(warm)))
        self._todo: queue.SimpleQueue[QueuedJob | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[QueuedJob | None, bytes | JobFailure]] = queue.SimpleQueue()
        self._size = size
        self._threads: list[threading.Thread] = []
        self._at_work = 0
        self._why: JobFailure = process.not_started("Es war keiner verlangt")
        self._workers: set[process.Worker] = set()
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
            thread.join(2 * process.LAST_SECONDS)
        self._places.close()

    # --- the caller's thread -------------------------------------------------------------------------------------

    def hand_out(self, queued: QueuedJob) -> None:
        """Give the workers something to do."""
        if not self._threads:
            self._begin()
        self._todo.put(queued)
        self.open += 1

    def _begin(self) -> None:
        try:
            for _ in range(self._size):
                thread = threading.Thread(target=self._serve, daemon=True)
                thread.start()
                self._threads.append(thread)
        except RuntimeError:
            self._why = process.not_started("Das System lässt keine weiteren zu")
        self._at_work = len(self._threads)

    def ended(self, wait: bool) -> list[tuple[QueuedJob, bytes | JobFailure]]:
        """What has ended meanwhile, with its answer; if `wait`, at least one if any is open."""
        found: list[tuple[QueuedJob, bytes | JobFailure]] = []
        while len(found) < self.open:
            self._look()
            if self._at_work == 0:  # nobody will do what is left
                found.append((self._left(), self._why))
                continue
            try:
                queued, answer = self._done.get(timeout=TICK if wait and not found else 0)
            except queue.Empty:
                if found or not wait:
                    break
                continue
            if queued is not None:
                found.append((queued, answer))
            elif isinstance(answer, JobFailure):
                self._at_work, self._why = self._at_work - 1, answer
        self.open -= len(found)
        return found

    def remaining(self) -> Iterator[tuple[QueuedJob, bytes | JobFailure]]:
        """Everything that was handed out, as it ends."""
        while self.open:
            yield from self.ended(wait=True)

    def taken_back(self) -> QueuedJob | None:
        """One of those handed out that no worker has begun with; None if there is none."""
        with suppress(queue.Empty):
            queued = self._todo.get_nowait()
            self.open -= 1
            return queued
        return None

    def _left(self) -> QueuedJob:
        queued = self._todo.get()
        assert queued is not None
        return queued

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
        worker: process.Worker | None = None
        while (queued := self._todo.get()) is not None:
            answer: bytes | JobFailure = process.died(None)
            try:
                worker = worker or self._ready()
                answer = worker.ask(queued.frame, self._limits[0])
            except NotStarted as failure:
                self._todo.put(queued)
                self._done.put((None, failure))
                return
            except Exception:  # noqa: BLE001, S110  # as when memory is short: nobody else would tell of the job
                pass
            if isinstance(answer, JobFailure) and worker is not None:
                self._dismiss(worker)
                worker = None
            self._done.put((queued, answer))
        if worker is not None:
            self._dismiss(worker)

    def _ready(self) -> process.Worker:
        """A worker that answered. Raises NotStarted."""
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
                raise process.not_started("Er wurde immer wieder beendet")
        raise process.not_started(why)

    def _started(self) -> process.Worker:
        place = self._place()
        self._starting.add(place)
        try:
            worker = process.Worker(place, self._limits[1])
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
                raise process.not_started("Der Lauf ist zu Ende")
            if self._folder is None:
                self._folder = self._places.enter_context(temporary.folder())
            place = self._folder / str(len(list(self._folder.iterdir())))
            place.mkdir()
            return place

    def _dismiss(self, worker: process.Worker) -> None:
        worker.end()
        with self._lock:
            self._workers.discard(worker)


def _path() -> list[str]:
    """The module path of this process, for the workers; nothing that means another folder there."""
    return [folder for folder in sys.path if Path(folder).is_absolute()]
