"""Feeds targets with inputs drawn from numbers: the same number of the same program gives the same input."""

from __future__ import annotations

import random
import resource
import signal
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from tests.fuzz.targets import TARGETS

CPU_SECONDS = 120
"""Of computing for one input; what takes longer hangs. How time grows with the input is other tests' matter."""


@dataclass(frozen=True)
class Failure:
    """An input that a target did not take."""

    target: str
    number: int
    data: bytes
    said: str


def made(name: str, number: int) -> bytes:
    """The input of that number."""
    return TARGETS[name].make(random.Random(f"{name} {number}"))


def tried(name: str, number: int) -> Failure | None:
    """Make an input and feed it; None if all went as it should."""
    return fed(name, made(name, number), number)


def fed(name: str, data: bytes, number: int = -1) -> Failure | None:
    """Feed a target with an input."""
    target = TARGETS[name]
    try:
        with _no_longer():
            target.feed(data)
    except target.allowed:
        return None
    except Exception:  # noqa: BLE001  # that is what is looked for
        return Failure(name, number, data, traceback.format_exc())
    return None


def cpu() -> float:
    """Seconds that this process and its children have computed."""
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


@contextmanager
def _no_longer() -> Iterator[None]:
    def hangs(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"more than {CPU_SECONDS} seconds of computing")

    before = signal.signal(signal.SIGPROF, hangs)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
