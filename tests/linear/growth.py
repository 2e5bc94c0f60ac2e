"""How the cost of something grows with its input: in CPU time of this process, never by the clock."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

ENOUGH = 0.03
"""CPU seconds from which on a figure is more than noise."""
WORST = 25
"""So much more may ten times the input cost: ten if it is linear, a hundred if it is quadratic, and room for noise."""
AGAIN = 4
"""So much more input is given to what seems to be worse, once more."""
WORST_AGAIN = 8
"""So much more may that cost: four if it is linear, sixteen if it is quadratic."""
LIMIT = 2
"""CPU seconds after which there is nothing left to wait for."""


class TooLong(Exception):
    """Something took more CPU time than anything linear would."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise `TooLong` after so many seconds of this process's own CPU time."""

    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def cost(call: Callable[[T], object], argument: T, seconds: float = LIMIT) -> float:
    """CPU seconds of a call; infinite beyond the limit."""
    begin = time.thread_time()
    try:
        with limited(seconds):
            call(argument)
    except TooLong:
        return float("inf")
    return time.thread_time() - begin


def worse_than_linear(call: Callable[[T], object], build: Callable[[int], T], size: int = 200, most: int = 20_000) -> str | None:
    """What ten times the input costs, as words, if that is too much; None if it is not. The input grows until its cost can
    be told from noise, or to `most`; what jumps once, because something else begins there, is asked once more."""
    before = cost(call, build(size))
    while size < most and before < LIMIT:
        size *= 10
        now = cost(call, build(size))
        if now > ENOUGH:
            if WORST * before < now < LIMIT:
                again = cost(call, build(AGAIN * size), WORST_AGAIN * now)
                return f"{size}: {now:.4f} s, {AGAIN * size}: {again:.4f} s" if again > WORST_AGAIN * now else None
            return f"{size // 10}: {before:.4f} s, {size}: {now:.4f} s" if now > WORST * before else None
        before = now
    return f"{size}: more than {LIMIT} s" if before >= LIMIT else None
