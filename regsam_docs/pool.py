"""Work spread over processes that may hang, grow or die without taking the rest with them."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import resource
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import resource_tracker
from typing import Any, Generic, TypeVar, cast

from pebble import ProcessExpired, ProcessFuture, ProcessPool

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 3
"""Jobs a worker that are handed out before the first result is awaited: enough to keep it busy, few to hold."""

PULSE = 5.0
"""Seconds after which a wait looks whether the pool is still alive."""


class Failure(Exception):
    """A job that did not come to its end; the German message says why and what to do."""


class TooLong(Failure):
    """The job took longer than it may."""


class TooBig(Failure):
    """The job took more memory than it may."""


class Died(Failure):
    """The process that did the job came to an end before it."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T, R]):
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
) -> Iterator[Outcome[T, R]]:
    """Do the work for every job in worker processes and yield the outcomes as they come, in no certain order.

    Jobs are drawn as they are needed, so the caller may make them while the workers already work; without any, no
    process starts. One that takes longer than `seconds` or more than `memory` bytes fails with TooLong or TooBig, one
    whose process dies with Died, one whose work raises with what it raised. `warm` is called once in every new
    worker. Everything handed over must be picklable, `work` and `warm` importable. Leaving the iteration early, by an
    error or Ctrl-C too, ends all workers.
    """
    waiting: dict[ProcessFuture[bytes], T] = {}
    lost: list[T] = []
    pool: ProcessPool | None = None
    with contextlib.ExitStack() as stack:

        def hand_out(job: T) -> ProcessPool:
            nonlocal pool
            while True:
                if pool is None or not pool.active:
                    lost.extend(_abandoned(waiting))
                    pool = stack.enter_context(_started(workers, memory, warm))
                with contextlib.suppress(RuntimeError):  # it broke in this very moment
                    waiting[pool.schedule(_call, (work, job), timeout=seconds)] = job
                    return pool

        for job in jobs:
            current = hand_out(job)
            yield from _finished(waiting, lost, current, len(waiting) >= AHEAD * workers, seconds, memory)
        while waiting:
            yield from _finished(waiting, lost, current, True, seconds, memory)
        # A pool breaks as a whole when a worker dies of which it does not know what it did. Each job that was with it gets
        # a second chance, alone: only one that was to blame itself is lost again.
        for job in tuple(lost):
            lost.clear()
            current = hand_out(job)
            while waiting:
                yield from _finished(waiting, lost, current, True, seconds, memory)
            if lost:
                yield Outcome(job, None, _died(None))


@contextlib.contextmanager
def _started(workers: int, memory: int, warm: Callable[[], object] | None) -> Iterator[ProcessPool]:
    # Processes that end by force leave their temporary files behind: they get a folder that is removed here.
    with tempfile.TemporaryDirectory(prefix="regsam-docs-", ignore_cleanup_errors=True) as folder:
        pool = ProcessPool(
            max_workers=workers,
            initializer=_prepare,
            initargs=(folder, memory, warm),
            # Not forked: Pango runs threads, and a fork takes over their locks but not the threads.
            context=cast(Any, multiprocessing.get_context("spawn")),
        )
        try:
            with _interrupts_held():
                started = pool.active
            assert started
            yield pool
        finally:
            _stop(pool)


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keep Ctrl-C from the processes started meanwhile, which would each complain of it; it is ours to end them."""
    # The tracker lifts the same mask when it starts, so it has to run before.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stop(pool: Any) -> None:
    pool.stop()
    pool.join()


def _abandoned(waiting: dict[ProcessFuture[bytes], T]) -> list[T]:
    """Take the jobs without an outcome from `waiting`: their pool broke, and nobody works on them any more."""
    return [waiting.pop(future) for future in list(waiting) if not future.done()]


def _finished(
    waiting: dict[ProcessFuture[bytes], T], lost: list[T], pool: ProcessPool, block: bool, seconds: float, memory: int
) -> Iterator[Outcome[T, Any]]:
    """Yield the outcomes there are, waiting for one if `block`; what went down with the pool is added to `lost`."""
    done: Iterable[Any] = wait(waiting, timeout=PULSE if block else 0, return_when=FIRST_COMPLETED).done
    if block and not done and not pool.active:
        lost.extend(_abandoned(waiting))
    for future in done:
        job = waiting.pop(future)
        error = future.exception()
        if error is None:
            value, raised = pickle.loads(future.result())  # noqa: S301  # from our own worker
            yield Outcome(job, value, _too_big(memory) if isinstance(raised, MemoryError) else raised)
        elif isinstance(error, TimeoutError):
            yield Outcome(job, None, _too_long(seconds))
        elif isinstance(error, BrokenProcessPool):
            lost.append(job)
        else:
            yield Outcome(job, None, _died(error))


def _too_long(seconds: float) -> TooLong:
    return TooLong(
        f"Es dauerte länger als {_number(seconds)} Sekunden und wurde abgebrochen. "
        "Bitte sehr lange Texte, Tabellen oder Zeichnungen (SVG) kürzen oder aufteilen."
    )


def _number(seconds: float) -> str:
    return f"{seconds:g}".replace(".", ",")


def _too_big(memory: int) -> TooBig:
    return TooBig(
        f"Es brauchte mehr als {memory // 1024**2} MiB Arbeitsspeicher und wurde abgebrochen. "
        "Bitte große Bilder verkleinern und sehr lange Texte oder Tabellen aufteilen."
    )


def _died(error: BaseException | None) -> Died:
    """`error`: what is known of the end, if anything."""
    code = error.exitcode if isinstance(error, ProcessExpired) else None
    if code is not None and code < 0:
        how = f" durch das Signal {signal.Signals(-code).name}"
    elif code is not None:
        how = f" mit dem Code {code}"
    else:
        how = f" mit „{error}“" if error else ""
    return Died(
        f"Der Prozess, der daran arbeitete, endete unerwartet{how}; vielleicht reichte der Arbeitsspeicher nicht. "
        "Bitte noch einmal versuchen, am besten mit weniger Prozessen zugleich."
    )


def _prepare(folder: str, memory: int, warm: Callable[[], object] | None) -> None:
    """Bind a new worker to its limits; never raises, since that would end the whole pool."""
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    with contextlib.suppress(OSError, ValueError):
        # Not RLIMIT_AS: address space is cheap and libraries reserve plenty. Only Linux counts all data here.
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    if warm is not None:
        with contextlib.suppress(Exception):
            warm()


def _call(work: Callable[[T], R], job: T) -> bytes:
    """Do the work in the worker; return the value and the error as bytes that are sure to be readable."""
    try:
        return pickle.dumps((work(job), None))
    except MemoryError:
        return pickle.dumps((None, MemoryError()))
    except BaseException as error:  # noqa: BLE001  # whatever it is, the main process decides
        error.add_note(traceback.format_exc())
        return _pickled(error)


def _pickled(error: BaseException) -> bytes:
    # An exception that cannot be unpickled would break the pool.
    with contextlib.suppress(Exception):
        data = pickle.dumps((None, error))
        if isinstance(pickle.loads(data)[1], Exception):  # noqa: S301  # just written
            return data
    return pickle.dumps((None, RuntimeError("".join(traceback.format_exception(error)))))
