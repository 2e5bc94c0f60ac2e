"""What a comparison tells: one record for each thing that is not as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "added",
    "removed",
    "changed",
    "moved",
    "renamed",
    "reordered",
    "followed",
    "given",
    "done",
    "approved",
    "signed",
    "sealed",
    "unreadable",
]
"""`moved`: a date was put off or brought forward, or an entry stands elsewhere. `followed`: references that only took over a
new id. `given`: a task. `done`: a task, measure or step. `unreadable`: a file with findings, compared line by line."""

Op = Literal["same", "deleted", "inserted"]

FIRST = 20
"""Weights below this one come first in every report: what both sides signed, sealed or approved."""

SEAL, SIGNED, APPROVED, AREA, AGREEMENT, NORMAL, ORDER, ASIDE = 0, 5, 10, 20, 30, 40, 80, 90
"""Weights: the smaller, the earlier a change is told."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words that is in both texts, only in the old one, or only in the new one."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was.

    `area`: slug, empty for the city's own files. `file`: relative to the root, as it is called now (a removed one as it was).
    `document`: what people call the file. `what`: German heading. `before` and `after` are printed German values, None for what
    was or is not there. `parts`: the words of both if they are texts.
    """

    area: str
    file: str
    document: str
    what: str
    kind: Kind
    before: str | None = None
    after: str | None = None
    weight: int = NORMAL
    parts: tuple[Part, ...] = ()

    @property
    def first(self) -> bool:
        """Whether it concerns what was sealed, signed or approved."""
        return self.weight < FIRST
