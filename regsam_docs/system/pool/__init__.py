"""Work spread over processes that may hang, grow or die without taking the rest with them."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from regsam_docs.system.pool.crew import Crew, Errand
from regsam_docs.system.pool.process import Died, JobFailure, NotStarted, TooBig, TooLong, too_big

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
    lost: list[Errand] = []
    with Crew(workers, seconds, memory, warm) as crew:
        for job in jobs:
            if here is not None and crew.open >= AHEAD * workers:
                yield Finished(job, here(job), None)
            else:
                crew.hand_out(Errand(job, pickle.dumps((work, job))))
            yield from _ended(crew.ended(wait=here is None and crew.open >= AHEAD * workers), memory, lost)
        while here is not None and (errand := crew.taken_back()) is not None:
            yield Finished(errand.job, here(errand.job), None)
            yield from _ended(crew.ended(wait=False), memory, lost)
        yield from _ended(crew.remaining(), memory, lost)
        # Who is to blame for a death is not known: memory may have gone to the jobs beside it.
        for errand in lost:
            crew.hand_out(errand)
            yield from _ended(crew.remaining(), memory, None)


def _ended(
    answers: Iterable[tuple[Errand, bytes | JobFailure]], memory: int, lost: list[Errand] | None
) -> Iterator[Finished[T, R]]:
    """The outcomes of answers; what a death took along is put on the list of the lost, if there is one."""
    for errand, answer in answers:
        if isinstance(answer, Died) and lost is not None:
            lost.append(errand)
        elif isinstance(answer, JobFailure):
            yield Finished(errand.job, None, answer)
        else:
            value, raised = pickle.loads(answer)  # noqa: S301  # from our own worker
            yield Finished(errand.job, value, too_big(memory) if isinstance(raised, MemoryError) else raised)
