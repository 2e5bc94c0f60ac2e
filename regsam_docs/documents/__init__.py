"""All documents (documents.md): one explicit list. A new one is one entry, one file here and one template."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from regsam_docs.documents import agreement, catalogue, closing, interim, invitation, minutes, phases, tasks
from regsam_docs.documents.plan import Plan
from regsam_docs.model import Area

__all__ = ["AREA_DOCUMENTS", "plans"]

AREA_DOCUMENTS: tuple[Callable[[Area], Iterator[Plan]], ...] = (
    agreement.plans,
    phases.plans,
    catalogue.plans,
    invitation.plans,
    minutes.plans,
    tasks.plans,
    interim.plans,
    closing.plans,
)
"""Each yields the plans of one kind of document for an area: none, one, or one a meeting."""


def plans(area: Area) -> Iterator[Plan]:
    """Everything that is made of an area, in the order the area's page lists it."""
    for kind in AREA_DOCUMENTS:
        yield from kind(area)
