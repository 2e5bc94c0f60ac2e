"""The three editions, from the narrowest circle of readers to the widest (docs/format.md, „Ausgaben“)."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

Edition = Literal["intern", "verteiler", "oeffentlich"]

EDITIONS: tuple[Edition, ...] = get_args(Edition)


@cache
def narrowest(*editions: str | None) -> str | None:
    """The edition with the fewest readers among those named; None if none is."""
    named = [EDITIONS.index(edition) for edition in editions if edition is not None]
    return EDITIONS[min(named)] if named else None
