"""What a rule yields: a mistake and the place in the data where it is to be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Generic, Literal, TypeVar

from regsam_docs.finding import Level, Rule

Path = tuple[str | int, ...]
Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Problem:
    """`file` is relative to the area; `path` leads to the value at fault (`("tagesordnung", 0, "auftraege", 1, "frist")`).
    `at` says what of it is meant: the value, its key, or the first key of the mapping it is. The message is German and
    says what to do."""

    file: str
    path: Path
    message: str
    hint: str | None = None
    at: Literal["value", "key", "first_key"] = "value"


@dataclass(frozen=True, slots=True)
class Judge(Generic[Subject]):
    """A rule and the function that finds what contradicts it in an area, or in a selection with its surroundings; it never
    prints and never raises."""

    rule: Rule
    problems: Callable[[Subject], Iterator[Problem]]


def rule(
    id: str, level: Level, title: str, explanation: str, advice: str, *, source: str | None = None, stops: str | None = None
) -> Callable[[Callable[[Subject], Iterator[Problem]]], Judge[Subject]]:
    """Put a rule's explanation (`finding.Rule`) on the function that finds it."""
    explained = Rule(id, level, title, explanation, advice, source, stops)
    return partial(Judge, explained)
