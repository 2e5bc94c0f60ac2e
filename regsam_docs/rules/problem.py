"""What a rule yields: a mistake and the place in the data where it is to be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from regsam_docs.model import Area

Path = tuple[str | int, ...]


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


Rule = Callable[[Area], Iterator[Problem]]
"""A rule takes an area and yields what contradicts it; it never prints and never raises."""
