"""Fills templates with data: the product's own here, pages with a content repository's templates in processes with limits."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from jinja2 import Environment, TemplateError

from regsam_docs import render
from regsam_docs.limits import TEMPLATE_BYTES_OF_MEMORY, TEMPLATE_SECONDS
from regsam_docs.render import Filling, Medium
from regsam_docs.render.overrides.faults import Overtime, TemplateFault, explained, fault
from regsam_docs.render.templates import TemplateFiles
from regsam_docs.system import pool

K = TypeVar("K")

SECONDS = 6 * TEMPLATE_SECONDS
"""When a process is ended that did not even come to hear that its time is over, or judges without end."""

PAGES = 20
"""Pages for which a process is worth its start."""

Filled = dict[Medium, str] | TemplateFault | TemplateError
"""A page by medium; or what is wrong with a template: Fault with a content repository's, TemplateError with the product's own."""


@dataclass(frozen=True, slots=True)
class Order:
    """A page for a process: everything it is made of. `theirs`: a content repository's templates in it."""

    number: int
    filling: Filling
    templates: dict[str, str]
    theirs: tuple[str, ...]
    seconds: float


def fill(
    templates: TemplateFiles, fillings: Iterable[tuple[K, Filling]], workers: int = 1, pages: int = 1
) -> Iterator[tuple[K, Filled]]:
    """Fill every template for its media and yield what became of it, in no certain order. `pages`: about how many there are.

    Fillings are drawn as they are needed. Whatever a content repository's templates do, they end, and in a process of their own;
    one that used up its time or memory is not tried again for other pages.
    """
    own, every = templates.own_templates(), templates.templates()
    theirs = tuple(name for name in templates.replaced if name in every)
    made = render.environment(own)
    keys: dict[int, tuple[K, list[str]]] = {}
    done: deque[tuple[K, Filled]] = deque()
    spent: dict[str, TemplateFault] = {}

    def orders() -> Iterator[Order]:
        for number, (key, filling) in enumerate(fillings):
            touched = render.touched(filling.template, own, theirs) if theirs else []
            again = next((spent[name] for name in touched if name in spent), None)
            if again is not None:
                done.append((key, again))
            elif touched:
                keys[number] = key, touched
                named = (*touched, *(name for name in theirs if name not in touched))
                yield Order(number, filling, every, named, TEMPLATE_SECONDS)
            else:
                done.append((key, _own(made, filling)))

    count = max(1, min(workers, pages // PAGES))
    for one in pool.run(orders(), work, count, SECONDS, TEMPLATE_BYTES_OF_MEMORY):
        while done:
            yield done.popleft()
        filled = one.value if one.value is not None else _fault(one.error, one.job.theirs[0])
        key, touched = keys.pop(one.job.number)
        if isinstance(filled, TemplateFault) and filled.spent:
            spent[filled.template if filled.template in touched else touched[0]] = filled
        yield key, filled
    yield from done


def _own(made: Environment, filling: Filling) -> Filled:
    try:
        return render.render_all(made, filling)
    except TemplateError as error:
        return error


def work(job: Order) -> dict[Medium, str]:
    """What a process does with one page. Raises Fault."""
    return render.render_theirs(job.filling, job.templates, job.theirs, _limited(job.seconds))


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise Overtime in the midst of what takes more CPU time, so that the traceback tells which line did. Again after each
    further second, should somebody have caught it."""

    def ring(*_: object) -> None:
        raise Overtime

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _fault(error: Exception | None, template: str) -> TemplateFault:
    """What is said where a process could not tell itself what is wrong with a page."""
    if isinstance(error, TemplateFault):
        return error
    if isinstance(error, pool.TooLong):
        return explained(Overtime(), template, ())
    if isinstance(error, pool.TooBig):
        return explained(MemoryError(), template, ())
    if isinstance(error, pool.JobFailure):
        return fault(template, None, str(error))
    assert error is not None, "it has no value"
    raise error
